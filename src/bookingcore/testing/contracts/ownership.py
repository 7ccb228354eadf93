"""What belongs to a customer: found, counted, given to another card, and forgotten."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.messages.mailbox import MailboxMessage
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.ownership.registry import OWNED, Absorbing, Erasing
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.invoice import Invoice
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.values.changes import Add, Change, Forget, Put, Reassign
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.deliveries import DeliveriesTo
from bookingcore.ports.people import HistoryPage, Owned, OwnedCount, OwnedCounts
from bookingcore.ports.questions import (
    AwaitingOf,
    BalancesOf,
    BalancesWithUnits,
    BookingsOf,
    ById,
    Clashes,
    EntriesOf,
    History,
    Question,
    SalesOf,
)
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.delivery_rows import a_delivery, withheld
from bookingcore.testing.contracts.gift_card_rows import a_gift_card
from bookingcore.testing.contracts.membership_rows import a_membership, an_attempt
from bookingcore.testing.contracts.message_rows import a_message
from bookingcore.testing.contracts.paper_rows import a_quote, a_request, an_invoice
from bookingcore.testing.contracts.people_rows import (
    a_document,
    a_form,
    a_note,
    a_task,
    a_token,
    an_assignment,
    submitted,
)
from bookingcore.testing.contracts.reaction_rows import a_reaction, a_subscription
from bookingcore.testing.contracts.rows import (
    TURIN,
    a_balance,
    a_booking,
    a_customer,
    a_movement,
    a_part,
    a_payment,
    a_plan,
    a_refund,
    a_sale,
    a_session,
    an_entry,
    an_event,
    cancelled,
)
from bookingcore.testing.contracts.studio import Mishap, OnAStore, Studio

ANNA, BRUNO = a_customer(1).id, a_customer(2).id

Things = Mapping[type[Any], tuple[Any, ...]]
"""What belongs to somebody, by its type, in order of key."""


def things_of(customer: int, first: int = 1) -> Things:
    """Something of each type, two of most; *first* is the number of the first ones."""
    one, two = first, first + 1
    its: dict[str, Any] = {"customer": customer}
    booked = a_booking(two, **its, status=BookingStatus.BOOKED, note="second mat")
    sale, balance = a_sale(one, **its, note="cash"), a_balance(one, **its)
    paid = a_payment(one, one, **its, card="tok_1", reason="no funds, Anna", note="at last")
    session = a_session()
    # The session numbers this one.
    heard = an_event(
        one,
        **its,
        stream=session.id,
        subject=an_entry(one).id,
        session_id=session.id,
        words={"note": "loud", "reason": "late"},
    )
    events = [heard, an_event(two, **its, words={"note": "quiet"}), an_event(two, 1, **its)]
    return {
        Booking: (a_booking(one, **its), booked),
        type(an_entry()): (an_entry(one, **its), an_entry(two, **its)),
        type(sale): (sale, a_sale(two, **its, lines=sale.lines * 2)),
        type(paid): (paid, a_payment(two, one, **its)),
        type(a_refund()): (
            a_refund(one, one, **its, parts=(a_part(one),), note="with regrets"),
            a_refund(two, one, **its, parts=(a_part(two), a_part(one))),
        ),
        Balance: (balance, a_balance(two, **its, remaining=0)),
        Movement: (a_movement(balance, 1, -1, booked), a_movement(balance, 2, 1)),
        GiftCard: _gift_cards_of(a_customer(customer).id, one),
        **_memberships_of(customer, one),
        **_papers_of(customer, one),
        type(a_note()): (a_note(one, **its), a_note(two, **its)),
        MailboxMessage: (a_message(one, **its), a_message(two, **its)),
        **_told_of(customer, one),
        type(a_task()): (a_task(one, **its), a_task(two, **its)),
        type(a_document()): (a_document(one, **its), a_document(two, **its)),
        type(an_assignment()): (an_assignment(one, **its), submitted(an_assignment(two, **its))),
        type(a_token()): (a_token(one, **its), a_token(two, **its)),
        Event: tuple(sorted(events, key=_place)),
    }


def _told_of(customer: int, first: int) -> Things:
    """What they are told; what hosts want to hear of them, and are yet to hear."""
    both, host = (first, first + 1), a_subscription(first).id
    own = {"customer_id": a_customer(customer).id}
    return {
        Delivery: (a_delivery(first, customer), withheld(first + 1, customer=customer)),
        Subscription: tuple(a_subscription(no, **own) for no in both),
        Reaction: tuple(a_reaction(no, customer, subscription_id=host) for no in both),
    }


def _papers_of(customer: int, first: int) -> Things:
    """What is written about sales: quotes, invoices, requests for payment."""
    one, two = first, first + 1
    its: dict[str, Any] = {"customer": customer}
    return {
        Quote: (a_quote(one, **its, note="for the summer"), a_quote(two, **its)),
        Invoice: (
            an_invoice(one, one, **its, buyer_name="Anna", buyer_address="Via Roma 1"),
            an_invoice(two, one, **its),
        ),
        PaymentRequest: (
            a_request(one, one, **its, reason="the summer, Anna", card="tok_3"),
            a_request(two, one, **its, payment_id=a_payment(one).id),
        ),
    }


def _memberships_of(customer: int, first: int) -> Things:
    """One that pays by card, one that does not; and what came of charging the first."""
    one, two = first, first + 1
    its: dict[str, Any] = {"customer": customer}
    failed: dict[str, Any] = {"reason": "no funds, Anna", "payment_id": a_payment(one).id}
    return {
        Membership: (
            a_membership(one, **its, note="since ever", card="tok_2"),
            a_membership(two, **its),
        ),
        PaymentAttempt: (
            an_attempt(one, one, **its, **failed),
            an_attempt(two, one, **its, no=2),
        ),
    }


def _gift_cards_of(customer: CustomerId, first: int) -> tuple[GiftCard, GiftCard]:
    """One that they bought, and one that they hold."""
    return a_gift_card(first, purchaser_id=customer), a_gift_card(first + 1, holder_id=customer)


def _place(event: Event) -> tuple[str, int, int]:
    return event.stream, event.no, event.seq


def _given(things: Things, old: CustomerId, new: CustomerId) -> Things:
    """*things* of *old* once they are *new*'s; without what only the old card had a use for."""
    return {
        row: tuple(_handed_over(each, old, new) for each in rows)
        for row, rows in things.items()
        if OWNED[row].absorbing is Absorbing.MOVES
    }


