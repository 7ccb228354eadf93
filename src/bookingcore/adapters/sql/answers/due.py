"""Answers about due work."""

from __future__ import annotations

from functools import cache

from sqlalchemy import or_, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows.due import DUES
from bookingcore.ports.questions import DueBy, NextDue

_DUE = tables.due.c
_EARLIEST_FIRST = (_DUE.due_at, _DUE.id)


@cache
def _due_by() -> Phrase:
    statement = (
        select(*DUES.selected)
        .where(
            in_center(tables.due),
            _DUE.due_at <= given("until"),
            or_(_DUE.leased_until.is_(None), _DUE.leased_until <= given("now")),
        )
        .order_by(*_EARLIEST_FIRST)
        .limit(given("limit"))
    )
    return asked(statement, "until", "now", "limit")


@answers(DueBy)
def due_by(codec: Codec, question: DueBy) -> Answer:
    """What can be begun."""
    until, now = codec.put_instant(question.until), codec.put_instant(question.now)
    return Answer(_due_by(), (until, now, question.limit), DUES.read)


@cache
def _next_due() -> Phrase:
    statement = select(*DUES.selected).where(in_center(tables.due))
    return asked(statement.order_by(*_EARLIEST_FIRST).limit(1))


@answers(NextDue)
def next_due(codec: Codec, question: NextDue) -> Answer:
    """What comes first."""
    return Answer(_next_due(), (), DUES.read)
