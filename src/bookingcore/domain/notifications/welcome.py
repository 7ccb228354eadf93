"""The welcome: the mail with which a customer can get in (000-45, 000-46, 001-18)."""

from __future__ import annotations

from collections.abc import Sequence

from bookingcore.domain.customers.account import card_event, refuse_erased
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.events import EventKind
from bookingcore.errors import NoLoginEmail


def decide_welcome(customer: Customer, before: Sequence[Delivery]) -> Decision[Customer]:
    """Have *customer* welcomed; asked again before it was sent, it is sent once.

    *before* are the welcomes that were asked for so far.

    Raises:
        NoLoginEmail: there is no address that it could go to.
        CustomerNotActive: the card was erased.
    """
    refuse_erased(customer)
    if customer.login_email is None and customer.email is None:
        raise NoLoginEmail(customer.id)
    if any(each.waits for each in before):
        return Decision(result=customer, changes=(), happened=())
    happened = [card_event(EventKind.WELCOME_ASKED, customer)]
    return Decision(result=customer, changes=(), happened=happened)
