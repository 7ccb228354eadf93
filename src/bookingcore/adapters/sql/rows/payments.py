"""The rows of money that came in for sales, and of money that went back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, canonical_json
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus, UnitsTaken
from bookingcore.domain.values.money import Money


def _put_payment(codec: Codec, payment: Payment) -> Values:
    return (
        payment.id,
        payment.sale_id,
        payment.customer_id,
        payment.amount.minor,
        payment.amount.currency,
        payment.method.name,
        payment.status.name,
        payment.card,
        payment.gift_card_id,
        payment.reference,
        payment.reason,
        payment.branch_id,
        payment.note,
        codec.put_instant(payment.at),
        payment.by,
        payment.version,
    )


def _get_payment(codec: Codec, row: Row) -> Payment:
    return Payment(
        id=row[0],
        sale_id=row[1],
        customer_id=row[2],
        amount=Money(minor=row[3], currency=row[4]),
        method=Method[row[5]],
        status=ChargeStatus[row[6]],
        card=row[7],
        gift_card_id=row[8],
        reference=row[9],
        reason=row[10],
        branch_id=row[11],
        note=row[12],
        at=codec.get_instant(row[13]),
        by=row[14],
        version=row[15],
    )


def _put_refund(codec: Codec, refund: Refund) -> Values:
    return (
        refund.id,
        refund.sale_id,
        refund.customer_id,
        refund.amount.minor,
        refund.amount.currency,
        refund.booking_id,
        canonical_json([[taken.balance_id, taken.units] for taken in refund.units]),
        refund.branch_id,
        refund.note,
        codec.put_instant(refund.at),
        refund.by,
        refund.version,
    )


def _get_refund(codec: Codec, row: Row, parts: tuple[RefundPart, ...] = ()) -> Refund:
    return Refund(
        id=row[0],
        sale_id=row[1],
        customer_id=row[2],
        amount=Money(minor=row[3], currency=row[4]),
        parts=parts,
        booking_id=row[5],
        units=tuple(UnitsTaken(*taken) for taken in json.loads(row[6])),
        branch_id=row[7],
        note=row[8],
        at=codec.get_instant(row[9]),
        by=row[10],
        version=row[11],
    )


def refunds_with_parts(codec: Codec, rows: Sequence[Row]) -> tuple[Refund, ...]:
    """The refunds of *rows*: a row for each part in its order, the columns of both side by side."""
    width = len(REFUNDS.columns)
    return tuple(
        _get_refund(codec, refund, _get_parts([row[width:] for row in its_rows]))
        for refund, its_rows in groupby(rows, lambda row: row[:width])
    )


REFUND_PART_COLUMNS = (
    "payment_id",
    "method",
    "amount_minor",
    "currency",
    "status",
    "gift_card_id",
    "charge",
    "reference",
    "reason",
)
"""What a refund's row is followed by, for `refunds_with_parts`."""


def _parts_of(codec: Codec, refund: Refund) -> list[Values]:
    return [
        (
            refund.id,
            no,
            part.payment_id,
            part.method.name,
            part.amount.minor,
            part.amount.currency,
            part.status.name,
            part.gift_card_id,
            part.charge,
            part.reference,
            part.reason,
        )
        for no, part in enumerate(refund.parts, start=1)
    ]


def _get_parts(rows: Sequence[Row]) -> tuple[RefundPart, ...]:
    """The parts in *rows*; every part has a payment, and a refund without parts one row without."""
    return tuple(_get_part(row) for row in rows if row[0] is not None)


def _get_part(row: Row) -> RefundPart:
    payment_id, method, amount_minor, currency, status, gift_card_id, *words = row
    charge, reference, reason = words
    return RefundPart(
        payment_id=payment_id,
        method=Method[method],
        amount=Money(minor=amount_minor, currency=currency),
        status=RefundStatus[status],
        gift_card_id=gift_card_id,
        charge=charge,
        reference=reference,
        reason=reason,
    )


PAYMENTS = Kept(
    row=Payment,
    table=tables.payment,
    columns=(
        "id",
        "sale_id",
        "customer_id",
        "amount_minor",
        "currency",
        "method",
        "status",
        "card",
        "gift_card_id",
        "reference",
        "reason",
        "branch_id",
        "note",
        "taken_at",
        "taken_by",
        "version",
    ),
    put=_put_payment,
    get=_get_payment,
    steady=("sale_id",),
    through=("sale_id", tables.sale),
)

REFUNDS = Kept(
    row=Refund,
    table=tables.refund,
    columns=(
        "id",
        "sale_id",
        "customer_id",
        "amount_minor",
        "currency",
        "booking_id",
        "units",
        "branch_id",
        "note",
        "made_at",
        "made_by",
        "version",
    ),
    put=_put_refund,
    get=_get_refund,
    steady=("sale_id",),
    parts=(PartTable(table=tables.refund_part, owner="refund_id", rows=_parts_of),),
    through=("sale_id", tables.sale),
)
