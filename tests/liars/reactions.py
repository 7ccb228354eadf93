"""Stores that lie about what hosts are yet to hear, and what notices them."""

from __future__ import annotations

from typing import Any

from bookingcore.domain.values.changes import Remove
from bookingcore.ports.questions import Question
from bookingcore.ports.reactions import EventAt
from bookingcore.testing.contracts.reaction_rows import a_subscription
from bookingcore.testing.contracts.rows import july
from tests.liars.lies import Hears, Mixes, OverwritesTheStale, Tells, drops, reverses
from tests.liars.stores import LyingStore
from tests.liars.waiting import Liars

EVERYBODY = (a_subscription(1).id, a_subscription(2).id)


class ForgetsTheSequence(LyingStore):
    """Finds the first event of a command for each of them."""

    def heard(self, question: Question[Any]) -> Question[Any]:
        if isinstance(question, EventAt):
            return EventAt(question.stream, question.no, 0)
        return question


REACTIONS: Liars = {
    "what_happens_to_a_customer_is_told_one_by_one": lambda: drops(Remove),
    "what_happens_to_nobody_is_told_one_by_one_in_each_stream": reverses,
    "each_host_and_each_customer_has_a_queue_of_their_own": lambda: Tells(lambda rows: rows[:1]),
    "what_is_held_holds_up_what_happened_behind_it": lambda: Hears(by=july(6)),
    "what_was_put_off_is_told_when_its_time_is_up": lambda: Hears(by=july(6)),
    "only_hosts_that_are_there_are_told": lambda: Hears(subscriptions=EVERYBODY),
    "no_more_is_told_than_wanted": lambda: Hears(limit=99),
    "what_happens_in_another_center_holds_nothing_up": Mixes,
    "an_event_is_found_by_its_place_with_its_words": ForgetsTheSequence,
    "putting_a_stale_reaction_loses_the_guard": OverwritesTheStale,
}
