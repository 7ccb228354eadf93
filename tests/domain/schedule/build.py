"""Series for tests, named by the little that matters in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bookingcore.domain.schedule.series import Occurrence, Series, occurrences
from bookingcore.domain.values.ids import ResourceId, SeriesId, ServiceId

MONDAY = "2026-03-02T10:00"
"""A Monday in March, four weeks before the clocks of Europe change."""

LAURA = ResourceId("laura")


def series(rule: Any, *, starts: Any = MONDAY, **fields: Any) -> Series:
    """An hour of yoga in Rome, from Monday, 2 March 2026, at ten; *fields* say what else."""
    usual = {
        "id": SeriesId("s1"),
        "service_id": ServiceId("yoga"),
        "branch_id": None,
        "zone": "Europe/Rome",
        "duration": 60,
        "capacity": 10,
    }
    return Series(rule=rule, starts=starts, **{**usual, **fields})


def keys(of: Series | Iterable[Occurrence]) -> list[str]:
    """The wall starts of a series, or of some of its occurrences, without their seconds."""
    found = occurrences(of) if isinstance(of, Series) else of
    return [datetime.fromisoformat(each.key).isoformat(timespec="minutes") for each in found]
