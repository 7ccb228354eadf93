"""Everything of a customer on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import evolve, frozen

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.warnings import Warnings
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.events import Event
from bookingcore.domain.waitlist.entry import WaitlistEntry

T = TypeVar("T")


@frozen(kw_only=True)
class CustomerCard:
    """The card on one page, as the one who asks may see it (002-20, 004-08).

    A customer sees their own without what staff wrote for each other: no notes, no tasks, and only
    the documents that are shown to them.

    Attributes:
        customer: the card itself.
        bookings: oldest start first, previous ones and cancelled ones too.
        waitlist: where they wait, and waited.
        balances: in order of id, used up ones too.
        sales: oldest first.
        gift_cards: those they bought and those they hold, in order of issue.
        memberships: oldest first, those that have ended too.
        notes, documents, forms: oldest first.
        tasks: in order of their day, done ones too.
        warnings: in the two tabs, and about the card itself.
    """

    customer: Customer
    bookings: tuple[Booking, ...]
    waitlist: tuple[WaitlistEntry, ...]
    balances: tuple[Balance, ...]
    sales: tuple[Sale, ...]
    gift_cards: tuple[GiftCard, ...]
    memberships: tuple[Membership, ...]
    notes: tuple[Note, ...]
    tasks: tuple[Task, ...]
    documents: tuple[Document, ...]
    forms: tuple[FormAssignment, ...]
    warnings: Warnings


FOR_THE_OWNER = frozenset({"message", "note"})
"""The words of staff that are for the customer too: told to them, or on what they see."""


def shown_to_owner(rows: Iterable[T]) -> tuple[T, ...]:
    """Those of *rows* that the customer whose they are may see, each as they may see it.

    What staff wrote for each other is left out: notes, tasks, hidden documents, and in history
    reasons, comments and labels.
    """
    return tuple(_without_asides(row) for row in rows if _visible(row))


def _visible(row: object) -> bool:
    if isinstance(row, Document):
        return row.visible_to_customer
    return not isinstance(row, Note | Task)


def _without_asides(row: T) -> T:
    if not isinstance(row, Event) or isinstance(row.actor, Oneself):
        return row
    words = {name: text for name, text in row.words.items() if name in FOR_THE_OWNER}
    return evolve(row, words=words)
