"""Rounds of work, side by side in one process, and how long each took."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

K = TypeVar("K")


def seconds_each(act: Callable[..., object], calls: Sequence[tuple[object, ...]]) -> float:
    """How long one call takes, over all *calls*."""
    start = perf_counter()
    for arguments in calls:
        act(*arguments)
    return (perf_counter() - start) / len(calls)


def interleaved(
    sides: Sequence[Callable[[int], dict[str, float]]], rounds: int
) -> list[dict[str, list[float]]]:
    """A B A B...: each side's times by name, a value for every round.

    A first round of each side goes before and is not counted.
    """
    taken: list[dict[str, list[float]]] = [{} for _ in sides]
    with settled_memory():
        for number in range(rounds + 1):
            for side, times in zip(sides, taken, strict=True):
                for name, seconds in side(number).items():
                    if number:
                        times.setdefault(name, []).append(seconds)
    return taken


@contextmanager
def settled_memory() -> Iterator[None]:
    """The collector leaves alone what was there before; it goes on with what is new."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
