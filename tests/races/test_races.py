"""Real processes racing for places and units on one database."""

from __future__ import annotations

from collections import Counter

import pytest

from bookingcore import BookingStatus, Desk, MovementKind
from tests.races.contest import raced

PROCESSES, ROUNDS, PLACES = 8, 20, 10


def book(desk: Desk, given: str) -> str:
    """Book the customer into the session, both named in *given*."""
    customer, session = given.split()
    return desk.bookings.book(customer, session).status.name


def sell(desk: Desk, given: str) -> str:
    """Sell the plan to the customer, both named in *given*."""
    customer, plan = given.split()
    return desk.sales.sell(customer, plan).id


@pytest.mark.rule("000-10")
@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_eight_processes_take_exactly_the_ten_places_of_each_session(desk: Desk, url: str) -> None:
    """P1: five customers of each process want a place; ten of forty get one, in every round."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    customers = [
        [desk.customers.register(name=f"C{p}{n}").id for n in range(5)] for p in range(PROCESSES)
    ]
    sessions = [
        desk.schedule.add_session(yoga, starts_at=f"2036-07-{day + 1:02}T18:00Z", capacity=PLACES)
        for day in range(ROUNDS)
    ]
    told = raced(
        url,
        [
            (book, [[f"{customer} {session.id}" for customer in own] for session in sessions])
            for own in customers
        ],
    )

    for number, session in enumerate(sessions):
        outcomes = Counter(outcome for process in told for outcome in process[number])
        assert outcomes == {"BOOKED": PLACES, "session_full": PROCESSES * 5 - PLACES}
        booked = desk.bookings.in_session(session)
        assert len({booking.customer_id for booking in booked}) == PLACES
        assert desk.schedule.get(session).taken == PLACES
    assert desk.verify() == ()


def test_nobody_is_booked_twice_by_processes_that_book_the_same_customer(
    desk: Desk, url: str
) -> None:
    yoga = desk.catalog.add_service("Yoga", duration=60)
    anna = desk.customers.register(name="Anna").id
    sessions = [
        desk.schedule.add_session(yoga, starts_at=f"2036-07-{day + 1:02}T18:00Z", capacity=PLACES)
        for day in range(ROUNDS)
    ]
    rounds = [[f"{anna} {session.id}"] for session in sessions]
    told = raced(url, [(book, rounds)] * 4)

    for number in range(ROUNDS):
        outcomes = sorted(process[number][0] for process in told)
        assert outcomes == ["BOOKED", *["already_booked"] * 3]
    assert desk.verify() == ()


@pytest.mark.rule("A5", "A8")
def test_two_sales_and_two_bookings_of_one_customer_redeem_each_unit_once(
    desk: Desk, url: str
) -> None:
    """P2, P3: whatever comes first, in the end both bookings are paid and no unit is left."""
    physio = desk.catalog.add_service("Fisioterapia", duration=50)
    plan = desk.catalog.add_plan("Quota", price=40, units=1, services=(physio,), valid_for=None)
    days = [
        [
            desk.schedule.add_session(physio, starts_at=f"2036-07-{day + 1:02}T{hour}:00Z").id
            for hour in (10, 18)
        ]
        for day in range(ROUNDS)
    ]
    customers = [desk.customers.register(name=f"C{number}").id for number in range(ROUNDS)]
    sales = [[f"{customer} {plan.id}"] for customer in customers]
    bookings = [
        [
            [f"{customer} {sessions[which]}"]
            for customer, sessions in zip(customers, days, strict=True)
        ]
        for which in (0, 1)
    ]
    raced(url, [(sell, sales), (sell, sales), (book, bookings[0]), (book, bookings[1])])

    for customer in customers:
        assert [b.status for b in desk.bookings.of(customer)] == [BookingStatus.BOOKED] * 2
        balances = desk.balances.of(customer)
        assert [balance.remaining for balance in balances] == [0, 0]
        moved = [m for balance in balances for m in desk.balances.movements(balance)]
        redeemed = Counter(m.booking_id for m in moved if m.kind is MovementKind.REDEEMED)
        returned = Counter(m.booking_id for m in moved if m.kind is MovementKind.RETURNED)
        assert set((redeemed - returned).values()) == {1}
    assert desk.verify() == ()
