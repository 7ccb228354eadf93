"""Several threads and processes at one session: every place is sold, and none twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest

from bookingcore.adapters.sql import SqlStore, open_store
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count
from bookingcore.errors import StoreLocked
from bookingcore.ports.questions import BookingsIn, ById
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import ROME, a_booking, a_session
from bookingcore.testing.contracts.studio import furnished
from bookingcore.testing.contracts.threads import PATIENCE_SECONDS, Threads

ROOT = Path(__file__).parents[3]
SESSION = a_session(1)
PLACES = ById(Session, SESSION.id)

SELL = """
import sys
from bookingcore.adapters.sql import open_store
from tests.adapters.sql.test_selling_out import sell_out

url, first = sys.argv[1], int(sys.argv[2])
sell_out(open_store(url), iter(range(first, first + 19)))
"""


def sell(store: SqlStore, number: int) -> bool:
    """Read whether there is room, then book; False once there is none."""
    with store.begin(ROME) as unit:
        (session,) = unit.load(PLACES)[PLACES]
        if not session.has_room_for(1):
            return False
        unit.save([Add(a_booking(number)), Count(session_id=SESSION.id, places=1)])
    return True


def sell_out(store: SqlStore, numbers: Iterator[int]) -> None:
    """Sell until there is no room, trying again whenever somebody was faster."""
    selling = True
    while selling:
        with suppress(LostGuard):
            selling = sell(store, next(numbers))


def sell_in_threads(store: SqlStore) -> None:
    """Four threads sell out the session's ten places."""
    furnished(store)
    numbers, barrier, threads = count(1), Barrier(4), Threads()

    def work() -> None:
        barrier.wait(PATIENCE_SECONDS)
        sell_out(store, numbers)

    threads.start(*[work] * 4)
    threads.join()


def sold(store: SqlStore) -> tuple[int, int]:
    """Places taken by the counter, and bookings."""
    bookings = BookingsIn(SESSION.id)
    with store.snapshot(ROME) as reader:
        answers = reader.load(PLACES, bookings)
    return answers[PLACES][0].taken, len(answers[bookings])


def test_four_threads_sell_each_of_ten_places_once(store: SqlStore) -> None:
    sell_in_threads(store)

    assert sold(store) == (10, 10)


def test_with_a_deferred_begin_a_unit_fails_whose_reading_was_overtaken(store: SqlStore) -> None:
    """So the threads above prove that the write lock is taken before anything is read."""
    furnished(store)
    store._exchange.begins = ("BEGIN", "BEGIN")

    def be_overtaken() -> None:
        with store.begin(ROME) as slow:
            slow.load(PLACES)
            assert sell(store, 1)
            slow.save([Count(session_id=SESSION.id, places=1)])

    with pytest.raises(LostGuard):
        be_overtaken()


def test_three_processes_sell_each_of_ten_places_once(store: SqlStore, url: str) -> None:
    furnished(store)
    sellers = [
        subprocess.Popen([sys.executable, "-c", SELL, url, str(first)], cwd=ROOT)
        for first in (1, 20, 40)
    ]

    assert [seller.wait(PATIENCE_SECONDS) for seller in sellers] == [0, 0, 0]
    assert sold(store) == (10, 10)


def test_a_writer_waits_for_another_until_the_time_out(store: SqlStore, url: str) -> None:
    furnished(store)
    impatient = open_store(url, timeout=0.05)

    with store.begin(ROME), pytest.raises(StoreLocked) as locked, impatient.begin(ROME):
        pass
    assert locked.value.__cause__ is not None
    assert sell(impatient, 1)
    impatient.close()


def test_a_reader_waits_for_nobody(store: SqlStore, url: str) -> None:
    furnished(store)
    impatient = open_store(url, timeout=0.0)

    with store.begin(ROME) as unit:
        unit.save([Count(session_id=SESSION.id, places=1)])
        assert sold(impatient) == (0, 0)
    assert sold(impatient) == (1, 0)
    impatient.close()
