"""How SQLite goes about what the commands say: by an index always, and by all of it that helps."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import evolve

from bookingcore import Attendance, Booking, Desk, Line, Plan, ResourceKind, Sale, open_desk
from bookingcore.adapters.sql import SqlStore
from bookingcore.domain.values.changes import Put
from bookingcore.ports.questions import ById
from bookingcore.testing import FakePayments, FrozenClock
from bookingcore.testing.contracts.rows import a_booking, a_session, july
from bookingcore.testing.contracts.studio import furnished
from tests.adapters.sql.listening import listening
from tests.conftest import MORNING, rome

THROUGH_THE_CENTER = re.compile(
    r"^(SCAN bk_|SEARCH bk_(?!(?:center|form|subscription) )\w+ USING .*\(center=\?\)$)"
)

"""A step that reads all that a center has of something; it has few forms and subscriptions."""


class Week:
    """A center whose desk has done everything once, and does it again."""

    def __init__(self, url: str) -> None:
        self.clock = FrozenClock(MORNING)
        self.desk = open_desk(
            url, center="roma", settings=rome(), clock=self.clock, payments=FakePayments()
        )
        self.yoga = self.desk.catalog.add_service("Yoga", duration=60)
        self.ten = self.plan(units=10)
        self.sessions = [
            self.desk.schedule.add_session(self.yoga, starts_at=f"2026-07-{day:02}T18:00")
            for day in range(2, 9)
        ]
        self.anna = self.desk.customers.register(name="Anna")

    def plan(self, *, units: int) -> Plan:
        return self.desk.catalog.add_plan(
            "Plan", price="9", units=units, services=(self.yoga,), valid_for=30
        )

    def sell(self) -> Sale:
        return self.desk.sales.sell(self.anna, self.ten)

    def book(self, number: int) -> Booking:
        return self.desk.bookings.book(self.anna, self.sessions[number])


@pytest.fixture
def week(url: str) -> Iterator[Week]:
    week = Week(url)
    yield week
    store_of(week.desk).close()


def store_of(desk: Desk) -> SqlStore:
    assert isinstance(desk.store, SqlStore)
    return desk.store


def everything(week: Week) -> None:
    """Each command of bookings, sales and balances, with units to re-tie and bookings to settle."""
    desk, anna = week.desk, week.anna
    awaiting = week.book(0)
    sale = week.sell()
    booked = week.book(1)
    desk.bookings.check(anna, week.sessions[2])
    desk.bookings.explain(awaiting)
    desk.bookings.public_status(booked)
    desk.bookings.mark(booked, Attendance.PRESENT)
    desk.sales.change_application_date(sale, "2026-07-02")
    desk.sales.pay(sale, "4")
    desk.sales.mark_paid(sale)
    (balance,) = desk.balances.of(anna)
    desk.balances.movements(balance)
    desk.balances.adjust(balance, units=-7, comment="moved away")
    desk.balances.set_expiry(balance, "2026-07-20", comment="as agreed")
    week.book(2)
    waiting = week.book(3)
    desk.bookings.cancel(booked, message="see you")
    desk.bookings.cancel(waiting)
    desk.balances.void(desk.balances.of(anna)[0], comment="over")
    desk.bookings.of(anna)
    desk.bookings.in_session(week.sessions[0])
    desk.sales.of(anna)
    desk.schedule.sessions(between=("2026-07-01", "2026-07-31"))
    desk.history(anna)
    desk.customers.warnings(anna)
    desk.verify()


def waiting(week: Week) -> None:
    """Each command of waiting lists, series and moves, with offers that pass on and run out."""
    desk = week.desk
    laura = desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)
    people = [desk.customers.register(name=name, email=f"{name}@example.org") for name in "mno"]
    full, other, third = (
        desk.schedule.add_session(
            week.yoga, starts_at=f"2026-07-0{day}T20:00", capacity=1, resources=(laura,)
        )
        for day in (2, 3, 4)
    )
    first = desk.bookings.book(people[0], full)
    entries = [desk.waitlist.join(each, full) for each in people[1:]]
    desk.waitlist.reorder(full, entries[::-1], reason="as agreed")
    desk.bookings.reschedule(first, to=other)
    desk.waitlist.decline(entries[1])
    desk.waitlist.accept(entries[0])
    desk.waitlist.leave(desk.waitlist.join(people[0], full))
    desk.waitlist.join(people[1], other)
    desk.schedule.change_capacity(other, 2)
    week.clock.advance(minutes=10)
    desk.run_due()
    desk.waitlist.entries(other)
    desk.waitlist.of(people[1])
    desk.schedule.move_session(third, starts_at="2026-07-05T20:00")
    appointment = desk.bookings.book_appointment(
        None, week.yoga, starts_at="2026-07-06T20:00", resources=(laura,)
    )
    desk.bookings.attach_customer(appointment, people[0])
    desk.bookings.reschedule(appointment, starts_at="2026-07-06T21:00")
    desk.schedule.cancel_session(other)
    desk.verify()


def money(week: Week) -> None:
    """Each way in which money comes and goes back, with lines that pay for bookings."""
    desk, anna = week.desk, week.anna
    sale = week.sell()
    desk.sales.pay(sale, "4", card="visa")
    desk.sales.mark_paid(sale)
    desk.sales.refund(sale, "5")
    desk.sales.refund(sale)
    desk.sales.payments(sale)
    desk.sales.refunds(sale)
    single, other = week.book(4), week.book(5)
    ticket = desk.sales.sell(anna, Line(booking=single, price="7"), Line(booking=other, price="7"))
    desk.sales.for_booking(single)
    desk.bookings.reschedule(single, to=week.sessions[6])
    desk.bookings.cancel(single)
    desk.sales.void(ticket, reason="by mistake")
    desk.verify()


def hot(week: Week) -> None:
    """What happens all day."""
    week.sell()
    booking = week.book(0)
    week.book(1)
    week.desk.bookings.cancel(booking)


def plan_of(path: Path, statement: str) -> list[str]:
    with sqlite3.connect(path) as connection:
        return [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


def said(week: Week, act: Callable[[Week], object]) -> list[str]:
    """Each statement of *act* that touches rows."""
    with listening(store_of(week.desk)) as heard:
        act(week)
    return [each for each in heard if each.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize("act", [everything, waiting, money])
def test_no_command_walks_through_the_center(
    week: Week, file: Path, act: Callable[[Week], object]
) -> None:
    statements = said(week, act)

    plans = {statement: plan_of(file, statement) for statement in statements}
    assert len(plans) > 100
    assert {
        statement: plan
        for statement, plan in plans.items()
        if any(THROUGH_THE_CENTER.match(step) for step in plan)
    } == {}


def test_what_happens_all_day_does_not_even_where_nothing_was_counted(
    week: Week, file: Path
) -> None:
    """A host may run `ANALYZE` on a database that is still empty: then no figures are left."""
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM sqlite_stat1")
    statements = said(week, hot)

    plans = {statement: plan_of(file, statement) for statement in statements}
    assert {
        statement: plan
        for statement, plan in plans.items()
        if any(THROUGH_THE_CENTER.match(step) for step in plan)
    } == {}


def test_booking_does_not_read_what_has_ended(week: Week, file: Path) -> None:
    """Of a customer's bookings only those that end after the session's start can overlap it."""
    statements = said(week, lambda week: week.book(0))

    (clashes,) = [each for each in statements if each.startswith("SELECT") and "ends_at >" in each]
    plan = "\n".join(plan_of(file, clashes))
    assert "(center=? AND customer_id=? AND ends_at>?)" in plan
    assert "(center=? AND customer_id=?)\n" not in plan


def test_a_cancellation_leaves_alone_the_indexes_of_what_stays(week: Week) -> None:
    """SQLite would write them anew for every column that an update names."""
    week.sell()
    booking = week.book(0)

    statements = said(week, lambda week: week.desk.bookings.cancel(booking))

    updates = [each.partition(" WHERE ")[0] for each in statements if each.startswith("UPDATE")]
    assert len(updates) == 4
    assert [each for each in updates if "customer_id=" in each or "starts_at=" in each] == []


def test_a_booking_can_be_put_into_another_session(store: SqlStore) -> None:
    """What hardly ever changes may change all the same."""
    studio = furnished(store)
    later = a_session(2, starts_at=july(5, 18))
    booking = a_booking(1)
    studio.add(later, booking)

    moved = evolve(booking, session_id=later.id, starts_at=later.starts_at, ends_at=later.ends_at)
    studio.save(Put(moved))

    assert studio.ask(ById(Booking, booking.id)) == (moved,)
