"""Memberships: what renews, and every attempt to charge it; lots that were split.

Revision ID: 0007_memberships
Revises: 0006_gift_cards
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate

revision = "0007_memberships"
down_revision = "0006_gift_cards"
branch_labels = None
depends_on = None

ID, CHOICE, NAMED = sa.String(36), sa.String(32), sa.String(255)
INT, LONG, FLAG, TEXT = sa.Integer(), sa.BigInteger(), sa.Boolean(), sa.Text()
INSTANT, DAY = sa.DateTime(timezone=True), sa.Date()
ASKED_FOR = sa.text("payment_id IS NOT NULL")


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(f"bk_{table}", column)
    for make in TABLES.values():
        make()
    estimate(op.get_context())


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    for statement in WITHOUT_PLACE:
        op.execute(statement)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(f"bk_{table}", column.name)


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
    _table(
        "membership",
        *_columns(ID, "id", "customer_id", "plan_id"),
        *_columns(ID, "branch_id", null=True),
        *_columns(sa.String(64), "zone"),
        *_columns(NAMED, "sold_by"),
        *_columns(TEXT, "note"),
        *_columns(NAMED, "card", null=True),
        *_columns(CHOICE, "status"),
        *_columns(DAY, "anchor", "next_period_on"),
        *_columns(INT, "period"),
        *_columns(DAY, "due_on", null=True),
        *_columns(ID, "sale_id", null=True),
        *_columns(INT, "attempts"),
        *_columns(DAY, "retry_on", "term_until", "ends_on", null=True),
        *_columns(ID, "fee_sale_id", null=True),
        *_columns(INSTANT, "started_at"),
        *_columns(LONG, "version"),
        _belongs("membership", "customer_id", "customer"),
        _belongs("membership", "plan_id", "plan"),
        _belongs("membership", "branch_id", "branch"),
        sa.CheckConstraint("period >= 0 AND attempts >= 0", name=op.f("ck_bk_membership_counts")),
    )
    _index("membership", "customer_id")


def _membership_period() -> None:
    _table(
        "membership_period",
        *_columns(ID, "membership_id"),
        *_columns(INT, "no"),
        *_columns(DAY, "first", "last"),
        *_columns(ID, "sale_id"),
        _belongs("membership_period", "membership_id", "membership"),
        _belongs("membership_period", "sale_id", "sale"),
        key=("membership_id", "no"),
    )


def _payment_attempt() -> None:
    _table(
        "payment_attempt",
        *_columns(ID, "id", "membership_id", "customer_id"),
        *_columns(DAY, "due_on"),
        *_columns(INT, "no"),
        *_columns(INSTANT, "tried_at"),
        *_columns(NAMED, "tried_by"),
        *_columns(CHOICE, "outcome"),
        *_columns(TEXT, "reason"),
        *_columns(ID, "sale_id"),
        *_columns(ID, "payment_id", null=True),
        *_columns(LONG, "version"),
        _belongs("payment_attempt", "membership_id", "membership"),
        _belongs("payment_attempt", "sale_id", "sale"),
        _belongs("payment_attempt", "payment_id", "payment"),
    )
    _index("payment_attempt", "membership_id")
    _index("payment_attempt", "payment_id", where=ASKED_FOR)


TABLES = {
    "membership": _membership,
    "membership_period": _membership_period,
    "payment_attempt": _payment_attempt,
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


def _index(table: str, *columns: str, where: Any = None) -> None:
    only = {} if where is None else {"sqlite_where": where, "postgresql_where": where}
    name = op.f(f"ix_bk_{table}_center_{'_'.join(columns)}")
    op.create_index(name, f"bk_{table}", ["center", *columns], **only)
