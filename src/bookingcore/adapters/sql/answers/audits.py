"""Answers to `verify()`: sums taken from the records, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    select,
)

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.bookings import LIVE
from bookingcore.adapters.sql.answers.waitlist import HELD
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.domain.bookings.audit import (
    BookingTies,
    PlacesHeld,
    ResourceUse,
    SaleSum,
    StreamNumbers,
    UnitsMoved,
)
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.ports.audits import (
    BookingTiesPage,
    CustomersToSettle,
    PlacesHeldPage,
    ResourceUsesPage,
    SaleSumsPage,
    StreamNumbersPage,
    UnitsMovedPage,
)

_BALANCE = tables.balance.c
_BOOKING = tables.booking.c
_EVENT = tables.event.c
_MOVEMENT = tables.movement.c
_ENTRY = tables.waitlist_entry.c
_PAYMENT = tables.payment.c
_SESSION = tables.session.c


def _page(table: Table, *columns: str) -> Subquery:
    """The next rows of *table* after an id: its page."""
    statement = select(table.c.center, table.c.id, *(table.c[name] for name in columns))
    rows = statement.where(in_center(table), table.c.id > given("after"))
    return rows.order_by(table.c.id).limit(given("limit")).subquery("page")


def _paged(statement: Select[Any], page: Subquery) -> Phrase:
    return asked(statement.order_by(page.c.id), "after", "limit")


def _of(page: Subquery, table: Table, column: str) -> ColumnElement[bool]:
    """A row of *table* belongs to the page's by *column*."""
    return and_(table.c.center == page.c.center, table.c[column] == page.c.id)


def _sum(of: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.coalesce(func.sum(of), 0)).where(*conditions).scalar_subquery()


@cache
def _places_held() -> Phrase:
    page = _page(tables.session, "capacity", "taken", "admitted", "cancelled_at")
    held = _sum(_BOOKING.places, _of(page, tables.booking, "session_id"), LIVE)
    offered = _sum(_ENTRY.places, _of(page, tables.waitlist_entry, "session_id"), HELD)
    columns = page.c.id, page.c.capacity, page.c.taken, page.c.admitted
    return _paged(select(*columns, held, offered, page.c.cancelled_at.is_(None)), page)


@answers(PlacesHeldPage)
def places_held(codec: Codec, question: PlacesHeldPage) -> Answer:
    """Places of live bookings and open offers beside the sessions' counters."""
    return Answer(_places_held(), (question.after, question.limit), _read_places_held)


def _read_places_held(codec: Codec, rows: Sequence[Row]) -> tuple[PlacesHeld, ...]:
    return tuple(
        PlacesHeld(
            session_id=id,
            capacity=capacity,
            taken=taken,
            admitted=admitted,
            held=int(held),
            offered=int(offered),
            live=bool(live),
        )
        for id, capacity, taken, admitted, held, offered, live in rows
    )


@cache
def _resource_uses() -> Phrase:
    page = _page(tables.resource)
    held = page.outerjoin(
        tables.session_resource, _of(page, tables.session_resource, "resource_id")
    ).outerjoin(
        tables.session,
        and_(
            _SESSION.center == page.c.center,
            _SESSION.id == tables.session_resource.c.session_id,
            _SESSION.cancelled_at.is_(None),
        ),
    )
    # When the resource is free of all sessions that started before: half-open, so free at the end.
    until = func.max(_SESSION.ends_at).over(
        partition_by=page.c.id, order_by=(_SESSION.starts_at, _SESSION.id), rows=(None, -1)
    )
    columns = page.c.id, _SESSION.id.label("session_id"), _SESSION.starts_at, until.label("until")
    use = select(*columns).select_from(held).subquery("use")
    twice = case((use.c.starts_at < use.c.until, use.c.session_id))
    statement = select(use.c.id, func.count(twice), func.min(twice)).group_by(use.c.id)
    return _paged(statement, use)


@answers(ResourceUsesPage)
def resource_uses(codec: Codec, question: ResourceUsesPage) -> Answer:
    """How often resources are in two sessions at once."""
    return Answer(_resource_uses(), (question.after, question.limit), _read_resource_uses)


def _read_resource_uses(codec: Codec, rows: Sequence[Row]) -> tuple[ResourceUse, ...]:
    return tuple(
        ResourceUse(resource_id=id, twice=twice, session_id=session) for id, twice, session in rows
    )


@cache
def _units_moved() -> Phrase:
    page = _page(tables.balance, "remaining", "moves")
    own = page.c.id, page.c.remaining, page.c.moves
    joined = page.outerjoin(tables.movement, _of(page, tables.movement, "balance_id"))
    sums = (
        func.coalesce(func.sum(_MOVEMENT.units), 0),
        func.count(_MOVEMENT.no),
        func.coalesce(func.max(_MOVEMENT.no), 0),
    )
    return _paged(select(*own, *sums).select_from(joined).group_by(*own), page)


