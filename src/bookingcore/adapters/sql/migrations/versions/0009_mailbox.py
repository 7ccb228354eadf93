"""Messages in the mailboxes of customers, and posts on the board.

Revision ID: 0009_mailbox
Revises: 0008_papers
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate

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
    _table(
        "mailbox_message",
        *_columns(ID, "id", "customer_id"),
        *_columns(TEXT, "text"),
        *_columns(ID, "service_id", "coupon_id", null=True),
        *_columns(INSTANT, "sent_at"),
        *_columns(ACTOR, "sent_by"),
        *_columns(LONG, "version"),
        _belongs("mailbox_message", "customer_id", "customer"),
        _belongs("mailbox_message", "service_id", "service"),
        _belongs("mailbox_message", "coupon_id", "coupon"),
    )


def _board_message() -> None:
    _table(
        "board_message",
        *_columns(ID, "id"),
        *_columns(TEXT, "text"),
        *_columns(ID, "service_id", "coupon_id", null=True),
        *_columns(DAY, "until", null=True),
        *_columns(INSTANT, "posted_at"),
        *_columns(ACTOR, "posted_by"),
        *_columns(LONG, "no", "version"),
        _belongs("board_message", "service_id", "service"),
        _belongs("board_message", "coupon_id", "coupon"),
    )


def _table(name: str, *parts: Any) -> None:
    center = sa.Column("center", sa.String(64), nullable=False)
    primary = sa.PrimaryKeyConstraint("center", "id", name=op.f(f"pk_bk_{name}"))
    op.create_table(f"bk_{name}", center, *parts, primary)


def _columns(
    kind: sa.types.TypeEngine[Any], *names: str, null: bool = False
) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=null) for name in names]


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    key = [f"bk_{to}.center", f"bk_{to}.id"]
    name = op.f(f"fk_bk_{table}_center_{column}")
    return sa.ForeignKeyConstraint(["center", column], key, name=name)
