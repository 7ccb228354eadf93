"""Processes that book at the same time, shift by shift, and how long everyone waited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import pairwise
from math import ceil
from multiprocessing.synchronize import Barrier
from time import monotonic
from traceback import format_exc
from typing import Any

from attrs import frozen

from bench.databases import AtWork
from tests.processes import processes

PATIENCE = 300.0
"""Seconds after which a process that never came to the barrier ends the measurement."""

Pairs = Sequence[tuple[str, str]]
"""Customers with the session that each of them books."""


@frozen
class Shift:
    """What is booked at one side between two barriers: a share for each process at work."""

    side: str
    shares: Sequence[Pairs]

    @classmethod
    def of(cls, side: str, pairs: Pairs, at_work: int) -> Shift:
        """All *pairs*, by so many processes."""
        return cls(side, [pairs[place::at_work] for place in range(at_work)])


@frozen
class Outcome:
    """How a shift went.

    Attributes:
        bookings: how many were made.
        seconds: from the first start to the last end.
        slow: seconds within which 99 of 100 bookings were made.
    """

    bookings: int
    seconds: float
    slow: float

    @classmethod
    def of(cls, times: Sequence[Sequence[float]]) -> Outcome:
        """From each process's start and the end of each of its bookings."""
        at_work = [each for each in times if len(each) > 1]
        waits = sorted(end - start for each in at_work for start, end in pairwise(each))
        first, last = min(each[0] for each in at_work), max(each[-1] for each in at_work)
        return cls(len(waits), last - first, waits[ceil(len(waits) * 0.99) - 1])

    @property
    def rate(self) -> float:
        """Bookings a second."""
        return self.bookings / self.seconds


def outcomes(sides: Mapping[str, AtWork], shifts: Sequence[Shift]) -> list[Outcome]:
    """Work all *shifts* one after another.

    Every process opens all *sides* at the start, and has nothing to do in the shifts of fewer.

    Raises:
        RuntimeError: one of the processes failed.
    """
    context, at_work = processes(), max(len(shift.shares) for shift in shifts)
    barrier, told = context.Barrier(at_work), context.Queue()
    started = [
        context.Process(target=_work, args=(sides, _own(shifts, place), barrier, told))
        for place in range(at_work)
    ]
    for process in started:
        process.start()
    answers = [told.get(timeout=PATIENCE) for _ in started]
    for process in started:
        process.join(PATIENCE)
    # The one that failed first has broken the barrier for the others.
    for failure in sorted((each for each in answers if isinstance(each, str)), key=_of_barrier):
        raise RuntimeError(failure)
    return [Outcome.of([own[number] for own in answers]) for number in range(len(shifts))]


def _of_barrier(failure: str) -> bool:
    return "BrokenBarrierError" in failure


def _own(shifts: Sequence[Shift], place: int) -> list[tuple[str, Pairs]]:
    return [(each.side, each.shares[place] if place < len(each.shares) else ()) for each in shifts]


def _work(
    sides: Mapping[str, AtWork], own: Sequence[tuple[str, Pairs]], barrier: Barrier, told: Any
) -> None:
    """One process: its share of each shift from the barrier on; tells times, or what failed."""
    try:
        with ExitStack() as stack:
            hands = {name: stack.enter_context(at_work()) for name, at_work in sides.items()}
            times = []
            for side, pairs in own:
                book = hands[side].book
                barrier.wait(PATIENCE)
                ends = [monotonic()]
                for customer, session in pairs:
                    book(customer, session)
                    ends.append(monotonic())
                times.append(ends)
        told.put(times)
    except BaseException:
        told.put(format_exc())
        barrier.abort()
        raise
