"""What can pay and what wants to be paid: the only words that redemption knows.

Bookings and sales do not meet here: a booking is seen as a *demand*, a balance as a *supply*.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import BalanceId, BookingId, ServiceId


@frozen(kw_only=True)
class Demand:
    """A booking as redemption sees it.

    Attributes:
        on: the local date of its session's start, on which a unit must be valid (A9).
        units: how many units pay for it: one for each place.
    """

    booking_id: BookingId
    service_id: ServiceId
    starts_at: DateTime
    on: date
    units: int

    @property
    def order(self) -> tuple[DateTime, BookingId]:
        """Oldest start first, then by id (A5)."""
        return (self.starts_at, self.booking_id)


@frozen(kw_only=True)
class Supply:
    """A balance as redemption sees it: units for services between two days.

    Attributes:
        last: the last day of validity, inclusive; None for ever.
        grace_days: days after the last one on which its units still pay.
        left: units not yet redeemed.
    """

    balance_id: BalanceId
    services: frozenset[ServiceId]
    first: date
    last: date | None
    grace_days: int = 0
    left: int = 0
    pays_until: date = field(init=False)

    @pays_until.default
    def _pays_until(self) -> date:
        # The very last days of the calendar leave no room for a grace.
        if self.last is None or (date.max - self.last).days < self.grace_days:
            return date.max
        return self.last + timedelta(days=self.grace_days)

    @property
    def order(self) -> tuple[date, date, BalanceId]:
        """Earliest expiry first, then earliest application date, then id (A8).

        A balance in its days of grace has expired, so it comes before newer ones by itself.
        """
        return (self.last or date.max, self.first, self.balance_id)

    def valid_on(self, day: date) -> bool:
        """Whether its units pay on *day*, a local date (A7)."""
        return self.first <= day <= self.pays_until

    def covers(self, demand: Demand) -> bool:
        """Whether a unit of it may pay for *demand*: service and local date fit (000-17, A9)."""
        return demand.service_id in self.services and self.valid_on(demand.on)


@frozen
class Redemption:
    """The tie from a booking to the units of one balance that pay for it.

    Redemptions are read off the ledgers of balances, where each is the sum of what a booking
    took and gave back; they have no row of their own that could disagree.
    """

    booking_id: BookingId
    balance_id: BalanceId
    units: int
