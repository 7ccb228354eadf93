"""Answers about any row by its id, the catalog, and what was remembered."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.balances import sale_by_id
from bookingcore.adapters.sql.answers.payments import refund_by_id
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.adapters.sql.rows.history import remembered_commands
from bookingcore.adapters.sql.rows.payments import refunds_with_parts
from bookingcore.adapters.sql.rows.sales import sales_with_lines
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.ports.questions import All, ById, Remembered


@answers(ById)
def by_id(codec: Codec, question: ById[Any]) -> Answer:
    """The row of a type with that id."""
    if question.row is Sale:
        return Answer(sale_by_id(), (question.id,), sales_with_lines)
    if question.row is Refund:
        return Answer(refund_by_id(), (question.id,), refunds_with_parts)
    kept = KEPT[question.row]
    return Answer(kept.by_id, (question.id,), kept.read)


@answers(All)
def all_rows(codec: Codec, question: All[Any]) -> Answer:
    """Every row of a type."""
    kept = KEPT[question.row]
    return Answer(kept.all, (), kept.read)


@cache
def _remembered() -> Phrase:
    kept = tables.remembered.c
    statement = select(kept.digest, kept.result).where(
        in_center(tables.remembered),
        *(kept[name] == given(name) for name in ("actor", "command", "key")),
    )
    return asked(statement, "actor", "command", "key")


@answers(Remembered)
def remembered(codec: Codec, question: Remembered) -> Answer:
    """What an earlier command with that key made."""
    values = question.actor, question.command, question.key
    return Answer(_remembered(), values, remembered_commands)
