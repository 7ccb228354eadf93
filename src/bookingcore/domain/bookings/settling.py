"""Redemption carried out on bookings and balances: what `settle` decided becomes changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.redemption.matching import Held, Settlement, settle
from bookingcore.domain.redemption.supply import Redemption, Supply
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.values.changes import Change, Put
from bookingcore.domain.values.events import EventKind, Happened


@frozen(kw_only=True)
class Holdings:
    """What redemption needs to know of one customer.

    Attributes:
        balances: those with units left, and those that pay for a movable booking.
        awaiting: the bookings that await redemption, past ones too (000-01).
        movable: the redeemed bookings whose sessions have not started (A8).
        redemptions: the redemptions of the movable bookings.
    """

    balances: Sequence[Balance] = ()
    awaiting: Sequence[Booking] = ()
    movable: Sequence[Booking] = ()
    redemptions: Sequence[Redemption] = ()

    def held(self) -> tuple[Held, ...]:
        """The movable bookings with the units they hold."""
        by_booking: dict[str, list[Redemption]] = {booking.id: [] for booking in self.movable}
        for redemption in self.redemptions:
            by_booking[redemption.booking_id].append(redemption)
        return tuple(
            Held(demand=booking.demand, redemptions=by_booking[booking.id])
            for booking in self.movable
        )


@frozen(kw_only=True)
class Settled:
    """What became of a customer's bookings.

    Attributes:
        redeemed: the bookings that are `BOOKED` now, oldest start first.
        happened: one event for each of them, and one for each booking that was re-tied.
    """

    redeemed: Sequence[Booking] = ()
    happened: Sequence[Happened] = field(factory=tuple)

    def changes(self) -> list[Change]:
        """The redeemed bookings as rows to put."""
        return [Put(booking) for booking in self.redeemed]


def supply_of(balance: Balance) -> Supply:
    """*balance* as redemption sees it."""
    return Supply(
        balance_id=balance.id,
        services=frozenset(balance.services),
        first=balance.valid_from,
        last=balance.valid_until,
        grace_days=balance.grace_days,
        left=0 if balance.refunded else balance.remaining,
    )


def settled(holdings: Holdings, ledger: BalanceLedger) -> Settled:
    """Redeem what can be redeemed now (A5, A8), writing the movements to *ledger*.

    The ledger holds the balances as they stand now, new ones included; those of *holdings* are
    not looked at again.
    """
    if not holdings.awaiting:
        return Settled()
    settlement = settle(
        (booking.demand for booking in holdings.awaiting),
        (supply_of(balance) for balance in ledger.balances),
        holdings.held(),
    )
    post_moves(settlement.moves, ledger)
    awaiting = {booking.id: booking for booking in holdings.awaiting}
    redeemed = tuple(awaiting[demand.booking_id].redeemed() for demand in settlement.admitted)
    return Settled(
        redeemed=redeemed,
        happened=(*_redeemed_events(redeemed), *_retied_events(holdings.movable, settlement)),
    )


def post_moves(moves: Sequence[Redemption], ledger: BalanceLedger) -> None:
    """Write *moves* to the ledger: what comes back first, so that it can be taken anew."""
    for move in sorted(moves, key=lambda move: move.units):
        kind = MovementKind.REDEEMED if move.units > 0 else MovementKind.RETURNED
        ledger.move(move.balance_id, kind, -move.units, move.booking_id)


def _redeemed_events(redeemed: Iterable[Booking]) -> Iterable[Happened]:
    for booking in redeemed:
        yield _event(EventKind.BOOKING_REDEEMED, booking, booking.units_needed)


def _retied_events(movable: Iterable[Booking], settlement: Settlement) -> Iterable[Happened]:
    retied = {move.booking_id: 0 for move in settlement.moves}
    for move in settlement.moves:
        retied[move.booking_id] += max(move.units, 0)
    for booking in movable:
        if booking.id in retied:
            yield _event(EventKind.BOOKING_RETIED, booking, retied[booking.id])


def _event(kind: EventKind, booking: Booking, units: int) -> Happened:
    return Happened(
        kind=kind,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={"units": units},
    )
