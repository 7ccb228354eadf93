"""How often a command waits for PostgreSQL: seldom, whatever it reads and writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import sqlalchemy as sa
from attrs import define, field

from bookingcore import (
    AlreadyBooked,
    Booking,
    Customer,
    Desk,
    EntryStatus,
    Plan,
    Session,
    open_desk,
)
from tests.postgres import Server
from tests.servers.trips import Trace, tracing


@define
class Counter:
    """A studio whose connections are listened to, after everything has been said once."""

    desk: Desk
    engine: sa.Engine
    trace: Trace
    plan: Plan = field(init=False)
    anna: Customer = field(init=False)
    free: Iterator[Session] = field(init=False)

    def furnish(self) -> None:
        """Sessions to book, and a customer who has bought for all of them."""
        desk = self.desk
        physio = desk.catalog.add_service("Fisioterapia", duration=50)
        self.plan = desk.catalog.add_plan(
            "Quota", price=40, units=20, services=(physio,), valid_for=None
        )
        starts = (f"2036-07-{day:02}T10:00Z" for day in range(1, 20))
        self.free = (desk.schedule.add_session(physio, starts_at=at, capacity=5) for at in starts)
        self.anna = desk.customers.register(name="Anna")
        desk.sales.sell(self.anna, self.plan)
        desk.bookings.cancel(self.booked(self.desk))

    def booked(self, desk: Desk) -> Booking:
        """A booking made at *desk*."""
        session = next(self.free)
        self.trace.said()
        return desk.bookings.book(self.anna, session)

    def trips(self, command: Callable[[], object]) -> int:
        """How often *command* waits."""
        self.trace.said()
        command()
        return self.trace.trips()


@pytest.fixture
def counter(postgres: Server, worker_id: str) -> Iterator[Counter]:
    """A studio on PostgreSQL."""
    url = postgres.create(f"trips_{worker_id}")
    with tracing() as trace:
        desk, engine = open_desk(url, center="roma"), sa.create_engine(url)
        counter = Counter(desk, engine, trace)
        counter.furnish()
        yield counter
        desk.store.close()  # type: ignore[attr-defined]
        engine.dispose()


def test_a_booking_waits_twice(counter: Counter) -> None:
    """Once for the lock and all that it reads, once for all that it writes and the commit."""
    assert counter.trips(lambda: counter.booked(counter.desk)) == 2


def test_so_does_one_with_a_key(counter: Counter) -> None:
    session, desk = next(counter.free), counter.desk

    assert counter.trips(lambda: desk.bookings.book(counter.anna, session, key="web-1")) == 2


def test_a_sale_and_a_cancellation_wait_once_more(counter: Counter) -> None:
    """For what awaits redemption, and could be redeemed now."""
    desk, booking = counter.desk, counter.booked(counter.desk)

    assert counter.trips(lambda: desk.bookings.cancel(booking)) <= 3
    assert counter.trips(lambda: desk.sales.sell(counter.anna, counter.plan)) <= 3


def test_a_cancellation_whose_place_is_offered_on_waits_twice_more(counter: Counter) -> None:
    """For the session, which is locked, and its waiting list; for the card of who is told."""
    desk = counter.desk
    cancelled = []
    for _ in range(2):
        booking = counter.booked(desk)
        desk.schedule.change_capacity(booking.session_id, 1)
        desk.waitlist.join(desk.customers.register(name="Bruno"), booking.session_id)
        trips = counter.trips(partial(desk.bookings.cancel, booking))
        [entry] = desk.waitlist.entries(booking.session_id)
        cancelled.append((trips <= 5, entry.status))

    assert cancelled == [(True, EntryStatus.OFFERED)] * 2


def test_moving_a_booking_waits_as_often_as_leaving_and_booking_would(counter: Counter) -> None:
    """For the booking and where it goes, for what it needs there, and for the commit."""
    desk, booking = counter.desk, counter.booked(counter.desk)
    for _ in range(2):
        session = next(counter.free)
        trips = counter.trips(partial(desk.bookings.reschedule, booking, to=session))
        assert trips == 3


def test_who_joins_and_who_accepts_waits_for_the_queue_besides(counter: Counter) -> None:
    """For the customer or the entry, for the queue, for what booking needs, and for the commit."""
    desk, trips = counter.desk, []
    for _ in range(2):
        booking = counter.booked(desk)
        session = booking.session_id
        desk.schedule.change_capacity(session, 1)
        bruno = desk.customers.register(name="Bruno")
        joining = counter.trips(partial(desk.waitlist.join, bruno, session))
        desk.bookings.cancel(booking)
        [entry] = desk.waitlist.entries(session)
        trips.append((joining, counter.trips(partial(desk.waitlist.accept, entry))))

    assert trips[1] == (3, 4)


def test_a_session_is_cancelled_in_as_many_trips_whoever_is_in_it(counter: Counter) -> None:
    """One for each that books would be felt by everybody who waits for the lock."""
    desk = counter.desk
    trips = []
    for people in (1, 1, 40):
        session = next(counter.free)
        desk.schedule.change_capacity(session, people)
        for _ in range(people):
            desk.bookings.book(desk.customers.register(name="Bruno"), session)
        trips.append(counter.trips(partial(desk.schedule.cancel_session, session)))

    assert trips[1] <= 8
    assert trips[2] == trips[1]


def test_a_question_waits_for_its_answer_and_its_end(counter: Counter) -> None:
    booking = counter.booked(counter.desk)
    for _ in range(10):
        assert counter.trips(lambda: counter.desk.bookings.get(booking)) == 2


def test_statements_are_prepared_and_stay_so_whatever_comes_between(counter: Counter) -> None:
    """The server parses and plans them once: neither a question nor a refusal undoes that."""
    for _ in range(6):
        booking = counter.booked(counter.desk)
        counter.desk.bookings.get(booking)
        refused(counter.desk, booking)
    booking = counter.booked(counter.desk)

    assert planned(counter.trace.said()) == []


def test_a_refusal_in_a_host_s_transaction_leaves_them_prepared_too(counter: Counter) -> None:
    with counter.engine.connect() as connection:
        hosted = counter.desk.using(connection)
        for _ in range(6):
            refused(hosted, counter.booked(hosted))
        counter.booked(hosted)
        said = counter.trace.said()
        connection.commit()

    assert planned(said) == []


def planned(said: list[str]) -> list[str]:
    """What the server was made to parse, but for the beginnings and ends of transactions."""
    ends = re.compile(r'Parse\s+"" "(BEGIN|COMMIT|SAVEPOINT|RELEASE)')
    return [message for message in said if message.startswith("Parse") and not ends.match(message)]


def refused(desk: Desk, booking: Booking) -> None:
    """Book once more what is booked."""
    with pytest.raises(AlreadyBooked):
        desk.bookings.book(booking.customer_id or "", booking.session_id)


def test_in_a_host_s_transaction_a_booking_waits_twice(counter: Counter) -> None:
    """The savepoint travels along; the host begins and commits."""
    with counter.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        hosted = counter.desk.using(connection)
        for _ in range(3):
            assert counter.trips(lambda: counter.booked(hosted)) == 2
        assert counter.trips(connection.commit) == 1


def test_several_commands_in_one_transaction_wait_twice_each_and_for_the_commit(
    counter: Counter,
) -> None:
    sessions = [next(counter.free) for _ in range(3)]

    def work(desk: Desk) -> None:
        for session in sessions:
            desk.bookings.book(counter.anna, session)

    assert counter.trips(lambda: counter.desk.atomically(work)) == 2 * 3 + 1
