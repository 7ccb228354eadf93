"""Chance that repeats itself."""

from __future__ import annotations

from random import Random


class SeededChance:
    """The same *seed* draws the same numbers, in the same order.

    >>> SeededChance(7).bits(16) == SeededChance(7).bits(16)
    True
    """

    def __init__(self, seed: int | str = 0) -> None:
        # Easy to guess, and meant to be.
        self._random = Random(seed)  # noqa: S311

    def bits(self, count: int) -> int:
        """The next number of *count* bits (1 to 256)."""
        return self._random.getrandbits(count)
