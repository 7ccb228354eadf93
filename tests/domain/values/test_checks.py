"""Bounds on what a caller may hand in."""

from __future__ import annotations

from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.checks import member, name, shown, text, whole
from bookingcore.domain.values.languages import LANGUAGES, language
from bookingcore.errors import InvalidInput


class Color(Enum):
    RED = "red"
    BLUE = "blue"


@given(st.integers(-5, 5) | st.integers())
def test_a_whole_number_is_taken_within_its_bounds_only(number: int) -> None:
    if -3 <= number <= 3:
        assert whole(number, "n", -3, 3) == number
    else:
        with pytest.raises(InvalidInput, match="give a whole number from -3 to 3"):
            whole(number, "n", -3, 3)


@pytest.mark.parametrize("value", [True, False, 1.0, "1", None])
def test_nothing_else_is_a_whole_number(value: object) -> None:
    with pytest.raises(InvalidInput):
        whole(value, "n", 0, 9)


def test_text_loses_the_space_around_it_and_keeps_the_lines_within() -> None:
    assert text(" two\nlines\t", "note") == "two\nlines"
    assert text("", "note") == ""
    assert text("a" * 5, "note", longest=5) == "aaaaa"


@pytest.mark.parametrize("value", [None, 3, b"bytes", "a" * 6, "nul\x00", "half \ud83d"])
def test_text_that_no_column_holds_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        text(value, "note", longest=5)

    assert refused.value.field == "note"


@pytest.mark.parametrize("value", ["nul\x00", "half \ud83d"])
def test_nul_and_lone_surrogates_are_refused_at_any_length(value: str) -> None:
    with pytest.raises(InvalidInput, match="lone surrogates"):
        text(value, "note")


@pytest.mark.parametrize("value", ["", "  \n"])
def test_text_that_is_required_is_not_empty(value: str) -> None:
    with pytest.raises(InvalidInput, match="at least one character"):
        text(value, "note", required=True)


@given(st.text())
def test_text_is_taken_as_it_is_given_or_refused(value: str) -> None:
    try:
        taken = text(value, "note")
    except InvalidInput:
        return
    assert taken == value.strip()
    taken.encode()


@pytest.mark.parametrize("value", ["", " ", "two\nlines", "tab\tin it", "a" * 201, 3])
def test_a_name_is_one_line_of_up_to_200_characters(value: object) -> None:
    with pytest.raises(InvalidInput):
        name(value, "name")

    assert name(" Straße 🙂 ", "name") == "Straße 🙂"
    assert len(name("a" * 200, "name")) == 200


def test_a_choice_is_given_as_such_or_by_its_name() -> None:
    assert member(Color.RED, "color", Color) is Color.RED
    assert member("BLUE", "color", Color) is Color.BLUE


@pytest.mark.parametrize("value", ["red", "GREEN", None, 0])
def test_another_choice_is_refused_with_the_names(value: object) -> None:
    with pytest.raises(InvalidInput, match="give one of RED, BLUE"):
        member(value, "color", Color)


@pytest.mark.parametrize("given", LANGUAGES)
def test_a_language_is_one_that_the_library_speaks(given: str) -> None:
    assert language(given, "language") == given


@pytest.mark.parametrize("value", ["de", "EN", None, 3, ["it"]])
def test_another_language_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput, match="give one of en, it, es"):
        language(value, "language")


@given(st.text() | st.binary() | st.integers())
def test_a_value_is_shown_in_80_plain_characters_at_most(value: object) -> None:
    form = shown(value)

    assert form.isascii()
    assert form == ascii(value) if len(ascii(value)) <= 80 else len(form) == 80


class Shy:
    """It refuses to show itself."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


def test_what_fits_is_shown_whole_and_what_does_not_ends_in_dots() -> None:
    assert shown("a" * 78) == "'" + "a" * 78 + "'"
    assert shown("a" * 79) == "'" + "a" * 76 + "..."


def test_what_cannot_be_shown_is_named_by_its_type() -> None:
    assert shown(Shy()) == "<Shy>"
    assert shown(10**5000) == "<int>"
