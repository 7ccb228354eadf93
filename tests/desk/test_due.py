"""Work that falls due: done once, by whoever comes first, and by the next where that one died."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import Any

import pytest

from bookingcore import (
    Contended,
    Desk,
    DueKind,
    DueReport,
    EntryStatus,
    InvalidInput,
    NotAllowed,
    ServicePolicy,
    Session,
    StoreLocked,
    StoreUnavailable,
    WaitlistEntry,
    WaitlistPolicy,
)
from bookingcore.desk.waitlist import Waitlist
from bookingcore.domain.waitlist.answering import decide_passing
from bookingcore.domain.waitlist.line import Line
from bookingcore.ports.store import LostGuard
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.studio import Studio

NOTHING = DueReport()


class Killed(BaseException):
    """A worker dies."""


def waiting(studio: Studio, *days: int, auto_book: bool = False) -> list[WaitlistEntry]:
    """Anna is offered a place in a class on each of these days of July, for ten minutes."""
    policy = ServicePolicy(waitlist=WaitlistPolicy(auto_book=auto_book))
    service = studio.service(policy, plan=False)
    return [
        wait(studio, studio.session(f"2026-07-{day:02}T18:00", service=service, capacity=1))
        for day in days
    ]


def wait(studio: Studio, session: Session) -> WaitlistEntry:
    """Anna is offered the one place of *session*, which was taken."""
    leo = studio.desk.customers.register(name="Leo")
    booking = studio.desk.bookings.book(leo, session)
    entry = studio.desk.waitlist.join(studio.anna, session)
    studio.desk.bookings.cancel(booking)
    return studio.desk.waitlist.get(entry)


def statuses(desk: Desk, entries: list[WaitlistEntry]) -> list[str]:
    return [desk.waitlist.get(entry).status.name for entry in entries]


SEEDS = count(8)
"""No two workers draw the same ids."""


def another(desk: Desk, clock: FrozenClock) -> Desk:
    """Another worker on the same rows."""
    return Desk(desk.store, center=desk.center, clock=clock, chance=SeededChance(next(SEEDS)))


def dying(monkeypatch: pytest.MonkeyPatch, error: BaseException, times: int = 1) -> Counter[str]:
    """The first *times* that a waiting list is looked at *error* is raised; the lists, counted."""
    seen: Counter[str] = Counter()

    def broken(line: Line, now: Any) -> Any:
        seen[line.session.id] += 1
        if seen.total() <= times:
            raise error
        return decide_passing(line, now)

    monkeypatch.setattr("bookingcore.desk.due.decide_passing", broken)
    return seen


def test_where_nothing_is_due_nothing_is_done(studio: Studio) -> None:
    assert (studio.desk.run_due(), studio.desk.next_due()) == (NOTHING, None)

    waiting(studio, 2)
    assert studio.desk.run_due() == NOTHING


@pytest.mark.rule("A17")
def test_what_is_due_is_done_and_counted_and_then_no_more(
    studio: Studio, clock: FrozenClock
) -> None:
    entries = waiting(studio, 2, 3)
    assert studio.desk.next_due() == clock.now().add(minutes=10)

    clock.advance(minutes=10)

    assert studio.desk.run_due() == DueReport(done={DueKind.QUEUE: 2})
    assert statuses(studio.desk, entries) == ["EXPIRED", "EXPIRED"]
    assert (studio.desk.run_due(), studio.desk.next_due()) == (NOTHING, None)


@pytest.mark.parametrize("end", ["accept", "decline", "leave"])
def test_work_is_withdrawn_with_its_cause(studio: Studio, end: str) -> None:
    [entry] = waiting(studio, 2, auto_book=True)

    getattr(studio.desk.waitlist, end)(entry)

    assert (studio.desk.next_due(), studio.desk.run_due()) == (None, NOTHING)


def test_a_list_is_looked_at_when_its_next_offer_runs_out(
    studio: Studio, clock: FrozenClock
) -> None:
    [entry] = waiting(studio, 2)
    ugo = studio.desk.customers.register(name="Ugo")
    later = studio.desk.waitlist.join(ugo, entry.session_id)

    clock.advance(minutes=12)
    studio.desk.run_due()

    assert statuses(studio.desk, [entry, later]) == ["EXPIRED", "OFFERED"]
    assert studio.desk.next_due() == clock.now().add(minutes=10)


def test_only_what_was_due_by_then_is_done(studio: Studio, clock: FrozenClock) -> None:
    [first] = waiting(studio, 2)
    clock.advance(minutes=5)
    [second] = waiting(studio, 3)
    clock.advance(hours=1)

    # A wall time of the center, in Rome.
    assert studio.desk.run_due("2026-07-01T08:10") == DueReport(done={DueKind.QUEUE: 1})
    assert statuses(studio.desk, [first, second]) == ["EXPIRED", "OFFERED"]
    assert studio.desk.run_due(clock.now()) == DueReport(done={DueKind.QUEUE: 1})


def test_the_future_is_not_done_before_it_comes(studio: Studio) -> None:
    [entry] = waiting(studio, 2)

    assert studio.desk.run_due("2026-08-01T00:00") == NOTHING
    assert statuses(studio.desk, [entry]) == ["OFFERED"]


@pytest.mark.parametrize("until", ["soon", 7, "2026-07-01"])
def test_what_is_no_time_is_refused(studio: Studio, until: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        studio.desk.run_due(until)

    assert refused.value.field == "until"


def test_due_work_is_not_for_customers(studio: Studio, clock: FrozenClock) -> None:
    [entry] = waiting(studio, 2)
    clock.advance(minutes=10)
    own = studio.desk.by(studio.anna)

    for command in (own.run_due, own.next_due):
        with pytest.raises(NotAllowed):
            command()
    assert statuses(studio.desk, [entry]) == ["OFFERED"]


def test_what_the_system_does_is_on_record_as_such(studio: Studio, clock: FrozenClock) -> None:
    [entry] = waiting(studio, 2)
    clock.advance(minutes=10)
    studio.desk.run_due()

    [expired] = [e for e in studio.desk.history(entry) if e.kind.name == "OFFER_EXPIRED"]
    assert str(expired.actor) == "system"


def test_what_has_lost_its_reason_is_done_with(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker has it in hand when the customer answers after all."""
    [entry] = waiting(studio, 2, auto_book=True)
    accept = Waitlist.accept

    def slow(waitlist: Any, subject: str) -> Any:
        monkeypatch.undo()
        studio.desk.waitlist.decline(entry)
        return accept(waitlist, subject)

    monkeypatch.setattr(Waitlist, "accept", slow)

    assert studio.desk.run_due() == DueReport(done={DueKind.AUTO_BOOKING: 1})
    assert statuses(studio.desk, [entry]) == ["DECLINED"]
    assert studio.desk.next_due() is None


