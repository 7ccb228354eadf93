"""What a desk should say: seats, units and money counted by hand, redemption by maximum flow.

It knows nothing of how the library works. It is told what was asked of the desk and what came of
it, and holds that against what must have come of it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import networkx as nx
from attrs import define, field
from pendulum import DateTime

from bookingcore import Balance, Booking, BookingStatus, Desk, Sale, Session

AWAITING, BOOKED, CANCELLED = (
    BookingStatus.AWAITING_REDEMPTION,
    BookingStatus.BOOKED,
    BookingStatus.CANCELLED,
)
FREE_UNTIL = timedelta(hours=10)
"""How long before its start a booking of the model's services is free to cancel."""

Ties = dict[str, int]
"""Units by balance."""


@define
class Model:
    """The state of a center as it should be, by id.

    Attributes:
        admitted: places that may be taken now, more than the capacity where staff overrode it.
        status: of each booking.
        ties: the units that each booking took and did not give back, forfeited ones too.
        granted: units that came into each balance, less those that were voided.
        paid: cents taken for each sale.
    """

    sessions: dict[str, Session] = field(factory=dict)
    admitted: dict[str, int] = field(factory=dict)
    bookings: dict[str, Booking] = field(factory=dict)
    status: dict[str, BookingStatus] = field(factory=dict)
    ties: defaultdict[str, Ties] = field(factory=lambda: defaultdict(dict))
    granted: dict[str, int] = field(factory=dict)
    sales: dict[str, Sale] = field(factory=dict)
    paid: dict[str, int] = field(factory=dict)

    def taken(self, session: str) -> int:
        """Places held in a session."""
        return sum(b.places for b in self.live() if b.session_id == session)

    def live(self) -> list[Booking]:
        """The bookings that hold their places."""
        return [b for id, b in self.bookings.items() if self.status[id] is not CANCELLED]

    def refusals(self, customer: str, session: Session, places: int) -> list[str]:
        """The codes with which staff's booking is refused, in their order."""
        mine = [b for b in self.live() if b.customer_id == customer]
        codes = []
        if any(b.session_id == session.id for b in mine):
            codes.append("already_booked")
        if any(_meet(b, session) for b in mine if b.session_id != session.id):
            codes.append("overlapping")
        if session.capacity is not None and self.taken(session.id) + places > session.capacity:
            codes.append("session_full")
        return codes

    def booked(self, booking: Booking, *, beyond: bool) -> None:
        """A place was given; whether units pay for it is seen when the books are looked at."""
        self.bookings[booking.id] = booking
        self.status[booking.id] = AWAITING if booking.units_needed else BOOKED
        if beyond:
            taken = self.taken(booking.session_id)
            self.admitted[booking.session_id] = max(self.admitted[booking.session_id], taken)

    def cancelled(self, booking: Booking, *, gives_back: bool) -> int:
        """A place was given back, and its units too unless they are forfeited; how many."""
        self.status[booking.id] = CANCELLED
        session = self.sessions[booking.session_id]
        if session.capacity is not None:
            self.admitted[session.id] = max(session.capacity, self.taken(session.id))
        units = sum(self.ties[booking.id].values())
        if not gives_back:
            return 0
        del self.ties[booking.id]
        return units

    def redeems(self, balances: list[Balance], now: DateTime) -> set[str]:
        """The bookings that these balances must pay for now, besides those they pay for already.

        Oldest start first; a booking of several places wholly or not at all.
        """
        redeemed: set[str] = set()
        waiting = [b for id, b in self.bookings.items() if self.status[id] is AWAITING]
        for customer in {b.customer_id for b in waiting if b.customer_id}:
            own = [b for b in balances if b.customer_id == customer]
            admitted = self._movable(customer, now)
            for booking in sorted(waiting, key=lambda b: (b.starts_at, b.id)):
                if booking.customer_id == customer and self._pay_for([*admitted, booking], own):
                    admitted.append(booking)
                    redeemed.add(booking.id)
        return redeemed

    def left(self, balance: str) -> int:
        """Units of a balance that pay for nothing yet."""
        return self.granted[balance] - sum(ties.get(balance, 0) for ties in self.ties.values())

    def _movable(self, customer: str, now: DateTime) -> list[Booking]:
        """The redeemed bookings that have not started: their units may be others tomorrow."""
        return [
            b
            for id, b in self.bookings.items()
            if self.status[id] is BOOKED and b.units_needed
            if b.customer_id == customer and b.starts_at > now
        ]

    def _pay_for(self, bookings: list[Booking], balances: list[Balance]) -> bool:
        """Whether the units can be shared out so that each booking gets as many as its places."""
        wanted = sum(booking.places for booking in bookings)
        held = {
            balance.id: sum(self.ties[booking.id].get(balance.id, 0) for booking in bookings)
            for balance in balances
        }
        stock = {balance.id: self.left(balance.id) + held[balance.id] for balance in balances}
        if sum(stock.values()) < wanted:
            return False
        network: nx.DiGraph[str] = nx.DiGraph()
        network.add_nodes_from(("source", "sink"))
        for balance in balances:
            network.add_edge(balance.id, "sink", capacity=stock[balance.id])
        for booking in bookings:
            network.add_edge("source", booking.id, capacity=booking.places)
            for balance in balances:
                # A unit that no longer covers a booking may stay with it.
                kept = self.ties[booking.id].get(balance.id, 0)
                units = booking.places if _covers(balance, booking) else kept
                network.add_edge(booking.id, balance.id, capacity=units)
        return bool(nx.maximum_flow_value(network, "source", "sink") == wanted)


def ties_told(desk: Desk, balances: list[Balance]) -> defaultdict[str, Ties]:
    """The units that each booking holds, as the ledgers of the balances tell."""
    ties: defaultdict[str, Ties] = defaultdict(dict)
    for balance in balances:
        for movement in desk.balances.movements(balance):
            if movement.booking_id is not None:
                own = ties[movement.booking_id]
                own[balance.id] = own.get(balance.id, 0) - movement.units
    return defaultdict(dict, {id: {b: u for b, u in own.items() if u} for id, own in ties.items()})


def _meet(booking: Booking, session: Session) -> bool:
    return booking.starts_at < session.ends_at and session.starts_at < booking.ends_at


def _covers(balance: Balance, booking: Booking) -> bool:
    if booking.service_id not in balance.services or booking.on < balance.valid_from:
        return False
    grace = timedelta(days=balance.grace_days)
    return balance.valid_until is None or booking.on <= balance.valid_until + grace
