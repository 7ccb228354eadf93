"""What a card shows: warnings, everything on one page, the whole history, an export."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import between as period_between
from bookingcore.desk.people.part import Part, address_facts
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.stray import opened
from bookingcore.domain.bookings.warnings import Warnings, warnings
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.warnings import card_warnings
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.ownership.card import CustomerCard, shown_to_owner
from bookingcore.domain.ownership.exporting import LEDGER, SECTIONS, exported, plain_row
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.checks import member, shown, truth, whole
from bookingcore.domain.values.events import Event, EventKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.moments import resolve
from bookingcore.errors import InvalidInput
from bookingcore.ports.gift_cards import GiftCardMovementsOf
from bookingcore.ports.people import AbsorbedInto, HistoryPage, Owned
from bookingcore.ports.questions import (
    AwaitingOf,
    BalancesOf,
    BookingsOf,
    EntriesOf,
    SalesOf,
)
from bookingcore.ports.store import Reader

T = TypeVar("T")

EVENTS_MAX = 1000

_CURSOR = re.compile(r"([!-.0-~]{1,40})/([!-.0-~]{1,200})/([0-9]{1,9})/([0-9]{1,9})")
"""Instant, stream, number and sequence of an event."""


@frozen(kw_only=True)
class CustomerHistory:
    """A page of a customer's history.

    Attributes:
        events: latest first.
        next: what to give as `after` for the next page; None on the last one.
    """

    events: tuple[Event, ...]
    next: str | None


@frozen
class Showing(Part):
    """Reading all that there is about a customer."""

    def warnings(self, customer: Customer | str) -> Warnings:
        """What staff are warned of on the card: in its two tabs, and about the account.

        Bookings that await redemption (000-16), sales with anything due (000-21), an account that
        its customer uses (000-39), addresses that are not verified or shared (A28, A44).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """
        return read_of(self._context, "customers.warnings", customer, self._warnings)

    def card(self, customer: Customer | str) -> CustomerCard:
        """Everything of the customer on one page (002-20, 002-24, 004-08).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """
        return read_of(self._context, "customers.card", customer, self._card)

    def history(
        self,
        customer: Customer | str,
        *,
        kinds: Sequence[EventKind | str] = (),
        between: tuple[object, object] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> CustomerHistory:
        """All that ever happened around the customer, latest first, a page at a time (002-24).

        Pages are stable: what happens while somebody reads them comes before the first one.

        Args:
            customer: whose.
            kinds: only events of these kinds; none for any.
            between: (start, end): times, end excluded; or days of the center's zone, last day
                included. None for any time.
            limit: how many at most, 1 to 1,000.
            after: `next` of the page before; None for the first page.

        Raises:
            InvalidInput: an unknown kind, an end before the start, no `next` of a page.
            Unknown: no such customer here.
        """
        wanted = tuple(member(each, "kinds", EventKind) for each in kinds)
        most, place = whole(limit, "limit", 1, EVENTS_MAX), _place(after)

        def ask(id: CustomerId, reader: Reader) -> CustomerHistory:
            card_of(id, reader)
            start = end = None
            if between is not None:
                own = self._context.own_center
                zone = self._context.configured(reader.load(own)[own]).settings.time_zone
                start, end = period_between(between, zone)
            # One more than wanted tells whether there is another page.
            question = HistoryPage(id, wanted, start, end, place, most + 1)
            events = reader.load(question)[question]
            page, more = events[:most], len(events) > most
            return CustomerHistory(events=page, next=_cursor(page[-1]) if more else None)

        return read_of(self._context, "customers.history", customer, ask)

    def export(
        self, customer: Customer | str, *, health: bool = False, contents: bool = True
    ) -> dict[str, Any]:
        """Everything about one person, ready for `json.dumps`; its form is in the documentation.

        Args:
            customer: whom.
            health: whether health data is in it too (A51).
            contents: whether each document comes with its content, base64 in `content`.

        Raises:
            DocumentLost, PortMissing, FilesUnavailable: the content of a document cannot be had.
            Unknown: no such customer here, or not the one who asks.
        """
        healthy, complete = truth(health, "health"), truth(contents, "contents")
        data, documents = read_of(
            self._context, "customers.export", customer, partial(self._export, healthy)
        )
        if complete:
            for told, document in zip(data["documents"], documents, strict=True):
                content = opened(self._context, document)
                told["content"] = b64encode(content).decode("ascii")
        return data

    def _export(
        self, health: bool, id: CustomerId, reader: Reader
    ) -> tuple[dict[str, Any], tuple[Document, ...]]:
        card, dead = card_of(id, reader), AbsorbedInto(id)
        asked = {name: Owned(row, id) for name, row in SECTIONS.items()}
        answers = reader.load(dead, *asked.values())
        rows = {name: self._visible(answers[question]) for name, question in asked.items()}
        own = self._shown(card)
        now = self._context.clock.now()
        data = exported(own, map(self._shown, answers[dead]), rows, now, health=health)
        _tell_ledgers(data["gift_cards"], answers[Owned(GiftCard, id)], reader)
        return data, self._visible(answers[Owned(Document, id)])

    def _warnings(self, id: CustomerId, reader: Reader) -> Warnings:
        awaiting, sales = AwaitingOf(id), SalesOf(id)
        answers = reader.load(awaiting, sales)
        card = card_of(id, reader)
        known = address_facts(self._context, reader, card.addresses).known
        about_card = card_warnings(card, known)
        if self._by_customer:
            # Who else has an address is nobody's business but staff's.
            about_card = tuple(evolve(each, shared_with=()) for each in about_card)
        return evolve(warnings(answers[awaiting], answers[sales]), card=about_card)

    def _card(self, id: CustomerId, reader: Reader) -> CustomerCard:
        bookings, entries = BookingsOf(id), EntriesOf(id)
        balances, sales = BalancesOf(id), SalesOf(id)
        gift_cards, notes, tasks = Owned(GiftCard, id), Owned(Note, id), Owned(Task, id)
        documents, forms = Owned(Document, id), Owned(FormAssignment, id)
        memberships = Owned(Membership, id)
        money = balances, sales, gift_cards, memberships
        answers = reader.load(bookings, entries, *money, notes, tasks, documents, forms)
        return CustomerCard(
            customer=self._shown(card_of(id, reader)),
            bookings=answers[bookings],
            waitlist=answers[entries],
            balances=answers[balances],
            sales=answers[sales],
            gift_cards=_oldest(answers[gift_cards], "issued_at"),
            memberships=_oldest(answers[memberships], "started_at"),
            notes=_oldest(self._visible(answers[notes]), "made_at"),
            tasks=_oldest(self._visible(answers[tasks]), "due_on"),
            documents=_oldest(self._visible(answers[documents]), "added_at"),
            forms=_oldest(answers[forms], "assigned_at"),
            warnings=self._warnings(id, reader),
        )

    @property
    def _by_customer(self) -> bool:
        return isinstance(self._context.actor, Oneself)

    def _visible(self, rows: tuple[T, ...]) -> tuple[T, ...]:
        """Those of *rows* that the one who asks may see."""
        return shown_to_owner(rows) if self._by_customer else rows


def _tell_ledgers(
    told: Sequence[dict[str, Any]], cards: Sequence[GiftCard], reader: Reader
) -> None:
    """Write beside each gift card that is *told* what became of its money."""
    asked = [GiftCardMovementsOf(card.id) for card in cards]
    answers = reader.load(*asked)
    for plain, ledger in zip(told, asked, strict=True):
        plain[LEDGER] = [plain_row(each) for each in answers[ledger]]


def _oldest(rows: Iterable[T], field: str) -> tuple[T, ...]:
    return tuple(sorted(rows, key=attrgetter(field, "id")))


def _cursor(event: Event) -> str:
    return f"{event.at.isoformat()}/{event.stream}/{event.no}/{event.seq}"


def _place(after: object) -> tuple[DateTime, str, int, int] | None:
    """Where the page before ended."""
    if after is None:
        return None
    parts = _CURSOR.fullmatch(after) if isinstance(after, str) else None
    if parts:
        with suppress(InvalidInput):
            at, stream, no, seq = parts.groups()
            return resolve(at, "UTC", field="after"), stream, int(no), int(seq)
    raise InvalidInput("after", shown(after), "give `next` of the page before")
