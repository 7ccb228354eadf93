"""Memberships driven at random through months, held against a model of days and sums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
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
    AttemptOutcome,
    Desk,
    InvalidInput,
    Membership,
    MembershipStatus,
    Money,
    NothingDue,
    Refused,
)
from bookingcore.domain.memberships.membership import MEMBERSHIP_TRANSITIONS
from bookingcore.testing import FakePayments, FrozenClock, SeededChance
from tests.conftest import rome
from tests.desk.membership_model import FEE, PRICE, TERM, Paper

BEGIN = date(2027, 1, 1)
CYCLES = ({"months": 1}, {"months": 2}, {"days": 7}, {"days": 10})

_numbers = count(1)


class OneMembership(RuleBasedStateMachine):
    """Anna's membership, paid by a card that works or does not."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        super().__init__()
        self.clock, self.payments = clock, FakePayments()
        self.today = BEGIN
        self._clock_at(BEGIN)
        center = f"gym-{next(_numbers)}"
        self.desk = Desk(
            desk.store, center=center, clock=clock, chance=SeededChance(7), payments=self.payments
        )
        self.desk.configure(rome())
        self.noun = self.desk.memberships
        self.before = MembershipStatus.ACTIVE

    @initialize(starts=st.integers(-6, 40), cycle=st.sampled_from(CYCLES))
    def start(self, starts: int, cycle: dict[str, int]) -> None:
        yoga = self.desk.catalog.add_service("Yoga", duration=60)
        day = BEGIN + timedelta(days=starts)
        plan = self.desk.catalog.add_plan(
            "Mese",
            price=PRICE,
            units=4,
            services=(yoga,),
            valid_for=None,
            every=f"P{cycle['months']}M" if "months" in cycle else f"P{cycle['days']}D",
            cancellation_fee=FEE,
            minimum_term=TERM,
        )
        self.anna = self.desk.customers.register(name="Anna")
        self.membership: Membership = self.noun.start(self.anna, plan, card="visa", starts_on=day)
        months, days = cycle.get("months", 0), cycle.get("days", 0)
        self.paper = Paper(anchor=day, due=day, months=months, days=days)
        self.paper.term()
        if day <= self.today:
            self.paper.bill(self.today)

    def _clock_at(self, day: date) -> None:
        self.clock.move_to(f"{day.isoformat()}T12:00:00+00:00")

    @rule(days=st.sampled_from((1, 1, 2, 3, 5, 8, 20, 33, 70)))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        self._clock_at(self.today)
        assert self.desk.run_due().failed == ()
        self.paper.run(self.today)

    @rule(good=st.booleans())
    def the_card_works_or_does_not(self, good: bool) -> None:
        self.paper.good = good
        self.payments.bad_cards = () if good else {"visa"}

    @rule()
    def process(self) -> None:
        paper = self.paper
        if paper.next_payment is None:
            with pytest.raises(Refused):
                self.noun.process(self.membership)
            return
        attempt = self.noun.process(self.membership)
        if paper.paid and not paper.paid[-1]:
            paper.charge(self.today)
        else:
            paper.bill(self.today)
        assert (attempt.due_on, attempt.no, attempt.outcome.name) == paper.tries[-1]

    @precondition(lambda self: self.paper.status != "ENDED")
    @rule()
    def pause(self) -> None:
        self.noun.pause(self.membership)
        self.paper.pause()

    @precondition(lambda self: self.paper.status != "ENDED")
    @rule()
    def resume(self) -> None:
        self.noun.resume(self.membership)
        self.paper.resume(self.today)
        self.days_pass(1)

    @precondition(lambda self: self.paper.status != "ENDED")
    @rule(days=st.integers(0, 45))
    def move(self, days: int) -> None:
        day = self.today + timedelta(days=days)
        if self.paper.periods and day <= self.paper.periods[-1][0]:
            with pytest.raises(InvalidInput):
                self.noun.edit(self.membership, next_payment_on=day)
            return
        self.noun.edit(self.membership, next_payment_on=day)
        self.paper.move(day)

    @rule()
    def pay_at_the_desk(self) -> None:
        for number, period in enumerate(self.noun.periods(self.membership)):
            try:
                self.desk.sales.mark_paid(period.sale_id)
            except NothingDue:
                assert self.paper.paid[number]
            else:
                assert not self.paper.paid[number]
                self.paper.paid[number] = True
                self.paper.cash += PRICE

    @precondition(lambda self: self.paper.status != "ENDED")
    @rule(days=st.integers(0, 100))
    def cancel(self, days: int) -> None:
        last = self.today + timedelta(days=days)
        terms = self.noun.cancellation_terms(self.membership, on=last)
        owed = self.paper.fee(last)
        assert terms.fee == (Money.of(owed, "EUR") if owed else None)
        done = self.noun.cancel(self.membership, on=last)
        assert (done.fee.total if done.fee else None) == terms.fee
        self.paper.cancel(last, self.today)

    @rule()
    def what_is_over_stays_over(self) -> None:
        if self.paper.status == "ENDED":
            with pytest.raises(Refused):
                self.noun.resume(self.membership)

    @invariant()
    def it_stands_where_the_model_does(self) -> None:
        paper, now = self.paper, self.noun.get(self.membership)
        assert now.status.name == paper.status
        assert now.next_payment_on == paper.next_payment
        assert now.retry_on == paper.retry
        periods = self.noun.periods(now)
        assert [(each.first, each.last) for each in periods] == paper.periods
        tries = self.noun.payment_activity(now)
        told = sorted((each.due_on, each.no, each.outcome.name) for each in tries)
        assert told == sorted(paper.tries)
        allowed = {self.before, *MEMBERSHIP_TRANSITIONS[self.before]}
        # A day may both resume and end one.
        assert now.status in allowed or self.before is MembershipStatus.PAUSED
        self.before = now.status

    @invariant()
    def no_cent_is_lost(self) -> None:
        paper = self.paper
        sales = self.desk.sales.of(self.anna)
        assert self.payments.net("EUR") == Money.of(paper.charged, "EUR")
        assert _sum(sale.paid for sale in sales) == paper.charged + paper.cash
        assert _sum(sale.total for sale in sales) == PRICE * len(paper.periods) + paper.fees
        captured = [
            each
            for each in self.noun.payment_activity(self.membership)
            if each.outcome is AttemptOutcome.CAPTURED
        ]
        assert len(captured) * PRICE == paper.charged

    @invariant()
    def the_units_are_those_of_the_periods_that_were_paid(self) -> None:
        lots = self.noun.credits(self.membership)
        paid = [
            days for days, paid in zip(self.paper.periods, self.paper.paid, strict=True) if paid
        ]
        assert [(lot.valid_from, lot.valid_until) for lot in lots] == sorted(paid)
        assert all(lot.remaining == 4 for lot in lots)

    @invariant()
    def every_promise_is_kept(self) -> None:
        assert self.desk.verify() == ()


def _sum(amounts: Iterable[Money]) -> int:
    """The sum in whole euros."""
    return sum(amount.minor for amount in amounts) // 100


@pytest.mark.hypothesis
@pytest.mark.rule("004-15", "004-18", "004-20", "A56")
def test_a_membership_keeps_its_days_and_its_sums(desk: Desk, clock: FrozenClock) -> None:
    long = settings().max_examples > 100
    size = settings(
        max_examples=settings().max_examples // 5, stateful_step_count=60 if long else 20
    )
    machine: Any = lambda: OneMembership(desk, clock)  # noqa: E731 - a factory, not a type
    run_state_machine_as_test(machine, settings=size)
