"""A balance's validity, and what a new application date makes of it (A6)."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.periods import Validity
from tests.domain.build import balance, july


@pytest.mark.rule("A6", "A7")
def test_it_is_valid_from_the_first_to_the_last_day() -> None:
    assert balance(first=2, last=31).validity == Validity(july(2), july(31))


@pytest.mark.rule("A6")
@given(st.integers(1, 31), st.integers(0, 60), st.integers(-60, 90))
def test_a_new_application_date_moves_the_last_day_along(first: int, length: int, to: int) -> None:
    before = balance(first=first, last=first + length)

    after = before.applied_from(july(to))

    assert after == evolve(before, valid_from=july(to), valid_until=july(to + length))


@pytest.mark.rule("A6")
@pytest.mark.parametrize(("to", "last"), [(1, 20), (20, 20), (25, 25)])
def test_a_last_day_set_by_hand_stays_where_it_is(to: int, last: int) -> None:
    """Unless the first day would come after it: then one day of validity is left."""
    by_hand = balance(first=10, last=20, expiry_by_hand=True)

    after = by_hand.applied_from(july(to))

    assert (after.valid_from, after.valid_until) == (july(to), july(last))
    assert after.expiry_by_hand


@pytest.mark.rule("A6")
@pytest.mark.parametrize("by_hand", [True, False])
def test_what_is_valid_for_ever_stays_so(by_hand: bool) -> None:
    after = balance(last=None, expiry_by_hand=by_hand).applied_from(july(9))

    assert (after.valid_from, after.valid_until) == (july(9), None)
