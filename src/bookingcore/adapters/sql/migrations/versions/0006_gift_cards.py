"""Gift cards: codes, owners, ledgers.

Revision ID: 0006_gift_cards
Revises: 0005_payments
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate

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
    _table(
        "gift_card",
        *_columns(ID, "id"),
        *_columns(CODE, "code"),
        *_columns(LONG, "amount_minor", "remaining_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(INT, "moves"),
        *_columns(ID, "purchaser_id", "holder_id", null=True),
        *_columns(DAY, "expires_on", null=True),
        *_columns(ID, "sale_id", null=True),
        *_columns(FLAG, "active"),
        *_columns(INSTANT, "issued_at"),
        *_columns(ACTOR, "issued_by"),
        *_columns(LONG, "no", "version"),
        _belongs("gift_card", "purchaser_id", "customer"),
        _belongs("gift_card", "holder_id", "customer"),
        _belongs("gift_card", "sale_id", "sale"),
        _check("gift_card", "remaining_minor >= 0", "remaining"),
    )
    _index("gift_card", "purchaser_id")
    _index("gift_card", "holder_id")


def _gift_card_code() -> None:
    _table(
        "gift_card_code",
        *_columns(CODE, "id"),
        *_columns(ID, "gift_card_id"),
        _belongs("gift_card_code", "gift_card_id", "gift_card"),
    )


def _gift_card_movement() -> None:
    _table(
        "gift_card_movement",
        *_columns(ID, "gift_card_id"),
        *_columns(INT, "no"),
        *_columns(CHOICE, "kind"),
        *_columns(LONG, "amount_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(ID, "payment_id", "refund_id", null=True),
        *_columns(INSTANT, "moved_at"),
        *_columns(ACTOR, "moved_by"),
        _belongs("gift_card_movement", "gift_card_id", "gift_card"),
        _check("gift_card_movement", "amount_minor <> 0", "amount"),
        key=("gift_card_id", "no"),
    )


TABLES = {
    "gift_card": _gift_card,
    "gift_card_code": _gift_card_code,
    "gift_card_movement": _gift_card_movement,
}
"""The new tables, in an order in which each finds those that it refers to."""


def _table(name: str, *parts: Any, key: tuple[str, ...] = ("id",)) -> None:
    center = sa.Column("center", sa.String(64), nullable=False)
    primary = sa.PrimaryKeyConstraint("center", *key, name=op.f(f"pk_bk_{name}"))
    op.create_table(f"bk_{name}", center, *parts, primary)


def _columns(
    kind: sa.types.TypeEngine[Any], *names: str, null: bool = False
) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=null) for name in names]


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    key = [f"bk_{to}.center", f"bk_{to}.id"]
    name = op.f(f"fk_bk_{table}_center_{column}")
    return sa.ForeignKeyConstraint(["center", column], key, name=name)


def _check(table: str, rule: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_bk_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    name = op.f(f"ix_bk_{table}_center_{'_'.join(columns)}")
    op.create_index(name, f"bk_{table}", ["center", *columns])
