"""The port to where the content of documents is kept."""

from __future__ import annotations

from typing import Protocol


class Files(Protocol):
    """Keeps bytes under a key of the library's choosing."""

    def put(self, key: str, content: bytes) -> None:
        """Keep *content* wholly or not at all; a repeated put of the same key replaces it."""

    def get(self, key: str) -> bytes:
        """The content under *key*; raises `KeyError` when there is none."""

    def remove(self, key: str) -> None:
        """Forget *key*; removing what is not there is fine."""
