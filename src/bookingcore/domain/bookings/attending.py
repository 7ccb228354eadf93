"""Marking who turned up, how many did, and what an absence costs (002-02 to 002-06, A34, A35)."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.bookings.fees import NO_SHOW, Billing, fee_facts
from bookingcore.domain.bookings.selling import sale_made
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.money import Money
from bookingcore.errors import AbsentTooEarly, AlreadyCancelled, SessionStarted


@frozen(kw_only=True)
class AttendanceCounts:
    """How many live bookings stand at each attendance; a cancelled one counts nowhere (002-06)."""

    expected: int = 0
    present: int = 0
    absent: int = 0


@frozen(kw_only=True)
class NoShow:
    """What an absence costs, and how it is billed (A35)."""

    fee: Money
    billing: Billing
    actor: Actor


def decide_confirmation(booking: Booking, now: DateTime) -> Decision[Booking]:
    """Keep on record that the customer will come (001-14, A3); said again, it changes nothing.

    Raises:
        AlreadyCancelled: there is nothing to come to.
        SessionStarted: it is over, or under way.
    """
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if now >= booking.starts_at:
        raise SessionStarted(booking.session_id, booking.starts_at)
    if booking.confirmed_at is not None:
        return Decision(result=booking, changes=(), happened=())
    confirmed = evolve(booking, confirmed_at=now)
    happened = Happened(
        kind=EventKind.ATTENDANCE_CONFIRMED,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
    )
    return Decision(result=confirmed, changes=[Put(confirmed)], happened=[happened])


def decide_attendance(
    booking: Booking, attendance: Attendance, now: DateTime, no_show: NoShow | None = None
) -> Decision[Booking]:
    """Mark *booking*; any value may follow any other, and each mark is on record.

    *no_show* is what being marked `ABSENT` costs; None where that costs nothing, or was billed
    before. Taking the mark back leaves the fee to staff.

    Raises:
        AlreadyCancelled: nobody attends a cancelled booking.
        AbsentTooEarly: `ABSENT` before the session starts.
    """
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if attendance is Attendance.ABSENT and now < booking.starts_at:
        raise AbsentTooEarly(booking.id, booking.starts_at)
    marked, sale = booking.attended(attendance), None
    if no_show is not None and attendance is Attendance.ABSENT:
        sale = no_show.billing.sale(booking.id, no_show.fee, NO_SHOW, now, no_show.actor)
    happened = Happened(
        kind=EventKind.ATTENDANCE_MARKED,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={"before": booking.attendance.name, "after": attendance.name, **fee_facts(sale)},
    )
    return Decision(
        result=marked,
        changes=[Put(marked), *([Add(sale)] if sale else [])],
        happened=[happened, *([sale_made(sale)] if sale else [])],
    )
