"""What happened in which order: every life taken apart into steps, on a clock moved by hand.

The file knows days only. Within a day the hours below decide, and within an hour the row's number:
what was given back in the morning is free at noon, and who books and cancels on one day books
first. Sessions last from 15:00 to 23:00 of the day of arrival.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple
from zlib import crc32

import pendulum

from examples.replay.lives import Life, Outcome, Slot

ZONE = "Europe/Lisbon"
"""Both hotels are in Portugal."""

OPENS, CLOSES = "15:00", "23:00"

FREE_UNTIL = 24 * 60
"""Minutes before the start at which cancelling begins to be late: who cancels on the day of
arrival is late, who cancels at an hour of the day before is not, by summer time or winter time."""

TIGHT_ONE_IN = 10
"""One session in so many has fewer places than were once held in it."""


class Act(IntEnum):
    """What is done in a step, by the hour at which it is done."""

    CANCEL = 9
    # Who has to wait for a place begins to.
    JOIN = 10
    # Who had to wait gets the place.
    BOOK = 12
    MOVE = 13
    # Made and cancelled on one day.
    CANCEL_AT_ONCE = 14
    MARK = 20


TAKES = frozenset({Act.BOOK, Act.MOVE})
GIVES_BACK = frozenset({Act.MOVE, Act.CANCEL, Act.CANCEL_AT_ONCE})
"""What changes how many places are held; a move does both, in another session each."""


class Step(NamedTuple):
    """One thing that happened; steps sort in the order of time.

    *slot* is where the reservation is from then on, or where it waits.
    """

    on: date
    act: Act
    number: int
    nth: int
    slot: Slot
    life: Life

    @property
    def at(self) -> pendulum.DateTime:
        """The instant at which it happened."""
        return pendulum.datetime(self.on.year, self.on.month, self.on.day, self.act, tz=ZONE)


class Stop(NamedTuple):
    """Where a reservation is from a day on."""

    on: date
    slot: Slot


def stops(lives: Iterable[Life]) -> dict[int, list[Stop]]:
    """Where each of *lives* is from when on, by the number of its row.

    The file knows how often a reservation was changed, not how. So each change is a move: to one
    of the next three arrivals of the same hotel and type of room that stand in the file, and in
    the end to the real one. Where the file has none that is later, to any other room of the same
    day. The days of the moves are spread evenly over the time that the reservation had.
    """
    lives = list(lives)
    slots = {life.slot for life in lives}
    later: defaultdict[tuple[str, str], list[Slot]] = defaultdict(list)
    same_day: defaultdict[date, list[Slot]] = defaultdict(list)
    for slot in sorted(slots):
        later[slot.hotel, slot.room_type].append(slot)
        same_day[slot.arrival].append(slot)
    found = {}
    for life in lives:
        slot = life.slot
        row = later[slot.hotel, slot.room_type]
        after = bisect(row, slot)
        others = row[after : after + 3]
        others = others or [s for s in same_day[slot.arrival] if s != slot]
        found[life.number] = _stops(life, others)
    return found


def _stops(life: Life, others: Sequence[Slot]) -> list[Stop]:
    changes = life.changes if others else 0
    last = life.arrival
    if life.outcome is Outcome.CANCELLED:
        last = max(life.made_on, min(last, life.ended_on - timedelta(days=1)))
    days = (last - life.made_on).days
    offset = drawn("moves", str(life.number))
    route = [life.slot]
    # Backwards from the real arrival: no stop is the one before it.
    for nth in range(changes):
        ways = [slot for slot in (*others, life.slot) if slot != route[-1]]
        route.append(ways[(offset + nth) % len(ways)])
    return [
        Stop(life.made_on + timedelta(days=days * nth // max(1, changes)), slot)
        for nth, slot in enumerate(reversed(route))
    ]


def timeline(lives: Iterable[Life]) -> list[Step]:
    """All steps of *lives*, oldest first.

    Who is marked absent on a day before the arrival is marked once more on the arrival, for the
    desk refuses to know so early.
    """
    lives = list(lives)
    visited = stops(lives)
    return sorted(step for life in lives for step in _steps(life, visited[life.number]))


def _steps(life: Life, visited: Sequence[Stop]) -> Iterator[Step]:
    def step(on: date, act: Act, slot: Slot = life.slot, nth: int = 0) -> Step:
        return Step(on, act, life.number, nth, slot, life)

    first, *moves = visited
    if life.waited:
        yield step(life.asked_on, Act.JOIN, first.slot)
    yield step(first.on, Act.BOOK, first.slot)
    for nth, stop in enumerate(moves):
        yield step(stop.on, Act.MOVE, stop.slot, nth)
    if life.outcome is Outcome.CANCELLED:
        at_once = life.ended_on == life.made_on
        yield step(life.ended_on, Act.CANCEL_AT_ONCE if at_once else Act.CANCEL)
        return
    yield step(life.ended_on, Act.MARK)
    if life.outcome is Outcome.ABSENT and life.ended_on < life.arrival:
        yield step(life.arrival, Act.MARK)


def capacities(steps: Iterable[Step]) -> dict[Slot, int]:
    """Places of each session: the most that were ever held at once, for most of them.

    For one in `TIGHT_ONE_IN`, chosen by its name, a quarter less: there the desk has to refuse,
    and staff then takes the guests all the same, on record.
    """
    held: Counter[Slot] = Counter()
    peaks: defaultdict[Slot, int] = defaultdict(int)
    where: dict[int, Slot] = {}
    for step in steps:
        if step.act in GIVES_BACK:
            held[where.pop(step.number)] -= step.life.guests
        if step.act in TAKES:
            where[step.number] = slot = step.slot
            held[slot] += step.life.guests
            peaks[slot] = max(peaks[slot], held[slot])
    return {slot: _places(slot, peak) for slot, peak in peaks.items()}


def tight(slot: Slot) -> bool:
    """Whether the session has fewer places than were once held in it."""
    return drawn("tight", slot.hotel, slot.arrival.isoformat(), slot.room_type) % TIGHT_ONE_IN == 0


def drawn(*words: str) -> int:
    """A number that looks like chance, and is the same wherever it is asked for."""
    return crc32("/".join(words).encode())


def _places(slot: Slot, peak: int) -> int:
    return peak * 3 // 4 if tight(slot) else peak
