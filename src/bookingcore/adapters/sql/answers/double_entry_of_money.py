"""Answers to the double-entry check of `verify()`: payments, refunds and gift cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, not_, or_, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers
from bookingcore.adapters.sql.answers.audits import next_page, of_page, paged
from bookingcore.adapters.sql.answers.double_entry import counted, owned
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row
from bookingcore.domain.bookings.double_entry_of_money import (
    CardPaired,
    PaymentPaired,
    RefundPaired,
)
from bookingcore.domain.sales.gift_card import GiftCardMovementKind
from bookingcore.domain.sales.payment import ChargeStatus, Method
from bookingcore.domain.sales.refund import RefundStatus
from bookingcore.domain.sales.sale import LineKind
from bookingcore.ports.double_entry import (
    CardsPairedPage,
    PaymentsPairedPage,
    RefundsPairedPage,
)

_LINE = tables.sale_line.c
_PAYMENT = tables.payment.c
_LEDGER = tables.gift_card_movement

_ISSUED, _SPENT, _REFUNDED = (
    _LEDGER.c.kind == kind.name
    for kind in (
        GiftCardMovementKind.ISSUED,
        GiftCardMovementKind.SPENT,
        GiftCardMovementKind.REFUNDED,
    )
)


@cache
def _cards_paired() -> Phrase:
    page = next_page(tables.gift_card, "sale_id")
    its = of_page(page, _LEDGER, "gift_card_id")
    first = _LEDGER.c.no == 1
    misplaced = or_(and_(_ISSUED, not_(first)), and_(first, not_(_ISSUED)))
    counts = (
        counted(its, misplaced),
        counted(its, _SPENT, or_(not_(_paid()), _again())),
        counted(its, _REFUNDED, _unlike()),
        counted(
            _LINE.center == page.c.center,
            _LINE.sale_id == page.c.sale_id,
            _LINE.kind == LineKind.GIFT_CARD.name,
            _LINE.gift_card_id == page.c.id,
        ),
    )
    return paged(select(page.c.id, page.c.sale_id.is_not(None), *counts), page)


def _paid() -> ColumnElement[bool]:
    """Whether the payment that a movement was for is there, by that card and of that amount."""
    return exists().where(
        _PAYMENT.center == _LEDGER.c.center,
        _PAYMENT.id == _LEDGER.c.payment_id,
        _PAYMENT.status == ChargeStatus.CAPTURED.name,
        _PAYMENT.gift_card_id == _LEDGER.c.gift_card_id,
        _PAYMENT.amount_minor == -_LEDGER.c.amount_minor,
        _PAYMENT.currency == _LEDGER.c.currency,
    )


def _again() -> ColumnElement[bool]:
    """Whether another movement of the same card was for the same payment."""
    other = _LEDGER.alias("other").c
    return exists().where(
        other.center == _LEDGER.c.center,
        other.gift_card_id == _LEDGER.c.gift_card_id,
        other.no != _LEDGER.c.no,
        other.kind == GiftCardMovementKind.SPENT.name,
        other.payment_id == _LEDGER.c.payment_id,
    )


def _unlike() -> ColumnElement[bool]:
    """Whether a refund has not as many parts like a movement as the card has such movements."""
    like = _LEDGER.alias("alike").c
    came = counted(*_came(like, _LEDGER.c, _LEDGER.c.refund_id))
    went = counted(*_went(_LEDGER.c, _LEDGER.c.refund_id))
    # A movement that names no refund is like none of either.
    return or_(went == 0, came != went)


def _came(movement: Any, wanted: Any, refund: ColumnElement[str]) -> tuple[Any, ...]:
    """A movement put the amount that is *wanted* onto its card, with that refund."""
    return (
        movement.center == wanted.center,
        movement.gift_card_id == wanted.gift_card_id,
        movement.kind == GiftCardMovementKind.REFUNDED.name,
        movement.refund_id == refund,
        movement.amount_minor == wanted.amount_minor,
        movement.currency == wanted.currency,
    )


def _went(wanted: Any, refund: ColumnElement[str]) -> tuple[Any, ...]:
    """A part of that refund is done, and put the amount that is *wanted* onto its card."""
    part = tables.refund_part.alias("went").c
    return (
        part.center == wanted.center,
        part.refund_id == refund,
        part.gift_card_id == wanted.gift_card_id,
        part.status == RefundStatus.DONE.name,
        part.amount_minor == wanted.amount_minor,
        part.currency == wanted.currency,
    )


@answers(CardsPairedPage)
def cards_paired(codec: Codec, question: CardsPairedPage) -> Answer:
    """The ledgers of gift cards beside payments, refunds and lines."""
    return Answer(_cards_paired(), (question.after, question.limit), _read_cards_paired)


def _read_cards_paired(codec: Codec, rows: Sequence[Row]) -> tuple[CardPaired, ...]:
    return tuple(
        CardPaired(
            gift_card_id=id,
            misplaced=misplaced,
            unpaid=unpaid,
            unrefunded=unrefunded,
            sold=bool(sold),
            lines=lines,
        )
        for id, sold, misplaced, unpaid, unrefunded, lines in rows
    )


@cache
def _payments_paired() -> Phrase:
    names = "sale_id", "customer_id", "method", "gift_card_id", "amount_minor", "currency"
    page = next_page(tables.payment, *names)
    spent = counted(
        _LEDGER.c.center == page.c.center,
        _LEDGER.c.gift_card_id == page.c.gift_card_id,
        _SPENT,
        _LEDGER.c.payment_id == page.c.id,
        _LEDGER.c.amount_minor == -page.c.amount_minor,
        _LEDGER.c.currency == page.c.currency,
    )
    by_card = page.c.method == Method.GIFT_CARD.name
    return paged(select(page.c.id, owned(page), by_card, spent), page)


@answers(PaymentsPairedPage)
def payments_paired(codec: Codec, question: PaymentsPairedPage) -> Answer:
    """Payments beside their sales and gift cards."""
    return Answer(_payments_paired(), (question.after, question.limit), _read_payments_paired)


def _read_payments_paired(codec: Codec, rows: Sequence[Row]) -> tuple[PaymentPaired, ...]:
    return tuple(
        PaymentPaired(payment_id=id, owned=bool(known), by_card=bool(by_card), spent=spent)
        for id, known, by_card, spent in rows
    )


@cache
def _refunds_paired() -> Phrase:
    page = next_page(tables.refund, "sale_id", "customer_id", "booking_id")
    part = tables.refund_part.c
    its = of_page(page, tables.refund_part, "refund_id")
    onto = its, part.method == Method.GIFT_CARD.name
    came = counted(*_came(_LEDGER.c, part, part.refund_id))
    went = counted(*_went(part, part.refund_id))
    line = or_(page.c.booking_id.is_(None), _line(page))
    unmoved = counted(*onto, or_(went == 0, came != went))
    return paged(select(page.c.id, owned(page), line, counted(*onto), unmoved), page)


def _line(page: FromClause) -> ColumnElement[bool]:
    """Whether the sale has the line of the booking that a refund gives back."""
    return exists().where(
        _LINE.center == page.c.center,
        _LINE.sale_id == page.c.sale_id,
        _LINE.kind == LineKind.BOOKING.name,
        _LINE.booking_id == page.c.booking_id,
    )


@answers(RefundsPairedPage)
def refunds_paired(codec: Codec, question: RefundsPairedPage) -> Answer:
    """Refunds beside their sales and gift cards."""
    return Answer(_refunds_paired(), (question.after, question.limit), _read_refunds_paired)


def _read_refunds_paired(codec: Codec, rows: Sequence[Row]) -> tuple[RefundPaired, ...]:
    return tuple(
        RefundPaired(
            refund_id=id, owned=bool(known), line=bool(line), by_card=by_card, unmoved=unmoved
        )
        for id, known, line, by_card, unmoved in rows
    )
