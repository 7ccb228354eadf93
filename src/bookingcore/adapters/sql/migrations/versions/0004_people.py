"""The people: all of a card, who holds an address, notes, tasks, documents, forms, account links.

Revision ID: 0004_people
Revises: 0003_contents
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.carrying import carry_cards_over
from bookingcore.adapters.sql.migrations.estimates import estimate
from bookingcore.adapters.sql.migrations.rewriting import rewrite

revision = "0004_people"
down_revision = "0003_contents"
branch_labels = None
depends_on = None

ID, CHOICE, NAME, ACTOR = sa.String(36), sa.String(32), sa.String(200), sa.String(255)
ADDRESS, TEXT = sa.String(762), sa.Text()
INT, LONG, FLAG = sa.Integer(), sa.BigInteger(), sa.Boolean()
INSTANT, DAY = sa.DateTime(timezone=True), sa.Date()

ELSEWHERE = sa.text("customer_id <> stream")
ABSORBED = sa.text("absorbed_into IS NOT NULL")
OPEN = sa.text("completed_at IS NULL")

LENGTHENED = {"id": (80, 240), "subject": (64, 200)}
"""The columns of due work that have room for the key of a file from now on, in characters."""


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(f"bk_{table}", column)
    for make in TABLES.values():
        make()
    op.drop_index(_name("event", "customer_id"), "bk_event")
    _index("event", "customer_id", "happened_at")
    _index("customer", "absorbed_into", where=ABSORBED)
    for name, (before, after) in LENGTHENED.items():
        _lengthen(name, before, after)
    carry_cards_over(op.get_bind())
    estimate(op.get_context())


def downgrade() -> None:
    op.execute("DELETE FROM bk_due WHERE kind = 'STRAY_FILE'")
    for name, (before, after) in LENGTHENED.items():
        _lengthen(name, after, before)
    op.drop_index(_name("customer", "absorbed_into"), "bk_customer")
    op.drop_index(_name("event", "customer_id", "happened_at"), "bk_event")
    _index("event", "customer_id", where=ELSEWHERE)
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(f"bk_{table}", column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """The columns that known tables get."""
    return {
        "center": (_filled("email_uniqueness", CHOICE, "STRICT"),),
        "customer": (
            _filled("status_label", NAME, ""),
            _filled("labels", TEXT, "[]"),
            _filled("weight", TEXT, ""),
            _filled("account_name", NAME, ""),
            _filled("account_surname", NAME, ""),
            sa.Column("activated_at", INSTANT),
            _filled("verified", TEXT, ""),
            sa.Column("blacklisted", FLAG, nullable=False, server_default=sa.false()),
            _filled("blacklist_reason", TEXT, ""),
            sa.Column("professional_id", ID),
            _filled("unwanted_services", TEXT, ""),
            _filled("preferences", TEXT, ""),
            sa.Column("absorbed_into", ID),
        ),
    }


def _filled(name: str, kind: sa.types.TypeEngine[Any], default: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _lengthen(name: str, before: int, after: int) -> None:
    if op.get_context().dialect.name == "sqlite":
        rewrite("bk_due", f"{name} VARCHAR({before})", f"{name} VARCHAR({after})")
    else:
        was, kind = sa.String(before), sa.String(after)
        op.alter_column("bk_due", name, existing_type=was, type_=kind, existing_nullable=False)


def _customer_label() -> None:
    _table(
        "customer_label",
        *_columns(NAME, "label"),
        *_columns(ID, "customer_id"),
        _belongs("customer_label", "customer_id", "customer"),
        key=("label", "customer_id"),
    )
    _index("customer_label", "customer_id")


def _customer_email() -> None:
    _table(
        "customer_email",
        *_columns(ADDRESS, "email"),
        *_columns(ID, "customer_id"),
        _belongs("customer_email", "customer_id", "customer"),
        key=("email", "customer_id"),
    )
    _index("customer_email", "customer_id")


def _address() -> None:
    _table(
        "address",
        *_columns(ADDRESS, "id"),
        *_columns(TEXT, "holders"),
        *_columns(LONG, "version"),
    )


def _note() -> None:
    _table(
        "note",
        *_columns(ID, "id", "customer_id"),
        *_columns(TEXT, "text"),
        *_columns(INSTANT, "made_at"),
        *_columns(ACTOR, "made_by"),
        *_columns(LONG, "version"),
        _belongs("note", "customer_id", "customer"),
    )
    _index("note", "customer_id")


def _task() -> None:
    _table(
        "task",
        *_columns(ID, "id", "customer_id"),
        *_columns(TEXT, "text"),
        *_columns(DAY, "due_on"),
        *_columns(INSTANT, "made_at"),
        *_columns(ACTOR, "made_by"),
        *_columns(INSTANT, "completed_at", null=True),
        *_columns(ACTOR, "completed_by"),
        *_columns(LONG, "version"),
        _belongs("task", "customer_id", "customer"),
    )
    _index("task", "customer_id")
    _index("task", "due_on", "id", where=OPEN)


def _document() -> None:
    _table(
        "document",
        *_columns(ID, "id", "customer_id"),
        *_columns(NAME, "type", "name", "file"),
        *_columns(INT, "size"),
        *_columns(sa.String(64), "digest"),
        *_columns(FLAG, "visible_to_customer"),
        *_columns(INSTANT, "added_at"),
        *_columns(ACTOR, "added_by"),
        *_columns(LONG, "version"),
        _belongs("document", "customer_id", "customer"),
    )
    _index("document", "customer_id")


def _form() -> None:
    _table(
        "form",
        *_columns(ID, "id"),
        *_columns(NAME, "name"),
        *_columns(TEXT, "questions", "services"),
        *_columns(CHOICE, "assigned"),
        *_columns(FLAG, "required"),
        *_columns(LONG, "no", "version"),
    )


def _form_service() -> None:
    _table(
        "form_service",
        *_columns(ID, "service_id", "form_id"),
        _belongs("form_service", "form_id", "form"),
        _belongs("form_service", "service_id", "service"),
        key=("service_id", "form_id"),
    )
    _index("form_service", "form_id")


def _form_assignment() -> None:
    _table(
        "form_assignment",
        *_columns(ID, "id", "customer_id", "form_id"),
        *_columns(INSTANT, "assigned_at"),
        *_columns(ACTOR, "assigned_by"),
        *_columns(FLAG, "automatic"),
        *_columns(CHOICE, "status"),
        *_columns(INSTANT, "submitted_at", null=True),
        *_columns(TEXT, "answers"),
        *_columns(LONG, "version"),
        _belongs("form_assignment", "customer_id", "customer"),
        _belongs("form_assignment", "form_id", "form"),
    )
    _index("form_assignment", "customer_id")


def _account_token() -> None:
    _table(
        "account_token",
        *_columns(ID, "id", "customer_id"),
        *_columns(CHOICE, "purpose"),
        *_columns(ADDRESS, "address"),
        *_columns(INSTANT, "expires_at"),
        *_columns(LONG, "version"),
        _belongs("account_token", "customer_id", "customer"),
    )
    _index("account_token", "customer_id")


TABLES = {
    "customer_label": _customer_label,
    "customer_email": _customer_email,
    "address": _address,
    "note": _note,
    "task": _task,
    "document": _document,
    "form": _form,
    "form_service": _form_service,
    "form_assignment": _form_assignment,
    "account_token": _account_token,
}


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


def _name(table: str, *columns: str) -> str:
    return op.f(f"ix_bk_{table}_center_{'_'.join(columns)}")


def _index(table: str, *columns: str, where: Any = None) -> None:
    only = {} if where is None else {"sqlite_where": where, "postgresql_where": where}
    op.create_index(_name(table, *columns), f"bk_{table}", ["center", *columns], **only)
