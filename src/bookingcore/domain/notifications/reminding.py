"""What is told of a booking as its time comes: will you come, soon it is, how was it.

It is told of what holds then: a booking that was moved is told of at its new time, and one that
was cancelled not at all.
"""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.timing import Timing
from bookingcore.domain.notifications.topics import Topic
from bookingcore.domain.values.changes import Change, Expect, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BookingId
from bookingcore.domain.values.moments import add_minutes, elapsed

PLACED = frozenset({EventKind.BOOKING_MADE, EventKind.BOOKING_MOVED, EventKind.CUSTOMER_ATTACHED})
"""What gives a booking its time, or its customer."""

ENDED = frozenset({EventKind.BOOKING_CANCELLED})
"""What takes it away."""

ATTENDED = frozenset({EventKind.ATTENDANCE_MARKED})
"""After what a review may be asked for."""

WORTH_ASKING = timedelta(minutes=15)
"""How much of the time to cancel must be left for a request that comes late (A2)."""


@frozen(kw_only=True)
class Moments:
    """When a booking's notices are due, and until when they are of use.

    Attributes:
        request: when the customer is asked whether they will come; None for never.
        deadline: until when cancelling is free: until when to answer.
        reminder: when they are reminded; None for never.
    """

    request: DateTime | None
    deadline: DateTime
    reminder: DateTime | None
    starts_at: DateTime

    @classmethod
    def of(cls, booking: Booking, policy: ServicePolicy, timing: Timing) -> Moments:
        """Those of *booking*; where cancelling is free until the start, nobody is asked (A2)."""
        limit, lead = policy.cancellation.limit, timing.attendance
        deadline = add_minutes(booking.starts_at, -limit)
        asked = limit > 0 and lead is not None
        reminder = timing.reminder
        return cls(
            request=add_minutes(deadline, -(lead or 0)) if asked else None,
            deadline=deadline,
            reminder=None if reminder is None else add_minutes(booking.starts_at, -reminder),
            starts_at=booking.starts_at,
        )

    def next(self, after: DateTime) -> DateTime | None:
        """The first of them later than *after*; None when there is none."""
        later = [at for at in (self.request, self.reminder) if at is not None and at > after]
        return min(later, default=None)


@frozen(kw_only=True)
class Reminders:
    """What is to be told of a booking now, and when to look again.

    Attributes:
        booking_id: which one; None for none at all.
        next: None for never.
    """

    booking_id: BookingId | None = None
    topics: tuple[Topic, ...] = ()
    next: DateTime | None = None

    @property
    def changes(self) -> list[Change]:
        """The work that is expected for the booking from now on, or is not any more."""
        if self.booking_id is None:
            return []
        kind, id = DueKind.BOOKING_NOTICE, self.booking_id
        if self.next is None:
            return [Withdraw(due_key(kind, id))]
        return [Expect(Due(kind=kind, subject=id, due_at=self.next))]


NOTHING = Reminders()
"""Of what is no booking."""


def over(booking: str) -> Reminders:
    """Of a booking of which nothing more is told."""
    return Reminders(booking_id=BookingId(booking))


def on_placing(booking: Booking, policy: ServicePolicy, timing: Timing, now: DateTime) -> Reminders:
    """What is told of *booking*, which has just been made or moved (A2).

    Whoever should have been asked before is asked at once, if there is time to answer; a reminder
    would say what the customer has just done.
    """
    if booking.customer_id is None or not booking.live or now >= booking.starts_at:
        return over(booking.id)
    moments = Moments.of(booking, policy, timing)
    late = moments.request is not None and moments.request <= now
    asked = late and elapsed(now, moments.deadline) >= WORTH_ASKING
    topics = (_request(booking, moments),) if asked else ()
    return Reminders(booking_id=booking.id, topics=topics, next=moments.next(now))


def on_due(
    booking: Booking, policy: ServicePolicy, timing: Timing, due_at: DateTime, now: DateTime
) -> Reminders:
    """What is told of *booking* now, of what has come since *due_at*, if that is of use still."""
    if booking.customer_id is None or not booking.live or now >= booking.starts_at:
        return over(booking.id)
    moments = Moments.of(booking, policy, timing)
    topics = []
    if _has_come(moments.request, due_at, now) and now < moments.deadline:
        topics.append(_request(booking, moments))
    if _has_come(moments.reminder, due_at, now):
        topics.append(_topic(MessageKind.REMINDER, booking, moments.starts_at))
    return Reminders(booking_id=booking.id, topics=tuple(topics), next=moments.next(now))


def wants_review(booking: Booking, timing: Timing, now: DateTime) -> bool:
    """Whether the customer may be asked for a review: they were there, and it is over (A48)."""
    attended = booking.live and booking.attendance is Attendance.PRESENT
    return attended and now >= booking.ends_at and timing.asks_for_reviews


def on_attending(booking: Booking, timing: Timing, now: DateTime) -> Reminders:
    """What is told of *booking*, whose attendance was marked: later, once it is over."""
    attended = booking.live and booking.attendance is Attendance.PRESENT
    if not attended or not timing.asks_for_reviews or booking.customer_id is None:
        return NOTHING
    return Reminders(booking_id=booking.id, next=max(now, booking.ends_at))


def review_due(timing: Timing, last: DateTime | None, visits: int, now: DateTime) -> bool:
    """Whether the time has come to ask for a review again (001-29, A48).

    *last* is when the customer was last asked about the service, *visits* how often they were there
    since, this time included.
    """
    if timing.review_visits is not None:
        return visits >= timing.review_visits
    days = timedelta(days=timing.review_days or 0)
    return last is None or elapsed(last, now) >= days


def review(booking: Booking) -> Topic:
    """The request for a review of *booking*."""
    return _topic(MessageKind.REVIEW, booking, None)


def _has_come(at: DateTime | None, since: DateTime, now: DateTime) -> bool:
    return at is not None and since <= at <= now


def _request(booking: Booking, moments: Moments) -> Topic:
    return _topic(MessageKind.ATTENDANCE_REQUEST, booking, moments.deadline)


def _topic(kind: MessageKind, booking: Booking, until: DateTime | None) -> Topic:
    return Topic(
        kind=kind,
        customer_id=booking.customer_id,
        about=booking.id,
        session_id=booking.session_id,
        until=until,
        facts={"starts_at": booking.starts_at.isoformat()},
    )
