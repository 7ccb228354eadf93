"""What staff are warned of about the card itself, and the account on it (000-39, A28, A44)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from attrs import frozen

from bookingcore.domain.customers.addresses import Addresses, normalised
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.ids import CustomerId


class CardWarningKind(Enum):
    """What there is to know before somebody writes on the card."""

    # The customer uses the account: only they can change its e-mail (000-37, 000-39).
    LOGIN_OF_CUSTOMER = "login_of_customer"
    # Notices do not go to this address until the customer has verified it (A28).
    EMAIL_UNVERIFIED = "email_unverified"
    # Other cards have this address too, as the center lets families do (A44).
    EMAIL_SHARED = "email_shared"


@frozen(kw_only=True)
class CardWarning:
    """Something to know about the card.

    Attributes:
        address: the e-mail address concerned, as it stands on the card.
        shared_with: the other cards that have it.
    """

    kind: CardWarningKind
    address: str
    shared_with: tuple[CustomerId, ...] = ()


def card_warnings(card: Customer, known: Addresses) -> tuple[CardWarning, ...]:
    """The warnings that *card* gives cause for; *known* are its addresses on record."""
    return tuple(_warnings(card, known))


def _warnings(card: Customer, known: Addresses) -> Iterator[CardWarning]:
    if card.account.in_use and card.login_email:
        yield CardWarning(kind=CardWarningKind.LOGIN_OF_CUSTOMER, address=card.login_email)
    given = {normalised(each): each for each in (card.email, card.login_email) if each}
    for id, address in given.items():
        if not card.has_verified(address):
            yield CardWarning(kind=CardWarningKind.EMAIL_UNVERIFIED, address=address)
        others = known[id].shared_with(card.id) if id in known else ()
        if others:
            kind = CardWarningKind.EMAIL_SHARED
            yield CardWarning(kind=kind, address=address, shared_with=others)
