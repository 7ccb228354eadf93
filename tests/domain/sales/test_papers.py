"""Quotes, invoices, receipts and credit notes as values (002-28)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from bookingcore import (
    InvalidInput,
    PaymentNotCaptured,
    QuoteClosed,
    QuoteExpired,
    RefundNotDone,
    SaleVoided,
)
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind
from bookingcore.domain.sales.invoicing import (
    Numbered,
    decide_credit_note,
    decide_invoice,
    decide_receipt,
    refuse_credit_note,
    refuse_invoice,
    refuse_receipt,
)
from bookingcore.domain.sales.lines import booking_line, discounted, opened_sale
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.quote import QUOTE_TRANSITIONS, Quote, QuoteStatus
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Add
from bookingcore.domain.values.ids import (
    BookingId,
    InvoiceId,
    PaymentId,
    QuoteId,
    RefundId,
    SaleId,
)
from tests.domain.build import MARIA, at, customer, euro, july

B1, B2 = BookingId("b1"), BookingId("b2")
SINGLE = discounted(booking_line(B1, "Yoga", 2, euro(15)), euro(5))
OTHER = booking_line(B2, "Box", 1, euro(20))
BUYER = customer("anna", middle_name="Maria", surname="Rossi", address="Via Roma 1\nRoma")
PAPER = Numbered(id=InvoiceId("i7"), number=7, on=july(3), now=at(3), actor=MARIA)


def sale(**fields: Any) -> Sale:
    """Two bookings for 45 euros, of which nothing is paid."""
    row = opened_sale(
        id=SaleId("s1"),
        customer_id=BUYER.id,
        branch_id=None,
        lines=(SINGLE, OTHER),
        application_date=july(1),
        sold_at=at(1),
        sold_by="staff:maria",
    )
    return evolve(row, **fields)


def payment(**fields: Any) -> Payment:
    row = Payment(
        id=PaymentId("pay1"),
        sale_id=SaleId("s1"),
        customer_id=BUYER.id,
        amount=euro(10),
        method=Method.CASH,
        at=at(2),
        by="staff:maria",
    )
    return evolve(row, **fields)


def refund(status: RefundStatus = RefundStatus.DONE, **fields: Any) -> Refund:
    part = RefundPart(
        payment_id=PaymentId("pay1"), method=Method.CASH, amount=euro(10), status=status
    )
    row = Refund(
        id=RefundId("r1"),
        sale_id=SaleId("s1"),
        customer_id=BUYER.id,
        amount=euro(10),
        parts=(part,),
        at=at(3),
        by="staff:maria",
    )
    return evolve(row, **fields)


def quote(**fields: Any) -> Quote:
    row = Quote(
        id=QuoteId("q1"),
        customer_id=BUYER.id,
        branch_id=None,
        lines=(SINGLE,),
        total=SINGLE.total,
        valid_until=july(10),
        made_at=at(1),
        made_by="staff:maria",
    )
    return evolve(row, **fields)


@pytest.mark.rule("002-28")
def test_an_invoice_says_what_was_sold_to_whom_for_how_much() -> None:
    decision = decide_invoice(PAPER, sale(), BUYER, july(31))

    invoice = decision.result
    assert decision.changes == [Add(invoice)]
    assert (invoice.kind, invoice.number, invoice.full_number) == (
        InvoiceKind.INVOICE,
        7,
        "INV-000007",
    )
    assert [
        (line.name, line.quantity, str(line.price), str(line.discount), str(line.total))
        for line in invoice.lines
    ] == [
        ("Yoga", 2, "15.00 EUR", "5.00 EUR", "25.00 EUR"),
        ("Box", 1, "20.00 EUR", "0.00 EUR", "20.00 EUR"),
    ]
    assert (str(invoice.total), invoice.issued_on, invoice.due_on) == (
        "45.00 EUR",
        july(3),
        july(31),
    )
    assert (invoice.buyer_name, invoice.buyer_address) == ("Anna Maria Rossi", "Via Roma 1\nRoma")
    [happened] = decision.happened
    assert (happened.subject, happened.customer_id) == ("s1", "anna")
    assert happened.facts == {
        "invoice": "i7",
        "number": 7,
        "total": 4_500,
        "currency": "EUR",
        "due_on": "2026-07-31",
    }
    assert decide_invoice(PAPER, sale(), BUYER, None).happened[0].facts["due_on"] is None


@pytest.mark.rule("001-30")
def test_a_receipt_is_over_the_payment() -> None:
    decision = decide_receipt(PAPER, payment(), sale(), BUYER)

    receipt = decision.result
    assert (receipt.full_number, str(receipt.total), receipt.payment_id) == (
        "REC-000007",
        "10.00 EUR",
        "pay1",
    )
    assert len(receipt.lines) == 2
    assert decision.happened[0].facts["payment"] == "pay1"


@pytest.mark.parametrize(
    ("booking", "names"), [(None, ["Yoga", "Box"]), (B2, ["Box"])], ids=["sale", "booking"]
)
def test_a_credit_note_is_over_the_refund(booking: BookingId | None, names: list[str]) -> None:
    decision = decide_credit_note(PAPER, refund(booking_id=booking), sale(), BUYER)

    note = decision.result
    assert (note.full_number, str(note.total), note.refund_id) == ("CRN-000007", "10.00 EUR", "r1")
    assert [line.name for line in note.lines] == names
    assert decision.happened[0].facts["refund"] == "r1"


def test_a_number_of_more_digits_is_written_out() -> None:
    invoice: Invoice = decide_invoice(PAPER, sale(), BUYER, None).result

    assert evolve(invoice, number=1_234_567).full_number == "INV-1234567"


def test_a_sale_that_was_voided_is_not_invoiced() -> None:
    refuse_invoice(sale(), july(3), july(3))
    with pytest.raises(SaleVoided):
        refuse_invoice(sale(voided=True), None, july(3))
    with pytest.raises(InvalidInput) as refused:
        refuse_invoice(sale(), july(2), july(3))
    assert refused.value.field == "due_on"


@pytest.mark.parametrize("status", set(ChargeStatus) - {ChargeStatus.CAPTURED})
def test_a_receipt_is_for_money_that_is_there(status: ChargeStatus) -> None:
    refuse_receipt(payment())
    with pytest.raises(PaymentNotCaptured) as refused:
        refuse_receipt(payment(status=status))
    assert refused.value.status == status.name


@pytest.mark.parametrize("status", set(RefundStatus) - {RefundStatus.DONE})
def test_a_credit_note_is_for_money_that_went_back(status: RefundStatus) -> None:
    refuse_credit_note(refund())
    with pytest.raises(RefundNotDone) as refused:
        refuse_credit_note(refund(status))
    assert refused.value.status == status.name


@pytest.mark.rule("002-28")
@pytest.mark.parametrize(
    ("status", "on", "seen"),
    [
        (QuoteStatus.OPEN, july(10), QuoteStatus.OPEN),
        (QuoteStatus.OPEN, july(11), QuoteStatus.EXPIRED),
        (QuoteStatus.ACCEPTED, july(11), QuoteStatus.ACCEPTED),
        (QuoteStatus.DECLINED, july(11), QuoteStatus.DECLINED),
    ],
)
def test_a_quote_that_nobody_answered_expires_after_its_last_day(
    status: QuoteStatus, on: date, seen: QuoteStatus
) -> None:
    assert quote(status=status).seen_on(on).status is seen
    assert seen is status or seen in QUOTE_TRANSITIONS[status]


def test_only_an_open_quote_is_answered() -> None:
    quote().refuse_closed(july(10))
    with pytest.raises(QuoteExpired) as expired:
        quote().refuse_closed(july(11))
    assert expired.value.on == "2026-07-10"
    for status in (QuoteStatus.ACCEPTED, QuoteStatus.DECLINED):
        with pytest.raises(QuoteClosed) as closed:
            quote(status=status).refuse_closed(july(11))
        assert closed.value.status == status.name
        assert QUOTE_TRANSITIONS[status] == frozenset()
