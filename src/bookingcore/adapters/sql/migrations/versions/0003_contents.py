"""The content of documents.

Revision ID: 0003_contents
Revises: 0002_life_of_a_booking
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate

revision = "0003_contents"
down_revision = "0002_life_of_a_booking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bk_content",
        sa.Column("center", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(2**32 - 1), nullable=False),
        sa.PrimaryKeyConstraint("center", "key", name=op.f("pk_bk_content")),
    )
    estimate(op.get_context())


def downgrade() -> None:
    op.drop_table("bk_content")