def _handed_over(row: Any, old: CustomerId, new: CustomerId) -> Any:
    names = [name for name in OWNED[type(row)].by if getattr(row, name) == old]
    return evolve(row, **dict.fromkeys(names, new))


def _forgotten(things: Things) -> Things:
    """*things* without words."""
    return {
        row: tuple(evolve(each, **OWNED[row].blanks) for each in rows)
        for row, rows in things.items()
        if OWNED[row].erasing is not Erasing.GOES
    }


ANNAS, BRUNOS = things_of(1, 2), things_of(2, 4)
"""Things that two customers have, beside the sale of the furnished studio, which is Anna's."""

ABOUT_A_CUSTOMER: tuple[Callable[[CustomerId], Question[Any]], ...] = (
    BookingsOf,
    EntriesOf,
    BalancesOf,
    BalancesWithUnits,
    AwaitingOf,
    SalesOf,
    DeliveriesTo,
)
HER_SALES = (a_sale(), *ANNAS[type(a_sale())])


class OwnershipContract(OnAStore):
    """`Owned`, `OwnedCounts`, `Reassign`, `Forget`: whatever the registry names."""

    @pytest.fixture
    def stocked(self, studio: Studio) -> Studio:
        """A studio in which two customers have something of everything."""
        studio.add(a_form())
        for things in (ANNAS, BRUNOS):
            studio.add(*(row for rows in things.values() for row in rows[::-1]))
        return studio

    def test_the_rows_here_are_of_every_type_that_somebody_owns(self, stocked: Studio) -> None:
        counts = stocked.ask(OwnedCounts(ANNA))

        assert {count.row for count in counts} == {row.__name__ for row in OWNED}

    @pytest.mark.parametrize("row", OWNED, ids=lambda row: row.__name__)
    def test_what_a_customer_owns_comes_whole_in_order_of_key(
        self, stocked: Studio, row: type[Any]
    ) -> None:
        mine = HER_SALES if row is type(a_sale()) else ANNAS[row]

        assert stocked.ask(Owned(row, ANNA)) == mine
        assert stocked.ask(Owned(row, BRUNO)) == BRUNOS[row]
        assert stocked.ask(Owned(row, a_customer(9).id)) == ()

    def test_what_a_customer_owns_is_counted_by_the_names_of_its_types(
        self, studio: Studio
    ) -> None:
        studio.add(a_note(1), a_note(2), a_note(3, 2), an_event(words={"a": "a", "b": "b"}))
        studio.add(a_booking(customer=2))

        assert studio.ask(OwnedCounts(ANNA)) == (
            OwnedCount("Event", 1),
            OwnedCount("Note", 2),
            OwnedCount("Sale", 1),
        )
        assert studio.ask(OwnedCounts(a_customer(9).id)) == ()

    def test_what_is_reassigned_belongs_to_the_other_card(self, stocked: Studio) -> None:
        stocked.save(Reassign(ANNA, BRUNO))

        hers = _given({**ANNAS, type(a_sale()): HER_SALES}, ANNA, BRUNO)
        theirs = _merged(hers, BRUNOS)
        assert _owned(stocked, BRUNO) == theirs
        assert _owned(stocked, ANNA) == {}
        assert stocked.ask(OwnedCounts(ANNA)) == ()

    def test_every_question_about_a_customer_finds_what_was_reassigned(
        self, stocked: Studio
    ) -> None:
        stocked.save(Reassign(ANNA, BRUNO))

        for question in ABOUT_A_CUSTOMER:
            assert stocked.ask(question(ANNA)) == ()
            assert {row.customer_id for row in stocked.ask(question(BRUNO))} == {BRUNO}
        assert len(stocked.ask(BookingsOf(BRUNO))) == 4
        assert len(stocked.ask(Clashes(BRUNO, a_session().id))) == 4
        assert len(stocked.ask(HistoryPage(BRUNO, (), None, None, None, 100))) == 6

    def test_events_that_were_reassigned_keep_their_stream_and_number(
        self, stocked: Studio
    ) -> None:
        """So the old card's own history is still found under its id."""
        stocked.save(Reassign(ANNA, BRUNO))

        moved = [evolve(event, customer_id=BRUNO) for event in ANNAS[Event]]
        own = tuple(event for event in moved if event.stream == ANNA)
        assert stocked.ask(History(ANNA)) == own
        assert set(map(_place, moved)) < set(map(_place, stocked.ask(History(BRUNO))))

    def test_words_of_what_was_reassigned_are_forgotten_with_the_other_card(
        self, stocked: Studio
    ) -> None:
        stocked.save(Reassign(ANNA, BRUNO))
        stocked.save(Forget(BRUNO))

        events = stocked.ask(Owned(Event, BRUNO))
        assert len(events) == 6
        assert [event.words for event in events] == [{}] * 6

    def test_what_is_reassigned_is_no_other_version(self, stocked: Studio) -> None:
        booking, balance = ANNAS[Booking][0], ANNAS[Balance][0]
        stocked.save(
            Put(cancelled(evolve(booking, customer_id=BRUNO))),
            Put(evolve(balance, customer_id=BRUNO, remaining=3)),
            Reassign(ANNA, BRUNO),
        )

        (put,) = stocked.ask(ById(Booking, booking.id))
        assert (put.customer_id, put.live, put.version) == (BRUNO, False, 2)
        (left,) = stocked.ask(ById(Balance, balance.id))
        assert (left.customer_id, left.remaining, left.version) == (BRUNO, 3, 2)
        (other,) = stocked.ask(ById(Booking, ANNAS[Booking][1].id))
        assert (other.customer_id, other.version) == (BRUNO, 1)

    def test_what_a_unit_adds_to_the_old_card_stays_there(self, stocked: Studio) -> None:
        """Whatever its place among the changes: owners are settled before anything else."""
        note, late = a_note(8), an_event(9, subject=a_plan().id)
        stocked.save(Add(note), Reassign(ANNA, BRUNO), Add(late))

        assert stocked.ask(Owned(type(note), ANNA)) == (note,)
        assert stocked.ask(Owned(Event, ANNA)) == (late,)

    def test_what_is_forgotten_stays_without_words_or_goes(self, stocked: Studio) -> None:
        stocked.save(Forget(ANNA))

        assert _owned(stocked, ANNA) == _forgotten({**ANNAS, type(a_sale()): HER_SALES})
        assert _owned(stocked, BRUNO) == BRUNOS

    def test_what_is_forgotten_is_no_other_version(self, stocked: Studio) -> None:
        booking = evolve(ANNAS[Booking][1], note="")
        stocked.save(Put(cancelled(booking)), Forget(ANNA))

        (put,) = stocked.ask(ById(Booking, booking.id))
        assert (put, put.version) == (cancelled(booking), 2)

    def test_what_a_unit_says_of_whom_it_forgets_stays(self, stocked: Studio) -> None:
        said = an_event(9, words={"reason": "as the person wished"})
        stocked.save(Add(said), Forget(ANNA))

        assert said in stocked.ask(Owned(Event, ANNA))

    @pytest.mark.parametrize("change", [Reassign(ANNA, BRUNO), Forget(ANNA)], ids=type)
    def test_whose_things_are_is_undone_with_its_unit(
        self, stocked: Studio, change: Change
    ) -> None:
        before = _owned(stocked, ANNA), _owned(stocked, BRUNO)
        with pytest.raises(LostGuard):
            stocked.save(change, Put(a_customer(9)))
        with pytest.raises(Mishap):
            _spoil(stocked, change)

        assert (_owned(stocked, ANNA), _owned(stocked, BRUNO)) == before
        assert len(stocked.ask(BookingsOf(ANNA))) == 2
        assert len(stocked.ask(History(ANNA))) == 3

    @pytest.mark.parametrize("change", [Reassign(ANNA, BRUNO), Forget(ANNA)], ids=type)
    def test_what_belongs_to_nobody_or_in_another_center_is_left_alone(
        self, stocked: Studio, change: Change
    ) -> None:
        turin = stocked.at(TURIN)
        turin.add(a_customer(1), a_note(1))
        nobodys = a_booking(9, customer_id=None, note="for a friend")
        stocked.add(nobodys)
        stocked.save(change)

        assert turin.ask(Owned(type(a_note()), ANNA)) == (a_note(1),)
        assert stocked.ask(ById(Booking, nobodys.id)) == (nobodys,)

    def test_an_open_reader_sees_whose_things_were(self, stocked: Studio) -> None:
        bookings = BookingsOf(ANNA)
        with stocked.snapshot() as reader:
            reader.load(OwnedCounts(ANNA))
            stocked.save(Reassign(ANNA, BRUNO))
            assert reader.load(bookings)[bookings] == ANNAS[Booking]

        assert stocked.ask(bookings) == ()


def _spoil(studio: Studio, change: Change) -> None:
    with studio.unit() as unit:
        studio.joined(unit).save(change)
        raise Mishap


def _owned(studio: Studio, customer: Any) -> Things:
    """All that belongs to *customer*."""
    found = {row: studio.ask(Owned(row, customer)) for row in OWNED}
    return {row: rows for row, rows in found.items() if rows}


def _merged(first: Things, second: Things) -> Things:
    """What two have, as one has it."""
    return {
        row: tuple(sorted((*first.get(row, ()), *rows), key=_key)) for row, rows in second.items()
    }


def _key(row: Any) -> tuple[Any, ...]:
    if isinstance(row, Event):
        return _place(row)
    return (row.id,) if hasattr(row, "id") else (row.balance_id, row.no)
