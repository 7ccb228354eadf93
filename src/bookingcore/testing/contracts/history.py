"""What the questions about history find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from typing import Any

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.values.events import Event, EventKind
from bookingcore.ports.people import HistoryPage
from bookingcore.ports.questions import History
from bookingcore.testing.contracts.rows import (
    a_customer,
    a_plan,
    a_session,
    an_entry,
    an_event,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

ANNA = a_customer(1).id


class HistoryQuestions(OnAStore):
    """`History`, and `HistoryPage`."""

    def test_a_customers_history_is_theirs_alone_oldest_first(self, studio: Studio) -> None:
        events = [an_event(no) for no in (3, 1, 2)]
        studio.add(*events, an_event(1, customer=2))

        assert studio.ask(History(a_customer(1).id)) == (events[1], events[2], events[0])

    def test_events_of_one_instant_come_in_the_order_of_their_numbers(self, studio: Studio) -> None:
        noon = july(5, 12)
        events = [an_event(no, seq, at=noon) for no, seq in ((2, 1), (2, 0), (10, 0), (1, 0))]
        studio.add(*events)

        assert studio.ask(History(a_customer(1).id)) == (
            events[3],
            events[1],
            events[0],
            events[2],
        )

    def test_in_one_instant_what_an_entity_numbers_itself_comes_first(self, studio: Studio) -> None:
        """Whatever their numbers are: those of another stream say nothing beside them."""
        noon, session, anna = july(5, 12), a_session(), a_customer(1).id
        own = [an_event(no, at=noon, session_id=session.id) for no in (8, 9)]
        its = [
            an_event(no, at=noon, stream=session.id, session_id=session.id, customer_id=anna)
            for no in (2, 3)
        ]
        studio.add(its[1], own[1], its[0], own[0])

        assert studio.ask(History(anna)) == (*own, *its)
        assert studio.ask(History(session.id)) == (*its, *own)

    def test_events_about_a_customers_things_are_in_their_history(self, studio: Studio) -> None:
        event = an_event(subject=a_plan().id)
        studio.add(event)

        assert studio.ask(History(a_customer(1).id)) == (event,)

    def test_the_history_of_a_thing_is_what_is_about_it(self, studio: Studio) -> None:
        event = an_event(2, subject=a_plan().id)
        studio.add(event, an_event(3), an_event(4, subject=a_plan(2).id))

        assert studio.ask(History(a_plan().id)) == (event,)

    def test_the_history_of_a_session_is_its_own_and_its_customers(self, studio: Studio) -> None:
        session = a_session()
        added = an_event(
            1,
            kind=EventKind.SESSION_ADDED,
            stream=session.id,
            subject=session.id,
            customer_id=None,
            session_id=session.id,
            facts={},
        )
        first, second = (
            an_event(no, customer=customer, subject=a_plan().id, session_id=session.id)
            for no, customer in ((2, 2), (3, 1))
        )
        studio.add(second, added, first, an_event(4))

        assert studio.ask(History(session.id)) == (added, first, second)

    def test_what_a_session_numbers_is_in_the_history_of_whom_it_is_about(
        self, studio: Studio
    ) -> None:
        """In the customer's, the session's and the thing's own, once each; in nobody else's."""
        session, entry = a_session(), an_entry()
        made, mine = (
            an_event(
                no,
                stream=session.id,
                kind=EventKind.OFFER_MADE,
                subject=entry.id,
                session_id=session.id,
                customer_id=a_customer(customer).id,
                facts={"places": 1},
                words={"reason": "first come", "note": "twice"},
            )
            for no, customer in ((2, 2), (3, 1))
        )
        own = an_event(4)
        studio.add(made, mine, own)

        assert studio.ask(History(a_customer(1).id)) == (mine, own)
        assert studio.ask(History(a_customer(2).id)) == (made,)
        assert studio.ask(History(session.id)) == (made, mine)
        assert studio.ask(History(entry.id)) == (made, mine)

    def test_an_unknown_thing_has_no_history(self, studio: Studio) -> None:
        studio.add(an_event())

        assert studio.ask(History(a_customer(9).id)) == ()

    def test_a_page_of_history_comes_latest_first(self, studio: Studio) -> None:
        """With its words; at one instant by stream, number and sequence."""
        noon, session = july(5, 12), a_session()
        own = [an_event(no, seq, at=noon) for no, seq in ((10, 0), (9, 1), (9, 0))]
        other = an_event(
            11, at=noon, stream=session.id, subject=session.id, words={"note": "a", "by": "b"}
        )
        late, early = an_event(2, at=july(6), words={"reason": "late"}), an_event(12, at=july(4))
        studio.add(early, own[1], other, own[0], late, own[2], an_event(3, customer=2))

        at_noon = sorted((*own, other), key=_place, reverse=True)
        assert studio.ask(_page()) == (late, *at_noon, early)

    def test_pages_of_history_go_on_behind_an_event(self, studio: Studio) -> None:
        noon, session = july(5, 12), a_session()
        events = [
            an_event(no, seq, at=at, stream=stream, words={"note": "n", "reason": "r"})
            for no, at in ((1, july(4)), (2, noon), (3, noon), (4, july(6)))
            for seq in (0, 1)
            for stream in (ANNA, session.id)
        ]
        studio.add(*events)

        paged: list[Event] = []
        before = None
        while page := studio.ask(_page(before=before, limit=3)):
            paged += page
            before = _place(page[-1])
        assert paged == sorted(events, key=_place, reverse=True)

    def test_a_page_of_history_has_no_more_events_than_wanted(self, studio: Studio) -> None:
        """However many words each of them has."""
        studio.add(*(an_event(no, words={"note": "n", "reason": "r"}) for no in (1, 2, 3)))

        assert [event.no for event in studio.ask(_page(limit=2))] == [3, 2]

    def test_a_page_of_history_is_narrowed_by_kind(self, studio: Studio) -> None:
        kinds = EventKind.CUSTOMER_UPDATED, EventKind.NOTE_ADDED, EventKind.BOOKING_MADE
        studio.add(*(an_event(no, kind=kind) for no, kind in enumerate(kinds, start=1)))

        assert [event.no for event in studio.ask(_page(kinds=kinds[1:]))] == [3, 2]
        assert [event.no for event in studio.ask(_page(kinds=kinds[:1]))] == [1]
        assert studio.ask(_page(kinds=(EventKind.SALE_MADE,))) == ()

    def test_a_page_of_history_is_narrowed_by_time(self, studio: Studio) -> None:
        studio.add(*(an_event(no) for no in (1, 2, 3, 4)))

        def found(**bounds: object) -> list[int]:
            return [event.no for event in studio.ask(_page(**bounds))]

        assert found(start=july(2)) == [4, 3, 2]
        assert found(end=july(3)) == [2, 1]
        assert found(start=july(2), end=july(4), limit=1) == [3]
        assert found(start=july(2), before=_place(an_event(4))) == [3, 2]


def _page(**fields: Any) -> HistoryPage:
    """The first page of a customer's history, with all that fits into it."""
    page = HistoryPage(ANNA, kinds=(), start=None, end=None, before=None, limit=100)
    return evolve(page, **fields)


def _place(event: Event) -> tuple[DateTime, str, int, int]:
    return event.at, event.stream, event.no, event.seq
