"""Several processes that book in one database: beside hand-written ones, and beside one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from bench.databases import AtWork, Database, PostgresDatabase, SqliteFile, serving
from bench.figures import Budget, Line, Section, Spread
from bench.furnishing import UNITS, Studio, furnish
from bench.history import HISTORY, grow
from bench.pouring import poured
from bench.shifts import Outcome, Shift, outcomes
from tests.postgres import Server

SESSIONS = 20
SPREAD, HOT = f"{SESSIONS} sessions", "one session"
OURS, FLOOR, DJANGO = "ours", "floor", "django"

BESIDE_ONE = Budget(limit=0.85, at_least=True)
BESIDE_FLOOR = Budget(limit=0.65, at_least=True)
BESIDE_DJANGO = Budget(limit=3.0, at_least=True)
SLOWEST = Budget(limit=2.0)
"""Those of the greatest crowd; the lesser ones show the way there."""

Key = tuple[str, int, str]
"""Where is booked, by how many processes, at which side."""

Found = Mapping[Key, Sequence[Outcome]]
"""How the rounds went."""


@frozen(kw_only=True)
class Crowd:
    """What is booked in each round, in a furnished database that every side has for itself."""

    studio: Studio
    rounds: int
    size: int
    processes: Sequence[int]

    @property
    def most(self) -> int:
        """How many processes the greatest crowd has."""
        return self.processes[-1]

    def shifts_at(self, sides: Sequence[str]) -> Iterator[tuple[Key, Shift]]:
        """Round by round, at one side after another; Django has the greatest crowd alone."""
        start = 0
        for _ in range(self.rounds + 1):
            for where, studio in _places(self.studio).items():
                for count in self.processes:
                    pairs = studio.pairs(start, self.size)
                    start += self.size
                    for side in sides:
                        if side != DJANGO or (where, count) == (HOT, self.most):
                            yield (where, count, side), Shift.of(side, pairs, count)


def measure(
    folder: Path,
    rounds: int,
    processes: Sequence[int],
    *,
    on_sqlite: int,
    on_postgres: int,
    server: Server | None = None,
) -> Section:
    """The section of the report: so many bookings in a round, by each number of processes.

    One process comes first, the greatest crowd last. There are many bookings *on_sqlite*, because
    who waits for its lock sleeps meanwhile, at last a tenth of a second: of a short round one
    would see little but the end, when only sleepers are left.
    """
    plays = (rounds + 1) * len(processes) * 2
    file = SqliteFile(folder / "crowd.db")
    studio = _furnished(file, plays * max(on_sqlite, on_postgres))
    sqlite, postgres = (
        Crowd(
            studio=evolve(studio, customers=studio.customers[: plays * size]),
            rounds=rounds,
            size=size,
            processes=processes,
        )
        for size in (on_sqlite, on_postgres)
    )
    with serving(server, durable=True) as serves:
        database = poured(file, serves, "crowd")
        lines = [*_on_sqlite(sqlite, file), *_on_postgres(postgres, database)]
    return Section(
        title="Processes",
        lines=lines,
        note=(
            "Figures above 1 are ahead. p99: in what time 99 of 100 bookings were made. On SQLite "
            "writers take turns: more of them are no faster, and need be no slower."
        ),
    )


def _furnished(file: SqliteFile, customers: int) -> Studio:
    with evolve(file, synchronous="OFF").desk() as desk:
        grow(desk, HISTORY)
        studio = furnish(desk, customers=customers, sessions=1 + SESSIONS, capacity=1_000_000)
        for customer in studio.customers:
            desk.sales.sell(customer, studio.plan)
    return studio


def _places(studio: Studio) -> Mapping[str, Studio]:
    """The first session is for a crowd, the others are for those who spread."""
    hot, spread = studio.sessions[:1], studio.sessions[1:]
    return {SPREAD: evolve(studio, sessions=spread), HOT: evolve(studio, sessions=hot)}


def _on_sqlite(crowd: Crowd, file: SqliteFile) -> Iterator[Line]:
    ours, floor = file.copied(OURS), file.copied(FLOOR)
    found = _worked(crowd, {OURS: ours, FLOOR: floor}, {OURS: ours.by_desk, FLOOR: floor.by_floor})
    yield from _beside_floor(file.name, crowd, found)
    one, most = crowd.processes[0], crowd.most
    for where in (SPREAD, HOT):
        name = f"{file.name}, {where}, {most} processes beside {one}"
        yield _rates(name, found[where, most, OURS], found[where, one, OURS], BESIDE_ONE)
        by_hand = found[where, most, FLOOR], found[where, one, FLOOR]
        yield _rates("the same, hand-written", *by_hand)


def _on_postgres(crowd: Crowd, database: PostgresDatabase) -> Iterator[Line]:
    ours, floor, django = (database.copied(side) for side in (OURS, FLOOR, DJANGO))
    at_work = {OURS: ours.by_desk, FLOOR: floor.by_floor, DJANGO: django.by_django}
    found = _worked(crowd, {OURS: ours, FLOOR: floor, DJANGO: django}, at_work)
    yield from _beside_floor(database.name, crowd, found, BESIDE_FLOOR)
    name = f"{database.name}, {HOT}, {crowd.most} processes"
    mine = found[HOT, crowd.most, OURS]
    yield _slowest(f"{name}, p99", mine, found[HOT, crowd.most, FLOOR], SLOWEST)
    yield _rates(f"{name}, beside Django", mine, found[HOT, crowd.most, DJANGO], BESIDE_DJANGO)


def _worked(
    crowd: Crowd, databases: Mapping[str, Database], at_work: Mapping[str, AtWork]
) -> Found:
    """How each round went but the first, which does not count; all that was booked is there."""
    keys, shifts = zip(*crowd.shifts_at(tuple(at_work)), strict=True)
    found: dict[Key, list[Outcome]] = {}
    for key, outcome in zip(keys, outcomes(at_work, shifts), strict=True):
        found.setdefault(key, []).append(outcome)
    for side, database in databases.items():
        check(database, crowd.studio, [shift for shift in shifts if shift.side == side])
    return {key: every[1:] for key, every in found.items()}


def check(database: Database, studio: Studio, shifts: Sequence[Shift]) -> None:
    """Every place and every unit is accounted for, and the desk finds no fault."""
    booked = [pair for shift in shifts for share in shift.shares for pair in share]
    places = Counter(session for _, session in booked)
    spent = Counter(customer for customer, _ in booked)
    with database.desk() as desk:
        for session in studio.sessions:
            assert desk.schedule.get(session).taken == places[session.id]
        for customer in studio.customers:
            (balance,) = desk.balances.of(customer)
            assert balance.remaining == UNITS - spent[customer.id]
        assert desk.verify() == ()


def _beside_floor(
    name: str, crowd: Crowd, found: Found, budget: Budget | None = None
) -> Iterator[Line]:
    """A line for each crowd; the *budget* is for the greatest one at one session."""
    for where in (SPREAD, HOT):
        for count in crowd.processes:
            shown = f"{name}, {where}, {count} {'process' if count == 1 else 'processes'}"
            held = budget if (where, count) == (HOT, crowd.most) else None
            yield _rates(shown, found[where, count, OURS], found[where, count, FLOOR], held)


def _rates(
    name: str, ours: Sequence[Outcome], beside: Sequence[Outcome], budget: Budget | None = None
) -> Line:
    """The line for bookings a second; more is better."""
    mine, theirs = ([each.rate for each in side] for side in (ours, beside))
    return Line(
        name=name,
        ours=f"{Spread.of(mine).median:,.0f} /s",
        floor=f"{Spread.of(theirs).median:,.0f} /s",
        figure=Spread.of([one / other for one, other in zip(mine, theirs, strict=True)]),
        budget=budget,
    )


def _slowest(name: str, ours: Sequence[Outcome], beside: Sequence[Outcome], budget: Budget) -> Line:
    """The line for how long the slowest waited; less is better."""
    mine, theirs = ([each.slow for each in side] for side in (ours, beside))
    return Line(
        name=name,
        ours=f"{Spread.of(mine).median * 1e3:,.1f} ms",
        floor=f"{Spread.of(theirs).median * 1e3:,.1f} ms",
        figure=Spread.of([one / other for one, other in zip(mine, theirs, strict=True)]),
        budget=budget,
    )
