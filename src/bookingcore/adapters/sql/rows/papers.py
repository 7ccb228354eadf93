"""Invoices, receipts and credit notes with their numbers, and requests for payment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, canonical_json
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind, InvoiceLine, NumberSeries
from bookingcore.domain.sales.payment_request import PaymentRequest, PaymentRequestStatus
from bookingcore.domain.values.money import Money


def _put_series(codec: Codec, series: NumberSeries) -> Values:
    return (series.id,)


def _get_series(codec: Codec, row: Row) -> NumberSeries:
    return NumberSeries(id=row[0])


def _put_invoice(codec: Codec, invoice: Invoice) -> Values:
    return (
        invoice.id,
        invoice.kind.name,
        invoice.number,
        invoice.sale_id,
        invoice.payment_id,
        invoice.refund_id,
        invoice.customer_id,
        codec.put_day(invoice.issued_on),
        codec.put_maybe_day(invoice.due_on),
        canonical_json([_written(line) for line in invoice.lines]),
        invoice.total.minor,
        invoice.total.currency,
        invoice.buyer_name,
        invoice.buyer_address,
        codec.put_instant(invoice.issued_at),
        invoice.issued_by,
        invoice.version,
    )


def _get_invoice(codec: Codec, row: Row) -> Invoice:
    currency = row[11]
    return Invoice(
        id=row[0],
        kind=InvoiceKind[row[1]],
        number=row[2],
        sale_id=row[3],
        payment_id=row[4],
        refund_id=row[5],
        customer_id=row[6],
        issued_on=codec.get_day(row[7]),
        due_on=codec.get_maybe_day(row[8]),
        lines=tuple(_line(written, currency) for written in json.loads(row[9])),
        total=Money(minor=row[10], currency=currency),
        buyer_name=row[12],
        buyer_address=row[13],
        issued_at=codec.get_instant(row[14]),
        issued_by=row[15],
        version=row[16],
    )


def _written(line: InvoiceLine) -> list[str | int]:
    """A line without its currency, which is that of the invoice."""
    return [line.name, line.quantity, line.price.minor, line.discount.minor]


def _line(written: Sequence[Any], currency: str) -> InvoiceLine:
    name, quantity, price, discount = written
    return InvoiceLine(
        name=name,
        quantity=quantity,
        price=Money(minor=price, currency=currency),
        discount=Money(minor=discount, currency=currency),
    )


def _put_request(codec: Codec, request: PaymentRequest) -> Values:
    return (
        request.id,
        request.sale_id,
        request.customer_id,
        request.amount.minor,
        request.amount.currency,
        request.reason,
        request.status.name,
        request.direct,
        request.card,
        request.payment_id,
        codec.put_instant(request.asked_at),
        request.asked_by,
        codec.put_maybe_instant(request.answered_at),
        request.version,
    )


def _get_request(codec: Codec, row: Row) -> PaymentRequest:
    return PaymentRequest(
        id=row[0],
        sale_id=row[1],
        customer_id=row[2],
        amount=Money(minor=row[3], currency=row[4]),
        reason=row[5],
        status=PaymentRequestStatus[row[6]],
        direct=bool(row[7]),
        card=row[8],
        payment_id=row[9],
        asked_at=codec.get_instant(row[10]),
        asked_by=row[11],
        answered_at=codec.get_maybe_instant(row[12]),
        version=row[13],
    )


NUMBER_SERIES = Kept(
    row=NumberSeries,
    table=tables.number_series,
    columns=("id",),
    put=_put_series,
    get=_get_series,
    versioned=False,
    locked=True,
)

INVOICES = Kept(
    row=Invoice,
    table=tables.invoice,
    columns=(
        "id",
        "kind",
        "number",
        "sale_id",
        "payment_id",
        "refund_id",
        "customer_id",
        "issued_on",
        "due_on",
        "lines",
        "total_minor",
        "currency",
        "buyer_name",
        "buyer_address",
        "issued_at",
        "issued_by",
        "version",
    ),
    put=_put_invoice,
    get=_get_invoice,
    through=("sale_id", tables.sale),
)

PAYMENT_REQUESTS = Kept(
    row=PaymentRequest,
    table=tables.payment_request,
    columns=(
        "id",
        "sale_id",
        "customer_id",
        "amount_minor",
        "currency",
        "reason",
        "status",
        "direct",
        "card",
        "payment_id",
        "asked_at",
        "asked_by",
        "answered_at",
        "version",
    ),
    put=_put_request,
    get=_get_request,
    steady=("sale_id",),
    through=("sale_id", tables.sale),
)
