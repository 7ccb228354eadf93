"""A desk driven at random, held after each step against a model that counts by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
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
    AbsentTooEarly,
    AlreadyCancelled,
    Attendance,
    Balance,
    Booking,
    CancellationPolicy,
    Cause,
    Customer,
    Desk,
    GrantOn,
    InvalidInput,
    MoreThanDue,
    NotEnoughUnits,
    NothingDue,
    Override,
    PaymentStatus,
    Plan,
    Refused,
    Sale,
    ServicePolicy,
    Session,
    SessionStarted,
    Unknown,
)
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING, rome
from tests.desk.model import AWAITING, BOOKED, CANCELLED, FREE_UNTIL, Model, ties_told

ANY = st.integers(0, 99)
"""Which one, of those that there are."""
WHO = st.sampled_from((0, 0, 0, 1))
"""Anna most of the time, or Ugo."""
PLACES = st.sampled_from((1, 1, 1, 2, 3))
DAYS = st.integers(1, 4)
SQUEEZED = Override(reason="stretti", codes={"session_full", "overlapping"})
PLANS = (("physio", 1, 2), ("physio", 2, None), ("yoga", 1, 4), ("both", 1, 3), ("both", 2, None))
"""What is sold: for which services, how many units, for how many days."""

_numbers = count(1)


def offering(desk: Desk) -> tuple[list[Session], list[Plan]]:
    """Three services, nine sessions on four days, some of them at one hour, and five plans."""
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=FREE_UNTIL))
    physio, yoga, talk = (
        desk.catalog.add_service(name, duration=60, policy=policy)
        for name in ("physio", "yoga", "talk")
    )
    covers = {"physio": (physio,), "yoga": (yoga,), "both": (physio, yoga)}
    plans = [
        desk.catalog.add_plan(name, price=30, units=units, services=covers[name], valid_for=days)
        for name, units, days in PLANS
    ]
    sessions = [
        desk.schedule.add_session(service, starts_at=f"2026-07-0{day}T{hour}:00", capacity=places)
        for day in range(1, 5)
        for service, hour, places in ((physio, 18, 3), (yoga, 10 + 8 * (day % 2), 2))
    ]
    sessions.append(desk.schedule.add_session(talk, starts_at="2026-07-03T21:00", capacity=None))
    return sessions, plans


class FrontDesk(RuleBasedStateMachine):
    """Two customers, nine sessions, and everything that may happen to them."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        super().__init__()
        self.clock = clock
        clock.move_to(MORNING)
        # A center and chance of its own, so that the same steps give the same ids.
        center = f"center-{next(_numbers)}"
        self.desk = Desk(desk.store, center=center, clock=clock, chance=SeededChance(7))
        self.desk.configure(rome())
        sessions, self.plans = offering(self.desk)
        self.people = [self.desk.customers.register(name=name) for name in ("Anna", "Ugo")]
        self.model = Model(
            sessions={session.id: session for session in sessions},
            admitted={s.id: s.capacity for s in sessions if s.capacity is not None},
        )

    def one(self, of: dict[str, Any], which: int) -> Any:
        return list(of.values())[which % len(of)]

    def live(self, which: int) -> Booking:
        """A booking that is not cancelled."""
        live = self.model.live()
        return live[which % len(live)]

    def granted(self, which: int) -> str:
        """The id of a balance."""
        return list(self.model.granted)[which % len(self.model.granted)]

    def balances(self) -> list[Balance]:
        return [b for person in self.people for b in self.desk.balances.of(person)]

    def refused(self, error: type[Exception], command: Callable[[], object]) -> None:
        with pytest.raises(error):
            command()

    @initialize(wishes=st.lists(st.tuples(WHO, ANY, PLACES), min_size=3, max_size=7))
    def open_with_bookings(self, wishes: list[tuple[int, int, int]]) -> None:
        for who, where, places in wishes:
            self.book(who=who, where=where, places=places, override=None)
        self.sell(who=0, what=3, quantity=1, day=1, grant_on=GrantOn.SALE)

    @rule(who=WHO, where=ANY, places=PLACES, override=st.sampled_from((None, None, SQUEEZED)))
    def book(self, who: int, where: int, places: int, override: Override | None) -> None:
        customer = self.people[who]
        session: Session = self.one(self.model.sessions, where)
        codes = self.model.refusals(customer.id, session, places)
        standing = [code for code in codes if override is None or code not in override.codes]
        verdict = self.desk.bookings.check(customer, session, places=places, override=override)
        assert [refusal.code for refusal in verdict.violations] == standing
        if standing:
            with pytest.raises(Refused) as refused:
                self.desk.bookings.book(customer, session, places=places, override=override)
            assert refused.value.code == standing[0]
            return
        booking = self.desk.bookings.book(customer, session, places=places, override=override)
        assert booking.status is verdict.status
        self.model.booked(booking, beyond="session_full" in codes)

    @rule(who=WHO, where=ANY)
    def book_oneself(self, who: int, where: int) -> None:
        """Customers book before the start, for one."""
        customer = self.people[who]
        session: Session = self.one(self.model.sessions, where)
        own = self.desk.by(customer).bookings
        codes = self.model.refusals(customer.id, session, 1)
        if self.clock.now() >= session.starts_at:
            self.refused(SessionStarted, lambda: own.book(customer, session))
        elif codes:
            self.refused(Refused, lambda: own.book(customer, session))
        else:
            self.model.booked(own.book(customer, session), beyond=False)

    @precondition(lambda self: self.model.live())
    @rule(
        which=ANY,
        cause=st.sampled_from((None, None, Cause.CENTER)),
        decision=st.sampled_from((None, None, True, False)),
    )
    def cancel(self, which: int, cause: Cause | None, decision: bool | None) -> None:
        booking = self.live(which)
        done = self.desk.bookings.cancel(
            booking, cause=cause, give_back=decision, reason=None if decision is None else "così"
        )
        late = self.clock.now() >= booking.starts_at - FREE_UNTIL
        gives_back = (cause is Cause.CENTER or not late) if decision is None else decision
        assert done.late is late
        assert done.units_returned == self.model.cancelled(booking, gives_back=gives_back)

    @precondition(lambda self: self.model.live())
    @rule(which=ANY)
    def cancel_oneself(self, which: int) -> None:
        """Customers cancel their own, before the start."""
        booking = self.live(which)
        mine, other = sorted(self.people, key=lambda person: person.id != booking.customer_id)
        self.refused(Unknown, lambda: self.desk.by(other).bookings.cancel(booking))
        own = self.desk.by(mine).bookings
        if self.clock.now() >= booking.starts_at:
            self.refused(SessionStarted, lambda: own.cancel(booking))
        else:
            done = own.cancel(booking)
            in_time = self.clock.now() < booking.starts_at - FREE_UNTIL
            assert done.units_returned == self.model.cancelled(booking, gives_back=in_time)

    @rule(
        who=WHO,
        what=st.sampled_from(range(len(PLANS))),
        quantity=st.integers(1, 2),
        day=st.none() | DAYS,
        grant_on=st.sampled_from((GrantOn.SALE, GrantOn.SALE, GrantOn.PAYMENT)),
    )
    def sell(self, who: int, what: int, quantity: int, day: int | None, grant_on: GrantOn) -> None:
        customer, plan = self.people[who], self.plans[what]
        sale = self.desk.sales.sell(
            customer,
            (plan, quantity),
            application_date=None if day is None else f"2026-07-0{day}",
            grant_on=grant_on,
        )
        assert sale.total.minor == 3000 * quantity
        self.model.sales[sale.id] = sale
        self.model.paid[sale.id] = 0
        if grant_on is GrantOn.SALE:
            self.grant(sale)

    @precondition(lambda self: self.model.live())
    @rule(which=ANY, what=st.sampled_from((3, 4)))
    def sell_for_a_booking(self, which: int, what: int) -> None:
        """As the explanation says: a sale that applies from the day of the session."""
        booking = self.live(which)
        [who] = [n for n, each in enumerate(self.people) if each.id == booking.customer_id]
        self.sell(who=who, what=what, quantity=1, day=booking.on.day, grant_on=GrantOn.SALE)

    def grant(self, sale: Sale) -> None:
        for line in sale.lines:
            assert line.balance_id is not None
            self.model.granted[line.balance_id] = line.units

    @precondition(lambda self: self.model.sales)
    @rule(which=ANY, cents=st.none() | st.sampled_from((1, 1000, 3000)))
    def pay(self, which: int, cents: int | None) -> None:
        sale: Sale = self.one(self.model.sales, which)
        due = sale.total.minor - self.model.paid[sale.id]
        amount = None if cents is None else f"{cents // 100}.{cents % 100:02}"
        if not due:
            self.refused(NothingDue, lambda: self.desk.sales.pay(sale, amount))
        elif cents is not None and cents > due:
            self.refused(MoreThanDue, lambda: self.desk.sales.pay(sale, amount))
        else:
            paid = self.desk.sales.pay(sale, amount).amount.minor
            assert paid == (due if cents is None else cents)
            self.model.paid[sale.id] += paid
            if paid == due and sale.grant_on is GrantOn.PAYMENT:
                self.grant(sale)

    @precondition(lambda self: self.model.sales)
    @rule(which=ANY, day=DAYS)
    def change_application_date(self, which: int, day: int) -> None:
        sale: Sale = self.one(self.model.sales, which)
        after = self.desk.sales.change_application_date(sale, f"2026-07-0{day}")
        assert after.application_date.day == day

    @precondition(lambda self: self.model.granted)
    @rule(which=ANY, units=st.sampled_from((-2, -1, 1, 2)))
    def adjust(self, which: int, units: int) -> None:
        id = self.granted(which)
        if self.model.left(id) + units < 0:
            self.refused(NotEnoughUnits, lambda: self.desk.balances.adjust(id, units=units))
        else:
            self.desk.balances.adjust(id, units=units, comment="così")
            self.model.granted[id] += units

    @precondition(lambda self: self.model.granted)
    @rule(which=ANY, units=st.sampled_from((None, 1, 2)))
    def void(self, which: int, units: int | None) -> None:
        id = self.granted(which)
        left = self.model.left(id)
        if left == 0 or (units or 0) > left:
            self.refused(NotEnoughUnits, lambda: self.desk.balances.void(id, units=units))
        else:
            self.desk.balances.void(id, units=units)
            self.model.granted[id] -= left if units is None else units

    @precondition(lambda self: self.model.granted)
    @rule(which=ANY, day=st.none() | DAYS)
    def set_expiry(self, which: int, day: int | None) -> None:
        [balance] = [b for b in self.balances() if b.id == self.granted(which)]
        last = None if day is None else f"2026-07-0{day}"
        if day is not None and day < balance.valid_from.day:
            self.refused(InvalidInput, lambda: self.desk.balances.set_expiry(balance, last))
        else:
            after = self.desk.balances.set_expiry(balance, last)
            assert (after.valid_until and after.valid_until.day) == day

    @precondition(lambda self: self.model.bookings)
    @rule(which=ANY, attendance=st.sampled_from(Attendance))
    def mark(self, which: int, attendance: Attendance) -> None:
        booking: Booking = self.one(self.model.bookings, which)
        early = attendance is Attendance.ABSENT and self.clock.now() < booking.starts_at
        if self.model.status[booking.id] is CANCELLED:
            self.refused(AlreadyCancelled, lambda: self.desk.bookings.mark(booking, attendance))
            self.refused(AlreadyCancelled, lambda: self.desk.bookings.cancel(booking))
        elif early:
            self.refused(AbsentTooEarly, lambda: self.desk.bookings.mark(booking, attendance))
        else:
            assert self.desk.bookings.mark(booking, attendance).attendance is attendance

    @rule(hours=st.sampled_from((2, 12, 24)))
    def time_goes_by(self, hours: int) -> None:
        if self.clock.now().day < 5:
            self.clock.advance(timedelta(hours=hours))

    @invariant()
    def what_the_desk_says_is_what_the_model_says(self) -> None:
        balances = self.balances()
        self.redeemed_is_what_a_flow_can_pay_for(balances)
        for balance in balances:
            assert balance.remaining == self.model.left(balance.id) >= 0
        self.places_are_what_live_bookings_hold()
        for person in self.people:
            self.money_is_what_was_paid_and_what_is_missing_is_warned_of(person)
        assert self.desk.verify() == ()

    def redeemed_is_what_a_flow_can_pay_for(self, balances: list[Balance]) -> None:
        """And no redeemed booking ever loses its units."""
        model, now = self.model, self.clock.now()
        assert {balance.id for balance in balances} == set(model.granted)
        for id in model.redeems(balances, now):
            model.status[id] = BOOKED
        told = [b for person in self.people for b in self.desk.bookings.of(person)]
        assert {booking.id: booking.status for booking in told} == model.status
        before, model.ties = model.ties, ties_told(self.desk, balances)
        for booking in told:
            units = sum(model.ties[booking.id].values())
            if booking.status is CANCELLED:
                assert model.ties[booking.id] == before[booking.id]
            else:
                assert units == (booking.units_needed if booking.status is BOOKED else 0)
        assert model.redeems(balances, now) == set()

    def places_are_what_live_bookings_hold(self) -> None:
        told = self.desk.schedule.sessions(between=("2026-07-01", "2026-07-31"))
        assert {s.id: s.taken for s in told} == {s.id: self.model.taken(s.id) for s in told}
        for session in told:
            assert session.admitted == self.model.admitted.get(session.id)
            assert session.admitted is None or session.taken <= session.admitted

    def money_is_what_was_paid_and_what_is_missing_is_warned_of(self, person: Customer) -> None:
        model, warned = self.model, self.desk.customers.warnings(person)
        unpaid = set()
        for sale in self.desk.sales.of(person):
            paid, total = model.paid[sale.id], sale.total.minor
            assert sale.paid.minor == paid
            assert (sale.payment_status is PaymentStatus.PAID) is (paid == total)
            if paid < total:
                unpaid.add(sale.id)
        own = [b for b in model.bookings.values() if b.customer_id == person.id]
        waiting = {booking.id for booking in own if model.status[booking.id] is AWAITING}
        assert {warning.sale.id for warning in warned.accounting} == unpaid
        assert {warning.booking.id for warning in warned.bookings} == waiting


@pytest.mark.hypothesis
@pytest.mark.rule("A5", "A8", "A10", "A13", "A37")
def test_whatever_is_asked_of_a_desk_it_says_what_the_model_says(
    desk: Desk, clock: FrozenClock
) -> None:
    long = settings().max_examples > 100
    size = settings(
        max_examples=settings().max_examples // 5, stateful_step_count=60 if long else 30
    )
    machine: Any = lambda: FrontDesk(desk, clock)  # noqa: E731 - it takes a class, or what makes one
    run_state_machine_as_test(machine, settings=size)
