"""The answer to how many turned up: counted by the database, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, func, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.bookings import LIVE
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given
from bookingcore.domain.bookings.booking import Attendance
from bookingcore.ports.questions import AttendanceCount, AttendanceOf

_BOOKING = tables.booking.c
_SESSION = tables.session.c


@cache
def _attendance_of(customer: bool, service: bool, start: bool, end: bool) -> Phrase:
    # Of one customer by their bookings, of anybody by the sessions: each has its index by time.
    starts_at = _BOOKING.starts_at if customer else _SESSION.starts_at
    within = [starts_at >= given("start")] if start else []
    within += [starts_at < given("end")] if end else []
    conditions = within if customer else [_of_sessions(within)]
    if customer:
        conditions.append(_BOOKING.customer_id == given("customer"))
    if service:
        conditions.append(_BOOKING.service_id == given("service_id"))
    statement = (
        select(_BOOKING.attendance, func.count())
        .where(in_center(tables.booking), LIVE, *conditions)
        .group_by(_BOOKING.attendance)
    )
    names = (customer, "customer"), (service, "service_id"), (start, "start"), (end, "end")
    return asked(statement, *(name for wanted, name in names if wanted))


def _of_sessions(within: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """The booking is of a session that starts *within* those bounds."""
    sessions = select(_SESSION.id).where(in_center(tables.session), *within)
    return _BOOKING.session_id.in_(sessions)


@answers(AttendanceOf)
def attendance_of(codec: Codec, question: AttendanceOf) -> Answer:
    """How many bookings stand at each attendance."""
    bounds = question.start, question.end
    whose: Values = question.customer, question.service_id
    values: Values = (*whose, *(None if at is None else codec.put_instant(at) for at in bounds))
    customer, service, start, end = (value is not None for value in values)
    phrase = _attendance_of(customer, service, start, end)
    return Answer(phrase, tuple(value for value in values if value is not None), _counts)


def _counts(codec: Codec, rows: Sequence[Row]) -> tuple[AttendanceCount, ...]:
    counted = {Attendance[name]: count for name, count in rows}
    return tuple(AttendanceCount(each, counted[each]) for each in Attendance if each in counted)
