"""The door for hosts on asyncio keeps the same contract as `desk.using` and the desk itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bookingcore import AsyncDesk, Booking, BookingStatus, Customer, Desk, SessionFull
from tests.desk.studio import Studio

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


class HostFailed(Exception):
    """Something of the host's own went wrong."""


def booked(desk: Desk, studio: Studio) -> BookingStatus:
    """A sale, a session and a booking."""
    desk.sales.sell(studio.anna, studio.pass_physio)
    session = desk.schedule.add_session(studio.physio, starts_at="2026-07-02T18:00")
    return desk.bookings.book(studio.anna, session).status


@asynccontextmanager
async def engine_of(url: sa.URL) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(url.set(drivername=DRIVERS[url.get_backend_name()]))
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def handle_of(engine: AsyncEngine, kind: str) -> AsyncIterator[Any]:
    """The host's transaction, on a connection or a session."""
    if kind == "session":
        async with AsyncSession(engine) as session, session.begin():
            yield session
    else:
        async with engine.begin() as connection:
            yield connection


def test_commands_run_in_a_thread(studio: Studio) -> None:
    """Ten tasks at once want five places; nobody holds up the event loop."""
    yoga = studio.session("2026-07-03T10:00", service=studio.yoga, capacity=5)
    customers = [studio.desk.customers.register(name=f"C{n}") for n in range(10)]

    def booking(customer: Customer) -> Callable[[Desk], Booking]:
        return lambda desk: desk.bookings.book(customer, yoga)

    async def main() -> list[Booking | BaseException]:
        door = AsyncDesk(studio.desk)
        wishes = (door.run(booking(customer)) for customer in customers)
        return await asyncio.gather(*wishes, return_exceptions=True)

    outcomes = asyncio.run(main())

    assert sum(isinstance(outcome, SessionFull) for outcome in outcomes) == 5
    assert studio.desk.schedule.get(yoga).taken == 5
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("kind", ["connection", "session"])
@pytest.mark.parametrize("commits", [True, False])
def test_commands_join_the_host_s_asynchronous_transaction(
    studio: Studio, url: sa.URL, kind: str, commits: bool
) -> None:
    async def main() -> None:
        door = AsyncDesk(studio.desk)
        async with engine_of(url) as engine, handle_of(engine, kind) as handle:
            status = await door.using(handle, lambda desk: booked(desk, studio))
            assert status is BookingStatus.BOOKED
            if not commits:
                raise HostFailed

    if commits:
        asyncio.run(main())
    else:
        with pytest.raises(HostFailed):
            asyncio.run(main())

    assert len(studio.desk.bookings.of(studio.anna)) == int(commits)
    assert studio.desk.verify() == ()


def test_a_refusal_leaves_the_host_s_asynchronous_transaction_usable(
    studio: Studio, url: sa.URL
) -> None:
    full = studio.session("2026-07-05T18:00", capacity=0)

    async def main() -> None:
        door = AsyncDesk(studio.desk)
        async with engine_of(url) as engine, engine.begin() as connection:
            with pytest.raises(SessionFull):
                await door.using(connection, lambda desk: desk.bookings.book(studio.anna, full))
            await door.using(connection, lambda desk: booked(desk, studio))

    asyncio.run(main())

    assert len(studio.desk.bookings.of(studio.anna)) == 1
    assert studio.desk.verify() == ()
