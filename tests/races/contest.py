"""Processes that do the same thing at the same moment, and tell what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError
from typing import Any

from bookingcore import Desk, Refused, open_desk
from bookingcore.adapters.system import SystemChance
from bookingcore.testing import FrozenClock
from tests.processes import PATIENCE, processes

Act = Callable[[Desk, str], str]
"""What a process does in a round with what it was given, and what came of it."""


def at(desk: Desk, instant: str) -> Desk:
    """A desk on the same rows, whose clock stands still at *instant*."""
    clock = FrozenClock(instant)
    return Desk(desk.store, center=desk.center, clock=clock, chance=SystemChance())


def raced(url: str, acts: Sequence[tuple[Act, Sequence[Sequence[str]]]]) -> list[list[list[str]]]:
    """Run each act in a process of its own, round by round, all starting at one barrier.

    Each act comes with what it is to be called with: a list for every round. The answer holds,
    for every act, the outcomes of each round.
    """
    context = processes()
    barrier = context.Barrier(len(acts))
    outcomes: Queue[tuple[int, Any]] = context.Queue()
    competitors = [
        context.Process(target=_compete, args=(url, barrier, outcomes, number, act, rounds))
        for number, (act, rounds) in enumerate(acts)
    ]
    for competitor in competitors:
        competitor.start()
    told = dict(outcomes.get(timeout=PATIENCE) for _ in competitors)
    for competitor in competitors:
        competitor.join(PATIENCE)
    # Who failed broke the barrier for the others: their errors say nothing.
    errors = [answer for answer in told.values() if isinstance(answer, BaseException)]
    errors.sort(key=lambda error: isinstance(error, BrokenBarrierError))
    if errors:
        raise errors[0]
    return [told[number] for number in range(len(acts))]


def _compete(
    url: str,
    barrier: Barrier,
    outcomes: Queue[tuple[int, Any]],
    number: int,
    act: Act,
    rounds: Sequence[Sequence[str]],
) -> None:
    try:
        desk = open_desk(url, center="roma")
        told = []
        for given in rounds:
            barrier.wait(PATIENCE)
            told.append([_outcome(act, desk, each) for each in given])
    except BaseException as error:
        barrier.abort()
        outcomes.put((number, error))
        raise
    outcomes.put((number, told))


def _outcome(act: Act, desk: Desk, given: str) -> str:
    try:
        return act(desk, given)
    except Refused as refused:
        return refused.code
