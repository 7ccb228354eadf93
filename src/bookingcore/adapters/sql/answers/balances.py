"""Answers about sales, balances and their ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import (
    Answer,
    answers,
    asked,
    customer,
    in_center,
    owner_id,
    owner_table,
)
from bookingcore.adapters.sql.answers.bookings import movable, ties
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.adapters.sql.rows.sales import (
    BALANCES,
    MOVEMENTS,
    SALE_LINE_COLUMNS,
    SALES,
    sales_with_lines,
)
from bookingcore.domain.sales.balance import Balance
from bookingcore.ports.questions import (
    BalancesInPlay,
    BalancesOf,
    BalancesOfSale,
    BalancesPaying,
    BalancesWithUnits,
    MovementsOf,
    SalesOf,
)

_BALANCE = tables.balance.c
_BOOKING = tables.booking.c
_MOVEMENT = tables.movement.c
_SALE = tables.sale.c
_LINE = tables.sale_line.c


def _balances(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(*BALANCES.selected).where(in_center(tables.balance), *conditions)


def _by_id(codec: Codec, rows: Sequence[Row]) -> tuple[Balance, ...]:
    # Put in order here: for ORDER BY id SQLite would walk through the center's whole primary key.
    return tuple(sorted(BALANCES.read(codec, rows), key=lambda balance: balance.id))


@cache
def _balances_with_units(table: str | None) -> Phrase:
    statement = _balances(_BALANCE.customer_id == customer(table), _BALANCE.remaining > 0)
    return asked(statement, "owner")


@answers(BalancesWithUnits)
def balances_with_units(codec: Codec, question: BalancesWithUnits) -> Answer:
    """Balances with a unit left."""
    owner = question.customer
    return Answer(_balances_with_units(owner_table(owner)), (owner_id(owner),), _by_id)


def _paying(movements: Select[Any]) -> ColumnElement[bool]:
    """The balance pays for one of the bookings whose movements are selected."""
    tied = ties(movements).order_by(None).subquery("tied")
    return _BALANCE.id.in_(select(tied.c.balance_id))


@cache
def _balances_in_play(table: str | None) -> Phrase:
    joined = tables.booking.join(
        tables.movement,
        (_MOVEMENT.center == _BOOKING.center) & (_MOVEMENT.booking_id == _BOOKING.id),
    )
    movements = select(tables.movement).select_from(joined)
    statement = _balances(
        _BALANCE.customer_id == customer(table),
        or_(
            _BALANCE.remaining > 0,
            _paying(movements.where(in_center(tables.booking), *movable(table))),
        ),
    )
    return asked(statement, "owner", "after")


@answers(BalancesInPlay)
def balances_in_play(codec: Codec, question: BalancesInPlay) -> Answer:
    """Balances with a unit left, or that pay for what may be re-tied."""
    owner = question.customer
    values = owner_id(owner), codec.put_instant(question.after)
    return Answer(_balances_in_play(owner_table(owner)), values, _by_id)


@cache
def _balances_of(table: str | None) -> Phrase:
    return asked(_balances(_BALANCE.customer_id == customer(table)), "owner")


@answers(BalancesOf)
def balances_of(codec: Codec, question: BalancesOf) -> Answer:
    """All balances of the customer."""
    owner = question.customer
    return Answer(_balances_of(owner_table(owner)), (owner_id(owner),), _by_id)


@cache
def _balances_of_sale() -> Phrase:
    return asked(_balances(_BALANCE.sale_id == given("sale_id")), "sale_id")


@answers(BalancesOfSale)
def balances_of_sale(codec: Codec, question: BalancesOfSale) -> Answer:
    """The balances that a sale granted."""
    return Answer(_balances_of_sale(), (question.sale_id,), _by_id)


@cache
def _balances_paying() -> Phrase:
    movements = select(tables.movement).where(
        in_center(tables.movement), _MOVEMENT.booking_id == given("booking_id")
    )
    # Center and customer come out of the movements, too: a planner that has counted nothing takes
    # a center's balances for few, and would begin with all of them if it knew which center it is.
    # A customer's are few indeed, so it does not matter by which index it looks them up.
    names = "center", "customer_id"
    tied = ties(movements, *(_MOVEMENT[name] for name in names)).order_by(None).subquery("tied")
    its = and_(_BALANCE.id == tied.c.balance_id, *(_BALANCE[n] == tied.c[n] for n in names))
    statement = select(*BALANCES.selected).select_from(tied.join(tables.balance, its))
    return asked(statement, "booking_id")


@answers(BalancesPaying)
def balances_paying(codec: Codec, question: BalancesPaying) -> Answer:
    """The balances that pay for a booking."""
    return Answer(_balances_paying(), (question.booking_id,), _by_id)


@cache
def _movements_of() -> Phrase:
    statement = select(*MOVEMENTS.selected).where(
        in_center(tables.movement), _MOVEMENT.balance_id == given("balance_id")
    )
    return asked(statement.order_by(_MOVEMENT.no), "balance_id")


@answers(MovementsOf)
def movements_of(codec: Codec, question: MovementsOf) -> Answer:
    """The ledger of a balance."""
    return Answer(_movements_of(), (question.balance_id,), MOVEMENTS.read)


def sales(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The sales for which *conditions* hold: a row for each of their lines, sale by sale."""
    joined = tables.sale.outerjoin(
        tables.sale_line, (_LINE.center == _SALE.center) & (_LINE.sale_id == _SALE.id)
    )
    return (
        select(*SALES.selected, *(_LINE[name] for name in SALE_LINE_COLUMNS))
        .select_from(joined)
        .where(in_center(tables.sale), *conditions)
        .order_by(_SALE.sold_at, _SALE.id, _LINE.no)
    )


@cache
def _sales_of(table: str | None) -> Phrase:
    return asked(sales(_SALE.customer_id == customer(table)), "owner")


@answers(SalesOf)
def sales_of(codec: Codec, question: SalesOf) -> Answer:
    """The sales of a customer, with their lines."""
    owner = question.customer
    return Answer(_sales_of(owner_table(owner)), (owner_id(owner),), sales_with_lines)


@cache
def sale_by_id() -> Phrase:
    """A sale, with its lines."""
    return asked(sales(_SALE.id == given("id")), "id")
