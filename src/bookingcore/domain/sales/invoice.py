"""Invoices, receipts and credit notes as data: numbered without gaps, never changed (002-28)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import CustomerId, InvoiceId, PaymentId, RefundId, SaleId
from bookingcore.domain.values.money import Money


class InvoiceKind(Enum):
    """What a paper says; each kind has numbers of its own."""

    # What a sale costs (002-11, 002-28).
    INVOICE = "invoice"
    # That money came in (001-30).
    RECEIPT = "receipt"
    # That money went back.
    CREDIT_NOTE = "credit_note"


PREFIXES: Mapping[InvoiceKind, str] = {
    InvoiceKind.INVOICE: "INV",
    InvoiceKind.RECEIPT: "REC",
    InvoiceKind.CREDIT_NOTE: "CRN",
}
"""What the numbers of each kind are written with."""


@frozen(kw_only=True)
class NumberSeries:
    """The numbers of one kind of paper: each lock of it, the first included, gives the next one.

    A number that a failed command was given goes back with it, so that none is ever left out.

    Attributes:
        id: the name of the kind.
    """

    id: str


@frozen(kw_only=True)
class InvoiceLine:
    """What is written of one line of a sale."""

    name: str
    quantity: int
    price: Money
    discount: Money

    @property
    def total(self) -> Money:
        """Quantity times price, less the discount."""
        return self.price * self.quantity - self.discount


@frozen(kw_only=True)
class Invoice:
    """A paper that was issued: what it says stays, but for who bought, once they are erased.

    Attributes:
        number: its place among those of its kind, counted from 1 without gaps.
        payment_id: the payment that a receipt is for; None for other kinds.
        refund_id: the refund that a credit note is for; None for other kinds.
        issued_on: the day, in the center's zone.
        due_on: the day by which an invoice is to be paid; None for at once.
        lines: what was sold, or what of it was given back.
        total: what it is over: the sum of the lines, the payment, or the refund.
        buyer_name, buyer_address: who bought, as their card said on that day.
    """

    id: InvoiceId
    kind: InvoiceKind
    number: int
    sale_id: SaleId
    payment_id: PaymentId | None = None
    refund_id: RefundId | None = None
    customer_id: CustomerId
    issued_on: date
    due_on: date | None = None
    lines: tuple[InvoiceLine, ...]
    total: Money
    buyer_name: str
    buyer_address: str
    issued_at: DateTime
    issued_by: str
    version: int = field(default=1, eq=False, repr=False)

    @property
    def full_number(self) -> str:
        """Its number as it is written: "INV-000001"."""
        return f"{PREFIXES[self.kind]}-{self.number:06d}"