# Workers.


def test_a_worker_that_dies_is_followed_by_the_next_a_minute_later(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = waiting(studio, 2, 3)
    clock.advance(minutes=10)
    dying(monkeypatch, Killed())
    with pytest.raises(Killed):
        studio.desk.run_due()
    next_worker = another(studio.desk, clock)

    clock.advance(seconds=59)
    assert next_worker.run_due() == NOTHING
    assert statuses(studio.desk, entries) == ["OFFERED", "OFFERED"]
    assert next_worker.next_due() == clock.now().add(seconds=1)

    clock.advance(seconds=1)
    assert next_worker.run_due() == DueReport(done={DueKind.QUEUE: 2})
    assert statuses(studio.desk, entries) == ["EXPIRED", "EXPIRED"]


def test_what_falls_due_while_another_worker_is_busy_is_not_overlooked(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(studio, 2)
    clock.advance(seconds=30)
    waiting(studio, 3)
    clock.advance(minutes=9, seconds=30)
    dying(monkeypatch, Killed())
    with pytest.raises(Killed):
        studio.desk.run_due()

    # The lease of the first runs for a minute; the second is due in half of one.
    assert studio.desk.next_due() == clock.now().add(seconds=30)
    clock.advance(seconds=30)
    assert studio.desk.run_due() == DueReport(done={DueKind.QUEUE: 1})
    assert studio.desk.next_due() == clock.now().add(seconds=30)


def test_what_fails_is_reported_and_the_rest_is_done_and_it_is_tried_again(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = waiting(studio, 2, 3, 4)
    clock.advance(minutes=10)
    error = Contended("command", 20)
    dying(monkeypatch, error)

    report = studio.desk.run_due()

    assert report.done == {DueKind.QUEUE: 2}
    [failure] = report.failed
    assert (failure.kind, failure.error) == (DueKind.QUEUE, error)
    assert failure.subject in {entry.session_id for entry in entries}
    assert sorted(statuses(studio.desk, entries)) == ["EXPIRED", "EXPIRED", "OFFERED"]
    clock.advance(minutes=1)
    assert studio.desk.run_due() == DueReport(done={DueKind.QUEUE: 1})


def test_a_row_that_others_hold_is_reported_and_the_rest_is_done(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(studio, 2, 3)
    clock.advance(minutes=10)
    dying(monkeypatch, StoreLocked("studio.db", "locked"))

    report = studio.desk.run_due()

    assert report.done == {DueKind.QUEUE: 1}
    assert [type(failure.error) for failure in report.failed] == [StoreLocked]


def test_a_store_that_is_away_ends_the_round_and_the_rest_is_done_by_the_next(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty rows would wait for twenty time-outs."""
    entries = waiting(studio, 2, 3)
    clock.advance(minutes=10)
    tried = dying(monkeypatch, StoreUnavailable("studio.db", "away"))

    with pytest.raises(StoreUnavailable):
        studio.desk.run_due()

    assert tried.total() == 1
    assert statuses(studio.desk, entries) == ["OFFERED", "OFFERED"]
    clock.advance(minutes=1)
    assert studio.desk.run_due() == DueReport(done={DueKind.QUEUE: 2})


def test_a_lost_guard_has_the_work_done_again(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(studio, 2)
    clock.advance(minutes=10)
    seen = dying(monkeypatch, LostGuard(), times=3)

    assert studio.desk.run_due() == DueReport(done={DueKind.QUEUE: 1})
    assert seen.total() == 4


def test_in_a_transaction_of_several_commands_it_is_the_transaction_that_is_run_again(
    studio: Studio, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    [entry] = waiting(studio, 2)
    clock.advance(minutes=10)
    dying(monkeypatch, LostGuard())
    runs: list[DueReport] = []

    studio.desk.atomically(lambda desk: runs.append(desk.run_due()))

    assert runs == [DueReport(done={DueKind.QUEUE: 1})]
    assert statuses(studio.desk, [entry]) == ["EXPIRED"]


def at_once(workers: list[Desk]) -> list[DueReport]:
    """What each worker did when they all began at the same moment."""
    barrier = Barrier(len(workers))

    def work(desk: Desk) -> DueReport:
        barrier.wait(10)
        return desk.run_due()

    with ThreadPoolExecutor(len(workers)) as pool:
        return list(pool.map(work, workers))


def test_two_workers_never_do_the_same_work_twice(studio: Studio, clock: FrozenClock) -> None:
    """More of it than one of them claims at a time."""
    entries = waiting(studio, *range(2, 32))
    expected = {entry.id for entry in entries}
    clock.advance(minutes=10)

    done = at_once([another(studio.desk, clock) for _ in range(2)])

    assert [report.failed for report in done] == [(), ()]
    assert sum(report.done.get(DueKind.QUEUE, 0) for report in done) == 30
    lost = [e.subject for e in studio.desk.history(studio.anna) if e.kind.name == "OFFER_EXPIRED"]
    assert sorted(lost) == sorted(expected)


def test_two_workers_book_for_a_customer_once(studio: Studio, clock: FrozenClock) -> None:
    entries = waiting(studio, *range(2, 14), auto_book=True)

    done = at_once([another(studio.desk, clock) for _ in range(2)])

    assert sum(report.done.get(DueKind.AUTO_BOOKING, 0) for report in done) == 12
    bookings = studio.desk.bookings.of(studio.anna)
    assert {booking.session_id for booking in bookings} == {each.session_id for each in entries}
    assert len(bookings) == 12
    assert {studio.desk.waitlist.get(each).status for each in entries} == {EntryStatus.ACCEPTED}
