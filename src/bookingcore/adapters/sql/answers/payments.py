"""Answers about money that came in for a sale, and money that went back."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, given
from bookingcore.adapters.sql.rows.payments import (
    PAYMENTS,
    REFUND_PART_COLUMNS,
    REFUNDS,
    refunds_with_parts,
)
from bookingcore.ports.questions import PaymentsOf, RefundsOf

_PART = tables.refund_part.c
_PAYMENT = tables.payment.c
_REFUND = tables.refund.c


@cache
def _payments_of() -> Phrase:
    statement = select(*PAYMENTS.selected).where(
        in_center(tables.payment), _PAYMENT.sale_id == given("sale_id")
    )
    return asked(statement.order_by(_PAYMENT.taken_at, _PAYMENT.id), "sale_id")


@answers(PaymentsOf)
def payments_of(codec: Codec, question: PaymentsOf) -> Answer:
    """The payments of a sale."""
    return Answer(_payments_of(), (question.sale_id,), PAYMENTS.read)


def refunds(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The refunds for which *conditions* hold: a row for each of their parts, one by one."""
    joined = tables.refund.outerjoin(
        tables.refund_part, (_PART.center == _REFUND.center) & (_PART.refund_id == _REFUND.id)
    )
    return (
        select(*REFUNDS.selected, *(_PART[name] for name in REFUND_PART_COLUMNS))
        .select_from(joined)
        .where(in_center(tables.refund), *conditions)
        .order_by(_REFUND.made_at, _REFUND.id, _PART.no)
    )


@cache
def _refunds_of() -> Phrase:
    return asked(refunds(_REFUND.sale_id == given("sale_id")), "sale_id")


@answers(RefundsOf)
def refunds_of(codec: Codec, question: RefundsOf) -> Answer:
    """The refunds of a sale, with their parts."""
    return Answer(_refunds_of(), (question.sale_id,), refunds_with_parts)


@cache
def refund_by_id() -> Phrase:
    """A refund, with its parts."""
    return asked(refunds(_REFUND.id == given("id")), "id")
