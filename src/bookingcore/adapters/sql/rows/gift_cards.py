"""Gift cards, their codes, and their ledgers."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.sales.gift_card_code import GiftCardCode
from bookingcore.domain.values.money import Money


def _put_card(codec: Codec, card: GiftCard) -> Values:
    return (
        card.id,
        card.code,
        card.amount.minor,
        card.remaining.minor,
        card.amount.currency,
        card.moves,
        card.purchaser_id,
        card.holder_id,
        codec.put_maybe_day(card.expires_on),
        card.sale_id,
        card.active,
        codec.put_instant(card.issued_at),
        card.issued_by,
        card.version,
    )


def _get_card(codec: Codec, row: Row) -> GiftCard:
    currency = row[4]
    return GiftCard(
        id=row[0],
        code=row[1],
        amount=Money(minor=row[2], currency=currency),
        remaining=Money(minor=row[3], currency=currency),
        moves=row[5],
        purchaser_id=row[6],
        holder_id=row[7],
        expires_on=codec.get_maybe_day(row[8]),
        sale_id=row[9],
        active=bool(row[10]),
        issued_at=codec.get_instant(row[11]),
        issued_by=row[12],
        version=row[13],
    )


def _put_code(codec: Codec, code: GiftCardCode) -> Values:
    return (code.id, code.gift_card_id)


def _get_code(codec: Codec, row: Row) -> GiftCardCode:
    id, gift_card_id = row
    return GiftCardCode(id=id, gift_card_id=gift_card_id)


def _put_movement(codec: Codec, movement: GiftCardMovement) -> Values:
    return (
        movement.gift_card_id,
        movement.no,
        movement.kind.name,
        movement.amount.minor,
        movement.amount.currency,
        movement.payment_id,
        movement.refund_id,
        codec.put_instant(movement.at),
        movement.by,
    )


def _get_movement(codec: Codec, row: Row) -> GiftCardMovement:
    gift_card_id, no, kind, amount_minor, currency, payment_id, refund_id, at, by = row
    return GiftCardMovement(
        gift_card_id=gift_card_id,
        no=no,
        kind=GiftCardMovementKind[kind],
        amount=Money(minor=amount_minor, currency=currency),
        payment_id=payment_id,
        refund_id=refund_id,
        at=codec.get_instant(at),
        by=by,
    )


GIFT_CARDS = Kept(
    row=GiftCard,
    table=tables.gift_card,
    columns=(
        "id",
        "code",
        "amount_minor",
        "remaining_minor",
        "currency",
        "moves",
        "purchaser_id",
        "holder_id",
        "expires_on",
        "sale_id",
        "active",
        "issued_at",
        "issued_by",
        "version",
    ),
    put=_put_card,
    get=_get_card,
    locked=True,
)

GIFT_CARD_CODES = Kept(
    row=GiftCardCode,
    table=tables.gift_card_code,
    columns=("id", "gift_card_id"),
    put=_put_code,
    get=_get_code,
    versioned=False,
)

GIFT_CARD_MOVEMENTS = Kept(
    row=GiftCardMovement,
    table=tables.gift_card_movement,
    key=("gift_card_id", "no"),
    columns=(
        "gift_card_id",
        "no",
        "kind",
        "amount_minor",
        "currency",
        "payment_id",
        "refund_id",
        "moved_at",
        "moved_by",
    ),
    put=_put_movement,
    get=_get_movement,
    versioned=False,
)
