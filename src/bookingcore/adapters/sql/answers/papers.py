"""Answers about invoices, their numbers, requests for payment, and the uses of coupons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import and_, func, literal, or_, select, union_all

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.adapters.sql.rows.papers import INVOICES, PAYMENT_REQUESTS
from bookingcore.domain.bookings.paper_audit import CouponUses, NumbersIssued
from bookingcore.domain.sales.invoice import InvoiceKind
from bookingcore.ports.papers import (
    CouponUsesPage,
    InvoicesIssued,
    InvoicesOfSale,
    NumbersIssuedPage,
    RequestsOfSale,
)

_COUPON = tables.coupon.c
_INVOICE = tables.invoice.c
_REQUEST = tables.payment_request.c
_SALE = tables.sale.c
_SERIES = tables.number_series.c


@cache
def _invoices_of_sale() -> Phrase:
    statement = select(*INVOICES.selected).where(
        in_center(tables.invoice), _INVOICE.sale_id == given("sale_id")
    )
    return asked(statement.order_by(_INVOICE.issued_at, _INVOICE.id), "sale_id")


@answers(InvoicesOfSale)
def invoices_of_sale(codec: Codec, question: InvoicesOfSale) -> Answer:
    """The papers about a sale."""
    return Answer(_invoices_of_sale(), (question.sale_id,), INVOICES.read)


@cache
def _invoices_issued() -> Phrase:
    statement = select(*INVOICES.selected).where(
        in_center(tables.invoice), _INVOICE.issued_on.between(given("first"), given("last"))
    )
    return asked(statement.order_by(_INVOICE.issued_at, _INVOICE.id), "first", "last")


@answers(InvoicesIssued)
def invoices_issued(codec: Codec, question: InvoicesIssued) -> Answer:
    """The papers that were issued on some days."""
    days = codec.put_day(question.first), codec.put_day(question.last)
    return Answer(_invoices_issued(), days, INVOICES.read)


@cache
def _requests_of_sale() -> Phrase:
    statement = select(*PAYMENT_REQUESTS.selected).where(
        in_center(tables.payment_request), _REQUEST.sale_id == given("sale_id")
    )
    return asked(statement.order_by(_REQUEST.asked_at, _REQUEST.id), "sale_id")


@answers(RequestsOfSale)
def requests_of_sale(codec: Codec, question: RequestsOfSale) -> Answer:
    """The requests for payment about a sale."""
    return Answer(_requests_of_sale(), (question.sale_id,), PAYMENT_REQUESTS.read)


@cache
def _numbers_issued() -> Phrase:
    # Each kind by its name, so that its papers are looked up, and not all papers for their kinds.
    kinds = union_all(*(select(literal(kind.name).label("id")) for kind in InvoiceKind))
    known = kinds.subquery("known")
    its_series = and_(in_center(tables.number_series), _SERIES.id == known.c.id)
    its_papers = and_(in_center(tables.invoice), _INVOICE.kind == known.c.id)
    papers = func.count(_INVOICE.number)
    statement = (
        select(
            known.c.id,
            func.coalesce(_SERIES.no, 0),
            papers,
            func.count(_INVOICE.number.distinct()),
            func.coalesce(func.min(_INVOICE.number), 0),
            func.coalesce(func.max(_INVOICE.number), 0),
        )
        .select_from(
            known.outerjoin(tables.number_series, its_series).outerjoin(tables.invoice, its_papers)
        )
        .where(known.c.id > given("after"))
        .group_by(known.c.id, _SERIES.no)
        .having(or_(_SERIES.no.is_not(None), papers > 0))
    )
    return asked(statement.order_by(known.c.id).limit(given("limit")), "after", "limit")


@answers(NumbersIssuedPage)
def numbers_issued(codec: Codec, question: NumbersIssuedPage) -> Answer:
    """How far each series has counted, beside the papers of its kind."""
    return Answer(_numbers_issued(), (question.after, question.limit), _read_numbers)


def _read_numbers(codec: Codec, rows: Sequence[Row]) -> tuple[NumbersIssued, ...]:
    return tuple(
        NumbersIssued(
            kind=kind,
            counted=counted,
            papers=papers,
            numbers=numbers,
            lowest=lowest,
            highest=highest,
        )
        for kind, counted, papers, numbers, lowest, highest in rows
    )


@cache
def _coupon_uses() -> Phrase:
    page = (
        select(_COUPON.center, _COUPON.id, _COUPON.used, _COUPON.uses_max)
        .where(in_center(tables.coupon), _COUPON.id > given("after"))
        .order_by(_COUPON.id)
        .limit(given("limit"))
        .subquery("page")
    )
    uses = and_(
        _SALE.center == page.c.center, _SALE.coupon_id == page.c.id, _SALE.voided.is_(False)
    )
    own = page.c.id, page.c.used, page.c.uses_max
    statement = (
        select(*own, func.count(_SALE.id))
        .select_from(page.outerjoin(tables.sale, uses))
        .group_by(*own)
    )
    return asked(statement.order_by(page.c.id), "after", "limit")


@answers(CouponUsesPage)
def coupon_uses(codec: Codec, question: CouponUsesPage) -> Answer:
    """How often coupons say that they are used, beside the sales that use them."""
    return Answer(_coupon_uses(), (question.after, question.limit), _read_uses)


def _read_uses(codec: Codec, rows: Sequence[Row]) -> tuple[CouponUses, ...]:
    return tuple(
        CouponUses(coupon_id=id, used=used, uses_max=uses_max, sales=sales)
        for id, used, uses_max, sales in rows
    )
