"""The units that go with money that goes back, and those that come back later (A38)."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.cancelling import (
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
)
from bookingcore.domain.bookings.refunding import (
    RefundFacts,
    RefundWish,
    decide_refund,
)
from bookingcore.domain.bookings.settling import supply_of
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.sales.refund import UnitsTaken
from bookingcore.domain.values.changes import Put
from bookingcore.domain.values.ids import BalanceId, RefundId
from tests.domain.build import MARIA, balance, booked, euro, policy, sale
from tests.domain.takings import (
    NOW,
    PASS,
    Takings,
    cents,
    payment,
)

LOTS = (
    balance("p1", units=6, left=1, sale_id=sale().id),
    balance("p2", units=4, sale_id=sale().id, split_from=BalanceId("p1")),
    balance("p3", units=2, sale_id=sale().id),
)
"""Ten units, four of them in a lot of their own, and two of another line."""


def share(units: int, back: int, total: int) -> int:
    """The largest number of units that cost no more than went *back*."""
    return max(taken for taken in range(units + 1) if taken * total <= units * back)


class TestTheUnitsThatGoWithTheMoney:
    """As many as it paid for, of those that are not redeemed; all of them with all of it (A38)."""

    @pytest.mark.rule("A38")
    @given(
        units=st.integers(1, 12),
        price=st.integers(1, 300),
        redeemed=st.integers(0, 12),
        backs=st.lists(st.integers(1, 300), min_size=1, max_size=6),
    )
    def test_refunds_in_parts_take_what_one_of_their_sum_takes(
        self, units: int, price: int, redeemed: int, backs: list[int]
    ) -> None:
        takings, used, gone = Takings(cents(price), units=units), min(redeemed, units), 0
        takings.pay()
        if used:
            takings.move(MovementKind.REDEEMED, -used)

        for back in backs:
            if gone + back > price:
                continue
            gone += back
            takings.give_back(cents(back))
            whole = gone == price
            taken = units - used if whole else min(units - used, share(units, gone, price))
            assert takings.balance.remaining == units - used - taken
            assert takings.balance.refunded is whole

        assert sum(each.units for refund in takings.refunds.values() for each in refund.units) == (
            units - used - takings.balance.remaining
        )

    @pytest.mark.rule("A38")
    @given(st.lists(st.sampled_from(("back", "redeem", "return")), max_size=12))
    def test_units_that_come_and_go_between_refunds_are_never_taken_twice(
        self, steps: list[str]
    ) -> None:
        takings, used = Takings(units=6), 0
        takings.pay()
        for step in steps:
            before = takings.balance.remaining
            if step == "redeem" and before:
                takings.move(MovementKind.REDEEMED, -1)
                used += 1
            elif step == "return" and used:
                takings.move(MovementKind.RETURNED, 1)
                used -= 1
            elif step == "back" and takings.sale.refundable.is_positive:
                takings.give_back(euro(5))
                gone = takings.sale.refunded.minor // 500
                expected = 0 if gone == 6 else max(0, min(before, 6 - used - gone))
                assert takings.balance.remaining == expected
                assert used + takings.balance.remaining >= 6 - gone

    @pytest.mark.rule("A38")
    def test_a_part_that_the_provider_keeps_does_not_count_and_the_units_of_the_rest_do(
        self,
    ) -> None:
        """Otherwise the next refund would take them again."""
        takings = Takings(euro(100))
        first, last = takings.pay_by_card(euro(50)), takings.pay_by_card(euro(50))
        back = takings.give_back(euro(80))
        assert [each.payment_id for each in back.parts] == [last.id, first.id]
        takings.hear_back(back.id, ChargeStatus.CAPTURED, 0)
        takings.hear_back(back.id, ChargeStatus.FAILED, 1)
        assert takings.balance.remaining == 2

        takings.give_back(euro(20))
        assert takings.balance.remaining == 2
        takings.give_back(euro(20))
        assert takings.balance.remaining == 1
        takings.give_back()
        assert (takings.balance.remaining, takings.balance.refunded) == (0, True)

    @pytest.mark.rule("A38")
    def test_the_units_come_back_once_all_parts_were_refused(self) -> None:
        takings = Takings()
        takings.pay_by_card(euro(20))
        takings.pay_by_card()
        back = takings.give_back()
        takings.hear_back(back.id, ChargeStatus.FAILED, 0)
        assert (takings.balance.remaining, takings.balance.refunded) == (0, False)

        takings.hear_back(back.id, ChargeStatus.FAILED, 1)
        assert takings.balance.remaining == 10
        assert takings.movements[-1].kind is MovementKind.REINSTATED

    @pytest.mark.rule("A38", "A63")
    def test_what_is_not_asked_for_any_more_paid_for_no_units(self) -> None:
        takings = Takings(euro(30), places=[euro(20)])
        takings.pay(euro(30))
        takings.end(next(iter(takings.bookings)))
        assert (takings.sale.waived, takings.sale.due) == (euro(20), euro(0))

        takings.give_back(euro(15))
        assert takings.balance.remaining == 5
        takings.give_back()
        assert takings.balance.remaining == 0

    @pytest.mark.rule("A38", "A63")
    def test_what_went_back_for_a_booking_took_no_units_and_counts_for_none(self) -> None:
        takings = Takings(euro(30), places=[euro(20)])
        takings.pay()
        end = takings.end(next(iter(takings.bookings)), refunds=True)
        assert end.refund is not None
        assert (end.refund.amount, end.refund.units) == (euro(20), ())

        takings.give_back(euro(3))
        assert takings.balance.remaining == 9
        takings.give_back()
        assert (takings.balance.remaining, takings.balance.refunded) == (0, True)

    @pytest.mark.rule("A38")
    def test_lots_that_were_split_off_count_with_the_one_that_was_granted(self) -> None:
        known = RefundFacts(
            sale=evolve(sale(total=100), paid=euro(100)),
            payments=[payment("m1", 100)],
            refunds=(),
            balances=LOTS,
        )
        wish = RefundWish(id=RefundId("r1"), amount=euro(50), to=None, now=NOW, actor=MARIA)

        assert decide_refund(wish, known).result[1].units == (
            UnitsTaken(BalanceId("p1"), 1),
            UnitsTaken(BalanceId("p2"), 4),
            UnitsTaken(BalanceId("p3"), 1),
        )


class TestUnitsThatComeBackLater:
    """To a balance whose money went back they are void on return: never both (A38)."""

    @pytest.mark.rule("A38")
    @pytest.mark.parametrize(("back", "remaining", "returned"), [(30, 0, 0), (29, 1, 1)])
    def test_a_cancelled_booking_brings_its_unit_back_only_where_money_stayed(
        self, back: int, remaining: int, returned: int
    ) -> None:
        takings = Takings(units=1)
        takings.pay()
        gone = booked("b1", on=20)
        takings.bookings[gone.id] = gone
        takings.move(MovementKind.REDEEMED, -1)
        takings.give_back(euro(back))

        decision = decide_cancellation(
            CancellationRequest(now=NOW, actor=MARIA),
            CancellationFacts(
                booking=gone,
                policy=policy(limit=60),
                redemptions=[Redemption(gone.id, PASS, 1)],
                holdings=takings.holdings,
            ),
        )

        [after] = [
            change.row
            for change in decision.changes
            if isinstance(change, Put) and isinstance(change.row, Balance)
        ]
        assert (after.remaining, decision.result.units_returned) == (remaining, returned)
        assert decision.result.units_forfeited == 1 - returned
        assert decision.result.refund is None

    @pytest.mark.rule("A38")
    def test_its_ledger_says_that_the_unit_came_and_went(self) -> None:
        takings = Takings(units=2)
        takings.pay()
        takings.move(MovementKind.REDEEMED, -1)
        takings.give_back()
        takings.move(MovementKind.RETURNED, 1)

        assert [(each.kind, each.units) for each in takings.movements[1:]] == [
            (MovementKind.REDEEMED, -1),
            (MovementKind.VOIDED, -1),
            (MovementKind.RETURNED, 1),
            (MovementKind.VOIDED, -1),
        ]

    @pytest.mark.rule("A38")
    def test_redemption_sees_no_unit_of_it_even_before_it_is_void(self) -> None:
        assert supply_of(balance(units=3)).left == 3
        assert supply_of(balance(units=3, refunded=True)).left == 0
