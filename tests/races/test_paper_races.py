"""Real processes racing for numbers of invoices, and for the last uses of a coupon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from bookingcore import Desk, InvoiceKind
from bookingcore.desk.selling.numbering import next_paper
from bookingcore.domain.values.changes import Change
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Answers, LostGuard, Ref, Remember, Unit
from tests.races.contest import raced

PROCESSES, ROUNDS = 4, 8


def invoice(desk: Desk, given: str) -> str:
    """Invoice a sale."""
    return desk.sales.invoice(given).full_number


def acknowledge(desk: Desk, given: str) -> str:
    """Take a payment for a sale and give a receipt for it."""
    return desk.sales.receipt(desk.sales.pay(given, "1.00")).full_number


def sell(desk: Desk, given: str) -> str:
    """Sell something with a coupon; all are named in *given*."""
    customer, plan, coupon = given.split()
    return desk.sales.sell(customer, plan, coupon=coupon).id


def void(desk: Desk, given: str) -> str:
    """Undo a sale."""
    return desk.sales.void(given, reason="by mistake").id


def accept(desk: Desk, given: str) -> str:
    """Accept a quote."""
    return desk.sales.accept_quote(given).id


def sold(desk: Desk) -> str:
    """A sale to somebody of their own."""
    plan = desk.catalog.add_plan("Uno", price="10.00", units=0, services=(), valid_for=None)
    return desk.sales.sell(desk.customers.register(name="Mia"), plan).id


@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_processes_that_issue_papers_leave_no_gap_and_give_no_number_twice(
    desk: Desk, url: str
) -> None:
    rounds = [[[sold(desk)] for _ in range(ROUNDS)] for _ in range(PROCESSES)]
    acts = (invoice, invoice, acknowledge, acknowledge)
    told = raced(url, list(zip(acts, rounds, strict=True)))

    for first, prefix, kind in ((0, "INV", InvoiceKind.INVOICE), (2, "REC", InvoiceKind.RECEIPT)):
        numbers = [number for process in told[first : first + 2] for [number] in process]
        assert sorted(numbers) == [f"{prefix}-{no:06}" for no in range(1, 2 * ROUNDS + 1)]
        assert {paper.full_number for paper in desk.sales.invoices(kind=kind)} == {*numbers}
    assert desk.verify() == ()


class Overtaken(Unit):
    """A unit in which somebody else is faster, after its locks have looked and before it reads."""

    def __init__(self, unit: Unit, faster: Callable[[], object]) -> None:
        self._unit = unit
        self._faster = faster
        self._locked: Sequence[Ref] = ()

    def lock(self, *rows: Ref) -> None:
        self._unit.lock(*rows)
        self._locked = rows

    def load(self, *asked: Question[object]) -> Answers:
        assert [self.number(row) for row in self._locked] == [None]
        self._faster()
        return self._unit.load(*asked)

    def number(self, row: Ref) -> int | None:
        return self._unit.number(row)

    def save(self, changes: Sequence[Change | Remember]) -> None:
        self._unit.save(changes)


def number(desk: Desk, faster: Callable[[], object]) -> None:
    """Take the next number of an invoice, and lose it where somebody was *faster*."""
    with desk.store.begin(desk.center) as unit:
        now = desk._context.clock.now()
        _, begun = next_paper(desk._context, Overtaken(unit, faster), InvoiceKind.INVOICE, now)
        unit.save(begun)


@pytest.mark.rule("002-28")
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_who_looks_for_a_series_while_another_begins_it_is_not_given_its_number(
    desk: Desk, url: str
) -> None:
    """Where readers see what was committed since: what they read is newer than their lock."""
    first, second = sold(desk), sold(desk)
    with pytest.raises(LostGuard):
        number(desk, lambda: desk.sales.invoice(second))

    assert desk.sales.invoice(second).full_number == "INV-000001"
    assert desk.sales.invoice(first).full_number == "INV-000002"


def test_processes_that_invoice_one_sale_issue_one_invoice(desk: Desk, url: str) -> None:
    sales = [sold(desk) for _ in range(ROUNDS)]
    told = raced(url, [(invoice, [[sale] for sale in sales])] * PROCESSES)

    for number in range(ROUNDS):
        assert len({process[number][0] for process in told}) == 1
    assert len(desk.sales.invoices()) == ROUNDS
    assert desk.verify() == ()


@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_a_coupon_is_never_used_more_often_than_it_may_be(desk: Desk, url: str) -> None:
    """Each process sells to a customer of its own; two of the four get the price."""
    plan = desk.catalog.add_plan("Uno", price="10.00", units=0, services=(), valid_for=None)
    coupons = [
        desk.catalog.add_coupon(f"RACE-{number}", name="Gara", percent=50, uses_max=2)
        for number in range(ROUNDS)
    ]
    people = [desk.customers.register(name=name).id for name in "ABCD"]
    told = raced(
        url,
        [(sell, [[f"{who} {plan.id} {each.id}"] for each in coupons]) for who in people],
    )

    for number in range(ROUNDS):
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes["coupon_used_up"] == 2
        assert len(outcomes) == 3
    assert {coupon.used for coupon in desk.catalog.coupons()} == {2}
    assert desk.verify() == ()


def test_a_use_that_is_given_back_is_there_for_one(desk: Desk, url: str) -> None:
    """Whoever comes before the sale is undone is refused, of those who come after it one is not."""
    plan = desk.catalog.add_plan("Uno", price="10.00", units=0, services=(), valid_for=None)
    people = [desk.customers.register(name=name).id for name in "ABCD"]
    coupons = [
        desk.catalog.add_coupon(f"RACE-{number}", name="Gara", percent=50, uses_max=1).id
        for number in range(ROUNDS)
    ]
    used = [desk.sales.sell(people[0], plan, coupon=coupon).id for coupon in coupons]
    wanted = [(sell, [[f"{who} {plan.id} {coupon}"] for coupon in coupons]) for who in people[1:]]
    raced(url, [(void, [[sale] for sale in used]), *wanted])

    assert {coupon.used for coupon in desk.catalog.coupons()} <= {0, 1}
    assert desk.verify() == ()


def test_one_quote_is_one_sale(desk: Desk, url: str) -> None:
    plan = desk.catalog.add_plan("Uno", price="10.00", units=0, services=(), valid_for=None)
    anna = desk.customers.register(name="Anna")
    quotes = [desk.sales.quote(anna, plan).id for _ in range(ROUNDS)]
    told = raced(url, [(accept, [[quote] for quote in quotes])] * PROCESSES)

    for number, quote in enumerate(quotes):
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes["quote_closed"] == PROCESSES - 1
        assert desk.sales.get_quote(quote).sale_id in outcomes
    assert len(desk.sales.of(anna)) == ROUNDS
    assert desk.verify() == ()
