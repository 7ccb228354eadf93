"""What a lock promises: others wait, and it is counted."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Event

import pytest
from attrs import evolve

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.messages.mailbox import BoardMessage
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.invoice import NumberSeries
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Put
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Ref, Unit
from bookingcore.testing.contracts import threads
from bookingcore.testing.contracts.delivery_rows import an_announcement
from bookingcore.testing.contracts.gift_card_rows import a_gift_card
from bookingcore.testing.contracts.message_rows import a_board_message
from bookingcore.testing.contracts.paper_rows import a_coupon, a_series_of_numbers
from bookingcore.testing.contracts.rows import (
    ROME,
    TURIN,
    a_balance,
    a_booking,
    a_customer,
    a_payment,
    a_refund,
    a_resource,
    a_sale,
    a_series,
    a_session,
    an_entry,
)
from bookingcore.testing.contracts.studio import Mishap, OnAStore, Studio
from bookingcore.testing.contracts.threads import Threads

ANNA = Ref(Customer, a_customer(1).id)
BERTA = Ref(Customer, a_customer(2).id)
NOBODY = Ref(Customer, a_customer(9).id)

LOCKABLE = (
    Ref(Center, ROME),
    ANNA,
    Ref(GiftCard, a_gift_card().id),
    Ref(Coupon, a_coupon().id),
    Ref(NumberSeries, a_series_of_numbers().id),
    Ref(Series, a_series().id),
    Ref(Resource, a_resource().id),
    Ref(Session, a_session().id),
    Ref(BoardMessage, a_board_message().id),
    Ref(Announcement, an_announcement().id),
)

OWNED = (
    OwnerOf(Booking, a_booking(2, customer=2).id),
    OwnerOf(Sale, a_sale(2, customer=2).id),
    OwnerOf(Payment, a_payment(1, sale=2, customer=2).id),
    OwnerOf(Refund, a_refund(1, sale=2, customer=2).id),
    OwnerOf(Balance, a_balance(2, customer=2).id),
    OwnerOf(WaitlistEntry, an_entry(2, customer=2).id),
)


class LockContract(OnAStore):
    """A lock is a write, held until the unit ends; it counts the row's number up."""

    @pytest.mark.parametrize("ref", LOCKABLE, ids=lambda ref: ref.row.__name__)
    def test_each_lock_counts_the_number_up_from_one(self, studio: Studio, ref: Ref) -> None:
        studio.add(a_resource(), a_series(), a_gift_card(), a_coupon(), a_series_of_numbers())
        studio.add(a_board_message(), an_announcement())

        assert [studio.number(ref) for _ in range(3)] == [2, 3, 4]

    def test_rows_are_numbered_apart(self, studio: Studio) -> None:
        studio.number(ANNA)

        assert studio.number(BERTA) == 2

    def test_several_rows_are_locked_at_once(self, studio: Studio) -> None:
        studio.number(ANNA)
        with studio.unit() as unit:
            unit.lock(BERTA, Ref(Session, a_session().id), ANNA)
            unit.load()
            assert (unit.number(ANNA), unit.number(BERTA)) == (3, 2)

    def test_a_row_named_twice_counts_once(self, studio: Studio) -> None:
        with studio.unit() as unit:
            unit.lock(ANNA, ANNA)
            unit.load()
            assert unit.number(ANNA) == 2

        assert studio.number(ANNA) == 3

    def test_a_lock_that_was_undone_does_not_count(self, studio: Studio) -> None:
        with suppress(Mishap), studio.unit() as unit:
            _locking(unit, ANNA)
            raise Mishap

        assert studio.number(ANNA) == 2

    def test_a_lock_leaves_the_row_and_its_version_alone(self, studio: Studio) -> None:
        studio.number(ANNA)
        studio.put(a_customer(1, name="Anna"))

        (card,) = studio.ask(ById(Customer, a_customer(1).id))
        assert (card, card.version) == (a_customer(1, name="Anna"), 2)

    def test_a_put_leaves_the_number_alone(self, studio: Studio) -> None:
        studio.number(ANNA)
        studio.put(a_customer(1, name="Anna"))

        assert studio.number(ANNA) == 3

    @pytest.mark.parametrize("owned", OWNED, ids=lambda owned: owned.row.__name__)
    def test_a_customer_is_locked_as_the_owner_of_a_row(
        self, studio: Studio, owned: OwnerOf
    ) -> None:
        _furnish_berta(studio)

        assert studio.number(Ref(Customer, owned)) == 2
        assert studio.number(BERTA) == 3
        assert studio.number(ANNA) == 2

    @pytest.mark.parametrize("owned", OWNED, ids=lambda owned: owned.row.__name__)
    def test_who_was_locked_as_an_owner_is_known_by_their_own_id_too(
        self, studio: Studio, owned: OwnerOf
    ) -> None:
        _furnish_berta(studio)

        with studio.unit() as unit:
            _locking(unit, Ref(Customer, owned))
            assert unit.number(BERTA) == unit.number(Ref(Customer, owned)) == 2
            assert unit.number(ANNA) is None

    def test_who_was_locked_as_an_owner_is_not_locked_again(self, studio: Studio) -> None:
        _furnish_berta(studio)

        with studio.unit() as unit:
            _locking(unit, Ref(Customer, OWNED[0]))
            _locking(unit, BERTA)
            assert unit.number(BERTA) == 2
        assert studio.number(BERTA) == 3

    def test_nobody_is_locked_as_the_owner_of_what_nobody_owns(self, studio: Studio) -> None:
        """An appointment that is kept for nobody yet."""
        studio.add(a_booking(1, customer_id=None))

        assert studio.number(Ref(Customer, OwnerOf(Booking, a_booking(1).id))) is None

    def test_a_row_that_does_not_exist_has_no_number(self, studio: Studio) -> None:
        assert studio.number(NOBODY) is None

    def test_the_owner_of_a_row_that_does_not_exist_has_no_number(self, studio: Studio) -> None:
        assert studio.number(Ref(Customer, OwnerOf(Booking, a_booking(9).id))) is None

    def test_locking_a_row_that_does_not_exist_makes_none(self, studio: Studio) -> None:
        studio.number(NOBODY)

        assert studio.ask(ById(Customer, a_customer(9).id)) == ()
        studio.add(a_customer(9))
        assert studio.number(NOBODY) == 2

    def test_a_row_of_another_center_is_not_locked(self, studio: Studio) -> None:
        assert studio.at(TURIN).number(ANNA) is None
        assert studio.number(ANNA) == 2

    def test_a_locked_row_is_held_until_the_unit_ends(self, studio: Studio) -> None:
        others = Threads()
        locked = Event()

        def lock_too() -> None:
            with studio.unit() as unit:
                _locking(unit, ANNA)
                locked.set()

        with studio.unit() as unit:
            _locking(unit, ANNA)
            others.start(lock_too)
            assert not locked.wait(threads.MOMENT_SECONDS)
        others.join()
        assert locked.is_set()

    def test_what_is_read_after_a_lock_is_the_latest(self, studio: Studio) -> None:
        """So whoever locks first and then reads loses no guard and no change."""
        others = Threads()
        barrier = Barrier(4)
        others.start(*[_adding_letters(studio, barrier, 5)] * 4)
        others.join()

        (card,) = studio.ask(ById(Customer, a_customer(1).id))
        assert card.surname == "x" * 20

    def test_rows_are_locked_in_one_order_however_they_are_named(self, studio: Studio) -> None:
        """So two units that name them the other way round never wait for each other."""
        others = Threads()
        barrier = Barrier(2)
        others.start(
            _locking_often(studio, barrier, ANNA, BERTA),
            _locking_often(studio, barrier, BERTA, ANNA),
        )
        others.join()

        assert studio.number(ANNA) == studio.number(BERTA) == 22


def _furnish_berta(studio: Studio) -> None:
    """A row of each kind that a customer may own, and that may tell whose it is."""
    studio.add(a_booking(2, customer=2), a_sale(2, customer=2), a_balance(2, customer=2))
    studio.add(a_payment(1, 2, 2), a_refund(1, 2, 2), an_entry(2, customer=2))


def _locking(unit: Unit, *refs: Ref) -> None:
    unit.lock(*refs)
    unit.load()


def _adding_letters(studio: Studio, barrier: Barrier, times: int) -> Callable[[], None]:
    card = ById(Customer, a_customer(1).id)

    def add_letters() -> None:
        barrier.wait(threads.PATIENCE_SECONDS)
        for _ in range(times):
            with studio.unit() as unit:
                unit.lock(ANNA)
                (customer,) = unit.load(card)[card]
                unit.save([Put(evolve(customer, surname=customer.surname + "x"))])

    return add_letters


def _locking_often(studio: Studio, barrier: Barrier, *refs: Ref) -> Callable[[], None]:
    def lock_often() -> None:
        barrier.wait(threads.PATIENCE_SECONDS)
        for _ in range(10):
            with studio.unit() as unit:
                _locking(unit, *refs)

    return lock_often
