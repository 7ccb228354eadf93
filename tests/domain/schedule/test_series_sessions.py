"""Edits of any series: no session is lost, and none is left over."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.schedule.edits import Edited, Scope, cancelled, changed, concerned
from bookingcore.domain.schedule.series import Occurrence, Series, occurrences
from bookingcore.domain.values.ids import SeriesId
from bookingcore.errors import BookingCoreError
from tests.domain.schedule.build import series

rules = st.builds(
    "{};COUNT={}".format,
    st.sampled_from(
        [
            "FREQ=DAILY;INTERVAL=2",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "FREQ=WEEKLY;BYDAY=TU;BYHOUR=9,18",
            "FREQ=MONTHLY;BYDAY=1MO,3WE",
        ]
    ),
    st.integers(1, 8),
)


@given(
    rules,
    st.lists(st.integers(0, 7), max_size=4),
    st.sampled_from(Scope),
    st.integers(0, 7),
    st.none() | rules,
    st.sampled_from([-1440, -60, 0, 30, 1440, 10_080]),
)
def test_every_session_has_its_place_after_an_edit(
    rule: str, without: list[int], scope: Scope, number: int, other: str | None, minutes: int
) -> None:
    """What is reached moves or ends, what is not stays, and nothing else is in the series."""
    of = series(rule)
    of = of.excepting([each.key for no, each in enumerate(occurrences(of)) if no in without])
    before = occurrences(of)
    if number >= len(before):
        return
    key = before[number].key
    to = evolve(of, id=SeriesId("s2"), rule=other or of.rule, starts=_later(key, minutes))
    reached = concerned(of, scope, key)

    for edited in [cancelled(of, scope, key), *_changed(of, scope, key, to)]:
        after = _of(edited.stays) + _of(edited.follows)
        if scope is Scope.ONE:
            # The one that moved stands by itself from then on.
            after += [each for _, each in edited.moves]
        untouched = [each for each in before if each not in reached]
        assert sorted([*(old for old, _ in edited.moves), *edited.ends], key=_key) == list(reached)
        assert sorted(after, key=_key) == sorted(
            [*untouched, *(new for _, new in edited.moves), *edited.begins], key=_key
        )


def _changed(of: Series, scope: Scope, key: str, to: Series) -> list[Edited]:
    try:
        return [changed(of, scope, key, to)]
    except BookingCoreError:
        return []


def _of(of: Series | None) -> list[Occurrence]:
    return [] if of is None else list(occurrences(of))


def _key(each: Occurrence) -> str:
    return each.key


def _later(key: str, minutes: int) -> str:
    return (datetime.fromisoformat(key) + timedelta(minutes=minutes)).isoformat()
