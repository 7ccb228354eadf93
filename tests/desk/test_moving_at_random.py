"""Units under random moves, of bookings and of whole sessions: the most are redeemed, always.

An independent flow says how many bookings the units of a customer could pay for at all.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookingcore import (
    Balance,
    Booking,
    BookingStatus,
    Desk,
    Refused,
    Scope,
    Session,
)
from bookingcore.domain.redemption.supply import Supply
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING, rome
from tests.domain.redemption.oracle import admitted_oldest_first
from tests.domain.redemption.worlds import World

ANY = st.integers(0, 99)
DAYS = st.integers(2, 12)
WHAT = st.sampled_from((0, 1))
PLANS = (((0,), 1, 4), ((0,), 2, None), ((1,), 1, 6), ((0, 1), 1, 3), ((0, 1), 2, 8))
"""What is sold: for which services, how many units, for how many days."""
BOOKINGS_MAX = 10

_numbers = count(1)


class Movers(RuleBasedStateMachine):
    """Anna, two services, and days in July between which everything is moved."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        super().__init__()
        clock.move_to(MORNING)
        center = f"center-{next(_numbers)}"
        self.desk = Desk(desk.store, center=center, clock=clock, chance=SeededChance(7))
        self.desk.configure(rome())
        self.services = [
            self.desk.catalog.add_service(name, duration=30) for name in ("physio", "yoga")
        ]
        self.plans = [
            self.desk.catalog.add_plan(
                "Quota",
                price=30,
                units=units,
                services=tuple(self.services[each] for each in covered),
                valid_for=days,
            )
            for covered, units, days in PLANS
        ]
        self.anna = self.desk.customers.register(name="Anna")
        self.hours = count()

    def live(self) -> list[Booking]:
        return [each for each in self.desk.bookings.of(self.anna) if each.live]

    def one(self, which: int) -> Booking:
        live = self.live()
        return live[which % len(live)]

    def start(self, day: int) -> str:
        """A time of its own on a *day* of July."""
        number = next(self.hours)
        return f"2026-07-{day:02}T{8 + number // 2 % 14:02}:{30 * (number % 2):02}"

    def session(self, what: int, day: int) -> Session:
        return self.desk.schedule.add_session(
            self.services[what], starts_at=self.start(day), capacity=3
        )

    @initialize(wishes=st.lists(st.tuples(WHAT, DAYS), min_size=2, max_size=5))
    def open_with_bookings(self, wishes: list[tuple[int, int]]) -> None:
        for what, day in wishes:
            self.book(what=what, day=day)
        self.sell(which=3, day=2)

    @precondition(lambda self: len(self.live()) < BOOKINGS_MAX)
    @rule(what=WHAT, day=DAYS)
    def book(self, what: int, day: int) -> None:
        with suppress(Refused):
            self.desk.bookings.book(self.anna, self.session(what, day))

    @precondition(lambda self: len(self.live()) < BOOKINGS_MAX)
    @rule(what=WHAT, day=DAYS)
    def book_appointment(self, what: int, day: int) -> None:
        with suppress(Refused):
            self.desk.bookings.book_appointment(
                self.anna, self.services[what], starts_at=self.start(day)
            )

    @precondition(lambda self: len(self.live()) < BOOKINGS_MAX - 2)
    @rule(what=WHAT, day=DAYS)
    def book_a_series(self, what: int, day: int) -> None:
        made = self.desk.schedule.add_series(
            self.services[what], rule="FREQ=DAILY;COUNT=3", starts_at=self.start(day)
        )
        for session in self.desk.schedule.sessions_of(made):
            with suppress(Refused):
                self.desk.bookings.book(self.anna, session)

    @rule(which=st.integers(0, len(PLANS) - 1), day=DAYS)
    def sell(self, which: int, day: int) -> None:
        self.desk.sales.sell(self.anna, self.plans[which], application_date=f"2026-07-{day:02}")

    @precondition(lambda self: self.live())
    @rule(which=ANY, what=WHAT, day=DAYS)
    def move_to_another_session(self, which: int, what: int, day: int) -> None:
        booking = self.one(which)
        with suppress(Refused):
            moved = self.desk.bookings.reschedule(booking, to=self.session(what, day))
            assert moved.id == booking.id

    @precondition(lambda self: self.live())
    @rule(which=ANY, day=DAYS)
    def move_the_whole_session(self, which: int, day: int) -> None:
        session = self.one(which).session_id
        self.desk.schedule.move_session(session, starts_at=self.start(day))

    @precondition(lambda self: self.live())
    @rule(which=ANY, day=DAYS)
    def move_an_appointment(self, which: int, day: int) -> None:
        with suppress(Refused):
            self.desk.bookings.reschedule(self.one(which), starts_at=self.start(day))

    @precondition(lambda self: any(self.serial()))
    @rule(which=ANY, scope=st.sampled_from(Scope), day=DAYS, cancel=st.booleans())
    def edit_a_series(self, which: int, scope: Scope, day: int, cancel: bool) -> None:
        sessions = self.serial()
        session = sessions[which % len(sessions)]
        given: Any = {"cancel": True} if cancel else {"starts_at": self.start(day)}
        with suppress(Refused):
            self.desk.schedule.edit_series(
                session.series_id or "", from_=session, scope=scope, **given
            )

    def serial(self) -> list[Session]:
        """The sessions that a series places."""
        told = self.desk.schedule.sessions(between=("2026-07-01", "2026-07-31"))
        return [each for each in told if each.live and each.occurrence is not None]

    @precondition(lambda self: self.live())
    @rule(which=ANY, whole=st.booleans())
    def cancel(self, which: int, whole: bool) -> None:
        booking = self.one(which)
        if whole:
            self.desk.schedule.cancel_session(booking.session_id)
        else:
            self.desk.bookings.cancel(booking)

    @invariant()
    def every_ledger_is_right(self) -> None:
        assert self.desk.verify() == ()

    @invariant()
    def as_many_are_redeemed_as_units_could_pay_for(self) -> None:
        needing = [each for each in self.live() if each.units_needed]
        redeemed = [each for each in needing if each.status is BookingStatus.BOOKED]
        balances = self.desk.balances.of(self.anna)
        world = World(
            awaiting=[each.demand for each in needing],
            supplies=[supply(each) for each in balances],
        )
        assert len(redeemed) == len(admitted_oldest_first(world))
        assert sum(each.units - each.remaining for each in balances) == len(redeemed)

    @invariant()
    def every_booking_is_where_its_session_is(self) -> None:
        for booking in self.live():
            session = self.desk.schedule.get(booking.session_id)
            assert (booking.starts_at, booking.ends_at) == (session.starts_at, session.ends_at)
            assert (booking.on, booking.service_id) == (session.on, session.service_id)


def supply(balance: Balance) -> Supply:
    """All units of *balance*, whoever holds them."""
    return Supply(
        balance_id=balance.id,
        services=frozenset(balance.services),
        first=balance.valid_from,
        last=balance.valid_until,
        left=balance.units,
    )


@pytest.mark.hypothesis
@pytest.mark.rule("A8", "A9")
def test_whatever_is_moved_no_unit_is_lost_and_none_lies_idle(
    desk: Desk, clock: FrozenClock
) -> None:
    long = settings().max_examples > 100
    size = settings(
        max_examples=settings().max_examples // 5, stateful_step_count=50 if long else 20
    )
    machine: Any = lambda: Movers(desk, clock)  # noqa: E731 - it takes a class, or what makes one
    run_state_machine_as_test(machine, settings=size)
