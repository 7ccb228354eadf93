"""Coupons, quotes, invoices and their numbers, requests for payment.

Revision ID: 0008_papers
Revises: 0007_memberships
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.shapes import (
    belongs,
    check,
    columns,
    index,
    index_name,
    table,
)

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
    index("sale", "coupon_id", where=CHEAPER)
    estimate(op.get_context())


def downgrade() -> None:
    op.drop_index(index_name("sale", "coupon_id"), "bk_sale")
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    op.drop_column("bk_center", "direct_collection")


def _coupon() -> None:
    table(
        "coupon",
        *columns(ID, "id"),
        *columns(CODE, "code"),
        *columns(NAME, "name"),
        *columns(PERCENT, "percent", null=True),
        *columns(LONG, "amount_minor", null=True),
        *columns(CURRENCY, "currency", null=True),
        *columns(TEXT, "plans", "services"),
        *columns(DAY, "valid_from", "valid_until", null=True),
        *columns(INT, "uses_max", "uses_per_customer", null=True),
        *columns(INT, "used"),
        *columns(LONG, "no", "version"),
        check("coupon", "(percent IS NULL) <> (amount_minor IS NULL)", "off"),
        check("coupon", "used >= 0 AND (uses_max IS NULL OR used <= uses_max)", "used"),
    )


def _coupon_code() -> None:
    table(
        "coupon_code",
        *columns(CODE, "id"),
        *columns(ID, "coupon_id"),
        belongs("coupon_code", "coupon_id", "coupon"),
    )


def _quote() -> None:
    table(
        "quote",
        *columns(ID, "id", "customer_id"),
        *columns(ID, "branch_id", null=True),
        *columns(TEXT, "lines"),
        *columns(LONG, "total_minor"),
        *columns(CURRENCY, "currency"),
        *columns(DAY, "valid_until"),
        *columns(CHOICE, "status"),
        *columns(ID, "sale_id", "coupon_id", null=True),
        *columns(INSTANT, "made_at"),
        *columns(ACTOR, "made_by"),
        *columns(TEXT, "note"),
        *columns(LONG, "version"),
        belongs("quote", "customer_id", "customer"),
        belongs("quote", "branch_id", "branch"),
        belongs("quote", "sale_id", "sale"),
        belongs("quote", "coupon_id", "coupon"),
    )
    index("quote", "customer_id")


def _number_series() -> None:
    table("number_series", *columns(CHOICE, "id"), *columns(LONG, "no"))


def _invoice() -> None:
    table(
        "invoice",
        *columns(ID, "id"),
        *columns(CHOICE, "kind"),
        *columns(LONG, "number"),
        *columns(ID, "sale_id"),
        *columns(ID, "payment_id", "refund_id", null=True),
        *columns(ID, "customer_id"),
        *columns(DAY, "issued_on"),
        *columns(DAY, "due_on", null=True),
        *columns(TEXT, "lines"),
        *columns(LONG, "total_minor"),
        *columns(CURRENCY, "currency"),
        *columns(TEXT, "buyer_name", "buyer_address"),
        *columns(INSTANT, "issued_at"),
        *columns(ACTOR, "issued_by"),
        *columns(LONG, "version"),
        belongs("invoice", "sale_id", "sale"),
        belongs("invoice", "payment_id", "payment"),
        belongs("invoice", "refund_id", "refund"),
        check("invoice", "number > 0", "number"),
    )
    index("invoice", "sale_id")
    index("invoice", "issued_on")
    index("invoice", "kind", "number")


def _payment_request() -> None:
    table(
        "payment_request",
        *columns(ID, "id", "sale_id", "customer_id"),
        *columns(LONG, "amount_minor"),
        *columns(CURRENCY, "currency"),
        *columns(TEXT, "reason"),
        *columns(CHOICE, "status"),
        *columns(FLAG, "direct"),
        *columns(CARD, "card", null=True),
        *columns(ID, "payment_id", null=True),
        *columns(INSTANT, "asked_at"),
        *columns(ACTOR, "asked_by"),
        *columns(INSTANT, "answered_at", null=True),
        *columns(LONG, "version"),
        belongs("payment_request", "sale_id", "sale"),
        belongs("payment_request", "payment_id", "payment"),
        check("payment_request", "amount_minor > 0", "amount"),
    )
    index("payment_request", "sale_id")


TABLES = {
    "coupon": _coupon,
    "coupon_code": _coupon_code,
    "quote": _quote,
    "number_series": _number_series,
    "invoice": _invoice,
    "payment_request": _payment_request,
}
"""The new tables, in an order in which each finds those that it refers to."""
