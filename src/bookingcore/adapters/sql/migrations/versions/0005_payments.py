"""Payments that are asked of a provider, refunds, lines that pay for bookings.

Revision ID: 0005_payments
Revises: 0004_people
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.rewriting import rewrite
from bookingcore.adapters.sql.migrations.shapes import belongs, columns, index, index_name, table

revision = "0005_payments"
down_revision = "0004_people"
branch_labels = None
depends_on = None

ID, CHOICE, ACTOR, NAMED = sa.String(36), sa.String(32), sa.String(255), sa.String(255)
CURRENCY, TEXT = sa.CHAR(3), sa.Text()
INT, LONG, FLAG = sa.Integer(), sa.BigInteger(), sa.Boolean()
INSTANT = sa.DateTime(timezone=True)

NEVER_MORE_THAN_DUE = "paid_minor BETWEEN 0 AND total_minor"
NEVER_MORE_BACK_THAN_PAID = (
    "paid_minor >= 0 AND pending_minor >= 0 AND refunded_minor >= 0 AND refunding_minor >= 0"
    " AND waived_minor >= 0 AND refunded_minor + refunding_minor <= paid_minor"
)
AMOUNT = "CONSTRAINT ck_bk_payment_amount CHECK (amount_minor > 0)"
BRANCH = "fk_bk_payment_center_branch_id"
BRANCH_KEY = (
    f", \n\tCONSTRAINT {BRANCH} FOREIGN KEY(center, branch_id) REFERENCES bk_branch (center, id)"
)
ABOUT_BOOKINGS = sa.text("booking_id IS NOT NULL")


def upgrade() -> None:
    for owner, added in _added().items():
        for column in added:
            op.add_column(f"bk_{owner}", column)
    if _sqlite():
        rewrite("bk_sale", NEVER_MORE_THAN_DUE, NEVER_MORE_BACK_THAN_PAID)
        rewrite("bk_payment", AMOUNT, AMOUNT + BRANCH_KEY)
    else:
        _check_paid(NEVER_MORE_BACK_THAN_PAID)
        its, other = ["center", "branch_id"], ["center", "id"]
        op.create_foreign_key(op.f(BRANCH), "bk_payment", "bk_branch", its, other)
    for make in TABLES.values():
        make()
    index("sale_line", "booking_id", where=ABOUT_BOOKINGS)
    index("balance", "sale_id")
    op.execute(LINES_OF_PLANS)
    estimate(op.get_context())


def downgrade() -> None:
    op.drop_index(index_name("balance", "sale_id"), "bk_balance")
    op.drop_index(index_name("sale_line", "booking_id"), "bk_sale_line")
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    for statement in WITHOUT_PLACE:
        op.execute(statement)
    if _sqlite():
        rewrite("bk_payment", BRANCH_KEY, "")
        rewrite("bk_sale", NEVER_MORE_BACK_THAN_PAID, NEVER_MORE_THAN_DUE)
    else:
        op.drop_constraint(op.f(BRANCH), "bk_payment")
        _check_paid(NEVER_MORE_THAN_DUE)
    for owner, added in _added().items():
        for column in added:
            op.drop_column(f"bk_{owner}", column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """The columns that known tables get."""
    return {
        "booking": (sa.Column("sale_id", ID),),
        "sale": (
            *(_filled(f"{name}_minor", LONG, "0") for name in SUMS),
            sa.Column("voided", FLAG, nullable=False, server_default=sa.false()),
            sa.Column("coupon_id", ID),
        ),
        "sale_line": (
            _filled("kind", CHOICE, "FEE"),
            _filled("discount_minor", LONG, "0"),
            _filled("services", TEXT, "[]"),
            sa.Column("valid_for", INT),
            _filled("grace_days", INT, "0"),
            sa.Column("gift_card_id", ID),
        ),
        "payment": (
            _filled("status", CHOICE, "CAPTURED"),
            sa.Column("card", NAMED),
            sa.Column("gift_card_id", ID),
            _filled("reference", NAMED, ""),
            _filled("reason", TEXT, ""),
            sa.Column("branch_id", ID),
            _filled("note", TEXT, ""),
            _filled("version", LONG, "1"),
        ),
        "balance": (sa.Column("refunded", FLAG, nullable=False, server_default=sa.false()),),
    }


SUMS = ("pending", "refunded", "refunding", "waived")
"""What stands beside the sum of a sale's payments from now on: nothing, for the sales of before."""

