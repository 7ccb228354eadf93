"""Whatever happens to the money of a sale, in whatever order, its sums are those of a flat list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.sales.payment import CHARGE_TRANSITIONS, ChargeStatus, Method
from bookingcore.domain.sales.refund import REFUND_TRANSITIONS, RefundStatus
from bookingcore.domain.sales.sale import PAYMENT_TRANSITIONS, PaymentStatus, Sale
from bookingcore.errors import InvalidInput, Refused
from tests.domain.postings import COMING, CUSTOMER, GIVEN, GOING, TILL, Postings
from tests.domain.takings import PASS, Takings, cents

T = TypeVar("T")

SAID = {
    ChargeStatus.PENDING: RefundStatus.PENDING,
    ChargeStatus.UNKNOWN: RefundStatus.UNKNOWN,
    ChargeStatus.CAPTURED: RefundStatus.DONE,
    ChargeStatus.FAILED: RefundStatus.FAILED,
}


def nth(rows: Mapping[T, object], number: int) -> T | None:
    return list(rows)[number % len(rows)] if rows else None


class Both:
    """The sale and the flat list, side by side: each step is taken in both."""

    def __init__(self, price: int, lessons: list[int]) -> None:
        self.takings = Takings(cents(price), units=7, places=[cents(each) for each in lessons])
        self.flat = Postings(price + sum(lessons))
        self.lessons = dict(zip(self.takings.bookings, lessons, strict=True))
        self.given_for: dict[str, int] = dict.fromkeys(self.lessons, 0)

    def pay(self, amount: int) -> None:
        fits = 0 < amount <= self.flat.open
        assert done(lambda: self.takings.pay(cents(amount))) is fits
        if fits:
            self.flat.move(amount, CUSTOMER, TILL)

    def charge(self, amount: int) -> None:
        fits = 0 < amount <= self.flat.open
        assert done(lambda: self.takings.charge(cents(amount))) is fits
        if fits:
            self.flat.move(amount, CUSTOMER, COMING)

    def hear(self, which: int, status: ChargeStatus) -> None:
        payments = {id: p for id, p in self.takings.payments.items() if p.method is Method.CARD}
        id = nth(payments, which)
        if id is None:
            return
        before = payments[id]
        after = self.takings.hear(id, status)
        assert after.status is before.status or after.status in CHARGE_TRANSITIONS[before.status]
        amount = before.amount.minor
        match before.status, status:
            case ChargeStatus.FAILED, ChargeStatus.CAPTURED:
                self.flat.captured_late(amount)
            case ((ChargeStatus.PENDING | ChargeStatus.UNKNOWN), ChargeStatus.CAPTURED):
                self.flat.captured(amount)
            case ((ChargeStatus.PENDING | ChargeStatus.UNKNOWN), ChargeStatus.FAILED):
                self.flat.move(amount, COMING, CUSTOMER)
            case _:
                pass  # no money moves

    def give_back(self, amount: int, in_cash: bool) -> None:
        fits = 0 < amount <= self.flat.of(TILL)
        to = Method.CASH if in_cash else None
        before = set(self.takings.refunds)
        assert done(lambda: self.takings.give_back(cents(amount), to=to)) is fits
        self._follow(before)

    def hear_back(self, which: int, status: ChargeStatus) -> None:
        known = [
            (id, no)
            for id, refund in self.takings.refunds.items()
            for no, part in enumerate(refund.parts)
            if part.asked
        ]
        if not known:
            return
        id, no = known[which % len(known)]
        before = self.takings.refunds[id].parts[no]
        part = self.takings.hear_back(id, status, no).parts[no]
        amount = before.amount.minor
        assert part.status is before.status or part.status in REFUND_TRANSITIONS[before.status]
        match before.status, SAID[status]:
            case ((RefundStatus.PENDING | RefundStatus.UNKNOWN), RefundStatus.DONE):
                self.flat.move(amount, GOING, GIVEN)
            case ((RefundStatus.PENDING | RefundStatus.UNKNOWN), RefundStatus.FAILED):
                self.flat.move(amount, GOING, TILL)
            case RefundStatus.DONE, RefundStatus.FAILED:
                self.flat.move(amount, GIVEN, TILL)
            case _:
                pass  # no money moves

    def end(self, which: int, forgives: bool, refunds: bool) -> None:
        left = {id: cost for id, cost in self.lessons.items() if id not in self.takings.ended}
        id = nth(left, which)
        if id is None or self.flat.voided:
            return
        unpaid = min(self.lessons[id], self.flat.due)
        paid = min(self.lessons[id] - unpaid, self.flat.of(TILL))
        before = set(self.takings.refunds)
        fits = not refunds or paid > 0
        assert done(lambda: self.takings.end(id, forgives=forgives, refunds=refunds)) is fits
        if fits and (forgives or refunds):
            self.flat.waive(unpaid)
        self._follow(before)

    def void(self) -> None:
        fits = self.flat.voided or self.flat.of(COMING, GOING, TILL) == 0
        assert done(self.takings.void) is fits
        if fits:
            self.flat.waive(self.flat.due)
            self.flat.voided = True

    def _follow(self, before: AbstractSet[str]) -> None:
        """Money of new refunds goes back: what a provider is asked for is on its way first."""
        for id in set(self.takings.refunds) - before:
            for part in self.takings.refunds[id].parts:
                self.flat.move(part.amount.minor, TILL, GOING if part.asked else GIVEN)


def done(step: Callable[[], object]) -> bool:
    """Whether *step* was not refused."""
    try:
        step()
    except (Refused, InvalidInput):
        return False
    return True


Step = Callable[[Both], None]

ANSWERS = (*ChargeStatus, ChargeStatus.CAPTURED, ChargeStatus.FAILED)

KINDS = ("pay", "charge", "hear", "hear", "back", "back", "hear back", "hear back", "end", "void")


@st.composite
def steps(draw: st.DrawFn) -> Step:
    amount, which = (
        draw(st.sampled_from((1, 33, 50, 100, 999)) | st.integers(-1, 120)),
        draw(st.integers(0, 5)),
    )
    status, yes = draw(st.sampled_from(ANSWERS)), draw(st.booleans())
    match draw(st.sampled_from(KINDS)):
        case "pay":
            return lambda both: both.pay(amount)
        case "charge":
            return lambda both: both.charge(amount)
        case "hear":
            return lambda both: both.hear(which, status)
        case "back":
            return lambda both: both.give_back(amount, yes)
        case "hear back":
            return lambda both: both.hear_back(which, status)
        case "end":
            refunds = draw(st.booleans())
            return lambda both: both.end(which, yes, refunds)
        case _:
            return Both.void


PRICES = st.sampled_from((0, 1, 100, 100, 100, 233))
LESSONS = st.lists(st.sampled_from((0, 50, 67)), max_size=2)
HISTORIES = st.lists(steps(), min_size=1, max_size=14)


def sums(sale: Sale) -> dict[str, int]:
    amounts = {
        "paid": sale.paid,
        "pending": sale.pending,
        "refunded": sale.refunded,
        "refunding": sale.refunding,
        "waived": sale.waived,
        "due": sale.due,
        "open": sale.open,
        "refundable": sale.refundable,
    }
    return {name: amount.minor for name, amount in amounts.items()}


@pytest.mark.rule("A36", "A37")
@given(PRICES, LESSONS, HISTORIES)
def test_the_sums_and_the_status_of_a_sale_are_those_of_the_flat_list(
    price: int, lessons: list[int], history: list[Step]
) -> None:
    """No cent is lost, and never goes more back than came."""
    both = Both(price, lessons)

    for step in history:
        step(both)
        sale = both.takings.sale
        assert sums(sale) == both.flat.sums
        assert sale.payment_status is both.flat.status
        assert sale.refunded + sale.refunding <= sale.paid
        assert sum(cents for _, cents in both.flat.lines) == 0


@given(PRICES, LESSONS, HISTORIES)
def test_the_rows_add_up_to_the_sums_of_the_sale(
    price: int, lessons: list[int], history: list[Step]
) -> None:
    """Payment by payment, too: never goes more back of one than came in by it."""
    both = Both(price, lessons)
    for step in history:
        step(both)

    takings, sale = both.takings, both.takings.sale
    came = {
        id: payment.amount.minor
        for id, payment in takings.payments.items()
        if payment.status is ChargeStatus.CAPTURED
    }
    assert sum(came.values()) == sale.paid.minor
    gone = dict.fromkeys(takings.payments, 0)
    for refund in takings.refunds.values():
        assert refund.amount.minor == sum(part.amount.minor for part in refund.parts)
        for part in refund.parts:
            if part.status is not RefundStatus.FAILED:
                gone[part.payment_id] += part.amount.minor
    assert sum(gone.values()) == (sale.refunded + sale.refunding).minor
    assert all(gone[id] <= came.get(id, 0) for id in gone)


@pytest.mark.rule("002-13", "A36", "A37")
@given(PRICES, LESSONS, HISTORIES)
def test_the_payment_status_changes_along_its_table_only(
    price: int, lessons: list[int], history: list[Step]
) -> None:
    both = Both(price, lessons)
    for step in history:
        step(both)

    for before, after in both.takings.arrows:
        assert after is before or after in PAYMENT_TRANSITIONS[before]


@pytest.mark.rule("A38")
@given(PRICES, LESSONS, HISTORIES)
def test_units_and_money_never_both_come_back(
    price: int, lessons: list[int], history: list[Step]
) -> None:
    """Where a refund of all is not a refusal any more, no unit is left; and none is made of air."""
    both = Both(price, lessons)
    for step in history:
        step(both)

    takings = both.takings
    left = takings.balances[PASS].remaining
    assert left == sum(movement.units for movement in takings.movements)
    assert 0 <= left <= 7
    if takings.sale.voided or (price and takings.sale.payment_status is PaymentStatus.REFUNDED):
        whole = takings.sale.voided or takings.sale.due.is_zero
        assert not whole or left == 0
    refunds = takings.refunds.values()
    failed = all(part.status is RefundStatus.FAILED for refund in refunds for part in refund.parts)
    if failed and not takings.sale.voided:
        assert left == 7
