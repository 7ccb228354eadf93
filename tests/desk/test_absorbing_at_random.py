"""Pairs of cards with anything on them become one: every sum of before is a sum of after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from bookingcore import (
    Balance,
    Booking,
    BookingStatus,
    Customer,
    CustomerStatus,
    Desk,
    EntryStatus,
    Event,
    EventKind,
    FormAssignment,
    Movement,
    MovementKind,
    Note,
    Payment,
    Refused,
    Sale,
    Task,
    WaitlistEntry,
)
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.testing import FakePayments, FrozenClock, SeededChance
from tests.conftest import MORNING, rome
from tests.desk.belongings import MADE, House, Things, nobodys

Step = Callable[[House, Customer], object]

_numbers = count(1)


def _shared(house: House, who: Customer) -> None:
    """Into the one session in which both may be."""
    session = min(house.desk.schedule.sessions(between=("2026-07-01", "2026-07-31")), key=_made)
    house.desk.bookings.book(who, session)


def _queued(house: House, who: Customer) -> None:
    """Into the one waiting list in which both may be."""
    full = list(house.desk.schedule.sessions(between=("2026-07-01", "2026-07-31")))
    house.desk.waitlist.join(who, sorted(full, key=_made)[1])


def _made(session: Any) -> str:
    return str(session.starts_at)


def _cancels(house: House, who: Customer) -> None:
    for each in house.desk.bookings.of(who):
        if each.live:
            house.desk.bookings.cancel(each)
            return


def _unpaid(house: House, who: Customer) -> None:
    """A booking that awaits what the other one may have."""
    service = house.desk.catalog.services()[0]
    house.desk.bookings.book_appointment(who, service, starts_at=house.free_time())


EDITS: Sequence[Step] = (
    lambda house, who: house.desk.customers.blacklist(who),
    lambda house, who: house.desk.customers.add_unwanted_service(who, house.yoga),
    lambda house, who: house.desk.customers.assign_professional(who, house.maria),
    lambda house, who: house.desk.customers.activate(who),
    lambda house, who: house.desk.customers.deregister(who),
    lambda house, who: house.desk.sales.mark_paid(house.desk.sales.of(who)[0]),
    _shared,
    _queued,
    _cancels,
    _unpaid,
)
STEPS = st.lists(st.sampled_from([*MADE.values(), *EDITS]), max_size=8)


def one(house: House, steps: Sequence[Step]) -> Customer:
    """A card with one of everything, and whatever *steps* bring."""
    who = house.person()
    house.endow(who)
    for step in steps:
        with suppress(Refused):
            step(house, who)
    return who


def furnished(desk: Desk, clock: FrozenClock) -> House:
    """A center of its own, with the session and the list that cards may share."""
    center = f"center-{next(_numbers)}"
    own = Desk(
        desk.store,
        payments=FakePayments(),
        center=center,
        clock=clock,
        chance=SeededChance(7),
        files=desk._context.files,
    )
    own.configure(rome())
    house = House(own)
    house.session()
    house.session(capacity=0)
    return house


def sums(things: Things) -> dict[str, object]:
    """What no merging may change, however it ties units to bookings anew."""
    balances, movements = things[Balance], things[Movement]
    kept = MovementKind.REDEEMED, MovementKind.RETURNED
    return {
        "units": sum(each.units for each in balances),
        "granted": sum(each.units for each in movements if each.kind not in kept),
        "sold": sum(each.total.minor for each in things[Sale]),
        "paid": sum(each.paid.minor for each in things[Sale]),
        "payments": nobodys(things[Payment]),
        "bookings": Counter(_place(each) for each in things[Booking]),
        "tasks": nobodys(things[Task]),
        "notes": nobodys(things[Note]),
        "forms": nobodys(things[FormAssignment]),
        "entries": {each.id for each in things[WaitlistEntry]},
    }


def _place(booking: Booking) -> tuple[object, ...]:
    ended = booking.status is BookingStatus.CANCELLED
    return booking.id, booking.session_id, booking.places, ended, booking.note


def files(house: House, who: Customer) -> list[tuple[str, str, bytes]]:
    """The documents with what is in them."""
    book = house.desk.customers
    found = book.documents(who)
    return sorted((each.id, each.digest, book.open_document(each)) for each in found)


def check_queues(
    before: Sequence[WaitlistEntry], after: Sequence[WaitlistEntry], *, left: bool
) -> None:
    """Nobody waits twice for a session; but for the second, who waited waits on."""
    was = {each.session_id for each in before if each.open}
    waits = Counter(each.session_id for each in after if each.open)
    assert waits == ({} if left else Counter(was))
    ends = {each.status for each in after} - {each.status for each in before}
    assert ends <= {EntryStatus.CLOSED, EntryStatus.OFFERED}


def check_units(before: Things, after: Things) -> None:
    """Each unit that was there is left, or pays for a booking that awaited one."""
    redeemed = [
        each
        for each in after[Booking]
        if each.id in {b.id for b in before[Booking] if b.awaiting} and not each.awaiting
    ]
    left = sum(each.remaining for each in before[Balance])
    spent = sum(each.units_needed for each in redeemed)
    assert sum(each.remaining for each in after[Balance]) == left - spent
    awaited = {each.id for each in before[Booking] if each.awaiting}
    assert {each.id for each in after[Booking] if each.awaiting} <= awaited


def check_events(before: Sequence[Event], after: Sequence[Event], new: Customer) -> None:
    """Every event is there as it was, words and number and all, and it is the new card's."""
    kept = {(each.stream, each.no, each.seq): each for each in after}
    for each in before:
        assert kept.pop((each.stream, each.no, each.seq)) == evolve(each, customer_id=new.id)
    assert {each.kind for each in kept.values()} <= {
        *(EventKind.CUSTOMER_ABSORBED, EventKind.CARD_REDIRECTED, EventKind.WAITLIST_CLOSED),
        *(EventKind.BOOKING_REDEEMED, EventKind.BOOKING_RETIED, EventKind.OFFER_MADE),
    }


