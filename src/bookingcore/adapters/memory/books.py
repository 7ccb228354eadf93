"""Everything that is kept for one center."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from bookingcore.adapters.memory.tables import Grouped, Table, Timeline
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.sale import Payment, Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import Event, Fact
from bookingcore.domain.values.sealing import SigningKey
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports.questions import RememberedCommand

ALL = ()
"""The group of a timeline that holds every row."""


class KeptEvent(NamedTuple):
    """An event with its own copy of what the caller could still change."""

    event: Event
    facts: dict[str, Fact]
    words: dict[str, str]


class Books:
    """The tables of one center, with their indexes and the numbers that locks count."""

    def __init__(self) -> None:
        self._index()
        self.readers: set[object] = set()
        self.numbers: Table[int] = Table()
        self.remembered: Table[RememberedCommand] = Table()
        self._keep_offers()
        self._keep_schedule()
        self._keep_sales()
        self.customers: Table[Customer] = Table()
        self.events: Table[KeptEvent] = Table(self.events_about)
        self.tables: dict[type[object], Table[Any]] = {
            **self._of_offers(),
            **self._of_schedule(),
            **self._of_sales(),
            Customer: self.customers,
            Event: self.events,
        }

    def _keep_offers(self) -> None:
        self.centers: Table[Center] = Table()
        self.branches: Table[Branch] = Table()
        self.terms: Table[Terms] = Table()
        self.services: Table[Service] = Table()
        self.resources: Table[Resource] = Table()
        self.plans: Table[Plan] = Table(self.plans_for)

    def _of_offers(self) -> dict[type[object], Table[Any]]:
        return {
            Center: self.centers,
            Branch: self.branches,
            Terms: self.terms,
            Service: self.services,
            Resource: self.resources,
            Plan: self.plans,
        }

    def _keep_schedule(self) -> None:
        self.series: Table[Series] = Table()
        self.sessions: Table[Session] = Table(self.sessions_by_start, self.sessions_of)
        self.bookings: Table[Booking] = Table(
            self.bookings_in, self.bookings_between, self.bookings_by_start
        )
        self.entries: Table[WaitlistEntry] = Table(self.entries_in, self.queue_for, self.entries_of)
        self.dues: Table[Due] = Table()
        self.signing_keys: Table[SigningKey] = Table()
        self.link_attempts: Table[LinkAttempts] = Table()

    def _of_schedule(self) -> dict[type[object], Table[Any]]:
        return {
            Series: self.series,
            Session: self.sessions,
            Booking: self.bookings,
            WaitlistEntry: self.entries,
            Due: self.dues,
            SigningKey: self.signing_keys,
            LinkAttempts: self.link_attempts,
        }

    def _keep_sales(self) -> None:
        self.sales: Table[Sale] = Table(self.sales_of)
        self.payments: Table[Payment] = Table(self.payments_of)
        self.balances: Table[Balance] = Table(self.balances_of)
        self.movements: Table[Movement] = Table(self.movements_of, self.movements_for)

    def _of_sales(self) -> dict[type[object], Table[Any]]:
        return {
            Sale: self.sales,
            Payment: self.payments,
            Balance: self.balances,
            Movement: self.movements,
        }

    def _index(self) -> None:
        self.plans_for = Grouped(lambda plan: tuple(dict.fromkeys(plan.services)))
        # Each session stands among all of them, and with each of its resources.
        self.sessions_by_start = Timeline(_all_and_each_resource)
        self.sessions_of = Grouped(_its_series)
        self.bookings_in = Grouped(lambda booking: (booking.session_id,))
        self.bookings_between = Grouped(_customer_and_session)
        self.bookings_by_start = Timeline(lambda booking: ((booking.customer_id, booking.status),))
        self.entries_in = Grouped(lambda entry: (entry.session_id,))
        self.queue_for = Grouped(_session_waited_for)
        self.entries_of = Grouped(lambda entry: (entry.customer_id,))
        self.sales_of = Grouped(lambda sale: (sale.customer_id,))
        self.payments_of = Grouped(lambda payment: (payment.sale_id,))
        self.balances_of = Grouped(lambda balance: ((balance.customer_id, balance.remaining > 0),))
        self.movements_of = Grouped(lambda movement: (movement.balance_id,))
        self.movements_for = Grouped(_booking_moved)
        self.events_about = Grouped(_concerned)

    def copied(self) -> Books:
        """Books of their own with the same rows, for a writer while a snapshot is open."""
        fresh = Books()
        fresh.numbers.take_over(self.numbers)
        fresh.remembered.take_over(self.remembered)
        for row, table in self.tables.items():
            fresh.tables[row].take_over(table)
        return fresh


def _all_and_each_resource(session: Session) -> tuple[Hashable, ...]:
    return (ALL, *session.resources) if session.live else (ALL,)


def _its_series(session: Session) -> tuple[str, ...]:
    return () if session.series_id is None else (session.series_id,)


def _customer_and_session(booking: Booking) -> tuple[tuple[str | None, str]]:
    return ((booking.customer_id, booking.session_id),)


def _session_waited_for(entry: WaitlistEntry) -> tuple[str, ...]:
    return (entry.session_id,) if entry.open else ()


def _booking_moved(movement: Movement) -> tuple[str, ...]:
    return () if movement.booking_id is None else (movement.booking_id,)


def _concerned(kept: KeptEvent) -> tuple[str, ...]:
    """The ids that an event is about, each once."""
    event = kept.event
    subject, customer, session = event.subject, event.customer_id, event.session_id
    ids: tuple[str, ...] = (subject,)
    if customer is not None and customer != subject:
        ids = (subject, customer)
    if session is not None and session not in ids:
        return (*ids, session)
    return ids
