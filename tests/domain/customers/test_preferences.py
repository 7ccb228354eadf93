"""What a customer wants to be told of, and through which channel."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.customers.preferences import (
    Category,
    Channel,
    Channels,
    Preferences,
    preferences,
)
from bookingcore.errors import InvalidInput

choices = st.none() | st.booleans()
channels = st.builds(Channels, email=choices, push=choices, sms=choices)
chosen = st.builds(Preferences, **{each.value: channels for each in Category})


def stricter(first: bool | None, second: bool | None) -> bool | None:
    """No before yes before no choice."""
    return min((each for each in (first, second) if each is not None), default=None)


@pytest.mark.rule("A40")
@pytest.mark.hypothesis
@given(chosen, chosen)
def test_of_two_cards_every_no_stands_and_a_yes_fills_what_is_open(
    first: Preferences, second: Preferences
) -> None:
    both = first.united(second)
    for category in Category:
        for channel in Channel:
            said = (each.of(category).of(channel) for each in (first, second))
            assert both.of(category).of(channel) is stricter(*said)

    assert both == second.united(first)


def test_nothing_is_chosen_at_first() -> None:
    assert {Preferences().of(each) for each in Category} == {Channels()}
    assert {Channels().of(each) for each in Channel} == {None}


@pytest.mark.parametrize(
    "given", [{"email": 1}, {"push": "no"}, {"sms": 0.0}], ids=lambda given: next(iter(given))
)
def test_a_choice_is_yes_no_or_none(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        Channels(**given)


def test_what_are_no_preferences_is_refused() -> None:
    assert preferences(Preferences()) == Preferences()
    with pytest.raises(InvalidInput):
        preferences({})
    with pytest.raises(InvalidInput):
        Preferences(service=True)
