"""Answers to `verify()` about cards: who holds an address, and where an absorbed card leads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Select, Table, and_, select, union

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.owning import counted
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.ownership.audit import AddressKept, Tombstone
from bookingcore.ports.audits import AddressesPage, TombstonesPage

_ADDRESS = tables.address.c
_CUSTOMER = tables.customer.c
_EMAIL = tables.customer_email.c


def _next(table: Table, address: Column[str]) -> Select[Any]:
    """The next addresses of *table* after one."""
    rows = select(table.c.center, address.label("id")).distinct()
    page = rows.where(in_center(table), address > given("after")).order_by(address)
    return select(page.limit(given("limit")).subquery())


@cache
def _addresses() -> Phrase:
    known = union(
        _next(tables.address, _ADDRESS.id), _next(tables.customer_email, _EMAIL.email)
    ).subquery("known")
    page = select(known).order_by(known.c.id).limit(given("limit")).subquery("page")
    joined = page.outerjoin(
        tables.address, and_(_ADDRESS.center == page.c.center, _ADDRESS.id == page.c.id)
    ).outerjoin(
        tables.customer_email, and_(_EMAIL.center == page.c.center, _EMAIL.email == page.c.id)
    )
    statement = select(page.c.id, _ADDRESS.holders, _EMAIL.customer_id).select_from(joined)
    return asked(statement.order_by(page.c.id, _EMAIL.customer_id), "after", "limit")


@answers(AddressesPage)
def addresses(codec: Codec, question: AddressesPage) -> Answer:
    """Who is on record as holding addresses, beside the cards that have them."""
    return Answer(_addresses(), (question.after, question.limit), _read_addresses)


def _read_addresses(codec: Codec, rows: Sequence[Row]) -> tuple[AddressKept, ...]:
    return tuple(
        AddressKept(
            id=id,
            holders=() if holders is None else tuple(json.loads(holders)),
            cards=tuple(card for _, _, card in alike if card is not None),
        )
        for (id, holders), alike in groupby(rows, itemgetter(0, 1))
    )


@cache
def _tombstones() -> Phrase:
    into = tables.customer.alias("into_card")
    page = (
        select(_CUSTOMER.center, _CUSTOMER.id, _CUSTOMER.absorbed_into)
        .where(
            in_center(tables.customer),
            _CUSTOMER.id > given("after"),
            _CUSTOMER.status == CustomerStatus.ABSORBED.name,
        )
        .order_by(_CUSTOMER.id)
        .limit(given("limit"))
        .subquery("page")
    )
    joined = page.outerjoin(
        into, and_(into.c.center == page.c.center, into.c.id == page.c.absorbed_into)
    )
    owned = counted(page.c.id)
    columns = page.c.id, page.c.absorbed_into, into.c.status, *owned
    return asked(select(*columns).select_from(joined).order_by(page.c.id), "after", "limit")


@answers(TombstonesPage)
def tombstones(codec: Codec, question: TombstonesPage) -> Answer:
    """Where absorbed cards lead, and what is left to them."""
    return Answer(_tombstones(), (question.after, question.limit), _read_tombstones)


def _read_tombstones(codec: Codec, rows: Sequence[Row]) -> tuple[Tombstone, ...]:
    return tuple(
        Tombstone(
            id=id,
            into=into,
            status=None if status is None else CustomerStatus[status],
            owned=sum(owned),
        )
        for id, into, status, *owned in rows
    )
