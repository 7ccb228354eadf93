"""Strategies for values, and for choosing among rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from pendulum import DateTime

from bookingcore.domain.values.actors import SYSTEM, Actor, Oneself, Staff
from bookingcore.domain.values.ids import (
    CustomerId,
    uuid7,
)
from bookingcore.domain.values.moments import utc
from bookingcore.domain.values.money import Money

T = TypeVar("T")

CURRENCIES = ("EUR", "CHF", "JPY", "BHD")
ZONES = ("UTC", "Europe/Rome", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")

_ONE_LINE = st.characters(exclude_categories=("Cs", "Cc"))
_LINES = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")


_YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC)
_CENTURY = 36_525 * 24 * 3_600 * 1_000_000


@cache
def ids() -> st.SearchStrategy[str]:
    """UUIDv7 text."""
    return st.builds(uuid7, st.integers(0, 2**48 - 1), st.integers(0, 2**74 - 1))


@cache
def names() -> st.SearchStrategy[str]:
    """One line of clean text, 1 to 200 characters."""
    return st.text(_ONE_LINE, min_size=1, max_size=200).map(str.strip).filter(bool)


@cache
def notes() -> st.SearchStrategy[str]:
    """Clean text of several lines, or none."""
    return st.text(_LINES, max_size=300).map(str.strip)


@cache
def instants() -> st.SearchStrategy[DateTime]:
    """Instants of three centuries, UTC, to the microsecond."""
    return st.integers(-_CENTURY, 2 * _CENTURY).map(
        lambda microseconds: utc(_YEAR_2000 + timedelta(microseconds=microseconds))
    )


@cache
def days() -> st.SearchStrategy[date]:
    """Local dates of the years that matter."""
    return st.dates(date(1990, 1, 1), date(2199, 12, 31))


@cache
def walls() -> st.SearchStrategy[str]:
    """Wall times of whole minutes, as ISO text without offset."""
    return st.builds(lambda day, time: f"{day}T{time:%H:%M}:00", days(), st.times())


@cache
def emails() -> st.SearchStrategy[str]:
    """E-mail addresses as people write them."""
    return st.emails().filter(lambda address: len(address) <= 254)


def money(
    currency: str | None = None, *, least: int = 0, most: int = 10**12
) -> st.SearchStrategy[Money]:
    """Amounts of *least* to *most* minor units, in *currency* or any of a few."""
    currencies = st.sampled_from(CURRENCIES) if currency is None else st.just(currency)
    return st.builds(Money, minor=st.integers(least, most), currency=currencies)


@cache
def actors() -> st.SearchStrategy[Actor]:
    """Staff, customers for themselves, the system."""
    return st.one_of(
        st.builds(Staff, names()), st.builds(Oneself, ids().map(CustomerId)), st.just(SYSTEM)
    )


def or_any(given: T | None, any_one: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """*given*, or any one where none is given."""
    return any_one if given is None else st.just(given)


def few(rows: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    """One to three of *rows*, each with an id of its own."""
    return st.lists(rows, min_size=1, max_size=3, unique_by=lambda row: getattr(row, "id", row))


def some_of(
    given: Sequence[Any] | None, any_one: st.SearchStrategy[Any]
) -> st.SearchStrategy[tuple[Any, ...]]:
    """The ids of some of *given*, or of a few of any, each once."""
    rows = st.lists(
        any_one if given is None else st.sampled_from(list(given)),
        max_size=3,
        unique_by=lambda row: row.id,
    )
    return rows.map(lambda chosen: tuple(row.id for row in chosen))
