"""Memberships: their periods, the attempts to charge them, and the credits that they granted."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.audit import UnitsMoved
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.audit import PeriodsBilled
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.ports.audits import UnitsMovedPage
from bookingcore.ports.memberships import (
    AttemptsAt,
    AttemptsOf,
    CreditsOf,
    PeriodsBilledPage,
    PeriodsOf,
)
from bookingcore.ports.questions import ById
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.membership_rows import a_membership, a_period, an_attempt
from bookingcore.testing.contracts.rows import a_balance, a_movement, a_payment, a_sale
from bookingcore.testing.contracts.studio import OnAStore, Studio

FIRST, SECOND = a_membership(1).id, a_membership(2).id


class MembershipContract(OnAStore):
    """Periods, attempts and credits of memberships; lots that were split."""

    @pytest.fixture
    def renewed(self, studio: Studio) -> Studio:
        """A studio with two memberships that were billed, and one that was not."""
        studio.add(a_sale(2), a_sale(3), a_payment(1), a_payment(2, 3))
        studio.add(
            a_membership(2, period=3, sale_id=a_sale(3).id, attempts=9),
            a_membership(1, period=2, sale_id=a_sale(2).id, attempts=2),
            a_membership(3),
        )
        studio.add(a_period(2, sale=2), a_period(1), a_period(7, membership=2, sale=3))
        studio.add(
            an_attempt(4, sale=2, no=2, payment_id=a_payment(1).id),
            an_attempt(3, sale=2),
            an_attempt(2, due_on=date(2026, 6, 1), no=9),
            an_attempt(1, membership=2, sale=3, payment_id=a_payment(2).id),
            an_attempt(5, membership=2, sale=1),
        )
        return studio

    def test_periods_of_a_membership_come_from_the_first_one(self, renewed: Studio) -> None:
        assert renewed.ask(PeriodsOf(FIRST)) == (a_period(1), a_period(2, sale=2))
        assert renewed.ask(PeriodsOf(a_membership(3).id)) == ()

    def test_no_period_of_a_membership_is_billed_twice(self, renewed: Studio) -> None:
        with pytest.raises(LostGuard):
            renewed.add(a_period(2, sale=3))

        assert renewed.ask(PeriodsOf(FIRST)) == (a_period(1), a_period(2, sale=2))

    def test_attempts_of_a_membership_come_by_due_day_and_number(self, renewed: Studio) -> None:
        attempts = renewed.ask(AttemptsOf(FIRST))

        assert [(each.due_on.month, each.no) for each in attempts] == [(6, 9), (7, 1), (7, 2)]
        assert renewed.ask(AttemptsOf(a_membership(3).id)) == ()

    def test_the_attempt_at_a_payment_is_found(self, renewed: Studio) -> None:
        assert renewed.ask(AttemptsAt(a_payment(2).id)) == (
            an_attempt(1, membership=2, sale=3, payment_id=a_payment(2).id),
        )
        assert renewed.ask(AttemptsAt(a_payment(9).id)) == ()

    def test_credits_of_a_membership_are_those_of_its_sales_in_order_of_id(
        self, renewed: Studio
    ) -> None:
        other = a_balance(2, sale_id=a_sale(3).id)
        renewed.add(a_balance(4, sale_id=a_sale(2).id), other, a_balance(3), a_balance(1))

        assert [each.id for each in renewed.ask(CreditsOf(FIRST))] == [
            a_balance(number).id for number in (1, 3, 4)
        ]
        assert renewed.ask(CreditsOf(SECOND)) == (other,)

    def test_putting_a_stale_membership_loses_the_guard(self, studio: Studio) -> None:
        studio.add(a_membership())
        studio.put(a_membership(note="first"))

        with pytest.raises(LostGuard):
            studio.put(a_membership(note="second"))
        assert studio.ask(ById(Membership, FIRST)) == (a_membership(note="first"),)

    def test_putting_a_stale_attempt_loses_the_guard(self, studio: Studio) -> None:
        studio.add(a_membership(), an_attempt())
        studio.put(an_attempt(reason="first"))

        with pytest.raises(LostGuard):
            studio.put(an_attempt(reason="second"))
        found = studio.ask(ById(PaymentAttempt, an_attempt().id))
        assert found == (an_attempt(reason="first"),)

    def test_what_a_membership_says_is_told_beside_its_periods_and_attempts(
        self, renewed: Studio
    ) -> None:
        second = _billed(2, period=3, periods=1, last_no=7, sales=1, attempts=9, tried=1)

        assert renewed.ask(PeriodsBilledPage("", 10)) == (
            _billed(1, period=2, periods=2, last_no=2, sales=2, attempts=2, tried=2),
            evolve(second, foreign=1),
            _billed(3),
        )

    def test_a_membership_that_names_another_sale_is_told(self, renewed: Studio) -> None:
        renewed.add(a_membership(4, sale_id=a_sale(3).id), a_membership(5))
        renewed.add(a_period(1, membership=4), a_period(2, membership=4))
        renewed.add(a_period(1, membership=5))

        told = renewed.ask(PeriodsBilledPage(a_membership(3).id, 10))
        assert [(each.last, each.periods, each.sales) for each in told] == [
            (False, 2, 1),
            (False, 1, 1),
        ]

    def test_movements_between_lots_that_have_no_counterpart_are_counted(
        self, studio: Studio
    ) -> None:
        one, two, three = a_balance(1), a_balance(2), a_balance(3)
        split: dict[str, Any] = {"kind": MovementKind.SPLIT}
        studio.add(one, two, three)
        studio.add(
            a_movement(one, 1, -4, **split, other_id=two.id),
            a_movement(two, 1, 4, **split, other_id=one.id),
            a_movement(one, 2, -3, **split, other_id=three.id),
            a_movement(three, 1, 2, **split, other_id=one.id),
            a_movement(three, 2, 1, **split),
            a_movement(three, 3, 1),
        )

        moved: tuple[UnitsMoved, ...] = studio.ask(UnitsMovedPage("", 10))
        assert [each.unpaired for each in moved] == [1, 0, 2]


def _billed(number: int, **counts: int) -> PeriodsBilled:
    nothing = dict.fromkeys(("period", "periods", "last_no", "sales", "attempts", "tried"), 0)
    return PeriodsBilled(
        membership_id=a_membership(number).id, last=True, foreign=0, **{**nothing, **counts}
    )
