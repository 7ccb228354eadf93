"""What the questions about customers and the catalog find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.values.events import EventKind
from bookingcore.ports.questions import All, ById, CustomersFound, History
from bookingcore.testing.contracts.rows import (
    a_branch,
    a_customer,
    a_plan,
    a_resource,
    a_service,
    a_session,
    an_entry,
    an_event,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

CATALOG: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (Branch, a_branch),
    (Service, a_service),
    (Resource, a_resource),
    (Plan, a_plan),
    (Customer, a_customer),
)

CARLA = a_customer(3, name="Carla", surname="Rossi", email="carla@example.org")
ADA = a_customer(4, name="Ada", middle_name="Maria", surname="Bianchi", phone="+39 333 1234567")
BRUNO = a_customer(5, name="Bruno", surname="Straße", login_email="Login@Example.org")
GONE = a_customer(6, name="Zita", surname="Rossi", status=CustomerStatus.DEREGISTERED)


class CatalogQuestions(OnAStore):
    """`ById` and `All`."""

    @pytest.mark.parametrize(("row", "make"), CATALOG, ids=lambda given: given.__name__)
    def test_all_rows_of_a_type_come_in_order_of_id(
        self, studio: Studio, row: type[Any], make: Callable[[int], Any]
    ) -> None:
        studio.add(make(7), make(5), make(6))

        assert studio.ask(All(row))[-3:] == (make(5), make(6), make(7))

    def test_of_a_type_without_rows_there_are_none(self, studio: Studio) -> None:
        assert studio.ask(All(Resource)) == ()

    def test_an_unknown_id_finds_nothing(self, studio: Studio) -> None:
        assert studio.ask(ById(Customer, a_customer(9).id)) == ()

    def test_an_id_of_another_type_finds_nothing(self, studio: Studio) -> None:
        assert studio.ask(ById(Customer, a_session().id)) == ()

    def test_an_id_finds_its_own_row(self, studio: Studio) -> None:
        assert studio.ask(ById(Customer, a_customer(2).id)) == (a_customer(2),)


class CustomerQuestions(OnAStore):
    """`CustomersFound`."""

    @pytest.fixture
    def people(self, studio: Studio) -> Studio:
        """A studio with four more people; one of them is gone."""
        studio.add(CARLA, ADA, GONE, BRUNO)
        return studio

    def test_customers_come_in_order_of_name(self, people: Studio) -> None:
        found = people.ask(CustomersFound("", None, 100))

        assert found == (ADA, BRUNO, CARLA, a_customer(1), a_customer(2), GONE)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("rossi", (CARLA, GONE)),
            ("Rossi CARLA", (CARLA,)),
            ("car", (CARLA,)),
            ("carla bianchi", ()),
            ("maria", (ADA,)),
            ("3331234567", ()),
            ("333 123", (ADA,)),
            ("carla@example", (CARLA,)),
            ("LOGIN@EXAMPLE.ORG", (BRUNO,)),
            ("STRASSE", (BRUNO,)),
            ("straße", (BRUNO,)),
            ("  ada  ", (ADA,)),
            ("%", ()),
            ("_", ()),
            ("\\", ()),
            ("'", ()),
        ],
    )
    def test_a_card_holds_every_word_of_the_text(
        self, people: Studio, text: str, found: tuple[Customer, ...]
    ) -> None:
        assert people.ask(CustomersFound(text, None, 100)) == found

    def test_customers_are_found_by_status(self, people: Studio) -> None:
        rossi = CustomersFound("rossi", CustomerStatus.ACTIVE, 100)
        gone = CustomersFound("", CustomerStatus.DEREGISTERED, 100)

        assert people.ask(rossi) == (CARLA,)
        assert people.ask(gone) == (GONE,)

    def test_no_more_customers_are_found_than_wanted(self, people: Studio) -> None:
        assert people.ask(CustomersFound("", None, 2)) == (ADA, BRUNO)

    def test_a_card_is_found_by_what_it_says_now(self, people: Studio) -> None:
        people.put(a_customer(3, name="Carla", surname="Verdi"))

        assert people.ask(CustomersFound("carla verdi", None, 100)) == (
            a_customer(3, name="Carla", surname="Verdi"),
        )
        assert people.ask(CustomersFound("carla rossi", None, 100)) == ()


class HistoryQuestions(OnAStore):
    """`History`."""

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
