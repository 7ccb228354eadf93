"""The rows of due work: written anew, moved to another instant, taken back."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.values.due import Due, DueKind

_DUE = tables.due.c


def _put_due(codec: Codec, due: Due) -> Values:
    return (
        due.id,
        due.kind.name,
        due.subject,
        codec.put_instant(due.due_at),
        codec.put_maybe_instant(due.leased_until),
        due.attempts,
        due.version,
    )


def _get_due(codec: Codec, row: Row) -> Due:
    _, kind, subject, due_at, leased_until, attempts, version = row
    return Due(
        kind=DueKind[kind],
        subject=subject,
        due_at=codec.get_instant(due_at),
        leased_until=codec.get_maybe_instant(leased_until),
        attempts=attempts,
        version=version,
    )


DUES = Kept(
    row=Due,
    table=tables.due,
    columns=("id", "kind", "subject", "due_at", "leased_until", "attempts", "version"),
    put=_put_due,
    get=_get_due,
)


def _expectation() -> Phrase:
    """Writes the row, or over what was there: then it is another version of it."""
    columns = ("center", *DUES.columns)
    written = insert(tables.due).values({name: given(name) for name in columns})
    # SQLite understands the same words.
    statement = written.on_conflict_do_update(
        index_elements=["center", "id"],
        set_={
            "due_at": written.excluded.due_at,
            "leased_until": written.excluded.leased_until,
            "attempts": written.excluded.attempts,
            "version": _DUE.version + 1,
        },
    )
    return Phrase(statement, columns)


EXPECTATION = _expectation()

WITHDRAWAL = Phrase(
    delete(tables.due).where(_DUE.center == given("center"), _DUE.id == given("id")),
    ("center", "id"),
)
"""Takes the row away, if there is one."""
