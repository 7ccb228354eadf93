"""Rows about money with every field filled, with none that may be left out, and as they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.sales.payment import ChargeStatus, Method
from bookingcore.domain.sales.refund import RefundStatus, UnitsTaken
from bookingcore.domain.sales.sale import GrantOn, LineKind, SaleLine
from bookingcore.domain.values.ids import CouponId, GiftCardId
from bookingcore.domain.values.money import Money
from bookingcore.testing.contracts.people_specimens import WORDS
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_branch,
    a_part,
    a_payment,
    a_plan,
    a_refund,
    a_sale,
    a_service,
)

YEN = Money.of(2**53 + 1, "JPY")
NO_YEN = Money.zero("JPY")
TOKEN = "t" * 255
A_CARD = GiftCardId("0190a000-0000-7000-8000-000000000001")
A_COUPON = CouponId("0190a000-0000-7000-8000-000000000002")

REFERRED = (a_payment(1), a_payment(2))
"""What the rows below refer to, beside bookings."""

FOR_A_PLAN = SaleLine(
    kind=LineKind.PLAN,
    name=WORDS,
    quantity=3,
    price=YEN,
    discount=YEN * 2,
    plan_id=a_plan().id,
    services=(a_service(2).id, a_service(1).id),
    valid_for=36_500,
    grace_days=365,
)
FOR_A_BOOKING = SaleLine(
    kind=LineKind.BOOKING,
    name=WORDS,
    price=NO_YEN,
    discount=NO_YEN,
    booking_id=a_booking(1, status=BookingStatus.BOOKED).id,
)
FOR_A_CARD = SaleLine(
    kind=LineKind.GIFT_CARD, name=WORDS, price=YEN, discount=NO_YEN, gift_card_id=A_CARD
)
SALE = evolve(
    a_sale(2),
    branch_id=a_branch().id,
    lines=(
        FOR_A_PLAN,
        evolve(a_sale().lines[0], price=NO_YEN, discount=NO_YEN),
        FOR_A_BOOKING,
        FOR_A_CARD,
        evolve(FOR_A_BOOKING, kind=LineKind.FEE),
    ),
    total=YEN * 2,
    paid=YEN * 3,
    pending=Money.of(1, "JPY"),
    refunded=Money.of(2, "JPY"),
    refunding=Money.of(3, "JPY"),
    waived=Money.of(4, "JPY"),
    application_date=date(2025, 12, 31),
    grant_on=GrantOn.PAYMENT,
    granted=False,
    voided=True,
    coupon_id=A_COUPON,
    note=WORDS,
    sold_by="customer:x",
)
PAYMENT = a_payment(
    3,
    amount=Money(minor=2**62, currency="EUR"),
    method=Method.GIFT_CARD,
    status=ChargeStatus.FAILED,
    card=TOKEN,
    gift_card_id=A_CARD,
    reference="r" * 255,
    reason=WORDS,
    branch_id=a_branch().id,
    note=WORDS,
    by="system",
)
ASKED = a_payment(3, method=Method.CARD, status=ChargeStatus.PENDING, card=TOKEN)
PART = a_part(
    2,
    method=Method.GIFT_CARD,
    amount=YEN,
    status=RefundStatus.UNKNOWN,
    gift_card_id=A_CARD,
    charge="c" * 255,
    reference="r" * 255,
    reason=WORDS,
)
REFUND = a_refund(
    2,
    amount=YEN * 2,
    parts=(PART, a_part(1, amount=YEN), PART),
    booking_id=FOR_A_BOOKING.booking_id,
    units=(UnitsTaken(a_balance(2).id, 1_000_000), UnitsTaken(a_balance(1).id, 1)),
    branch_id=a_branch().id,
    note=WORDS,
    by="system",
)

FULL: Sequence[Any] = (SALE, PAYMENT, REFUND)
"""A row of each type with every field filled."""

BARE: Sequence[Any] = (
    evolve(a_sale(2), lines=(), total=Money.zero("EUR")),
    a_payment(3),
    a_refund(),
    a_refund(1, parts=()),
)
"""Rows with every field left out that may be."""

PUT: Sequence[tuple[Any, Any]] = (
    (
        evolve(a_sale(2), note=WORDS, voided=True),
        evolve(
            SALE,
            branch_id=None,
            lines=a_sale(2).lines,
            application_date=date(2000, 1, 1),
            voided=False,
            note="",
            sold_by=a_sale().sold_by,
        ),
    ),
    (ASKED, evolve(PAYMENT, branch_id=None)),
    (PAYMENT, ASKED),
    (REFUND, evolve(REFUND, parts=(PART, a_part(1)), units=(), booking_id=None, note="")),
)
"""Rows as they were added, and as they are put."""
