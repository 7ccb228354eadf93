"""Writing invoices, receipts and credit notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind, InvoiceLine
from bookingcore.domain.sales.payment import ChargeStatus, Payment
from bookingcore.domain.sales.refund import Refund, RefundStatus
from bookingcore.domain.sales.sale import Sale, SaleLine
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import InvoiceId
from bookingcore.errors import InvalidInput, PaymentNotCaptured, RefundNotDone, SaleVoided


@frozen(kw_only=True)
class Numbered:
    """What every paper is written with.

    Attributes:
        number: the next one of its kind.
        on: the day, in the center's zone.
    """

    id: InvoiceId
    number: int
    on: date
    now: DateTime
    actor: Actor


def refuse_invoice(sale: Sale, due_on: date | None, today: date) -> None:
    """Refuse to ask for money by an invoice that nobody owes, or that was due before it came.

    Raises:
        SaleVoided: the sale was undone.
        InvalidInput: it would be due before *today*.
    """
    if sale.voided:
        raise SaleVoided(sale.id)
    if due_on is not None and due_on < today:
        remedy = f"give {today.isoformat()} or a later day, or None for at once"
        raise InvalidInput("due_on", due_on.isoformat(), remedy)


def refuse_receipt(payment: Payment) -> None:
    """Refuse a receipt for money that is not there.

    Raises:
        PaymentNotCaptured: it is not.
    """
    if payment.status is not ChargeStatus.CAPTURED:
        raise PaymentNotCaptured(payment.id, payment.status.name)


def refuse_credit_note(refund: Refund) -> None:
    """Refuse a credit note for money that has not gone back.

    Raises:
        RefundNotDone: it has not.
    """
    if refund.status is not RefundStatus.DONE:
        raise RefundNotDone(refund.id, refund.status.name)


def decide_invoice(
    paper: Numbered, sale: Sale, buyer: Customer, due_on: date | None
) -> Decision[Invoice]:
    """Invoice what a *sale* costs (002-11, 002-28)."""
    invoice = _paper(InvoiceKind.INVOICE, paper, sale, buyer)
    due = None if due_on is None else due_on.isoformat()
    return _issued(evolve(invoice, due_on=due_on), EventKind.INVOICE_ISSUED, {"due_on": due})


def decide_receipt(
    paper: Numbered, payment: Payment, sale: Sale, buyer: Customer
) -> Decision[Invoice]:
    """Acknowledge a *payment* (001-30)."""
    receipt = evolve(
        _paper(InvoiceKind.RECEIPT, paper, sale, buyer),
        payment_id=payment.id,
        total=payment.amount,
    )
    return _issued(receipt, EventKind.RECEIPT_ISSUED, {"payment": payment.id})


def decide_credit_note(
    paper: Numbered, refund: Refund, sale: Sale, buyer: Customer
) -> Decision[Invoice]:
    """Say that the money of a *refund* went back, and for what."""
    lines = sale.lines
    if refund.booking_id is not None:
        lines = tuple(line for line in lines if line.booking_id == refund.booking_id)
    note = evolve(
        _paper(InvoiceKind.CREDIT_NOTE, paper, sale, buyer),
        refund_id=refund.id,
        lines=tuple(_written(lines)),
        total=refund.amount,
    )
    return _issued(note, EventKind.CREDIT_NOTE_ISSUED, {"refund": refund.id})


def _paper(kind: InvoiceKind, paper: Numbered, sale: Sale, buyer: Customer) -> Invoice:
    names = (buyer.name, buyer.middle_name, buyer.surname)
    return Invoice(
        id=paper.id,
        kind=kind,
        number=paper.number,
        sale_id=sale.id,
        customer_id=sale.customer_id,
        issued_on=paper.on,
        lines=tuple(_written(sale.lines)),
        total=sale.total,
        buyer_name=" ".join(name for name in names if name),
        buyer_address=buyer.address,
        issued_at=paper.now,
        issued_by=str(paper.actor),
    )


def _written(lines: Iterable[SaleLine]) -> Iterable[InvoiceLine]:
    return (
        InvoiceLine(
            name=line.name, quantity=line.quantity, price=line.price, discount=line.discount
        )
        for line in lines
    )


def _issued(invoice: Invoice, kind: EventKind, facts: dict[str, Fact]) -> Decision[Invoice]:
    happened = Happened(
        kind=kind,
        subject=invoice.sale_id,
        customer_id=invoice.customer_id,
        facts={
            "invoice": invoice.id,
            "number": invoice.number,
            "total": invoice.total.minor,
            "currency": invoice.total.currency,
            **facts,
        },
    )
    return Decision(result=invoice, changes=[Add(invoice)], happened=[happened])
