"""Real processes that move bookings and sessions, or cancel sessions, while others book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from bookingcore import BookingStatus, Desk, EntryStatus
from bookingcore.domain.values.ids import SessionId
from tests.races.contest import Act, raced

PROCESSES, ROUNDS = 8, 12
SERVERS = ["sqlite", "postgres", "serializable"]

CROSSINGS = 20
"""How often two move three bookings each, in opposite directions."""


def move(desk: Desk, given: str) -> str:
    """Move the booking into the session, both named in *given*."""
    booking, session = given.split()
    return desk.bookings.reschedule(booking, to=session).session_id


def shift(desk: Desk, given: str) -> str:
    """Move the session to the time."""
    session, starts_at = given.split()
    return desk.schedule.move_session(session, starts_at=starts_at).starts_at.isoformat()


def call_off(desk: Desk, session: str) -> str:
    """Cancel the session; how many bookings that were."""
    return str(len(desk.schedule.cancel_session(session).cancelled))


def book(desk: Desk, given: str) -> str:
    """Book the customer into the session."""
    customer, session = given.split()
    return desk.bookings.book(customer, session).status.name


def join(desk: Desk, given: str) -> str:
    """Let the customer wait for the session."""
    customer, session = given.split()
    return desk.waitlist.join(customer, session).status.name


def customers(desk: Desk, number: int) -> list[str]:
    """So many new customers."""
    return [desk.customers.register(name=f"C{n}").id for n in range(number)]


def sessions(desk: Desk, number: int, *, hour: int = 18, capacity: int = 10) -> list[SessionId]:
    """So many sessions on one day after another, of a service that a plan pays."""
    physio = desk.catalog.add_service("Fisioterapia", duration=50)
    starts = (f"2036-07-{day + 1:02}T{hour:02}:00Z" for day in range(number))
    return [desk.schedule.add_session(physio, starts_at=at, capacity=capacity).id for at in starts]


@pytest.mark.rule("003-21")
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_eight_bookings_move_to_one_last_place(desk: Desk, url: str) -> None:
    """One has it, and the seven others keep the place that they had."""
    people = customers(desk, PROCESSES)
    own = [sessions(desk, ROUNDS, hour=6 + n, capacity=1) for n in range(PROCESSES)]
    wanted = sessions(desk, ROUNDS, capacity=1)
    bookings = [
        [desk.bookings.book(who, session).id for session in mine]
        for who, mine in zip(people, own, strict=True)
    ]
    moves = [
        [[f"{booking} {to}"] for booking, to in zip(mine, wanted, strict=True)] for mine in bookings
    ]
    told = raced(url, [(move, each) for each in moves])

    for number, to in enumerate(wanted):
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes == {to: 1, "session_full": PROCESSES - 1}
        there = [desk.bookings.get(mine[number]) for mine in bookings]
        assert sum(booking.session_id == to for booking in there) == 1
        places = [desk.schedule.get(mine[number]).taken for mine in own]
        assert (sum(places), desk.schedule.get(to).taken) == (PROCESSES - 1, 1)
    assert desk.verify() == ()


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_one_booking_that_eight_move_is_in_one_place(desk: Desk, url: str) -> None:
    [anna] = customers(desk, 1)
    before = sessions(desk, ROUNDS, hour=5)
    wanted = [sessions(desk, ROUNDS, hour=6 + n) for n in range(PROCESSES)]
    bookings = [desk.bookings.book(anna, session).id for session in before]
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        (move, [[f"{booking} {to}"] for booking, to in zip(bookings, each, strict=True)])
        for each in wanted
    ]
    raced(url, acts)

    for number, booking in enumerate(bookings):
        there = desk.bookings.get(booking).session_id
        taken = {each[number]: desk.schedule.get(each[number]).taken for each in wanted}
        assert taken == {each: int(each == there) for each in taken}
        assert desk.schedule.get(before[number]).taken == 0
    assert desk.verify() == ()


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_who_books_a_session_that_is_moved_is_there_when_it_takes_place(
    desk: Desk, url: str
) -> None:
    """P1, P5: two move it to two times, six book it."""
    people, moved = customers(desk, 12), sessions(desk, ROUNDS, capacity=6)
    days = [f"2036-07-{day + 1:02}" for day in range(ROUNDS)]
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        *(
            (shift, [[f"{each} {day}T{hour}:00Z"] for each, day in zip(moved, days, strict=True)])
            for hour in (10, 20)
        ),
        *(
            (book, [[f"{who} {each}" for who in people[n : n + 2]] for each in moved])
            for n in range(0, 12, 2)
        ),
    ]
    told = raced(url, acts)

    for number, session in enumerate(moved):
        itself, booked = desk.schedule.get(session), desk.bookings.in_session(session)
        outcomes = Counter(outcome for who in told[2:] for outcome in who[number])
        assert outcomes == {"BOOKED": 6, "session_full": 6}
        assert itself.starts_at.isoformat() in {told[0][number][0], told[1][number][0]}
        assert {each.starts_at for each in booked} == {itself.starts_at}
        assert (len(booked), itself.taken) == (6, 6)
    assert desk.verify() == ()


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_nobody_is_left_in_a_session_that_is_cancelled_while_others_come(
    desk: Desk, url: str
) -> None:
    """P1, P2, P6: three book it, three wait for it, one moves into it, one cancels it."""
    physio = desk.catalog.add_service("Fisioterapia", duration=50)
    plan = desk.catalog.add_plan("Quota", price=40, units=ROUNDS, services=(physio,), valid_for=365)
    people = customers(desk, 14)
    for who in people:
        desk.sales.sell(who, plan, application_date="2036-07-01")
    ends, others = (
        [
            desk.schedule.add_session(
                physio, starts_at=f"2036-07-{day + 1:02}T{hour}:00Z", capacity=4
            ).id
            for day in range(ROUNDS)
        ]
        for hour in (18, 10)
    )
    mine = [desk.bookings.book(people[0], session).id for session in others]
    for session in ends:
        for who in people[1:3]:
            desk.bookings.book(who, session)
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        (call_off, [[session] for session in ends]),
        (move, [[f"{booking} {to}"] for booking, to in zip(mine, ends, strict=True)]),
        *(
            (act, [[f"{who} {each}" for who in people[n : n + 2]] for each in ends])
            for act, n in ((book, 3), (join, 5), (book, 7), (join, 9), (book, 11))
        ),
    ]
    told = raced(url, acts)

    for number, session in enumerate(ends):
        itself, booked = desk.schedule.get(session), desk.bookings.in_session(session)
        assert {booking.status for booking in booked} == {BookingStatus.CANCELLED}
        assert told[0][number] == [str(len(booked))]
        assert (itself.live, itself.taken, itself.queued) == (False, 0, False)
        ended = {entry.status for entry in desk.waitlist.entries(session)}
        assert ended <= {EntryStatus.CLOSED, EntryStatus.ACCEPTED}
    for who in people:
        held = sum(booking.live for booking in desk.bookings.of(who))
        [balance] = desk.balances.of(who)
        assert balance.remaining == ROUNDS - held
    assert desk.verify() == ()


@pytest.mark.parametrize("waited_for", [False, True], ids=["free", "waited for"])
@pytest.mark.parametrize("url", ["sqlite", "postgres"], indirect=True)
def test_two_who_move_in_opposite_directions_never_wait_for_each_other(
    desk: Desk, url: str, *, waited_for: bool
) -> None:
    """Where nobody waits the sessions are not even locked; where somebody does, in one order."""
    here, there = sessions(desk, 2, capacity=200)
    people = customers(desk, 2 * 3 * CROSSINGS)
    half = len(people) // 2
    away = [desk.bookings.book(who, here).id for who in people[:half]]
    back = [desk.bookings.book(who, there).id for who in people[half:]]
    if waited_for:
        # A party that is too large: it waits on, and who is alone may pass.
        for session in (here, there):
            desk.waitlist.join(desk.customers.register(name="Party"), session, places=150)
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        (move, [[f"{each} {to}" for each in own[n : n + 3]] for n in range(0, half, 3)])
        for own, to in ((away, there), (back, here))
    ]
    told = raced(url, acts)

    reached = [{place for outcomes in process for place in outcomes} for process in told]
    assert reached == [{there}, {here}]
    assert [desk.schedule.get(each).taken for each in (here, there)] == [half, half]
    assert deadlocks(url) == 0
    assert desk.verify() == ()


def deadlocks(url: str) -> int:
    """How many the server has counted in this database; SQLite knows none."""
    if url.startswith("sqlite"):
        return 0
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        counted = connection.exec_driver_sql(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).scalar_one()
    engine.dispose()
    return int(counted)