SHARE = {"memory": 60, "sqlite": 3, "postgres": 3}
"""Of a hundred examples, how many are tried on each store."""


@pytest.mark.hypothesis
@pytest.mark.rule("000-44", "A40", "A41")
def test_nothing_is_lost_whatever_the_cards_hold(
    desk: Desk, clock: FrozenClock, store_kind: str
) -> None:
    """P8: units, money, bookings, queues, files, notes, tasks, forms, history: of both cards."""

    @settings(max_examples=max(1, settings().max_examples * SHARE[store_kind] // 100))
    @given(STEPS, STEPS)
    def merge(first: list[Step], second: list[Step]) -> None:
        clock.move_to(MORNING)
        house = furnished(desk, clock)
        old, new = one(house, first), one(house, second)
        check(house, old, new)

    merge()


def check(house: House, old: Customer, new: Customer) -> None:
    before, documents = house.things(old, new), files(house, old) + files(house, new)
    own = house.things(old)
    moved = house.desk.customers.absorb(into=new, old=old).moved

    after = house.things(new)
    assert {row: len(rows) for row, rows in house.things(old).items() if rows} == {}
    assert set(after) == set(OWNED)
    assert sums(after) == sums(before)
    assert files(house, new) == sorted(documents)
    assert after[AccountToken] == tuple(
        each for each in before[AccountToken] if each.customer_id == new.id
    )
    left = house.desk.customers.get(new).status is not CustomerStatus.ACTIVE
    check_queues(before[WaitlistEntry], after[WaitlistEntry], left=left)
    check_units(before, after)
    check_events(before[Event], after[Event], new)
    assert moved == {
        row.__name__: len(rows) for row, rows in own.items() if rows and row is not AccountToken
    }
    assert house.desk.verify() == ()
