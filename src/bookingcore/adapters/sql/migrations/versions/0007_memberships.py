"""Memberships: what renews, and every attempt to charge it; lots that were split.

Revision ID: 0007_memberships
Revises: 0006_gift_cards
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.shapes import belongs, columns, index, table

revision = "0007_memberships"
down_revision = "0006_gift_cards"
branch_labels = None
depends_on = None

ID, CHOICE, NAMED = sa.String(36), sa.String(32), sa.String(255)
INT, LONG, FLAG, TEXT = sa.Integer(), sa.BigInteger(), sa.Boolean(), sa.Text()
INSTANT, DAY = sa.DateTime(timezone=True), sa.Date()
ASKED_FOR = sa.text("payment_id IS NOT NULL")


def upgrade() -> None:
    for owner, added in _added().items():
        for column in added:
            op.add_column(f"bk_{owner}", column)
    for make in TABLES.values():
        make()
    estimate(op.get_context())


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    for statement in WITHOUT_PLACE:
        op.execute(statement)
    for owner, added in _added().items():
        for column in added:
            op.drop_column(f"bk_{owner}", column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """The columns that known tables get."""
    return {
        "plan": (
            sa.Column("every", sa.String(16)),
            sa.Column("cancellation_fee_minor", LONG),
            sa.Column("minimum_term", INT),
            sa.Column("unused", CHOICE, nullable=False, server_default="EXPIRE"),
            sa.Column("void_on_end", FLAG, nullable=False, server_default=sa.false()),
        ),
        "balance": (sa.Column("split_from", ID),),
        "movement": (sa.Column("other_id", ID),),
    }


WITHOUT_PLACE = (
    "DELETE FROM bk_due WHERE kind = 'RENEWAL'",
    # Units that were moved between lots add up as before.
    "UPDATE bk_movement SET kind = 'ADJUSTED' WHERE kind = 'SPLIT'",
)
"""What the older schema has no words for."""


def _membership() -> None:
    table(
        "membership",
        *columns(ID, "id", "customer_id", "plan_id"),
        *columns(ID, "branch_id", null=True),
        *columns(sa.String(64), "zone"),
        *columns(NAMED, "sold_by"),
        *columns(TEXT, "note"),
        *columns(NAMED, "card", null=True),
        *columns(CHOICE, "status"),
        *columns(DAY, "anchor", "next_period_on"),
        *columns(INT, "period"),
        *columns(DAY, "due_on", null=True),
        *columns(ID, "sale_id", null=True),
        *columns(INT, "attempts"),
        *columns(DAY, "retry_on", "term_until", "ends_on", null=True),
        *columns(ID, "fee_sale_id", null=True),
        *columns(INSTANT, "started_at"),
        *columns(LONG, "version"),
        belongs("membership", "customer_id", "customer"),
        belongs("membership", "plan_id", "plan"),
        belongs("membership", "branch_id", "branch"),
        sa.CheckConstraint("period >= 0 AND attempts >= 0", name=op.f("ck_bk_membership_counts")),
    )
    index("membership", "customer_id")


def _membership_period() -> None:
    table(
        "membership_period",
        *columns(ID, "membership_id"),
        *columns(INT, "no"),
        *columns(DAY, "first", "last"),
        *columns(ID, "sale_id"),
        belongs("membership_period", "membership_id", "membership"),
        belongs("membership_period", "sale_id", "sale"),
        key=("membership_id", "no"),
    )


def _payment_attempt() -> None:
    table(
        "payment_attempt",
        *columns(ID, "id", "membership_id", "customer_id"),
        *columns(DAY, "due_on"),
        *columns(INT, "no"),
        *columns(INSTANT, "tried_at"),
        *columns(NAMED, "tried_by"),
        *columns(CHOICE, "outcome"),
        *columns(TEXT, "reason"),
        *columns(ID, "sale_id"),
        *columns(ID, "payment_id", null=True),
        *columns(LONG, "version"),
        belongs("payment_attempt", "membership_id", "membership"),
        belongs("payment_attempt", "sale_id", "sale"),
        belongs("payment_attempt", "payment_id", "payment"),
    )
    index("payment_attempt", "membership_id")
    index("payment_attempt", "payment_id", where=ASKED_FOR)


TABLES = {
    "membership": _membership,
    "membership_period": _membership_period,
    "payment_attempt": _payment_attempt,
}
"""The new tables, in an order in which each finds those that it refers to."""
