"""What redemption may reach, worked out by other means: maximum flow, and trying everything."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

from bookingcore.domain.redemption.supply import Demand, Supply
from tests.domain.redemption.worlds import World

SOURCE, SINK = ("source", ""), ("sink", "")


def units_on(supply: Supply, world: World) -> int:
    """Units of *supply* that may be shared out anew: those left, those that movable ones hold."""
    ties = [tie for each in world.held for tie in each.redemptions]
    return supply.left + sum(t.units for t in ties if t.balance_id == supply.balance_id)


def units_open_to(demand: Demand, supply: Supply, world: World) -> int:
    """How many units of *supply* may pay for *demand*: as many as it likes where it is covered,
    else only those that it holds already."""
    if supply.covers(demand):
        return demand.units
    own = [each for each in world.held if each.demand.booking_id == demand.booking_id]
    ties = [tie for each in own for tie in each.redemptions]
    return sum(tie.units for tie in ties if tie.balance_id == supply.balance_id)


def can_pay_for(demands: Sequence[Demand], world: World) -> bool:
    """Whether every redeemed booking can keep its number of units while *demands* get theirs."""
    network: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    network.add_nodes_from([SOURCE, SINK])
    paid = [*demands, *(each.demand for each in world.held)]
    for supply in world.supplies:
        network.add_edge(("s", supply.balance_id), SINK, capacity=units_on(supply, world))
    for demand in paid:
        network.add_edge(SOURCE, ("d", demand.booking_id), capacity=demand.units)
        for supply in world.supplies:
            if units := units_open_to(demand, supply, world):
                edge = ("d", demand.booking_id), ("s", supply.balance_id)
                network.add_edge(*edge, capacity=units)
    flow = nx.maximum_flow_value(network, SOURCE, SINK)
    return bool(flow == sum(demand.units for demand in paid))


def admitted_oldest_first(world: World) -> list[Demand]:
    """Whom A8 admits: each in its turn, when a flow pays for it and for all before it."""
    admitted: list[Demand] = []
    for demand in sorted(world.awaiting, key=lambda d: (d.starts_at, d.booking_id)):
        if can_pay_for([*admitted, demand], world):
            admitted.append(demand)
    return admitted


def most_redeemed(world: World) -> int:
    """The most one-place bookings that any way of sharing out could pay for beside those that are
    redeemed: every way is tried."""
    must = [each.demand for each in world.held]
    stock = {supply.balance_id: units_on(supply, world) for supply in world.supplies}

    def most(number: int) -> float:
        if number == len(everybody):
            return 0
        demand, has_to = everybody[number], number < len(must)
        outcomes = [float("-inf") if has_to else most(number + 1)]
        for supply in world.supplies:
            if stock[supply.balance_id] and units_open_to(demand, supply, world):
                stock[supply.balance_id] -= 1
                outcomes.append(most(number + 1) + (not has_to))
                stock[supply.balance_id] += 1
        return max(outcomes)

    everybody = [*must, *world.awaiting]
    return int(most(0))
