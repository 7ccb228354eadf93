"""Resources under random additions, moves, cancellations and edits of series: never in two places.

The model keeps intervals of whole hours and compares each with each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, count
from typing import Any

import pytest
from attrs import define, field, frozen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookingcore import (
    Desk,
    Refused,
    ResourceBusy,
    ResourceKind,
    Scope,
    Session,
    SessionCancelled,
)
from bookingcore.desk.scheduling.editing import SeriesEdit
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING, rome

MIDNIGHT = datetime(2026, 7, 5, 22, tzinfo=UTC)
"""From which hours are counted: 6 July in Rome."""
HOURS = st.integers(0, 96)
LENGTHS = st.integers(1, 20)
WHOSE = st.sampled_from(((0,), (1,), (0, 1), ()))
ANY = st.integers(0, 99)

_numbers = count(1)


@frozen
class Place:
    """Some hours of some resources."""

    start: int
    hours: int
    resources: tuple[int, ...]

    def meets(self, other: Place) -> bool:
        ours = set(range(self.start, self.start + self.hours))
        theirs = range(other.start, other.start + other.hours)
        return bool(set(self.resources) & set(other.resources)) and not ours.isdisjoint(theirs)


@define
class Round:
    """A series: the sessions that it still places, each with the hour at which it does."""

    id: str
    hours: int
    resources: tuple[int, ...]
    entries: list[tuple[str, int]]


@define
class Model:
    """Where every session is, as far as it takes place."""

    places: dict[str, Place] = field(factory=dict)
    rounds: list[Round] = field(factory=list)

    def blocked(self, wanted: Sequence[Place], apart_from: Sequence[str] = ()) -> bool:
        others = [place for id, place in self.places.items() if id not in apart_from]
        return any(new.meets(old) for new in wanted for old in others)

    def reached(self, of: Round, at: int, scope: Scope) -> list[tuple[str, int]]:
        """What an edit changes: where the series placed it, or named."""
        if scope is Scope.ONE:
            return [of.entries[at]]
        tail = of.entries[at:] if scope is Scope.FOLLOWING else of.entries
        return [
            (id, hour)
            for id, hour in tail
            if (place := self.places.get(id)) is not None
            and (id == of.entries[at][0] or place == Place(hour, of.hours, of.resources))
        ]


class Rooms(RuleBasedStateMachine):
    """Two resources, and everything that may happen to where they are."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        super().__init__()
        clock.move_to(MORNING)
        center = f"center-{next(_numbers)}"
        self.desk = Desk(desk.store, center=center, clock=clock, chance=SeededChance(7))
        self.desk.configure(rome())
        self.service = self.desk.catalog.add_service("Yoga", duration=60)
        self.resources = [
            self.desk.catalog.add_resource(name, kind=ResourceKind.ROOM) for name in "AB"
        ]
        self.model = Model()

    def ids(self, whose: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.resources[each].id for each in whose)

    def place_of(self, session: Session) -> Place:
        hours = int(session.starts_at.timestamp() - MIDNIGHT.timestamp()) // 3600
        own = [number for number, each in enumerate(self.resources) if each.id in session.resources]
        return Place(hours, session.period.minutes // 60, tuple(own))

    def took_place(self, session: Session) -> None:
        self.model.places[session.id] = self.place_of(session)

    def refused(self, command: Any, error: type[Refused] = ResourceBusy) -> None:
        with pytest.raises(error):
            command()

    @rule(start=HOURS, hours=LENGTHS, whose=WHOSE)
    def add(self, start: int, hours: int, whose: tuple[int, ...]) -> None:
        def command() -> Session:
            return self.desk.schedule.add_session(
                self.service,
                starts_at=at(start),
                ends_at=at(start + hours),
                resources=self.ids(whose),
            )

        wanted = Place(start, hours, whose)
        if self.model.blocked([wanted]):
            self.refused(command)
        else:
            self.model.places[command().id] = wanted

    @precondition(lambda self: self.model.places)
    @rule(which=ANY, start=HOURS, whose=st.none() | WHOSE)
    def move(self, which: int, start: int, whose: tuple[int, ...] | None) -> None:
        id = sorted(self.model.places)[which % len(self.model.places)]
        old = self.model.places[id]
        wanted = Place(start, old.hours, old.resources if whose is None else whose)

        def command() -> Session:
            return self.desk.schedule.move_session(
                id, starts_at=at(start), resources=None if whose is None else self.ids(whose)
            )

        if self.model.blocked([wanted], [id]):
            self.refused(command)
        else:
            command()
            self.model.places[id] = wanted

    @precondition(lambda self: self.model.places)
    @rule(which=ANY)
    def cancel(self, which: int) -> None:
        id = sorted(self.model.places)[which % len(self.model.places)]
        self.desk.schedule.cancel_session(id)
        del self.model.places[id]

    @rule(start=HOURS, hours=LENGTHS, whose=WHOSE, days=st.integers(1, 3), times=st.integers(1, 4))
    def add_series(
        self, start: int, hours: int, whose: tuple[int, ...], days: int, times: int
    ) -> None:
        def command() -> Any:
            return self.desk.schedule.add_series(
                self.service,
                rule=f"FREQ=DAILY;INTERVAL={days};COUNT={times}",
                starts_at=at(start),
                duration=hours * 60,
                resources=self.ids(whose),
            )

        starts = [start + 24 * days * number for number in range(times)]
        if self.model.blocked([Place(each, hours, whose) for each in starts]):
            self.refused(command)
            return
        made = command()
        sessions = self.desk.schedule.sessions_of(made)
        self.model.places |= {
            session.id: Place(each, hours, whose)
            for session, each in zip(sessions, starts, strict=True)
        }
        entries: list[tuple[str, int]] = [
            (session.id, each) for session, each in zip(sessions, starts, strict=True)
        ]
        self.model.rounds.append(Round(made.id, hours, whose, entries))

    @precondition(lambda self: any(each.entries for each in self.model.rounds))
    @rule(
        which=ANY,
        entry=ANY,
        scope=st.sampled_from(Scope),
        shift=st.sampled_from((-5, -1, 1, 3, 24, 30)),
        whose=st.none() | WHOSE,
    )
    def shift(
        self, which: int, entry: int, scope: Scope, shift: int, whose: tuple[int, ...] | None
    ) -> None:
        of, number = self.one(which, entry)
        id, hour = of.entries[number]
        reached = self.model.reached(of, number, scope)
        wanted = {
            each: Place(
                nominal + shift,
                of.hours,
                whose if whose is not None else self.model.places[each].resources,
            )
            for each, nominal in reached
            if each in self.model.places
        }

        def command() -> Any:
            return self.desk.schedule.edit_series(
                of.id,
                from_=id,
                scope=scope,
                starts_at=at(hour + shift),
                resources=None if whose is None else self.ids(whose),
            )

        if scope is Scope.ONE and not wanted:
            self.refused(command, SessionCancelled)
        elif self.model.blocked(list(wanted.values()), list(wanted)):
            self.refused(command)
        else:
            edit = command()
            self.model.places |= wanted
            self.placed_anew(of, number, scope, shift, whose, edit)

    def placed_anew(
        self,
        of: Round,
        number: int,
        scope: Scope,
        shift: int,
        whose: tuple[int, ...] | None,
        edit: Any,
    ) -> None:
        """What the series places from now on."""
        resources = of.resources if whose is None else whose
        if scope is Scope.ONE:
            del of.entries[number]
            return
        first = number if scope is Scope.FOLLOWING else 0
        tail = [(id, hour + shift) for id, hour in of.entries[first:]]
        if edit.follows is None:
            assert first == 0
            of.entries, of.resources = tail, resources
        else:
            del of.entries[first:]
            self.model.rounds.append(Round(edit.follows.id, of.hours, resources, tail))

    @precondition(lambda self: any(each.entries for each in self.model.rounds))
    @rule(which=ANY, entry=ANY, scope=st.sampled_from(Scope))
    def end(self, which: int, entry: int, scope: Scope) -> None:
        of, number = self.one(which, entry)
        id, _ = of.entries[number]
        ended = [
            each for each, _ in self.model.reached(of, number, scope) if each in self.model.places
        ]

        def command() -> SeriesEdit:
            return self.desk.schedule.edit_series(of.id, from_=id, scope=scope, cancel=True)

        if scope is Scope.ONE and not ended:
            self.refused(command, SessionCancelled)
            return
        edit = command()
        assert {session.id for session in edit.cancelled} == set(ended)
        for each in ended:
            del self.model.places[each]
        if scope is Scope.ONE:
            del of.entries[number]
        else:
            del of.entries[0 if scope is Scope.ALL else number :]

    def one(self, which: int, entry: int) -> tuple[Round, int]:
        rounds = [each for each in self.model.rounds if each.entries]
        of = rounds[which % len(rounds)]
        return of, entry % len(of.entries)

    @invariant()
    def everything_is_where_the_model_has_it_and_nothing_is_in_two_places(self) -> None:
        told = self.desk.schedule.sessions(between=("2026-07-01", "2026-08-31"))
        places = {each.id: self.place_of(each) for each in told if each.live}
        assert places == self.model.places
        assert not [pair for pair in combinations(places.values(), 2) if pair[0].meets(pair[1])]
        assert self.desk.verify() == ()


def at(hour: int) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


@pytest.mark.hypothesis
def test_no_resource_is_ever_in_two_places(desk: Desk, clock: FrozenClock) -> None:
    long = settings().max_examples > 100
    size = settings(
        max_examples=settings().max_examples // 5, stateful_step_count=50 if long else 20
    )
    machine: Any = lambda: Rooms(desk, clock)  # noqa: E731 - it takes a class, or what makes one
    run_state_machine_as_test(machine, settings=size)
