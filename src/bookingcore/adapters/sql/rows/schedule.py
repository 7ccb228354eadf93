"""The rows of the schedule: series, sessions, and where their resources are."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, texts, texts_json
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import CalledOff, Cause, Session


def _put_series(codec: Codec, series: Series) -> Values:
    return (
        series.id,
        series.service_id,
        series.branch_id,
        series.rule,
        series.starts,
        series.zone,
        series.duration,
        series.capacity,
        texts_json(series.resources),
        texts_json(series.exceptions),
        series.fold,
        series.version,
    )


def _get_series(codec: Codec, row: Row) -> Series:
    return Series(
        id=row[0],
        service_id=row[1],
        branch_id=row[2],
        rule=row[3],
        starts=row[4],
        zone=row[5],
        duration=row[6],
        capacity=row[7],
        resources=texts(row[8]),
        exceptions=texts(row[9]),
        fold=row[10],
        version=row[11],
    )


def _put_session(codec: Codec, session: Session) -> Values:
    return (
        session.id,
        session.service_id,
        session.branch_id,
        codec.put_instant(session.starts_at),
        codec.put_instant(session.ends_at),
        session.zone,
        codec.put_day(session.on),
        session.capacity,
        session.taken,
        session.admitted,
        session.edition,
        session.terms,
        texts_json(session.resources),
        session.appointment,
        session.series_id,
        session.occurrence,
        session.waiting,
        codec.put_maybe_instant(session.next_lapse),
        *_put_cancelled(codec, session.cancellation),
        session.version,
    )


def _get_session(codec: Codec, row: Row) -> Session:
    return Session(
        id=row[0],
        service_id=row[1],
        branch_id=row[2],
        starts_at=codec.get_instant(row[3]),
        ends_at=codec.get_instant(row[4]),
        zone=row[5],
        on=codec.get_day(row[6]),
        capacity=row[7],
        taken=row[8],
        admitted=row[9],
        edition=row[10],
        terms=row[11],
        resources=texts(row[12]),
        appointment=bool(row[13]),
        series_id=row[14],
        occurrence=row[15],
        waiting=row[16],
        next_lapse=codec.get_maybe_instant(row[17]),
        cancellation=None if row[18] is None else _get_cancelled(codec, row[18:21]),
        version=row[21],
    )


def _put_cancelled(codec: Codec, end: CalledOff | None) -> Values:
    if end is None:
        return (None, None, None)
    return (codec.put_instant(end.at), end.by, end.cause.name)


def _get_cancelled(codec: Codec, row: Row) -> CalledOff:
    at, by, cause = row
    return CalledOff(at=codec.get_instant(at), by=by, cause=Cause[cause])


def _resources_of(codec: Codec, session: Session) -> list[Values]:
    if not session.live:
        return []
    times = codec.put_instant(session.starts_at), codec.put_instant(session.ends_at)
    return [(session.id, resource, *times) for resource in dict.fromkeys(session.resources)]


SERIES = Kept(
    row=Series,
    table=tables.series,
    columns=(
        "id",
        "service_id",
        "branch_id",
        "rule",
        "starts",
        "zone",
        "duration",
        "capacity",
        "resources",
        "exceptions",
        "fold",
        "version",
    ),
    put=_put_series,
    get=_get_series,
    locked=True,
)

SESSIONS = Kept(
    row=Session,
    table=tables.session,
    columns=(
        "id",
        "service_id",
        "branch_id",
        "starts_at",
        "ends_at",
        "zone",
        "day",
        "capacity",
        "taken",
        "admitted",
        "edition",
        "terms",
        "resources",
        "appointment",
        "series_id",
        "occurrence",
        "waiting",
        "next_lapse",
        "cancelled_at",
        "cancelled_by",
        "cancelled_cause",
        "version",
    ),
    put=_put_session,
    get=_get_session,
    locked=True,
    parts=(PartTable(table=tables.session_resource, owner="session_id", rows=_resources_of),),
)
