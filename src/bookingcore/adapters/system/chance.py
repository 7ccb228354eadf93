"""Chance, as the machine knows it."""

from __future__ import annotations

from secrets import randbits


class SystemChance:
    """The machine's own source of what cannot be guessed."""

    def bits(self, count: int) -> int:
        """A number of *count* random bits (1 to 256)."""
        return randbits(count)
