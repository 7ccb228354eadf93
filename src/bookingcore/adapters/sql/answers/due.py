"""Answers about due work."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, or_, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows.due import DUES
from bookingcore.domain.values.due import DueKind
from bookingcore.ports.questions import DueBy, NextDue

_DUE = tables.due.c
_EARLIEST_FIRST = (_DUE.due_at, _DUE.id)


Kinds = tuple[DueKind, ...]


def _of(kinds: int) -> tuple[tuple[ColumnElement[bool], ...], tuple[str, ...]]:
    """What tells work of one of so many kinds, with the names of its values; nothing for any."""
    names = tuple(f"kind_{place}" for place in range(kinds))
    return ((_DUE.kind.in_([given(name) for name in names]),) if kinds else (), names)


def _named(kinds: Kinds) -> tuple[str, ...]:
    return tuple(kind.name for kind in kinds)


@cache
def _due_by(kinds: int) -> Phrase:
    wanted, names = _of(kinds)
    statement = (
        select(*DUES.selected)
        .where(
            in_center(tables.due),
            *wanted,
            _DUE.due_at <= given("until"),
            or_(_DUE.leased_until.is_(None), _DUE.leased_until <= given("now")),
        )
        .order_by(*_EARLIEST_FIRST)
        .limit(given("limit"))
    )
    return asked(statement, "until", "now", "limit", *names)


@answers(DueBy)
def due_by(codec: Codec, question: DueBy) -> Answer:
    """What can be begun."""
    until, now = codec.put_instant(question.until), codec.put_instant(question.now)
    kinds = _named(question.kinds)
    return Answer(_due_by(len(kinds)), (until, now, question.limit, *kinds), DUES.read)


@cache
def _next_due(kinds: int) -> Phrase:
    wanted, names = _of(kinds)
    statement = select(*DUES.selected).where(in_center(tables.due), *wanted)
    return asked(statement.order_by(*_EARLIEST_FIRST).limit(1), *names)


@answers(NextDue)
def next_due(codec: Codec, question: NextDue) -> Answer:
    """What comes first."""
    kinds = _named(question.kinds)
    return Answer(_next_due(len(kinds)), kinds, DUES.read)
