"""Hosts racing in transactions of their own, at every isolation level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, partial

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bookingcore import BookingStatus, Conflict, Desk
from tests.races.contest import raced

PROCESSES, ROUNDS, PLACES, CUSTOMERS = 8, 20, 10, 12

RERUNS_MAX = 500
"""How often a host runs a transaction again before the test gives up."""

NOTES = sa.Table("host_note", sa.MetaData(), sa.Column("text", sa.String(100)))


@cache
def engine_of(url: str, level: str) -> sa.Engine:
    """The host's engine, one in each process."""
    return sa.create_engine(url, isolation_level=level)


def book_as_host(url: str, level: str, desk: Desk, given: str) -> str:
    """Note in the host's table what is booked in the same transaction; again when it was raced."""
    customer, session = given.split()
    for _ in range(RERUNS_MAX):
        try:
            with engine_of(url, level).begin() as connection:
                connection.execute(sa.insert(NOTES).values(text=given))
                return desk.using(connection).bookings.book(customer, session).status.name
        except Conflict as conflict:
            if conflict.rerun != "transaction":
                raise
        except DBAPIError as error:
            # Under SERIALIZABLE the host's own commit may fail, too.
            if getattr(error.orig, "sqlstate", None) != "40001":
                raise
    raise AssertionError(f"{given} was raced {RERUNS_MAX} times in a row")


def attempts(customers: Sequence[str], process: int, small: str, large: str) -> list[str]:
    """Each customer wants the small session by two processes, and some the large one by two."""
    wishes = [f"{customers[(3 * process + n) % CUSTOMERS]} {small}" for n in range(3)]
    wishes.insert(1, f"{customers[(3 * process + 7) % CUSTOMERS]} {large}")
    return wishes


@pytest.mark.rule("000-10")
@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_hosts_take_exactly_the_ten_places_and_each_unit_once(
    postgres_desk: Desk, postgres_url: str, level: str
) -> None:
    """P1, P2, P3: ten of twelve customers in each round, nobody twice, no unit for two."""
    url, desk = postgres_url, postgres_desk
    physio = desk.catalog.add_service("Fisioterapia", duration=50)
    plan = desk.catalog.add_plan(
        "Quota", price=40, units=ROUNDS, services=(physio,), valid_for=None
    )
    customers = [desk.customers.register(name=f"C{n}").id for n in range(CUSTOMERS)]
    for customer in customers:
        desk.sales.sell(customer, plan)
    days = [
        [
            desk.schedule.add_session(
                physio, starts_at=f"2036-07-{day + 1:02}T{hour}:00Z", capacity=PLACES
            ).id
            for hour in (10, 18)
        ]
        for day in range(ROUNDS)
    ]
    NOTES.create(engine_of(url, level))
    act = partial(book_as_host, url, level)
    raced(
        url,
        [(act, [attempts(customers, p, *sessions) for sessions in days]) for p in range(PROCESSES)],
    )

    for small, large in days:
        booked = [desk.bookings.in_session(session) for session in (small, large)]
        assert [len(bookings) for bookings in booked] == [PLACES, 4]
        assert [len({b.customer_id for b in bookings}) for bookings in booked] == [PLACES, 4]
    with engine_of(url, level).connect() as connection:
        notes = Counter(connection.execute(sa.select(NOTES.c.text)).scalars())
    live = [booking for customer in customers for booking in desk.bookings.of(customer)]
    assert notes == Counter(f"{b.customer_id} {b.session_id}" for b in live)
    for customer in customers:
        redeemed = desk.bookings.of(customer, status=BookingStatus.BOOKED)
        [balance] = desk.balances.of(customer)
        assert len(redeemed) == min(ROUNDS, len(desk.bookings.of(customer)))
        assert balance.remaining == ROUNDS - len(redeemed)
    assert desk.verify() == ()
    engine_of(url, level).dispose()
