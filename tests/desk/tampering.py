"""Changing records behind the library's back, in each store in its own way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from attrs import astuple, evolve, has
from sqlalchemy import Engine, Table, and_
from sqlalchemy.exc import IntegrityError

from bookingcore import Booking, Customer, Desk, Event, Money, Payment, Refund, Sale, Session
from bookingcore.adapters.memory import MemoryStore
from bookingcore.adapters.sql import tables
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership, MembershipPeriod
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement
from bookingcore.domain.sales.invoice import Invoice
from bookingcore.domain.values.due import Due
from bookingcore.domain.waitlist.entry import WaitlistEntry

_TABLES: Mapping[type[object], Table] = {
    Address: tables.address,
    Balance: tables.balance,
    Booking: tables.booking,
    Coupon: tables.coupon,
    Customer: tables.customer,
    Delivery: tables.delivery,
    Due: tables.due,
    Event: tables.event,
    GiftCard: tables.gift_card,
    GiftCardMovement: tables.gift_card_movement,
    Invoice: tables.invoice,
    Membership: tables.membership,
    MembershipPeriod: tables.membership_period,
    PaymentAttempt: tables.payment_attempt,
    Movement: tables.movement,
    Payment: tables.payment,
    Refund: tables.refund,
    Sale: tables.sale,
    Session: tables.session,
    WaitlistEntry: tables.waitlist_entry,
}
_KEYS: Mapping[type[object], tuple[str, ...]] = {
    Movement: ("balance_id", "no"),
    GiftCardMovement: ("gift_card_id", "no"),
    MembershipPeriod: ("membership_id", "no"),
    Event: ("stream", "no", "seq"),
}


_PARTS: Mapping[type[object], tuple[str, Table, str]] = {
    Refund: ("parts", tables.refund_part, "refund_id"),
    Sale: ("lines", tables.sale_line, "sale_id"),
}
"""The field with the parts of a row, their table, and its column that names the row."""


class CannotHappen(Exception):
    """The store's own checks refuse such a row."""


def written_over(desk: Desk, row: Any, **fields: Any) -> None:
    """Give *row* other *fields*, and tell nobody.

    Raises:
        CannotHappen: the database does not let even its owner do that.
    """
    store = desk.store
    if isinstance(store, MemoryStore):
        table = store.books(desk.center).tables[type(row)]
        key = _key(row)
        table.write(key, evolve(table.rows[key], **fields))
    else:
        _told(desk, _TABLES[type(row)].update().values(_columns(fields)), row)


def part_written_over(desk: Desk, row: Refund | Sale, no: int, **fields: Any) -> None:
    """Give part *no* of a row, counted from 0, other *fields*.

    Raises:
        CannotHappen: the database does not let even its owner do that.
    """
    name, table, owner = _PARTS[type(row)]
    store = desk.store
    if isinstance(store, MemoryStore):
        kept = store.books(desk.center).tables[type(row)].rows[row.id]
        parts = list(getattr(kept, name))
        parts[no] = evolve(parts[no], **fields)
        written_over(desk, row, **{name: tuple(parts)})
    else:
        same = [table.c[owner] == row.id, table.c.no == no + 1]
        _done(desk, table, table.update().values(_columns(fields)), same)


def taken_away(desk: Desk, row: Any) -> None:
    """Take *row* out of the records."""
    store = desk.store
    if isinstance(store, MemoryStore):
        store.books(desk.center).tables[type(row)].write(_key(row), None)
    else:
        _told(desk, _TABLES[type(row)].delete(), row)


def renumbered(desk: Desk, customer: Customer, number: int) -> None:
    """Let the customer's lock have counted up to *number*."""
    store = desk.store
    if isinstance(store, MemoryStore):
        store.books(desk.center).numbers.write((Customer, customer.id), number)
    else:
        _told(desk, tables.customer.update().values(no=number), customer)


def _key(row: Any) -> Any:
    names = _KEYS.get(type(row))
    return tuple(getattr(row, name) for name in names) if names else row.id


def _told(desk: Desk, statement: Any, row: Any) -> None:
    table = _TABLES[type(row)]
    names = _KEYS.get(type(row), ("id",))
    _done(desk, table, statement, [table.c[name] == getattr(row, name) for name in names])


def _done(desk: Desk, table: Table, statement: Any, same: list[Any]) -> None:
    """Run *statement* on the one row for which *same* holds."""
    engine = cast(Engine, cast(Any, desk.store)._exchange._engine)
    sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.begin() as connection:
            if sqlite:
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            done = connection.execute(statement.where(and_(table.c.center == desk.center, *same)))
            if sqlite:
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    except IntegrityError as refused:
        raise CannotHappen from refused
    assert done.rowcount == 1


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Money):
            columns |= {f"{name}_minor": value.minor, "currency": value.currency}
        elif name == "offer":
            columns |= {"offered_at": None, "expires_at": None, "promoted": None}
        elif isinstance(value, tuple):
            columns[name] = json.dumps(
                [astuple(each) if has(type(each)) else each for each in value]
            )
        else:
            columns[name] = value.name if isinstance(value, Enum) else value
    return columns
