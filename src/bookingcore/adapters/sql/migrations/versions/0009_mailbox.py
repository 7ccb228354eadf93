"""Messages in the mailboxes of customers, and posts on the board.

Revision ID: 0009_mailbox
Revises: 0008_papers
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.shapes import belongs, columns, table

revision = "0009_mailbox"
down_revision = "0008_papers"
branch_labels = None
depends_on = None

ID, ACTOR, LONG, TEXT = sa.String(36), sa.String(255), sa.BigInteger(), sa.Text()
INSTANT, DAY = sa.DateTime(timezone=True), sa.Date()
OF_A_CUSTOMER = "ix_bk_mailbox_message_center_customer_id"


def upgrade() -> None:
    _mailbox_message()
    _board_message()
    op.create_index(op.f(OF_A_CUSTOMER), "bk_mailbox_message", ["center", "customer_id"])
    estimate(op.get_context())


def downgrade() -> None:
    op.drop_table("bk_board_message")
    op.drop_table("bk_mailbox_message")


def _mailbox_message() -> None:
    table(
        "mailbox_message",
        *columns(ID, "id", "customer_id"),
        *columns(TEXT, "text"),
        *columns(ID, "service_id", "coupon_id", null=True),
        *columns(INSTANT, "sent_at"),
        *columns(ACTOR, "sent_by"),
        *columns(LONG, "version"),
        belongs("mailbox_message", "customer_id", "customer"),
        belongs("mailbox_message", "service_id", "service"),
        belongs("mailbox_message", "coupon_id", "coupon"),
    )


def _board_message() -> None:
    table(
        "board_message",
        *columns(ID, "id"),
        *columns(TEXT, "text"),
        *columns(ID, "service_id", "coupon_id", null=True),
        *columns(DAY, "until", null=True),
        *columns(INSTANT, "posted_at"),
        *columns(ACTOR, "posted_by"),
        *columns(LONG, "no", "version"),
        belongs("board_message", "service_id", "service"),
        belongs("board_message", "coupon_id", "coupon"),
    )
