"""Ending memberships: the fee in sight, at once or on a day, and when the customer goes (A56)."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import (
    Desk,
    EventKind,
    InvalidInput,
    LineKind,
    MembershipEnding,
    MembershipStatus,
    Money,
    NotAllowed,
    PaymentStatus,
)
from bookingcore.ports.memberships import AttemptsOf
from bookingcore.ports.questions import ById
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.gym import Gym

FEE = Money.of(30, "EUR")


@pytest.fixture
def gym(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Gym:
    return Gym(desk, clock, payments)


@pytest.mark.rule("004-21", "004-22", "A56")
def test_the_fee_is_shown_before_it_is_charged(gym: Gym) -> None:
    made = gym.start(gym.plan(cancellation_fee="30.00", minimum_term=3))
    terms = gym.desk.memberships.cancellation_terms(made)
    assert (terms.fee, terms.at_once, terms.term_until) == (FEE, True, date(2026, 9, 30))
    assert terms.period_ends_on == date(2026, 7, 31)
    # Looking costs nothing.
    assert len(gym.desk.sales.of(gym.anna)) == 1

    done = gym.desk.memberships.cancel(made, reason="trasloco")
    assert done.fee is not None
    assert (done.fee.total, done.fee.payment_status) == (FEE, PaymentStatus.AWAITING_PAYMENT)
    [line] = done.fee.lines
    assert line.kind is LineKind.FEE
    assert done.fee in gym.desk.sales.of(gym.anna)
    assert (done.membership.status, done.ends_on) == (MembershipStatus.ENDED, date(2026, 7, 1))
    assert gym.desk.customers.warnings(gym.anna).accounting
    assert gym.payments.moved == []
    assert gym.desk.verify() == ()


@pytest.mark.rule("004-22", "A56")
def test_once_the_minimum_term_is_over_it_costs_nothing(gym: Gym) -> None:
    made = gym.start(gym.plan(cancellation_fee="30.00", minimum_term=3))
    terms = gym.desk.memberships.cancellation_terms

    assert terms(made, on="2026-09-29").fee == FEE
    assert terms(made, on="2026-09-30").fee is None
    done = gym.desk.memberships.cancel(made, on="2026-09-30")
    assert done.fee is None
    for day in ("2026-08-01", "2026-09-01", "2026-10-01"):
        gym.on(day)
    assert len(gym.days(made)) == 3
    assert gym.now(made).status is MembershipStatus.ENDED


def test_without_a_minimum_term_it_always_costs_the_fee(gym: Gym) -> None:
    made = gym.start(gym.plan(cancellation_fee="30.00"))
    gym.on("2027-07-01")

    assert gym.desk.memberships.cancellation_terms(made).fee == FEE
    assert gym.desk.memberships.cancel(made, charge_fee=False).fee is None


@pytest.mark.rule("A56")
def test_at_the_end_of_the_period_it_ends_by_itself(gym: Gym) -> None:
    made = gym.start(card="visa")
    last = gym.desk.memberships.cancellation_terms(made).period_ends_on
    running = gym.desk.memberships.cancel(made, on=last).membership

    assert (running.status, running.next_payment_on) == (MembershipStatus.ACTIVE, None)
    with pytest.raises(MembershipEnding):
        gym.desk.memberships.process(made)
    gym.on("2026-07-31")
    assert gym.now(made).status is MembershipStatus.ACTIVE
    gym.on("2026-08-01")
    assert gym.now(made).status is MembershipStatus.ENDED
    assert len(gym.payments.moved) == 1
    assert gym.desk.history(made)[-1].kind is EventKind.MEMBERSHIP_ENDED
    assert gym.desk.next_due() is None
    assert gym.desk.verify() == ()


@pytest.mark.rule("A56")
def test_unredeemed_credits_keep_their_expiry_unless_the_plan_says_void(gym: Gym) -> None:
    kept, void = gym.start(), gym.start(gym.plan(void_on_end=True))
    gym.booked("2026-07-02T18:00")
    assert gym.desk.memberships.cancellation_terms(void).voided in {7, 8}
    gym.desk.memberships.cancel(kept)
    done = gym.desk.memberships.cancel(void)

    assert gym.credits(kept)[0].endswith("until 2026-07-31")
    assert gym.credits(kept) != ["0 until 2026-07-31"]
    assert gym.credits(void) == ["0 until 2026-07-31"]
    [lot] = done.voided
    assert lot == gym.desk.memberships.credits(void)[0]
    assert gym.desk.verify() == ()


def test_voided_on_a_later_day_too(gym: Gym) -> None:
    made = gym.start(gym.plan(void_on_end=True, unused="ROLL_OVER"))
    gym.desk.memberships.cancel(made, on="2026-07-20")
    gym.on("2026-07-20")
    assert gym.credits(made) == ["8 until for ever"]
    gym.on("2026-07-21")

    assert gym.credits(made) == ["0 until for ever"]


def test_it_can_be_cancelled_again_for_another_day(gym: Gym) -> None:
    made = gym.start(gym.plan(cancellation_fee="30.00"))
    first = gym.desk.memberships.cancel(made, on="2026-07-31")
    second = gym.desk.memberships.cancel(made, on="2026-12-31")

    assert (first.fee is not None, second.fee) == (True, None)
    assert second.membership.next_payment_on == date(2026, 8, 1)
    assert gym.desk.memberships.cancel(made).membership.status is MembershipStatus.ENDED
    assert len(gym.desk.sales.of(gym.anna)) == 2


def test_a_paused_membership_ends_on_its_day(gym: Gym) -> None:
    made = gym.start()
    gym.desk.memberships.cancel(made, on="2026-07-31")
    gym.desk.memberships.pause(made)
    gym.on("2026-08-01")

    assert gym.now(made).status is MembershipStatus.ENDED


def test_no_membership_ends_in_the_past(gym: Gym) -> None:
    made = gym.start()
    for ask in (gym.desk.memberships.cancel, gym.desk.memberships.cancellation_terms):
        with pytest.raises(InvalidInput, match="on="):
            ask(made, "2026-06-30")


def test_customers_see_what_it_costs_and_leave_the_rest_to_staff(gym: Gym) -> None:
    made = gym.start(gym.plan(cancellation_fee="30.00"))
    own = gym.desk.by(gym.anna).memberships

    assert own.cancellation_terms(made).fee == FEE
    with pytest.raises(NotAllowed):
        own.cancel(made)


# Whoever leaves.


@pytest.mark.rule("A64")
def test_renewals_stop_when_the_customer_leaves(gym: Gym) -> None:
    made = gym.start(gym.plan(cancellation_fee="30.00"), card="visa")
    left = gym.desk.customers.deregister(gym.anna)

    [ended] = left.memberships
    assert (ended.id, ended.status) == (made.id, MembershipStatus.ENDED)
    assert gym.now(made) == ended
    # Leaving owes no fee.
    assert len(gym.desk.sales.of(gym.anna)) == 1
    assert gym.desk.history(made)[-1].facts == {"on": "2026-07-01", "cause": "DEREGISTERED"}
    gym.on("2026-09-01")
    assert len(gym.payments.moved) == 1
    gym.desk.customers.reregister(gym.anna)
    assert gym.now(made).status is MembershipStatus.ENDED
    assert gym.desk.customers.deregister(gym.anna).memberships == ()
    assert gym.desk.verify() == ()


@pytest.mark.rule("A40")
def test_memberships_move_with_a_card_that_is_merged(gym: Gym) -> None:
    made = gym.start(card="visa")
    stays = gym.desk.customers.register(name="Anna Rossi")
    merged = gym.desk.customers.absorb(into=stays, old=gym.anna)

    assert merged.moved["Membership"] == 1
    assert [each.id for each in gym.desk.memberships.of(gym.anna)] == [made.id]
    assert gym.now(made).customer_id == stays.id
    gym.on("2026-08-01")
    assert gym.tried(made)[-1] == "08-01 1 CAPTURED"
    assert {each.customer_id for each in gym.desk.memberships.payment_activity(made)} == {stays.id}
    assert gym.desk.verify() == ()


@pytest.mark.rule("A64")
def test_on_the_card_of_somebody_who_has_left_it_ends_instead_of_renewing(gym: Gym) -> None:
    made = gym.start()
    gone = gym.desk.customers.register(name="Anna Rossi")
    gym.desk.customers.deregister(gone)
    gym.desk.customers.absorb(into=gone, old=gym.anna)
    gym.on("2026-08-01")

    assert gym.now(made).status is MembershipStatus.ENDED
    assert len(gym.days(made)) == 1


def test_of_who_is_forgotten_neither_note_nor_card_is_kept(gym: Gym) -> None:
    gym.payments.decline_next("Anna has no funds")
    made = gym.start(card="visa of Anna", note="la nipote di Ugo")
    gym.desk.customers.erase(gym.anna)

    with gym.desk.store.snapshot(gym.desk.center) as reader:
        itself, tried = ById(type(made), made.id), AttemptsOf(made.id)
        answers = reader.load(itself, tried)
    [kept], [attempt] = answers[itself], answers[tried]
    assert (kept.note, kept.card, kept.status) == ("", None, MembershipStatus.ENDED)
    assert attempt.reason == ""
    assert gym.desk.verify() == ()
