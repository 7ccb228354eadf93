"""What the questions about customers, their tasks and the catalog find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.ports.people import AbsorbedInto, CustomersFound, CustomersPage, OpenTasks
from bookingcore.ports.questions import All, ById
from bookingcore.testing.contracts.people_rows import a_form, a_task, absorbed
from bookingcore.testing.contracts.rows import (
    a_branch,
    a_customer,
    a_plan,
    a_resource,
    a_service,
    a_session,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

CATALOG: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (Branch, a_branch),
    (Service, a_service),
    (Resource, a_resource),
    (Plan, a_plan),
    (Form, a_form),
    (Customer, a_customer),
)

CARLA = a_customer(3, name="Carla", surname="Rossi", email="carla@example.org")
ADA = a_customer(4, name="Ada", middle_name="Maria", surname="Bianchi", phone="+39 333 1234567")
BRUNO = a_customer(5, name="Bruno", surname="Straße", login_email="Login@Example.org")
GONE = a_customer(6, name="Zita", surname="Rossi", status=CustomerStatus.DEREGISTERED)


EVERYBODY = tuple(CustomerStatus)


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
    """`CustomersFound`, `AbsorbedInto`, `OpenTasks`."""

    @pytest.fixture
    def people(self, studio: Studio) -> Studio:
        """A studio with four more people; one of them is gone."""
        studio.add(CARLA, ADA, GONE, BRUNO)
        return studio

    def test_customers_come_in_order_of_name(self, people: Studio) -> None:
        found = people.ask(CustomersFound("", EVERYBODY, None, 100))

        assert found == (ADA, BRUNO, CARLA, a_customer(1), a_customer(2), GONE)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("rossi", (CARLA, GONE)),
            ("Rossi CARLA", (CARLA,)),
            ("car", (CARLA,)),
            ("carla bianchi", ()),
            ("maria", (ADA,)),
            ("393331234567", (ADA,)),
            ("33312345678", ()),
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
        assert people.ask(CustomersFound(text, EVERYBODY, None, 100)) == found

    def test_customers_are_found_by_status(self, people: Studio) -> None:
        rossi = CustomersFound("rossi", (CustomerStatus.ACTIVE,), None, 100)
        gone = CustomersFound("", (CustomerStatus.DEREGISTERED, CustomerStatus.ERASED), None, 100)
        either = CustomersFound(
            "rossi", (CustomerStatus.DEREGISTERED, CustomerStatus.ACTIVE), None, 100
        )

        assert people.ask(rossi) == (CARLA,)
        assert people.ask(gone) == (GONE,)
        assert people.ask(either) == (CARLA, GONE)
        assert people.ask(CustomersFound("", (), None, 100)) == ()

    def test_customers_are_found_by_label(self, people: Studio) -> None:
        """By a whole one, in the letters in which it stands there now."""
        people.add(
            a_customer(7, name="Dario", labels=("vip", "yoga")),
            a_customer(8, name="Elsa", labels=("VIP", "vip 2")),
            a_customer(9, name="Fabio", labels=("vip",), status=CustomerStatus.DEREGISTERED),
        )
        people.put(evolve(CARLA, labels=("vip",)))
        people.put(a_customer(7, name="Dario", labels=("yoga",)))

        def found(label: str, text: str = "") -> list[str]:
            active = (CustomerStatus.ACTIVE,)
            return [row.name for row in people.ask(CustomersFound(text, active, label, 100))]

        assert (found("vip"), found("VIP"), found("vi")) == (["Carla"], ["Elsa"], [])
        assert (found("yoga"), found("yoga", "rossi"), found("vip", "rossi")) == (
            ["Dario"],
            [],
            ["Carla"],
        )

    def test_the_cards_that_lead_to_another_come_in_order_of_id(self, people: Studio) -> None:
        first, second = absorbed(a_customer(7), 1), absorbed(a_customer(8), 1)
        people.add(second, first, absorbed(a_customer(9), 2))

        assert people.ask(AbsorbedInto(a_customer(1).id)) == (first, second)
        assert people.ask(AbsorbedInto(first.id)) == ()

    def test_open_tasks_come_in_order_of_their_day(self, studio: Studio) -> None:
        tasks = [a_task(2, 2), a_task(3), a_task(4, due_on=date(2026, 7, 2)), a_task(1)]
        studio.add(*tasks, a_task(5).completed(july(1), "staff:maria"))

        assert studio.ask(OpenTasks(None, 100)) == (tasks[3], tasks[0], tasks[2], tasks[1])

    def test_open_tasks_are_those_of_the_day_and_before(self, studio: Studio) -> None:
        studio.add(a_task(2), a_task(3), a_task(1), a_task(4))

        assert studio.ask(OpenTasks(date(2026, 7, 2), 100)) == (a_task(1), a_task(2))
        assert studio.ask(OpenTasks(date(2026, 7, 3), 1)) == (a_task(1),)
        assert studio.ask(OpenTasks(date(2026, 6, 30), 100)) == ()

    def test_a_task_is_open_until_it_is_done(self, studio: Studio) -> None:
        studio.add(a_task(1), a_task(2))
        studio.put(a_task(1).completed(july(1), "staff:maria"))

        assert studio.ask(OpenTasks(None, 100)) == (a_task(2),)

    def test_no_more_customers_are_found_than_wanted(self, people: Studio) -> None:
        assert people.ask(CustomersFound("", EVERYBODY, None, 2)) == (ADA, BRUNO)

    def test_a_page_of_customers_comes_in_order_of_id(self, people: Studio) -> None:
        whole = people.ask(CustomersPage("", EVERYBODY, None, None, 100))

        assert [card.id for card in whole] == sorted(card.id for card in whole)
        assert {card.id for card in whole} == {
            card.id for card in people.ask(CustomersFound("", EVERYBODY, None, 100))
        }
        assert len(whole) > 2

    def test_a_page_of_customers_begins_behind_one_and_ends_in_time(self, people: Studio) -> None:
        whole = people.ask(CustomersPage("", EVERYBODY, None, None, 100))

        assert people.ask(CustomersPage("", EVERYBODY, None, whole[0].id, 100)) == whole[1:]
        assert people.ask(CustomersPage("", EVERYBODY, None, whole[0].id, 1)) == whole[1:2]
        assert people.ask(CustomersPage("", EVERYBODY, None, whole[-1].id, 100)) == ()

    def test_a_page_has_those_customers_that_are_found(self, people: Studio) -> None:
        whole = people.ask(CustomersPage("", EVERYBODY, None, None, 100))
        active, anything = (CustomerStatus.ACTIVE,), CustomersPage("", (), None, None, 100)

        assert people.ask(CustomersPage("rossi", active, None, None, 100)) == tuple(
            card for card in whole if "rossi" in card.search_text and card.status in active
        )
        assert people.ask(CustomersPage("", active, "vip", None, 100)) == tuple(
            card for card in whole if "vip" in card.labels and card.status in active
        )
        assert people.ask(anything) == ()

    def test_a_card_is_found_by_what_it_says_now(self, people: Studio) -> None:
        people.put(a_customer(3, name="Carla", surname="Verdi"))

        assert people.ask(CustomersFound("carla verdi", EVERYBODY, None, 100)) == (
            a_customer(3, name="Carla", surname="Verdi"),
        )
        assert people.ask(CustomersFound("carla rossi", EVERYBODY, None, 100)) == ()
