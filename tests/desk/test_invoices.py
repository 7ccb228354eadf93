"""Invoices, receipts and credit notes at the desk (002-11, 002-28), on every store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bookingcore import (
    Desk,
    EventKind,
    InvalidInput,
    InvoiceKind,
    NotAllowed,
    PaymentNotCaptured,
    PaymentStatus,
    RefundNotDone,
    SaleVoided,
    Unknown,
)
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.studio import Studio


@pytest.fixture
def studio(desk: Desk) -> Studio:
    return Studio(desk)


@pytest.mark.rule("002-11", "002-28")
def test_a_sale_is_collected_by_invoice(studio: Studio) -> None:
    """It is due later, and paid when the money comes."""
    desk = studio.desk
    desk.customers.update(studio.anna, address="Via Roma 1")
    sale = studio.sold(quantity=2)

    invoice = desk.sales.invoice(sale, due_on="2026-07-31")

    assert (invoice.full_number, invoice.kind, str(invoice.total)) == (
        "INV-000001",
        InvoiceKind.INVOICE,
        "80.00 EUR",
    )
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 7, 1), date(2026, 7, 31))
    assert (invoice.buyer_name, invoice.buyer_address) == ("Anna Rossi", "Via Roma 1")
    assert desk.sales.get(sale).payment_status is PaymentStatus.AWAITING_PAYMENT
    assert desk.sales.get_invoice(invoice) == invoice
    event = desk.history(sale)[-1]
    assert (event.kind, event.facts["number"]) == (EventKind.INVOICE_ISSUED, 1)


@pytest.mark.rule("002-28")
def test_a_sale_is_invoiced_once(studio: Studio) -> None:
    desk, sale = studio.desk, studio.sold()
    invoice = desk.sales.invoice(sale, key="k1")
    desk.customers.update(studio.anna, surname="Bianchi")

    assert desk.sales.invoice(sale, due_on="2026-07-31") == invoice
    assert desk.sales.invoice(sale, key="k1") == invoice
    assert desk.sales.invoice(sale, key="k2") == invoice
    assert desk.sales.invoice(studio.sold()).number == 2
    assert desk.verify() == ()


def test_what_is_not_to_be_paid_is_not_invoiced(studio: Studio) -> None:
    desk = studio.desk
    voided = desk.sales.void(studio.sold(), reason="by mistake")
    for day in ("2026-06-30", "soon"):
        with pytest.raises(InvalidInput) as refused:
            desk.sales.invoice(studio.sold(), due_on=day)
        assert refused.value.field == "due_on"

    with pytest.raises(SaleVoided):
        desk.sales.invoice(voided)
    # What was refused took no number.
    assert desk.sales.invoice(studio.sold()).number == 1
    assert desk.verify() == ()


@pytest.mark.rule("002-28")
def test_each_kind_of_paper_has_numbers_of_its_own(studio: Studio, payments: FakePayments) -> None:
    desk, sale = studio.desk, studio.sold()
    first = desk.sales.pay(sale, "10.00")
    second = desk.sales.charge_card(sale, "card-1")
    papers = [desk.sales.receipt(first), desk.sales.invoice(sale), desk.sales.receipt(second)]
    papers.append(desk.sales.credit_note(desk.sales.refund(sale, "5.00")))

    assert [paper.full_number for paper in papers] == [
        *("REC-000001", "INV-000001", "REC-000002", "CRN-000001")
    ]
    assert [str(paper.total) for paper in papers] == [
        *("10.00 EUR", "40.00 EUR", "30.00 EUR", "5.00 EUR")
    ]
    assert desk.sales.receipt(first.id) == papers[0]
    assert desk.sales.credit_note(papers[3].refund_id or "") == papers[3]
    assert desk.verify() == ()


def test_papers_are_for_money_that_moved(studio: Studio, payments: FakePayments) -> None:
    desk, sale = studio.desk, studio.sold()
    payments.decline_next("no funds")
    declined = desk.sales.charge_card(sale, "card-1")
    captured = desk.sales.charge_card(sale, "card-2")
    payments.fall_silent_next(moved=False)
    silent = desk.sales.refund(sale)

    with pytest.raises(PaymentNotCaptured) as unpaid:
        desk.sales.receipt(declined)
    with pytest.raises(RefundNotDone) as undone:
        desk.sales.credit_note(silent)
    assert (unpaid.value.status, undone.value.status) == ("FAILED", "UNKNOWN")
    assert desk.sales.receipt(captured).number == 1


def test_papers_are_listed_by_customer_by_day_and_by_kind(
    studio: Studio, clock: FrozenClock
) -> None:
    desk, ugo = studio.desk, studio.desk.customers.register(name="Ugo")
    mine = desk.sales.invoice(studio.sold())
    clock.move_to("2026-07-02T23:30:00+02:00")
    his = desk.sales.invoice(desk.sales.sell(ugo, studio.pass_physio))
    clock.move_to("2026-07-03T00:30:00+02:00")
    receipt = desk.sales.receipt(desk.sales.pay(mine.sale_id))

    assert desk.sales.invoices() == (mine, his, receipt)
    assert desk.sales.invoices(studio.anna) == (mine, receipt)
    assert desk.sales.invoices(kind=InvoiceKind.INVOICE) == (mine, his)
    assert desk.sales.invoices(studio.anna, kind="RECEIPT") == (receipt,)  # type: ignore[arg-type]
    assert desk.sales.invoices(between=("2026-07-02", "2026-07-03")) == (his, receipt)
    assert desk.sales.invoices(ugo, between=("2026-07-03", "2026-07-03")) == ()
    assert desk.sales.invoices(ugo, between=(date(2026, 7, 2), date(2026, 7, 2))) == (his,)
    assert desk.at("torino").sales.invoices() == ()


@pytest.mark.parametrize(
    "between",
    ["2026-07-01", ("2026-07-01",), ("2026-07-02", "2026-07-01"), ("2026-07-01", "soon")],
)
def test_what_are_no_days_is_refused(desk: Desk, between: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.sales.invoices(between=between)
    assert refused.value.field == "between"


def test_customers_see_their_own_papers_and_issue_none(studio: Studio) -> None:
    desk, ugo = studio.desk, studio.desk.customers.register(name="Ugo")
    sale = studio.sold()
    invoice = desk.sales.invoice(sale)
    own, other = desk.by(studio.anna).sales, desk.by(ugo).sales

    assert own.invoices() == own.invoices(studio.anna) == (invoice,)
    assert own.get_invoice(invoice) == invoice
    assert other.invoices() == ()
    for unknown in (
        lambda: other.get_invoice(invoice),
        lambda: other.invoices(studio.anna),
        lambda: desk.sales.get_invoice("nothing"),
        lambda: desk.sales.receipt("nothing"),
        lambda: desk.sales.credit_note("nothing"),
    ):
        with pytest.raises(Unknown):
            unknown()
    with pytest.raises(NotAllowed):
        own.invoice(sale)


def test_an_invoice_keeps_its_amounts_when_the_customer_is_erased(studio: Studio) -> None:
    """A record for the tax office, without the person."""
    desk, sale = studio.desk, studio.sold()
    desk.sales.mark_paid(sale)
    invoice = desk.sales.invoice(sale)
    desk.customers.erase(studio.anna)

    after = desk.sales.get_invoice(invoice)
    assert (after.buyer_name, after.buyer_address) == ("", "")
    assert (after.total, after.lines, after.number) == (invoice.total, invoice.lines, 1)


def test_a_number_that_was_given_to_nothing_goes_to_the_next_one(studio: Studio) -> None:
    """Undone with the transaction around it, so that no number is left out."""
    desk, sale = studio.desk, studio.sold()

    def fails(inside: Desk) -> None:
        assert inside.sales.invoice(sale).number == 1
        assert inside.sales.invoice(sold[0]).number == 2
        raise KeyError

    sold = [studio.sold(), studio.sold()]
    with pytest.raises(KeyError):
        desk.atomically(fails)

    numbers = desk.atomically(
        lambda inside: [inside.sales.invoice(each).number for each in (sale, *sold)]
    )
    assert numbers == [1, 2, 3]
    assert desk.verify() == ()
