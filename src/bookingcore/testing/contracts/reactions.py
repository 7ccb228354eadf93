"""What hosts are yet to hear: what may be told next, and the events themselves."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.notifications.subscription import Reaction
from bookingcore.domain.values.changes import Remove
from bookingcore.domain.values.events import Event
from bookingcore.ports.reactions import EventAt, Tellable
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.reaction_rows import a_reaction, a_subscription, to_a_session
from bookingcore.testing.contracts.rows import TURIN, a_customer, a_session, an_event, july
from bookingcore.testing.contracts.studio import OnAStore, Studio

NOON = july(5, 12)
HOST, OTHER = a_subscription(1).id, a_subscription(2).id


class ReactionQuestions(OnAStore):
    """`Tellable` and `EventAt`."""

    @pytest.fixture
    def heard(self, studio: Studio) -> Studio:
        """A studio that two hosts hear of."""
        studio.add(a_subscription(1), a_subscription(2), a_customer(3))
        return studio

    def test_what_happens_to_a_customer_is_told_one_by_one(self, heard: Studio) -> None:
        """By instant; at one instant their own history first, by number and sequence."""
        in_a_session = a_reaction(1, stream=a_session().id, at=july(1, 9))
        own = [a_reaction(no, at=july(1, 9), seq=seq) for no, seq in ((3, 0), (3, 1), (10, 0))]
        earlier = a_reaction(99, at=july(1, 8))
        rows = [earlier, *own, in_a_session]
        heard.add(*rows[::-1])

        for each in rows:
            assert _tellable(heard) == [each]
            heard.save(Remove(each))
        assert _tellable(heard) == []

    def test_what_happens_to_nobody_is_told_one_by_one_in_each_stream(self, heard: Studio) -> None:
        first, second, third = to_a_session(1), to_a_session(2), to_a_session(3, 2)
        heard.add(second, third, first)

        assert _tellable(heard) == [first, third]

    def test_each_host_and_each_customer_has_a_queue_of_their_own(self, heard: Studio) -> None:
        annas, brunos = a_reaction(1), a_reaction(2, 2)
        others = a_reaction(3, subscription_id=OTHER)
        heard.add(others, a_reaction(4), brunos, annas)

        assert _tellable(heard) == [annas, brunos, others]

    def test_what_is_held_holds_up_what_happened_behind_it(self, heard: Studio) -> None:
        held = a_reaction(1).leased(july(5, 12, 0, 1))
        heard.add(held, a_reaction(2), a_reaction(3, 2))

        assert _tellable(heard) == [a_reaction(3, 2)]

    def test_what_was_put_off_is_told_when_its_time_is_up(self, heard: Studio) -> None:
        """In the order in which they are free."""
        late, soon = a_reaction(1, free_at=NOON), a_reaction(2, 2, free_at=july(5, 11))
        heard.add(late, soon)

        assert _tellable(heard, july(5, 11, 59, 999_999)) == [soon]
        assert _tellable(heard) == [soon, late]

    def test_only_hosts_that_are_there_are_told(self, heard: Studio) -> None:
        other = a_reaction(1, subscription_id=OTHER)
        heard.add(other, a_reaction(2))

        assert list(heard.ask(Tellable(NOON, 99, (OTHER,)))) == [other]
        assert heard.ask(Tellable(NOON, 99, ())) == ()

    def test_no_more_is_told_than_wanted(self, heard: Studio) -> None:
        heard.add(*(a_reaction(no, no) for no in (1, 2, 3)))

        assert heard.ask(Tellable(NOON, 2, (HOST,))) == (a_reaction(1, 1), a_reaction(2, 2))

    def test_what_happens_in_another_center_holds_nothing_up(self, heard: Studio) -> None:
        turin = heard.at(TURIN)
        turin.add(a_subscription(1), a_customer(1), a_reaction(1))
        heard.add(a_reaction(2))

        assert _tellable(heard) == [a_reaction(2)]

    def test_an_event_is_found_by_its_place_with_its_words(self, heard: Studio) -> None:
        events = [
            an_event(1, words={"note": "quiet", "reason": "late"}),
            an_event(1, 1),
            an_event(2, words={"note": "loud"}),
        ]
        heard.add(*events)

        for each in events:
            assert heard.ask(_at(each)) == (each,)
        assert heard.ask(evolve(_at(events[0]), seq=9)) == ()

    def test_putting_a_stale_reaction_loses_the_guard(self, heard: Studio) -> None:
        heard.add(a_reaction())
        heard.put(a_reaction().leased(july(9)))

        with pytest.raises(LostGuard):
            heard.put(a_reaction().leased(july(10)))
        assert _tellable(heard, july(10)) == [a_reaction().leased(july(9))]


def _at(event: Event) -> EventAt:
    return EventAt(event.stream, event.no, event.seq)


def _tellable(studio: Studio, by: DateTime = NOON) -> Sequence[Reaction]:
    """What may be told by an instant to both hosts: at noon on 5 July unless said."""
    return list(studio.ask(Tellable(by, 99, (HOST, OTHER))))
