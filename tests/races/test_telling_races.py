"""Processes that tell a host of events at the same time, and some that die at it."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bookingcore import Desk, Event, EventKind, open_desk
from bookingcore.desk.leasing import LEASE
from bookingcore.testing import FrozenClock
from tests.kills.scene import close
from tests.processes import PATIENCE, processes
from tests.races.contest import raced

PROCESSES, CUSTOMERS, EVENTS = 4, 12, 4
NOW = "2036-06-30T09:00:00Z"


def writes(path: str, event: Event) -> None:
    """Write down what was heard, in one piece."""
    line = f"{event.stream} {event.no} {event.seq}\n".encode()
    with Path(path).open("ab", buffering=0) as file:
        file.write(line)


def heard(path: Path) -> list[tuple[str, int, int]]:
    """What was heard, in that order."""
    lines = (line.split() for line in path.read_text("utf-8").splitlines())
    return [(stream, int(no), int(seq)) for stream, no, seq in lines]


def hears(desk: Desk, path: str) -> str:
    """Tell all that is yet to be told into a file."""
    desk.subscribe(lambda event: writes(path, event), name="crm")
    return str(desk.deliver().told)


def much_happens(desk: Desk) -> None:
    """A few events in the life of each customer."""
    for number in range(CUSTOMERS):
        card = desk.customers.register(name=f"C{number}")
        for label in range(EVENTS - 1):
            desk.customers.add_label(card, f"label {label}")


def on_record(desk: Desk) -> list[tuple[str, int, int]]:
    """What happened to customers, as history tells it."""
    cards = [card for card in desk.customers.find() if card.name.startswith("C")]
    events = [event for card in cards for event in desk.history(card)]
    return [(event.stream, event.no, event.seq) for event in events]


def in_order(told: Sequence[tuple[str, int, int]]) -> bool:
    """Whether the first time that each event was told came after those before it."""
    firsts = list(dict.fromkeys(told))
    streams = {stream for stream, _, _ in firsts}
    own = [[each for each in firsts if each[0] == stream] for stream in streams]
    return own == [sorted(each) for each in own]


@pytest.mark.rule("A62")
def test_processes_tell_each_event_once_and_in_order(desk: Desk, url: str, tmp_path: Path) -> None:
    path = tmp_path / "heard"
    desk.subscribe(print, name="crm")
    much_happens(desk)
    told = raced(url, [(hears, [[str(path)]])] * PROCESSES)

    lines = [each for each in heard(path) if each in set(on_record(desk))]
    assert sorted(lines) == sorted(on_record(desk))
    assert in_order(lines)
    assert sum(int(round_[0]) for [round_] in told) == len(heard(path))


def _dies(url: str, path: str, at: str, after: int) -> None:
    """A process that is killed in the handler, once it has heard so much."""
    left = [after]

    def strike(event: Event) -> None:
        writes(path, event)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    desk = open_desk(url, center="roma", clock=FrozenClock(at))
    desk.subscribe(strike, name="crm", kinds=[EventKind.LABEL_ADDED])
    desk.deliver()


@pytest.mark.rule("A62")
def test_what_is_told_twice_is_what_a_process_died_of(url: str, tmp_path: Path) -> None:
    """One after another is killed in the handler; the last one lives."""
    clock, path = FrozenClock(NOW), tmp_path / "heard"
    desk = open_desk(url, center="roma", clock=clock)
    desk.subscribe(print, name="crm", kinds=[EventKind.LABEL_ADDED])
    much_happens(desk)
    last_words = []
    for after in (1, 3, 7):
        process = processes().Process(target=_dies, args=(url, str(path), str(clock.now()), after))
        process.start()
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
        last_words.append(heard(path)[-1])
        clock.advance(seconds=LEASE.total_seconds())
    desk.subscribe(
        lambda event: writes(str(path), event), name="crm", kinds=[EventKind.LABEL_ADDED]
    )
    assert desk.deliver().untold == ()

    told = heard(path)
    wanted = [each for each in on_record(desk) if each[1] > 1]
    assert set(told) == set(wanted)
    assert {each for each, times in Counter(told).items() if times > 1} == set(last_words)
    assert in_order(told)
    close(desk)
