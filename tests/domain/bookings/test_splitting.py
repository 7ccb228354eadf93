"""Credits whose status or expiry is edited one by one: a lot is split, void units come back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.adjusting import (
    Correction,
    decide_reinstatement,
    decide_split,
    voided_by_hand,
)
from bookingcore.domain.bookings.refunding import RefundFacts, RefundWish, decide_refund
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.payment import Method, Payment
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus, UnitsTaken
from bookingcore.domain.values.changes import Add, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BalanceId, PaymentId, RefundId
from bookingcore.errors import InvalidInput, MoreThanVoided, NotEnoughUnits
from tests.domain.build import MARIA, at, balance, booking, euro, holdings, july, sale

BY_MARIA = Correction(now=at(10), actor=MARIA, comment="moved house")
LOT, PART = BalanceId("p1"), BalanceId("p2")


def rows(decision: Any, kind: type[Any]) -> dict[Any, Any]:
    """The rows of a kind that are written, as they are then."""
    changes = [each for each in decision.changes if isinstance(each, Add | Put)]
    return {each.row.id: each.row for each in changes if isinstance(each.row, kind)}


def moves(decision: Any) -> list[Movement]:
    """The movements that are written."""
    changes = [each.row for each in decision.changes if isinstance(each, Add)]
    return [row for row in changes if isinstance(row, Movement)]


class TestSplitting:
    @pytest.mark.rule("004-17")
    def test_some_units_get_a_lot_of_their_own_with_another_expiry(self) -> None:
        decision = decide_split(
            BY_MARIA, LOT, PART, 3, july(60), holdings(balance(units=10, left=8))
        )

        lots = rows(decision, Balance)
        assert (lots[LOT].remaining, lots[LOT].valid_until) == (5, july(31))
        assert (lots[PART].remaining, lots[PART].valid_until) == (3, july(60))
        assert decision.result == lots[PART]
        assert (lots[LOT].units, lots[PART].units) == (7, 3)
        assert (lots[PART].split_from, lots[PART].expiry_by_hand) == (LOT, True)
        assert lots[PART].sale_id == lots[LOT].sale_id
        [event] = decision.happened
        assert event.kind is EventKind.BALANCE_SPLIT
        assert (event.facts["into"], event.facts["units"]) == (PART, 3)
        assert event.words == {"comment": "moved house"}

    def test_each_movement_has_its_counterpart(self) -> None:
        decision = decide_split(BY_MARIA, LOT, PART, 3, None, holdings(balance(units=10)))

        gone, came = moves(decision)
        assert (gone.balance_id, gone.other_id, gone.units) == (LOT, PART, -3)
        assert (came.balance_id, came.other_id, came.units) == (PART, LOT, 3)
        assert (gone.kind, came.kind) == (MovementKind.SPLIT, MovementKind.SPLIT)
        assert (gone.no, came.no) == (2, 1)

    def test_a_lot_of_which_nothing_was_used_needs_no_other_one_for_all_of_it(self) -> None:
        decision = decide_split(BY_MARIA, LOT, PART, 10, july(60), holdings(balance(units=10)))

        assert (decision.result.id, moves(decision)) == (LOT, [])
        assert decision.happened[0].kind is EventKind.BALANCE_EXPIRY_SET

    def test_all_that_is_left_of_a_used_lot_gets_one(self) -> None:
        """What comes back from a booking comes back with its original expiry (A14)."""
        used = holdings(balance(units=10, left=4))
        decision = decide_split(BY_MARIA, LOT, PART, 4, july(60), used)

        assert rows(decision, Balance)[LOT].remaining == 0
        assert decision.result.id == PART

    def test_a_part_of_a_part_knows_the_lot_that_was_granted(self) -> None:
        part = balance("p2", units=5, split_from=LOT)
        decision = decide_split(BY_MARIA, PART, BalanceId("p3"), 2, None, holdings(part))

        assert decision.result.split_from == LOT

    def test_a_longer_validity_redeems_what_awaits(self) -> None:
        waiting = booking(on=35)
        decision = decide_split(
            BY_MARIA, LOT, PART, 1, july(60), holdings(balance(units=5), awaiting=[waiting])
        )

        assert [each.kind for each in decision.happened] == [
            EventKind.BALANCE_SPLIT,
            EventKind.BOOKING_REDEEMED,
        ]
        assert rows(decision, Balance)[PART].remaining == 0

    def test_units_that_were_added_by_hand_are_nobody_s_grant(self) -> None:
        added = holdings(balance(units=2, remaining=10))
        decision = decide_split(BY_MARIA, LOT, PART, 6, None, added)

        lots = rows(decision, Balance)
        assert (lots[LOT].units, lots[PART].units) == (0, 2)
        assert (lots[LOT].remaining, lots[PART].remaining) == (4, 6)

    @pytest.mark.parametrize("units", [0, -1])
    def test_at_least_one_unit_is_split_off(self, units: int) -> None:
        with pytest.raises(InvalidInput, match="units"):
            decide_split(BY_MARIA, LOT, PART, units, None, holdings(balance(units=3)))

    def test_no_more_are_split_off_than_remain(self) -> None:
        with pytest.raises(NotEnoughUnits):
            decide_split(BY_MARIA, LOT, PART, 3, None, holdings(balance(units=5, left=2)))

    def test_no_last_day_lies_before_the_first(self) -> None:
        with pytest.raises(InvalidInput, match="day"):
            decide_split(BY_MARIA, LOT, PART, 1, july(0), holdings(balance(units=5)))

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 12)), max_size=12))
    def test_however_often_it_is_split_no_unit_is_lost(self, cuts: list[tuple[int, int]]) -> None:
        ledger = BalanceLedger([balance(units=20, left=17)], at=at(10), by=MARIA)
        lots = [LOT]
        for number, (which, units) in enumerate(cuts):
            whole, part = lots[which % len(lots)], BalanceId(f"part{number}")
            if units <= ledger.balance(whole).remaining:
                ledger.split(whole, part, units)
                lots.append(part)

        assert sum(lot.remaining for lot in ledger.balances) == 17
        assert sum(lot.units for lot in ledger.balances) == 20
        assert {lot.granted_as for lot in ledger.balances} == {LOT}
        sums = {lot.id: 0 for lot in ledger.balances}
        for movement in ledger.movements:
            sums[movement.balance_id] += movement.units
        started = {LOT: 17}
        for lot in ledger.balances:
            assert lot.remaining == started.get(lot.id, 0) + sums[lot.id]


class TestReinstating:
    @pytest.mark.rule("004-17")
    def test_void_units_count_again(self) -> None:
        decision = decide_reinstatement(BY_MARIA, LOT, 2, 3, holdings(balance(units=10, left=1)))

        assert decision.result.remaining == 3
        [movement] = moves(decision)
        assert (movement.kind, movement.units) == (MovementKind.REINSTATED, 2)
        [event] = decision.happened
        assert event.facts == {"units": 2, "remaining": 3}

    def test_all_that_were_void_come_back(self) -> None:
        decision = decide_reinstatement(BY_MARIA, LOT, None, 3, holdings(balance(left=0)))

        assert decision.result.remaining == 3

    def test_they_redeem_what_awaits_them(self) -> None:
        waiting = holdings(balance(left=0), awaiting=[booking()])
        decision = decide_reinstatement(BY_MARIA, LOT, 1, 1, waiting)

        assert decision.result.remaining == 0

    @pytest.mark.parametrize(("units", "voided"), [(None, 0), (1, 0), (4, 3)])
    def test_never_more_come_back_than_were_void(self, units: int | None, voided: int) -> None:
        with pytest.raises(MoreThanVoided):
            decide_reinstatement(BY_MARIA, LOT, units, voided, holdings(balance()))

    def test_at_least_one_comes_back(self) -> None:
        with pytest.raises(InvalidInput, match="units"):
            decide_reinstatement(BY_MARIA, LOT, 0, 3, holdings(balance()))


def moved(kind: MovementKind, units: int) -> Movement:
    return Movement(
        balance_id=LOT,
        no=1,
        kind=kind,
        units=units,
        booking_id=None,
        customer_id=balance().customer_id,
        at=at(9),
        by="staff:maria",
    )


def refund(units: int, status: RefundStatus = RefundStatus.DONE, id: str = "p1") -> Refund:
    """A refund that took so many units."""
    part = RefundPart(
        payment_id=PaymentId("pay"), method=Method.CASH, amount=euro(1), status=status
    )
    return Refund(
        id=RefundId("r"),
        sale_id=sale().id,
        customer_id=balance().customer_id,
        amount=euro(1),
        parts=(part,),
        units=(UnitsTaken(BalanceId(id), units),),
        at=at(9),
        by="staff:maria",
    )


VOIDED = [moved(MovementKind.VOIDED, -5), moved(MovementKind.REINSTATED, 1)]


class TestWhatWasVoidedByHand:
    def test_it_is_what_was_void_and_has_not_come_back(self) -> None:
        others = [moved(MovementKind.GRANTED, 9), moved(MovementKind.REDEEMED, -2)]

        assert voided_by_hand(balance(), [*VOIDED, *others], ()) == 4

    @pytest.mark.rule("A38")
    @pytest.mark.parametrize(
        ("taken", "left"),
        [
            (refund(3), 1),
            (refund(3, RefundStatus.PENDING), 1),
            (refund(3, RefundStatus.FAILED), 4),
            (refund(3, id="another"), 4),
            (refund(9), 0),
        ],
    )
    def test_what_went_with_a_refund_stays_void(self, taken: Refund, left: int) -> None:
        assert voided_by_hand(balance(), VOIDED, [taken]) == left

    @pytest.mark.rule("A38")
    def test_of_what_was_wholly_refunded_nothing_comes_back(self) -> None:
        assert voided_by_hand(balance(refunded=True), VOIDED, ()) == 0


PAID = Payment(
    id=PaymentId("pay"),
    sale_id=sale().id,
    customer_id=balance().customer_id,
    amount=euro(100),
    method=Method.CASH,
    at=at(1),
    by="staff:maria",
)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=4),
    st.integers(0, 10),
)
@pytest.mark.rule("A38")
def test_split_lots_give_up_as_many_units_as_one_would(
    parts: list[int], cuts: list[tuple[int, int]], redeemed: int
) -> None:
    """Refunds in parts, between which the lot is split: the units add up as if it never was."""
    bought = sale(total=100, paid=100)
    lots = {LOT: balance(units=10, left=10 - redeemed, sale_id=bought.id)}
    refunds: list[Refund] = []
    gone = 0
    for number, amount in enumerate(parts):
        for which, units in cuts[number : number + 1]:
            whole = list(lots.values())[which % len(lots)]
            if units < whole.remaining:
                ledger = BalanceLedger(lots.values(), at=at(2), by=MARIA)
                ledger.split(whole.id, BalanceId(f"part{number}"), units)
                lots = {lot.id: lot for lot in ledger.balances}
        if gone + amount >= 100:
            break
        gone += amount
        facts = RefundFacts(
            sale=bought, payments=[PAID], refunds=refunds, balances=list(lots.values())
        )
        wish = RefundWish(
            id=RefundId(f"r{number}"), amount=euro(amount), to=None, now=at(3), actor=MARIA
        )
        decision = decide_refund(wish, facts)
        bought, given_back = decision.result
        refunds.append(given_back)
        lots |= rows(decision, Balance)

    taken = sum(each.units for refund in refunds for each in refund.units)
    assert taken == min(10 - redeemed, 10 * gone // 100)
