"""Coupons, quotes, invoices and their numbers, requests for payment.

Revision ID: 0008_papers
Revises: 0007_memberships
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate

revision = "0008_papers"
down_revision = "0007_memberships"
branch_labels = None
depends_on = None

ID, CODE, CHOICE, ACTOR = sa.String(36), sa.String(64), sa.String(32), sa.String(255)
NAME, PERCENT, CARD = sa.String(200), sa.String(8), sa.String(255)
INT, LONG, FLAG, TEXT = sa.Integer(), sa.BigInteger(), sa.Boolean(), sa.Text()
CURRENCY, INSTANT, DAY = sa.CHAR(3), sa.DateTime(timezone=True), sa.Date()
CHEAPER = sa.text("coupon_id IS NOT NULL")


def upgrade() -> None:
    op.add_column(
        "bk_center",
        sa.Column("direct_collection", FLAG, nullable=False, server_default=sa.false()),
    )
    for make in TABLES.values():
        make()
    _index("sale", "coupon_id", where=CHEAPER)
    estimate(op.get_context())


def downgrade() -> None:
    op.drop_index(_name("sale", "coupon_id"), "bk_sale")
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    op.drop_column("bk_center", "direct_collection")


def _coupon() -> None:
    _table(
        "coupon",
        *_columns(ID, "id"),
        *_columns(CODE, "code"),
        *_columns(NAME, "name"),
        *_columns(PERCENT, "percent", null=True),
        *_columns(LONG, "amount_minor", null=True),
        *_columns(CURRENCY, "currency", null=True),
        *_columns(TEXT, "plans", "services"),
        *_columns(DAY, "valid_from", "valid_until", null=True),
        *_columns(INT, "uses_max", "uses_per_customer", null=True),
        *_columns(INT, "used"),
        *_columns(LONG, "no", "version"),
        _check("coupon", "(percent IS NULL) <> (amount_minor IS NULL)", "off"),
        _check("coupon", "used >= 0 AND (uses_max IS NULL OR used <= uses_max)", "used"),
    )


def _coupon_code() -> None:
    _table(
        "coupon_code",
        *_columns(CODE, "id"),
        *_columns(ID, "coupon_id"),
        _belongs("coupon_code", "coupon_id", "coupon"),
    )


def _quote() -> None:
    _table(
        "quote",
        *_columns(ID, "id", "customer_id"),
        *_columns(ID, "branch_id", null=True),
        *_columns(TEXT, "lines"),
        *_columns(LONG, "total_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(DAY, "valid_until"),
        *_columns(CHOICE, "status"),
        *_columns(ID, "sale_id", "coupon_id", null=True),
        *_columns(INSTANT, "made_at"),
        *_columns(ACTOR, "made_by"),
        *_columns(TEXT, "note"),
        *_columns(LONG, "version"),
        _belongs("quote", "customer_id", "customer"),
        _belongs("quote", "branch_id", "branch"),
        _belongs("quote", "sale_id", "sale"),
        _belongs("quote", "coupon_id", "coupon"),
    )
    _index("quote", "customer_id")


def _number_series() -> None:
    _table("number_series", *_columns(CHOICE, "id"), *_columns(LONG, "no"))


def _invoice() -> None:
    _table(
        "invoice",
        *_columns(ID, "id"),
        *_columns(CHOICE, "kind"),
        *_columns(LONG, "number"),
        *_columns(ID, "sale_id"),
        *_columns(ID, "payment_id", "refund_id", null=True),
        *_columns(ID, "customer_id"),
        *_columns(DAY, "issued_on"),
        *_columns(DAY, "due_on", null=True),
        *_columns(TEXT, "lines"),
        *_columns(LONG, "total_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(TEXT, "buyer_name", "buyer_address"),
        *_columns(INSTANT, "issued_at"),
        *_columns(ACTOR, "issued_by"),
        *_columns(LONG, "version"),
        _belongs("invoice", "sale_id", "sale"),
        _belongs("invoice", "payment_id", "payment"),
        _belongs("invoice", "refund_id", "refund"),
        _check("invoice", "number > 0", "number"),
    )
    _index("invoice", "sale_id")
    _index("invoice", "issued_on")
    _index("invoice", "kind", "number")


def _payment_request() -> None:
    _table(
        "payment_request",
        *_columns(ID, "id", "sale_id", "customer_id"),
        *_columns(LONG, "amount_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(TEXT, "reason"),
        *_columns(CHOICE, "status"),
        *_columns(FLAG, "direct"),
        *_columns(CARD, "card", null=True),
        *_columns(ID, "payment_id", null=True),
        *_columns(INSTANT, "asked_at"),
        *_columns(ACTOR, "asked_by"),
        *_columns(INSTANT, "answered_at", null=True),
        *_columns(LONG, "version"),
        _belongs("payment_request", "sale_id", "sale"),
        _belongs("payment_request", "payment_id", "payment"),
        _check("payment_request", "amount_minor > 0", "amount"),
    )
    _index("payment_request", "sale_id")


TABLES = {
    "coupon": _coupon,
    "coupon_code": _coupon_code,
    "quote": _quote,
    "number_series": _number_series,
    "invoice": _invoice,
    "payment_request": _payment_request,
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


def _name(table: str, *columns: str) -> str:
    return op.f(f"ix_bk_{table}_center_{'_'.join(columns)}")


def _index(table: str, *columns: str, where: sa.TextClause | None = None) -> None:
    op.create_index(
        _name(table, *columns),
        f"bk_{table}",
        ["center", *columns],
        sqlite_where=where,
        postgresql_where=where,
    )
