"""Series as the schedule keeps them: their wall times read, their sessions made."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from bookingcore.desk.arguments import Instant
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.schedule.series import Occurrence, Series, walls_of
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.schedule.walls import read_wall
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import SessionId
from bookingcore.domain.values.moments import local_date, resolve, wall_time
from bookingcore.errors import InvalidInput


def wall_of(value: Instant, zone: str) -> str:
    """The wall time from which a series counts, given as one, or as an aware time.

    Raises:
        InvalidInput: neither, or with seconds.
    """
    wall: str | datetime = value
    with suppress(InvalidInput):
        return read_wall(value, "starts_at").isoformat()
    # A wall time that is none is refused in the same words as an aware time with seconds.
    with suppress(InvalidInput):
        wall = wall_time(resolve(value, zone, fold=0, field="starts_at"), zone)
    return read_wall(wall, "starts_at").isoformat()


def session_of(series: Series, service: Service, occurrence: Occurrence, id: str) -> Session:
    """The session of one *occurrence*, with nobody in it."""
    period = occurrence.period
    return Session(
        id=SessionId(id),
        service_id=service.id,
        branch_id=series.branch_id,
        starts_at=period.start,
        ends_at=period.end,
        zone=series.zone,
        on=local_date(period.start, series.zone),
        capacity=series.capacity,
        admitted=series.capacity,
        terms=service.terms,
        resources=series.resources,
        series_id=series.id,
        occurrence=occurrence.key,
    )


def series_added(series: Series, sessions: int) -> Happened:
    """The event of a new series of so many *sessions*."""
    return Happened(
        kind=EventKind.SERIES_ADDED,
        subject=series.id,
        facts={"service": series.service_id, "rule": series.rule, "sessions": sessions},
    )


def without_any(series: Series) -> Series:
    """*series* once none of its occurrences is left."""
    return series.excepting(wall.isoformat() for wall in walls_of(series))
