"""Answers to the double-entry check of `verify()`: units, lines and fees beside what they name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Subquery,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
)

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers
from bookingcore.adapters.sql.answers.audits import names_of, next_page, of_page, paged, sum_of
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row
from bookingcore.domain.bookings.double_entry import (
    BookingPaired,
    LinesPaired,
    MembershipPaired,
    UnitsPaired,
)
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.sales.refund import RefundStatus
from bookingcore.domain.sales.sale import LineKind
from bookingcore.ports.double_entry import (
    BookingsPairedPage,
    LinesPairedPage,
    MembershipsPairedPage,
    UnitsPairedPage,
)

_BALANCE = tables.balance.c
_BOOKING = tables.booking.c
_CARD = tables.gift_card.c
_LINE = tables.sale_line.c
_MEMBERSHIP = tables.membership.c
_MOVEMENT = tables.movement.c
_PART = tables.refund_part.c
_REFUND = tables.refund.c
_SALE = tables.sale.c


def counted(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """How many rows there are for which *conditions* hold."""
    return select(func.count()).where(*conditions).scalar_subquery()


def its_sale(page: FromClause) -> ColumnElement[bool]:
    """A sale is the one that a row of the page names."""
    return and_(_SALE.center == page.c.center, _SALE.id == page.c.sale_id)


def _its_lines(page: FromClause, sale: str = "sale_id") -> ColumnElement[bool]:
    """A line is of the sale that a row of the page names."""
    return and_(_LINE.center == page.c.center, _LINE.sale_id == page.c[sale])


def owned(page: FromClause) -> ColumnElement[bool]:
    """Whether the sale that a row of the page names is there, and of its customer."""
    return exists().where(its_sale(page), _SALE.customer_id == page.c.customer_id)


def _with_refunds(page: FromClause, sale: str) -> FromClause:
    """The rows of a page, each beside every refund of its sale that took units and stands."""
    stands = exists().where(
        _PART.center == _REFUND.center,
        _PART.refund_id == _REFUND.id,
        _PART.status != RefundStatus.FAILED.name,
    )
    its = and_(_REFUND.center == page.c.center, _REFUND.sale_id == page.c[sale])
    return page.outerjoin(tables.refund, and_(its, _REFUND.units != "[]", stands))


def _each_with_units_taken(rows: Sequence[Row]) -> Iterator[tuple[Row, Counter[str]]]:
    """What stands before the units of refunds, and how many of these came of each balance."""
    for found, beside in groupby(rows, lambda row: row[:-1]):
        taken: Counter[str] = Counter()
        for units in (json.loads(row[-1] or "[]") for row in beside):
            for balance, number in units:
                taken[balance] += number
        yield found, taken


@cache
def _units_paired() -> Phrase:
    page = next_page(tables.balance, "customer_id", "sale_id", "split_from")
    own = tuple(page.c[name] for name in ("center", "id", "customer_id", "sale_id", "split_from"))
    ledger = page.outerjoin(tables.movement, of_page(page, tables.movement, "balance_id"))
    for_it = and_(_BOOKING.center == _MOVEMENT.center, _BOOKING.id == _MOVEMENT.booking_id)
    moved = (
        select(*own, *_sums(page))
        .select_from(ledger.outerjoin(tables.booking, for_it))
        .group_by(*own)
        .subquery("moved")
    )
    lines = _its_lines(moved), _LINE.balance_id == moved.c.id
    sold = sum_of(_LINE.units, *lines)
    split = moved.c.split_from.is_not(None)
    columns = moved.c.id, split, or_(not_(split), _whole(moved)), owned(moved)
    sums = moved.c.grants, moved.c.granted, counted(*lines), sold
    others = moved.c.strays, moved.c.strangers, moved.c.voided, _REFUND.units
    statement = select(*columns, *sums, *others).select_from(_with_refunds(moved, "sale_id"))
    return paged(statement, moved)


def _sums(page: Subquery) -> Iterator[ColumnElement[Any]]:
    """What the movements of a balance come to; a balance without any has one row of nothing."""
    grants = _MOVEMENT.kind == MovementKind.GRANTED.name
    for_a_booking = _MOVEMENT.kind.in_(names_of({MovementKind.REDEEMED, MovementKind.RETURNED}))
    booked = _MOVEMENT.booking_id.is_not(None)
    stray = or_(and_(for_a_booking, not_(booked)), and_(not_(for_a_booking), booked))
    theirs = _BOOKING.customer_id.is_not_distinct_from(page.c.customer_id)
    strange = or_(_MOVEMENT.customer_id != page.c.customer_id, and_(booked, not_(theirs)))
    yield func.count(case((grants, 1))).label("grants")
    yield _sum(case((grants, _MOVEMENT.units))).label("granted")
    yield func.count(case((stray, 1))).label("strays")
    yield func.count(case((strange, 1))).label("strangers")
    yield _sum(case((_voiding(), -_MOVEMENT.units))).label("voided")


def _voiding() -> ColumnElement[bool]:
    return _MOVEMENT.kind.in_(names_of({MovementKind.VOIDED, MovementKind.REINSTATED}))


def _sum(of: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(of), 0)


def _whole(page: FromClause) -> ColumnElement[bool]:
    """Whether the lot that a balance was split from is there, of the same sale and customer."""
    return exists().where(
        _BALANCE.center == page.c.center,
        _BALANCE.id == page.c.split_from,
        _BALANCE.sale_id == page.c.sale_id,
        _BALANCE.customer_id == page.c.customer_id,
    )


@answers(UnitsPairedPage)
def units_paired(codec: Codec, question: UnitsPairedPage) -> Answer:
    """The ledgers of balances beside their sales, bookings and refunds."""
    return Answer(_units_paired(), (question.after, question.limit), _read_units_paired)


def _read_units_paired(codec: Codec, rows: Sequence[Row]) -> tuple[UnitsPaired, ...]:
    return tuple(_read_units(row, taken) for row, taken in _each_with_units_taken(rows))


def _read_units(row: Row, taken: Counter[str]) -> UnitsPaired:
    id, split, whole, known, *sums = row
    grants, granted, lines, sold, strays, strangers, voided = map(int, sums)
    return UnitsPaired(
        balance_id=id,
        split=bool(split),
        whole=bool(whole),
        owned=bool(known),
        grants=grants,
        granted=granted,
        lines=lines,
        sold=sold,
        strays=strays,
        strangers=strangers,
        taken=taken[id],
        voided=voided,
    )


@cache
def _lines_paired() -> Phrase:
    page = next_page(tables.sale, "customer_id", "granted")
    its = of_page(page, tables.sale_line, "sale_id")
    cards = its, _LINE.kind == LineKind.GIFT_CARD.name
    counts = (
        counted(its, _LINE.units != 0),
        counted(its, _LINE.units != 0, _found()),
        counted(of_page(page, tables.balance, "sale_id")),
        counted(*cards),
        counted(*cards, _sold()),
        counted(its, _LINE.booking_id.is_not(None), not_(_about_theirs(page))),
        counted(its, *_about_nothing(), not_(_ends(page))),
    )
    columns = page.c.id, page.c.granted, *counts, _voided(page), _REFUND.units
    return paged(select(*columns).select_from(_with_refunds(page, "id")), page)


def _voided(page: Subquery) -> ScalarSelect[Any]:
    """How many units of the balances that a sale granted are void."""
    moved = and_(_MOVEMENT.center == _BALANCE.center, _MOVEMENT.balance_id == _BALANCE.id)
    units = select(_sum(-_MOVEMENT.units)).select_from(tables.balance.join(tables.movement, moved))
    return units.where(of_page(page, tables.balance, "sale_id"), _voiding()).scalar_subquery()


def _found() -> ColumnElement[bool]:
    """Whether the balance that a line names is there, of the line's own sale."""
    its = and_(_BALANCE.center == _LINE.center, _BALANCE.id == _LINE.balance_id)
    return exists().where(its, _BALANCE.sale_id == _LINE.sale_id)


