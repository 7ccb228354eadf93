"""Gift cards: their codes, their two owners, their ledgers."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    check,
    choice,
    count,
    currency,
    day,
    flag,
    index,
    instant,
    minor,
    reference,
    serial,
    table,
    text,
)

gift_card = table(
    "gift_card",
    ("id",),
    reference("id"),
    text("code", 64),
    minor("amount"),
    minor("remaining"),
    currency(),
    count("moves"),
    reference("purchaser_id", null=True),
    reference("holder_id", null=True),
    day("expires_on", null=True),
    reference("sale_id", null=True),
    flag("active"),
    instant("issued_at"),
    text("issued_by", 255),
    serial("no"),
    serial("version"),
    belongs("purchaser_id", "customer"),
    belongs("holder_id", "customer"),
    belongs("sale_id", "sale"),
    check("remaining_minor >= 0", "remaining"),
    # Each of its owners finds it by an index of their own.
    index("purchaser_id"),
    index("holder_id"),
)

gift_card_code = table(
    "gift_card_code",
    ("id",),
    text("id", 64),
    reference("gift_card_id"),
    belongs("gift_card_id", "gift_card"),
)

gift_card_movement = table(
    "gift_card_movement",
    ("gift_card_id", "no"),
    reference("gift_card_id"),
    count("no"),
    choice("kind"),
    minor("amount"),
    currency(),
    reference("payment_id", null=True),
    reference("refund_id", null=True),
    instant("moved_at"),
    text("moved_by", 255),
    belongs("gift_card_id", "gift_card"),
    check("amount_minor <> 0", "amount"),
)
