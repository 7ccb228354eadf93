"""Edits of a series: of one session, of the following ones, or of all."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    BookingStatus,
    Desk,
    EntryStatus,
    Notify,
    Resource,
    ResourceKind,
    Scope,
    Series,
    Session,
    SessionCancelled,
    Unknown,
)
from bookingcore.testing import FrozenClock
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


class TestEditing:
    def test_one_moves_and_stands_by_itself(self, studio: Studio, laura: Resource) -> None:
        desk, made = studio.desk, series(studio)
        third = desk.schedule.sessions_of(made)[2]
        booking = desk.bookings.book(studio.anna, third)

        edit = desk.schedule.edit_series(
            made, from_=third, scope=Scope.ONE, starts_at="2026-07-14T18:00", resources=(laura,)
        )

        [moved] = edit.changed
        assert (moved.id, moved.occurrence, moved.resources) == (third.id, None, (laura.id,))
        assert desk.schedule.get(third) == moved
        assert studio.now(booking).starts_at == moved.starts_at
        assert edit.everybody.moved == (studio.now(booking),)
        assert edit.series == desk.schedule.get_series(made)
        assert edit.series.exceptions == ("2026-07-13T10:00:00",)
        assert told(desk, made) == [
            "06 10:00",
            "08 10:00",
            "14 18:00",
            "15 10:00",
            "20 10:00",
            "22 10:00",
        ]
        later = desk.schedule.edit_series(made, from_=MONDAY, scope=Scope.ALL, duration=30)
        assert len(later.changed) == 5
        assert desk.schedule.get(third).period.minutes == 60
        assert desk.verify() == ()

    def test_the_following_go_on_as_a_series_of_their_own(self, studio: Studio) -> None:
        desk, made = studio.desk, series(studio)
        sessions = desk.schedule.sessions_of(made)
        booked = [desk.bookings.book(studio.anna, each) for each in sessions]

        edit = desk.schedule.edit_series(
            made, from_=sessions[2], scope=Scope.FOLLOWING, starts_at="2026-07-13T12:00"
        )

        assert told(desk, made) == ["06 10:00", "08 10:00"]
        assert edit.follows is not None
        assert desk.schedule.get_series(edit.follows) == edit.follows
        assert told(desk, edit.follows) == ["13 12:00", "15 12:00", "20 12:00", "22 12:00"]
        assert [each.id for each in edit.changed] == [each.id for each in sessions[2:]]
        for booking, session in zip(booked, sessions, strict=True):
            assert studio.now(booking).starts_at == desk.schedule.get(session).starts_at
        assert kinds(desk, made) == ["SERIES_ADDED", "SERIES_EDITED"]
        assert desk.history(made)[-1].facts == {
            "scope": "FOLLOWING",
            "occurrence": "2026-07-13T10:00:00",
            "sessions": 4,
        }
        assert kinds(desk, edit.follows) == ["SERIES_ADDED"]
        assert kinds(desk, sessions[2])[-1] in {"SESSION_MOVED", "BOOKING_MOVED"}
        again = desk.schedule.edit_series(
            edit.follows, from_="2026-07-15T12:00", scope=Scope.FOLLOWING, cancel=True
        )
        assert len(again.cancelled) == 3
        assert desk.verify() == ()

    def test_all_move_into_one_another_s_places(self, studio: Studio, laura: Resource) -> None:
        """Each day's session moves to where the next one was: no one is in another's way."""
        desk = studio.desk
        made = series(studio, "FREQ=DAILY;COUNT=4", resources=(laura,))
        edit = desk.schedule.edit_series(
            made, from_=MONDAY, scope=Scope.ALL, starts_at="2026-07-07T10:00"
        )
        assert edit.follows is None
        assert told(desk, made) == ["07 10:00", "08 10:00", "09 10:00", "10 10:00"]
        assert [each.occurrence for each in edit.changed] == [
            f"2026-07-{day:02}T10:00:00" for day in (7, 8, 9, 10)
        ]
        assert desk.verify() == ()

    def test_another_rule_moves_ends_and_begins(self, studio: Studio) -> None:
        """Twice a week for two weeks becomes Mondays and Fridays for three."""
        desk, made = studio.desk, series(studio, "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4")
        sessions = desk.schedule.sessions_of(made)
        booked = [desk.bookings.book(studio.anna, each) for each in sessions]
        edit = desk.schedule.edit_series(
            made, from_=sessions[0], scope=Scope.ALL, rule="FREQ=WEEKLY;BYDAY=MO,FR;COUNT=6"
        )
        assert told(desk, made) == [
            "06 10:00",
            "10 10:00",
            "13 10:00",
            "17 10:00",
            "20 10:00",
            "24 10:00",
        ]
        assert [len(each) for each in (edit.changed, edit.cancelled, edit.added)] == [4, 0, 2]
        assert {each.capacity for each in edit.added} == {5}
        assert all(studio.now(booking).live for booking in booked)
        assert desk.verify() == ()

    @pytest.mark.parametrize(
        "given", [{"until": "2026-07-13"}, {"rule": "FREQ=WEEKLY;COUNT=3;BYDAY=MO,WE"}]
    )
    def test_a_shorter_one_ends_what_is_beyond(self, studio: Studio, given: dict[str, Any]) -> None:
        desk, made = studio.desk, series(studio)
        sessions = desk.schedule.sessions_of(made)
        booked = [desk.bookings.book(studio.anna, each) for each in sessions]
        edit = desk.schedule.edit_series(
            made, from_=MONDAY, scope=Scope.ALL, message="Estate", **given
        )
        assert told(desk, made) == ["06 10:00", "08 10:00", "13 10:00"]
        assert {each.id for each in edit.cancelled} == {each.id for each in sessions[3:]}
        assert [studio.now(each).live for each in booked] == [True] * 3 + [False] * 3
        assert edit.everybody.cancelled == tuple(studio.now(each) for each in booked[3:])
        assert desk.history(booked[-1])[-1].words == {"message": "Estate"}
        assert desk.verify() == ()

    def test_units_are_shared_out_anew_among_all_that_moves(self, studio: Studio) -> None:
        """One customer in every session: each unit moves once, whatever it pays for."""
        desk = studio.desk
        made = desk.schedule.add_series(
            studio.physio, rule="FREQ=WEEKLY;COUNT=4", starts_at=MONDAY, capacity=3
        )
        studio.sold(studio.plan(studio.physio, units=2, valid_for=13))
        studio.sold(studio.plan(studio.physio, units=1, valid_for=60), from_="2026-07-20")
        booked = [desk.bookings.book(studio.anna, each) for each in desk.schedule.sessions_of(made)]
        statuses = [studio.now(each).status is BookingStatus.BOOKED for each in booked]
        assert statuses == [True, True, True, False]

        desk.schedule.edit_series(made, from_=MONDAY, scope=Scope.ALL, starts_at="2026-07-09T10:00")

        statuses = [studio.now(each).status is BookingStatus.BOOKED for each in booked]
        assert statuses == [True, False, True, False]
        assert desk.verify() == ()

    @pytest.mark.rule("A20")
    def test_more_places_are_offered_and_fewer_remove_nobody(self, studio: Studio) -> None:
        desk, made = studio.desk, series(studio, capacity=1)
        sessions = desk.schedule.sessions_of(made)
        bruno = desk.customers.register(name="Bruno")
        for each in sessions[:2]:
            desk.bookings.book(studio.anna, each)
        entries = [desk.waitlist.join(bruno, each) for each in sessions[:2]]

        edit = desk.schedule.edit_series(made, from_=sessions[1], scope=Scope.FOLLOWING, capacity=2)
        assert [desk.waitlist.get(each).status for each in entries] == [
            EntryStatus.WAITING,
            EntryStatus.OFFERED,
        ]
        assert [each.capacity for each in desk.schedule.sessions_of(made)] == [1]
        assert edit.follows is not None
        assert edit.everybody.moved == ()
        closed = desk.schedule.edit_series(
            edit.follows, from_="2026-07-08T10:00", scope=Scope.ALL, capacity=0
        )
        assert [each.taken for each in closed.changed] == [2, 0, 0, 0, 0]
        assert [each.admitted for each in closed.changed] == [2, 0, 0, 0, 0]
        assert kinds(desk, sessions[3]) == ["SESSION_ADDED", "SESSION_RESIZED", "SESSION_RESIZED"]
        endless = desk.schedule.edit_series(
            edit.follows, from_="2026-07-08T10:00", scope=Scope.ONE, capacity=None
        )
        assert [each.capacity for each in endless.changed] == [None]
        assert desk.verify() == ()

    def test_cancelling_some_closes_queues_and_names_who_is_not_told(self, studio: Studio) -> None:
        desk, made = studio.desk, series(studio, capacity=1)
        sessions = desk.schedule.sessions_of(made)
        bruno = desk.customers.register(name="Bruno")
        booking = desk.bookings.book(studio.anna, sessions[4])
        entry = desk.waitlist.join(bruno, sessions[4])
        edit = desk.schedule.edit_series(
            made,
            from_="2026-07-20T10:00",
            scope=Scope.FOLLOWING,
            cancel=True,
            notify=Notify(customer=False),
        )
        assert {each.id for each in edit.cancelled} == {each.id for each in sessions[4:]}
        assert [each.customer_id for each in edit.everybody.not_told] == [studio.anna.id]
        assert studio.now(booking).live is False
        assert desk.waitlist.get(entry).status is EntryStatus.CLOSED
        assert told(desk, made) == ["06 10:00", "08 10:00", "13 10:00", "15 10:00"]
        assert desk.schedule.get_series(made).rule.endswith("UNTIL=20260715T100000;BYDAY=MO,WE")

        one = desk.schedule.edit_series(made, from_=sessions[1], scope=Scope.ONE, cancel=True)
        assert len(one.cancelled) == 1
        every = desk.schedule.edit_series(made, from_=sessions[0], scope=Scope.ALL, cancel=True)
        assert len(every.cancelled) == 3
        assert told(desk, made) == []
        with pytest.raises(Unknown) as refused:
            desk.schedule.edit_series(made, from_=MONDAY, scope=Scope.ALL, cancel=True)
        assert (refused.value.kind, refused.value.id) == ("occurrence", "2026-07-06T10:00:00")
        assert desk.verify() == ()


class TestLeftAlone:
    def test_what_has_started_stays(self, studio: Studio, clock: FrozenClock) -> None:
        desk, made = studio.desk, series(studio)
        sessions = desk.schedule.sessions_of(made)
        clock.move_to("2026-07-13T10:00:00+02:00")
        edit = desk.schedule.edit_series(
            made, from_=sessions[0], scope=Scope.ALL, starts_at="2026-07-06T11:00"
        )
        assert {each.id for each in edit.left} == {each.id for each in sessions[:3]}
        assert told(desk, made) == [
            "06 10:00",
            "08 10:00",
            "13 10:00",
            "15 11:00",
            "20 11:00",
            "22 11:00",
        ]
        over = desk.schedule.edit_series(
            made, from_="2026-07-15T11:00", scope=Scope.ALL, cancel=True
        )
        assert len(over.cancelled) == 3
        assert len(over.left) == 3
        assert desk.verify() == ()

    def test_nothing_is_added_in_the_past(self, studio: Studio, clock: FrozenClock) -> None:
        desk, made = studio.desk, series(studio, "FREQ=WEEKLY;COUNT=3")
        clock.move_to("2026-07-14T08:00:00+02:00")
        edit = desk.schedule.edit_series(
            made, from_=MONDAY, scope=Scope.ALL, rule="FREQ=DAILY;COUNT=16"
        )
        assert walls(edit.added) == [
            f"{day} 10:00" for day in ("14", "15", "16", "17", "18", "19", "21")
        ]
        assert "2026-07-07T10:00:00" in edit.series.exceptions
        later = desk.schedule.edit_series(
            made, from_="2026-07-16T10:00", scope=Scope.FOLLOWING, rule="FREQ=DAILY;COUNT=2"
        )
        assert later.follows is not None
        assert desk.verify() == ()

    def test_what_was_moved_or_cancelled_by_hand_stays(
        self, studio: Studio, laura: Resource
    ) -> None:
        desk, made = studio.desk, series(studio)
        sessions = desk.schedule.sessions_of(made)
        desk.schedule.move_session(sessions[1], starts_at="2026-07-09T15:00")
        desk.schedule.move_session(sessions[2], resources=(laura,))
        desk.schedule.cancel_session(sessions[3])

        edit = desk.schedule.edit_series(
            made, from_=MONDAY, scope=Scope.ALL, starts_at="2026-07-06T11:00"
        )

        assert {each.id for each in edit.left} == {each.id for each in sessions[1:4]}
        assert told(desk, made) == ["06 11:00", "09 15:00", "13 10:00", "20 11:00", "22 11:00"]
        named = desk.schedule.edit_series(
            made, from_=sessions[1], scope=Scope.FOLLOWING, starts_at="2026-07-08T12:00"
        )
        assert named.follows is not None
        assert told(desk, named.follows) == ["08 12:00", "13 10:00", "20 12:00", "22 12:00"]
        assert desk.verify() == ()

    def test_what_was_moved_by_hand_may_be_resized_where_it_is(self, studio: Studio) -> None:
        desk, made = studio.desk, series(studio)
        second = desk.schedule.sessions_of(made)[1]
        moved = desk.schedule.move_session(second, starts_at="2026-07-09T15:00")
        edit = desk.schedule.edit_series(made, from_=second, scope=Scope.ALL, capacity=9)
        assert len(edit.changed) == 6
        after = desk.schedule.get(second)
        assert (after.capacity, after.starts_at) == (9, moved.starts_at)

    def test_the_one_that_is_named_alone_is_never_left(
        self, studio: Studio, clock: FrozenClock
    ) -> None:
        desk, made = studio.desk, series(studio)
        sessions = desk.schedule.sessions_of(made)
        desk.schedule.cancel_session(sessions[1])
        wishes: list[dict[str, Any]] = [
            {"cancel": True},
            {"capacity": 9},
            {"starts_at": "2026-07-08T12:00"},
        ]
        for given in wishes:
            with pytest.raises(SessionCancelled):
                desk.schedule.edit_series(made, from_=sessions[1], scope=Scope.ONE, **given)
        clock.move_to("2026-07-06T10:30:00+02:00")
        done = desk.schedule.edit_series(made, from_=sessions[0], scope=Scope.ONE, cancel=True)
        assert len(done.cancelled) == 1