@answers(UnitsMovedPage)
def units_moved(codec: Codec, question: UnitsMovedPage) -> Answer:
    """Movements beside the balances' counters."""
    return Answer(_units_moved(), (question.after, question.limit), _read_units_moved)


def _read_units_moved(codec: Codec, rows: Sequence[Row]) -> tuple[UnitsMoved, ...]:
    return tuple(
        UnitsMoved(
            balance_id=id,
            remaining=remaining,
            moves=moves,
            units_moved=int(units),
            movements=movements,
            last_no=last,
        )
        for id, remaining, moves, units, movements, last in rows
    )


@cache
def _booking_ties() -> Phrase:
    page = _page(tables.booking, "status", "units_needed")
    own = page.c.id, page.c.status, page.c.units_needed
    joined = page.outerjoin(tables.movement, _of(page, tables.movement, "booking_id"))
    tie = (
        select(*own, (-func.coalesce(func.sum(_MOVEMENT.units), 0)).label("units"))
        .select_from(joined)
        .group_by(*own, _MOVEMENT.balance_id)
        .subquery("tie")
    )
    mine = tie.c.id, tie.c.status, tie.c.units_needed
    statement = select(*mine, func.sum(tie.c.units), func.min(tie.c.units)).group_by(*mine)
    return _paged(statement, tie)


@answers(BookingTiesPage)
def booking_ties(codec: Codec, question: BookingTiesPage) -> Answer:
    """Units tied to bookings beside those they need."""
    return Answer(_booking_ties(), (question.after, question.limit), _read_booking_ties)


def _read_booking_ties(codec: Codec, rows: Sequence[Row]) -> tuple[BookingTies, ...]:
    return tuple(
        BookingTies(
            booking_id=id,
            status=BookingStatus[status],
            units_needed=needed,
            tied=int(tied),
            least_tie=int(least),
        )
        for id, status, needed, tied, least in rows
    )


@cache
def _sale_sums() -> Phrase:
    page = _page(tables.sale, "total_minor", "paid_minor", "currency")
    own = page.c.id, page.c.total_minor, page.c.paid_minor
    mine = _of(page, tables.payment, "sale_id")
    paid = _sum(_PAYMENT.amount_minor, mine)
    other = (
        select(func.count(func.distinct(_PAYMENT.currency)))
        .where(mine, _PAYMENT.currency != page.c.currency)
        .scalar_subquery()
    )
    return _paged(select(*own, paid, 1 + other), page)


@answers(SaleSumsPage)
def sale_sums(codec: Codec, question: SaleSumsPage) -> Answer:
    """Payments beside what sales say was paid."""
    return Answer(_sale_sums(), (question.after, question.limit), _read_sale_sums)


def _read_sale_sums(codec: Codec, rows: Sequence[Row]) -> tuple[SaleSum, ...]:
    return tuple(
        SaleSum(sale_id=id, total=total, paid=paid, payments=int(payments), currencies=currencies)
        for id, total, paid, payments, currencies in rows
    )


@cache
def _stream_numbers() -> Phrase:
    page = _page(tables.customer, "no")
    own = page.c.id, page.c.no
    joined = page.outerjoin(tables.event, _of(page, tables.event, "stream"))
    counted = func.count(func.distinct(_EVENT.no)), func.coalesce(func.max(_EVENT.no), 0)
    return _paged(select(*own, *counted).select_from(joined).group_by(*own), page)


@answers(StreamNumbersPage)
def stream_numbers(codec: Codec, question: StreamNumbersPage) -> Answer:
    """Events' numbers beside the customers' own."""
    return Answer(_stream_numbers(), (question.after, question.limit), _read_stream_numbers)


def _read_stream_numbers(codec: Codec, rows: Sequence[Row]) -> tuple[StreamNumbers, ...]:
    return tuple(
        StreamNumbers(customer_id=id, number=number, commands=commands, last_no=last)
        for id, number, commands, last in rows
    )


@cache
def _customers_to_settle() -> Phrase:
    with_units = exists().where(
        _BALANCE.center == _BOOKING.center,
        _BALANCE.customer_id == _BOOKING.customer_id,
        _BALANCE.remaining > 0,
    )
    statement = (
        select(_BOOKING.customer_id)
        .distinct()
        .where(
            in_center(tables.booking),
            _BOOKING.customer_id > given("after"),
            _BOOKING.status == BookingStatus.AWAITING_REDEMPTION.name,
            with_units,
        )
        .order_by(_BOOKING.customer_id)
        .limit(given("limit"))
    )
    return asked(statement, "after", "limit")


@answers(CustomersToSettle)
def customers_to_settle(codec: Codec, question: CustomersToSettle) -> Answer:
    """Customers whose units might still pay for what awaits them."""
    return Answer(_customers_to_settle(), (question.after, question.limit), _read_ids)


def _read_ids(codec: Codec, rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(id for (id,) in rows)
