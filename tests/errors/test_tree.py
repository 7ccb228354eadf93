"""The error tree: stable codes, sentences in three languages, facts that survive the journey."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from copy import copy, deepcopy
from datetime import date
from typing import Any, get_type_hints

import attrs
import pytest
from pendulum import UTC, DateTime

import bookingcore.errors
from bookingcore.errors import (
    BookingCoreError,
    Conflict,
    Contended,
    InvalidInput,
    Language,
    Misuse,
    Refused,
    SessionFull,
    StoreNotMigrated,
    Unavailable,
    Unknown,
)

NOON = DateTime(2026, 7, 2, 12, tzinfo=UTC)

EXAMPLES: dict[object, object] = {
    str: "text",
    int: 3,
    date: NOON.date(),
    str | None: None,
}
"""A value for each type of field; any other is an instant."""

LANGUAGES: tuple[Language, ...] = ("en", "it", "es")


def classes(root: type[BookingCoreError]) -> Iterator[type[BookingCoreError]]:
    """The library's own; a test elsewhere may have errors of its own."""
    if root.__module__.startswith("bookingcore."):
        yield root
    for child in root.__subclasses__():
        yield from classes(child)


def example(of: type[BookingCoreError]) -> BookingCoreError:
    """An error of that class with a value in every field."""
    hints = get_type_hints(of)
    names = [field.name for field in attrs.fields(of) if field.init]
    values: dict[str, Any] = {name: EXAMPLES.get(hints[name], NOON) for name in names}
    if "rerun" in values:
        values["rerun"] = "command"
    return of(**values)


EVERY = sorted(set(classes(BookingCoreError)), key=lambda error: error.__name__)
REFUSALS = [error for error in EVERY if issubclass(error, Refused) and error is not Refused]
BRANCHES = (Refused, Conflict, Misuse, Unavailable)
LEAVES = [error for error in EVERY if error not in {BookingCoreError, Refused, Misuse, Unavailable}]

named = pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.__name__)


def test_every_error_is_public_and_stands_on_one_branch() -> None:
    assert sorted(error.__name__ for error in EVERY) == sorted(
        set(bookingcore.errors.__all__) - {"Language"}
    )
    for error in set(EVERY) - {BookingCoreError}:
        assert sum(issubclass(error, branch) for branch in BRANCHES) == 1


def test_codes_are_stable_and_no_two_alike() -> None:
    codes = [error.code for error in EVERY if error is not Refused]

    assert len(set(codes)) == len(codes)
    assert all(code.isidentifier() and code.islower() for code in codes)


@named
def test_facts_survive_pickle_and_copy(error: type[BookingCoreError]) -> None:
    made = example(error)

    for again in (pickle.loads(pickle.dumps(made)), copy(made), deepcopy(made)):
        assert type(again) is error
        assert attrs.asdict(again) == attrs.asdict(made)
        assert str(again) == str(made)


@named
def test_the_message_is_one_sentence_made_of_the_facts(error: type[BookingCoreError]) -> None:
    message = str(example(error))

    assert message
    assert "{" not in message
    assert "\n" not in message


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_speaks_three_languages(error: type[Refused], language: Language) -> None:
    refused = example(error)
    assert isinstance(refused, Refused)

    sentence = refused.told(language)

    assert sentence
    assert "{" not in sentence
    assert set(error.texts) == set(LANGUAGES)
    assert len(set(error.texts.values())) == len(LANGUAGES)


def test_a_refusal_is_told_in_english_when_nobody_asks() -> None:
    full = SessionFull("s1", 3, 1)

    assert str(full) == full.told("en")
    assert full.told("it") == (
        "posti liberi: 1, richiesti: 3; scegli un'altra seduta o mettiti in coda"
    )


def test_violations_travel_along_and_the_raised_one_is_the_first_of_them() -> None:
    first, second = SessionFull("s1", 3, 1), Unknown("session", "s2")
    first.violations = (first, second)

    for again in (pickle.loads(pickle.dumps(first)), deepcopy(first)):
        assert [violation.code for violation in again.violations] == ["session_full", "unknown"]
        assert again.violations[0] is again
    assert copy(first).violations == first.violations
    assert second.violations == ()
    assert "violations" not in repr(first)


def test_what_went_wrong_says_the_way_out() -> None:
    assert str(InvalidInput("places", "0", "give 1 or more")) == (
        "places=0 cannot be used; give 1 or more"
    )
    assert str(Conflict("transaction")).endswith("run the transaction again")
    assert "20 times" in str(Contended("command", 20))
    assert "revision none" in str(StoreNotMigrated("sqlite:///studio.db", None, "0001"))
    assert "revision 0000" in str(StoreNotMigrated("sqlite:///studio.db", "0000", "0001"))


def test_a_host_s_own_refusal_speaks_as_far_as_it_has_words() -> None:
    @attrs.define(slots=False)
    class Wordless(Refused):
        code = "wordless"

    @attrs.define(slots=False)
    class English(Refused):
        color: str
        code = "english"
        texts = {"en": "not in {color}"}  # noqa: RUF012 - as a host may write it

    assert (str(Wordless()), Wordless().told("it")) == ("wordless", "wordless")
    assert English("red").told("it") == "not in red"
