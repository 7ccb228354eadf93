"""Answers to `verify()`: sums taken from the records, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
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
    StreamNumbers,
    UnitsMoved,
)
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.sales.sale import LineKind
from bookingcore.ports.audits import (
    BookingTiesPage,
    CustomersToSettle,
    PlacesHeldPage,
    ResourceUsesPage,
    StreamNumbersPage,
    UnitsMovedPage,
)

_BALANCE = tables.balance.c
_BOOKING = tables.booking.c
_EVENT = tables.event.c
_MOVEMENT = tables.movement.c
_ENTRY = tables.waitlist_entry.c
_LINE = tables.sale_line.c
_SALE = tables.sale.c
_SESSION = tables.session.c


def next_page(table: Table, *columns: str) -> Subquery:
    """The next rows of *table* after an id: its page."""
    statement = select(table.c.center, table.c.id, *(table.c[name] for name in columns))
    rows = statement.where(in_center(table), table.c.id > given("after"))
    return rows.order_by(table.c.id).limit(given("limit")).subquery("page")


def paged(statement: Select[Any], page: Subquery) -> Phrase:
    """*statement* about the rows of a page, in order of id."""
    return asked(statement.order_by(page.c.id), "after", "limit")


def of_page(page: Subquery, table: Table, column: str) -> ColumnElement[bool]:
    """A row of *table* belongs to the page's by *column*."""
    return and_(table.c.center == page.c.center, table.c[column] == page.c.id)


def sum_of(of: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The sum over the rows for which *conditions* hold; 0 where there are none."""
    return select(func.coalesce(func.sum(of), 0)).where(*conditions).scalar_subquery()


def names_of(members: Iterable[Enum]) -> list[BindParameter[str]]:
    """The names of *members*, to be looked for among the values of a column."""
    # Each by itself: a list whose length is known only later cannot be put in words before.
    return [literal(name) for name in sorted(member.name for member in members)]


@cache
def _places_held() -> Phrase:
    page = next_page(tables.session, "capacity", "taken", "admitted", "cancelled_at")
    held = sum_of(_BOOKING.places, of_page(page, tables.booking, "session_id"), LIVE)
    offered = sum_of(_ENTRY.places, of_page(page, tables.waitlist_entry, "session_id"), HELD)
    columns = page.c.id, page.c.capacity, page.c.taken, page.c.admitted
    return paged(select(*columns, held, offered, page.c.cancelled_at.is_(None)), page)


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
    page = next_page(tables.resource)
    held = page.outerjoin(
        tables.session_resource, of_page(page, tables.session_resource, "resource_id")
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
    return paged(statement, use)


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
    page = next_page(tables.balance, "remaining", "moves")
    own = page.c.id, page.c.remaining, page.c.moves
    joined = page.outerjoin(tables.movement, of_page(page, tables.movement, "balance_id"))
    sums = (
        func.coalesce(func.sum(_MOVEMENT.units), 0),
        func.count(_MOVEMENT.no),
        func.coalesce(func.max(_MOVEMENT.no), 0),
    )
    rows = select(*own, *sums, _unpaired(page)).select_from(joined)
    return paged(rows.group_by(page.c.center, *own), page)


def _unpaired(page: Subquery) -> ScalarSelect[Any]:
    """How many movements between lots have no counterpart in the other one."""
    split, other = tables.movement.alias("split"), tables.movement.alias("counterpart")
    paired = exists().where(
        other.c.center == split.c.center,
        other.c.balance_id == split.c.other_id,
        other.c.other_id == split.c.balance_id,
        other.c.units == -split.c.units,
    )
    its = and_(split.c.center == page.c.center, split.c.balance_id == page.c.id)
    lonely = split.c.kind == MovementKind.SPLIT.name, not_(paired)
    return select(func.count()).select_from(split).where(its, *lonely).scalar_subquery()


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
            unpaired=unpaired,
        )
        for id, remaining, moves, units, movements, last, unpaired in rows
    )


@cache
def _booking_ties() -> Phrase:
    names = "status", "units_needed", "sale_id"
    page = next_page(tables.booking, *names)
    own = page.c.center, page.c.id, *(page.c[name] for name in names)
    joined = page.outerjoin(tables.movement, of_page(page, tables.movement, "booking_id"))
    tie = (
        select(*own, (-func.coalesce(func.sum(_MOVEMENT.units), 0)).label("units"))
        .select_from(joined)
        .group_by(*own, _MOVEMENT.balance_id)
        .subquery("tie")
    )
    mine = tuple(tie.c[column.name] for column in own)
    tied = (
        select(*mine, func.sum(tie.c.units).label("tied"), func.min(tie.c.units).label("least"))
        .group_by(*mine)
        .subquery("tied")
    )
    columns = tied.c.id, tied.c.status, tied.c.units_needed, tied.c.tied, tied.c.least
    return paged(select(*columns, tied.c.sale_id.is_not(None), _lines_for(tied)), tied)


def _lines_for(bookings: Subquery) -> ScalarSelect[Any]:
    """How many lines pay for a booking, of sales that were not undone."""
    sold = and_(_SALE.center == _LINE.center, _SALE.id == _LINE.sale_id)
    lines = select(func.count()).select_from(tables.sale_line.join(tables.sale, sold))
    return lines.where(
        of_page(bookings, tables.sale_line, "booking_id"),
        _LINE.kind == LineKind.BOOKING.name,
        _SALE.voided.is_(False),
    ).scalar_subquery()


@answers(BookingTiesPage)
def booking_ties(codec: Codec, question: BookingTiesPage) -> Answer:
    """Units and lines tied to bookings beside those they need."""
    return Answer(_booking_ties(), (question.after, question.limit), _read_booking_ties)


def _read_booking_ties(codec: Codec, rows: Sequence[Row]) -> tuple[BookingTies, ...]:
    return tuple(
        BookingTies(
            booking_id=id,
            status=BookingStatus[status],
            units_needed=needed,
            tied=int(tied),
            least_tie=int(least),
            line=bool(line),
            lines=lines,
        )
        for id, status, needed, tied, least, line, lines in rows
    )


@cache
def _stream_numbers() -> Phrase:
    page = next_page(tables.customer, "no")
    own = page.c.id, page.c.no
    joined = page.outerjoin(tables.event, of_page(page, tables.event, "stream"))
    counted = func.count(func.distinct(_EVENT.no)), func.coalesce(func.max(_EVENT.no), 0)
    return paged(select(*own, *counted).select_from(joined).group_by(*own), page)


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
