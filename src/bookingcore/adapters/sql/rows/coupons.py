"""Coupons and their codes, and quotes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, canonical_json, texts, texts_json
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.quote import Quote, QuoteStatus
from bookingcore.domain.sales.sale import LineKind, SaleLine
from bookingcore.domain.values.money import Money


def _put_coupon(codec: Codec, coupon: Coupon) -> Values:
    amount = coupon.amount
    return (
        coupon.id,
        coupon.code,
        coupon.name,
        None if coupon.percent is None else str(coupon.percent),
        None if amount is None else amount.minor,
        None if amount is None else amount.currency,
        texts_json(coupon.plans),
        texts_json(coupon.services),
        codec.put_maybe_day(coupon.valid_from),
        codec.put_maybe_day(coupon.valid_until),
        coupon.uses_max,
        coupon.uses_per_customer,
        coupon.used,
        coupon.version,
    )


def _get_coupon(codec: Codec, row: Row) -> Coupon:
    return Coupon(
        id=row[0],
        code=row[1],
        name=row[2],
        percent=None if row[3] is None else Decimal(row[3]),
        amount=None if row[5] is None else Money(minor=row[4], currency=row[5]),
        plans=texts(row[6]),
        services=texts(row[7]),
        valid_from=codec.get_maybe_day(row[8]),
        valid_until=codec.get_maybe_day(row[9]),
        uses_max=row[10],
        uses_per_customer=row[11],
        used=row[12],
        version=row[13],
    )


def _put_code(codec: Codec, code: CouponCode) -> Values:
    return (code.id, code.coupon_id)


def _get_code(codec: Codec, row: Row) -> CouponCode:
    id, coupon_id = row
    return CouponCode(id=id, coupon_id=coupon_id)


def _put_quote(codec: Codec, quote: Quote) -> Values:
    return (
        quote.id,
        quote.customer_id,
        quote.branch_id,
        canonical_json([_quoted(line) for line in quote.lines]),
        quote.total.minor,
        quote.total.currency,
        codec.put_day(quote.valid_until),
        quote.status.name,
        quote.sale_id,
        quote.coupon_id,
        codec.put_instant(quote.made_at),
        quote.made_by,
        quote.note,
        quote.version,
    )


def _get_quote(codec: Codec, row: Row) -> Quote:
    currency = row[5]
    return Quote(
        id=row[0],
        customer_id=row[1],
        branch_id=row[2],
        lines=tuple(_line(written, currency) for written in json.loads(row[3])),
        total=Money(minor=row[4], currency=currency),
        valid_until=codec.get_day(row[6]),
        status=QuoteStatus[row[7]],
        sale_id=row[8],
        coupon_id=row[9],
        made_at=codec.get_instant(row[10]),
        made_by=row[11],
        note=row[12],
        version=row[13],
    )


def _quoted(line: SaleLine) -> Mapping[str, Any]:
    """A line by the names of its fields; its amounts are in the currency of the quote."""
    return {
        "kind": line.kind.name,
        "name": line.name,
        "quantity": line.quantity,
        "price": line.price.minor,
        "discount": line.discount.minor,
        "plan_id": line.plan_id,
        "units": line.units,
        "services": line.services,
        "valid_for": line.valid_for,
        "grace_days": line.grace_days,
        "balance_id": line.balance_id,
        "booking_id": line.booking_id,
        "gift_card_id": line.gift_card_id,
    }


def _line(written: Mapping[str, Any], currency: str) -> SaleLine:
    fields = {
        **written,
        "kind": LineKind[written["kind"]],
        "price": Money(minor=written["price"], currency=currency),
        "discount": Money(minor=written["discount"], currency=currency),
        "services": tuple(written["services"]),
    }
    return SaleLine(**fields)


COUPONS = Kept(
    row=Coupon,
    table=tables.coupon,
    columns=(
        "id",
        "code",
        "name",
        "percent",
        "amount_minor",
        "currency",
        "plans",
        "services",
        "valid_from",
        "valid_until",
        "uses_max",
        "uses_per_customer",
        "used",
        "version",
    ),
    put=_put_coupon,
    get=_get_coupon,
    locked=True,
)

COUPON_CODES = Kept(
    row=CouponCode,
    table=tables.coupon_code,
    columns=("id", "coupon_id"),
    put=_put_code,
    get=_get_code,
    versioned=False,
)

QUOTES = Kept(
    row=Quote,
    table=tables.quote,
    columns=(
        "id",
        "customer_id",
        "branch_id",
        "lines",
        "total_minor",
        "currency",
        "valid_until",
        "status",
        "sale_id",
        "coupon_id",
        "made_at",
        "made_by",
        "note",
        "version",
    ),
    put=_put_quote,
    get=_get_quote,
    steady=("customer_id",),
)
