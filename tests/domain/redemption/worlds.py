"""Small worlds for redemption: balances, redeemed bookings that may move, bookings that await."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations

from attrs import evolve, frozen
from hypothesis import strategies as st

from bookingcore.domain.redemption.matching import Held, Settlement, settle
from bookingcore.domain.redemption.supply import Demand, Redemption, Supply
from bookingcore.domain.values.ids import BalanceId, BookingId
from tests.domain import build

SERVICES = ("yoga", "pilates", "physio")

DAYS = st.integers(1, 8)
HOURS = st.sampled_from((9, 18))
OFFSET = st.sampled_from((0, 0, -1, 1))
SERVICE = st.sampled_from(SERVICES)
SEVERAL = st.sampled_from(
    [some for count in (1, 2, 3) for some in combinations(SERVICES, count)],
)
UNITS_LEFT = st.integers(0, 3)
LENGTH = st.none() | st.integers(0, 7)
GRACE = st.integers(0, 2)


@frozen(kw_only=True)
class World:
    """What `settle` is given; and how many bookings have arrived one after another."""

    awaiting: Sequence[Demand] = ()
    supplies: Sequence[Supply] = ()
    held: Sequence[Held] = ()
    arrived: int = 0

    def settle(self) -> Settlement:
        return settle(self.awaiting, self.supplies, self.held)

    def settled(self) -> World:
        """The world once that is carried out: what was admitted is held too."""
        settlement = self.settle()
        admitted = {demand.booking_id for demand in settlement.admitted}
        paid = [*(each.demand for each in self.held), *settlement.admitted]
        return evolve(
            self,
            awaiting=[d for d in self.awaiting if d.booking_id not in admitted],
            supplies=[self._less(supply, settlement) for supply in self.supplies],
            held=[self._held(demand, settlement) for demand in paid],
        )

    def _less(self, supply: Supply, settlement: Settlement) -> Supply:
        moved = sum(m.units for m in settlement.moves if m.balance_id == supply.balance_id)
        return evolve(supply, left=supply.left - moved)

    def _held(self, demand: Demand, settlement: Settlement) -> Held:
        before = [tie for each in self.held for tie in each.redemptions]
        units = {supply.balance_id: 0 for supply in self.supplies}
        for tie in (*before, *settlement.moves):
            if tie.booking_id == demand.booking_id:
                units[tie.balance_id] += tie.units
        ties = [Redemption(demand.booking_id, key, count) for key, count in units.items() if count]
        return Held(demand=demand, redemptions=ties)


def supply(
    services: Sequence[str], left: int, first: int, length: int | None, grace: int
) -> Supply:
    last = None if length is None else first + length
    return build.supply("p", *services, left=left, first=first, last=last, grace_days=grace)


def demand(service: str, on: int, hour: int, offset: int, units: int) -> Demand:
    """A booking; in its own zone the session may start a day earlier or later than in UTC."""
    wish = build.demand("b", on=on, hour=hour, service=service, units=units)
    return evolve(wish, on=build.july(on + offset))


def redeemed(wish: Demand, picks: Sequence[int], among: Sequence[Supply]) -> Held:
    """A redeemed booking with a unit for each of *picks*; the balances may cover it no longer."""
    picked = Counter(among[pick % len(among)].balance_id for pick in picks)
    ties = [Redemption(wish.booking_id, balance, units) for balance, units in picked.items()]
    return Held(demand=evolve(wish, units=len(picks)), redemptions=ties)


def world(
    supplies: Sequence[Supply],
    wishes: Sequence[Demand],
    paid: Sequence[tuple[Demand, Sequence[int]]],
) -> World:
    """Each thing gets its id from its place."""
    among = [evolve(each, balance_id=BalanceId(f"p{n}")) for n, each in enumerate(supplies)]
    held = [
        redeemed(evolve(wish, booking_id=BookingId(f"b{number}")), picks, among)
        for number, (wish, picks) in enumerate(paid, len(wishes))
    ]
    return World(
        awaiting=[evolve(w, booking_id=BookingId(f"b{n}")) for n, w in enumerate(wishes)],
        supplies=among,
        held=held,
    )


SUPPLIES = st.builds(supply, SEVERAL, UNITS_LEFT, DAYS, LENGTH, GRACE)


def demands(places: int) -> st.SearchStrategy[Demand]:
    return st.builds(demand, SERVICE, DAYS, HOURS, OFFSET, st.integers(1, places))


def worlds(*, places: int = 1, awaiting: int = 5, held: int = 4) -> st.SearchStrategy[World]:
    """Up to so many bookings that await and that are redeemed, of up to so many places."""
    picks = st.lists(st.integers(0, 3), min_size=1, max_size=places)
    return st.builds(
        world,
        st.lists(SUPPLIES, min_size=1, max_size=4),
        st.lists(demands(places), min_size=1, max_size=awaiting),
        st.lists(st.tuples(demands(1), picks), max_size=held),
    )


Arrival = Callable[[World], World]
"""A booking, a grant or a cancellation: what it makes of the world."""


def booked(demand: Demand, world: World) -> World:
    """A new booking is tried by itself; those that await already stay as they are."""
    new = evolve(demand, booking_id=BookingId(f"b{world.arrived}"))
    after = evolve(world, awaiting=[new], arrived=world.arrived + 1).settled()
    return evolve(after, awaiting=[*world.awaiting, *after.awaiting])


def granted(supply: Supply, world: World) -> World:
    """New units are offered to all who await."""
    new = evolve(supply, balance_id=BalanceId(f"p{len(world.supplies)}"))
    return evolve(world, supplies=[*world.supplies, new]).settled()


def cancelled(which: int, give_back: bool, world: World) -> World:
    """One booking of all leaves; its units come back for the others, or are lost."""
    awaiting, held = list(world.awaiting), list(world.held)
    number = which % max(1, len(awaiting) + len(held))
    if number < len(awaiting):
        del awaiting[number]
    elif held:
        gone = held.pop(number - len(awaiting))
        back = {tie.balance_id: tie.units * give_back for tie in gone.redemptions}
        supplies = [evolve(s, left=s.left + back.get(s.balance_id, 0)) for s in world.supplies]
        world = evolve(world, supplies=supplies)
    return evolve(world, awaiting=awaiting, held=held).settled()


def histories(*, places: int) -> st.SearchStrategy[list[Arrival]]:
    """What arrives, one after another; bookings of up to *places* places."""
    booking = demands(places).map(lambda demand: partial(booked, demand))
    grant = SUPPLIES.map(lambda supply: partial(granted, supply))
    cancellation = st.builds(
        lambda which, give_back: partial(cancelled, which, give_back),
        st.integers(0, 9),
        st.booleans(),
    )
    return st.lists(st.one_of(booking, grant, cancellation), max_size=12)
