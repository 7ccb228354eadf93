"""The clock port: the only source of *now*."""

from __future__ import annotations

from typing import Protocol

from pendulum import DateTime


class Clock(Protocol):
    """Tells what time it is."""

    def now(self) -> DateTime:
        """The present instant, in UTC; never earlier than the last answer by much."""
