"""Ending memberships: what it costs, when it is over, what becomes of the credits (A56)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.memberships.audit import PeriodsBilled
from bookingcore.domain.memberships.ending import (
    CANCELLATION,
    EndFacts,
    Ending,
    MembershipCancellation,
    decide_cancellation_of,
    decide_end,
    membership_terms,
)
from bookingcore.domain.memberships.membership import (
    EndCause,
    Membership,
    MembershipStatus,
)
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.sale import LineKind, PaymentStatus, Sale
from bookingcore.domain.values.changes import Decision, Expect, Withdraw
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import SaleId
from bookingcore.errors import InvalidInput, MembershipEnded
from tests.domain.build import MARIA, at, balance, euro, july
from tests.domain.memberships.subscription import added, day, membership, monthly, put

RUNNING = membership(period=1, next_period_on=day(8, 1), term_until=day(9, 30))
CREDITS = (balance("lot1", units=8, left=3), balance("lot2", units=8, left=0))


def facts(
    running: Membership = RUNNING, plan: Plan | None = None, credits: Any = CREDITS
) -> EndFacts:
    usual = monthly(cancellation_fee=euro(50), minimum_term=3)
    return EndFacts(membership=running, plan=plan or usual, credits=credits)


def ending(on: date | None = None, **fields: Any) -> Ending:
    wish = Ending(
        on=on,
        charges_fee=True,
        reason="moves away",
        sale_id=SaleId("fee"),
        now=at(10),
        actor=MARIA,
    )
    return evolve(wish, **fields)


def cancelled(
    looked_at: EndFacts | None = None, on: date | None = None, **fields: Any
) -> Decision[MembershipCancellation]:
    return decide_cancellation_of(ending(on, **fields), looked_at or facts())


class TestTerms:
    @pytest.mark.rule("004-22", "A56")
    def test_the_fee_is_seen_before_it_is_charged(self) -> None:
        terms = membership_terms(facts(), None, at(10))

        assert (terms.fee, terms.on, terms.at_once) == (euro(50), july(10), True)
        assert (terms.period_ends_on, terms.term_until) == (july(31), day(9, 30))
        assert (terms.units, terms.voided) == (3, 0)
        assert cancelled().result.fee is not None

    @pytest.mark.parametrize(
        ("plan", "on", "owed"),
        [
            ({"cancellation_fee": euro(50), "minimum_term": 3}, day(9, 29), True),
            ({"cancellation_fee": euro(50), "minimum_term": 3}, day(9, 30), False),
            ({"cancellation_fee": euro(50)}, day(9, 30), True),
            ({"cancellation_fee": euro(0)}, july(10), False),
            ({"minimum_term": 3}, july(10), False),
        ],
    )
    def test_it_is_owed_until_the_minimum_term_is_over_and_always_without_one(
        self, plan: Any, on: date, owed: bool
    ) -> None:
        terms = membership_terms(facts(plan=monthly(**plan)), on, at(10))

        assert (terms.fee is not None) is owed

    def test_it_is_owed_once(self) -> None:
        billed = evolve(RUNNING, fee_sale_id=SaleId("fee"), ends_on=july(31))

        assert membership_terms(facts(billed), None, at(10)).fee is None
        assert cancelled(facts(billed)).result.fee is None
        assert cancelled(facts(billed)).result.membership.fee_sale_id == "fee"

    @pytest.mark.parametrize(
        ("next_on", "ends_on"),
        [(day(8, 1), july(31)), (day(10, 1), day(9, 30)), (july(1), july(31)), (july(5), july(31))],
    )
    def test_the_end_of_the_period_is_named(self, next_on: date, ends_on: date) -> None:
        """Also where the period of today is still to be billed."""
        terms = membership_terms(facts(evolve(RUNNING, next_period_on=next_on)), None, at(10))

        assert terms.period_ends_on == ends_on

    def test_what_would_be_void_is_seen_too(self) -> None:
        assert membership_terms(facts(plan=monthly(void_on_end=True)), None, at(10)).voided == 3

    def test_none_ends_before_today(self) -> None:
        with pytest.raises(InvalidInput, match="on="):
            membership_terms(facts(), july(9), at(10))

    def test_what_is_over_has_no_terms(self) -> None:
        with pytest.raises(MembershipEnded):
            membership_terms(facts(membership(status=MembershipStatus.ENDED)), None, at(10))


class TestCancelling:
    @pytest.mark.rule("004-21", "A56")
    def test_at_once_it_is_over_and_due_for_nothing(self) -> None:
        decision = cancelled()

        over = decision.result.membership
        assert (over.status, over.ends_on, over.retry_on) == (
            MembershipStatus.ENDED,
            july(10),
            None,
        )
        assert any(isinstance(each, Withdraw) for each in decision.changes)
        assert [each.kind for each in decision.happened] == [
            EventKind.MEMBERSHIP_CANCELLED,
            EventKind.SALE_MADE,
            EventKind.MEMBERSHIP_ENDED,
        ]
        assert decision.happened[0].words == {"reason": "moves away"}

    @pytest.mark.rule("A56")
    def test_the_fee_is_a_sale_of_its_own_that_awaits_its_payment(self) -> None:
        decision = cancelled()

        [sale] = added(decision.changes, Sale)
        assert decision.result.fee == sale
        assert (sale.total, sale.payment_status) == (euro(50), PaymentStatus.AWAITING_PAYMENT)
        [line] = sale.lines
        assert (line.kind, line.name, line.booking_id) == (LineKind.FEE, CANCELLATION, None)
        assert decision.result.membership.fee_sale_id == sale.id

    def test_staff_may_let_the_fee_go(self) -> None:
        decision = cancelled(charges_fee=False)

        assert (decision.result.fee, added(decision.changes, Sale)) == (None, [])
        assert decision.happened[0].facts["fee"] is None

    @pytest.mark.rule("A56")
    def test_on_a_day_it_renews_until_then(self) -> None:
        decision = cancelled(on=day(8, 31), reason="")

        running = decision.result.membership
        assert (running.status, running.ends_on) == (MembershipStatus.ACTIVE, day(8, 31))
        assert running.next_payment_on == day(8, 1)
        [due] = [each.due for each in decision.changes if isinstance(each, Expect)]
        assert due.due_at == at(31, 22)
        assert decision.happened[0].words == {}

    def test_at_the_end_of_the_period_nothing_more_is_billed(self) -> None:
        running = cancelled(on=july(31)).result.membership

        assert running.next_payment_on is None
        assert running.work_on == day(8, 1)
        assert running.over_by(day(8, 1))
        assert not running.over_by(july(31))

    def test_another_day_takes_the_place_of_the_first(self) -> None:
        first = cancelled(on=july(31)).result.membership
        second = cancelled(facts(first), on=day(9, 30)).result

        assert (second.membership.ends_on, second.fee) == (day(9, 30), None)


class TestTheEnd:
    def test_what_is_left_keeps_its_expiry(self) -> None:
        decision = decide_end(facts(), EndCause.DEREGISTERED, at(10), MARIA)

        assert decision.result.voided == ()
        assert decision.happened[0].facts == {"on": "2026-07-10", "cause": "DEREGISTERED"}

    @pytest.mark.rule("A56")
    def test_it_is_void_where_the_plan_says_so(self) -> None:
        looked_at = facts(plan=monthly(void_on_end=True))
        decision = decide_end(looked_at, EndCause.CANCELLED, at(10), MARIA)

        [void] = decision.result.voided
        assert (void.id, void.remaining) == ("lot1", 0)
        [movement] = added(decision.changes, Movement)
        assert (movement.kind, movement.units) == (MovementKind.VOIDED, -3)
        assert put(decision.changes, Balance) == [void]
        assert decision.happened[1].facts == {"units": 3, "remaining": 0}

    @pytest.mark.parametrize(
        ("ends_on", "last"), [(None, july(10)), (july(5), july(5)), (july(20), july(10))]
    )
    def test_its_last_day_is_never_after_today(self, ends_on: date | None, last: date) -> None:
        looked_at = facts(evolve(RUNNING, ends_on=ends_on))

        assert decide_end(looked_at, EndCause.CANCELLED, at(10), MARIA).result.ends_on == last

    def test_nothing_is_ever_due_for_what_is_over(self) -> None:
        over = membership(status=MembershipStatus.ENDED, ends_on=july(1), retry_on=july(1))

        assert over.work_on is None
        assert not over.over_by(july(31))


SOUND = PeriodsBilled(
    membership_id=RUNNING.id,
    period=2,
    periods=2,
    last_no=2,
    sales=2,
    last=True,
    attempts=1,
    tried=1,
    foreign=0,
)


class TestTheAudit:
    def test_what_agrees_is_no_fault(self) -> None:
        assert list(SOUND.faults()) == []

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"period": 3}, "says 3 periods were billed, has 2 up to no. 2"),
            ({"last_no": 3}, "says 2 periods were billed, has 2 up to no. 3"),
            ({"sales": 1}, "billed 2 periods by 1 sales"),
            ({"last": False}, "names another sale"),
            ({"tried": 2}, "tried 1 times, there are 2"),
            ({"foreign": 1}, "1 attempts at sales that are not its own"),
        ],
    )
    def test_what_disagrees_is_told(self, fields: Any, said: str) -> None:
        [fault] = evolve(SOUND, **fields).faults()

        assert (fault.promise, fault.subject) == ("P4", RUNNING.id)
        assert said in fault.sentence
