"""Answers to `verify()` about money: what sales say, beside their lines, payments and refunds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Join,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    not_,
    select,
)

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers
from bookingcore.adapters.sql.answers.audits import names_of, next_page, of_page, paged, sum_of
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row
from bookingcore.domain.bookings.audit import SaleSum
from bookingcore.domain.sales.payment import UNDECIDED, ChargeStatus
from bookingcore.domain.sales.refund import ON_ITS_WAY, RefundStatus
from bookingcore.ports.audits import SaleSumsPage

_LINE = tables.sale_line.c
_PART = tables.refund_part.c
_PAYMENT = tables.payment.c
_REFUND = tables.refund.c

_COLUMNS = (
    *("total_minor", "paid_minor", "pending_minor", "refunded_minor", "refunding_minor"),
    *("waived_minor", "currency"),
)
_GOES = _PART.status != RefundStatus.FAILED.name


@cache
def _sale_sums() -> Phrase:
    page = next_page(tables.sale, *_COLUMNS)
    own = page.c.id, *(page.c[name] for name in _COLUMNS[:-1])
    sold = _LINE.quantity * _LINE.price_minor - _LINE.discount_minor
    sums = (
        sum_of(sold, of_page(page, tables.sale_line, "sale_id")),
        _paid(page, {ChargeStatus.CAPTURED}),
        _paid(page, UNDECIDED),
        _back(page, {RefundStatus.DONE}),
        _back(page, ON_ITS_WAY),
        _back(page, {RefundStatus.FAILED}),
    )
    return paged(select(*own, *sums, _overdrawn(page), _uneven(page), _foreign(page)), page)


def _paid(page: Subquery, statuses: Iterable[Enum]) -> ColumnElement[Any]:
    its = of_page(page, tables.payment, "sale_id")
    return sum_of(_PAYMENT.amount_minor, its, _PAYMENT.status.in_(names_of(statuses)))


def _back(page: Subquery, statuses: Iterable[Enum]) -> ColumnElement[Any]:
    statement = select(func.coalesce(func.sum(_PART.amount_minor), 0)).select_from(_parts())
    its = of_page(page, tables.refund, "sale_id")
    return statement.where(its, _PART.status.in_(names_of(statuses))).scalar_subquery()


def _parts() -> Join:
    its = and_(_PART.center == _REFUND.center, _PART.refund_id == _REFUND.id)
    return tables.refund.join(tables.refund_part, its)


def _overdrawn(page: Subquery) -> ColumnElement[Any]:
    """How many payments more goes back of than came in by them: the sale's own, and others'."""
    came = case((_PAYMENT.status == ChargeStatus.CAPTURED.name, _PAYMENT.amount_minor), else_=0)
    going = select(func.coalesce(func.sum(_PART.amount_minor), 0)).select_from(_parts())
    same_sale = and_(_REFUND.center == _PAYMENT.center, _REFUND.sale_id == _PAYMENT.sale_id)
    goes = going.where(same_sale, _PART.payment_id == _PAYMENT.id, _GOES)
    own = select(func.count()).where(
        of_page(page, tables.payment, "sale_id"),
        came < goes.correlate(tables.payment).scalar_subquery(),
    )
    known = exists().where(same_sale, _PAYMENT.id == _PART.payment_id)
    others = select(func.count(func.distinct(_PART.payment_id))).select_from(_parts())
    theirs = others.where(of_page(page, tables.refund, "sale_id"), _GOES, not_(known))
    return own.scalar_subquery() + theirs.scalar_subquery()


def _uneven(page: Subquery) -> ColumnElement[Any]:
    """How many refunds are not the sum of their parts."""
    its = and_(_PART.center == _REFUND.center, _PART.refund_id == _REFUND.id)
    uneven = _REFUND.amount_minor != sum_of(_PART.amount_minor, its)
    return _count(select(func.count()).where(uneven), page, tables.refund)


def _foreign(page: Subquery) -> ColumnElement[Any]:
    """How many amounts are in a currency that is not the sale's."""
    parts = select(func.count()).select_from(_parts())
    return (
        _others(page, tables.sale_line, _LINE.currency)
        + _others(page, tables.payment, _PAYMENT.currency)
        + _others(page, tables.refund, _REFUND.currency)
        + _count(parts.where(_PART.currency != page.c.currency), page, tables.refund)
    )


def _others(page: Subquery, table: Table, currency: Column[str]) -> ColumnElement[Any]:
    return _count(select(func.count()).where(currency != page.c.currency), page, table)


def _count(counting: Select[Any], page: Subquery, table: Table) -> ColumnElement[Any]:
    return counting.where(of_page(page, table, "sale_id")).scalar_subquery()


@answers(SaleSumsPage)
def sale_sums(codec: Codec, question: SaleSumsPage) -> Answer:
    """Lines, payments and refunds beside what sales say."""
    return Answer(_sale_sums(), (question.after, question.limit), _read_sale_sums)


def _read_sale_sums(codec: Codec, rows: Sequence[Row]) -> tuple[SaleSum, ...]:
    return tuple(_read_sale_sum(row) for row in rows)


def _read_sale_sum(row: Row) -> SaleSum:
    id, total, paid, pending, refunded, refunding, waived, *found = row
    lines, payments, asked, returned, returning, failed, *counts = map(int, found)
    overdrawn, uneven, foreign = counts
    return SaleSum(
        sale_id=id,
        total=total,
        lines=lines,
        paid=paid,
        payments=payments,
        pending=pending,
        asked=asked,
        refunded=refunded,
        returned=returned,
        refunding=refunding,
        returning=returning,
        failed=failed,
        waived=waived,
        overdrawn=overdrawn,
        uneven=uneven,
        foreign=foreign,
    )
