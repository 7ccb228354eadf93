"""Several processes on one SQLite file: throughput beside that of one process."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import monotonic
from typing import Any

from bench.commands import Hands, by_desk, by_floor
from bench.figures import Budget, Line, Section, Spread
from bench.furnishing import UNITS, Studio, closed, furnish, sqlite_desk

PROCESSES = 8
LEAST = 0.85
PATIENCE = 300.0
"""Seconds after which a process that never came to the barrier ends the measurement."""

Pairs = Sequence[tuple[str, str]]
Rounds = Sequence[Pairs]
AtWork = Callable[[Path], AbstractContextManager[Hands]]


def measure(folder: Path, rounds: int, size: int) -> Section:
    """The section of the report: *size* bookings in a round, by one process and by eight."""
    return Section(
        title="Processes",
        lines=[
            line
            for name, sessions in (("20 sessions", 20), ("one session", 1))
            for line in _lines(folder / f"{sessions}.db", name, sessions, rounds, size)
        ],
        note="SQLite FULL. Writers take turns: more of them are no faster, and need be no slower.",
    )


def _lines(path: Path, name: str, sessions: int, rounds: int, size: int) -> list[Line]:
    played, twin = 2 * (rounds + 1), path.with_suffix(".floor.db")
    with closed(sqlite_desk(path, "OFF")) as desk:
        studio = furnish(desk, customers=played * size, sessions=sessions, capacity=1_000_000)
        for customer in studio.customers:
            desk.sales.sell(customer, studio.plan)
    shutil.copy(path, twin)
    shares = [_shares(studio, number, size) for number in range(played)]
    ours, by_hand = _run(path, by_desk, shares), _run(twin, by_floor, shares)
    for each in (path, twin):
        _check(each, studio, played * size)
    budget = Budget(limit=LEAST, at_least=True)
    return [
        _line(f"`book` by {PROCESSES} processes, {name}", ours, size, budget),
        _line("the same, hand-written", by_hand, size, None),
    ]


def _line(name: str, spans: Sequence[float], size: int, budget: Budget | None) -> Line:
    alone, together = spans[2::2], spans[3::2]
    ratios = [one / several for one, several in zip(alone, together, strict=True)]
    rates = [size / Spread.of(each).median for each in (together, alone)]
    return Line(
        name=name,
        ours=f"{rates[0]:,.0f} a second",
        floor=f"{rates[1]:,.0f} a second",
        figure=Spread.of(ratios),
        budget=budget,
    )


def _shares(studio: Studio, number: int, size: int) -> list[Pairs]:
    """What each process books in round *number*: in even ones, the first does all."""
    pairs = studio.pairs(number * size, size)
    if number % 2:
        return [pairs[place::PROCESSES] for place in range(PROCESSES)]
    return [pairs, *([] for _ in range(PROCESSES - 1))]


def _run(path: Path, at_work: AtWork, rounds: Sequence[Sequence[Pairs]]) -> list[float]:
    """Seconds from the first start to the last end of every round."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(PROCESSES)
    told: multiprocessing.Queue[list[tuple[float, float]]] = context.Queue()
    processes = [
        context.Process(target=_book, args=(path, at_work, barrier, told, rounds_of_one))
        for rounds_of_one in zip(*rounds, strict=True)
    ]
    for process in processes:
        process.start()
    times = [told.get(timeout=PATIENCE) for _ in processes]
    for process in processes:
        process.join(PATIENCE)
    return [_span([own[number] for own in times]) for number in range(len(rounds))]


def _span(times: Sequence[tuple[float, float]]) -> float:
    at_work = [(start, end) for start, end in times if end > start]
    return max(end for _, end in at_work) - min(start for start, _ in at_work)


def _book(path: Path, at_work: AtWork, barrier: Barrier, told: Any, rounds: Rounds) -> None:
    """One process: every round from the barrier on, with its start and its end."""
    times = []
    try:
        with at_work(path) as hands:
            for pairs in rounds:
                barrier.wait(PATIENCE)
                start = end = monotonic()
                for customer, session in pairs:
                    hands.book(customer, session)
                    end = monotonic()
                times.append((start, end))
    except BaseException:
        barrier.abort()
        raise
    told.put(times)


def _check(path: Path, studio: Studio, booked: int) -> None:
    with closed(sqlite_desk(path)) as desk:
        taken = sum(desk.schedule.get(session).taken for session in studio.sessions)
        units = [row.remaining for card in studio.customers for row in desk.balances.of(card)]
        assert taken == booked
        assert units == [UNITS - 1] * booked
        assert desk.verify() == ()
