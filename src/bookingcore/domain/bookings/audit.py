"""Recomputing the promises from the records: what `verify()` finds."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.bookings.settling import Holdings, supply_of
from bookingcore.domain.redemption.matching import settle
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CustomerId,
    ResourceId,
    SaleId,
    SessionId,
)


@frozen
class Fault:
    """A promise that the records do not keep.

    Attributes:
        promise: its number, `P1` to `P10`.
        subject: the id of the row in which it shows.
        sentence: what the records say, and what they should.
    """

    promise: str
    subject: str
    sentence: str


@frozen(kw_only=True)
class PlacesHeld:
    """A session's counters, beside the places of its live bookings and of open offers.

    Attributes:
        held: places of its live bookings.
        offered: places that are held for those who were offered them.
        live: whether it takes place; one that was cancelled admits nobody.
    """

    session_id: SessionId
    capacity: int | None
    taken: int
    admitted: int | None
    held: int
    offered: int = 0
    live: bool = True

    def faults(self) -> Iterator[Fault]:
        """P1: the counter is the sum, and the sum was admitted."""
        held = self.held + self.offered
        if self.taken != held:
            offers = f", offers {self.offered}" if self.offered else ""
            yield Fault(
                "P1",
                self.session_id,
                f"counts {self.taken} places, bookings hold {self.held}{offers}",
            )
        if self.admitted is not None and held > self.admitted:
            yield Fault("P1", self.session_id, f"holds {held} places, admits {self.admitted}")
        if not self.live:
            if self.admitted != 0:
                sentence = f"admits {self.admitted} places though it was cancelled"
                yield Fault("P1", self.session_id, sentence)
            return
        expected = None if self.capacity is None else max(self.capacity, self.taken)
        if self.admitted != expected:
            yield Fault(
                "P1",
                self.session_id,
                f"admits {self.admitted} places, has {self.capacity} and {self.taken} taken",
            )


@frozen(kw_only=True)
class ResourceUse:
    """A resource, beside the live sessions that hold it.

    Attributes:
        twice: how many of them start before an earlier one has ended.
        session_id: the first of those by id; None for none.
    """

    resource_id: ResourceId
    twice: int
    session_id: SessionId | None

    def faults(self) -> Iterator[Fault]:
        """P5: it is never in two places."""
        if self.twice:
            yield Fault(
                "P5",
                self.resource_id,
                f"is in two sessions at once, {self.twice} times: see session {self.session_id}",
            )


@frozen(kw_only=True)
class UnitsMoved:
    """A balance's counters, beside the sum and number of its movements."""

    balance_id: BalanceId
    remaining: int
    moves: int
    units_moved: int
    movements: int
    last_no: int

    def faults(self) -> Iterator[Fault]:
        """P2: the remaining units are the sum of the movements, which leave no gap."""
        if self.remaining != self.units_moved:
            yield Fault(
                "P2",
                self.balance_id,
                f"says {self.remaining} units remain, its movements leave {self.units_moved}",
            )
        if self.remaining < 0:
            yield Fault("P2", self.balance_id, f"has {self.remaining} units, below zero")
        if not self.moves == self.movements == self.last_no:
            yield Fault(
                "P2",
                self.balance_id,
                f"counts {self.moves} movements, has {self.movements} up to no. {self.last_no}",
            )


@frozen(kw_only=True)
class BookingTies:
    """A booking's status and need, beside the units tied to it."""

    booking_id: BookingId
    status: BookingStatus
    units_needed: int
    tied: int
    least_tie: int

    def faults(self) -> Iterator[Fault]:
        """P3: booked exactly when its units are redeemed, or it needs none."""
        expected = {
            BookingStatus.BOOKED: {self.units_needed},
            BookingStatus.AWAITING_REDEMPTION: {0},
            BookingStatus.CANCELLED: {0, self.units_needed},
        }[self.status]
        if self.tied not in expected:
            yield Fault(
                "P3",
                self.booking_id,
                f"is {self.status.name} and needs {self.units_needed} units, {self.tied} are tied",
            )
        if self.status is BookingStatus.AWAITING_REDEMPTION and self.units_needed == 0:
            yield Fault("P3", self.booking_id, "awaits redemption and needs no unit")
        if self.least_tie < 0:
            yield Fault("P2", self.booking_id, "gave back more units to a balance than it took")


@frozen(kw_only=True)
class SaleSum:
    """What a sale says was paid, beside its payments."""

    sale_id: SaleId
    total: int
    paid: int
    payments: int
    currencies: int

    def faults(self) -> Iterator[Fault]:
        """P4: paid is the sum of the payments, in one currency, and never above the total."""
        if self.paid != self.payments:
            yield Fault(
                "P4", self.sale_id, f"says {self.paid} was paid, payments add to {self.payments}"
            )
        if self.paid > self.total:
            yield Fault("P4", self.sale_id, f"was paid {self.paid} of a total of {self.total}")
        if self.currencies > 1:
            yield Fault("P4", self.sale_id, f"mixes {self.currencies} currencies")


@frozen(kw_only=True)
class StreamNumbers:
    """A customer's number, beside the numbers of their events."""

    customer_id: CustomerId
    number: int
    commands: int
    last_no: int

    def faults(self) -> Iterator[Fault]:
        """P10: each command on a customer left its events, numbered without gaps."""
        if not self.number == self.commands == self.last_no:
            yield Fault(
                "P10",
                self.customer_id,
                f"is at command {self.number}, history has {self.commands} up to {self.last_no}",
            )


def idle_units(customer: CustomerId, holdings: Holdings) -> Iterator[Fault]:
    """P3: no booking awaits redemption that the customer's own units could pay for (A8)."""
    settlement = settle(
        (booking.demand for booking in holdings.awaiting),
        map(supply_of, holdings.balances),
        holdings.held(),
    )
    for demand in settlement.admitted:
        yield Fault(
            "P3",
            demand.booking_id,
            f"awaits redemption though customer {customer} has units for it",
        )
