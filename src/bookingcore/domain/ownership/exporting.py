"""Everything about one person as plain data, ready for JSON.

A row becomes an object with its fields: instants and days as ISO text, decimals as text, enum
members by their name, money as an object with `amount` (text) and `currency`. Fields that tell the
person nothing (versions, keys of files) or are secrets are left out, and health data unless it is
asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import fields, has
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.domain.values.actors import Oneself, Staff, System
from bookingcore.domain.values.money import Money

SCHEMA = "bookingcore/customer/1"
"""The name and version of the form of an export."""

HEALTH = "weight"
"""The field of a card that holds health data (A51)."""

LEFT_OUT = frozenset({"version", "file", "subscription", "why_not_told", HEALTH})
"""Fields of rows that are in no export by default.

Whoever has the subscription of a device could send to it, so of devices only their dates are told.
"""

LEDGER = "movements"
"""Beside the fields of a gift card: its ledger, which names nobody."""

SECTIONS: Mapping[str, type[object]] = {
    owned.exported: row for row, owned in OWNED.items() if owned.exported is not None
}
"""The sections of an export beside the card itself, each with the type of its rows."""


def exported(
    card: Customer,
    absorbed: Iterable[Customer],
    rows: Mapping[str, Iterable[object]],
    at: DateTime,
    *,
    health: bool,
) -> dict[str, Any]:
    """The export of *card* and the cards *absorbed* into it, with *rows* by section."""
    return {
        "schema": SCHEMA,
        "exported_at": at.isoformat(),
        "customer": _plain_card(card, health=health),
        "absorbed": [_plain_card(each, health=health) for each in absorbed],
        **{name: [plain_row(row) for row in rows[name]] for name in SECTIONS},
    }


def _plain_card(card: Customer, *, health: bool) -> dict[str, Any]:
    return plain_row(card) | ({HEALTH: plain(getattr(card, HEALTH))} if health else {})


def plain_row(row: object) -> dict[str, Any]:
    """A row as an object with its fields."""
    kind: Any = type(row)
    names = [each.name for each in fields(kind) if each.name not in LEFT_OUT]
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: object) -> Any:
    """*value* in the forms that JSON has."""
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Staff | Oneself | System):
        return str(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return plain_row(value) if has(type(value)) else value
