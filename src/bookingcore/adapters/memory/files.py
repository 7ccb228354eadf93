"""Content of documents in memory: for tests, demos and hosts that keep nothing."""

from __future__ import annotations

from threading import Lock
from typing import Self

from bookingcore.errors import FilesUnavailable
from bookingcore.ports.files import legal_content, legal_key


class MemoryFiles:
    """Keeps content in this process, for as long as it lives; threads may share it.

    Attributes:
        down: whether the place cannot be reached: for tests of what happens then.
    """

    def __init__(self) -> None:
        self.down = False
        self._contents: dict[str, bytes] = {}
        self._turn = Lock()

    def put(self, key: str, content: bytes) -> None:
        """Keep *content* under *key*, in place of what was there.

        Raises:
            InvalidInput: *key* is none, or *content* is no `bytes`.
            FilesUnavailable: the place is `down`.
        """
        key, content = legal_key(key), legal_content(content)
        self._reach()
        with self._turn:
            self._contents[key] = content

    def get(self, key: str) -> bytes:
        """The content under *key*.

        Raises:
            KeyError: there is none.
            InvalidInput: *key* is none.
            FilesUnavailable: the place is `down`.
        """
        key = legal_key(key)
        self._reach()
        with self._turn:
            return self._contents[key]

    def remove(self, key: str) -> None:
        """Forget *key*, if it is there.

        Raises:
            InvalidInput: *key* is none.
            FilesUnavailable: the place is `down`.
        """
        key = legal_key(key)
        self._reach()
        with self._turn:
            self._contents.pop(key, None)

    def joined(self, handle: object) -> Self:
        """Themselves: a dictionary has no transactions."""
        return self

    def _reach(self) -> None:
        if self.down:
            raise FilesUnavailable("memory", "it is down")
