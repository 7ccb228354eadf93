"""What the cards of an older schema say in the columns and tables of the newer one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bookingcore.adapters.sql.rows.kept import canonical_json
from bookingcore.domain.customers.addresses import of_both

_LIVE = ("ACTIVE", "DEREGISTERED")
_BATCH = 1_000

_CARD = sa.table(
    "bk_customer",
    *map(sa.column, ("center", "id", "name", "surname", "account_name", "account_surname")),
    *map(sa.column, ("email", "login_email", "phone", "status", "search")),
)
_EMAIL = sa.table("bk_customer_email", *map(sa.column, ("center", "email", "customer_id")))
_ADDRESS = sa.table("bk_address", *map(sa.column, ("center", "id", "holders", "version")))

Cards = Sequence[Any]


def carry_cards_over(connection: sa.Connection) -> None:
    """Give each account its card's names, each address its holders, and phones to be found.

    Until now nobody minded how many cards had an address: each of them is among its holders.
    """
    names = {"account_name": _CARD.c.name, "account_surname": _CARD.c.surname}
    connection.execute(sa.update(_CARD).values(names))
    centers = connection.scalars(sa.select(_CARD.c.center).distinct()).all()
    for center in centers:
        columns = _CARD.c.id, _CARD.c.email, _CARD.c.login_email, _CARD.c.status
        found = sa.select(*columns, _CARD.c.phone, _CARD.c.search).order_by(_CARD.c.id)
        cards = connection.execute(found.where(_CARD.c.center == center)).all()
        _hold_addresses(connection, center, cards)
        _find_by_digits(connection, center, cards)


def _hold_addresses(connection: sa.Connection, center: str, cards: Cards) -> None:
    holders: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        if card.status in _LIVE:
            for address in of_both(card.email, card.login_email):
                holders[address].append(card.id)
    emails = [
        {"center": center, "email": address, "customer_id": card}
        for address, its in holders.items()
        for card in its
    ]
    addresses = [
        {"center": center, "id": address, "holders": canonical_json(its), "version": 1}
        for address, its in holders.items()
    ]
    _in_batches(connection, sa.insert(_EMAIL), emails)
    _in_batches(connection, sa.insert(_ADDRESS), addresses)


def _find_by_digits(connection: sa.Connection, center: str, cards: Cards) -> None:
    """A phone number is found by its digits alone, too."""
    said = []
    for card in cards:
        digits = "".join(filter(str.isdecimal, card.phone or ""))
        if digits and not card.search.endswith(f"\n{digits}"):
            said.append({"its": card.id, "said": f"{card.search}\n{digits}"})
    statement = (
        sa.update(_CARD)
        .values(search=sa.bindparam("said"))
        .where(_CARD.c.center == center, _CARD.c.id == sa.bindparam("its"))
    )
    _in_batches(connection, statement, said)


def _in_batches(
    connection: sa.Connection, statement: sa.Insert | sa.Update, rows: list[dict[str, Any]]
) -> None:
    for start in range(0, len(rows), _BATCH):
        connection.execute(statement, rows[start : start + _BATCH])
