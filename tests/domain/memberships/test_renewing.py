"""Billing the periods of a membership, and every attempt to charge them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.catalog.plan import UnusedUnits
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.memberships.attempt import (
    ATTEMPT_TRANSITIONS,
    OUTCOMES,
    RETRY_DAYS,
    AttemptOutcome,
    PaymentAttempt,
    retry_after,
)
from bookingcore.domain.memberships.membership import (
    Membership,
    MembershipPeriod,
    MembershipStatus,
)
from bookingcore.domain.memberships.renewing import (
    decide_answered,
    decide_renewal,
    decide_retry,
    to_charge_again,
)
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.payment import CHARGE_TRANSITIONS, ChargeStatus, Method, Payment
from bookingcore.domain.sales.sale import GrantOn, PaymentStatus, Sale
from bookingcore.domain.values.changes import Expect
from bookingcore.domain.values.due import DueKind
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import PaymentId
from bookingcore.errors import (
    CustomerNotActive,
    InvalidInput,
    MembershipEnded,
    MembershipEnding,
    MembershipPaused,
    NothingDue,
    PaymentOnItsWay,
)
from tests.domain import build
from tests.domain.build import at, euro, july
from tests.domain.memberships.subscription import added, billing, day, membership, monthly, put
from tests.domain.memberships.subscription import renewed as renewal


class TestAPeriod:
    @pytest.mark.rule("000-19", "004-15")
    def test_without_a_card_the_units_are_there_and_the_sale_awaits_its_payment(self) -> None:
        decision = renewal(membership())

        [sale], [lot] = added(decision.changes, Sale), added(decision.changes, Balance)
        assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT
        assert (sale.grant_on, sale.granted, sale.total) == (GrantOn.SALE, True, euro(30))
        assert (lot.remaining, lot.valid_from, lot.valid_until) == (8, july(1), july(31))
        assert decision.result.attempt.outcome is AttemptOutcome.NOT_CHARGED
        assert decision.result.payment is None

    @pytest.mark.rule("A4", "004-18")
    def test_where_a_card_is_charged_the_units_wait_for_the_money(self) -> None:
        decision = renewal(membership(card="visa"))

        [sale], [payment] = added(decision.changes, Sale), added(decision.changes, Payment)
        assert (sale.grant_on, sale.granted, sale.pending) == (GrantOn.PAYMENT, False, euro(30))
        assert added(decision.changes, Balance) == []
        assert payment == decision.result.payment
        assert (payment.method, payment.card, payment.amount) == (Method.CARD, "visa", euro(30))
        assert decision.result.attempt.outcome is AttemptOutcome.PENDING
        assert decision.result.attempt.payment_id == payment.id

    @pytest.mark.parametrize(
        ("card", "charges", "price"), [("visa", False, 30), ("visa", True, 0), (None, True, 30)]
    )
    def test_what_cannot_be_charged_is_left_to_the_desk(
        self, card: str | None, charges: bool, price: int
    ) -> None:
        decision = renewal(membership(card=card), monthly(price=price), billing(charges=charges))

        assert decision.result.payment is None
        assert decision.result.attempt.outcome is AttemptOutcome.NOT_CHARGED
        assert len(added(decision.changes, Balance)) == 1

    def test_a_sale_that_is_charged_at_once_is_written_once(self) -> None:
        decision = renewal(membership(card="visa"))

        assert put(decision.changes, Sale) == []
        assert len(added(decision.changes, Sale)) == 1

    def test_it_is_on_record_under_its_number_with_its_days(self) -> None:
        before = membership(period=4, anchor=day(1, 31), next_period_on=day(2, 28))
        decision = renewal(before)

        [period] = added(decision.changes, MembershipPeriod)
        assert period == MembershipPeriod(
            membership_id=before.id,
            no=5,
            first=day(2, 28),
            last=day(3, 30),
            sale_id=billing().sale_id,
        )
        [after] = put(decision.changes, Membership)
        assert after == decision.result.membership
        assert (after.period, after.due_on, after.next_period_on) == (5, day(2, 28), day(3, 31))

    def test_the_next_one_is_expected_at_the_start_of_its_day_in_the_zone(self) -> None:
        decision = renewal(membership())

        [due] = [each.due for each in decision.changes if isinstance(each, Expect)]
        assert (due.kind, due.subject) == (DueKind.RENEWAL, "m1")
        assert due.due_at == at(31, 22)

    def test_units_that_roll_over_last_as_the_plan_says(self) -> None:
        plan = monthly(unused=UnusedUnits.ROLL_OVER, valid_for=None)

        [lot] = added(renewal(membership(), plan).changes, Balance)
        assert lot.valid_until is None

    def test_a_late_payment_moves_neither_the_period_nor_its_units(self) -> None:
        """In the days of grace the old units still pay; the new ones run from the anchored day."""
        late = billing(at(10))
        decision = renewal(membership(), monthly(grace_days=14), late)

        [lot] = added(decision.changes, Balance)
        assert (lot.valid_from, lot.valid_until, lot.grace_days) == (july(1), july(31), 14)
        assert decision.result.membership.next_period_on == day(8, 1)

    def test_units_redeem_at_once_what_awaits_them(self) -> None:
        waiting = build.booking(on=5)
        decision = decide_renewal(
            billing(), membership(), monthly(), build.customer(), Holdings(awaiting=[waiting])
        )

        kinds = [each.kind for each in decision.happened]
        assert kinds == [
            EventKind.SALE_MADE,
            EventKind.BALANCE_GRANTED,
            EventKind.BOOKING_REDEEMED,
            EventKind.PAYMENT_ATTEMPTED,
        ]

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"status": MembershipStatus.ENDED}, MembershipEnded),
            ({"status": MembershipStatus.PAUSED}, MembershipPaused),
            ({"ends_on": july(0)}, MembershipEnding),
        ],
    )
    def test_none_is_billed_where_none_is_to_come(self, fields: Any, error: type[Any]) -> None:
        with pytest.raises(error):
            renewal(membership(**fields))

    def test_the_last_one_may_begin_on_the_last_day(self) -> None:
        assert renewal(membership(ends_on=july(1))).result.membership.period == 1

    def test_who_has_left_is_billed_for_nothing(self) -> None:
        gone = build.customer(status=CustomerStatus.DEREGISTERED)
        with pytest.raises(CustomerNotActive):
            decide_renewal(billing(), membership(), monthly(), gone, Holdings())

    def test_a_plan_that_does_not_renew_is_none_of_a_membership(self) -> None:
        with pytest.raises(InvalidInput, match="renews"):
            renewal(membership(), monthly(every=None))

    @given(st.integers(1, 40), st.sampled_from([Cycle(months=1), Cycle(days=7), Cycle(days=1)]))
    def test_periods_follow_each_other_without_gap(self, count: int, cycle: Cycle) -> None:
        current, ends = membership(anchor=day(1, 31), next_period_on=day(1, 31)), []
        for _ in range(count):
            decision = renewal(current, monthly(every=cycle))
            [period] = added(decision.changes, MembershipPeriod)
            current = decision.result.membership
            ends.append((period.first, period.last))

        assert [first for first, _ in ends] == [cycle.start(day(1, 31), n) for n in range(count)]
        assert all((following[0] - last).days == 1 for (_, last), following in pairwise(ends))


def charged(status: ChargeStatus, **fields: Any) -> Payment:
    """What the provider was asked for at first, and what became of it."""
    made = Payment(
        id=PaymentId("pay1"),
        sale_id=billing().sale_id,
        customer_id=membership().customer_id,
        amount=euro(30),
        method=Method.CARD,
        card="visa",
        status=status,
        at=at(1, 9),
        by="staff:maria",
    )
    return evolve(made, **fields)


BILLED = renewal(membership(card="visa")).result
ASKED: Membership = BILLED.membership
TRIED: PaymentAttempt = BILLED.attempt


class TestAnAttempt:
    @pytest.mark.rule("004-18")
    def test_what_was_captured_is_on_record(self) -> None:
        decision = decide_answered([TRIED], ASKED, charged(ChargeStatus.CAPTURED), at(1, 10))

        [attempt] = put(decision.changes, PaymentAttempt)
        assert attempt.outcome is AttemptOutcome.CAPTURED
        assert put(decision.changes, Membership) == []
        [event] = decision.happened
        assert event.facts["outcome"] == "CAPTURED"

    @pytest.mark.rule("004-18")
    def test_what_failed_is_on_record_and_tried_again(self) -> None:
        failed = charged(ChargeStatus.FAILED, reason="no funds")
        decision = decide_answered([TRIED], ASKED, failed, at(1, 10))

        [attempt], [after] = (
            put(decision.changes, PaymentAttempt),
            put(decision.changes, Membership),
        )
        assert (attempt.outcome, attempt.reason) == (AttemptOutcome.FAILED, "no funds")
        assert after.retry_on == july(2)
        [due] = [each.due for each in decision.changes if isinstance(each, Expect)]
        assert due.due_at == at(1, 22)
        assert decision.happened[0].words == {"answer": "no funds"}

    def test_the_provider_is_believed_that_the_money_came_after_all(self) -> None:
        failed = evolve(TRIED, outcome=AttemptOutcome.FAILED)
        waiting = evolve(ASKED, retry_on=july(2))
        decision = decide_answered([failed], waiting, charged(ChargeStatus.CAPTURED), at(1, 10))

        assert put(decision.changes, PaymentAttempt)[0].outcome is AttemptOutcome.CAPTURED
        assert put(decision.changes, Membership)[0].retry_on is None

    @pytest.mark.parametrize(
        ("fields", "now", "retry_on"),
        [
            ({}, 1, 2),
            ({}, 2, 4),
            ({}, 4, 8),
            ({}, 8, None),
            ({"next_period_on": july(8)}, 4, None),
            ({"next_period_on": july(9)}, 4, 8),
            ({"status": MembershipStatus.PAUSED}, 1, None),
            ({"status": MembershipStatus.ENDED}, 1, None),
            ({"due_on": None}, 1, None),
        ],
    )
    def test_it_is_tried_again_after_one_three_and_seven_days_within_the_period(
        self, fields: Any, now: int, retry_on: int | None
    ) -> None:
        before = evolve(ASKED, retry_on=july(1), **fields)
        decision = decide_answered([TRIED], before, charged(ChargeStatus.FAILED), at(now, 10))

        [after] = put(decision.changes, Membership)
        assert after.retry_on == (None if retry_on is None else july(retry_on))

    def test_an_old_one_that_fails_late_is_not_tried_again(self) -> None:
        later = evolve(ASKED, sale_id=billing(no=2).sale_id)
        decision = decide_answered([TRIED], later, charged(ChargeStatus.FAILED), at(1, 10))

        assert put(decision.changes, Membership) == []
        assert put(decision.changes, PaymentAttempt)[0].outcome is AttemptOutcome.FAILED

    @pytest.mark.parametrize("status", [ChargeStatus.PENDING, ChargeStatus.UNKNOWN])
    def test_without_an_answer_it_stays_open(self, status: ChargeStatus) -> None:
        decision = decide_answered([TRIED], ASKED, charged(status), at(1, 10))

        assert (list(decision.changes), list(decision.happened)) == ([], [])

    @given(st.lists(st.sampled_from(ChargeStatus), max_size=12))
    def test_it_follows_its_payment_whatever_the_provider_says(
        self, told: list[ChargeStatus]
    ) -> None:
        attempt, payment = TRIED, charged(ChargeStatus.PENDING)
        for status in told:
            if status not in CHARGE_TRANSITIONS[payment.status]:
                continue
            payment = evolve(payment, status=status)
            decision = decide_answered([attempt], ASKED, payment, at(1, 10))
            [after] = put(decision.changes, PaymentAttempt) or [attempt]
            assert after is attempt or after.outcome in ATTEMPT_TRANSITIONS[attempt.outcome]
            attempt = after

            # A provider that fell silent after it said no has said no.
            assert attempt.outcome is OUTCOMES[payment.status]

    @given(st.integers(-5, 20))
    def test_the_days_of_retries_are_counted_from_the_due_day(self, passed: int) -> None:
        left = [days for days in RETRY_DAYS if days > passed]

        assert retry_after(july(1), july(1 + passed)) == (july(1 + left[0]) if left else None)


class TestChargingAgain:
    def test_it_is_due_on_its_day_and_sooner_than_the_next_period(self) -> None:
        waiting = evolve(ASKED, retry_on=july(4))

        assert (waiting.retries_by(july(3)), waiting.retries_by(july(4))) == (False, True)
        assert not ASKED.retries_by(july(31))
        assert (waiting.work_on, ASKED.work_on) == (july(4), day(8, 1))

    def test_what_is_open_of_the_last_sale_is_asked_for_again(self) -> None:
        sale = build.sale("sale1", total=30, paid=10)
        decision = decide_retry(billing(at(2), no=2), evolve(ASKED, retry_on=july(2)), sale)

        assert decision.result.attempt.no == 2
        assert decision.result.attempt.due_on == july(1)
        assert decision.result.payment is not None
        assert decision.result.payment.amount == euro(20)
        assert decision.result.membership.retry_on is None
        assert put(decision.changes, Sale)[0].pending == euro(20)

    def test_of_a_paid_sale_nothing_is_asked_for(self) -> None:
        with pytest.raises(NothingDue):
            decide_retry(billing(no=2), ASKED, build.sale("sale1", paid=30))

    @pytest.mark.rule("004-20")
    @pytest.mark.parametrize(
        ("card", "charges", "paid", "again"),
        [
            ("visa", True, 0, True),
            ("visa", True, 30, False),
            ("visa", False, 0, False),
            (None, True, 0, False),
        ],
    )
    def test_by_hand_it_is_charged_again_where_a_card_has_not_paid(
        self, card: str | None, charges: bool, paid: int, again: bool
    ) -> None:
        sale = build.sale("sale1", paid=paid)

        assert to_charge_again(membership(card=card), sale, charges=charges) is again
        assert not to_charge_again(membership(card=card), None, charges=charges)

    def test_while_the_provider_has_not_decided_nothing_more_is_asked_of_it(self) -> None:
        sale = build.sale("sale1", pending=euro(30))
        with pytest.raises(PaymentOnItsWay):
            to_charge_again(ASKED, sale, charges=True)
