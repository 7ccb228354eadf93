"""A customer's wait for places in a session, and the offer that may end it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import BookingId, CustomerId, EntryId, SessionId


class EntryStatus(Enum):
    """Where an entry stands."""

    # Waits for an offer.
    WAITING = "waiting"
    # Was offered places, which are held until the offer runs out.
    OFFERED = "offered"
    # Has become a booking.
    ACCEPTED = "accepted"
    # The customer did not want the places.
    DECLINED = "declined"
    # The time to answer is over; the opportunity is lost (A17).
    EXPIRED = "expired"
    # The customer left the list.
    LEFT = "left"
    # The session has started or was cancelled.
    CLOSED = "closed"


ENTRY_TRANSITIONS: Mapping[EntryStatus, frozenset[EntryStatus]] = {
    EntryStatus.WAITING: frozenset(
        {EntryStatus.OFFERED, EntryStatus.ACCEPTED, EntryStatus.LEFT, EntryStatus.CLOSED}
    ),
    EntryStatus.OFFERED: frozenset(
        {
            EntryStatus.ACCEPTED,
            EntryStatus.DECLINED,
            EntryStatus.EXPIRED,
            EntryStatus.LEFT,
            EntryStatus.CLOSED,
        }
    ),
    EntryStatus.ACCEPTED: frozenset(),
    EntryStatus.DECLINED: frozenset(),
    EntryStatus.EXPIRED: frozenset(),
    EntryStatus.LEFT: frozenset(),
    EntryStatus.CLOSED: frozenset(),
}
"""What may become of an entry. Whose time is over joins again, at the end (A17)."""

OPEN = frozenset({EntryStatus.WAITING, EntryStatus.OFFERED})
"""The statuses of an entry that has not come to its end."""


@frozen(kw_only=True)
class Offer:
    """Places that are held for somebody until they answer, or the time is over.

    Attributes:
        expires_at: the first instant at which it is too late to accept.
        promoted: whether staff made it, out of order.
    """

    made_at: DateTime
    expires_at: DateTime
    promoted: bool = False

    def live(self, now: DateTime) -> bool:
        """Whether it can still be accepted at *now*."""
        return now < self.expires_at


@frozen(kw_only=True)
class WaitlistEntry:
    """A customer's wait for places in a session.

    Attributes:
        position: its place in the order; smaller is offered earlier.
        offer: the last offer that was made; None while none was.
        staff_only: whether only staff may offer it places (A22).
        unreachable: whether it was passed over because nobody could be told (A16).
        ended_at: when it came to its end; None while it is open.
        booking_id: what it has become, once it was accepted.
    """

    id: EntryId
    customer_id: CustomerId
    session_id: SessionId
    places: int
    position: int
    joined_at: DateTime
    status: EntryStatus = EntryStatus.WAITING
    offer: Offer | None = None
    staff_only: bool = False
    unreachable: bool = False
    ended_at: DateTime | None = None
    booking_id: BookingId | None = None
    version: int = field(default=1, eq=False, repr=False)

    @property
    def waits(self) -> bool:
        """Whether it waits for an offer."""
        return self.status is EntryStatus.WAITING

    @property
    def open(self) -> bool:
        """Whether it has not come to its end."""
        return self.status in OPEN

    @property
    def held(self) -> int:
        """How many places are held for it."""
        return self.places if self.status is EntryStatus.OFFERED else 0

    def answerable(self, now: DateTime) -> bool:
        """Whether it has an offer that can be accepted at *now*."""
        return self.held > 0 and self.offer is not None and self.offer.live(now)

    def lapsed(self, now: DateTime) -> bool:
        """Whether its offer has run out, and nobody has noticed yet."""
        return self.held > 0 and not self.answerable(now)

    def offered(self, offer: Offer) -> WaitlistEntry:
        """The entry once it has an offer."""
        return evolve(self, status=EntryStatus.OFFERED, offer=offer, unreachable=False)

    def ended(self, status: EntryStatus, at: DateTime) -> WaitlistEntry:
        """The entry at its end."""
        return evolve(self, status=status, ended_at=at)

    def accepted(self, booking: BookingId, at: DateTime) -> WaitlistEntry:
        """The entry once it has become a booking."""
        return evolve(self, status=EntryStatus.ACCEPTED, ended_at=at, booking_id=booking)
