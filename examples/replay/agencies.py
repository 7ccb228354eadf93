"""The second pass: one customer for each pair of agent and company, who pays by plans.

Half of the agencies book a place for each guest, the others one for each room. All of them book
the same session again and again, which staff lets pass on record, and many sessions of one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from bookingcore import (
    AbsentTooEarly,
    AlreadyBooked,
    BookingStatus,
    Customer,
    MovementKind,
    Override,
    Plan,
)
from examples.replay import figures
from examples.replay.guests import ATTENDANCE
from examples.replay.hotel import Hotel, reservations
from examples.replay.lives import Life, Slot
from examples.replay.purchases import UNITS, Offer, Purchase, places
from examples.replay.timeline import Act, Step

AGAIN = Override(reason="an agency books for many guests", codes=frozenset({AlreadyBooked.code}))


@frozen(kw_only=True)
class Redemptions:
    """What became of the agencies' units, which no file can tell.

    Attributes:
        units_forfeited: taken by bookings that were cancelled too late.
        units_retied: given up by a booking for another unit, so that one more could be redeemed.
    """

    redeemed: int
    awaiting: int
    units_sold: int
    units_held: int
    units_left: int
    units_forfeited: int
    units_retied: int


class AgencyReplay:
    """The second pass, step by step."""

    def __init__(
        self,
        hotel: Hotel,
        slots: Iterable[Slot],
        on_sale: Iterable[Offer],
        bought: Mapping[int, Purchase],
    ) -> None:
        """Open the hotel: everything on offer and scheduled, no agency there yet."""
        self.hotel = hotel
        self._give = hotel.pace.timed
        self._bought = bought
        self.customers: dict[str, Customer] = {}
        self._bookings: dict[int, str] = {}
        self.redeemed: set[str] = set()
        self._early_marks = 0
        self._forfeited = 0
        slots = list(slots)
        hotel.offer(slots, allow_overlap=True)
        self._plans = {offer.name: self._plan(offer) for offer in on_sale}
        hotel.schedule(dict.fromkeys(slots))

    def take(self, step: Step) -> None:
        """What happens in *step*, given to the desk."""
        self.hotel.clock.move_to(step.at)
        match step.act:
            case Act.BOOK:
                self._arrive(step.life)
            case Act.MARK:
                self._mark(step.life)
            case Act.CANCEL | Act.CANCEL_AT_ONCE:
                cancel = self.hotel.desk.bookings.cancel
                over = self._give(cancel, self._bookings.pop(step.number))
                self.redeemed.update(booking.id for booking in over.redeemed)
                self._forfeited += over.units_forfeited
            case Act.JOIN | Act.MOVE:
                raise AssertionError(f"nobody waits or moves here: {step}")

    def _arrive(self, life: Life) -> None:
        customer = self._customer(life.agency)
        bought = self._bought.get(life.number)
        if bought and bought.before:
            self._sell(customer, bought)
        booking = self._give(
            self.hotel.desk.bookings.book,
            customer,
            self.hotel.sessions[life.slot],
            places=places(life),
            override=AGAIN,
        )
        self._bookings[life.number] = booking.id
        if booking.status is BookingStatus.BOOKED:
            self.redeemed.add(booking.id)
        if bought and not bought.before:
            self._sell(customer, bought)

    def _customer(self, agency: str) -> Customer:
        if agency not in self.customers:
            register = self.hotel.desk.customers.register
            self.customers[agency] = self._give(register, name=f"Agency {agency}")
        return self.customers[agency]

    def _sell(self, customer: Customer, bought: Purchase) -> None:
        line = self._plans[bought.offer.name], bought.quantity
        sell = self.hotel.desk.sales.sell
        self._give(sell, customer, line, application_date=bought.first)

    def _mark(self, life: Life) -> None:
        mark, booking = self.hotel.desk.bookings.mark, self._bookings[life.number]
        try:
            self._give(mark, booking, ATTENDANCE[life.outcome])
        except AbsentTooEarly:
            self._early_marks += 1
        else:
            del self._bookings[life.number]

    def _plan(self, offer: Offer) -> Plan:
        return self._give(
            self.hotel.desk.catalog.add_plan,
            offer.name,
            price="100.00",
            units=UNITS,
            services=tuple(self.hotel.services[room] for room in offer.rooms),
            valid_for=offer.valid_for,
        )

    def found(self) -> figures.Agencies:
        """What the desk has on record, counted as `figures` counts the file."""
        ended = list(self.hotel.ended())
        bookings = [booking for _, booked in ended for booking in booked]
        return figures.Agencies(
            **reservations(bookings, sessions=len(ended), early_marks=self._early_marks),
            repeated=sum(
                code == AlreadyBooked.code
                for session, _ in ended
                for _, code, _ in self.hotel.overridden(session)
            ),
        )

    def redemptions(self) -> Redemptions:
        """What became of the units."""
        desk, mine = self.hotel.desk, self.customers.values()
        bookings = [booking for who in mine for booking in desk.bookings.of(who)]
        balances = [balance for who in mine for balance in desk.balances.of(who)]
        booked = [each for each in bookings if each.status is BookingStatus.BOOKED]
        back = sum(each.cancellation.units_returned for each in bookings if each.cancellation)
        moved = (m for balance in balances for m in desk.balances.movements(balance))
        return Redemptions(
            redeemed=len(booked),
            awaiting=sum(each.awaiting for each in bookings),
            units_sold=sum(balance.units for balance in balances),
            units_held=sum(booking.places for booking in booked),
            units_left=sum(balance.remaining for balance in balances),
            units_forfeited=self._forfeited,
            units_retied=sum(m.units for m in moved if m.kind is MovementKind.RETURNED) - back,
        )
