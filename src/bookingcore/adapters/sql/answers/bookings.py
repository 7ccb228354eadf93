"""Answers about bookings and their redemptions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true, tuple_

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import (
    Answer,
    answers,
    asked,
    customer,
    in_center,
    owner_id,
    owner_table,
)
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.adapters.sql.rows.bookings import BOOKINGS
from bookingcore.adapters.sql.rows.catalog import TERMS
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.ports.questions import (
    AwaitingOf,
    BookingsIn,
    BookingsOf,
    Clashes,
    ClashesAt,
    MovableOf,
    RedemptionsOf,
    RedemptionsOfMovable,
    TermsOfBooking,
)

_BOOKING = tables.booking.c
_MOVEMENT = tables.movement.c
_SESSION = tables.session.c
_OLDEST_FIRST = (_BOOKING.starts_at, _BOOKING.id)

LIVE: ColumnElement[bool] = _BOOKING.status != BookingStatus.CANCELLED.name
"""A booking that holds its places."""


def _bookings(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(*BOOKINGS.selected).where(in_center(tables.booking), *conditions)


def movable(table: str | None) -> tuple[ColumnElement[bool], ...]:
    """The customer's redeemed bookings that start after `given("after")`."""
    return (
        _BOOKING.customer_id == customer(table),
        _BOOKING.status == BookingStatus.BOOKED.name,
        _BOOKING.starts_at > given("after"),
        _BOOKING.units_needed > 0,
        _BOOKING.sale_id.is_(None),
    )


@cache
def _clashes() -> Phrase:
    # By the session's own times: the booking in it and what overlaps it alike. The same session
    # is named too, so that it is found even where a booking's copy of the times went astray.
    at = select(_SESSION.starts_at, _SESSION.ends_at).where(
        in_center(tables.session), _SESSION.id == given("session_id")
    )
    times = at.subquery("at")
    statement = (
        select(*BOOKINGS.selected)
        .select_from(times.join(tables.booking, true()))
        .where(
            in_center(tables.booking),
            _BOOKING.customer_id == given("customer"),
            LIVE,
            or_(
                _BOOKING.session_id == given("session_id"),
                (_BOOKING.ends_at > times.c.starts_at) & (_BOOKING.starts_at < times.c.ends_at),
            ),
        )
        .order_by(*_OLDEST_FIRST)
    )
    return asked(statement, "customer", "session_id")


@answers(Clashes)
def clashes(codec: Codec, question: Clashes) -> Answer:
    """Live bookings in the session or overlapping it."""
    return Answer(_clashes(), (question.customer, question.session_id), BOOKINGS.read)


@cache
def _clashes_at() -> Phrase:
    statement = _bookings(
        _BOOKING.customer_id == given("customer"),
        LIVE,
        _BOOKING.ends_at > given("start"),
        _BOOKING.starts_at < given("end"),
    )
    return asked(statement.order_by(*_OLDEST_FIRST), "customer", "start", "end")


@answers(ClashesAt)
def clashes_at(codec: Codec, question: ClashesAt) -> Answer:
    """Live bookings at some time."""
    times = codec.put_instant(question.start), codec.put_instant(question.end)
    return Answer(_clashes_at(), (question.customer, *times), BOOKINGS.read)


@cache
def _awaiting(table: str | None) -> Phrase:
    statement = _bookings(
        _BOOKING.customer_id == customer(table),
        _BOOKING.status == BookingStatus.AWAITING_REDEMPTION.name,
    )
    return asked(statement.order_by(*_OLDEST_FIRST), "owner")


@answers(AwaitingOf)
def awaiting_of(codec: Codec, question: AwaitingOf) -> Answer:
    """What awaits redemption."""
    owner = question.customer
    return Answer(_awaiting(owner_table(owner)), (owner_id(owner),), BOOKINGS.read)


@cache
def _movable(table: str | None) -> Phrase:
    return asked(_bookings(*movable(table)).order_by(*_OLDEST_FIRST), "owner", "after")


@answers(MovableOf)
def movable_of(codec: Codec, question: MovableOf) -> Answer:
    """What may be re-tied."""
    owner = question.customer
    values = owner_id(owner), codec.put_instant(question.after)
    return Answer(_movable(owner_table(owner)), values, BOOKINGS.read)


def ties(statement: Select[Any], *first: ColumnElement[Any]) -> Select[Any]:
    """What is tied now of the movements selected: a row for each booking and balance.

    The columns *first* are those of the movements that all of a booking and balance share.
    """
    return (
        statement.with_only_columns(
            *first,
            _MOVEMENT.booking_id,
            _MOVEMENT.balance_id,
            -func.sum(_MOVEMENT.units),
            maintain_column_froms=True,
        )
        .group_by(*first, _MOVEMENT.booking_id, _MOVEMENT.balance_id)
        .having(func.sum(_MOVEMENT.units) < 0)
        .order_by(_MOVEMENT.booking_id, _MOVEMENT.balance_id)
    )


