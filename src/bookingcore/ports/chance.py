"""The random port: the only source of chance."""

from __future__ import annotations

from typing import Protocol


class Chance(Protocol):
    """Draws random bits."""

    def bits(self, count: int) -> int:
        """A number of *count* random bits (1 to 256), hard to guess."""
