"""Answers about waiting lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Table,
    and_,
    exists,
    literal,
    or_,
    select,
)

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
from bookingcore.adapters.sql.rows.catalog import policy_of
from bookingcore.adapters.sql.rows.schedule import SESSIONS
from bookingcore.adapters.sql.rows.waitlist import ENTRIES
from bookingcore.domain.values.due import DueKind, due_key
from bookingcore.domain.waitlist.audit import QueueKept
from bookingcore.domain.waitlist.entry import OPEN, EntryStatus
from bookingcore.ports.audits import QueuesPage
from bookingcore.ports.questions import EntriesIn, EntriesOf, Queue

_DUE = tables.due.c
_ENTRY = tables.waitlist_entry.c
_SESSION = tables.session.c
_TERMS = tables.terms.c

HELD: ColumnElement[bool] = _ENTRY.status == EntryStatus.OFFERED.name
"""An entry whose places are held for it."""

_OPEN = or_(*(_ENTRY.status == status.name for status in EntryStatus if status in OPEN))
"""An entry that has not come to its end; in an order of statuses that never varies."""


def _entries(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(*ENTRIES.selected).where(in_center(tables.waitlist_entry), *conditions)


@cache
def _in_session(only_open: bool) -> Phrase:
    conditions: list[ColumnElement[bool]] = [_ENTRY.session_id == given("session_id")]
    if only_open:
        conditions.append(_OPEN)
    return asked(_entries(*conditions).order_by(_ENTRY.position, _ENTRY.id), "session_id")


@answers(Queue)
def queue(codec: Codec, question: Queue) -> Answer:
    """Who waits, or was offered places."""
    return Answer(_in_session(True), (question.session_id,), ENTRIES.read)


@answers(EntriesIn)
def entries_in(codec: Codec, question: EntriesIn) -> Answer:
    """Who ever joined."""
    return Answer(_in_session(False), (question.session_id,), ENTRIES.read)


@cache
def _of_customer(table: str | None) -> Phrase:
    statement = _entries(_ENTRY.customer_id == customer(table))
    return asked(statement.order_by(_ENTRY.joined_at, _ENTRY.id), "owner")


@answers(EntriesOf)
def entries_of(codec: Codec, question: EntriesOf) -> Answer:
    """Where a customer waits, and waited."""
    owner = question.customer
    return Answer(_of_customer(owner_table(owner)), (owner_id(owner),), ENTRIES.read)


@cache
def _queues() -> Phrase:
    listed = exists().where(
        _ENTRY.center == _SESSION.center, _ENTRY.session_id == _SESSION.id, _OPEN
    )
    page = (
        select(_SESSION.center, _SESSION.id)
        .where(
            in_center(tables.session),
            _SESSION.id > given("after"),
            or_(_SESSION.waiting > 0, _SESSION.next_lapse.is_not(None), listed),
        )
        .order_by(_SESSION.id)
        .limit(given("limit"))
        .subquery("page")
    )
    work = literal(due_key(DueKind.QUEUE, "")).concat(page.c.id)
    joined = (
        page.join(tables.session, _of(page, tables.session, page.c.id))
        .join(tables.terms, _of(page, tables.terms, _SESSION.terms))
        .outerjoin(tables.due, _of(page, tables.due, work))
        .outerjoin(
            tables.waitlist_entry,
            and_(_ENTRY.center == page.c.center, _ENTRY.session_id == page.c.id, _OPEN),
        )
    )
    columns = *ENTRIES.selected, _TERMS.policy, _DUE.due_at, *SESSIONS.selected
    statement = select(*columns).select_from(joined)
    ordered = statement.order_by(page.c.id, _ENTRY.position, _ENTRY.id)
    return asked(ordered, "after", "limit")


def _of(page: Subquery, table: Table, id: ColumnElement[str]) -> ColumnElement[bool]:
    """The row of *table* with that *id*, of the page's center."""
    return and_(table.c.center == page.c.center, table.c.id == id)


@answers(QueuesPage)
def queues(codec: Codec, question: QueuesPage) -> Answer:
    """Waiting lists, whole."""
    return Answer(_queues(), (question.after, question.limit), _read_queues)


def _read_queues(codec: Codec, rows: Sequence[Row]) -> tuple[QueueKept, ...]:
    width = len(ENTRIES.columns)
    kept = []
    # The session's id is the first of its columns.
    for _, alike in groupby(rows, key=lambda row: row[width + 2]):
        queue = list(alike)
        policy, due_at, *session = queue[0][width:]
        entries = [ENTRIES.get(codec, row) for row in queue if row[0] is not None]
        kept.append(
            QueueKept(
                session=SESSIONS.get(codec, tuple(session)),
                policy=policy_of(policy),
                entries=tuple(entries),
                due_at=codec.get_maybe_instant(due_at),
            )
        )
    return tuple(kept)
