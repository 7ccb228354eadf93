"""Anything that a caller may hand in: what is meant, what is not, and what is meant to hurt."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, NoReturn

import pendulum
from attrs import evolve, fields
from hypothesis import strategies as st

from bookingcore import (
    SYSTEM,
    Attendance,
    BookingStatus,
    CancellationPolicy,
    CenterSettings,
    Customer,
    Method,
    Money,
    Oneself,
    Override,
    ServicePolicy,
    Staff,
)
from tests.desk.face import ENTITIES, Stock

Handed = Callable[[Stock], Any]
"""A value to hand in, made of what the center holds."""


class Hostile:
    """Raises whatever is done with it."""

    def _raise(self, *_: object) -> NoReturn:
        raise RuntimeError("nobody looks into this one")

    __repr__ = __str__ = __format__ = __bool__ = __len__ = __iter__ = __int__ = __index__ = _raise
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __add__ = __contains__ = _raise
    __hash__ = _raise


class Colour(str, Enum):  # noqa: UP042 - a StrEnum shows itself as its text
    """Text, by inheritance."""

    RED = "red"


HUGE = 10 ** (sys.get_int_max_str_digits() + 10)
"""So long a number that Python refuses to write it down."""

_TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(), max_size=5),
    st.sampled_from(
        (
            *(
                "",
                " ",
                "\x00",
                "a\x00b",
                "\ud800",
                "\n",
                "\x1b[31m",
                "è",
                "%",
                "_",
                "'; DROP TABLE",
            ),
            *("a" * 201, "x" * 100_001, "9" * 40, "0", "-1", "1e5", "NaN", "inf", "10.555", "①"),
            *(
                "2026-07-02",
                "2026-02-30",
                "2026-07-02T18:00",
                "2026-W27-4",
                "9999-12-31",
                "0001-01-01",
            ),
            *("2026-03-29T02:30", "2026-10-25T02:30", "2026-07-02T18:00+99:00", "24:00", "now"),
            *("Europe/Rome", "../../etc/passwd", "EUR", "BOOKED", "staff:maria", "null", "None"),
        )
    ),
)
_NUMBERS = st.one_of(
    st.integers(-3, 12),
    st.integers(),
    st.sampled_from((HUGE, -HUGE, 2**31, 2**63 - 1, 2**63, -(2**63), 10**18)),
    st.floats(),
    st.decimals(),
    st.sampled_from((Decimal("sNaN"), Decimal("1e999999"), Fraction(1, 3), 1 + 2j)),
)
_TIMES = st.one_of(
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.timezones()),
    st.timedeltas(),
    st.sampled_from(
        (
            *(date.min, date.max, timedelta.min, timedelta.max, time()),
            *(datetime.min, datetime.max),  # noqa: DTZ901
            *(pendulum.now("UTC"), pendulum.duration(months=1), pendulum.duration(minutes=30)),
            datetime.max.replace(tzinfo=pendulum.UTC),
            datetime.min.replace(tzinfo=pendulum.timezone("Asia/Tokyo")),
        )
    ),
)
_OBJECTS = st.one_of(
    st.sampled_from((None, True, False, ..., NotImplemented, b"", bytearray(b"1"), object, len)),
    st.sampled_from((Attendance.ABSENT, BookingStatus.BOOKED, Method.CARD, Colour.RED)),
    st.sampled_from((SYSTEM, Staff("maria"), Oneself("nobody"), ServicePolicy())),
    st.sampled_from((CancellationPolicy(limit=60), CenterSettings(), Customer)),
    st.just(Override(reason="va bene", codes={"session_full", "balance_required"})),
    st.sampled_from(
        (Money.of(5, "USD"), Money.of(-5, "EUR"), Money(minor=2**63 - 1, currency="EUR"))
    ),
    st.binary(max_size=5),
    st.builds(object),
    st.builds(Hostile),
    st.builds(iter, st.just((1, 2))),
)
_SCALARS = st.one_of(_TEXTS, _NUMBERS, _TIMES, _OBJECTS)


def _as_is(value: object) -> Handed:
    return lambda _: value


def _entity(kind: str) -> Handed:
    return lambda stock: getattr(stock, kind)


def _id(kind: str) -> Handed:
    return lambda stock: getattr(stock, kind).id


def _forged(kind: str, id: object) -> Handed:
    return lambda stock: evolve(getattr(stock, kind), id=id)


KINDS = tuple(ENTITIES.values())
assert set(KINDS) < {field.name for field in fields(Stock)}

SINGLE: st.SearchStrategy[Handed] = st.one_of(
    _SCALARS.map(_as_is),
    st.sampled_from(KINDS).map(_entity),
    st.sampled_from(KINDS).map(_id),
    st.builds(_forged, st.sampled_from(KINDS), _SCALARS),
)


def _all_of(container: Callable[[list[Any]], Any], parts: list[Handed]) -> Handed:
    return lambda stock: container([part(stock) for part in parts])


def _pair(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(parts)


ANYTHING: st.SearchStrategy[Handed] = st.one_of(
    SINGLE,
    SINGLE,
    st.builds(_all_of, st.sampled_from((list, tuple)), st.lists(SINGLE, max_size=3)),
    st.builds(_all_of, st.just(_pair), st.lists(SINGLE, min_size=2, max_size=2)),
    st.sampled_from(({}, {"a": 1}, set(), frozenset({1}))).map(_as_is),
)
"""A single value of any kind, or a few of them together."""
