"""A session and its places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.build import session


@pytest.mark.parametrize(
    ("capacity", "taken", "left"),
    [(10, 0, 10), (10, 10, 0), (3, 5, 0), (0, 0, 0), (None, 0, None), (None, 999, None)],
)
def test_places_left_are_never_below_zero(
    capacity: int | None, taken: int, left: int | None
) -> None:
    """A cut in capacity leaves more places taken than there are, and removes nobody."""
    assert session(capacity=capacity, taken=taken).places_left == left


@given(st.none() | st.integers(0, 5), st.integers(0, 8), st.integers(1, 5))
def test_there_is_room_for_as_many_as_are_left(
    capacity: int | None, taken: int, places: int
) -> None:
    of = session(capacity=capacity, taken=taken)

    assert of.has_room_for(places) is (capacity is None or taken + places <= capacity)
