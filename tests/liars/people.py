"""Stores that lie about people and what belongs to them, and what notices them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.values.changes import Add, Forget, Put, Reassign, Remove
from bookingcore.domain.values.ids import BookingId
from bookingcore.ports.people import HistoryPage
from bookingcore.ports.questions import BookingsOf, Question
from bookingcore.ports.store import Unit
from bookingcore.testing.contracts.rows import ROME, a_customer
from tests.liars.lies import (
    Changes,
    Forgives,
    Hears,
    Mixes,
    PutsWhatWasThere,
    Saves,
    alters,
    drops,
    hides,
    reverses,
    stored,
)
from tests.liars.stores import LyingStore, Rows
from tests.liars.transactions import CommitsWhatItCan, ReadsAnew
from tests.liars.waiting import Liars

BRUNO = a_customer(2).id


class SkipsTheInstant(LyingStore):
    """A page begins behind everything of the instant with which the last one ended."""

    def heard(self, question: Question[Any]) -> Question[Any]:
        if isinstance(question, HistoryPage) and question.before is not None:
            return evolve(question, before=(question.before[0], "", 0, 0))
        if isinstance(question, BookingsOf) and question.after is not None:
            return evolve(question, after=(question.after[0], BookingId("~")))
        return question


class RemovesTheStale(LyingStore):
    """Removes a row whatever its version."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        return [Remove(stored(unit, c.row)) if isinstance(c, Remove) else c for c in changes]


class SettlesOwnersLast(LyingStore):
    """Settles whose things are when all else is written."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        late = [change for change in changes if isinstance(change, Reassign | Forget)]
        with self.inner.joined(unit).begin(ROME) as savepoint:
            savepoint.save([change for change in changes if change not in late])
        return late


class KeepsTheCallers(LyingStore):
    """Keeps the caller's own rows of a type, and gives them away again."""

    def __init__(self, row: type[object]) -> None:
        super().__init__()
        self.row = row
        self.rows: list[Any] = []

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        self.rows += [
            change.row
            for change in changes
            if isinstance(change, Add | Put) and isinstance(change.row, self.row)
        ]
        return changes

    def told(self, question: Question[Any], rows: Rows) -> Rows:
        return tuple(self.rows)


def removes_last() -> LyingStore:
    """Removes rows when all else is written."""

    def removed_last(changes: Changes) -> Sequence[Any]:
        return sorted(changes, key=lambda change: isinstance(change, Remove))

    return Saves(removed_last)


REMOVALS: Liars = {
    "a_form_on_the_card_of_an_unknown_customer_loses_the_guard": Forgives,
    "a_row_that_was_removed_is_gone": lambda: drops(Remove),
    "a_row_that_was_removed_can_be_added_again": removes_last,
    "the_parts_of_a_row_that_was_removed_are_gone_with_it": lambda: drops(Remove),
    "removing_a_stale_row_loses_the_guard": RemovesTheStale,
    "removing_a_row_that_does_not_exist_loses_the_guard": Forgives,
    "removing_a_row_of_another_center_loses_the_guard": Mixes,
    "what_was_removed_is_there_again_when_its_unit_is_undone": CommitsWhatItCan,
    "the_answers_of_a_form_are_out_of_reach_once_they_are_saved": lambda: KeepsTheCallers(
        FormAssignment
    ),
    "the_answers_of_a_form_are_out_of_reach_once_they_are_read": lambda: KeepsTheCallers(
        FormAssignment
    ),
}

PEOPLE: Liars = {
    "what_is_to_be_booked_says_whether_a_form_is_for_it": lambda: alters(
        form_linked=lambda _: True
    ),
    "bookings_of_a_customer_come_in_pages": SkipsTheInstant,
    "customers_are_found_by_label": lambda: Hears(label=None),
    "the_cards_that_lead_to_another_come_in_order_of_id": reverses,
    "open_tasks_come_in_order_of_their_day": reverses,
    "open_tasks_are_those_of_the_day_and_before": lambda: Hears(until=None),
    "a_task_is_open_until_it_is_done": PutsWhatWasThere,
    "a_page_of_history_comes_latest_first": reverses,
    "pages_of_history_go_on_behind_an_event": SkipsTheInstant,
    "a_page_of_history_has_no_more_events_than_wanted": lambda: Hears(limit=9),
    "a_page_of_history_is_narrowed_by_kind": lambda: Hears(kinds=()),
    "a_page_of_history_is_narrowed_by_time": lambda: Hears(end=None),
    "addresses_on_record_stand_beside_the_cards_that_have_them": lambda: alters(cards=lambda _: ()),
    "cards_that_stand_for_nobody_have_no_address": PutsWhatWasThere,
    "an_address_that_a_card_gave_up_is_not_its_own_any_more": PutsWhatWasThere,
    "pages_of_addresses_are_as_long_as_wanted": lambda: Hears(limit=9),
    "absorbed_cards_say_where_they_lead_and_what_is_left_to_them": lambda: alters(
        owned=lambda n: n + 1
    ),
    "the_numbers_of_a_card_are_its_own_whoever_its_events_belong_to": lambda: alters(
        commands=lambda n: n + 1
    ),
}

OWNERSHIP: Liars = {
    "the_rows_here_are_of_every_type_that_somebody_owns": hides,
    "what_a_customer_owns_comes_whole_in_order_of_key": reverses,
    "what_a_customer_owns_is_counted_by_the_names_of_its_types": lambda: alters(
        count=lambda n: n + 1
    ),
    "what_is_reassigned_belongs_to_the_other_card": lambda: drops(Reassign),
    "every_question_about_a_customer_finds_what_was_reassigned": lambda: drops(Reassign),
    "events_that_were_reassigned_keep_their_stream_and_number": lambda: Hears(id=BRUNO),
    "words_of_what_was_reassigned_are_forgotten_with_the_other_card": lambda: drops(Forget),
    "what_is_reassigned_is_no_other_version": lambda: alters(version=lambda n: n + 1),
    "what_a_unit_adds_to_the_old_card_stays_there": SettlesOwnersLast,
    "what_is_forgotten_stays_without_words_or_goes": lambda: drops(Forget),
    "what_is_forgotten_is_no_other_version": lambda: alters(version=lambda n: n + 1),
    "what_a_unit_says_of_whom_it_forgets_stays": SettlesOwnersLast,
    "whose_things_are_is_undone_with_its_unit": CommitsWhatItCan,
    "what_belongs_to_nobody_or_in_another_center_is_left_alone": Mixes,
    "an_open_reader_sees_whose_things_were": ReadsAnew,
}
