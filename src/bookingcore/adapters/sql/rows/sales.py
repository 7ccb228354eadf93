"""The rows of sales: what was sold and paid, the balances granted, and their ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, texts, texts_json
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.sale import GrantOn, Method, Payment, Sale, SaleLine
from bookingcore.domain.values.money import Money


def _put_sale(codec: Codec, sale: Sale) -> Values:
    return (
        sale.id,
        sale.customer_id,
        sale.branch_id,
        sale.total.minor,
        sale.paid.minor,
        sale.total.currency,
        codec.put_day(sale.application_date),
        sale.grant_on.name,
        sale.granted,
        codec.put_instant(sale.sold_at),
        sale.sold_by,
        sale.note,
        sale.version,
    )


def _get_sale(codec: Codec, row: Row, lines: tuple[SaleLine, ...] = ()) -> Sale:
    currency = row[5]
    return Sale(
        id=row[0],
        customer_id=row[1],
        branch_id=row[2],
        lines=lines,
        total=Money(minor=row[3], currency=currency),
        paid=Money(minor=row[4], currency=currency),
        application_date=codec.get_day(row[6]),
        grant_on=GrantOn[row[7]],
        granted=bool(row[8]),
        sold_at=codec.get_instant(row[9]),
        sold_by=row[10],
        note=row[11],
        version=row[12],
    )


def sales_with_lines(codec: Codec, rows: Sequence[Row]) -> tuple[Sale, ...]:
    """The sales of *rows*: a row for each line in its order, the columns of both side by side."""
    width = len(SALES.columns)
    return tuple(
        _get_sale(codec, sale, _get_lines([row[width:] for row in its_rows]))
        for sale, its_rows in groupby(rows, lambda row: row[:width])
    )


SALE_LINE_COLUMNS = (
    "plan_id",
    "name",
    "quantity",
    "price_minor",
    "currency",
    "units",
    "balance_id",
    "booking_id",
)
"""What a sale's row is followed by, for `sales_with_lines`."""


def _lines_of(codec: Codec, sale: Sale) -> list[Values]:
    return [
        (
            sale.id,
            no,
            line.plan_id,
            line.name,
            line.quantity,
            line.price.minor,
            line.price.currency,
            line.units,
            line.balance_id,
            line.booking_id,
        )
        for no, line in enumerate(sale.lines, start=1)
    ]


def _get_lines(rows: Sequence[Row]) -> tuple[SaleLine, ...]:
    """The lines in *rows*; every line has a name, and a sale without lines one row without."""
    return tuple(_get_line(row) for row in rows if row[1] is not None)


def _get_line(row: Row) -> SaleLine:
    plan_id, name, quantity, price_minor, currency, units, balance_id, booking_id = row
    return SaleLine(
        plan_id=plan_id,
        name=name,
        quantity=quantity,
        price=Money(minor=price_minor, currency=currency),
        units=units,
        balance_id=balance_id,
        booking_id=booking_id,
    )


def _put_payment(codec: Codec, payment: Payment) -> Values:
    return (
        payment.id,
        payment.sale_id,
        payment.customer_id,
        payment.amount.minor,
        payment.amount.currency,
        payment.method.name,
        codec.put_instant(payment.at),
        payment.by,
    )


def _get_payment(codec: Codec, row: Row) -> Payment:
    id, sale_id, customer_id, amount_minor, currency, method, at, by = row
    return Payment(
        id=id,
        sale_id=sale_id,
        customer_id=customer_id,
        amount=Money(minor=amount_minor, currency=currency),
        method=Method[method],
        at=codec.get_instant(at),
        by=by,
    )


def _put_balance(codec: Codec, balance: Balance) -> Values:
    return (
        balance.id,
        balance.customer_id,
        balance.sale_id,
        balance.plan_id,
        texts_json(balance.services),
        balance.units,
        balance.remaining,
        balance.moves,
        codec.put_day(balance.valid_from),
        codec.put_maybe_day(balance.valid_until),
        balance.expiry_by_hand,
        balance.grace_days,
        balance.version,
    )


def _get_balance(codec: Codec, row: Row) -> Balance:
    return Balance(
        id=row[0],
        customer_id=row[1],
        sale_id=row[2],
        plan_id=row[3],
        services=texts(row[4]),
        units=row[5],
        remaining=row[6],
        moves=row[7],
        valid_from=codec.get_day(row[8]),
        valid_until=codec.get_maybe_day(row[9]),
        expiry_by_hand=bool(row[10]),
        grace_days=row[11],
        version=row[12],
    )


def _put_movement(codec: Codec, movement: Movement) -> Values:
    return (
        movement.balance_id,
        movement.no,
        movement.kind.name,
        movement.units,
        movement.booking_id,
        movement.customer_id,
        codec.put_instant(movement.at),
        movement.by,
    )


def _get_movement(codec: Codec, row: Row) -> Movement:
    balance_id, no, kind, units, booking_id, customer_id, at, by = row
    return Movement(
        balance_id=balance_id,
        no=no,
        kind=MovementKind[kind],
        units=units,
        booking_id=booking_id,
        customer_id=customer_id,
        at=codec.get_instant(at),
        by=by,
    )


SALES = Kept(
    row=Sale,
    table=tables.sale,
    columns=(
        "id",
        "customer_id",
        "branch_id",
        "total_minor",
        "paid_minor",
        "currency",
        "application_date",
        "grant_on",
        "granted",
        "sold_at",
        "sold_by",
        "note",
        "version",
    ),
    put=_put_sale,
    get=_get_sale,
    steady=("customer_id", "sold_at"),
    parts=(PartTable(table=tables.sale_line, owner="sale_id", rows=_lines_of),),
)

PAYMENTS = Kept(
    row=Payment,
    table=tables.payment,
    columns=(
        "id",
        "sale_id",
        "customer_id",
        "amount_minor",
        "currency",
        "method",
        "taken_at",
        "taken_by",
    ),
    put=_put_payment,
    get=_get_payment,
    versioned=False,
    through=("sale_id", tables.sale),
)

BALANCES = Kept(
    row=Balance,
    table=tables.balance,
    columns=(
        "id",
        "customer_id",
        "sale_id",
        "plan_id",
        "services",
        "units",
        "remaining",
        "moves",
        "valid_from",
        "valid_until",
        "expiry_by_hand",
        "grace_days",
        "version",
    ),
    put=_put_balance,
    get=_get_balance,
    steady=("customer_id", "sale_id"),
)

MOVEMENTS = Kept(
    row=Movement,
    table=tables.movement,
    key=("balance_id", "no"),
    columns=(
        "balance_id",
        "no",
        "kind",
        "units",
        "booking_id",
        "customer_id",
        "moved_at",
        "moved_by",
    ),
    put=_put_movement,
    get=_get_movement,
    versioned=False,
    through=("balance_id", tables.balance),
)
