"""A series: sessions that come round by a rule, each at its own wall time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from attrs import evolve, field, frozen

from bookingcore.domain.schedule.recurrence import recurring
from bookingcore.domain.schedule.rule import Rule
from bookingcore.domain.schedule.rule_text import read_rule
from bookingcore.domain.schedule.walls import read_exception, read_wall
from bookingcore.domain.values.checks import CAPACITY_MAX, MINUTES_MAX, shown, whole
from bookingcore.domain.values.ids import BranchId, ResourceId, SeriesId, ServiceId
from bookingcore.domain.values.moments import add_minutes, resolve, zone
from bookingcore.domain.values.periods import Period
from bookingcore.errors import InvalidInput, OverlappingOccurrences


def _rule(value: object) -> str:
    return read_rule(value).text


def _starts(value: object) -> str:
    return read_wall(value, "starts_at").isoformat()


def _zone(name: object) -> str:
    return zone(name).name


def _duration(value: object) -> int:
    return whole(value, "duration", 1, MINUTES_MAX)


def _capacity(value: object) -> int | None:
    return None if value is None else whole(value, "capacity", 0, CAPACITY_MAX)


def _exceptions(values: object) -> tuple[str, ...]:
    if isinstance(values, Iterable) and not isinstance(values, str):
        return tuple(sorted({read_exception(value, "exceptions") for value in values}))
    raise InvalidInput("exceptions", shown(values), "give days or wall starts, such as a list")


def _fold(value: object) -> int | None:
    return None if value is None else whole(value, "fold", 0, 1)


@frozen(kw_only=True)
class Series:
    """Sessions of one service that come round by a rule.

    Every field is read strictly and kept in one spelling, so that equal series are equal values.

    Attributes:
        rule: a rule of RFC 5545 with its end, in canonical text.
        starts: the wall time, of whole minutes, from which the rule counts; an occurrence itself
            where it fits the rule.
        zone: the IANA zone of its wall times.
        duration: minutes of elapsed time that each occurrence lasts, 1 to one year.
        capacity: places of each occurrence, 0 to 1,000,000; None for unlimited.
        resources: what each occurrence needs; then no two of them may overlap (P5).
        exceptions: local dates, and wall starts, without an occurrence; what no occurrence has is
            allowed, such as the holidays of a whole year.
        fold: which reading is meant of a wall time that the clocks skip or repeat: 0, 1, or None
            to refuse it.

    Raises:
        InvalidRule: a rule that is none, or never ends.
        InvalidInput: another field that cannot be meant.
    """

    id: SeriesId
    service_id: ServiceId
    branch_id: BranchId | None
    rule: str = field(converter=_rule)
    starts: str = field(converter=_starts)
    zone: str = field(converter=_zone)
    duration: int = field(converter=_duration)
    capacity: int | None = field(converter=_capacity)
    resources: tuple[ResourceId, ...] = ()
    exceptions: tuple[str, ...] = field(default=(), converter=_exceptions)
    fold: int | None = field(default=None, converter=_fold)
    version: int = field(default=1, eq=False, repr=False)

    def excepting(self, keys: Iterable[str]) -> Series:
        """Without the occurrences of these wall starts or days."""
        return evolve(self, exceptions=(*self.exceptions, *keys))


@frozen
class Occurrence:
    """One time that a series comes round.

    Attributes:
        key: its wall start as ISO text ("2026-03-02T10:00:00"): its name within the series, which
            stays the same when clocks, rules of zones, or the session itself move.
        period: the instants from its start to its end.
    """

    key: str
    period: Period


def occurrences(series: Series) -> tuple[Occurrence, ...]:
    """Every occurrence of *series*, in the order of their wall times; () where all are excepted.

    Raises:
        InvalidRule: the rule gives no occurrence, more than 1,000, or one after 100 years.
        NonexistentTime, AmbiguousTime: an occurrence that the zone's clocks skip or repeat, named
            by `value`, where *series* has no `fold`; carries both readings.
        OverlappingOccurrences: it has resources, and they would be in two of them at once (P5).
    """
    excepted = set(series.exceptions)
    walls = [wall for wall in walls_of(series) if excepted.isdisjoint(names_of(wall))]
    found = tuple(occurrence(series, wall) for wall in walls)
    if series.resources:
        _refuse_overlap(series, found)
    return found


def occurrence(series: Series, wall: datetime) -> Occurrence:
    """The occurrence of *series* that starts at *wall*, whether its rule gives one then or not.

    Raises:
        NonexistentTime, AmbiguousTime: as `occurrences`.
    """
    key = wall.isoformat()
    start = resolve(key, series.zone, fold=series.fold, field="starts_at")
    return Occurrence(key, Period(start, add_minutes(start, series.duration)))


def walls_of(series: Series) -> tuple[datetime, ...]:
    """The wall times that the rule gives, exceptions included, in their order.

    Raises:
        InvalidRule: as `occurrences`.
    """
    starts = datetime.fromisoformat(series.starts)
    return recurring(rule_of(series), starts, series.zone)


def rule_of(series: Series) -> Rule:
    """The rule of *series*, read."""
    return read_rule(series.rule)


def names_of(wall: datetime) -> tuple[str, str]:
    """The exceptions that take the occurrence at *wall* out: its wall start and its day."""
    return wall.isoformat(), wall.date().isoformat()


def _refuse_overlap(series: Series, found: Sequence[Occurrence]) -> None:
    # By instants, not wall times: where clocks change, the one may run against the other.
    in_order = sorted(found, key=lambda each: each.period.start)
    for earlier, later in pairwise(in_order):
        if earlier.period.overlaps(later.period):
            remedy = (
                f"the occurrence of {earlier.key} would last into that of {later.key}, and its "
                "resources cannot be in both; give a shorter duration, or another rule"
            )
            raise OverlappingOccurrences(
                "duration", str(series.duration), remedy, earlier.key, later.key
            )
