"""The kinds of columns, keys and checks that the tables are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy import text as text_of

PREFIX = "bk_"
"""What the name of every table starts with."""

CENTER_LENGTH = 64
ID_LENGTH = 36
NAME_LENGTH = 200
ADDRESS_LENGTH = 762
"""An e-mail address of 254 characters, each of which may become three when it is case-folded."""

metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, length: int = NAME_LENGTH, *, null: bool = False) -> Column[str]:
    """Text of one line, bounded as the field that it keeps is."""
    return Column(name, String(length), nullable=null)


def reference(name: str, *, null: bool = False) -> Column[str]:
    """The id of a row."""
    return text(name, ID_LENGTH, null=null)


def address(name: str) -> Column[str]:
    """An e-mail address in the one form in which addresses are compared."""
    return text(name, ADDRESS_LENGTH)


def choice(name: str, *, null: bool = False) -> Column[str]:
    """A member of an enum, by its name, which the rules fix; a new member needs no migration."""
    return text(name, 32, null=null)


def long_text(name: str) -> Column[str]:
    """Text of any length: what people wrote, or canonical JSON."""
    return Column(name, Text, nullable=False)


def raw(name: str) -> Column[bytes]:
    """Bytes, some megabytes of them; MariaDB chooses the column's size by the length."""
    return Column(name, LargeBinary(2**32 - 1), nullable=False)


def count(name: str, *, null: bool = False) -> Column[int]:
    """A whole number within the bounds of the domain."""
    return Column(name, Integer, nullable=null)


def serial(name: str) -> Column[int]:
    """A whole number of 64 bits: what counts up for ever, and products of bounded numbers."""
    return Column(name, BigInteger, nullable=False)


def minor(name: str, *, null: bool = False) -> Column[int]:
    """An amount in minor units of the currency beside it."""
    return Column(f"{name}_minor", BigInteger, nullable=null)


def currency(*, null: bool = False) -> Column[str]:
    """The code of the currency of the amounts in the row."""
    return Column("currency", CHAR(3), nullable=null)


def instant(name: str, *, null: bool = False) -> Column[Any]:
    """An instant; on SQLite naive UTC text, which sorts as the instants do."""
    return Column(name, DateTime(timezone=True), nullable=null)


def day(name: str, *, null: bool = False) -> Column[Any]:
    """A local date."""
    return Column(name, Date, nullable=null)


def flag(name: str, *, null: bool = False) -> Column[bool]:
    """True or false."""
    return Column(name, Boolean(create_constraint=False), nullable=null)


def check(rule: str, name: str) -> CheckConstraint:
    """A rule that holds for each row: the last guard of a counter."""
    return CheckConstraint(rule, name=name)


def table(name: str, key: tuple[str, ...], *parts: Any) -> Table:
    """A table whose every row belongs to a center; *key* is the rest of its primary key."""
    return Table(
        PREFIX + name,
        metadata,
        text("center", CENTER_LENGTH),
        *parts,
        PrimaryKeyConstraint("center", *key),
    )


def belongs(column: str, table: str) -> ForeignKeyConstraint:
    """A row of the same center that must exist."""
    key = [f"{PREFIX}{table}.center", f"{PREFIX}{table}.id"]
    return ForeignKeyConstraint(["center", column], key)


def index(*columns: str, where: str | None = None) -> Index:
    """An index, led by the center; of the rows *where* that holds, where a database can."""
    only = None if where is None else text_of(where)
    return Index(None, "center", *columns, sqlite_where=only, postgresql_where=only)
