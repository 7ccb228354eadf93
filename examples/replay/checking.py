"""Holding the desk's redemptions against the oracle while the agencies' year goes on."""

from __future__ import annotations

from datetime import date

from attrs import define, field, frozen

from bookingcore import Balance, Booking, BookingStatus, Customer
from examples.replay.agencies import AgencyReplay
from examples.replay.oracle import Units, Wanted, addable, most_places_paid
from examples.replay.timeline import Step

FOR_EVER = date.max
LATER = "9000-01-01"


@frozen(kw_only=True)
class Standing:
    """What redemption may still change for one agency, read from the desk's answers.

    Attributes:
        coming: redeemed, and not yet started; so they may be paid by other units.
        units: those that are free, and those of *coming*.
    """

    awaiting: list[Wanted]
    coming: list[Wanted]
    units: list[Units]

    @property
    def settled(self) -> bool:
        """Whether nothing more can be redeemed.

        With one place each, the number of redeemed bookings is then the greatest possible; where
        some have several, none can be added.
        """
        kept = sum(each.places for each in self.coming)
        if most_places_paid([*self.coming, *self.awaiting], self.units) == kept:
            return True
        several = any(each.places > 1 for each in (*self.coming, *self.awaiting))
        return several and not addable(self.awaiting, self.coming, self.units)


@define
class Checks:
    """What the oracle said.

    Attributes:
        checked: agencies looked at, each as often as it was looked at.
        settled: those for which nothing more could be redeemed.
        lost: bookings that were redeemed once and await redemption now.
    """

    replay: AgencyReplay
    checked: int = 0
    settled: int = 0
    lost: int = 0
    _active: dict[str, None] = field(factory=dict)

    def note(self, step: Step) -> None:
        """Remember whose bookings the *step* may have changed."""
        self._active[step.life.agency] = None

    def check(self, step: Step) -> None:
        """Look at all agencies that did something since the last time, as of *step*."""
        for agency in self._active:
            standing, lost = self._standing(self.replay.customers[agency], step)
            self.checked += 1
            self.settled += standing.settled
            self.lost += lost
        self._active.clear()

    def _standing(self, agency: Customer, step: Step) -> tuple[Standing, int]:
        of = self.replay.hotel.desk.bookings.of
        awaiting = of(agency, status=BookingStatus.AWAITING_REDEMPTION)
        later = of(agency, status=BookingStatus.BOOKED, between=(step.at, LATER))
        coming = {booking.id: booking for booking in later if booking.starts_at > step.at}
        standing = Standing(
            awaiting=[_wanted(booking) for booking in awaiting],
            coming=[_wanted(booking) for booking in coming.values()],
            units=[
                self._units(balance, set(coming), step.on)
                for balance in self.replay.hotel.desk.balances.of(agency)
            ],
        )
        self.replay.redeemed.update(coming)
        return standing, sum(booking.id in self.replay.redeemed for booking in awaiting)

    def _units(self, balance: Balance, coming: set[str], today: date) -> Units:
        """The units of *balance* that may be shared out anew."""
        last = balance.valid_until or FOR_EVER
        held = 0
        if last >= today:
            moved = self.replay.hotel.desk.balances.movements(balance)
            held = -sum(each.units for each in moved if each.booking_id in coming)
        return Units(
            services=frozenset(balance.services),
            first=balance.valid_from,
            last=last,
            number=balance.remaining + held,
        )


def _wanted(booking: Booking) -> Wanted:
    return Wanted(booking.service_id, booking.on, booking.places)
