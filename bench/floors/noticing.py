"""When what a plain command is about is told of later: a booking, and units that expire."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bench.floors.ids import NotPlain

REMINDED = timedelta(days=1)
ASKED = timedelta(minutes=90)
WORTH_ASKING = timedelta(minutes=15)
EXPIRING = timedelta(days=7)
MORNING = time(9)

SEQ = 1_000
"""By how much the messages of one command on a customer are counted after those before it."""


def of_booking(starts_at: datetime, limit: int, now: datetime) -> datetime | None:
    """When there is next something to tell of a booking that is placed *now*; None for never.

    Raises:
        NotPlain: its customer would be asked at once whether they will come.
    """
    reminder, deadline = starts_at - REMINDED, starts_at - timedelta(minutes=limit)
    request = deadline - ASKED
    if limit and request <= now <= deadline - WORTH_ASKING:
        raise NotPlain
    return min((at for at in (reminder, *[request] * bool(limit)) if at > now), default=None)


def of_units(last: date, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When to tell of units of which *last* is the last day; None for never."""
    at = datetime.combine(last - EXPIRING, MORNING, zone).astimezone(UTC)
    return at if at > now else None
