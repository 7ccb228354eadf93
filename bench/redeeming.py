"""How long redemption takes for those who have thousands of bookings: `settle` alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

from attrs import frozen
from pendulum import UTC as PENDULUM_UTC
from pendulum import DateTime

from bench.figures import Budget, Line, Section, Spread
from bench.stopwatch import settled_memory
from bookingcore.domain.redemption.matching import Settlement, settle
from bookingcore.domain.redemption.supply import Demand, Supply
from bookingcore.domain.values.ids import BalanceId, BookingId, ServiceId

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 13
CATEGORIES = 5


@frozen(kw_only=True)
class Crowd:
    """One customer with far too many bookings, and balances of one to nine units for them."""

    awaiting: Sequence[Demand]
    supplies: Sequence[Supply]


def crowd(bookings: int, services: int) -> Crowd:
    """*bookings* that await redemption, twenty a day, and a fifth as many balances."""
    dice, days = Random(SEED), max(30, bookings // 20)
    names = [ServiceId(f"service-{number}") for number in range(services)]
    return Crowd(
        awaiting=[_demand(number, dice, days, names) for number in range(bookings)],
        supplies=[_supply(number, dice, days, names) for number in range(bookings // 5)],
    )


def _demand(number: int, dice: Random, days: int, services: Sequence[ServiceId]) -> Demand:
    at = FIRST + timedelta(days=dice.randrange(days), hours=dice.randrange(8, 20))
    return Demand(
        booking_id=BookingId(f"booking-{number:06}"),
        service_id=dice.choice(services),
        starts_at=DateTime(at.year, at.month, at.day, at.hour, tzinfo=PENDULUM_UTC),
        on=at.date(),
        units=1,
    )


def _supply(number: int, dice: Random, days: int, services: Sequence[ServiceId]) -> Supply:
    first = date(2026, 1, 1) + timedelta(days=dice.randrange(days) - 10)
    return Supply(
        balance_id=BalanceId(f"balance-{number:06}"),
        services=frozenset(dice.sample(services, dice.randrange(len(services)) + 1)),
        first=first,
        last=first + timedelta(days=dice.randrange(5, 90)),
        left=dice.randrange(1, 10),
    )


def check(crowd: Crowd, settlement: Settlement) -> None:
    """Every unit pays once, where and when it may, and wholly for what was admitted."""
    demands = {demand.booking_id: demand for demand in crowd.awaiting}
    supplies = {supply.balance_id: supply for supply in crowd.supplies}
    paid: Counter[BookingId] = Counter()
    spent: Counter[BalanceId] = Counter()
    for move in settlement.moves:
        assert supplies[move.balance_id].covers(demands[move.booking_id])
        paid[move.booking_id] += move.units
        spent[move.balance_id] += move.units
    assert paid == Counter({demand.booking_id: demand.units for demand in settlement.admitted})
    assert all(0 <= units <= supplies[balance].left for balance, units in spent.items())


def measure(rounds: int, *, small: bool) -> Section:
    """The section of the report."""
    lines = [_line("10,000 bookings", crowd(10_000, 1), 20, rounds)]
    if not small:
        lines.append(_line("100,000 bookings", crowd(100_000, 1), 300, rounds))
    several = f"10,000 bookings of {CATEGORIES} services"
    lines.append(_line(several, crowd(10_000, CATEGORIES), 1_000, rounds))
    return Section(
        title="Redemption at size",
        lines=lines,
        note="Balances are a fifth of the bookings; no floor, the budget is in milliseconds.",
    )


def _line(name: str, crowd: Crowd, milliseconds: int, rounds: int) -> Line:
    settlement = settle(crowd.awaiting, crowd.supplies)
    check(crowd, settlement)
    taken = []
    with settled_memory():
        for _ in range(rounds):
            start = perf_counter()
            settle(crowd.awaiting, crowd.supplies)
            taken.append((perf_counter() - start) * 1e3)
    return Line(
        name=f"{name}, {len(settlement.admitted):,} redeemed",
        ours=f"{median(taken):,.0f} ms",
        floor="",
        figure=Spread.of(taken),
        unit="ms",
        budget=Budget(limit=milliseconds),
    )
