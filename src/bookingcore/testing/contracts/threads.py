"""Running parts of a test at the same time, without hanging when they wait for ever."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

PATIENCE_SECONDS = 20.0
"""How long a part may take before the test is failed for it."""

MOMENT_SECONDS = 0.1
"""How long a part is given to do what it must not do."""


class Threads:
    """Parts of a test that run at the same time."""

    def __init__(self) -> None:
        self._threads: list[Thread] = []
        self._errors: list[BaseException] = []

    def start(self, *parts: Callable[[], object]) -> None:
        """Run each of *parts* in a thread of its own."""
        for part in parts:
            thread = Thread(target=self._run, args=(part,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def join(self) -> None:
        """Wait until all parts have ended.

        Raises:
            AssertionError: one of them does not end.
            Exception: whatever went wrong first in one of them.
        """
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        if self._errors:
            raise self._errors[0]
        if any(thread.is_alive() for thread in self._threads):
            raise AssertionError("a part of the test waits for ever")

    def _run(self, part: Callable[[], object]) -> None:
        try:
            part()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread of the test
            self._errors.append(error)
