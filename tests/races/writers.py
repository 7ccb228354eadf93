"""Processes that write all the time, until they are told to stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from typing import Any

from attrs import define, field

from tests.kills.scene import Scene, Wishes
from tests.processes import PATIENCE, processes


@define
class Writers:
    """Writers at work."""

    _counts: list[Any]
    _seen: int = field(default=0, init=False)

    def commands(self) -> list[int]:
        """How many commands each has finished."""
        return [count.value for count in self._counts]

    def wait_for_all(self) -> None:
        """Until each has finished a command."""
        until = time.monotonic() + PATIENCE
        while not all(self.commands()):
            assert time.monotonic() < until, f"somebody never began: {self.commands()}"
            time.sleep(0.005)
        self._seen = sum(self.commands())

    def wait_for_more(self, commands: int) -> None:
        """Until together they have finished so many more since the last time."""
        until = time.monotonic() + PATIENCE
        while sum(self.commands()) < self._seen + commands:
            assert time.monotonic() < until, f"nobody gets on: {self.commands()}"
            time.sleep(0.005)
        self._seen = sum(self.commands())


BREATH = 0.005
"""Seconds."""


@contextmanager
def writing(scene: Scene, number: int) -> Iterator[Writers]:
    """So many writers on the same few customers and sessions."""
    context = processes()
    stop = context.Event()
    counts = [context.Value("q", 0) for _ in range(number)]
    at_work = [
        context.Process(target=_write, args=(scene, str(name), stop, count))
        for name, count in enumerate(counts)
    ]
    for process in at_work:
        process.start()
    try:
        writers = Writers(counts)
        writers.wait_for_all()
        yield writers
    finally:
        stop.set()
        for process in at_work:
            process.join(PATIENCE)
    assert [process.exitcode for process in at_work] == [0] * number


def _write(scene: Scene, name: str, stop: Event, count: Synchronized[int]) -> None:
    desk, wishes = scene.opened(), Wishes(scene, name)
    while not stop.is_set():
        wish = wishes.next()
        wishes.learn(wish, wish.given_to(desk))
        count.value += 1
        # People think between two commands. SQLite lets in whoever asks first, not who waits
        # longest: writers that never pause can keep one of them out until its patience ends.
        stop.wait(BREATH)
