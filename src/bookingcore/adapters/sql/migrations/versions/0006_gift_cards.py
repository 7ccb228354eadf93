"""Gift cards: codes, owners, ledgers.

Revision ID: 0006_gift_cards
Revises: 0005_payments
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.shapes import belongs, check, columns, index, table

revision = "0006_gift_cards"
down_revision = "0005_payments"
branch_labels = None
depends_on = None

ID, CODE, CHOICE, ACTOR = sa.String(36), sa.String(64), sa.String(32), sa.String(255)
INT, LONG, FLAG, CURRENCY = sa.Integer(), sa.BigInteger(), sa.Boolean(), sa.CHAR(3)
INSTANT, DAY = sa.DateTime(timezone=True), sa.Date()


def upgrade() -> None:
    for make in TABLES.values():
        make()
    estimate(op.get_context())


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")


def _gift_card() -> None:
    table(
        "gift_card",
        *columns(ID, "id"),
        *columns(CODE, "code"),
        *columns(LONG, "amount_minor", "remaining_minor"),
        *columns(CURRENCY, "currency"),
        *columns(INT, "moves"),
        *columns(ID, "purchaser_id", "holder_id", null=True),
        *columns(DAY, "expires_on", null=True),
        *columns(ID, "sale_id", null=True),
        *columns(FLAG, "active"),
        *columns(INSTANT, "issued_at"),
        *columns(ACTOR, "issued_by"),
        *columns(LONG, "no", "version"),
        belongs("gift_card", "purchaser_id", "customer"),
        belongs("gift_card", "holder_id", "customer"),
        belongs("gift_card", "sale_id", "sale"),
        check("gift_card", "remaining_minor >= 0", "remaining"),
    )
    index("gift_card", "purchaser_id")
    index("gift_card", "holder_id")


def _gift_card_code() -> None:
    table(
        "gift_card_code",
        *columns(CODE, "id"),
        *columns(ID, "gift_card_id"),
        belongs("gift_card_code", "gift_card_id", "gift_card"),
    )


def _gift_card_movement() -> None:
    table(
        "gift_card_movement",
        *columns(ID, "gift_card_id"),
        *columns(INT, "no"),
        *columns(CHOICE, "kind"),
        *columns(LONG, "amount_minor"),
        *columns(CURRENCY, "currency"),
        *columns(ID, "payment_id", "refund_id", null=True),
        *columns(INSTANT, "moved_at"),
        *columns(ACTOR, "moved_by"),
        belongs("gift_card_movement", "gift_card_id", "gift_card"),
        check("gift_card_movement", "amount_minor <> 0", "amount"),
        key=("gift_card_id", "no"),
    )


TABLES = {
    "gift_card": _gift_card,
    "gift_card_code": _gift_card_code,
    "gift_card_movement": _gift_card_movement,
}
"""The new tables, in an order in which each finds those that it refers to."""
