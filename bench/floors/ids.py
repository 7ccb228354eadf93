"""Ids and the time, as somebody would write them who needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from secrets import randbits

from attrs import frozen

RANDOM_BITS = 74

_VERSION_AND_VARIANT = (7 << 76) | (0b10 << 62)
_LOW_62 = (1 << 62) - 1


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class World:
    """The clock and the dice of a floor; a test hands in those of the desk beside it."""

    now: Callable[[], datetime] = _now
    bits: Callable[[int], int] = randbits

    def new_id(self) -> str:
        """A UUIDv7 as text."""
        bits = self.bits(RANDOM_BITS)
        number = int(self.now().timestamp() * 1000) << 80 | bits >> 62 << 64 | bits & _LOW_62
        form = f"{number | _VERSION_AND_VARIANT:032x}"
        return f"{form[:8]}-{form[8:12]}-{form[12:16]}-{form[16:20]}-{form[20:]}"


class NotPlain(Exception):
    """More than the plain case, or a refusal: the floor does not know how to go on."""
