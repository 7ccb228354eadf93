"""The welcome: the mail with which a customer can get in (000-45, 000-46, 001-18)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.customers.account import card_event, refuse_erased
from bookingcore.domain.customers.customer import LIVE, Customer
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.values.changes import Decision, Expect, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CenterId, CustomerId
from bookingcore.errors import Language, NoLoginEmail

KIND = MessageKind.WELCOME.value
"""The kind of the message."""

_SUBJECTS: Mapping[Language, str] = {
    "en": "Welcome to {center}",
    "it": "Benvenuto in {center}",
    "es": "Bienvenido a {center}",
}
_BODIES: Mapping[Language, str] = {
    "en": "Hello {name},\n\nyou are registered with {center}. Come in with this address: {login}\n",
    "it": "Ciao {name},\n\nsei iscritto a {center}. Entra con questo indirizzo: {login}\n",
    "es": "Hola, {name}:\n\nestás de alta en {center}. Entra con esta dirección: {login}\n",
}


@frozen(kw_only=True)
class Welcome:
    """What a customer is welcomed with.

    Attributes:
        recipient: the address to log in with, or else the one for notices.
    """

    recipient: str
    language: Language
    subject: str
    body: str


def welcome(customer: Customer, center: CenterId, language: Language) -> Welcome | None:
    """The welcome of *customer*; None where nobody can be welcomed, or at no address.

    It is about the account, so it asks for no verified address and no consent (A25).
    """
    recipient = customer.login_email or customer.email
    if recipient is None or customer.status not in LIVE:
        return None
    said = {"center": center, "name": customer.name, "login": recipient}
    return Welcome(
        recipient=recipient,
        language=language,
        subject=_SUBJECTS[language].format(**said),
        body=_BODIES[language].format(**said),
    )


def decide_welcome(customer: Customer, now: DateTime) -> Decision[Customer]:
    """Have *customer* welcomed; asked again before it was sent, it is sent once.

    Raises:
        NoLoginEmail: there is no address that it could go to.
        CustomerNotActive: the card was erased.
    """
    refuse_erased(customer)
    if customer.login_email is None and customer.email is None:
        raise NoLoginEmail(customer.id)
    due = Due(kind=DueKind.WELCOME, subject=customer.id, due_at=now)
    happened = [card_event(EventKind.WELCOME_ASKED, customer)]
    return Decision(result=customer, changes=[Expect(due)], happened=happened)


def decide_welcomed(customer: Customer, asked_for: CustomerId) -> Decision[Customer]:
    """Keep on record that *customer* was welcomed; *asked_for* is the card it was asked for."""
    happened = [card_event(EventKind.WELCOME_SENT, customer)]
    done = Withdraw(due_key(DueKind.WELCOME, asked_for))
    return Decision(result=customer, changes=[done], happened=happened)
