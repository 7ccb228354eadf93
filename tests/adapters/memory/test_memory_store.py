"""What the memory store promises beyond the port: turns, copies, and being told off."""

from __future__ import annotations

from contextlib import suppress
from threading import Event

import pytest

from bookingcore.adapters.memory import MemoryStore
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.changes import Add
from bookingcore.errors import DeskInsideUnit, InvalidInput, UnitClosed
from bookingcore.ports.questions import All, BookingsOf, Clashes, SessionsUsing
from bookingcore.ports.store import LostGuard, Ref
from bookingcore.testing.contracts.rows import (
    ROME,
    TURIN,
    a_balance,
    a_booking,
    a_customer,
    a_movement,
    a_plan,
    a_resource,
    a_session,
    cancelled,
    july,
)
from bookingcore.testing.contracts.studio import Mishap, Studio, furnished
from bookingcore.testing.contracts.threads import Threads

EVERYBODY = All(Customer)


@pytest.fixture
def studio() -> Studio:
    return furnished(MemoryStore())


def test_a_second_unit_in_the_same_thread_is_a_misuse(studio: Studio) -> None:
    with studio.unit(), pytest.raises(DeskInsideUnit), studio.unit():
        pass


def test_a_second_unit_of_another_center_is_a_misuse_too(studio: Studio) -> None:
    with studio.unit(), pytest.raises(DeskInsideUnit), studio.at(TURIN).unit():
        pass


def test_a_snapshot_inside_a_unit_of_the_same_thread_is_a_misuse(studio: Studio) -> None:
    with studio.unit(), pytest.raises(DeskInsideUnit), studio.snapshot():
        pass


def test_the_unit_goes_on_after_the_misuse(studio: Studio) -> None:
    with studio.unit() as unit:
        with pytest.raises(DeskInsideUnit):
            studio.add(a_customer(3))
        unit.save([Add(a_customer(4))])

    assert studio.ask(EVERYBODY)[2:] == (a_customer(4),)


def test_units_of_two_stores_do_not_wait_for_each_other(studio: Studio) -> None:
    with studio.unit():
        assert furnished(MemoryStore()).ask(EVERYBODY) == (a_customer(1), a_customer(2))


def test_another_thread_waits_for_its_turn(studio: Studio) -> None:
    others, begun = Threads(), Event()

    def begin() -> None:
        with studio.unit():
            begun.set()

    with studio.unit():
        others.start(begin)
        assert not begun.wait(0.05)
    others.join()
    assert begun.is_set()


@pytest.mark.parametrize("handle", [None, "unit", object(), MemoryStore()], ids=type)
def test_only_a_unit_can_be_joined(studio: Studio, handle: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        studio.store.joined(handle)

    assert refused.value.field == "handle"


def test_a_unit_of_another_store_cannot_be_joined(studio: Studio) -> None:
    with MemoryStore().begin(ROME) as foreign, pytest.raises(InvalidInput):
        studio.store.joined(foreign)


def test_a_joined_store_joins_another_unit_of_the_same_store(studio: Studio) -> None:
    with studio.unit() as unit:
        joined = studio.joined(unit)
        with joined.unit() as savepoint:
            joined.joined(savepoint).add(a_customer(3))

    assert len(studio.ask(EVERYBODY)) == 3


def test_a_joined_snapshot_ends_with_its_unit(studio: Studio) -> None:
    with studio.unit() as unit:
        joined = studio.joined(unit)

    with pytest.raises(UnitClosed), joined.snapshot():
        pass


def test_a_unit_that_the_end_of_another_has_ended_saves_nothing(studio: Studio) -> None:
    with studio.unit() as unit:
        savepoint = studio.joined(unit).unit()
        inner = savepoint.__enter__()
        inner.save([Add(a_customer(3))])

    with pytest.raises(UnitClosed):
        savepoint.__exit__(None, None, None)
    assert len(studio.ask(EVERYBODY)) == 2


def test_a_lock_that_no_load_followed_still_counts(studio: Studio) -> None:
    ref = Ref(Customer, a_customer(1).id)
    with studio.unit() as unit:
        unit.lock(ref)

    assert studio.number(ref) == 3


def test_a_row_locked_twice_in_one_unit_counts_once(studio: Studio) -> None:
    ref = Ref(Customer, a_customer(1).id)
    with studio.unit() as unit:
        for _ in range(2):
            unit.lock(ref)
            unit.load()
        assert unit.number(ref) == 2


def test_a_row_that_was_not_locked_has_no_number(studio: Studio) -> None:
    with studio.unit() as unit:
        assert unit.number(Ref(Customer, a_customer(1).id)) is None


def test_rows_may_be_added_before_those_that_they_refer_to(studio: Studio) -> None:
    studio.add(a_movement(a_balance(), 1, -1, a_booking()), a_booking(), a_balance())


def test_a_writer_beside_a_snapshot_leaves_every_index_right(studio: Studio) -> None:
    """The books are copied for the writer: what is found by an index must be found as before."""
    studio.add(a_resource())
    studio.add(a_session(2, resources=(a_resource().id,)), a_booking())
    using = SessionsUsing((a_resource().id,), july(2), july(3))
    mine = BookingsOf(a_customer(1).id, status=BookingStatus.CANCELLED)
    with studio.snapshot() as before:
        studio.put(a_session(2), cancelled(a_booking()))
        assert (len(before.load(using)[using]), before.load(mine)[mine]) == (1, ())

    assert studio.ask(using) == ()
    assert studio.ask(mine) == (cancelled(a_booking()),)


def test_a_unit_that_fails_beside_a_snapshot_is_undone_in_the_copy(studio: Studio) -> None:
    with studio.snapshot():
        with pytest.raises(LostGuard):
            studio.add(a_customer(3), a_customer(1))
        studio.add(a_customer(4))

    assert studio.ask(EVERYBODY)[2:] == (a_customer(4),)


def test_undoing_leaves_every_index_right(studio: Studio) -> None:
    studio.add(a_booking())
    with suppress(Mishap), studio.unit() as unit:
        studio.joined(unit).put(cancelled(a_booking()))
        studio.joined(unit).add(a_booking(2), a_plan(2, services=()))
        raise Mishap

    assert studio.ask(Clashes(a_customer(1).id, a_session().id)) == (a_booking(),)
    assert studio.ask(BookingsOf(a_customer(1).id)) == (a_booking(),)


def test_a_center_that_nobody_wrote_to_is_empty() -> None:
    assert Studio(MemoryStore()).ask(EVERYBODY) == ()
