"""What guards the changes of a unit, and what a lost guard leaves."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.catalog.cancellation import AllowLate, CancellationPolicy
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Change, Count, Put
from bookingcore.domain.values.money import Money
from bookingcore.ports.questions import ById, Remembered, RememberedCommand
from bookingcore.ports.store import LostGuard, Remember
from bookingcore.testing.contracts.rows import (
    TURIN,
    a_balance,
    a_booking,
    a_branch,
    a_center,
    a_customer,
    a_due,
    a_key,
    a_movement,
    a_payment,
    a_plan,
    a_resource,
    a_sale,
    a_series,
    a_service,
    a_session,
    an_entry,
    an_event,
    attempts,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

UNKNOWN_TERMS = Terms.of(
    ServicePolicy(cancellation=CancellationPolicy(limit=1, allow_late=AllowLate.FORBID))
).id

ROWS = (
    a_center(),
    a_branch(),
    Terms.of(ServicePolicy(awaiting_max=1)),
    a_service(2),
    a_resource(),
    a_plan(2),
    a_customer(3),
    a_session(2),
    a_booking(),
    a_series(),
    an_entry(),
    a_due(),
    a_key(),
    attempts(a_booking()),
    a_sale(2),
    a_payment(),
    a_balance(),
    a_movement(a_balance(), 1, 10),
    an_event(),
)
"""A row of each type; all but the center are new to a furnished studio."""

DANGLING = {
    "service-terms": a_service(2, terms=UNKNOWN_TERMS),
    "plan-service": a_plan(2, services=(a_service(9).id,)),
    "session-service": a_session(2, service_id=a_service(9).id),
    "session-branch": a_session(2, branch_id=a_branch(9).id),
    "session-terms": a_session(2, terms=UNKNOWN_TERMS),
    "session-resource": a_session(2, resources=(a_resource(9).id,)),
    "series-service": a_series(1, service_id=a_service(9).id),
    "series-branch": a_series(1, branch_id=a_branch(9).id),
    "entry-customer": an_entry(1, customer=9),
    "entry-session": an_entry(1, session=9),
    "attempts-booking": attempts(a_booking(9)),
    "booking-customer": a_booking(1, customer=9),
    "booking-session": a_booking(1, session=a_session(9)),
    "sale-customer": a_sale(2, customer=9),
    "sale-branch": a_sale(2, branch_id=a_branch(9).id),
    "sale-plan": a_sale(2, lines=(evolve(a_sale().lines[0], plan_id=a_plan(9).id),)),
    "payment-sale": a_payment(1, sale=9),
    "balance-customer": a_balance(1, customer=9),
    "balance-sale": a_balance(1, sale_id=a_sale(9).id),
    "movement-balance": a_movement(a_balance(9), 1, 10),
}
"""Rows that refer to something unknown, by what that is."""


class GuardContract(OnAStore):
    """Add, Put and Remember: a guard that is lost undoes the unit, and means nothing else."""

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
    def test_adding_a_row_whose_key_exists_loses_the_guard(self, studio: Studio, row: Any) -> None:
        studio.add(*ROWS[1:])

        with pytest.raises(LostGuard):
            studio.add(row)

    @pytest.mark.parametrize("row", DANGLING.values(), ids=DANGLING.keys())
    def test_adding_a_row_that_refers_to_nothing_loses_the_guard(
        self, studio: Studio, row: object
    ) -> None:
        with pytest.raises(LostGuard):
            studio.add(row)

    def test_a_movement_for_an_unknown_booking_loses_the_guard(self, studio: Studio) -> None:
        studio.add(a_balance())

        with pytest.raises(LostGuard):
            studio.add(a_movement(a_balance(), 1, -1, a_booking(9)))

    def test_a_row_of_another_center_is_nothing_to_refer_to(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            studio.at(TURIN).add(a_booking())

    def test_two_centers_may_hold_rows_with_the_same_id(self, studio: Studio) -> None:
        studio.at(TURIN).add(a_customer(1, name="Ugo"))

        assert studio.ask(ById(Customer, a_customer(1).id)) == (a_customer(1),)
        assert studio.at(TURIN).ask(ById(Customer, a_customer(1).id)) == (
            a_customer(1, name="Ugo"),
        )

    def test_a_row_put_counts_its_version_up(self, studio: Studio) -> None:
        studio.put(a_customer(1, name="Anna"))
        (once,) = studio.ask(ById(Customer, a_customer(1).id))
        studio.put(evolve(once, surname="Rossi"))
        (twice,) = studio.ask(ById(Customer, a_customer(1).id))

        assert (once.version, twice.version) == (2, 3)
        assert twice == a_customer(1, name="Anna", surname="Rossi")

    def test_putting_a_stale_row_loses_the_guard(self, studio: Studio) -> None:
        studio.put(a_customer(1, name="Anna"))

        with pytest.raises(LostGuard):
            studio.put(a_customer(1, name="Berta"))
        (card,) = studio.ask(ById(Customer, a_customer(1).id))
        assert card.name == "Anna"

    def test_putting_a_row_that_does_not_exist_loses_the_guard(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            studio.put(a_customer(9))

        assert studio.ask(ById(Customer, a_customer(9).id)) == ()

    def test_putting_a_row_of_another_center_loses_the_guard(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            studio.at(TURIN).put(a_customer(1, name="Ugo"))

    def test_putting_a_session_loses_no_place_counted_since(self, studio: Studio) -> None:
        """Counting makes another version of the session: who read it before has to read again."""
        studio.save(Count(session_id=a_session().id, places=3))

        with pytest.raises(LostGuard):
            studio.put(a_session(1, zone="Europe/Madrid"))
        (session,) = studio.ask(ById(Session, a_session().id))
        assert (session.taken, session.zone, session.version) == (3, "Europe/Rome", 2)

    def test_remaining_units_never_go_below_zero(self, studio: Studio) -> None:
        studio.add(a_balance())

        with pytest.raises(LostGuard):
            studio.put(a_balance(1, remaining=-1))
        assert studio.ask(ById(Balance, a_balance().id)) == (a_balance(),)

    def test_a_sale_is_never_paid_more_than_its_total(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            studio.put(a_sale(1, paid=Money.of("100.01", "EUR")))

        assert studio.ask(ById(Sale, a_sale().id)) == (a_sale(),)

    def test_a_command_is_remembered_with_its_result(self, studio: Studio) -> None:
        studio.save(_remember())

        assert studio.ask(Remembered("staff:maria", "book", "k1")) == (
            RememberedCommand("digest", "result"),
        )

    def test_remembering_a_command_twice_loses_the_guard(self, studio: Studio) -> None:
        studio.save(_remember())

        with pytest.raises(LostGuard):
            studio.save(_remember(digest="other"))
        (remembered,) = studio.ask(Remembered("staff:maria", "book", "k1"))
        assert remembered.digest == "digest"

    @pytest.mark.parametrize("field", ["actor", "command", "key"])
    def test_another_actor_command_or_key_is_another_memory(
        self, studio: Studio, field: str
    ) -> None:
        other = _remember(**{field: "other", "result": "other"})
        studio.save(_remember(), other)

        assert studio.ask(Remembered(other.actor, other.command, other.key)) == (
            RememberedCommand("digest", "other"),
        )

    def test_rows_are_added_and_put_in_one_unit(self, studio: Studio) -> None:
        changes: list[Change] = [
            Add(a_booking()),
            Add(a_balance()),
            Add(a_movement(a_balance(), 1, 10)),
            Put(a_customer(1, born_on=date(2000, 2, 29))),
        ]
        studio.save(*changes)

        assert studio.ask(ById(Balance, a_balance().id)) == (a_balance(),)


def _remember(**fields: str) -> Remember:
    command = Remember(
        actor="staff:maria", command="book", key="k1", digest="digest", result="result"
    )
    return evolve(command, **fields)