def _redemptions(codec: Codec, rows: Sequence[Row]) -> tuple[Redemption, ...]:
    # A sum of a PostgreSQL bigint is a Decimal.
    return tuple(Redemption(booking, balance, int(units)) for booking, balance, units in rows)


@cache
def _redemptions_of_movable(table: str | None) -> Phrase:
    joined = tables.booking.join(
        tables.movement,
        (_MOVEMENT.center == _BOOKING.center) & (_MOVEMENT.booking_id == _BOOKING.id),
    )
    statement = select(tables.movement).select_from(joined)
    return asked(
        ties(statement.where(in_center(tables.booking), *movable(table))), "owner", "after"
    )


@answers(RedemptionsOfMovable)
def redemptions_of_movable(codec: Codec, question: RedemptionsOfMovable) -> Answer:
    """The units that what may be re-tied holds."""
    owner = question.customer
    values = owner_id(owner), codec.put_instant(question.after)
    return Answer(_redemptions_of_movable(owner_table(owner)), values, _redemptions)


@cache
def _redemptions_of() -> Phrase:
    statement = select(tables.movement).where(
        in_center(tables.movement), _MOVEMENT.booking_id == given("booking_id")
    )
    return asked(ties(statement), "booking_id")


@answers(RedemptionsOf)
def redemptions_of(codec: Codec, question: RedemptionsOf) -> Answer:
    """The units that pay for a booking."""
    return Answer(_redemptions_of(), (question.booking_id,), _redemptions)


@cache
def _terms_of_booking() -> Phrase:
    joined = tables.terms.join(
        tables.booking,
        (tables.terms.c.center == _BOOKING.center) & (tables.terms.c.id == _BOOKING.terms),
    )
    statement = select(*TERMS.selected).select_from(joined)
    return asked(
        statement.where(in_center(tables.booking), _BOOKING.id == given("booking_id")),
        "booking_id",
    )


@answers(TermsOfBooking)
def terms_of_booking(codec: Codec, question: TermsOfBooking) -> Answer:
    """What was promised with the booking."""
    return Answer(_terms_of_booking(), (question.booking_id,), TERMS.read)


@cache
def _bookings_of(table: str | None, narrowed: frozenset[str]) -> Phrase:
    conditions = {
        "status": (_BOOKING.status == given("status"),),
        "start": (_BOOKING.starts_at >= given("start"),),
        "end": (_BOOKING.starts_at < given("end"),),
        "after": (
            # The first says little, but an index can follow it.
            _BOOKING.starts_at >= given("after"),
            tuple_(*_OLDEST_FIRST) > tuple_(given("after"), given("after_id")),
        ),
    }
    chosen = [each for name in conditions if name in narrowed for each in conditions[name]]
    statement = _bookings(_BOOKING.customer_id == customer(table), *chosen)
    statement = statement.order_by(*_OLDEST_FIRST)
    if "limit" in narrowed:
        statement = statement.limit(given("limit"))
    return asked(statement, "owner", *_NARROWING)


_NARROWING = ("status", "start", "end", "after", "after_id", "limit")
"""What may narrow the bookings of a customer, in the order of its values."""


@answers(BookingsOf)
def bookings_of(codec: Codec, question: BookingsOf) -> Answer:
    """The customer's bookings, narrowed as far as the question says."""
    owner, status = question.customer, question.status
    after, after_id = question.after or (None, None)
    values = (
        None if status is None else status.name,
        codec.put_maybe_instant(question.start),
        codec.put_maybe_instant(question.end),
        codec.put_maybe_instant(after),
        after_id,
        question.limit,
    )
    narrowed = frozenset(
        name for name, value in zip(_NARROWING, values, strict=True) if value is not None
    )
    phrase = _bookings_of(owner_table(owner), narrowed)
    return Answer(phrase, (owner_id(owner), *values), BOOKINGS.read)


@cache
def _bookings_in() -> Phrase:
    statement = _bookings(_BOOKING.session_id == given("session_id"))
    return asked(statement.order_by(_BOOKING.made_at, _BOOKING.id), "session_id")


@answers(BookingsIn)
def bookings_in(codec: Codec, question: BookingsIn) -> Answer:
    """The bookings of a session."""
    return Answer(_bookings_in(), (question.session_id,), BOOKINGS.read)