def _sold() -> ColumnElement[bool]:
    """Whether the gift card that a line names says that the line's sale sells it."""
    its = and_(_CARD.center == _LINE.center, _CARD.id == _LINE.gift_card_id)
    return exists().where(its, _CARD.sale_id == _LINE.sale_id)


def _about_theirs(page: Subquery) -> ColumnElement[bool]:
    """Whether the booking that a line names is the customer's who bought."""
    its = and_(_BOOKING.center == _LINE.center, _BOOKING.id == _LINE.booking_id)
    theirs = exists().where(its, _BOOKING.customer_id == page.c.customer_id)
    return theirs.correlate(page, tables.sale_line)


def _about_nothing() -> tuple[ColumnElement[bool], ...]:
    return _LINE.kind == LineKind.FEE.name, _LINE.booking_id.is_(None)


def _ends(page: Subquery) -> ColumnElement[bool]:
    """Whether a sale bills what its customer owes for ending a membership."""
    theirs = and_(
        _MEMBERSHIP.center == page.c.center, _MEMBERSHIP.customer_id == page.c.customer_id
    )
    return exists().where(theirs, _MEMBERSHIP.fee_sale_id == page.c.id).correlate(page)


@answers(LinesPairedPage)
def lines_paired(codec: Codec, question: LinesPairedPage) -> Answer:
    """The lines of sales beside what they name."""
    return Answer(_lines_paired(), (question.after, question.limit), _read_lines_paired)


