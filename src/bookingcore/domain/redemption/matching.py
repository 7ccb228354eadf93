"""Which unit pays for which booking: the rules of A5, A8 and A9 as one pure function.

A booking takes the units that expire first. Where no unit covers it directly, the redemptions of
other bookings that may still move are re-tied along an *augmenting path*: a booking gives up its
unit for another one that covers it too, until the path ends at a free unit. Every redeemed booking
stays redeemed, so each path wins exactly one unit.

With one-place bookings the paths find the maximum number of redeemed bookings (Berge). A booking
of several places is all or nothing: it is admitted when as many paths as places are found, one
after another, which is a flow test; otherwise what was moved for it is put back.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter

from attrs import frozen

from bookingcore.domain.redemption.shelves import Calendar, Shelf
from bookingcore.domain.redemption.supply import Demand, Redemption, Supply
from bookingcore.domain.values.ids import BalanceId, BookingId, ServiceId

Move = tuple[BookingId, BalanceId, int]

_by_order = attrgetter("order")


@frozen(kw_only=True)
class Held:
    """A redeemed booking whose session has not started, with the units it holds (A8)."""

    demand: Demand
    redemptions: Sequence[Redemption]


@frozen(kw_only=True)
class Settlement:
    """What `settle` decided.

    Attributes:
        admitted: the demands that are redeemed now, oldest start first.
        moves: units that changed hands; positive ones pay for the booking now, negative ones go
            back to the balance. The sum over a booking that was redeemed before is zero.
    """

    admitted: Sequence[Demand]
    moves: Sequence[Redemption]


def covered_directly(demand: Demand, supplies: Iterable[Supply]) -> bool:
    """Whether free units alone pay for *demand*, so that nothing need be re-tied."""
    return sum(supply.left for supply in supplies if supply.covers(demand)) >= demand.units


def settle(
    awaiting: Iterable[Demand], supplies: Iterable[Supply], held: Iterable[Held] = ()
) -> Settlement:
    """Redeem what can be redeemed of *awaiting*, oldest start first.

    *held* are the redeemed bookings that may be re-tied; their balances must be among
    *supplies*. The same input gives the same answer, whatever its order.
    """
    demands, redeemed = sorted(awaiting, key=_by_order), tuple(held)
    if len(demands) == 1 and not redeemed:
        return _alone(demands[0], supplies)
    board = _Board(supplies, redeemed)
    admitted = [demand for demand in demands if board.admit(demand)]
    return Settlement(admitted=admitted, moves=board.moves())


def _alone(demand: Demand, supplies: Iterable[Supply]) -> Settlement:
    """What `settle` decides in the usual case: a new booking, and nothing that may be re-tied."""
    missing, taken = demand.units, []
    for supply in sorted((each for each in supplies if each.covers(demand)), key=_by_order):
        units = min(supply.left, missing)
        if units:
            taken.append((supply.balance_id, units))
            missing -= units
    if missing:
        return Settlement(admitted=[], moves=())
    moves = (Redemption(demand.booking_id, balance, units) for balance, units in sorted(taken))
    return Settlement(admitted=[demand], moves=tuple(moves))


class _Board:
    """The state while `settle` runs: who holds what, and what is left."""

    def __init__(self, supplies: Iterable[Supply], held: Iterable[Held]) -> None:
        self._left: dict[BalanceId, int] = {}
        self._supplies: dict[BalanceId, Supply] = {}
        for supply in sorted(supplies, key=_by_order):
            self._left[supply.balance_id] = supply.left
            self._supplies[supply.balance_id] = supply
        self._free = sum(self._left.values())
        self._shelves: dict[ServiceId, Shelf] = {}
        self._calendars: dict[ServiceId, Calendar] = {}
        self._demands: dict[BookingId, Demand] = {}
        self._holders: defaultdict[BalanceId, dict[BookingId, int]] = defaultdict(dict)
        for each in held:
            self._demands[each.demand.booking_id] = each.demand
            for redemption in each.redemptions:
                self._holders[redemption.balance_id][redemption.booking_id] = redemption.units
        self._moved: defaultdict[tuple[BookingId, BalanceId], int] = defaultdict(int)
        self._given_up: defaultdict[BookingId, set[BalanceId]] = defaultdict(set)
        self._hopeless: set[BalanceId] = set()

    def admit(self, demand: Demand) -> bool:
        """Redeem *demand* wholly, or leave everything as it was; the oldest start comes first."""
        if self._free < demand.units:
            return False
        self._demands[demand.booking_id] = demand
        done: list[Move] = []
        missing = demand.units - self._take_free(demand, done)
        while missing:
            path = self._path(demand, remember=not done)
            if path is None:
                self._put_back(done)
                del self._demands[demand.booking_id]
                return False
            for step in path:
                self._move(*step, done)
            missing -= 1
        return True

    def moves(self) -> tuple[Redemption, ...]:
        """What changed hands in all, in order of booking and balance."""
        return tuple(
            Redemption(booking, balance, units)
            for (booking, balance), units in sorted(self._moved.items())
            if units
        )

    def _take_free(self, demand: Demand, done: list[Move]) -> int:
        """Take free units, those that expire first; returns how many."""
        shelf = self._shelf(demand.service_id)
        taken = 0
        while taken < demand.units and (supply := shelf.first_on(demand.on)):
            units = min(self._left[supply.balance_id], demand.units - taken)
            self._move(demand.booking_id, supply.balance_id, units, done)
            taken += units
        return taken

    def _shelf(self, service: ServiceId) -> Shelf:
        shelf = self._shelves.get(service)
        if shelf is None:
            shelf = self._shelves[service] = Shelf(service, self._supplies, self._left)
        return shelf

    def _path(self, demand: Demand, *, remember: bool) -> list[Move] | None:
        """The shortest way to win one unit for *demand* by re-tying others, as moves.

        With *remember*, the balances reached in vain are never searched again: their bookings
        can only be paid by one another, and no later path can change that.
        """
        reached_by: dict[BalanceId, BookingId] = {}
        gives_up: dict[BookingId, BalanceId] = {}
        seen: set[tuple[ServiceId, date]] = set()
        queue = deque([demand])
        while queue:
            wanting = queue.popleft()
            for supply in self._covering(wanting, seen):
                if supply.balance_id in reached_by or supply.balance_id in self._hopeless:
                    continue
                reached_by[supply.balance_id] = wanting.booking_id
                if self._left[supply.balance_id]:
                    return _traced(supply.balance_id, reached_by, gives_up)
                for holder in self._holding(supply.balance_id):
                    if holder.booking_id not in gives_up and holder is not demand:
                        gives_up[holder.booking_id] = supply.balance_id
                        queue.append(holder)
        if remember:
            self._hopeless.update(reached_by)
        return None

    def _covering(self, demand: Demand, seen: set[tuple[ServiceId, date]]) -> Sequence[Supply]:
        """The supplies whose units may pay for *demand*, in their order; none that were *seen*.

        A unit that no longer covers a booking may stay with it; so one that the booking gave up
        in this very settlement may come back, for in the end it has not moved at all.
        """
        own = self._given_up.get(demand.booking_id)
        place = demand.service_id, demand.on
        if place in seen and not own:
            return ()
        seen.add(place)
        covering = self._calendar(demand.service_id).on(demand.on)
        if not own:
            return covering
        given_up = (self._supplies[id] for id in own.difference(s.balance_id for s in covering))
        return sorted((*covering, *given_up), key=_by_order)

    def _calendar(self, service: ServiceId) -> Calendar:
        calendar = self._calendars.get(service)
        if calendar is None:
            supplies = [each for each in self._supplies.values() if service in each.services]
            calendar = self._calendars[service] = Calendar(supplies)
        return calendar

    def _holding(self, balance: BalanceId) -> list[Demand]:
        return sorted((self._demands[booking] for booking in self._holders[balance]), key=_by_order)

    def _move(self, booking: BookingId, balance: BalanceId, units: int, done: list[Move]) -> None:
        done.append((booking, balance, units))
        self._shift(booking, balance, units)

    def _shift(self, booking: BookingId, balance: BalanceId, units: int) -> None:
        holders = self._holders[balance]
        held = holders.pop(booking, 0) + units
        if held:
            holders[booking] = held
        self._left[balance] -= units
        self._free -= units
        self._moved[booking, balance] += units
        if self._moved[booking, balance] < 0:
            self._given_up[booking].add(balance)
        elif booking in self._given_up:
            self._given_up[booking].discard(balance)
        if units < 0:
            self._shelve(self._supplies[balance])

    def _shelve(self, supply: Supply) -> None:
        """Put *supply* back where it was taken from when its last unit went."""
        for service in supply.services:
            if service in self._shelves:
                self._shelves[service].put(supply)

    def _put_back(self, done: Sequence[Move]) -> None:
        for booking, balance, units in reversed(done):
            self._shift(booking, balance, -units)


def _traced(
    free: BalanceId,
    reached_by: Mapping[BalanceId, BookingId],
    gives_up: Mapping[BookingId, BalanceId],
) -> list[Move]:
    """The moves of the path that ends at the *free* balance: each booking changes its unit."""
    steps: list[Move] = []
    balance = free
    while True:
        booking = reached_by[balance]
        steps.append((booking, balance, 1))
        if booking not in gives_up:
            return steps
        balance = gives_up[booking]
        steps.append((booking, balance, -1))
