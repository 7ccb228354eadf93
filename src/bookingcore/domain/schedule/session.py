"""One scheduled occurrence of a service, and its places."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import BranchId, PolicyHash, ResourceId, ServiceId, SessionId


@frozen(kw_only=True)
class Session:
    """One scheduled occurrence of a service; an appointment is a session of capacity 1.

    Attributes:
        starts_at: the first instant, UTC; `ends_at` the first instant after it (half-open).
        zone: the IANA zone of the wall time in which it was meant.
        on: the local date of its start: the day on which balances must be valid (A7, A9).
        capacity: how many places it offers; None for unlimited.
        taken: places of its live bookings.
        admitted: how many places may be taken now: the capacity, or more where staff overrode it
            or a cut left more standing; None for unlimited (P1).
        edition: rises when it is moved, cancelled or given another policy.
        terms: the policy promised to bookings made now.
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
    version: int = field(default=1, eq=False, repr=False)

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
