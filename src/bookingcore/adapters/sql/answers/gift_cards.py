"""Answers about gift cards: their ledgers, and sums taken from these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import and_, case, func, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.adapters.sql.rows.gift_cards import GIFT_CARD_MOVEMENTS
from bookingcore.domain.bookings.gift_card_audit import GiftCardSum
from bookingcore.domain.sales.gift_card import GiftCardMovementKind
from bookingcore.ports.gift_cards import GiftCardMovementsOf, GiftCardSumsPage

_CARD = tables.gift_card.c
_MOVEMENT = tables.gift_card_movement.c


@cache
def _movements_of() -> Phrase:
    statement = select(*GIFT_CARD_MOVEMENTS.selected).where(
        in_center(tables.gift_card_movement), _MOVEMENT.gift_card_id == given("gift_card_id")
    )
    return asked(statement.order_by(_MOVEMENT.no), "gift_card_id")


@answers(GiftCardMovementsOf)
def movements_of(codec: Codec, question: GiftCardMovementsOf) -> Answer:
    """The ledger of a gift card."""
    return Answer(_movements_of(), (question.gift_card_id,), GIFT_CARD_MOVEMENTS.read)


@cache
def _sums() -> Phrase:
    names = "center", "id", "amount_minor", "remaining_minor", "currency", "moves"
    page = (
        select(*(_CARD[name] for name in names))
        .where(in_center(tables.gift_card), _CARD.id > given("after"))
        .order_by(_CARD.id)
        .limit(given("limit"))
        .subquery("page")
    )
    own = and_(_MOVEMENT.center == page.c.center, _MOVEMENT.gift_card_id == page.c.id)
    issued = case(
        (_MOVEMENT.kind == GiftCardMovementKind.ISSUED.name, _MOVEMENT.amount_minor), else_=0
    )
    # An outer join gives a card without movements one row of nothing, which counts for none.
    other = case((_MOVEMENT.currency != page.c.currency, _MOVEMENT.currency))
    columns = [page.c[name] for name in ("id", "amount_minor", "remaining_minor", "moves")]
    statement = (
        select(
            *columns,
            func.coalesce(func.sum(issued), 0),
            func.coalesce(func.sum(_MOVEMENT.amount_minor), 0),
            func.count(_MOVEMENT.no),
            func.coalesce(func.max(_MOVEMENT.no), 0),
            1 + func.count(other.distinct()),
        )
        .select_from(page.outerjoin(tables.gift_card_movement, own))
        .group_by(*columns)
    )
    return asked(statement.order_by(page.c.id), "after", "limit")


@answers(GiftCardSumsPage)
def sums(codec: Codec, question: GiftCardSumsPage) -> Answer:
    """What gift cards say, beside their ledgers."""
    return Answer(_sums(), (question.after, question.limit), _read_sums)


def _read_sums(codec: Codec, rows: Sequence[Row]) -> tuple[GiftCardSum, ...]:
    return tuple(
        GiftCardSum(
            gift_card_id=id,
            amount=amount,
            remaining=remaining,
            moves=moves,
            issued=int(issued),
            moved=int(moved),
            movements=movements,
            last_no=last_no,
            currencies=currencies,
        )
        for id, amount, remaining, moves, issued, moved, movements, last_no, currencies in rows
    )
