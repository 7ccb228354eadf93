"""What hosts want to hear of, and what they are yet to hear.

Revision ID: 0011_subscriptions
Revises: 0010_messages
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.shapes import belongs, columns, index, table

revision = "0011_subscriptions"
down_revision = "0010_messages"
branch_labels = None
depends_on = None

ID, NAME, LINE, KEY = sa.String(36), sa.String(64), sa.String(200), sa.String(200)
INT, LONG, TEXT, INSTANT = sa.Integer(), sa.BigInteger(), sa.Text(), sa.DateTime(timezone=True)


def upgrade() -> None:
    for make in TABLES.values():
        make()
    estimate(op.get_context())


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")


def _subscription() -> None:
    table(
        "subscription",
        *columns(NAME, "id"),
        *columns(TEXT, "kinds"),
        *columns(ID, "customer_id", null=True),
        *columns(LINE, "label", null=True),
        *columns(sa.Boolean(create_constraint=False), "ended"),
        *columns(LONG, "version"),
        belongs("subscription", "customer_id", "customer"),
    )
    index("subscription", "customer_id")


def _reaction() -> None:
    table(
        "reaction",
        *columns(KEY, "id"),
        *columns(NAME, "subscription_id"),
        *columns(ID, "customer_id", null=True),
        *columns(NAME, "stream"),
        *columns(LONG, "no"),
        *columns(INT, "seq"),
        *columns(INSTANT, "happened_at"),
        *columns(INSTANT, "free_at", null=True),
        *columns(INT, "attempts"),
        *columns(LONG, "version"),
        belongs("reaction", "subscription_id", "subscription"),
        belongs("reaction", "customer_id", "customer"),
    )
    index("reaction", "customer_id")
    index("reaction", "subscription_id", "customer_id")
    index("reaction", "subscription_id", "stream")


TABLES = {"subscription": _subscription, "reaction": _reaction}
"""The new tables, in an order in which each finds those that it refers to."""
