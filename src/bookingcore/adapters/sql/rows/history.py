"""The rows of history: events, the words beside them, and the commands remembered by a key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, canonical_json
from bookingcore.domain.values.actors import actor_from
from bookingcore.domain.values.events import Event, EventKind
from bookingcore.ports.questions import RememberedCommand
from bookingcore.ports.store import Remember


def _put_event(codec: Codec, event: Event) -> Values:
    return (
        event.stream,
        event.no,
        event.seq,
        event.kind.name,
        event.subject,
        event.customer_id,
        event.session_id,
        str(event.actor),
        codec.put_instant(event.at),
        canonical_json(dict(event.facts)),
        event.version,
    )


def _get_event(codec: Codec, row: Row, words: dict[str, str] | None = None) -> Event:
    return Event(
        stream=row[0],
        no=row[1],
        seq=row[2],
        kind=EventKind[row[3]],
        subject=row[4],
        customer_id=row[5],
        session_id=row[6],
        actor=actor_from(row[7]),
        at=codec.get_instant(row[8]),
        facts=json.loads(row[9]),
        version=row[10],
        words=words or {},
    )


def events_with_words(codec: Codec, rows: Sequence[Row]) -> tuple[Event, ...]:
    """The events of *rows*: a row for each word, its name and text after the event's columns."""
    width = len(EVENTS.columns)
    return tuple(
        _get_event(
            codec, event, {row[width]: row[width + 1] for row in words if row[width] is not None}
        )
        for event, words in groupby(rows, lambda row: row[:width])
    )


def _words_of(codec: Codec, event: Event) -> list[Values]:
    place = event.stream, event.no, event.seq
    return [(*place, name, event.customer_id, text) for name, text in event.words.items()]


def _put_remembered(codec: Codec, remember: Remember) -> Values:
    return (
        remember.actor,
        remember.command,
        remember.key,
        remember.digest,
        remember.result,
    )


def _get_remembered(codec: Codec, row: Row) -> Remember:
    actor, command, key, digest, result = row
    return Remember(actor=actor, command=command, key=key, digest=digest, result=result)


def remembered_commands(codec: Codec, rows: Sequence[Row]) -> tuple[RememberedCommand, ...]:
    """What was remembered, as the answer to the question: digest and result."""
    return tuple(RememberedCommand(*row) for row in rows)


EVENTS = Kept(
    row=Event,
    table=tables.event,
    key=("stream", "no", "seq"),
    columns=(
        "stream",
        "no",
        "seq",
        "kind",
        "subject",
        "customer_id",
        "session_id",
        "actor",
        "happened_at",
        "facts",
        "version",
    ),
    put=_put_event,
    get=_get_event,
    versioned=False,
    parts=(PartTable(table=tables.word, owner="stream", rows=_words_of, field="words"),),
)

REMEMBERED = Kept(
    row=Remember,
    table=tables.remembered,
    key=("actor", "command", "key"),
    columns=("actor", "command", "key", "digest", "result"),
    put=_put_remembered,
    get=_get_remembered,
    versioned=False,
)
