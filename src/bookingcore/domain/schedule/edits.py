"""Changing and cancelling a series: one occurrence, the following ones, or all.

Values in, values out: what the series becomes, and which of its sessions move, end and begin.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import assert_never

from attrs import evolve, frozen

from bookingcore.domain.schedule.series import (
    Occurrence,
    Series,
    names_of,
    occurrence,
    occurrences,
    rule_of,
    walls_of,
)
from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput, Unknown


class Scope(Enum):
    """How far an edit of a series reaches."""

    # The occurrence alone.
    ONE = "one"
    # It, and every later one.
    FOLLOWING = "following"
    # Every occurrence, earlier ones too.
    ALL = "all"


@frozen(kw_only=True)
class Edited:
    """What an edit does to a series; the occurrences not named here stay as they are.

    Attributes:
        stays: the series itself from now on; None when no occurrence of it is left.
        follows: the new series that takes over from the edited occurrence; None unless one does.
        moves: what each session becomes that goes on: its occurrence before, and after.
        ends: the occurrences whose sessions are to be cancelled.
        begins: the occurrences for which there is no session yet.
    """

    stays: Series | None
    follows: Series | None = None
    moves: tuple[tuple[Occurrence, Occurrence], ...] = ()
    ends: tuple[Occurrence, ...] = ()
    begins: tuple[Occurrence, ...] = ()


def concerned(series: Series, scope: Scope, key: str) -> tuple[Occurrence, ...]:
    """The occurrences that an edit of *scope* from the occurrence *key* reaches, in their order.

    Raises:
        Unknown: *series* has no occurrence at that wall start, or has an exception there.
        InvalidRule, NonexistentTime, AmbiguousTime, OverlappingOccurrences: as `occurrences`.
    """
    found = occurrences(series)
    at = next((no for no, each in enumerate(found) if each.key == key), None)
    if at is None:
        raise Unknown("occurrence", key)
    match scope:
        case Scope.ONE:
            return found[at : at + 1]
        case Scope.FOLLOWING:
            return found[at:]
        case Scope.ALL:
            return found
        case _:
            assert_never(scope)


def cancelled(series: Series, scope: Scope, key: str) -> Edited:
    """*series* without what *scope* reaches from the occurrence *key*.

    Raises:
        Unknown: no such occurrence.
        InvalidRule, NonexistentTime, AmbiguousTime, OverlappingOccurrences: as `occurrences`.
    """
    ends = concerned(series, scope, key)
    if len(ends) == len(occurrences(series)):
        return Edited(stays=None, ends=ends)
    stays = series.excepting([key]) if scope is Scope.ONE else _cut(series, key)
    return Edited(stays=stays, ends=ends)


def changed(series: Series, scope: Scope, key: str, wanted: Series) -> Edited:
    """*series* once what *scope* reaches from the occurrence *key* is as *wanted*.

    With `ONE` the series makes an exception, and the occurrence stands by itself. With
    `FOLLOWING` the series ends before it, and a new one, of the id that *wanted* has, goes on; from
    the first occurrence on that is all of them. With `ALL` the series is changed.

    A rule left as it is gives as many occurrences as before, all moved alike. A new rule comes
    with its own end, counted from where it begins; its occurrences take the sessions of the same
    wall start, else of the same day, else of the same week from Monday, in their order.

    Args:
        series: as it is.
        scope: how far the change reaches.
        key: the wall start of the occurrence from which it applies.
        wanted: how that occurrence and those concerned with it are to be; its `starts` is the
            wall time to which the occurrence *key* moves, its exceptions are not read.

    Raises:
        Unknown: no such occurrence.
        InvalidInput: the rule, left as it is, cannot move so far.
        InvalidRule, NonexistentTime, AmbiguousTime, OverlappingOccurrences: as `occurrences`, of
            the series before and after.
    """
    old = concerned(series, scope, key)
    if scope is Scope.ONE:
        new = occurrence(wanted, _wall(wanted.starts))
        return Edited(stays=series.excepting([key]), moves=((old[0], new),))
    whole = len(old) == len(occurrences(series))
    first = series.starts if whole else key
    begins = (_wall(first) + _delta(key, wanted)).isoformat()
    becomes = evolve(wanted, starts=begins, exceptions=series.exceptions)
    if whole:
        becomes = evolve(becomes, id=series.id, version=series.version)
    same_rule = wanted.rule == series.rule
    edited = _shifted(series, first, becomes, old) if same_rule else _replaced(becomes, old)
    return edited if whole else evolve(edited, stays=_cut(series, key), follows=edited.stays)


def _shifted(series: Series, first: str, becomes: Series, old: Sequence[Occurrence]) -> Edited:
    """The rule goes on as it is, from *first* on, as far away as *becomes* starts from there."""
    delta = _delta(first, becomes)
    walls = [wall for wall in walls_of(series) if wall >= _wall(first)]
    rule = rule_of(series)
    if delta or becomes.zone != series.zone or rule.count is not None:
        # Counted, so that an UNTIL does not cut off what moves beyond it.
        becomes = evolve(becomes, rule=rule.counted(len(walls)).text)
    if delta:
        _refuse_uneven([wall + delta for wall in walls], becomes)
        becomes = evolve(becomes, exceptions=_moved_exceptions(series, walls, delta))
    return Edited(stays=becomes, moves=tuple(zip(old, occurrences(becomes), strict=True)))


def _refuse_uneven(expected: Sequence[datetime], becomes: Series) -> None:
    given = walls_of(becomes)
    if given != tuple(expected):
        remedy = f"{becomes.rule} has other times from there on; give the rule too"
        raise InvalidInput("starts_at", shown(becomes.starts), remedy)


def _moved_exceptions(
    series: Series, walls: Sequence[datetime], delta: timedelta
) -> tuple[str, ...]:
    """The wall starts that the excepted ones among *walls* move to."""
    excepted = set(series.exceptions)
    return tuple(
        (wall + delta).isoformat() for wall in walls if not excepted.isdisjoint(names_of(wall))
    )


def _replaced(becomes: Series, old: Sequence[Occurrence]) -> Edited:
    """Another rule: what it keeps, what it ends, what it begins."""
    ends, begins = list(old), list(occurrences(becomes))
    moves: list[tuple[Occurrence, Occurrence]] = []
    for alike in (_start, _day, _week):
        pairs = _paired(ends, begins, alike)
        ends = _rest(ends, [before for before, _ in pairs])
        begins = _rest(begins, [after for _, after in pairs])
        moves += pairs
    return Edited(
        stays=becomes,
        moves=tuple(sorted(moves, key=lambda move: move[0].key)),
        ends=tuple(ends),
        begins=tuple(begins),
    )


def _paired(
    ends: Sequence[Occurrence], begins: Sequence[Occurrence], alike: Callable[[str], object]
) -> list[tuple[Occurrence, Occurrence]]:
    """Those of both that are alike, in their order, each once."""
    waiting: defaultdict[object, deque[Occurrence]] = defaultdict(deque)
    for after in begins:
        waiting[alike(after.key)].append(after)
    return [
        (before, waiting[alike(before.key)].popleft())
        for before in ends
        if waiting[alike(before.key)]
    ]


def _rest(found: Sequence[Occurrence], taken: Sequence[Occurrence]) -> list[Occurrence]:
    keys = {each.key for each in taken}
    return [each for each in found if each.key not in keys]


def _start(key: str) -> object:
    return key


def _day(key: str) -> object:
    return _wall(key).date()


def _week(key: str) -> object:
    return _wall(key).isocalendar()[:2]


def _cut(series: Series, key: str) -> Series:
    """*series* ended with the last time that its rule gives before *key*; there is one."""
    before = [wall for wall in walls_of(series) if wall < _wall(key)]
    return evolve(series, rule=rule_of(series).ending(before[-1]).text)


def _delta(key: str, wanted: Series) -> timedelta:
    return _wall(wanted.starts) - _wall(key)


def _wall(key: str) -> datetime:
    return datetime.fromisoformat(key)
