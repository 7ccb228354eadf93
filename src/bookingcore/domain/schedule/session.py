"""One scheduled occurrence of a service, and its places."""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import (
    BranchId,
    PolicyHash,
    ResourceId,
    SeriesId,
    ServiceId,
    SessionId,
)
from bookingcore.domain.values.moments import local_date
from bookingcore.domain.values.periods import Period


class Cause(Enum):
    """Why something is cancelled; it decides whether the unit comes back (A13)."""

    CUSTOMER_REQUEST = "customer_request"
    CENTER = "center"


@frozen(kw_only=True)
class CalledOff:
    """How a session ended that does not take place."""

    at: DateTime
    by: str
    cause: Cause


@frozen(kw_only=True)
class Session:
    """One scheduled occurrence of a service; an appointment is a session of its own.

    Attributes:
        starts_at: the first instant, UTC; `ends_at` the first instant after it (half-open).
        zone: the IANA zone of the wall time in which it was meant.
        on: the local date of its start: the day on which balances must be valid (A7, A9).
        capacity: how many places it offers; None for unlimited.
        taken: places of its live bookings, and of the offers that have not been answered.
        admitted: how many places may be taken now: the capacity, or more where staff overrode it
            or a cut left more standing; 0 once it is cancelled; None for unlimited (P1).
        edition: rises when it is moved, cancelled or given another policy, and when somebody
            joins its waiting list.
        terms: the policy promised to bookings made now.
        appointment: whether it was made for one booking, and moves with it.
        series_id: the series from which it came; `occurrence` is the wall time at which the
            series places it, wherever it was moved since, and None once it stands by itself.
        waiting: how many entries of its waiting list wait for an offer.
        next_lapse: when the first of its open offers runs out; None while none is open.
        cancellation: how it was cancelled; None while it takes place.
    """

    id: SessionId
    service_id: ServiceId
    branch_id: BranchId | None
    starts_at: DateTime
    ends_at: DateTime
    zone: str
    on: date
    capacity: int | None
    taken: int = 0
    admitted: int | None = None
    edition: int = 1
    terms: PolicyHash
    resources: tuple[ResourceId, ...] = ()
    appointment: bool = False
    series_id: SeriesId | None = None
    occurrence: str | None = None
    waiting: int = 0
    next_lapse: DateTime | None = None
    cancellation: CalledOff | None = None
    version: int = field(default=1, eq=False, repr=False)

    @property
    def live(self) -> bool:
        """Whether it takes place: until it is cancelled."""
        return self.cancellation is None

    @property
    def queued(self) -> bool:
        """Whether anybody waits for a place in it, or was offered one."""
        return self.waiting > 0 or self.next_lapse is not None

    @property
    def counts_by_line(self) -> bool:
        """Whether its places are counted with its waiting list, under its lock.

        An appointment is even where nobody waits: it ends with its last booking.
        """
        return self.queued or self.appointment

    @property
    def period(self) -> Period:
        """From its start to its end."""
        return Period(self.starts_at, self.ends_at)

    @property
    def places_left(self) -> int | None:
        """Places that may still be booked, never below 0; None for unlimited."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.taken)

    def has_room_for(self, places: int) -> bool:
        """Whether *places* more fit without an override."""
        left = self.places_left
        return left is None or places <= left

    def counted(self, places: int) -> Session:
        """With *places* more taken.

        Negative gives places back, and with them what was admitted beyond the capacity. A session
        that does not take place has none to give or to take.
        """
        if not self.live:
            return self
        taken = self.taken + places
        if self.capacity is None or self.admitted is None:
            return evolve(self, taken=taken)
        floor = self.capacity if places < 0 else self.admitted
        return evolve(self, taken=taken, admitted=max(floor, taken))

    def resized(self, capacity: int | None) -> Session:
        """With another capacity; who has a place keeps it (P1)."""
        admitted = None if capacity is None else max(capacity, self.taken)
        return evolve(self, capacity=capacity, admitted=admitted)

    def moved(self, period: Period, resources: tuple[ResourceId, ...]) -> Session:
        """At another time or with other resources; a new edition."""
        return evolve(
            self,
            starts_at=period.start,
            ends_at=period.end,
            on=local_date(period.start, self.zone),
            resources=resources,
            edition=self.edition + 1,
        )

    def called_off(self, cancellation: CalledOff) -> Session:
        """Once it does not take place: nobody has a place, and nobody gets one."""
        return evolve(
            self,
            taken=0,
            admitted=0,
            waiting=0,
            next_lapse=None,
            edition=self.edition + 1,
            cancellation=cancellation,
        )