def _read_lines_paired(codec: Codec, rows: Sequence[Row]) -> tuple[LinesPaired, ...]:
    return tuple(_read_lines(row, taken) for row, taken in _each_with_units_taken(rows))


def _read_lines(row: Row, taken: Counter[str]) -> LinesPaired:
    id, granted, *counts = row
    granting, found, balances, cards, sold, strangers, unowed, voided = map(int, counts)
    return LinesPaired(
        sale_id=id,
        granted=bool(granted),
        granting=granting,
        found=found,
        balances=balances,
        cards=cards,
        sold=sold,
        strangers=strangers,
        unowed=unowed,
        taken=taken.total(),
        voided=voided,
    )


@cache
def _bookings_paired() -> Phrase:
    page = next_page(tables.booking, "sale_id", "fee_minor")
    about = of_page(page, tables.sale_line, "booking_id")
    fees = about, _LINE.kind == LineKind.FEE.name
    total = _LINE.quantity * _LINE.price_minor - _LINE.discount_minor
    paying = counted(about, _LINE.kind == LineKind.BOOKING.name, _LINE.sale_id == page.c.sale_id)
    billed = sum_of(total, *fees)
    own = page.c.id, page.c.sale_id.is_not(None), page.c.fee_minor
    return paged(select(*own, paying, counted(*fees), billed), page)


@answers(BookingsPairedPage)
def bookings_paired(codec: Codec, question: BookingsPairedPage) -> Answer:
    """The sales and fees of bookings beside the lines about them."""
    return Answer(_bookings_paired(), (question.after, question.limit), _read_bookings_paired)


def _read_bookings_paired(codec: Codec, rows: Sequence[Row]) -> tuple[BookingPaired, ...]:
    return tuple(
        BookingPaired(
            booking_id=id,
            sold=bool(sold),
            lines=lines,
            fee=fee,
            fees=fees,
            billed=int(billed),
        )
        for id, sold, fee, lines, fees, billed in rows
    )


@cache
def _memberships_paired() -> Phrase:
    page = next_page(tables.membership, "customer_id", "fee_sale_id")
    sale = and_(_SALE.center == page.c.center, _SALE.id == page.c.fee_sale_id)
    theirs = exists().where(sale, _SALE.customer_id == page.c.customer_id).correlate(page)
    fees = counted(_its_lines(page, "fee_sale_id"), *_about_nothing(), theirs)
    return paged(select(page.c.id, page.c.fee_sale_id.is_not(None), fees), page)


@answers(MembershipsPairedPage)
def memberships_paired(codec: Codec, question: MembershipsPairedPage) -> Answer:
    """The sales of memberships' fees beside their lines."""
    values = question.after, question.limit
    return Answer(_memberships_paired(), values, _read_memberships_paired)


def _read_memberships_paired(codec: Codec, rows: Sequence[Row]) -> tuple[MembershipPaired, ...]:
    return tuple(
        MembershipPaired(membership_id=id, billed=bool(billed), fees=fees)
        for id, billed, fees in rows
    )
