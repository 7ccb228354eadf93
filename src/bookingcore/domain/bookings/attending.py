"""Marking who turned up (002-02 to 002-05, A34)."""

from __future__ import annotations

from pendulum import DateTime

from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.errors import AbsentTooEarly, AlreadyCancelled


def decide_attendance(booking: Booking, attendance: Attendance, now: DateTime) -> Decision[Booking]:
    """Mark *booking*; any value may follow any other, and each mark is on record.

    Raises:
        AlreadyCancelled: nobody attends a cancelled booking.
        AbsentTooEarly: `ABSENT` before the session starts.
    """
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if attendance is Attendance.ABSENT and now < booking.starts_at:
        raise AbsentTooEarly(booking.id, booking.starts_at)
    marked = booking.attended(attendance)
    happened = Happened(
        kind=EventKind.ATTENDANCE_MARKED,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={"before": booking.attendance.name, "after": attendance.name},
    )
    return Decision(result=marked, changes=[Put(marked)], happened=[happened])
