"""The life of a booking: moved and cancelled sessions, series, waiting lists, due work, links.

Revision ID: 0002_life_of_a_booking
Revises: 0001_ground_floor
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.rewriting import rewrite

revision = "0002_life_of_a_booking"
down_revision = "0001_ground_floor"
branch_labels = None
depends_on = None

ID, CHOICE, ACTOR, WALL = sa.String(36), sa.String(32), sa.String(255), sa.String(32)
CURRENCY, TEXT = sa.CHAR(3), sa.Text()
INT, LONG, FLAG = sa.Integer(), sa.BigInteger(), sa.Boolean()
INSTANT = sa.DateTime(timezone=True)

LOOSENED = {"booking": "customer_id", "sale_line": "plan_id"}
"""The columns that may be empty from now on."""

STREAM = ", \n\tCONSTRAINT ck_bk_event_stream CHECK (customer_id = stream)"
STREAM_KEY = "PRIMARY KEY (center, stream, no, seq)"
UNLIMITED = "(admitted IS NULL) = (capacity IS NULL)"
CANCELLED = "admitted IS NOT NULL OR capacity IS NULL"


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(f"bk_{table}", column)
    if _sqlite():
        for table, name in LOOSENED.items():
            rewrite(f"bk_{table}", f"{name} VARCHAR(36) NOT NULL", f"{name} VARCHAR(36)")
        rewrite("bk_event", STREAM, "")
        rewrite("bk_session", UNLIMITED, CANCELLED)
    else:
        for table, name in LOOSENED.items():
            op.alter_column(f"bk_{table}", name, existing_type=ID, nullable=True)
        op.drop_constraint(op.f("ck_bk_event_stream"), "bk_event")
        _check_unlimited(CANCELLED)
    for make in TABLES.values():
        make()
    _index("session", "series_id")
    only = sa.text("customer_id <> stream")
    _index("event", "customer_id", sqlite_where=only, postgresql_where=only)
    estimate(op.get_context())


def downgrade() -> None:
    op.drop_index(op.f("ix_bk_event_center_customer_id"), "bk_event")
    op.drop_index(op.f("ix_bk_session_center_series_id"), "bk_session")
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    _leave_out_what_has_no_place()
    if _sqlite():
        rewrite("bk_session", CANCELLED, UNLIMITED)
        rewrite("bk_event", STREAM_KEY, STREAM_KEY + STREAM)
        for table, name in LOOSENED.items():
            rewrite(f"bk_{table}", f"{name} VARCHAR(36)", f"{name} VARCHAR(36) NOT NULL")
    else:
        _check_unlimited(UNLIMITED)
        op.create_check_constraint(op.f("ck_bk_event_stream"), "bk_event", "customer_id = stream")
        for table, name in LOOSENED.items():
            op.alter_column(f"bk_{table}", name, existing_type=ID, nullable=False)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(f"bk_{table}", column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """The columns that known tables get."""
    return {
        "center": (
            sa.Column("quiet_from", sa.String(5)),
            sa.Column("quiet_until", sa.String(5)),
        ),
        "resource": (sa.Column("services", TEXT, nullable=False, server_default="[]"),),
        "session": (
            sa.Column("appointment", FLAG, nullable=False, server_default=sa.false()),
            sa.Column("series_id", ID),
            sa.Column("occurrence", WALL),
            sa.Column("waiting", INT, nullable=False, server_default="0"),
            sa.Column("next_lapse", INSTANT),
            sa.Column("cancelled_at", INSTANT),
            sa.Column("cancelled_by", ACTOR),
            sa.Column("cancelled_cause", CHOICE),
        ),
        "booking": (sa.Column("fee_minor", LONG), sa.Column("currency", CURRENCY)),
        "sale_line": (sa.Column("booking_id", ID),),
    }


def _leave_out_what_has_no_place() -> None:
    """Fees, appointments of nobody, and what is about the customers of other streams."""
    for statement in (
        "DELETE FROM bk_sale_line WHERE plan_id IS NULL",
        "DELETE FROM bk_booking WHERE customer_id IS NULL",
        "UPDATE bk_event SET customer_id = NULL WHERE customer_id <> stream",
        "UPDATE bk_session SET capacity = 0 WHERE capacity IS NULL AND admitted IS NOT NULL",
    ):
        op.execute(statement)


def _series() -> None:
    _table(
        "series",
        *_columns(ID, "id", "service_id"),
        *_columns(ID, "branch_id", null=True),
        *_columns(TEXT, "rule"),
        *_columns(WALL, "starts"),
        *_columns(sa.String(64), "zone"),
        *_columns(INT, "duration"),
        *_columns(INT, "capacity", null=True),
        *_columns(TEXT, "resources", "exceptions"),
        *_columns(INT, "fold", null=True),
        *_columns(LONG, "no", "version"),
        _belongs("series", "service_id", "service"),
        _belongs("series", "branch_id", "branch"),
    )


def _waitlist_entry() -> None:
    _table(
        "waitlist_entry",
        *_columns(ID, "id", "customer_id", "session_id"),
        *_columns(INT, "places"),
        *_columns(LONG, "position"),
        *_columns(INSTANT, "joined_at"),
        *_columns(CHOICE, "status"),
        *_columns(INSTANT, "offered_at", "expires_at", null=True),
        *_columns(FLAG, "promoted", null=True),
        *_columns(FLAG, "staff_only", "unreachable"),
        *_columns(INSTANT, "ended_at", null=True),
        *_columns(ID, "booking_id", null=True),
        *_columns(LONG, "version"),
        _belongs("waitlist_entry", "customer_id", "customer"),
        _belongs("waitlist_entry", "session_id", "session"),
        sa.CheckConstraint("places > 0", name=op.f("ck_bk_waitlist_entry_places")),
    )
    _index("waitlist_entry", "customer_id")
    _index("waitlist_entry", "session_id", "status")


def _due() -> None:
    _table(
        "due",
        *_columns(sa.String(80), "id"),
        *_columns(CHOICE, "kind"),
        *_columns(sa.String(64), "subject"),
        *_columns(INSTANT, "due_at"),
        *_columns(INSTANT, "leased_until", null=True),
        *_columns(INT, "attempts"),
        *_columns(LONG, "version"),
    )
    _index("due", "due_at", "id")


def _signing_key() -> None:
    _table("signing_key", *_columns(ID, "id"), *_columns(sa.String(128), "secret"))


def _link_attempts() -> None:
    _table(
        "link_attempts",
        *_columns(ID, "id"),
        *_columns(INT, "failed"),
        *_columns(LONG, "version"),
        _belongs("link_attempts", "id", "booking"),
    )


TABLES = {
    "series": _series,
    "waitlist_entry": _waitlist_entry,
    "due": _due,
    "signing_key": _signing_key,
    "link_attempts": _link_attempts,
}


def _sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _check_unlimited(rule: str) -> None:
    op.drop_constraint(op.f("ck_bk_session_unlimited"), "bk_session")
    op.create_check_constraint(op.f("ck_bk_session_unlimited"), "bk_session", rule)


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


def _index(table: str, *columns: str, **only: Any) -> None:
    name = op.f(f"ix_bk_{table}_center_{'_'.join(columns)}")
    op.create_index(name, f"bk_{table}", ["center", *columns], **only)
