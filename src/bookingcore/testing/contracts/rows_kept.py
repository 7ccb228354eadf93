"""Every row comes back as it was saved."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from attrs import evolve, fields, has

from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.memberships.membership import MembershipPeriod
from bookingcore.domain.sales.balance import Movement
from bookingcore.domain.sales.gift_card import GiftCardMovement
from bookingcore.domain.values.events import Event
from bookingcore.ports.gift_cards import GiftCardMovementsOf
from bookingcore.ports.memberships import PeriodsOf
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import (
    All,
    ById,
    History,
    MovementsOf,
    Question,
)
from bookingcore.testing.contracts.people_rows import a_form, an_assignment, submitted
from bookingcore.testing.contracts.rows import a_center, a_customer, an_event
from bookingcore.testing.contracts.specimens import BARE, FULL, PUT, REFERRED
from bookingcore.testing.contracts.studio import OnAStore, Studio


class RowContract(OnAStore):
    """Every field of every row comes back with its value and its type."""

    @pytest.mark.parametrize("row", FULL, ids=lambda row: type(row).__name__)
    def test_a_full_row_comes_back_as_it_was_saved(self, studio: Studio, row: Any) -> None:
        assert_comes_back(_prepared(studio, row), row)

    @pytest.mark.parametrize("row", BARE, ids=lambda row: type(row).__name__)
    def test_a_bare_row_comes_back_as_it_was_saved(self, studio: Studio, row: Any) -> None:
        assert_comes_back(_prepared(studio, row), row)

    @pytest.mark.parametrize(
        ("before", "after"), PUT, ids=[type(after).__name__ for _, after in PUT]
    )
    def test_a_row_that_was_put_comes_back_as_it_was_put(
        self, studio: Studio, before: Any, after: Any
    ) -> None:
        prepared = _prepared(studio, before)
        prepared.add(before)
        prepared.put(after)

        assert_same(prepared.ask(question_for(after)), after)

    @pytest.mark.parametrize(
        "row", [before for before, _ in PUT], ids=lambda row: type(row).__name__
    )
    def test_a_new_row_has_version_one(self, studio: Studio, row: Any) -> None:
        prepared = _prepared(studio, row)
        prepared.add(row)

        (loaded,) = prepared.ask(question_for(row))
        assert loaded.version == 1

    def test_an_event_is_out_of_reach_once_it_is_saved(self, studio: Studio) -> None:
        facts, words = {"fields": "name"}, {"note": "as it was"}
        event = an_event(facts=facts, words=words)
        studio.add(event)
        facts["fields"], words["note"] = "spoilt", "spoilt"

        (loaded,) = studio.ask(History(event.subject))
        assert (loaded.facts, loaded.words) == ({"fields": "name"}, {"note": "as it was"})

    def test_an_event_is_out_of_reach_once_it_is_read(self, studio: Studio) -> None:
        studio.add(an_event(words={"note": "as it was"}))
        (read,) = studio.ask(History(a_customer(1).id))
        for spoilt in (read.facts, read.words):
            if isinstance(spoilt, dict):
                spoilt.clear()

        assert studio.ask(History(a_customer(1).id)) == (an_event(words={"note": "as it was"}),)

    def test_the_answers_of_a_form_are_out_of_reach_once_they_are_saved(
        self, studio: Studio
    ) -> None:
        answers = {"Allergies?": "none"}
        assigned = evolve(an_assignment(), answers=answers)
        studio.add(a_form(), assigned)
        answers.clear()

        (loaded,) = studio.ask(ById(FormAssignment, assigned.id))
        assert loaded.answers == {"Allergies?": "none"}

    def test_the_answers_of_a_form_are_out_of_reach_once_they_are_read(
        self, studio: Studio
    ) -> None:
        assigned = submitted(an_assignment())
        studio.add(a_form(), assigned)
        questions = ById(FormAssignment, assigned.id), Owned(FormAssignment, a_customer(1).id)
        for question in (*questions, All(FormAssignment)):
            (read,) = studio.ask(question)
            if isinstance(read.answers, dict):
                read.answers.clear()

        assert studio.ask(questions[0]) == (submitted(an_assignment()),)


def _prepared(studio: Studio, row: Any) -> Studio:
    """The studio with all that *row* may refer to; a new center for a center."""
    if isinstance(row, type(a_center())):
        return studio.at(row.id)
    studio.add(*REFERRED)
    return studio


def question_for(row: Any) -> Question[Any]:
    """A question that is answered with *row*, when it is the only one of its ledger or subject."""
    if isinstance(row, Movement):
        return MovementsOf(row.balance_id)
    if isinstance(row, GiftCardMovement):
        return GiftCardMovementsOf(row.gift_card_id)
    if isinstance(row, MembershipPeriod):
        return PeriodsOf(row.membership_id)
    if isinstance(row, Event):
        return History(row.subject)
    return ById(type(row), row.id)


def assert_comes_back(studio: Studio, row: Any) -> None:
    """Add *row* and find it again."""
    studio.add(row)

    assert_same(studio.ask(question_for(row)), row)


def assert_same(loaded: Sequence[Any], saved: Any) -> None:
    """*loaded* is *saved* alone, each field of the same type, and so on downwards."""
    assert list(loaded) == [saved]
    types = dict(_types_in("", saved))
    for path, kind in _types_in("", loaded[0]):
        assert kind is types[path], f"{path} is a {kind.__name__}, not a {types[path].__name__}"


def _types_in(path: str, value: Any) -> Iterator[tuple[str, type[object]]]:
    """The type of *value* and of every value inside it, by where it stands."""
    yield path, type(value)
    if has(type(value)):
        for field in fields(type(value)):
            yield from _types_in(f"{path}.{field.name}", getattr(value, field.name))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _types_in(f"{path}[{number}]", each)
