"""Stopping between two pieces of work, when somebody asks for it by a signal."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from queue import Empty, SimpleQueue

from attrs import define, field, frozen

from bookingcore.adapters.sql import SqlStore
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.files import Files
from bookingcore.ports.store import Reader, Store, Unit

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):
    """No more work is begun."""


@define
class Stop:
    """Whether to stop has been asked for."""

    # Its `put` may interrupt a `get` of the same thread, as a signal does.
    _asked: SimpleQueue[int] = field(factory=SimpleQueue, init=False)

    @property
    def asked(self) -> bool:
        """Whether it was."""
        return not self._asked.empty()

    def ask(self, number: int, _: object = None) -> None:
        """Ask for it, by the signal *number*."""
        self._asked.put(number)

    def wait(self, seconds: float) -> bool:
        """Wait that long, or until it is asked for; whether it was."""
        try:
            self._asked.put(self._asked.get(timeout=seconds))
        except Empty:
            return False
        return True


@contextmanager
def stopping() -> Iterator[Stop]:
    """Take the signals as a wish to stop, until the block ends."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@frozen
class StoppableStore:
    """A store that begins nothing more once it is to stop; what was begun is finished."""

    _store: SqlStore
    _stop: Stop

    @property
    def owns(self) -> bool:
        """As the store does."""
        return self._store.owns

    def files(self) -> Files:
        """The place for the content of documents in its database."""
        return self._store.files()

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """As the store does.

        Raises:
            Stopped: it is to stop.
        """
        self._check()
        return self._store.begin(center)

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """As the store does.

        Raises:
            Stopped: it is to stop.
        """
        self._check()
        return self._store.snapshot(center)

    def joined(self, handle: object) -> Store:
        """As the store does."""
        return self._store.joined(handle)

    def centers(self) -> tuple[CenterId, ...]:
        """As the store does.

        Raises:
            Stopped: it is to stop.
        """
        self._check()
        return self._store.centers()

    def close(self) -> None:
        """As the store does."""
        self._store.close()

    def _check(self) -> None:
        if self._stop.asked:
            raise Stopped
