"""When messages that have a time of their own are told (A1, A2, A48)."""

from __future__ import annotations

from datetime import timedelta

from attrs import field, frozen

from bookingcore.domain.values.checks import whole
from bookingcore.domain.values.ids import ServiceId
from bookingcore.domain.values.moments import as_days, as_minutes

_VISITS_MAX = 1_000


def _attendance(value: int | timedelta | None) -> int | None:
    return None if value is None else as_minutes(value, "timing.attendance")


def _reminder(value: int | timedelta | None) -> int | None:
    return None if value is None else as_minutes(value, "timing.reminder")


def _review_days(value: int | timedelta | None) -> int | None:
    return None if value is None else as_days(value, "timing.review_days")


def _review_visits(value: object) -> int | None:
    return None if value is None else whole(value, "timing.review_visits", 1, _VISITS_MAX)


@frozen(kw_only=True)
class Timing:
    """When it is told; None for what is not told at all.

    Attributes:
        attendance: minutes before the end of free cancellation at which customers are asked
            whether they will come (001-15, A1).
        reminder: minutes before the start at which customers are reminded.
        review_days: how many days pass at least between two requests for a review (A48).
        review_visits: after how many visits a review is asked for, in place of days (A48).
    """

    attendance: int | None = field(default=90, converter=_attendance)
    reminder: int | None = field(default=24 * 60, converter=_reminder)
    review_days: int | None = field(default=30, converter=_review_days)
    review_visits: int | None = field(default=None, converter=_review_visits)

    @property
    def asks_for_reviews(self) -> bool:
        """Whether reviews are asked for at all."""
        return self.review_days is not None or self.review_visits is not None


@frozen(kw_only=True)
class ServiceTiming:
    """What holds for one service instead."""

    service_id: ServiceId
    timing: Timing
