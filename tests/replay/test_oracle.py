"""The oracle agrees with trying every way of sharing out the units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from examples.replay.oracle import Units, Wanted, addable, most_places_paid

SERVICES = ("single", "double")

days = st.integers(1, 4).map(lambda day: date(2016, 3, day))
lots = st.builds(
    Units,
    st.frozensets(st.sampled_from(SERVICES), min_size=1),
    days,
    days,
    st.integers(0, 2),
)
wishes = st.builds(Wanted, st.sampled_from(SERVICES), days, st.integers(1, 2))


def covers(lot: Units, wish: Wanted) -> bool:
    return wish.service in lot.services and lot.first <= wish.on <= lot.last


def most_by_trying(places: Sequence[Wanted], stock: tuple[int, ...], lots: list[Units]) -> int:
    """Give each place, one after another, any unit or none."""
    if not places:
        return 0
    wish, *others = places
    tries = [most_by_trying(others, stock, lots)]
    for number, lot in enumerate(lots):
        if stock[number] and covers(lot, wish):
            less = (*stock[:number], stock[number] - 1, *stock[number + 1 :])
            tries.append(1 + most_by_trying(others, less, lots))
    return max(tries)


@given(st.lists(wishes, max_size=3), st.lists(lots, max_size=3))
def test_the_most_places_that_can_be_paid(wanted: list[Wanted], units: list[Units]) -> None:
    places = [wish for wish in wanted for _ in range(wish.places)]
    stock = tuple(lot.number for lot in units)

    assert most_places_paid(wanted, units) == most_by_trying(places, stock, units)


def test_two_places_are_not_added_where_one_unit_is_left() -> None:
    day = date(2016, 3, 4)
    units = [Units(frozenset({"double"}), day, day, 1)]
    one, two = Wanted("double", day, 1), Wanted("double", day, 2)

    assert addable([one, two], [], units) == [one]
