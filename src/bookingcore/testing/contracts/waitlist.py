"""What the questions about waiting lists find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.waitlist.entry import OPEN, EntryStatus, WaitlistEntry
from bookingcore.ports.questions import EntriesIn, EntriesOf, OwnerOf, Queue
from bookingcore.testing.contracts.rows import (
    a_customer,
    a_session,
    an_entry,
    ended,
    july,
    offered,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

FIRST = a_session(1).id


class WaitlistQuestions(OnAStore):
    """`Queue`, `EntriesIn`, `EntriesOf`."""

    def test_a_queue_comes_in_order_of_position(self, studio: Studio) -> None:
        """Whoever waits or has an offer; of one position in order of id."""
        last, first, twin, second = (
            an_entry(1, position=9),
            offered(an_entry(2, position=1)),
            an_entry(4, position=5),
            an_entry(3, customer=2, position=5),
        )
        studio.add(last, twin, first, second)

        assert studio.ask(Queue(FIRST)) == (first, second, twin, last)

    @pytest.mark.parametrize("status", EntryStatus, ids=lambda status: status.name)
    def test_who_waits_no_more_is_in_no_queue(self, studio: Studio, status: EntryStatus) -> None:
        entry = an_entry(1, status=status)
        studio.add(entry)

        assert studio.ask(Queue(FIRST)) == ((entry,) if status in OPEN else ())
        assert studio.ask(EntriesIn(FIRST)) == (entry,)

    def test_an_entry_is_in_the_queue_as_it_is_now(self, studio: Studio) -> None:
        studio.add(an_entry(1), an_entry(2, customer=2))
        studio.put(offered(an_entry(1, position=7)), ended(an_entry(2, customer=2)))

        assert studio.ask(Queue(FIRST)) == (offered(an_entry(1, position=7)),)

    def test_each_session_has_a_queue_of_its_own(self, studio: Studio) -> None:
        studio.add(a_session(2))
        there = an_entry(2, session=2)
        studio.add(an_entry(1), there)

        assert studio.ask(Queue(a_session(2).id)) == (there,)
        assert studio.ask(EntriesIn(a_session(2).id)) == (there,)
        assert studio.ask(Queue(a_session(9).id)) == ()

    def test_everybody_who_ever_waited_comes_in_order_of_position(self, studio: Studio) -> None:
        third, first, second = (
            an_entry(1, position=3),
            ended(an_entry(2, position=1)),
            ended(offered(an_entry(3, customer=2, position=2))),
        )
        studio.add(third, second, first)

        assert studio.ask(EntriesIn(FIRST)) == (first, second, third)

    def test_entries_of_a_customer_come_in_the_order_in_which_they_joined(
        self, studio: Studio
    ) -> None:
        studio.add(a_session(2))
        late, early, twin = (
            an_entry(1, joined_at=july(3)),
            ended(an_entry(4, session=2, joined_at=july(2))),
            an_entry(3, joined_at=july(2)),
        )
        studio.add(late, early, an_entry(5, customer=2), twin)

        assert studio.ask(EntriesOf(a_customer(1).id)) == (twin, early, late)
        assert studio.ask(EntriesOf(OwnerOf(WaitlistEntry, late.id))) == (twin, early, late)
        assert studio.ask(EntriesOf(a_customer(9).id)) == ()
