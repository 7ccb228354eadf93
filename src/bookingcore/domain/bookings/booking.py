"""A customer's place in a session, and the three axes on which it stands.

Booking status and attendance are kept here; the third axis, payment status, belongs to sales and
is never mixed with them (000-08, A33).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.redemption.supply import Demand
from bookingcore.domain.schedule.session import Cause, Session
from bookingcore.domain.values.ids import (
    BookingId,
    CustomerId,
    PolicyHash,
    SaleId,
    ServiceId,
    SessionId,
)
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.notify import Reason


class BookingStatus(Enum):
    """Whether the place is held, and whether a unit pays for it."""

    # The place is held; no unit of balance pays for it yet.
    AWAITING_REDEMPTION = "awaiting_redemption"
    # The place is held and paid for: by units, by the line of a sale, or it needs neither.
    BOOKED = "booked"
    # The place was given back; final.
    CANCELLED = "cancelled"


BOOKING_TRANSITIONS: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.AWAITING_REDEMPTION: frozenset({BookingStatus.BOOKED, BookingStatus.CANCELLED}),
    # Only by moving to where its units are not valid, and no others are there (A9), or because the
    # sale that pays for it is undone.
    BookingStatus.BOOKED: frozenset({BookingStatus.AWAITING_REDEMPTION, BookingStatus.CANCELLED}),
    BookingStatus.CANCELLED: frozenset(),
}
"""What may become of a booking. Where it stays, a redeemed one never awaits again (A10)."""


class Attendance(Enum):
    """Whether the customer turned up (002-02 to 002-04), apart from the booking status."""

    # Not arrived yet: the initial value.
    EXPECTED = "expected"
    # Arrived and checked in.
    PRESENT = "present"
    # Did not turn up.
    ABSENT = "absent"


ATTENDANCE_TRANSITIONS: Mapping[Attendance, frozenset[Attendance]] = {
    value: frozenset(Attendance) for value in Attendance
}
"""Any of the three values can be chosen at any time (002-05), within the limits of A34."""


@frozen(kw_only=True)
class Cancelled:
    """How a booking ended.

    Attributes:
        late: whether the free limit had passed, whatever the cause (A15).
        units_returned: how many units went back to their balances.
        fee: what the customer owes for it; None for nothing.
    """

    at: DateTime
    by: str
    cause: Cause
    late: bool
    units_returned: int
    fee: Money | None = None


@frozen(kw_only=True)
class Booking:
    """A customer's place in a session.

    Attributes:
        customer_id: whose; None for an appointment that staff keep for nobody yet (A65).
        starts_at: the start of its session, UTC; `ends_at` its end, `on` its local date.
        places: how many places it holds, 1 or more.
        units_needed: units that pay for it: its places, or 0 when it needs no balance (A12).
        sale_id: the sale whose line pays for it instead of units (A63); None where none does.
        terms: the policy promised when it was made.
        made_by: who made it, in the text form of the actor.
        confirmed_at: when its customer said that they will come (001-14); None while they have not,
            or not for its present time.
        why_not_told: in the result of a command that tells its customer: why no message reaches
            them, so that staff can call (A31); None where one does, and in whatever is read.
    """

    id: BookingId
    customer_id: CustomerId | None
    session_id: SessionId
    service_id: ServiceId
    starts_at: DateTime
    ends_at: DateTime
    on: date
    places: int
    units_needed: int
    status: BookingStatus
    attendance: Attendance = Attendance.EXPECTED
    sale_id: SaleId | None = None
    terms: PolicyHash
    made_at: DateTime
    made_by: str
    note: str = ""
    confirmed_at: DateTime | None = None
    cancellation: Cancelled | None = None
    why_not_told: Reason | None = field(default=None, eq=False, repr=False)
    version: int = field(default=1, eq=False, repr=False)

    @property
    def live(self) -> bool:
        """Whether it holds its places (000-10): until it is cancelled."""
        return self.status is not BookingStatus.CANCELLED

    @property
    def awaiting(self) -> bool:
        """Whether it still waits for units to pay for it."""
        return self.status is BookingStatus.AWAITING_REDEMPTION

    @property
    def redeems(self) -> bool:
        """Whether it is units that pay for it, or will; not a sale's line, and not nothing."""
        return self.units_needed > 0 and self.sale_id is None

    @property
    def demand(self) -> Demand:
        """The booking as redemption sees it."""
        return Demand(
            booking_id=self.id,
            service_id=self.service_id,
            starts_at=self.starts_at,
            on=self.on,
            units=self.units_needed,
        )

    def placed_in(self, session: Session) -> Booking:
        """The booking with its place in *session*; the same booking, the same id (003-21)."""
        return evolve(
            self,
            session_id=session.id,
            service_id=session.service_id,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            on=session.on,
            confirmed_at=self.confirmed_at if session.starts_at == self.starts_at else None,
        )

    def redeemed(self) -> Booking:
        """The booking once its units are redeemed."""
        return evolve(self, status=BookingStatus.BOOKED)

    def paid_by(self, sale: SaleId) -> Booking:
        """The booking once a line of that sale pays for it (A63)."""
        return evolve(self, status=BookingStatus.BOOKED, sale_id=sale)

    def left_unpaid(self) -> Booking:
        """The booking once no line of a sale pays for it any more."""
        awaits = BookingStatus.AWAITING_REDEMPTION if self.units_needed else BookingStatus.BOOKED
        return evolve(self, status=awaits, sale_id=None)

    def ended(self, cancellation: Cancelled) -> Booking:
        """The booking once it is cancelled."""
        return evolve(self, status=BookingStatus.CANCELLED, cancellation=cancellation)

    def attended(self, attendance: Attendance) -> Booking:
        """The booking with another attendance."""
        return evolve(self, attendance=attendance)
