"""`bookingcore run`: due work in processes of its own, ended by signals."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer

import pytest
import sqlalchemy as sa

from bookingcore import Desk, DueReport, EntryStatus, EventKind, open_desk
from bookingcore.adapters.sql import SqlStore
from bookingcore.cli import working
from bookingcore.cli.operating import opened
from bookingcore.cli.stopping import Stop, StoppableStore, Stopped
from bookingcore.cli.working import WORDS
from bookingcore.domain.values.due import DueKind
from bookingcore.domain.values.ids import SessionId
from bookingcore.errors import Contended, StoreUnavailable
from bookingcore.testing import FrozenClock
from tests.cli.commandline import Running
from tests.cli.conftest import Typed
from tests.cli.test_operating import assert_one_sentence
from tests.conftest import closing as close_files_of
from tests.postgres import Server
from tests.servers.server import OwnServer
from tests.servers.waiting import wait_for_one_who_waits

SQLITE = "sqlite:///studio.db"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, folder: Path, worker_id: str) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'studio.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"cli_{worker_id}")


@pytest.fixture
def running(folder: Path) -> Iterator[list[Running]]:
    """The workers of a test, none of which outlives it."""
    workers: list[Running] = []
    yield workers
    for worker in workers:
        worker.kill()


def an_hour_ago() -> FrozenClock:
    """A clock at which offers are made whose time is over by now."""
    return FrozenClock(datetime.now(UTC) - timedelta(hours=1))


def lapsed_offers(url: str, number: int, center: str = "roma") -> list[SessionId]:
    """So many sessions in the center, in each of which an offer has run out; the sessions."""
    desk = open_desk(url, center=center, clock=an_hour_ago())
    yoga = desk.catalog.add_service("Yoga", duration=60)
    anna = desk.customers.register(name="Anna")
    start = datetime(2036, 7, 1, tzinfo=UTC)
    sessions = [
        desk.schedule.add_session(yoga, starts_at=start + timedelta(hours=hour), capacity=0).id
        for hour in range(number)
    ]
    for session in sessions:
        desk.waitlist.join(anna, session)
        desk.schedule.change_capacity(session, 1)
    close_files_of(desk)
    return sessions


def standing(desk: Desk, sessions: Sequence[str]) -> Counter[EntryStatus]:
    """How many of the entries stand where."""
    return Counter(entry.status for each in sessions for entry in desk.waitlist.entries(each))


def expired(desk: Desk, sessions: Sequence[str]) -> Counter[int]:
    """How often an offer in a session was said to have run out, and in how many sessions."""
    return Counter(
        sum(event.kind is EventKind.OFFER_EXPIRED for event in desk.history(each))
        for each in sessions
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_does_what_is_due_and_stops_at_a_signal(
    url: str, folder: Path, running: list[Running], number: int
) -> None:
    """Within its pause: nobody has to wait for that."""
    sessions = lapsed_offers(url, 3)
    running.append(worker := Running(folder / "one", ("run", url, "--every", "3600")))
    worker.hear("roma: 3 waiting lists\n")
    begun = time.monotonic()
    ran = worker.signalled(number)

    assert time.monotonic() - begun < 60
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    desk = open_desk(url, center="roma")
    assert standing(desk, sessions) == {EntryStatus.EXPIRED: 3}
    assert desk.next_due() is None
    assert desk.verify() == ()
    close_files_of(desk)


def test_a_worker_serves_every_center_or_the_one_that_is_named(
    url: str, folder: Path, running: list[Running]
) -> None:
    for center in ("roma", "torino", "alba"):
        lapsed_offers(url, 1, center)
    running.append(named := Running(folder / "named", ("run", url, "--center", "alba", "--once")))
    first = named.ended()
    running.append(every := Running(folder / "every", ("run", url, "--once")))
    second = every.ended()

    assert (first.code, first.out[21:]) == (0, "alba: 1 waiting list\n")
    assert (second.code, second.out[21:]) == (
        0,
        "roma: 1 waiting list; torino: 1 waiting list\n",
    )


def test_a_worker_comes_back_when_something_falls_due(
    url: str, folder: Path, running: list[Running]
) -> None:
    """What is written while it pauses, it finds at its next look."""
    lapsed_offers(url, 1)
    running.append(worker := Running(folder / "one", ("run", url, "--every", "0.2")))
    worker.hear("roma: 1 waiting list\n")
    lapsed_offers(url, 1)
    worker.hear("roma: 1 waiting list\n", times=2)

    assert worker.signalled(signal.SIGTERM).code == 0


def test_a_worker_finishes_the_row_in_hand_and_begins_no_other(
    postgres: Server, folder: Path, worker_id: str, running: list[Running]
) -> None:
    """It waits for a session that somebody holds; when it gets it, it has been told to stop."""
    url = postgres.create(f"cli_{worker_id}")
    sessions = lapsed_offers(url, 4)
    engine = sa.create_engine(url)
    with engine.begin() as somebody:
        [held] = somebody.exec_driver_sql(
            "SELECT id FROM bk_session WHERE id = "
            "(SELECT substr(id, 7) FROM bk_due ORDER BY due_at, id LIMIT 1) FOR UPDATE"
        ).scalars()
        running.append(worker := Running(folder / "one", ("run", url)))
        wait_for_one_who_waits(engine)
        worker.signal(signal.SIGTERM)
        # Nobody waits for anything here: the signal has to be there before the row is.
        time.sleep(0.2)
    ran = worker.ended()

    assert (ran.code, ran.err) == (0, "")
    desk = open_desk(url, center="roma")
    assert standing(desk, [held]) == {EntryStatus.EXPIRED: 1}
    assert standing(desk, sessions) == {EntryStatus.EXPIRED: 1, EntryStatus.OFFERED: 3}
    close_files_of(desk)
    assert_the_rest_is_done_after_the_lease(url, sessions)
    engine.dispose()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_that_is_stopped_or_killed_in_the_midst_of_much_work_leaves_whole_rows(
    url: str, folder: Path, running: list[Running], number: int
) -> None:
    sessions = lapsed_offers(url, 100)
    running.append(worker := Running(folder / "one", ("run", url)))
    desk = open_desk(url, center="roma")
    until = time.monotonic() + 60
    while EntryStatus.EXPIRED not in standing(desk, sessions[:1]):
        assert time.monotonic() < until, worker.ran()
    ran = worker.signalled(number)

    assert (ran.code, ran.err) == (0 if number == signal.SIGTERM else -number, "")
    assert desk.verify() == ()
    close_files_of(desk)
    assert_the_rest_is_done_after_the_lease(url, sessions)


def assert_the_rest_is_done_after_the_lease(url: str, sessions: Sequence[str]) -> None:
    """By the next worker, a minute later: each row once."""
    clock = FrozenClock(datetime.now(UTC) + timedelta(minutes=2))
    desk = open_desk(url, center="roma", clock=clock)
    desk.run_due()
    assert standing(desk, sessions) == {EntryStatus.EXPIRED: len(sessions)}
    assert expired(desk, sessions) == {1: len(sessions)}
    assert desk.next_due() is None
    assert desk.verify() == ()
    close_files_of(desk)


def test_a_server_that_is_away_is_waited_for(
    folder: Path, running: list[Running], worker_id: str
) -> None:
    server = OwnServer()
    try:
        server.start()
        url = server.url()
        lapsed_offers(url, 1)
        server.stop()
        running.append(worker := Running(folder / "one", ("run", url, "--every", "0.2")))
        worker.hear("it is tried again\n", "err")
        server.start()
        worker.hear("roma: 1 waiting list\n")
        worker.hear("the database is back\n")
        server.stop()
        worker.hear("it is tried again\n", "err", 2)
        server.start()
        lapsed_offers(url, 2)
        worker.hear("roma: 2 waiting lists\n")
        ran = worker.signalled(signal.SIGTERM)
    finally:
        server.remove()

    assert ran.code == 0
    assert "Traceback" not in ran.err
    assert ran.err.count("\n") == 2, "each time it went, once"


def test_a_file_that_is_taken_away_and_brought_back_is_waited_for(
    folder: Path, running: list[Running]
) -> None:
    url, file, away = SQLITE, Path("studio.db"), Path("away.db")
    lapsed_offers(url, 1)
    running.append(worker := Running(folder / "one", ("run", url, "--every", "0.2")))
    worker.hear("roma: 1 waiting list\n")
    file.rename(away)
    worker.hear("it is tried again\n", "err")
    away.rename(file)
    worker.hear("the database is back\n")
    lapsed_offers(url, 2)
    worker.hear("roma: 2 waiting lists\n")

    assert worker.signalled(signal.SIGINT).code == 0


def test_once_says_what_was_done_or_that_nothing_was(typed: Typed) -> None:
    lapsed_offers(SQLITE, 2)
    first, second = (typed("run", SQLITE, "--once") for _ in range(2))

    assert (first.code, first.out[21:], first.err) == (0, "roma: 2 waiting lists\n", "")
    assert (second.code, second.out, second.err) == (0, "nothing was due\n", "")


def test_what_fails_is_told_and_does_not_hold_up_the_rest(typed: Typed) -> None:
    sessions = lapsed_offers(SQLITE, 3)
    desk = open_desk(SQLITE, center="roma")
    engine = sa.create_engine(SQLITE)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE bk_due SET subject = 'nobody', id = 'QUEUE:nobody' WHERE subject = ?",
            (sessions[1],),
        )
    engine.dispose()
    ran = typed("run", SQLITE, "--once")

    assert (ran.code, ran.out[21:]) == (1, "roma: 2 waiting lists\n")
    assert "roma: waiting list nobody: there is no session 'nobody' here" in ran.err
    close_files_of(desk)


def test_what_cannot_be_meant_is_told_at_once(typed: Typed) -> None:
    lapsed_offers(SQLITE, 1)

    assert_one_sentence(typed("run", "memory:"), 2, "give a database that is kept")
    for every in ("0", "-1", "nan", "100000"):
        assert_one_sentence(typed("run", SQLITE, f"--every={every}"), 2, "seconds from 0.1")
    assert_one_sentence(typed("run", SQLITE, "--center", "napoli"), 2, "give one of these: roma")
    assert_one_sentence(typed("run", "sqlite:///nowhere.db"), 3, "run: bookingcore migrate")
    assert_one_sentence(
        typed("run", "postgresql+psycopg://anna@127.0.0.1:1/studio", "--once"), 3, "reachable"
    )


def test_who_is_raced_says_so_and_does_not_hold_up_other_centers(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lapsed_offers(SQLITE, 1, "roma")
    lapsed_offers(SQLITE, 1, "torino")
    do_due_work = Desk.run_due

    def raced(desk: Desk) -> DueReport:
        if desk.center == "roma":
            raise Contended("command", 20)
        return do_due_work(desk)

    monkeypatch.setattr(Desk, "run_due", raced)
    ran = typed("run", SQLITE, "--once")

    assert (ran.code, ran.out[21:]) == (3, "torino: 1 waiting list\n")
    assert "roma: other processes were faster 20 times in a row" in ran.err


def test_an_outage_is_said_once_and_so_is_its_end(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process: it is away twice, it is back, and then it is told to stop."""
    lapsed_offers(SQLITE, 1)
    away = [StoreUnavailable(SQLITE, "gone fishing")] * 2

    def opened_at_last(url: str) -> SqlStore:
        if away:
            raise away.pop()
        Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
        return opened(url)

    monkeypatch.setattr(working, "opened", opened_at_last)
    handler = signal.getsignal(signal.SIGTERM)
    ran = typed("run", SQLITE, "--every", "0.1")

    assert signal.getsignal(signal.SIGTERM) is handler
    assert ran.code == 0
    assert [line[21:] for line in ran.out.splitlines()] == [
        "roma: 1 waiting list",
        "the database is back",
    ]
    [complaint] = ran.err.splitlines()
    assert "gone fishing" in complaint


def test_nothing_more_is_begun_by_who_is_to_stop(typed: Typed) -> None:
    lapsed_offers(SQLITE, 1)
    stop = Stop()
    store = StoppableStore(opened(SQLITE), stop)
    [center] = store.centers()
    with store.begin(center) as unit:
        assert store.joined(unit).owns != store.owns
        stop.ask(signal.SIGTERM)
    for begun in (store.centers, lambda: store.begin(center), lambda: store.snapshot(center)):
        with pytest.raises(Stopped):
            begun()
    store.close()


def test_a_wish_to_stop_is_not_forgotten() -> None:
    stop = Stop()

    assert (stop.asked, stop.wait(0.001)) == (False, False)
    stop.ask(signal.SIGTERM)
    assert [stop.asked, stop.wait(60), stop.wait(60), stop.asked] == [True] * 4


def test_every_kind_of_work_has_its_words() -> None:
    assert set(WORDS) == set(DueKind)
