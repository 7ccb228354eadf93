"""One transaction for the host's rows and ours: they appear and vanish together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa

from bookingcore import (
    BookingStatus,
    Desk,
    HostTransactionUnusable,
    InvalidInput,
    Refused,
    SessionFull,
    open_desk,
)
from tests.desk.studio import Studio
from tests.hosts.hosts import Host


class HostFailed(Exception):
    """Something of the host's own went wrong."""


def ours_refused(desk: Desk, studio: Studio, host: Host) -> None:
    """Our refusal is caught by the host, which goes on and commits."""
    full = studio.session("2026-07-05T18:00", capacity=0)
    with host.transaction() as handle:
        host.writes(handle, "before")
        with pytest.raises(SessionFull):
            desk.using(handle).bookings.book(studio.anna, full)
        host.writes(handle, "after")


def ours_erred(desk: Desk, studio: Studio, host: Host) -> None:
    """Our error is not caught, so that the host's transaction is rolled back."""
    with suppress(InvalidInput), host.transaction() as handle:
        host.writes(handle, "before")
        booked(desk.using(handle), studio)
        desk.using(handle).sales.pay("no such sale", 0.5)  # type: ignore[arg-type]


def host_erred(desk: Desk, studio: Studio, host: Host) -> None:
    """The host fails after we booked."""
    with suppress(HostFailed), host.transaction() as handle:
        host.writes(handle, "before")
        booked(desk.using(handle), studio)
        raise HostFailed


def host_rolled_back(desk: Desk, studio: Studio, host: Host) -> None:
    """The host changes its mind after we booked."""
    with suppress(HostFailed), host.transaction() as handle:
        booked(desk.using(handle), studio)
        host.writes(handle, "after")
        raise HostFailed


def host_committed(desk: Desk, studio: Studio, host: Host) -> None:
    """All goes well."""
    with host.transaction() as handle:
        host.writes(handle, "before")
        booked(desk.using(handle), studio)
        host.writes(handle, "after")


def booked(desk: Desk, studio: Studio) -> None:
    """A whole sale with its redemption, and a booking."""
    session = desk.schedule.add_session(studio.physio, starts_at="2026-07-02T18:00")
    booking = desk.bookings.book(studio.anna, session)
    desk.sales.sell(studio.anna, studio.pass_physio)
    assert desk.bookings.get(booking).status is BookingStatus.BOOKED


Story = Callable[[Desk, Studio, Host], None]

OUTCOMES: dict[str, tuple[Story, list[str], int]] = {
    "our refusal": (ours_refused, ["after", "before"], 0),
    "our error": (ours_erred, [], 0),
    "the host's error": (host_erred, [], 0),
    "the host's rollback": (host_rolled_back, [], 0),
    "the host's commit": (host_committed, ["after", "before"], 1),
}
"""What happens; the host's notes that are there afterwards, and how many bookings."""


@pytest.mark.parametrize("what", OUTCOMES)
def test_host_and_library_rows_appear_and_vanish_together(
    studio: Studio, host: Host, what: str
) -> None:
    story, notes, bookings = OUTCOMES[what]
    before = len(studio.desk.history(studio.anna))
    story(studio.desk, studio, host)

    assert host.notes() == notes
    assert len(studio.desk.bookings.of(studio.anna)) == bookings
    assert len(studio.desk.sales.of(studio.anna)) == bookings
    assert (len(studio.desk.history(studio.anna)) > before) is bool(bookings)
    assert studio.desk.verify() == ()


def test_after_a_refusal_the_next_command_works_in_the_same_transaction(
    studio: Studio, host: Host
) -> None:
    full = studio.session("2026-07-05T18:00", capacity=0)
    free = studio.session("2026-07-06T18:00")
    with host.transaction() as handle:
        desk = studio.desk.using(handle)
        for _ in range(3):
            with pytest.raises(Refused):
                desk.bookings.book(studio.anna, full)
        desk.bookings.book(studio.anna, free)

    [booking] = studio.desk.bookings.of(studio.anna)
    assert booking.session_id == free.id
    assert studio.desk.verify() == ()


def test_several_commands_are_one_in_the_host_s_transaction(studio: Studio, host: Host) -> None:
    """`atomically` inside the host's transaction: a savepoint for all of them."""
    free = studio.session("2026-07-06T18:00")

    def book_and_fail(desk: Desk) -> None:
        desk.bookings.book(studio.anna, free)
        raise HostFailed

    with host.transaction() as handle:
        host.writes(handle, "before")
        with pytest.raises(HostFailed):
            studio.desk.using(handle).atomically(book_and_fail)

    assert host.notes() == ["before"]
    assert studio.desk.bookings.of(studio.anna) == ()
    assert studio.desk.verify() == ()


def test_the_host_reads_what_the_desk_wrote_before_it_is_committed(
    studio: Studio, host: Host
) -> None:
    with host.transaction() as handle:
        desk = studio.desk.using(handle)
        paul = desk.customers.register(name="Paul")
        assert desk.customers.get(paul) == paul
        assert desk.customers.find("paul") == (paul,)
        if studio.desk.store.url.startswith("postgres"):  # type: ignore[attr-defined]
            assert studio.desk.customers.find("paul") == ()

    assert studio.desk.customers.find("paul") == (paul,)


def test_an_idempotency_key_replays_within_the_host_s_transaction(
    studio: Studio, host: Host
) -> None:
    with host.transaction() as handle:
        desk = studio.desk.using(handle)
        first = desk.sales.sell(studio.anna, studio.pass_physio, key="web-1")
        again = desk.sales.sell(studio.anna, studio.pass_physio, key="web-1")

    assert first == again
    assert studio.desk.sales.of(studio.anna) == (first,)
    assert studio.desk.verify() == ()


def unusable(studio: Studio, connection: Any) -> str:
    """What the desk says of a connection on which nothing could be undone."""
    before = studio.desk.history(studio.anna)
    with pytest.raises(HostTransactionUnusable) as refused:
        studio.desk.using(connection).customers.register(name="Paul")
    assert studio.desk.history(studio.anna) == before
    assert studio.desk.customers.find("paul") == ()
    return str(refused.value)


def test_a_connection_in_autocommit_is_refused(studio: Studio, url: sa.URL) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        said = unusable(studio, connection)
    engine.dispose()

    assert "commits every statement by itself; begin a transaction" in said


def test_a_closed_connection_is_refused(studio: Studio, url: sa.URL) -> None:
    engine = sa.create_engine(url)
    connection = engine.connect()
    connection.close()

    assert "it is closed; give an open connection" in unusable(studio, connection)
    engine.dispose()


def test_an_asynchronous_connection_is_refused_with_the_way_in(studio: Studio) -> None:
    class Asynchronous:
        def run_sync(self) -> None:
            """As SQLAlchemy's asynchronous connections have."""

    with pytest.raises(InvalidInput, match="run_sync"):
        studio.desk.using(Asynchronous())


@pytest.mark.parametrize("handle", [None, "sqlite://", 7, object()])
def test_anything_else_is_no_transaction(studio: Studio, handle: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        studio.desk.using(handle)

    assert refused.value.field == "connection"


def test_a_unit_of_the_memory_store_is_a_host_s_transaction_too() -> None:
    desk = open_desk("memory:", center="roma")
    with suppress(HostFailed), desk.store.begin(desk.center) as unit:
        desk.using(unit).customers.register(name="Paul")
        raise HostFailed
    assert desk.customers.find() == ()

    with desk.store.begin(desk.center) as unit:
        desk.using(unit).customers.register(name="Paul")
    assert len(desk.customers.find()) == 1
    assert desk.verify() == ()
