"""Edits of a series: what they reach, what the series becomes, which sessions move, end, begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.schedule.edits import Edited, Scope, cancelled, changed, concerned
from bookingcore.domain.schedule.series import Occurrence, Series, occurrences
from bookingcore.domain.values.ids import SeriesId
from bookingcore.errors import (
    InvalidInput,
    InvalidRule,
    NonexistentTime,
    OverlappingOccurrences,
    Unknown,
)
from tests.domain.schedule.build import LAURA, keys, series

MONDAYS = series("FREQ=WEEKLY;BYDAY=MO;COUNT=4")
THIRD = "2026-03-16T10:00:00"


def wanted(of: Series = MONDAYS, **fields: Any) -> Series:
    """*of* as it is to be from the third Monday on, under another id."""
    return evolve(of, **{"id": SeriesId("s2"), "starts": THIRD, **fields})


def days(found: Sequence[Occurrence]) -> list[str]:
    return [key[5:] for key in keys(found)]


def moved(edited: Edited) -> list[tuple[str, str]]:
    return [(days([before])[0], days([after])[0]) for before, after in edited.moves]


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (Scope.ONE, ["03-16T10:00"]),
        (Scope.FOLLOWING, ["03-16T10:00", "03-23T10:00"]),
        (Scope.ALL, ["03-02T10:00", "03-09T10:00", "03-16T10:00", "03-23T10:00"]),
    ],
)
def test_an_edit_reaches_one_occurrence_or_the_following_or_all(
    scope: Scope, reached: list[str]
) -> None:
    assert days(concerned(MONDAYS, scope, THIRD)) == reached


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize(
    "key", ["2026-03-17T10:00:00", "2026-03-16T10:00", "", "2026-03-09T10:00:00"]
)
def test_an_occurrence_that_is_not_there_is_unknown(scope: Scope, key: str) -> None:
    """The last one is an exception."""
    of = MONDAYS.excepting(["2026-03-09"])

    for edit in (concerned, cancelled):
        with pytest.raises(Unknown) as refused:
            edit(of, scope, key)
        assert (refused.value.kind, refused.value.id) == ("occurrence", key)
    with pytest.raises(Unknown):
        changed(of, scope, key, wanted())


class TestCancelling:
    def test_one_becomes_an_exception(self) -> None:
        edited = cancelled(MONDAYS, Scope.ONE, THIRD)

        assert edited.stays == evolve(MONDAYS, exceptions=(THIRD,))
        assert days(edited.ends) == ["03-16T10:00"]
        assert (edited.follows, edited.moves, edited.begins) == (None, (), ())

    def test_the_following_are_cut_off(self) -> None:
        edited = cancelled(MONDAYS, Scope.FOLLOWING, THIRD)

        assert edited.stays == evolve(MONDAYS, rule="FREQ=WEEKLY;UNTIL=20260309T100000;BYDAY=MO")
        assert days(edited.ends) == ["03-16T10:00", "03-23T10:00"]

    def test_the_cut_passes_over_exceptions(self) -> None:
        of = MONDAYS.excepting(["2026-03-09"])

        edited = cancelled(of, Scope.FOLLOWING, THIRD)

        assert edited.stays is not None
        assert keys(edited.stays) == ["2026-03-02T10:00"]

    @pytest.mark.parametrize(
        ("scope", "key"),
        [(Scope.ALL, THIRD), (Scope.FOLLOWING, "2026-03-09T10:00:00")],
    )
    def test_nothing_stays_when_all_are_cancelled(self, scope: Scope, key: str) -> None:
        of = MONDAYS.excepting(["2026-03-02"])

        edited = cancelled(of, scope, key)

        assert edited.stays is None
        assert days(edited.ends) == ["03-09T10:00", "03-16T10:00", "03-23T10:00"]

    def test_nothing_stays_of_a_series_of_one(self) -> None:
        alone = series("FREQ=DAILY;COUNT=1")

        assert cancelled(alone, Scope.ONE, alone.starts).stays is None


class TestChangingOne:
    def test_it_moves_and_the_series_makes_an_exception(self) -> None:
        to = wanted(starts="2026-03-17T18:00", duration=90)

        edited = changed(MONDAYS, Scope.ONE, THIRD, to)

        assert edited.stays == MONDAYS.excepting([THIRD])
        assert moved(edited) == [("03-16T10:00", "03-17T18:00")]
        assert edited.moves[0][1].period.minutes == 90
        assert (edited.follows, edited.ends, edited.begins) == (None, (), ())

    def test_it_may_move_to_the_time_of_another(self) -> None:
        edited = changed(MONDAYS, Scope.ONE, THIRD, wanted(starts="2026-03-23T10:00"))

        assert moved(edited) == [("03-16T10:00", "03-23T10:00")]

    def test_it_does_not_move_into_a_gap(self) -> None:
        with pytest.raises(NonexistentTime):
            changed(MONDAYS, Scope.ONE, THIRD, wanted(starts="2026-03-29T02:30"))


class TestTheSameRule:
    """All that are reached move alike."""

    def test_the_following_go_on_as_a_new_series(self) -> None:
        edited = changed(
            MONDAYS, Scope.FOLLOWING, THIRD, wanted(starts="2026-03-16T18:30", capacity=None)
        )

        assert edited.stays == evolve(MONDAYS, rule="FREQ=WEEKLY;UNTIL=20260309T100000;BYDAY=MO")
        assert edited.follows == wanted(
            rule="FREQ=WEEKLY;COUNT=2;BYDAY=MO", starts="2026-03-16T18:30", capacity=None
        )
        assert moved(edited) == [("03-16T10:00", "03-16T18:30"), ("03-23T10:00", "03-23T18:30")]
        assert (edited.ends, edited.begins) == ((), ())

    def test_all_stay_one_series(self) -> None:
        edited = changed(
            evolve(MONDAYS, version=3), Scope.ALL, THIRD, wanted(starts="2026-03-16T18:30")
        )

        assert edited.stays == evolve(MONDAYS, starts="2026-03-02T18:30")
        assert edited.stays.version == 3
        assert edited.follows is None
        assert moved(edited) == [
            (f"03-{day}T10:00", f"03-{day}T18:30") for day in ("02", "09", "16", "23")
        ]

    def test_the_following_from_the_first_on_are_all(self) -> None:
        of = MONDAYS.excepting(["2026-03-02"])
        to = wanted(starts="2026-03-09T11:00")

        following = changed(of, Scope.FOLLOWING, "2026-03-09T10:00:00", to)

        assert following == changed(of, Scope.ALL, "2026-03-09T10:00:00", to)
        assert following.stays == evolve(
            MONDAYS, starts="2026-03-02T11:00", exceptions=("2026-03-02T11:00",)
        )

    def test_an_end_cuts_nothing_off_that_moves_beyond_it(self) -> None:
        of = series("FREQ=WEEKLY;UNTIL=20260323T100000")

        edited = changed(of, Scope.ALL, THIRD, wanted(of, starts="2026-03-18T18:00"))

        assert moved(edited)[-1] == ("03-23T10:00", "03-25T18:00")

    @pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
    def test_an_end_that_still_holds_stays_as_it_is_written(self, scope: Scope) -> None:
        of = series("FREQ=WEEKLY;UNTIL=20260329")

        edited = changed(of, scope, THIRD, wanted(of, duration=90))

        becomes = edited.follows if scope is Scope.FOLLOWING else edited.stays
        assert becomes is not None
        assert becomes.rule == of.rule
        assert len(edited.moves) == len(concerned(of, scope, THIRD))

    def test_another_zone_keeps_every_occurrence(self) -> None:
        """The end was 20:30 in Rome, and is 14:30 in New York, before the last start."""
        of = series("FREQ=WEEKLY;UNTIL=20260323T193000Z", starts="2026-03-02T20:00")
        key = "2026-03-16T20:00:00"

        edited = changed(of, Scope.ALL, key, wanted(of, starts=key, zone="America/New_York"))

        assert [before.key for before, _ in edited.moves] == [
            after.key for _, after in edited.moves
        ]
        assert len(edited.moves) == 4

    def test_exceptions_move_along(self) -> None:
        of = MONDAYS.excepting(["2026-03-09", "2026-03-23T10:00:00", "2026-12-25"])

        edited = changed(of, Scope.ALL, THIRD, wanted(of, starts="2026-03-16T23:30"))

        assert moved(edited) == [("03-02T10:00", "03-02T23:30"), ("03-16T10:00", "03-16T23:30")]
        assert edited.stays is not None
        assert edited.stays.exceptions == ("2026-03-09T23:30:00", "2026-03-23T23:30:00")

    def test_exceptions_stay_as_they_are_where_nothing_moves(self) -> None:
        of = MONDAYS.excepting(["2026-03-23", "2026-12-25"])

        edited = changed(of, Scope.FOLLOWING, THIRD, wanted(of, capacity=5))

        assert edited.follows is not None
        assert edited.follows.exceptions == of.exceptions
        assert moved(edited) == [("03-16T10:00", "03-16T10:00")]

    @pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
    @pytest.mark.parametrize(
        ("rule", "to"),
        [
            ("FREQ=WEEKLY;BYDAY=MO;COUNT=4", "2026-03-17T10:00"),
            ("FREQ=WEEKLY;BYHOUR=10;COUNT=4", "2026-03-16T11:00"),
            ("FREQ=DAILY;INTERVAL=7;COUNT=4;BYDAY=MO", "2026-03-15T10:00"),
        ],
    )
    def test_a_rule_that_names_its_times_does_not_move_off_them(
        self, scope: Scope, rule: str, to: str
    ) -> None:
        of = series(rule)

        with pytest.raises(InvalidInput):
            changed(of, scope, THIRD, wanted(of, starts=to))

    def test_months_of_unlike_length_do_not_move_alike(self) -> None:
        of = series("FREQ=MONTHLY;COUNT=3", starts="2026-01-31T10:00")

        with pytest.raises(InvalidInput, match="give the rule too") as refused:
            changed(of, Scope.ALL, "2026-03-31T10:00:00", wanted(of, starts="2026-04-01T10:00"))

        assert refused.value.field == "starts_at"

    def test_every_occurrence_is_checked_anew(self) -> None:
        nights = series("FREQ=DAILY;COUNT=30", resources=(LAURA,))

        with pytest.raises(NonexistentTime, match="2026-03-29T02:30"):
            changed(nights, Scope.ALL, THIRD, wanted(nights, starts="2026-03-16T02:30"))
        with pytest.raises(OverlappingOccurrences):
            changed(nights, Scope.FOLLOWING, THIRD, wanted(nights, duration=1500))


class TestAnotherRule:
    """Who has a place goes on to the nearest occurrence, where there is one."""

    def test_more_days_begin(self) -> None:
        edited = changed(
            MONDAYS, Scope.FOLLOWING, THIRD, wanted(rule="FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4")
        )

        assert moved(edited) == [("03-16T10:00", "03-16T10:00"), ("03-23T10:00", "03-23T10:00")]
        assert days(edited.begins) == ["03-18T10:00", "03-25T10:00"]
        assert edited.ends == ()
        assert edited.follows is not None
        assert edited.follows.id == "s2"

    def test_fewer_days_end(self) -> None:
        of = series("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6")

        edited = changed(of, Scope.ALL, THIRD, wanted(of, rule="FREQ=WEEKLY;BYDAY=WE;COUNT=3"))

        assert moved(edited) == [(f"03-{day}T10:00",) * 2 for day in ("04", "11", "18")]
        assert days(edited.ends) == ["03-02T10:00", "03-09T10:00", "03-16T10:00"]

    def test_another_weekday_moves_within_the_week(self) -> None:
        of = MONDAYS.excepting(["2026-03-09"])

        edited = changed(
            of,
            Scope.ALL,
            THIRD,
            wanted(of, rule="FREQ=WEEKLY;BYDAY=TH;COUNT=4", starts="2026-03-19T10:00"),
        )

        assert moved(edited) == [
            ("03-02T10:00", "03-05T10:00"),
            ("03-16T10:00", "03-19T10:00"),
            ("03-23T10:00", "03-26T10:00"),
        ]
        assert days(edited.begins) == ["03-12T10:00"]

    def test_the_same_start_comes_before_the_same_day(self) -> None:
        of = series("FREQ=DAILY;BYHOUR=10,18;COUNT=2")

        edited = changed(
            of,
            Scope.ALL,
            of.starts,
            wanted(of, rule="FREQ=DAILY;BYHOUR=9,18;COUNT=3", starts=of.starts),
        )

        assert moved(edited) == [("03-02T10:00", "03-03T09:00"), ("03-02T18:00", "03-02T18:00")]
        assert days(edited.begins) == ["03-03T18:00"]

    def test_the_same_day_comes_before_the_same_week(self) -> None:
        of = series("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2")
        to = wanted(of, rule="FREQ=WEEKLY;BYDAY=WE;COUNT=1", starts="2026-03-02T18:00")

        edited = changed(of, Scope.ALL, of.starts, to)

        assert moved(edited) == [("03-04T10:00", "03-04T18:00")]
        assert days(edited.ends) == ["03-02T10:00"]

    def test_the_same_week_of_another_year_is_another_week(self) -> None:
        of = series("FREQ=DAILY;COUNT=1")
        to = wanted(of, rule="FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=9;COUNT=2", starts=of.starts)

        edited = changed(of, Scope.ALL, of.starts, to)

        assert (edited.moves, edited.ends) == ((), occurrences(of))
        assert keys(edited.begins) == ["2026-03-09T10:00", "2027-03-09T10:00"]

    def test_exceptions_that_still_hold_are_kept(self) -> None:
        of = MONDAYS.excepting(["2026-03-23"])

        edited = changed(of, Scope.FOLLOWING, THIRD, wanted(rule="FREQ=DAILY;COUNT=9"))

        assert edited.follows is not None
        assert "2026-03-23T10:00" not in keys(edited.follows)
        assert len(keys(edited.follows)) == 8

    def test_a_rule_that_gives_nothing_is_refused(self) -> None:
        with pytest.raises(InvalidRule):
            changed(MONDAYS, Scope.ALL, THIRD, wanted(rule="FREQ=DAILY;UNTIL=20260301"))
