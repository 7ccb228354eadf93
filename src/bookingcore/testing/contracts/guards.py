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
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Change, Count, Put, Remove
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import (
    ById,
    Remembered,
    RememberedCommand,
    ServiceToBook,
)
from bookingcore.ports.store import LostGuard, Remember
from bookingcore.testing.contracts.delivery_rows import (
    a_delivery,
    a_policy,
    an_announcement,
    to_a_professional,
)
from bookingcore.testing.contracts.gift_card_rows import (
    a_gift_card,
    a_gift_card_code,
    a_gift_card_movement,
)
from bookingcore.testing.contracts.membership_rows import a_membership, a_period, an_attempt
from bookingcore.testing.contracts.message_rows import a_board_message, a_message
from bookingcore.testing.contracts.paper_rows import (
    a_coupon,
    a_coupon_code,
    a_quote,
    a_request,
    a_series_of_numbers,
    an_invoice,
)
from bookingcore.testing.contracts.people_rows import (
    a_document,
    a_form,
    a_note,
    a_task,
    a_token,
    an_address,
    an_assignment,
)
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
    a_part,
    a_payment,
    a_plan,
    a_refund,
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
    a_refund(),
    a_balance(),
    a_movement(a_balance(), 1, 10),
    a_gift_card(),
    a_gift_card_code(),
    a_gift_card_movement(a_gift_card(), 1),
    a_membership(),
    a_period(),
    an_attempt(),
    a_coupon(),
    a_coupon_code(),
    a_quote(),
    a_series_of_numbers(),
    an_invoice(),
    a_request(),
    an_event(),
    a_form(),
    an_address(),
    a_note(),
    a_message(),
    a_board_message(),
    a_delivery(),
    an_announcement(),
    a_policy(),
    a_task(),
    a_document(),
    an_assignment(),
    a_token(),
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
    "payment-branch": a_payment(1, branch_id=a_branch(9).id),
    "refund-sale": a_refund(1, sale=9, parts=()),
    "refund-booking": a_refund(1, booking_id=a_booking(9).id, parts=()),
    "refund-branch": a_refund(1, branch_id=a_branch(9).id, parts=()),
    "refund-payment": a_refund(1, parts=(a_part(9),)),
    "balance-customer": a_balance(1, customer=9),
    "balance-sale": a_balance(1, sale_id=a_sale(9).id),
    "movement-balance": a_movement(a_balance(9), 1, 10),
    "gift-card-purchaser": a_gift_card(1, purchaser_id=a_customer(9).id),
    "gift-card-holder": a_gift_card(1, holder_id=a_customer(9).id),
    "gift-card-sale": a_gift_card(1, sale_id=a_sale(9).id),
    "gift-card-of-code": a_gift_card_code(card=9),
    "gift-card-of-movement": a_gift_card_movement(a_gift_card(9), 1),
    "membership-customer": a_membership(1, customer=9),
    "membership-plan": a_membership(1, plan_id=a_plan(9).id),
    "membership-branch": a_membership(1, branch_id=a_branch(9).id),
    "period-membership": a_period(1, membership=9),
    "attempt-membership": an_attempt(1, membership=9),
    "coupon-of-code": a_coupon_code(coupon=9),
    "quote-customer": a_quote(1, customer=9),
    "quote-branch": a_quote(1, branch_id=a_branch(9).id),
    "quote-sale": a_quote(1, sale_id=a_sale(9).id),
    "quote-coupon": a_quote(1, coupon_id=a_coupon(9).id),
    "invoice-sale": an_invoice(1, sale=9),
    "invoice-payment": an_invoice(1, payment_id=a_payment(9).id),
    "invoice-refund": an_invoice(1, refund_id=a_refund(9).id),
    "request-sale": a_request(1, sale=9),
    "request-payment": a_request(1, payment_id=a_payment(9).id),
    "form-service": a_form(1, services=(a_service(9).id,)),
    "note-customer": a_note(1, customer=9),
    "message-customer": a_message(1, customer=9),
    "message-service": a_message(1, service_id=a_service(9).id),
    "message-coupon": a_message(1, coupon_id=a_coupon(9).id),
    "board-service": a_board_message(1, service_id=a_service(9).id),
    "board-coupon": a_board_message(1, coupon_id=a_coupon(9).id),
    "delivery-customer": a_delivery(1, customer=9),
    "delivery-professional": to_a_professional(1, 9),
    "task-customer": a_task(1, customer=9),
    "document-customer": a_document(1, customer=9),
    "assignment-form": an_assignment(1, form=9),
    "token-customer": a_token(1, customer=9),
}
"""Rows that refer to something unknown, by what that is."""


