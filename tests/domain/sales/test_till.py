"""The till: sums that follow each row, whatever its state, and rows that are written once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.sales.payment import (
    CHARGE_TRANSITIONS,
    UNDECIDED,
    ChargeStatus,
    Payment,
)
from bookingcore.domain.sales.refund import (
    ON_ITS_WAY,
    REFUND_TRANSITIONS,
    Refund,
    RefundStatus,
)
from bookingcore.domain.sales.sale import PAYMENT_TRANSITIONS, PaymentStatus, Sale
from bookingcore.domain.sales.till import Till
from bookingcore.domain.values.changes import Add, Put
from bookingcore.domain.values.money import Money
from tests.domain.build import euro, sale
from tests.domain.takings import by_card, cents, part, payment, refund

PENDING, CAPTURED, FAILED = ChargeStatus.PENDING, ChargeStatus.CAPTURED, ChargeStatus.FAILED


def test_a_till_in_which_nothing_moved_writes_nothing() -> None:
    assert Till(sale()).changes() == []


def test_money_that_is_there_is_written_beside_the_sale() -> None:
    till = Till(sale())
    till.take(payment())

    assert till.changes() == [Put(sale(paid=30)), Add(payment())]


def test_money_that_failed_leaves_the_sale_as_it_was() -> None:
    before = sale(pending=euro(30))
    till = Till(before)
    asked = by_card(status=PENDING)
    till.decide(asked, evolve(asked, status=FAILED))

    assert till.sale == sale()
    assert till.changes() == [Put(sale()), Put(by_card(status=FAILED))]


def test_a_new_row_that_changes_again_is_added_once_as_it_is_then() -> None:
    till, asked = Till(sale()), by_card(status=PENDING)
    till.take(asked)
    till.decide(asked, by_card())
    back = refund("r1", part(status=RefundStatus.PENDING, charge="c"))
    till.give_back(back)
    after = till.decide_part(back, 0, part(charge="c"))

    assert after == refund("r1", part(charge="c"))
    assert till.changes() == [
        Put(sale(paid=30, refunded=euro(30))),
        Add(by_card()),
        Add(after),
    ]


def test_each_part_of_a_refund_counts_where_it_stands() -> None:
    till = Till(sale(paid=30))
    statuses = zip((1, 2, 4, 8), RefundStatus, strict=True)
    till.give_back(refund("r1", *(part(amount=n, status=status) for n, status in statuses)))

    pending, done, _, unknown = (euro(n) for n in (1, 2, 4, 8))
    assert (till.sale.refunding, till.sale.refunded) == (pending + unknown, done)


def test_never_more_is_waived_than_is_due() -> None:
    till = Till(sale(paid=10))
    till.waive(euro(5))
    till.waive(euro(99))

    assert (till.sale.waived, till.sale.due) == (euro(20), euro(0))
    assert not till.sale.voided


def test_a_sale_that_is_undone_asks_for_nothing_any_more() -> None:
    till = Till(sale())
    till.void()

    assert (till.sale.voided, till.sale.waived, till.sale.due) == (True, euro(30), euro(0))


@pytest.mark.parametrize(
    ("paid", "waived", "excess"), [(30, 0, 0), (29, 0, 0), (31, 0, 1), (30, 10, 10), (0, 30, 0)]
)
def test_the_excess_is_what_came_beyond_what_is_asked_for(
    paid: int, waived: int, excess: int
) -> None:
    assert Till(sale(paid=paid, waived=euro(waived))).excess == euro(excess)


class Drawer:
    """A till, and the rows that were put through it: what they add up to is counted anew."""

    def __init__(self, total: int) -> None:
        self.till = Till(evolve(sale(), total=cents(total)))
        self.payments: list[Payment] = []
        self.refunds: list[Refund] = []
        self.arrows: list[tuple[PaymentStatus, PaymentStatus]] = []

    @property
    def sale(self) -> Sale:
        return self.till.sale

    def take(self, amount: int, status: ChargeStatus) -> None:
        """At most what is open, as every payment."""
        if 0 < amount <= self.sale.open.minor:
            row = evolve(payment(f"m{len(self.payments)}", status=status), amount=cents(amount))
            self.payments.append(row)
            self.till.take(row)

    def decide(self, which: int, status: ChargeStatus) -> None:
        if not self.payments:
            return
        no = which % len(self.payments)
        before = self.payments[no]
        if status in CHARGE_TRANSITIONS[before.status]:
            self.payments[no] = evolve(before, status=status)
            self.till.decide(before, self.payments[no])

    def give_back(self, amount: int, status: RefundStatus) -> None:
        """At most what can go back, as every refund."""
        if 0 < amount <= self.sale.refundable.minor:
            of = evolve(part(status=status), amount=cents(amount))
            row = refund(f"r{len(self.refunds)}", of)
            self.refunds.append(row)
            self.till.give_back(row)

    def decide_part(self, which: int, status: RefundStatus) -> None:
        if not self.refunds:
            return
        no = which % len(self.refunds)
        before = self.refunds[no]
        if status in REFUND_TRANSITIONS[before.status]:
            known = evolve(before.parts[0], status=status)
            self.refunds[no] = self.till.decide_part(before, 0, known)

    def waive(self, amount: int) -> None:
        self.till.waive(cents(amount))

    def void(self) -> None:
        """Only where no money of it is here or on its way, as every sale that is undone."""
        if (self.sale.pending + self.sale.refunding + self.sale.refundable).is_zero:
            self.till.void()

    def step(self, step: Step) -> None:
        before = self.sale.payment_status
        step(self)
        self.arrows.append((before, self.sale.payment_status))

    def came(self, *statuses: ChargeStatus) -> Money:
        return cents(sum(row.amount.minor for row in self.payments if row.status in statuses))

    def went(self, *statuses: RefundStatus) -> Money:
        return cents(sum(row.amount.minor for row in self.refunds if row.status in statuses))


Step = Callable[[Drawer], None]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    amount, which = draw(st.sampled_from((1, 5, 10, 10, 10))), draw(st.integers(0, 3))
    charge, back = draw(st.sampled_from(ChargeStatus)), draw(st.sampled_from(RefundStatus))
    moves: list[Step] = [
        lambda drawer: drawer.take(amount, charge),
        lambda drawer: drawer.decide(which, charge),
        lambda drawer: drawer.give_back(amount, back),
        lambda drawer: drawer.decide_part(which, back),
        lambda drawer: drawer.waive(amount),
        Drawer.void,
    ]
    return draw(st.sampled_from(moves))


@pytest.mark.rule("A36", "A37")
@given(st.sampled_from((0, 10, 10, 15)), st.lists(steps(), max_size=20))
def test_the_sums_are_those_of_the_rows_and_the_status_follows_its_table(
    total: int, history: list[Step]
) -> None:
    drawer = Drawer(total)

    for step in history:
        drawer.step(step)
        assert drawer.sale.paid == drawer.came(CAPTURED)
        assert drawer.sale.pending == drawer.came(*UNDECIDED)
        assert drawer.sale.refunded == drawer.went(RefundStatus.DONE)
        assert drawer.sale.refunding == drawer.went(*ON_ITS_WAY)
        assert not drawer.sale.refundable.is_negative

    for before, after in drawer.arrows:
        assert after is before or after in PAYMENT_TRANSITIONS[before]


@pytest.mark.rule("A36", "A37")
def test_every_arrow_of_the_table_is_walked_by_some_moves() -> None:
    """So that the table promises nothing that cannot come."""
    ways: list[list[Step]] = [
        [Drawer.void],
        [_take(10), _back(5), _bank_says_no(), _back(5), _back(5), _bank_says_no(2)],
        [_take(10), _back(10), _bank_says_no()],
        [_take(5), _take(5)],
        [_take(5), _back(2), _bank_says_no(), _back(5), _bank_says_no(1), _back(5), _take(5)],
        [_take(5), _back(2), _back(3)],
        [_take(10, FAILED), Drawer.void, _comes(0)],
    ]
    walked = {arrow for way in ways for arrow in _arrows(10, way)}
    walked |= set(_arrows(0, [Drawer.void]))

    table = {(start, end) for start, ends in PAYMENT_TRANSITIONS.items() for end in ends}
    # Money that is late is there for a moment only, where the provider gives it back at once.
    at_once = {(PaymentStatus.VOIDED, PaymentStatus.REFUNDED)}
    assert {(start, end) for start, end in walked if start is not end} == table - at_once


def _take(amount: int, status: ChargeStatus = CAPTURED) -> Step:
    return lambda drawer: drawer.take(amount, status)


def _back(amount: int) -> Step:
    return lambda drawer: drawer.give_back(amount, RefundStatus.DONE)


def _bank_says_no(which: int = 0) -> Step:
    return lambda drawer: drawer.decide_part(which, RefundStatus.FAILED)


def _comes(which: int) -> Step:
    return lambda drawer: drawer.decide(which, CAPTURED)


def _arrows(total: int, way: list[Step]) -> list[tuple[PaymentStatus, PaymentStatus]]:
    drawer = Drawer(total)
    for step in way:
        drawer.step(step)
    return drawer.arrows
