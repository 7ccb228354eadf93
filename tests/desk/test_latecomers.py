"""Who comes into a session while it is about to be moved or cancelled for everybody."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore.desk.attendees import locked_attendance
from bookingcore.ports.questions import BookingsIn, Question
from bookingcore.ports.store import Answers, LostGuard, Unit
from tests.desk.studio import Studio


class Early:
    """A unit that looked into the session before anybody had booked."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._looked = False

    def load(self, *asked: Question[Any]) -> Answers:
        if not self._looked and all(isinstance(each, BookingsIn) for each in asked):
            self._looked = True
            return dict.fromkeys(asked, ())
        return self._unit.load(*asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)


def test_a_unit_that_has_not_locked_all_customers_is_run_again(studio: Studio) -> None:
    desk, session = studio.desk, studio.session("2026-07-02T18:00")
    desk.bookings.book(studio.anna, session)
    now = desk._context.clock.now()

    with desk.store.begin(desk.center) as unit:
        early: Any = Early(unit)
        with pytest.raises(LostGuard):
            locked_attendance(desk._context, early, [session.id], now, moving=False)
        found = locked_attendance(desk._context, unit, [session.id], now, moving=False)

    assert [attendee.customer_id for attendee in found.attendees] == [studio.anna.id]