class GuardContract(OnAStore):
    """Add, Put, Remove, Remember: a guard that is lost undoes the unit, and means nothing else."""

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

    @pytest.mark.parametrize(
        "row",
        [a_period(1, sale=9), an_attempt(1, sale=9), an_attempt(1, payment_id=a_payment(9).id)],
        ids=["period-sale", "attempt-sale", "attempt-payment"],
    )
    def test_what_a_membership_owes_for_nothing_known_loses_the_guard(
        self, studio: Studio, row: object
    ) -> None:
        studio.add(a_membership())

        with pytest.raises(LostGuard):
            studio.add(row)

    def test_a_form_on_the_card_of_an_unknown_customer_loses_the_guard(
        self, studio: Studio
    ) -> None:
        studio.add(a_form())

        with pytest.raises(LostGuard):
            studio.add(an_assignment(1, customer=9))

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

    def test_a_row_that_was_removed_is_gone(self, studio: Studio) -> None:
        document = a_document()
        studio.add(document, a_document(2))
        studio.save(Remove(document))

        assert studio.ask(ById(Document, document.id)) == ()
        assert studio.ask(ById(Document, a_document(2).id)) == (a_document(2),)

    def test_a_row_that_was_removed_can_be_added_again(self, studio: Studio) -> None:
        """Even in the unit that removes it."""
        studio.add(an_address())
        studio.save(Remove(an_address()), Add(an_address("anna@example.org", 2)))

        assert studio.ask(ById(Address, "anna@example.org")) == (an_address("anna@example.org", 2),)

    def test_the_parts_of_a_row_that_was_removed_are_gone_with_it(self, studio: Studio) -> None:
        form = a_form(services=(a_service().id,))
        studio.add(form)
        studio.save(Remove(form))

        (bookable,) = studio.ask(ServiceToBook(a_service().id))
        assert not bookable.form_linked

    def test_removing_a_stale_row_loses_the_guard(self, studio: Studio) -> None:
        document = a_document()
        studio.add(document)
        studio.put(document.shown(to_customer=True))

        with pytest.raises(LostGuard):
            studio.save(Remove(document))
        (kept,) = studio.ask(ById(Document, document.id))
        assert kept.visible_to_customer

    def test_removing_a_row_that_does_not_exist_loses_the_guard(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            studio.save(Remove(a_document()))

    def test_removing_a_row_of_another_center_loses_the_guard(self, studio: Studio) -> None:
        studio.add(a_document())

        with pytest.raises(LostGuard):
            studio.at(TURIN).save(Remove(a_document()))
        assert studio.ask(ById(Document, a_document().id)) == (a_document(),)

    def test_what_was_removed_is_there_again_when_its_unit_is_undone(self, studio: Studio) -> None:
        studio.add(a_document())

        with pytest.raises(LostGuard):
            studio.save(Remove(a_document()), Put(a_customer(9)))
        assert studio.ask(ById(Document, a_document().id)) == (a_document(),)
        assert studio.ask(Owned(Document, a_customer(1).id)) == (a_document(),)

    def test_remaining_units_never_go_below_zero(self, studio: Studio) -> None:
        studio.add(a_balance())

        with pytest.raises(LostGuard):
            studio.put(a_balance(1, remaining=-1))
        assert studio.ask(ById(Balance, a_balance().id)) == (a_balance(),)

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
