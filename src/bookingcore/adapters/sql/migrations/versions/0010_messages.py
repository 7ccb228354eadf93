"""Messages that go out, what is written to many, the policy of a center; devices, addresses.

Revision ID: 0010_messages
Revises: 0009_mailbox
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.shapes import belongs, columns, index, table

revision = "0010_messages"
down_revision = "0009_mailbox"
branch_labels = None
depends_on = None

ID, CHOICE, NAME, ACTOR = sa.String(36), sa.String(32), sa.String(200), sa.String(255)
INT, LONG, TEXT, INSTANT = sa.Integer(), sa.BigInteger(), sa.Text(), sa.DateTime(timezone=True)

WAITING = sa.text("status = 'WAITING'")
TO_A_PROFESSIONAL = sa.text("status = 'WAITING' AND resource_id IS NOT NULL")


def upgrade() -> None:
    devices = sa.Column("devices", TEXT, nullable=False, server_default="[]")
    op.add_column("bk_customer", devices)
    op.add_column("bk_booking", sa.Column("confirmed_at", INSTANT))
    op.add_column("bk_resource", sa.Column("email", sa.String(254)))
    for make in TABLES.values():
        make()
    estimate(op.get_context())


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    op.execute(WITHOUT_PLACE)
    op.drop_column("bk_resource", "email")
    op.drop_column("bk_booking", "confirmed_at")
    op.drop_column("bk_customer", "devices")


WITHOUT_PLACE = (
    "DELETE FROM bk_due WHERE kind IN ('BOOKING_NOTICE', 'BALANCE_NOTICE', 'ANNOUNCEMENT')"
)
"""What the older schema has no words for."""


def _delivery() -> None:
    table(
        "delivery",
        *columns(ID, "id"),
        *columns(ID, "customer_id", "resource_id", null=True),
        *columns(CHOICE, "kind"),
        *columns(NAME, "about"),
        *columns(ID, "branch_id", "service_id", null=True),
        *columns(CHOICE, "channel", "category", null=True),
        *columns(TEXT, "facts"),
        *columns(CHOICE, "status"),
        *columns(CHOICE, "reason", null=True),
        *columns(INSTANT, "send_at"),
        *columns(INSTANT, "send_until", null=True),
        *columns(INSTANT, "caused_at"),
        *columns(INT, "seq"),
        *columns(INSTANT, "free_at", null=True),
        *columns(INT, "attempts"),
        *columns(INSTANT, "ended_at", null=True),
        *columns(LONG, "version"),
        belongs("delivery", "customer_id", "customer"),
        belongs("delivery", "resource_id", "resource"),
    )
    index("delivery", "customer_id")
    index("delivery", "about")
    index("delivery", "send_at", where=WAITING)
    index("delivery", "customer_id", "channel", where=WAITING)
    index("delivery", "resource_id", "channel", where=TO_A_PROFESSIONAL)


def _announcement() -> None:
    table(
        "announcement",
        *columns(ID, "id"),
        *columns(TEXT, "subject", "text", "customers"),
        *columns(CHOICE, "category"),
        *columns(TEXT, "channels"),
        *columns(INSTANT, "sent_at"),
        *columns(ACTOR, "sent_by"),
        *columns(ID, "after", null=True),
        *columns(INSTANT, "done_at", null=True),
        *columns(LONG, "no", "version"),
    )


def _standing_policy() -> None:
    table(
        "standing_policy",
        *columns(sa.String(64), "id"),
        *columns(TEXT, "policy"),
        *columns(LONG, "version"),
    )


TABLES = {
    "delivery": _delivery,
    "announcement": _announcement,
    "standing_policy": _standing_policy,
}
"""The new tables, in an order in which each finds those that it refers to."""
