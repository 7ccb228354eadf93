"""Verifying an address once there is something to be sent to it (A28, A59)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pendulum import DateTime

from bookingcore.domain.customers.addresses import normalised
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose, decide_link
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import CustomerId, TokenId
from bookingcore.domain.values.notify import Reason

ASKS = frozenset({EventKind.BOOKING_MADE, EventKind.NOTIFICATION_EMAIL_CHANGED})
"""After what a customer may be asked to verify an address."""

RELEASES = frozenset({EventKind.EMAIL_VERIFIED, EventKind.CUSTOMER_ACTIVATED})
"""After what an address is known to be the customer's."""

RELEASED = (MessageKind.BOOKING_CREATED,)
"""What is sent after all once the address is verified."""


def address_to_verify(happened: Happened, card: Customer, actor: Actor) -> str | None:
    """The address of *card* that is to be verified after what *happened*; None for none.

    Who books online while nothing can be sent to them is asked (A59), and so is whoever has got
    another address for notices (A28).
    """
    if happened.kind is EventKind.NOTIFICATION_EMAIL_CHANGED:
        return None if card.has_verified(card.email) else card.email
    if happened.kind is EventKind.BOOKING_MADE and isinstance(actor, Oneself):
        return None if card.notice_email else card.email or card.login_email
    return None


def decide_asking(
    id: TokenId,
    card: Customer,
    purpose: TokenPurpose,
    before: Iterable[AccountToken],
    now: DateTime,
    wanted: str | None = None,
) -> Decision[AccountToken]:
    """Make a link and have it sent: to the address *wanted*, or the one that suits *purpose*.

    Raises:
        NoLoginEmail: there is no address that it could go to.
        InvalidInput: *wanted* is none of the card's addresses.
        CustomerNotActive: the card was erased.
    """
    made = decide_link(id, card, purpose, wanted, before, now)
    asked = link_asked(made.result.id, card.id, purpose)
    return Decision(result=made.result, changes=made.changes, happened=[*made.happened, asked])


def link_asked(token: TokenId, customer: CustomerId, purpose: TokenPurpose) -> Happened:
    """The event of a link that is to be sent to its customer."""
    return Happened(
        kind=EventKind.ACCOUNT_LINK_ASKED,
        subject=token,
        customer_id=customer,
        facts={"purpose": purpose.name},
    )


def on_its_way(address: str, known: Iterable[AccountToken], now: DateTime) -> bool:
    """Whether one of the links that are *known* verifies *address* already."""
    return any(
        token.purpose is TokenPurpose.VERIFY
        and token.address == normalised(address)
        and now < token.expires_at
        for token in known
    )


def released(deliveries: Sequence[Delivery], now: DateTime) -> list[Delivery]:
    """Those of *deliveries* that were withheld for an address that is verified by now (A59)."""
    return [
        delivery.released(now)
        for delivery in deliveries
        if delivery.status is DeliveryStatus.WITHHELD and delivery.reason is Reason.UNVERIFIED
    ]