LINES_OF_PLANS = """
UPDATE bk_sale_line SET kind = 'PLAN',
services = CASE WHEN units = 0 THEN '[]' ELSE (
    SELECT plan.services FROM bk_plan AS plan
    WHERE plan.center = bk_sale_line.center AND plan.id = bk_sale_line.plan_id
) END,
valid_for = (
    SELECT plan.valid_for FROM bk_plan AS plan
    WHERE plan.center = bk_sale_line.center AND plan.id = bk_sale_line.plan_id
),
grace_days = (
    SELECT plan.grace_days FROM bk_plan AS plan
    WHERE plan.center = bk_sale_line.center AND plan.id = bk_sale_line.plan_id
)
WHERE plan_id IS NOT NULL
"""
"""A balance that waits for its payment is granted as its plan would have granted it."""

WITHOUT_PLACE = (
    "DELETE FROM bk_due WHERE kind IN ('CHARGE', 'REFUND')",
    "DELETE FROM bk_payment WHERE status <> 'CAPTURED'",
    "UPDATE bk_payment SET method = 'TRANSFER' WHERE method = 'GIFT_CARD'",
    "UPDATE bk_sale SET paid_minor = total_minor WHERE paid_minor > total_minor",
    "UPDATE bk_movement SET kind = 'ADJUSTED' WHERE kind = 'REINSTATED'",
    """
    UPDATE bk_booking SET status = 'AWAITING_REDEMPTION'
    WHERE sale_id IS NOT NULL AND status = 'BOOKED' AND units_needed > 0
    """,
)
"""What the older schema has no words for: money that did not come, and bookings paid by a line."""


def _filled(name: str, kind: sa.types.TypeEngine[Any], default: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _refund() -> None:
    table(
        "refund",
        *columns(ID, "id", "sale_id", "customer_id"),
        *columns(LONG, "amount_minor"),
        *columns(CURRENCY, "currency"),
        *columns(ID, "booking_id", null=True),
        *columns(TEXT, "units"),
        *columns(ID, "branch_id", null=True),
        *columns(TEXT, "note"),
        *columns(INSTANT, "made_at"),
        *columns(ACTOR, "made_by"),
        *columns(LONG, "version"),
        belongs("refund", "sale_id", "sale"),
        belongs("refund", "booking_id", "booking"),
        belongs("refund", "branch_id", "branch"),
    )
    index("refund", "sale_id")


def _refund_part() -> None:
    table(
        "refund_part",
        *columns(ID, "refund_id"),
        *columns(INT, "no"),
        *columns(ID, "payment_id"),
        *columns(CHOICE, "method"),
        *columns(LONG, "amount_minor"),
        *columns(CURRENCY, "currency"),
        *columns(CHOICE, "status"),
        *columns(ID, "gift_card_id", null=True),
        *columns(NAMED, "charge", "reference"),
        *columns(TEXT, "reason"),
        belongs("refund_part", "refund_id", "refund"),
        belongs("refund_part", "payment_id", "payment"),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bk_refund_part_amount")),
        key=("refund_id", "no"),
    )


TABLES = {"refund": _refund, "refund_part": _refund_part}


def _sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _check_paid(rule: str) -> None:
    op.drop_constraint(op.f("ck_bk_sale_paid"), "bk_sale")
    op.create_check_constraint(op.f("ck_bk_sale_paid"), "bk_sale", rule)
