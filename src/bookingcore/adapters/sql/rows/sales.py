"""The rows of sales: what was sold, the balances granted, and their ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, texts, texts_json
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.sale import GrantOn, LineKind, Sale, SaleLine
from bookingcore.domain.values.money import Money


def _put_sale(codec: Codec, sale: Sale) -> Values:
    return (
        sale.id,
        sale.customer_id,
        sale.branch_id,
        sale.total.minor,
        sale.paid.minor,
        sale.pending.minor,
        sale.refunded.minor,
        sale.refunding.minor,
        sale.waived.minor,
        sale.total.currency,
        codec.put_day(sale.application_date),
        sale.grant_on.name,
        sale.granted,
        sale.voided,
        sale.coupon_id,
        codec.put_instant(sale.sold_at),
        sale.sold_by,
        sale.note,
        sale.version,
    )


def _get_sale(codec: Codec, row: Row, lines: tuple[SaleLine, ...] = ()) -> Sale:
    total, paid, pending, refunded, refunding, waived = (
        Money(minor=minor, currency=row[9]) for minor in row[3:9]
    )
    return Sale(
        id=row[0],
        customer_id=row[1],
        branch_id=row[2],
        lines=lines,
        total=total,
        paid=paid,
        pending=pending,
        refunded=refunded,
        refunding=refunding,
        waived=waived,
        application_date=codec.get_day(row[10]),
        grant_on=GrantOn[row[11]],
        granted=bool(row[12]),
        voided=bool(row[13]),
        coupon_id=row[14],
        sold_at=codec.get_instant(row[15]),
        sold_by=row[16],
        note=row[17],
        version=row[18],
    )


def sales_with_lines(codec: Codec, rows: Sequence[Row]) -> tuple[Sale, ...]:
    """The sales of *rows*: a row for each line in its order, the columns of both side by side."""
    width = len(SALES.columns)
    return tuple(
        _get_sale(codec, sale, _get_lines([row[width:] for row in its_rows]))
        for sale, its_rows in groupby(rows, lambda row: row[:width])
    )


SALE_LINE_COLUMNS = (
    "kind",
    "plan_id",
    "name",
    "quantity",
    "price_minor",
    "discount_minor",
    "currency",
    "units",
    "services",
    "valid_for",
    "grace_days",
    "balance_id",
    "booking_id",
    "gift_card_id",
)
"""What a sale's row is followed by, for `sales_with_lines`."""


def _lines_of(codec: Codec, sale: Sale) -> list[Values]:
    return [
        (
            sale.id,
            no,
            line.kind.name,
            line.plan_id,
            line.name,
            line.quantity,
            line.price.minor,
            line.discount.minor,
            line.price.currency,
            line.units,
            texts_json(line.services),
            line.valid_for,
            line.grace_days,
            line.balance_id,
            line.booking_id,
            line.gift_card_id,
        )
        for no, line in enumerate(sale.lines, start=1)
    ]


def _get_lines(rows: Sequence[Row]) -> tuple[SaleLine, ...]:
    """The lines in *rows*; every line has a kind, and a sale without lines one row without."""
    return tuple(_get_line(row) for row in rows if row[0] is not None)


def _get_line(row: Row) -> SaleLine:
    currency = row[6]
    return SaleLine(
        kind=LineKind[row[0]],
        plan_id=row[1],
        name=row[2],
        quantity=row[3],
        price=Money(minor=row[4], currency=currency),
        discount=Money(minor=row[5], currency=currency),
        units=row[7],
        services=texts(row[8]),
        valid_for=row[9],
        grace_days=row[10],
        balance_id=row[11],
        booking_id=row[12],
        gift_card_id=row[13],
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
        balance.refunded,
        balance.split_from,
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
        refunded=bool(row[12]),
        split_from=row[13],
        version=row[14],
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
        movement.other_id,
    )


def _get_movement(codec: Codec, row: Row) -> Movement:
    balance_id, no, kind, units, booking_id, customer_id, at, by, other_id = row
    return Movement(
        balance_id=balance_id,
        no=no,
        kind=MovementKind[kind],
        units=units,
        booking_id=booking_id,
        customer_id=customer_id,
        at=codec.get_instant(at),
        by=by,
        other_id=other_id,
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
        "pending_minor",
        "refunded_minor",
        "refunding_minor",
        "waived_minor",
        "currency",
        "application_date",
        "grant_on",
        "granted",
        "voided",
        "coupon_id",
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
        "refunded",
        "split_from",
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
        "other_id",
    ),
    put=_put_movement,
    get=_get_movement,
    versioned=False,
    through=("balance_id", tables.balance),
)
