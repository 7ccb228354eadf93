"""How much can be redeemed at all, worked out by maximum flow.

It knows no rule of the library but these: a unit pays for one place, in a service that it covers
and on a day on which it is valid; who is redeemed stays redeemed; who cannot be paid wholly is not
paid at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import networkx as nx
from networkx.algorithms.flow import dinitz


class Units(NamedTuple):
    """Units that may be shared out anew: free ones, and those of bookings still to come."""

    services: frozenset[str]
    first: date
    last: date
    number: int


class Wanted(NamedTuple):
    """A booking, by all that decides what may pay for it."""

    service: str
    on: date
    places: int


def most_places_paid(wanted: Iterable[Wanted], units: Iterable[Units]) -> int:
    """The most places of *wanted* that any way of sharing out *units* can pay for."""
    places: Counter[tuple[str, date]] = Counter()
    for each in wanted:
        places[each.service, each.on] += each.places
    lots: Counter[tuple[frozenset[str], date, date]] = Counter()
    for lot in units:
        lots[lot.services, lot.first, lot.last] += lot.number
    network: nx.DiGraph[object] = nx.DiGraph()
    network.add_nodes_from(["all", "paid"])
    for demand, count in places.items():
        network.add_edge("all", demand, capacity=count)
    for supply, count in lots.items():
        services, first, last = supply
        network.add_edge(supply, "paid", capacity=count)
        for service, on in places:
            if service in services and first <= on <= last:
                network.add_edge((service, on), supply)
    return int(nx.maximum_flow_value(network, "all", "paid", flow_func=dinitz))


def addable(
    awaiting: Sequence[Wanted], redeemed: Sequence[Wanted], units: Sequence[Units]
) -> list[Wanted]:
    """Those of *awaiting* that could be paid, each by itself, with all *redeemed* staying so."""
    kept = sum(each.places for each in redeemed)
    return [
        each
        for each in dict.fromkeys(awaiting)
        if most_places_paid([*redeemed, each], units) == kept + each.places
    ]
