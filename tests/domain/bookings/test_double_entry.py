"""What `verify()` says of units, money and fees that have no counterpart."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.bookings.double_entry import (
    BookingPaired,
    LinesPaired,
    MembershipPaired,
    UnitsPaired,
)
from bookingcore.domain.bookings.double_entry_of_money import (
    CardPaired,
    PaymentPaired,
    RefundPaired,
)
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    GiftCardId,
    MembershipId,
    PaymentId,
    RefundId,
    SaleId,
)

LOT = UnitsPaired(
    balance_id=BalanceId("b"),
    split=False,
    whole=True,
    owned=True,
    grants=1,
    granted=8,
    lines=1,
    sold=8,
    strays=0,
    strangers=0,
    taken=2,
    voided=2,
)
PART = evolve(LOT, split=True, grants=0, granted=0, lines=0, sold=0, taken=0, voided=0)
SALE = LinesPaired(
    sale_id=SaleId("s"),
    granted=True,
    granting=2,
    found=2,
    balances=3,
    cards=1,
    sold=1,
    strangers=0,
    unowed=0,
    taken=2,
    voided=2,
)
WAITING = evolve(SALE, granted=False, found=0, balances=0, taken=0, voided=0)
PLAIN = BookingPaired(booking_id=BookingId("k"), sold=False, lines=0, fee=None, fees=0, billed=0)
PAID = evolve(PLAIN, sold=True, lines=1)
OWING = evolve(PLAIN, fee=500, fees=1, billed=500)
NO_SHOW = evolve(PLAIN, fees=1, billed=500)
STAYED = MembershipPaired(membership_id=MembershipId("m"), billed=False, fees=0)
LEFT = evolve(STAYED, billed=True, fees=1)
GIVEN = CardPaired(
    gift_card_id=GiftCardId("g"), misplaced=0, unpaid=0, unrefunded=0, sold=False, lines=0
)
BOUGHT = evolve(GIVEN, sold=True, lines=1)
CASH = PaymentPaired(payment_id=PaymentId("p"), owned=True, by_card=False, spent=0)
BY_CARD = evolve(CASH, by_card=True, spent=1)
REFUND = RefundPaired(refund_id=RefundId("r"), owned=True, line=True, by_card=2, unmoved=0)


class Paired(Protocol):
    def faults(self) -> Any: ...


def said(row: Paired) -> list[tuple[str, str]]:
    faults: list[Fault] = list(row.faults())
    assert {fault.subject for fault in faults} <= set("bskmgpr")
    return [(fault.promise, fault.sentence) for fault in faults]


@pytest.mark.parametrize(
    "row",
    [
        *(LOT, PART, SALE, WAITING, PLAIN, PAID, OWING, NO_SHOW, STAYED, LEFT),
        *(GIVEN, BOUGHT, CASH, BY_CARD, REFUND),
    ],
)
def test_what_has_its_counterpart_is_no_fault(row: Paired) -> None:
    assert said(row) == []


@given(by_hand=st.integers(min_value=0))
def test_units_that_are_void_for_other_reasons_are_no_fault(by_hand: int) -> None:
    """Staff take units away, and what comes back to a refunded sale is void (A38)."""
    assert said(evolve(LOT, voided=LOT.taken + by_hand)) == []
    assert said(evolve(SALE, voided=SALE.taken + by_hand)) == []


NO_GRANT = "was granted by 0 movements and 1 lines of its sale"
TWO_GRANTS = "was granted by 2 movements and 1 lines of its sale"
TWO_LINES = "was granted by 1 movements and 2 lines of its sale"
SPLIT = "was split from another lot, and granted by"


@pytest.mark.parametrize(
    ("row", "fields", "sentences"),
    [
        (LOT, {"grants": 0}, [NO_GRANT]),
        (LOT, {"grants": 2, "granted": 9}, [TWO_GRANTS]),
        (LOT, {"lines": 2}, [TWO_LINES]),
        (LOT, {"granted": 9}, ["was granted 9 units, its line is of 8"]),
        (LOT, {"owned": False}, ["is of another customer than its sale"]),
        (LOT, {"strays": 3}, ["has 3 movements that name no booking and should, or name one"]),
        (LOT, {"strangers": 4}, ["has 4 movements of another customer, or for another's booking"]),
        (LOT, {"taken": 3}, ["gave refunds 3 units, and made 2 void"]),
        (PART, {"grants": 1}, [f"{SPLIT} 1 movements and 0 lines of its sale"]),
        (PART, {"lines": 1}, [f"{SPLIT} 0 movements and 1 lines of its sale"]),
        (
            PART,
            {"whole": False},
            ["was split from a lot that its sale did not grant to its customer"],
        ),
        (SALE, {"found": 1}, ["sold units by 2 lines, 1 of their balances are there"]),
        (WAITING, {"balances": 1}, ["has not granted its units, 1 balances say so"]),
        (SALE, {"taken": 3}, ["took 3 units back by refunds, 2 of its units are void"]),
    ],
)
def test_units_without_a_counterpart_are_faults(
    row: Paired, fields: dict[str, Any], sentences: list[str]
) -> None:
    changed: Any = row
    assert said(evolve(changed, **fields)) == [("P2", sentence) for sentence in sentences]


@pytest.mark.parametrize(
    ("row", "fields", "sentences"),
    [
        (SALE, {"sold": 0}, ["sold 1 gift cards, 0 of them say so"]),
        (SALE, {"strangers": 1}, ["has 1 lines about bookings that its customer does not have"]),
        (SALE, {"unowed": 1}, ["has 1 fees about no booking, and about no membership"]),
        (PAID, {"lines": 0}, ["names a sale of which 0 lines pay for it"]),
        (PAID, {"lines": 2}, ["names a sale of which 2 lines pay for it"]),
        (NO_SHOW, {"fees": 2}, ["was billed 2 fees"]),
        (OWING, {"billed": 400}, ["owes a fee of 500, was billed 400"]),
        (
            OWING,
            {"fees": 2, "billed": 900},
            ["was billed 2 fees", "owes a fee of 500, was billed 900"],
        ),
        (LEFT, {"fees": 0}, ["names a sale of its fee, 0 lines of it are one"]),
        (LEFT, {"fees": 2}, ["names a sale of its fee, 2 lines of it are one"]),
        (GIVEN, {"misplaced": 1}, ["was not issued by its first movement, and by no other one"]),
        (GIVEN, {"unpaid": 1}, ["has 1 movements that spent money for no payment by it"]),
        (GIVEN, {"unrefunded": 1}, ["has 1 movements that no part of a refund is like"]),
        (BOUGHT, {"lines": 0}, ["names a sale of which 0 lines sell it"]),
        (CASH, {"owned": False}, ["is not for a sale of its customer"]),
        (CASH, {"spent": 1}, ["is not by gift card, 1 movements of one are for it"]),
        (BY_CARD, {"spent": 0}, ["is by gift card, 0 movements of one are for it"]),
        (BY_CARD, {"spent": 2}, ["is by gift card, 2 movements of one are for it"]),
        (REFUND, {"owned": False}, ["is not of a sale of its customer"]),
        (REFUND, {"line": False}, ["gives back the line of a booking that its sale does not have"]),
        (REFUND, {"unmoved": 1}, ["put 1 of 2 parts onto gift cards that do not have them"]),
    ],
)
def test_money_without_a_counterpart_is_a_fault(
    row: Paired, fields: dict[str, Any], sentences: list[str]
) -> None:
    changed: Any = row
    assert said(evolve(changed, **fields)) == [("P4", sentence) for sentence in sentences]
