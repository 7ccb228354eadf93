"""The shapes of which migrations are made: every table belongs to a center, and names its parts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def table(name: str, *parts: Any, key: tuple[str, ...] = ("id",)) -> None:
    """Make the table *name* of *parts*; its key is the center with *key*."""
    center = sa.Column("center", sa.String(64), nullable=False)
    primary = sa.PrimaryKeyConstraint("center", *key, name=op.f(f"pk_bk_{name}"))
    op.create_table(f"bk_{name}", center, *parts, primary)


def columns(kind: sa.types.TypeEngine[Any], *names: str, null: bool = False) -> list[Any]:
    """Columns of one kind."""
    return [sa.Column(name, kind, nullable=null) for name in names]


def belongs(owner: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """That *column* of the table *owner* is the id of a row of *to* in the same center."""
    key = [f"bk_{to}.center", f"bk_{to}.id"]
    name = op.f(f"fk_bk_{owner}_center_{column}")
    return sa.ForeignKeyConstraint(["center", column], key, name=name)


def check(owner: str, rule: str, name: str) -> sa.CheckConstraint:
    """That *rule* holds for each row of the table *owner*."""
    return sa.CheckConstraint(rule, name=op.f(f"ck_bk_{owner}_{name}"))


def index(owner: str, *names: str, where: sa.TextClause | None = None) -> None:
    """Make an index of the table *owner*, over all its rows or those *where* something holds."""
    only: dict[str, Any] = {}
    if where is not None:
        only = {"sqlite_where": where, "postgresql_where": where}
    op.create_index(index_name(owner, *names), f"bk_{owner}", ["center", *names], **only)


def index_name(owner: str, *names: str) -> str:
    """The name of that index."""
    return op.f(f"ix_bk_{owner}_center_{'_'.join(names)}")
