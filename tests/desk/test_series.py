"""Series: many sessions in one step, or none; and edits that are refused as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    AmbiguousTime,
    Desk,
    EventKind,
    IdempotencyKeyReused,
    IntoThePast,
    InvalidInput,
    InvalidRule,
    NonexistentTime,
    NotAllowed,
    OverlappingOccurrences,
    Resource,
    ResourceBusy,
    ResourceKind,
    ResourceNotServing,
    Scope,
    Series,
    Session,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

WEEKLY = "FREQ=WEEKLY;COUNT=6;BYDAY=MO,WE"
MONDAY = "2026-07-06T10:00"


@pytest.fixture
def laura(desk: Desk) -> Resource:
    return desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)


def series(studio: Studio, rule: str = WEEKLY, **given: Any) -> Series:
    usual = {"starts_at": MONDAY, "capacity": 5}
    return studio.desk.schedule.add_series(studio.yoga, rule=rule, **{**usual, **given})


def walls(sessions: tuple[Session, ...]) -> list[str]:
    """When sessions start, on the wall: day, hour and minute."""
    return [each.starts_at.in_timezone(each.zone).strftime("%d %H:%M") for each in sessions]


def told(desk: Desk, of: Series) -> list[str]:
    """The sessions of a series that take place."""
    return walls(tuple(each for each in desk.schedule.sessions_of(of) if each.live))


def kinds(desk: Desk, subject: object) -> list[str]:
    return [event.kind.name for event in desk.history(subject)]


class TestAdding:
    def test_every_occurrence_is_a_session(self, studio: Studio, laura: Resource) -> None:
        desk, made = studio.desk, series(studio, resources=(laura,), exceptions=("2026-07-15",))
        sessions = desk.schedule.sessions_of(made)

        assert walls(sessions) == ["06 10:00", "08 10:00", "13 10:00", "20 10:00", "22 10:00"]
        assert desk.schedule.get_series(made) == made
        assert {each.series_id for each in sessions} == {made.id}
        assert sessions[0].occurrence == "2026-07-06T10:00:00"
        assert {(each.capacity, each.admitted, each.taken) for each in sessions} == {(5, 5, 0)}
        assert {each.resources for each in sessions} == {(laura.id,)}
        assert desk.schedule.sessions(between=("2026-07-01", "2026-07-31")) == sessions
        assert desk.verify() == ()

    def test_it_is_on_record(self, studio: Studio) -> None:
        made = series(studio)
        [event] = studio.desk.history(made)
        assert event.kind is EventKind.SERIES_ADDED
        assert event.facts == {"service": studio.yoga.id, "rule": WEEKLY, "sessions": 6}
        for session in studio.desk.schedule.sessions_of(made):
            assert kinds(studio.desk, session) == ["SESSION_ADDED"]

    @pytest.mark.parametrize(
        ("given", "last"),
        [
            ({"until": "2026-07-13"}, "13 10:00"),
            ({"until": "2026-07-13T09:59"}, "08 10:00"),
            ({"until": "2026-07-13T10:00"}, "13 10:00"),
        ],
    )
    def test_its_end_may_stand_beside_the_rule(
        self, studio: Studio, given: dict[str, Any], last: str
    ) -> None:
        made = series(studio, "FREQ=WEEKLY;BYDAY=MO,WE", **given)
        assert told(studio.desk, made)[-1] == last

    @pytest.mark.parametrize(
        ("given", "minutes"),
        [
            ({}, 60),
            ({"duration": 45}, 45),
            ({"ends_at": "2026-07-06T12:00"}, 120),
            ({"starts_at": "2026-07-06T08:00Z", "ends_at": "2026-07-06T10:30Z"}, 150),
        ],
    )
    def test_each_lasts_as_long(self, studio: Studio, given: dict[str, Any], minutes: int) -> None:
        sessions = studio.desk.schedule.sessions_of(series(studio, **given))
        assert {each.period.minutes for each in sessions} == {minutes}
        assert walls(sessions)[0] == "06 10:00"

    def test_the_wall_time_stays_when_the_clocks_change(self, studio: Studio) -> None:
        made = series(studio, "FREQ=WEEKLY;COUNT=3", starts_at="2026-10-19T10:00")
        sessions = studio.desk.schedule.sessions_of(made)
        assert walls(sessions) == ["19 10:00", "26 10:00", "02 10:00"]
        assert [each.starts_at.hour for each in sessions] == [8, 9, 9]

    @pytest.mark.parametrize(
        ("starts_at", "error"),
        [("2026-03-28T02:30", NonexistentTime), ("2026-10-24T02:30", AmbiguousTime)],
    )
    def test_an_occurrence_that_the_clocks_skip_or_repeat_is_refused(
        self, studio: Studio, starts_at: str, error: type[InvalidInput]
    ) -> None:
        """Not only the first one; and nothing is kept of the others."""
        before = everything(studio.desk)
        with pytest.raises(error):
            series(studio, "FREQ=DAILY;COUNT=3", starts_at=starts_at)
        assert everything(studio.desk) == before
        made = series(studio, "FREQ=DAILY;COUNT=3", starts_at=starts_at, fold=0)
        assert len(studio.desk.schedule.sessions_of(made)) == 3

    def test_every_occurrence_is_checked(self, studio: Studio, laura: Resource) -> None:
        desk = studio.desk
        there = desk.schedule.add_session(
            studio.yoga, starts_at="2026-07-20T10:59", resources=(laura,)
        )
        before = everything(desk)
        with pytest.raises(ResourceBusy) as refused:
            series(studio, resources=(laura,))
        assert (refused.value.resource_id, refused.value.session_id) == (laura.id, there.id)
        assert everything(desk) == before
        assert series(studio, resources=(laura,), exceptions=("2026-07-20",)).id
        assert desk.verify() == ()

    def test_its_own_occurrences_may_not_overlap_with_resources(
        self, studio: Studio, laura: Resource
    ) -> None:
        daily, long = "FREQ=DAILY;COUNT=3", 25 * 60
        with pytest.raises(OverlappingOccurrences):
            series(studio, daily, duration=long, resources=(laura,))
        assert series(studio, daily, duration=24 * 60, resources=(laura,)).id
        assert series(studio, daily, duration=long).id

    def test_the_same_key_makes_one_series(self, studio: Studio) -> None:
        first = series(studio, key="k")
        assert series(studio, key="k") == first
        assert len(told(studio.desk, first)) == 6
        with pytest.raises(IdempotencyKeyReused):
            series(studio, key="k", exceptions=("2026-07-06",))

    def test_it_takes_place_in_the_zone_of_its_branch(self, studio: Studio) -> None:
        harlem = studio.desk.catalog.add_branch("Harlem", time_zone="America/New_York")
        made = series(studio, branch=harlem)
        [first, *_] = studio.desk.schedule.sessions_of(made)
        assert (first.zone, first.branch_id) == ("America/New_York", harlem.id)
        assert first.starts_at.isoformat() == "2026-07-06T14:00:00+00:00"

    @pytest.mark.parametrize(
        ("given", "error", "field"),
        [
            ({"rule": "FREQ=WEEKLY"}, InvalidRule, "rule"),
            ({"rule": "FREQ=SECONDLY;COUNT=2"}, InvalidRule, "rule"),
            ({"rule": None}, InvalidInput, "rule"),
            ({"until": "2026-02-30"}, InvalidInput, "until"),
            ({"until": "2026-07-30"}, InvalidRule, "rule"),
            ({"starts_at": "2026-02-30T10:00"}, InvalidInput, "starts_at"),
            ({"starts_at": "2026-07-06T10:00:30+02:00"}, InvalidInput, "starts_at"),
            ({"starts_at": None}, InvalidInput, "starts_at"),
            ({"duration": 0}, InvalidInput, "duration"),
            ({"duration": 60, "ends_at": "2026-07-06T12:00"}, InvalidInput, "duration"),
            ({"ends_at": MONDAY}, InvalidInput, "duration"),
            ({"ends_at": "2026-07-06T10:00:30"}, InvalidInput, "ends_at"),
            ({"capacity": -1}, InvalidInput, "capacity"),
            ({"resources": "laura"}, InvalidInput, "resources"),
            ({"exceptions": "2026-07-06"}, InvalidInput, "exceptions"),
            ({"exceptions": ("soon",)}, InvalidInput, "exceptions"),
            ({"fold": 2}, InvalidInput, "fold"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(
        self, studio: Studio, given: dict[str, Any], error: type[InvalidInput], field: str
    ) -> None:
        before = everything(studio.desk)
        with pytest.raises(error) as refused:
            series(studio, **given)
        assert refused.value.field == field
        assert everything(studio.desk) == before

    def test_what_is_not_here_or_not_allowed_is_refused(self, studio: Studio) -> None:
        desk, made = studio.desk, series(studio)
        bike = desk.catalog.add_resource(
            "Bike", kind=ResourceKind.DEVICE, services=(studio.physio,)
        )
        with pytest.raises(ResourceNotServing):
            series(studio, resources=(bike,))
        for ask in (
            lambda: desk.schedule.get_series("nothing"),
            lambda: desk.schedule.sessions_of("nothing"),
            lambda: desk.at("torino").schedule.get_series(made),
            lambda: desk.at("torino").schedule.sessions_of(made),
            lambda: desk.schedule.edit_series(
                "nothing", from_=MONDAY, scope=Scope.ALL, cancel=True
            ),
            lambda: series(studio, branch="nowhere"),
            lambda: desk.schedule.add_series("tango", rule=WEEKLY, starts_at=MONDAY),
        ):
            with pytest.raises(Unknown):
                ask()
        own = desk.by(studio.anna).schedule
        assert len(own.sessions_of(own.get_series(made))) == 6
        with pytest.raises(NotAllowed):
            own.add_series(studio.yoga, rule=WEEKLY, starts_at=MONDAY)
        with pytest.raises(NotAllowed):
            own.edit_series(made, from_=MONDAY, scope=Scope.ALL, cancel=True)


class TestNothingHalfEdited:
    def test_a_busy_resource_at_the_last_occurrence_undoes_all(
        self, studio: Studio, laura: Resource
    ) -> None:
        desk, made = studio.desk, series(studio, resources=(laura,))
        there = desk.schedule.add_session(
            studio.yoga, starts_at="2026-07-22T11:00", resources=(laura,)
        )
        before = everything(desk)
        with pytest.raises(ResourceBusy) as refused:
            desk.schedule.edit_series(
                made, from_=MONDAY, scope=Scope.ALL, starts_at="2026-07-06T10:01"
            )
        assert refused.value.session_id == there.id
        with pytest.raises(ResourceBusy):
            desk.schedule.edit_series(
                made,
                from_=MONDAY,
                scope=Scope.ALL,
                rule="FREQ=WEEKLY;BYDAY=WE;COUNT=3",
                duration=61,
            )
        assert everything(desk) == before
        assert desk.schedule.get_series(made) == made

    def test_resources_are_given_to_all_of_them(self, studio: Studio, laura: Resource) -> None:
        desk, made = studio.desk, series(studio)
        bike = desk.catalog.add_resource(
            "Bike", kind=ResourceKind.DEVICE, services=(studio.physio,)
        )
        edit = desk.schedule.edit_series
        with pytest.raises(ResourceNotServing):
            edit(made, from_=MONDAY, scope=Scope.ALL, resources=(bike,))
        assert len(edit(made, from_=MONDAY, scope=Scope.ALL, resources=(laura,)).changed) == 6
        with pytest.raises(ResourceBusy):
            desk.schedule.add_session(studio.yoga, starts_at="2026-07-22T10:30", resources=(laura,))
        with pytest.raises(Unknown):
            edit(made, from_=MONDAY, scope=Scope.ALL, resources=("nobody",))

    def test_nothing_moves_into_the_past(self, studio: Studio, clock: FrozenClock) -> None:
        desk, made = studio.desk, series(studio, "FREQ=DAILY;COUNT=4")
        clock.move_to("2026-07-07T12:00:00+02:00")
        before = everything(desk)
        with pytest.raises(IntoThePast):
            desk.schedule.edit_series(
                made, from_="2026-07-08T10:00", scope=Scope.FOLLOWING, starts_at="2026-07-07T12:00"
            )
        assert everything(desk) == before
        assert desk.schedule.get_series(made) == made

    def test_what_cannot_be_meant_is_refused(self, studio: Studio) -> None:
        desk, made = studio.desk, series(studio)
        other = studio.session("2026-07-30T10:00")
        before = everything(desk)
        usual: dict[str, Any] = {"from_": MONDAY, "scope": Scope.ALL}
        for given, field in (
            ({}, "starts_at"),
            ({"cancel": True, "capacity": 3}, "cancel"),
            ({"cancel": 1}, "cancel"),
            ({"scope": "SOME", "cancel": True}, "scope"),
            ({"scope": Scope.ONE, "rule": WEEKLY}, "scope"),
            ({"scope": Scope.ONE, "until": "2026-07-30"}, "scope"),
            ({"rule": "FREQ=HOURLY;COUNT=2"}, "rule"),
            ({"until": "soon"}, "until"),
            ({"starts_at": "2026-07-07T10:00:30"}, "starts_at"),
            ({"starts_at": "2026-07-07T10:00"}, "starts_at"),
            ({"duration": 0}, "duration"),
            ({"capacity": -1}, "capacity"),
            ({"resources": 7}, "resources"),
            ({"notify": "x", "cancel": True}, "notify"),
            ({"message": 7, "cancel": True}, "message"),
            ({"from_": 7, "cancel": True}, "session"),
        ):
            with pytest.raises(InvalidInput) as refused:
                desk.schedule.edit_series(made, **{**usual, **given})
            assert refused.value.field == field
        for from_ in ("2026-07-07T10:00", other, "nothing"):
            with pytest.raises(Unknown):
                desk.schedule.edit_series(made, from_=from_, scope=Scope.ONE, cancel=True)
        assert everything(desk) == before
