"""Changing what balances are worth, and what that redeems; nothing is ever un-redeemed."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore.domain.bookings.adjusting import (
    Correction,
    decide_adjustment,
    decide_application_date,
    decide_expiry,
    decide_voiding,
)
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BalanceId
from bookingcore.errors import InvalidInput, NotEnoughUnits
from tests.domain.build import (
    MARIA,
    at,
    balance,
    booked,
    booking,
    holdings,
    july,
    retied,
    sale,
)

P1 = BalanceId("p1")
BY_MARIA = Correction(now=at(12), actor=MARIA)
AWAITING = [booking("b1", on=2)]


def puts(decision: Decision[Any]) -> list[object]:
    return [change.row for change in decision.changes if isinstance(change, Put)]


def redeemed(decision: Decision[Any]) -> list[str]:
    return [row.id for row in puts(decision) if isinstance(row, Booking)]


def movements(decision: Decision[Any]) -> list[tuple[int, MovementKind, int]]:
    rows = [change.row for change in decision.changes if isinstance(change, Add)]
    return [(row.no, row.kind, row.units) for row in rows if isinstance(row, Movement)]


def sold(**fields: Any) -> Sale:
    """The sale of the balance `p1`, which applies from 10 July unless said."""
    return sale("sale of p1", **{"applies": 10, **fields})


class TestAdjusting:
    def test_units_are_added_or_taken_away_on_the_ledger(self) -> None:
        more = decide_adjustment(BY_MARIA, P1, 3, holdings(balance(units=5)))
        less = decide_adjustment(BY_MARIA, P1, -5, holdings(balance(units=5)))

        assert (more.result.remaining, less.result.remaining) == (8, 0)
        assert more.result.units == 5
        assert movements(more) == [(2, MovementKind.ADJUSTED, 3)]
        assert movements(less) == [(2, MovementKind.ADJUSTED, -5)]

    @pytest.mark.rule("A8")
    def test_units_that_are_added_redeem_what_awaits(self) -> None:
        owned = holdings(balance(left=0), awaiting=AWAITING)

        decision = decide_adjustment(BY_MARIA, P1, 1, owned)

        assert redeemed(decision) == ["b1"]
        assert decision.result.remaining == 0
        assert [happened.kind for happened in decision.happened] == [
            EventKind.BALANCE_ADJUSTED,
            EventKind.BOOKING_REDEEMED,
        ]
        assert decision.happened[0].facts == {"units": 1, "remaining": 1}

    def test_no_balance_goes_below_zero(self) -> None:
        with pytest.raises(NotEnoughUnits) as refused:
            decide_adjustment(BY_MARIA, P1, -3, holdings(balance(units=2)))

        assert (refused.value.wanted, refused.value.remaining) == (3, 2)

    def test_adjusting_by_nothing_is_a_mistake(self) -> None:
        with pytest.raises(InvalidInput):
            decide_adjustment(BY_MARIA, P1, 0, holdings(balance()))

    def test_a_comment_stays_beside_the_event(self) -> None:
        correction = Correction(now=at(12), actor=MARIA, comment="courtesy")

        (commented,) = decide_adjustment(correction, P1, 1, holdings(balance())).happened
        (silent,) = decide_adjustment(BY_MARIA, P1, 1, holdings(balance())).happened

        assert (commented.words, silent.words) == ({"comment": "courtesy"}, {})
        assert (commented.subject, commented.customer_id) == ("p1", "anna")


class TestVoiding:
    @pytest.mark.rule("A10")
    @pytest.mark.parametrize(("units", "taken"), [(None, 3), (1, 1), (3, 3)])
    def test_units_that_are_not_redeemed_are_taken_out_for_good(
        self, units: int | None, taken: int
    ) -> None:
        decision = decide_voiding(BY_MARIA, P1, units, holdings(balance(units=5, left=3)))

        assert decision.result.remaining == 3 - taken
        assert movements(decision) == [(4, MovementKind.VOIDED, -taken)]
        assert decision.happened[0].facts == {"units": taken, "remaining": 3 - taken}

    @pytest.mark.parametrize(("units", "left"), [(None, 0), (4, 3), (1, 0)])
    def test_what_is_not_there_cannot_be_voided(self, units: int | None, left: int) -> None:
        with pytest.raises(NotEnoughUnits):
            decide_voiding(BY_MARIA, P1, units, holdings(balance(units=5, left=left)))

    @pytest.mark.parametrize("units", [0, -2])
    def test_voiding_never_adds_units(self, units: int) -> None:
        with pytest.raises(InvalidInput):
            decide_voiding(BY_MARIA, P1, units, holdings(balance()))


class TestExpiry:
    @pytest.mark.rule("A6")
    @pytest.mark.parametrize("last", [1, 15, 90, None])
    def test_the_last_day_is_set_by_hand(self, last: int | None) -> None:
        day = None if last is None else july(last)

        decision = decide_expiry(BY_MARIA, P1, day, holdings(balance()))

        assert (decision.result.valid_until, decision.result.expiry_by_hand) == (day, True)
        assert decision.happened[0].facts == {
            "before": "2026-07-31",
            "after": day.isoformat() if day else None,
        }

    def test_it_cannot_lie_before_the_first_day(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            decide_expiry(BY_MARIA, P1, july(4), holdings(balance(first=5)))

        assert refused.value.field == "day"

    @pytest.mark.rule("A8")
    def test_a_later_last_day_redeems_what_awaits(self) -> None:
        owned = holdings(balance(last=1), awaiting=AWAITING)

        assert redeemed(decide_expiry(BY_MARIA, P1, july(1), owned)) == []
        assert redeemed(decide_expiry(BY_MARIA, P1, july(2), owned)) == ["b1"]

    @pytest.mark.rule("A10")
    def test_an_earlier_last_day_leaves_what_is_redeemed(self) -> None:
        owned = retied(booked(on=20), balance(units=2, left=1))

        decision = decide_expiry(BY_MARIA, P1, july(15), owned)

        assert movements(decision) == []


class TestApplicationDate:
    @pytest.mark.rule("000-03", "000-04", "000-06", "A5", "A6")
    def test_an_earlier_date_moves_the_validity_and_redeems_what_awaits(self) -> None:
        owned = holdings(balance(first=10, last=39), awaiting=AWAITING)

        decision = decide_application_date(BY_MARIA, sold(), july(2), owned)

        assert decision.result.application_date == july(2)
        assert puts(decision) == [
            decision.result,
            balance(first=2, last=31, left=0, moves=2),
            AWAITING[0].redeemed(),
        ]
        assert [happened.kind for happened in decision.happened] == [
            EventKind.APPLICATION_DATE_CHANGED,
            EventKind.BOOKING_REDEEMED,
        ]
        assert decision.happened[0].facts == {"before": "2026-07-10", "after": "2026-07-02"}

    @pytest.mark.rule("A6", "A10")
    def test_a_later_date_leaves_what_is_redeemed(self) -> None:
        decision = decide_application_date(
            BY_MARIA, sold(applies=1), july(20), retied(booked(on=13), balance(left=0))
        )

        assert movements(decision) == []
        assert puts(decision)[1:] == [balance(left=0, first=20, last=50)]

    def test_balances_of_other_sales_stay_as_they_are(self) -> None:
        owned = holdings(balance("p1", first=10), balance("p2", first=10))

        decision = decide_application_date(BY_MARIA, sold(), july(2), owned)

        assert [row.id for row in puts(decision) if isinstance(row, Balance)] == ["p1"]

    @pytest.mark.rule("A4")
    def test_a_sale_that_has_not_granted_yet_just_remembers_the_date(self) -> None:
        decision = decide_application_date(
            BY_MARIA, sold(granted=False), july(2), Holdings(awaiting=AWAITING)
        )

        assert puts(decision) == [decision.result]
