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
    """A balance's counters, beside the sum and number of its movements.

    Attributes:
        unpaired: how many of them are between two lots, and have no counterpart in the other one.
    """

    balance_id: BalanceId
    remaining: int
    moves: int
    units_moved: int
    movements: int
    last_no: int
    unpaired: int = 0

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
        if self.unpaired:
            sentence = f"has {self.unpaired} movements to other lots that these do not know of"
            yield Fault("P2", self.balance_id, sentence)


@frozen(kw_only=True)
class BookingTies:
    """A booking's status and need, beside the units and the lines of sales tied to it.

    Attributes:
        line: whether it says that the line of a sale pays for it.
        lines: how many lines that pay for a booking name it, of sales that were not undone.
    """

    booking_id: BookingId
    status: BookingStatus
    units_needed: int
    tied: int
    least_tie: int
    line: bool = False
    lines: int = 0

    def faults(self) -> Iterator[Fault]:
        """P3: booked exactly when its units are redeemed, a line pays, or it needs neither."""
        if self.tied not in self._expected:
            yield Fault(
                "P3",
                self.booking_id,
                f"is {self.status.name} and needs {self.units_needed} units, {self.tied} are tied",
            )
        if self.status is BookingStatus.AWAITING_REDEMPTION and self.line:
            yield Fault("P3", self.booking_id, "awaits redemption though a line pays for it")
        elif self.status is BookingStatus.AWAITING_REDEMPTION and self.units_needed == 0:
            yield Fault("P3", self.booking_id, "awaits redemption and needs no unit")
        if self.status is not BookingStatus.CANCELLED and self.lines != int(self.line):
            sentence = f"says that {int(self.line)} lines pay for it, sales have {self.lines}"
            yield Fault("P3", self.booking_id, sentence)
        if self.least_tie < 0:
            yield Fault("P2", self.booking_id, "gave back more units to a balance than it took")

    @property
    def _expected(self) -> set[int]:
        """How many units may be tied to it."""
        if self.line or self.status is BookingStatus.AWAITING_REDEMPTION:
            return {0}
        booked = self.status is BookingStatus.BOOKED
        return {self.units_needed} if booked else {0, self.units_needed}


@frozen(kw_only=True)
class SaleSum:
    """What a sale says of its money, beside its lines, payments and refunds.

    Attributes:
        lines: the sum of its lines.
        payments: the sum of its captured payments.
        asked: the sum of those that a provider has not decided.
        returned: the sum of the parts of its refunds that are done.
        returning: the sum of those that are on their way.
        failed: the sum of those that a provider did not give back.
        overdrawn: how many payments more goes back of than came in by them.
        uneven: how many of its refunds are not the sum of their parts.
        foreign: how many lines, payments, refunds and parts are in a currency not its own.
    """

    sale_id: SaleId
    total: int
    lines: int
    paid: int
    payments: int
    pending: int
    asked: int
    refunded: int
    returned: int
    refunding: int
    returning: int
    failed: int
    waived: int
    overdrawn: int
    uneven: int
    foreign: int

    def faults(self) -> Iterator[Fault]:
        """P4: its sums are those of its records, in one currency; never more goes than came."""
        return (Fault("P4", self.sale_id, said) for said in (*self._sums(), *self._bounds()))

    def _sums(self) -> Iterator[str]:
        if self.total != self.lines:
            yield f"has a total of {self.total}, its lines add to {self.lines}"
        if self.paid != self.payments:
            yield f"says {self.paid} was paid, payments add to {self.payments}"
        if self.pending != self.asked:
            yield f"says {self.pending} is pending, payments add to {self.asked}"
        if self.refunded != self.returned:
            yield f"says {self.refunded} went back, refunds add to {self.returned}"
        if self.refunding != self.returning:
            yield f"says {self.refunding} is on its way back, refunds add to {self.returning}"

    def _bounds(self) -> Iterator[str]:
        back = self.refunded + self.refunding
        if back > self.paid:
            yield f"gives {back} back of {self.paid} that was paid"
        # What came in beyond what was asked for is given back at once; a provider may refuse.
        if self.paid + self.waived > self.total + back + self.failed:
            given = f"{self.waived} waived and {back} given back"
            yield f"was paid {self.paid} of a total of {self.total}, with {given}"
        if self.overdrawn:
            yield f"gives more back than came in by {self.overdrawn} of its payments"
        if self.uneven:
            yield f"has {self.uneven} refunds that are not the sum of their parts"
        if self.foreign:
            yield f"has {self.foreign} amounts in a currency that is not its own"


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
