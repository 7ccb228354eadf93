"""Now, as the machine knows it."""

from __future__ import annotations

from datetime import UTC as STANDARD_UTC
from datetime import datetime

from pendulum import UTC, DateTime


class SystemClock:
    """The machine's own clock."""

    def now(self) -> DateTime:
        """The present instant, in UTC, to the microsecond."""
        # Read by the standard library: pendulum's own takes twice as long.
        at = datetime.now(STANDARD_UTC)
        day = at.year, at.month, at.day
        return DateTime(*day, at.hour, at.minute, at.second, at.microsecond, UTC)
