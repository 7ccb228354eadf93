"""Finding supplies fast: those that pay on a day, and the one of them to take from first.

A business that books for its guests has thousands of bookings and balances; looking at every
balance for every booking would take minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from heapq import heappop, heappush
from operator import attrgetter

from bookingcore.domain.redemption.supply import Supply
from bookingcore.domain.values.ids import BalanceId, ServiceId

SPAN = 32
"""Days that a calendar looks at together, before it looks at one of them."""

DATES_APART = timedelta(days=2)
"""How far local dates go back while instants go on: a later start may lie in a zone behind."""

_first = attrgetter("first")


class Calendar:
    """The supplies of one service, by the days on which they pay."""

    def __init__(self, supplies: Sequence[Supply]) -> None:
        self._supplies = supplies
        self._by_span: dict[int, list[Supply]] = {}
        self._by_day: dict[date, list[Supply]] = {}

    def on(self, day: date) -> list[Supply]:
        """The supplies that pay on *day*, in the order in which they were given."""
        found = self._by_day.get(day)
        if found is None:
            among = self._in_span(day.toordinal() // SPAN)
            found = self._by_day[day] = [supply for supply in among if supply.valid_on(day)]
        return found

    def _in_span(self, number: int) -> list[Supply]:
        found = self._by_span.get(number)
        if found is None:
            first = date.fromordinal(number * SPAN)
            last = first + timedelta(days=SPAN - 1)
            found = self._by_span[number] = [
                each for each in self._supplies if each.first <= last and first <= each.pays_until
            ]
        return found


class Shelf:
    """The supplies of one service to take units from, for bookings that come in order of start.

    What begins later waits; what has begun lies in a heap, the one that expires first on top.
    """

    def __init__(
        self,
        service: ServiceId,
        supplies: Mapping[BalanceId, Supply],
        left: Mapping[BalanceId, int],
    ) -> None:
        """A shelf of those *supplies* that pay for *service*.

        Args:
            service: whose shelf.
            supplies: by balance.
            left: how many units each has, at any time.
        """
        self._supplies = supplies
        self._left = left
        self._waiting = [each for each in supplies.values() if service in each.services]
        self._waiting.sort(key=_first, reverse=True)
        self._begun: list[tuple[date, date, BalanceId]] = []

    def put(self, supply: Supply) -> None:
        """Offer a supply that has begun, or that has units again."""
        heappush(self._begun, supply.order)

    def first_on(self, day: date) -> Supply | None:
        """The supply that expires first of those that pay on *day* and have units left."""
        while self._waiting and self._waiting[-1].first <= day:
            self.put(self._waiting.pop())
        passed_over = []
        found = None
        while self._begun and not found:
            id = self._begun[0][-1]
            supply = self._supplies[id]
            if self._left[id] and supply.valid_on(day):
                found = supply
            else:
                heappop(self._begun)
                if self._left[id] and supply.pays_until >= day - DATES_APART:
                    passed_over.append(supply)
        for supply in passed_over:
            self.put(supply)
        return found
