"""The two hotels as one center: its services and sessions, and the clock by which it lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from bookingcore import (
    Attendance,
    Booking,
    CancellationPolicy,
    CenterSettings,
    Desk,
    EventKind,
    Service,
    ServicePolicy,
    Session,
    WaitlistPolicy,
)
from bookingcore.testing import FrozenClock
from examples.replay.lives import Slot
from examples.replay.pace import Pace
from examples.replay.timeline import CLOSES, FREE_UNTIL, OPENS, ZONE

SETTINGS = CenterSettings(time_zone=ZONE, currency="EUR", languages=("en",))


class UsedBefore(Exception):
    """The database already holds a replay, with which this one would be mixed up."""


@frozen
class Hotel:
    """A center's desk, with what was put on offer and scheduled at it.

    Attributes:
        services: by hotel and type of room.
    """

    desk: Desk
    clock: FrozenClock
    pace: Pace = field(factory=Pace)
    services: dict[tuple[str, str], Service] = field(factory=dict)
    sessions: dict[Slot, Session] = field(factory=dict)

    def offer(
        self,
        slots: Iterable[Slot],
        *,
        allow_overlap: bool,
        waitlist: WaitlistPolicy | None = None,
    ) -> None:
        """One service for each type of room of each hotel; *waitlist* is None for the usual one.

        Raises:
            UsedBefore: there are services already.
        """
        if self.desk.catalog.services():
            raise UsedBefore(self.desk.center)
        policy = ServicePolicy(
            cancellation=CancellationPolicy(limit=FREE_UNTIL),
            allow_overlap=allow_overlap,
            waitlist=waitlist or WaitlistPolicy(),
        )
        for hotel, room_type in sorted({(slot.hotel, slot.room_type) for slot in slots}):
            self.services[hotel, room_type] = self.pace.timed(
                self.desk.catalog.add_service,
                f"{hotel}, room {room_type}",
                duration=8 * 60,
                policy=policy,
            )

    def schedule(self, capacities: Mapping[Slot, int | None]) -> None:
        """One session for each slot, with so many places; None for unlimited."""
        for slot in sorted(capacities):
            self.sessions[slot] = self.pace.timed(
                self.desk.schedule.add_session,
                self.services[slot.hotel, slot.room_type],
                starts_at=f"{slot.arrival}T{OPENS}",
                ends_at=f"{slot.arrival}T{CLOSES}",
                capacity=capacities[slot],
            )

    def ended(self) -> Iterator[tuple[Session, tuple[Booking, ...]]]:
        """Each session that the desk has on record, with its bookings, cancelled ones too."""
        days = [slot.arrival for slot in self.sessions]
        for session in self.desk.schedule.sessions(between=(min(days), max(days))):
            yield session, self.desk.bookings.in_session(session)

    def overridden(self, session: Session) -> Iterator[tuple[EventKind, str, str]]:
        """What staff did in *session* in spite of refusals, on record.

        For each: a booking made or moved there, the code of the refusal, the booking's id.
        """
        for event in self.desk.history(session):
            if event.kind in {EventKind.BOOKING_MADE, EventKind.BOOKING_MOVED}:
                for code in str(event.facts["overridden"]).split():
                    yield event.kind, code, event.subject

    def moves(self, session: Session) -> int:
        """How many bookings were moved into *session*, on record."""
        return sum(event.kind is EventKind.BOOKING_MOVED for event in self.desk.history(session))


def reservations(bookings: Sequence[Booking], *, sessions: int, early_marks: int) -> dict[str, int]:
    """What both passes count of the *bookings* on record."""
    marks = Counter(booking.attendance for booking in bookings if booking.live)
    ends = [booking.cancellation for booking in bookings if booking.cancellation]
    return {
        "reservations": len(bookings),
        "customers": len({booking.customer_id for booking in bookings}),
        "sessions": sessions,
        "present": marks[Attendance.PRESENT],
        "absent": marks[Attendance.ABSENT],
        "cancelled": len(ends),
        "late": sum(end.late for end in ends),
        "early_marks": early_marks,
        "places": sum(booking.places for booking in bookings),
        "places_kept": sum(booking.places for booking in bookings if booking.live),
    }
