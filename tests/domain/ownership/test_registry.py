"""The registry of rows: every type that a store keeps is on it, once, with what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from attrs import fields, fields_dict, frozen

from bookingcore.adapters.memory.books import Books
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.ownership.registry import (
    OWNED,
    OWNED_THROUGH,
    UNOWNED,
    Absorbing,
    Erasing,
)
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.store import Remember

ON_SQL = frozenset(KEPT) - {Remember}
"""What a command is remembered by says nothing about anybody."""

IN_MEMORY = frozenset(Books().tables)

NAMING = frozenset(name for owned in OWNED.values() for name in owned.by)
"""The fields that name whose a row is."""


def forgotten(kept: Iterable[type[Any]]) -> set[type[Any]]:
    """The types among *kept* that are not on the registry, or more than once, or ill-placed."""
    lists = (OWNED, OWNED_THROUGH, UNOWNED)
    places = {row: [row in named for named in lists].count(True) for row in kept}
    return {row for row, count in places.items() if count != 1 or _ill_placed(row)}


def _ill_placed(row: type[Any]) -> bool:
    """Whether a type names a customer and nobody says that they own it, or the other way round."""
    named = OWNED[row].by if row in OWNED else ()
    return NAMING & {*fields_dict(row)} != {*named}


@frozen(kw_only=True)
class Locker:
    """A noun that forgot to join."""

    id: str
    customer_id: CustomerId


@frozen(kw_only=True)
class Towel:
    """Another one, which belongs to nobody."""

    id: str


@pytest.mark.parametrize("kept", [ON_SQL, IN_MEMORY], ids=["sql", "memory"])
def test_every_row_that_is_kept_is_on_the_registry_once(kept: frozenset[type[Any]]) -> None:
    assert forgotten(kept) == set()


def test_both_stores_keep_what_is_on_the_registry_and_nothing_else() -> None:
    assert ON_SQL == IN_MEMORY == {*OWNED, *OWNED_THROUGH, *UNOWNED}


@pytest.mark.parametrize("noun", [Locker, Towel])
def test_a_noun_that_forgot_to_join_is_noticed(noun: type[Any]) -> None:
    assert forgotten({*ON_SQL, noun}) == {noun}


def test_a_noun_that_joined_in_the_wrong_place_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As nobody's, although it names a customer; or as somebody's too."""
    monkeypatch.setitem(UNOWNED, Locker, "nobody's")
    monkeypatch.setitem(UNOWNED, Customer, "the card itself")
    monkeypatch.setitem(OWNED_THROUGH, Customer, (Locker, "id"))

    assert forgotten({*ON_SQL, Locker}) == {Locker, Customer}


@pytest.mark.parametrize("kept", KEPT.values(), ids=lambda kept: kept.row.__name__)
def test_a_table_that_names_a_customer_keeps_what_belongs_to_customers(kept: Any) -> None:
    """So do the tables of its parts, but for the card's own."""
    tables = [kept.table, *(part.table for part in kept.parts)]
    named = {name for table in tables for name in NAMING if name in table.c}

    owned = OWNED[kept.row].by if kept.row in OWNED else ()
    assert named == ({"customer_id"} if kept.row is Customer else {*owned})


@pytest.mark.parametrize("row", OWNED, ids=lambda row: row.__name__)
def test_what_is_blanked_is_a_field_that_is_there(row: type[Any]) -> None:
    owned = OWNED[row]

    assert set(owned.blanks) <= {field.name for field in fields(row)}
    assert bool(owned.blanks) is (owned.erasing is Erasing.BLANKED)


@pytest.mark.parametrize("row", OWNED_THROUGH, ids=lambda row: row.__name__)
def test_what_belongs_through_another_row_names_it(row: type[Any]) -> None:
    other, field = OWNED_THROUGH[row]

    assert other in OWNED
    assert field in fields_dict(row)


def test_what_moves_with_nobody_is_of_no_use_to_anybody_else() -> None:
    gone = {row for row, owned in OWNED.items() if owned.absorbing is Absorbing.GOES}

    assert {row.__name__ for row in gone} == {"AccountToken"}
    assert {OWNED[row].exported for row in gone} == {None}


def test_every_section_of_the_export_has_a_name_of_its_own() -> None:
    sections = [owned.exported for owned in OWNED.values() if owned.exported]

    assert len(set(sections)) == len(sections) > 0
    assert all(reason for reason in UNOWNED.values())
