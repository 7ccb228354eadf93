"""How often each command was given, and how long it took."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import ParamSpec, TypeVar

from attrs import define, field, frozen

P = ParamSpec("P")
T = TypeVar("T")


@define
class Lap:
    """One kind of command: how many, how many seconds in all, and for the slowest."""

    count: int = 0
    seconds: float = 0.0
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one more, which took so many *seconds*."""
        self.count += 1
        self.seconds += seconds
        self.longest = max(self.longest, seconds)


@frozen
class Pace:
    """A stopwatch beside the desk; a command that is refused counts as well."""

    laps: dict[str, Lap] = field(factory=dict)

    def timed(self, command: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *command*, a method of a desk or of its nouns, returns or raises, by its name."""
        started = perf_counter()
        try:
            return command(*args, **kwargs)
        finally:
            lap = self.laps.setdefault(_told(command), Lap())
            lap.add(perf_counter() - started)

    @property
    def commands(self) -> int:
        """How many commands were given."""
        return sum(lap.count for lap in self.laps.values())

    @property
    def rate(self) -> float:
        """Commands per second of the desk's own time."""
        seconds = sum(lap.seconds for lap in self.laps.values())
        return self.commands / seconds if seconds else 0.0


def _told(command: Callable[..., object]) -> str:
    """As it is written at a desk: `bookings.book`, wherever that is defined."""
    noun = type(getattr(command, "__self__", command)).__name__
    return f"{noun}.{command.__name__}".lower()


def peak_memory_mb() -> int | None:
    """The most memory that this process ever held, in MB; None where nobody keeps count."""
    try:
        import resource
    except ModuleNotFoundError:  # pragma: no cover - not on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, kilobytes elsewhere.
    return peak // (1_000_000 if sys.platform == "darwin" else 1_000)
