"""The rows of the schedule: sessions, and where their resources are."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, texts, texts_json
from bookingcore.domain.schedule.session import Session


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
        version=row[13],
    )


def _resources_of(codec: Codec, session: Session) -> list[Values]:
    times = codec.put_instant(session.starts_at), codec.put_instant(session.ends_at)
    return [(session.id, resource, *times) for resource in dict.fromkeys(session.resources)]


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
        "version",
    ),
    put=_put_session,
    get=_get_session,
    locked=True,
    parts=(PartTable(table=tables.session_resource, owner="session_id", rows=_resources_of),),
)
