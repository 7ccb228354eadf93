"""What happened in which order: every life taken apart into steps, on a clock moved by hand.

The file knows days only. Within a day the hours below decide, and within an hour the row's number:
what was given back in the morning is free at noon, and who books and cancels on one day books
first. Sessions last from 15:00 to 23:00 of the day of arrival.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
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
    BOOK = 12
    # Made and cancelled on one day.
    CANCEL_AT_ONCE = 14
    MARK = 20


class Step(NamedTuple):
    """One thing that happened; steps sort in the order of time."""

    on: date
    act: Act
    number: int
    life: Life

    @property
    def at(self) -> pendulum.DateTime:
        """The instant at which it happened."""
        return pendulum.datetime(self.on.year, self.on.month, self.on.day, self.act, tz=ZONE)


def timeline(lives: Iterable[Life]) -> list[Step]:
    """All steps of *lives*, oldest first.

    Who is marked absent on a day before the arrival is marked once more on the arrival, for the
    desk refuses to know so early.
    """
    return sorted(step for life in lives for step in _steps(life))


def _steps(life: Life) -> Iterable[Step]:
    yield Step(life.booked_on, Act.BOOK, life.number, life)
    if life.outcome is Outcome.CANCELLED:
        at_once = life.ended_on == life.booked_on
        act = Act.CANCEL_AT_ONCE if at_once else Act.CANCEL
        yield Step(life.ended_on, act, life.number, life)
        return
    yield Step(life.ended_on, Act.MARK, life.number, life)
    if life.outcome is Outcome.ABSENT and life.ended_on < life.arrival:
        yield Step(life.arrival, Act.MARK, life.number, life)


def capacities(steps: Iterable[Step]) -> dict[Slot, int]:
    """Places of each session: the most that were ever held at once, for most of them.

    For one in `TIGHT_ONE_IN`, chosen by its name, a quarter less: there the desk has to refuse,
    and staff then takes the guests all the same, on record.
    """
    held: Counter[Slot] = Counter()
    peaks: defaultdict[Slot, int] = defaultdict(int)
    for step in steps:
        slot = step.life.slot
        if step.act is Act.BOOK:
            held[slot] += step.life.guests
            peaks[slot] = max(peaks[slot], held[slot])
        elif step.act is not Act.MARK:
            held[slot] -= step.life.guests
    return {slot: _places(slot, peak) for slot, peak in peaks.items()}


def tight(slot: Slot) -> bool:
    """Whether the session has fewer places than were once held in it."""
    return drawn("tight", slot.hotel, slot.arrival.isoformat(), slot.room_type) % TIGHT_ONE_IN == 0


def drawn(*words: str) -> int:
    """A number that looks like chance, and is the same wherever it is asked for."""
    return crc32("/".join(words).encode())


def _places(slot: Slot, peak: int) -> int:
    return peak * 3 // 4 if tight(slot) else peak
