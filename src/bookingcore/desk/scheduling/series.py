"""Series: sessions that come round by a rule, scheduled and changed together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from types import EllipsisType

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Instant,
    branch_id,
    found,
    instant_told,
    series_id,
    service_id,
    several,
    words,
)
from bookingcore.desk.drafting import refuse_busy, refuse_not_serving, resource_ids, zone_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.scheduling.adding import session_added
from bookingcore.desk.scheduling.editing import SeriesEdit, Wanted, decide_edit
from bookingcore.desk.scheduling.part import Part
from bookingcore.desk.scheduling.recurring import series_added, session_of, wall_of
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.schedule.edits import Scope
from bookingcore.domain.schedule.series import Series, occurrences
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.schedule.walls import compact, read_wall
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.checks import CAPACITY_MAX, member, shown, truth, whole
from bookingcore.domain.values.ids import BranchId, ResourceId, SeriesId, ServiceId
from bookingcore.domain.values.moments import as_minutes, elapsed, resolve
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById, SessionsOfSeries
from bookingcore.ports.store import Reader, Ref, Unit


@frozen(kw_only=True)
class _Wish:
    """A series as it was asked for, its ids read."""

    service: ServiceId
    branch: BranchId | None
    rule: str
    starts_at: Instant
    ends_at: Instant | None
    duration: int | None
    capacity: int | None
    resources: tuple[ResourceId, ...]
    exceptions: tuple[object, ...]
    fold: int | None


@frozen
class Serial(Part):
    """Sessions that come round."""

    def add_series(
        self,
        service: Service | str,
        *,
        rule: str,
        starts_at: Instant,
        until: date | str | None = None,
        ends_at: Instant | None = None,
        duration: int | timedelta | None = None,
        capacity: int | None = 1,
        resources: Sequence[Resource | str] = (),
        branch: Branch | str | None = None,
        exceptions: Sequence[date | str] = (),
        fold: int | None = None,
        key: str | None = None,
    ) -> Series:
        """Schedule every session of a series at once: all of them, or none.

        Args:
            service: what takes place.
            rule: a rule of RFC 5545, such as "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20".
            starts_at: the wall time of the branch from which the rule counts, or an aware time.
            until: the last day, or the last wall time, for a rule that has no end of its own.
            ends_at: when the first one ends, as `starts_at`; or else give *duration*.
            duration: minutes of elapsed time that each lasts, or a timedelta; None for the
                service's.
            capacity: places of each, 0 to 1,000,000; None for unlimited.
            resources: professionals, rooms and devices that each needs, all at once.
            branch: where; None for the center's own place and zone.
            exceptions: days, and wall starts, on which there is none.
            fold: which reading of wall times that the clock change skips or repeats.
            key: idempotency key.

        Raises:
            InvalidRule: a rule that is none, or never ends, or gives nothing or too much.
            Unknown: a service, branch or resource that this center does not have.
            InvalidInput: another argument that cannot be meant.
            NonexistentTime, AmbiguousTime: an occurrence around a clock change.
            OverlappingOccurrences: its resources would be in two of its own sessions at once.
            ResourceNotServing: a resource is not for the service.
            ResourceBusy: a resource would be in two places at once (P5), at any occurrence.
        """
        wish = _Wish(
            service=service_id(service),
            branch=None if branch is None else branch_id(branch),
            rule=_ruled(rule, until),
            starts_at=starts_at,
            ends_at=ends_at,
            duration=_minutes(duration, ends_at),
            capacity=None if capacity is None else whole(capacity, "capacity", 0, CAPACITY_MAX),
            resources=resource_ids(resources),
            exceptions=several(exceptions, "exceptions"),
            fold=None if fold is None else whole(fold, "fold", 0, 1),
        )
        told = (
            instant_told(starts_at, "starts_at"),
            None if ends_at is None else instant_told(ends_at, "ends_at"),
        )
        untold = evolve(wish, starts_at="", ends_at=None, exceptions=())
        command = Command(
            name="schedule.add_series",
            stream=None,
            decide=partial(self._added, wish, SeriesId(self._context.new_id())),
            key=keyed(key, untold, told, [str(each) for each in wish.exceptions]),
        )
        return carry_out(self._context, command, self.get_series)

    def edit_series(
        self,
        series: Series | str,
        *,
        from_: Session | str,
        scope: Scope,
        starts_at: Instant | None = None,
        rule: str | None = None,
        until: date | str | None = None,
        duration: int | timedelta | None = None,
        capacity: int | EllipsisType | None = ...,
        resources: Sequence[Resource | str] | None = None,
        cancel: bool = False,
        notify: Notify | bool | None = None,
        message: str | None = None,
    ) -> SeriesEdit:
        """Change or cancel one session of a series, it and the following ones, or all.

        Sessions move with everybody in them, are cancelled, resized or added, all in one step.
        With `FOLLOWING` and `ALL`, sessions that have started stay as they are, and so does what
        was moved or cancelled by hand, but for the one named.

        Args:
            series: which one.
            from_: the session that is named, its id, or the wall start of its occurrence.
            scope: it alone, it and the following ones, or all.
            starts_at: the wall time to which the one named moves, or an aware time; the others
                move as far.
            rule: another rule, with its own end.
            until: another end: a day, or a wall time.
            duration: minutes of elapsed time that each lasts, or a timedelta.
            capacity: places of each; None for unlimited; left out for the same.
            resources: what each needs; None for the same.
            cancel: whether they are cancelled; then nothing else is changed.
            notify: who is told; usually the customers and the professionals (A31).
            message: personal words to everybody concerned.

        Raises:
            Unknown: no such series, occurrence or resource here.
            InvalidInput: nothing is to change, or what cannot be meant.
            InvalidRule, NonexistentTime, AmbiguousTime, OverlappingOccurrences: as `add_series`.
            SessionCancelled: the one session that is named was cancelled.
            IntoThePast: a session would move to a time that is over.
            ResourceNotServing, ResourceBusy: about the resources (P5), at any occurrence.
        """
        id = series_id(series)
        wanted = Wanted(
            at=from_,
            scope=member(scope, "scope", Scope),
            starts_at=starts_at,
            rule=None if rule is None else _ruled(rule, until),
            until=None if until is None else read_wall(until, "until", day_ends=True),
            duration=None if duration is None else as_minutes(duration, "duration"),
            capacity=_capacity(capacity),
            resources=None if resources is None else resource_ids(resources),
            cancel=truth(cancel, "cancel"),
            notify=Notify.of(notify),
            message=words(message, "message"),
        )
        wanted.refuse_contradiction()
        command = Command(
            name="schedule.edit_series",
            stream=Ref(Series, id),
            decide=partial(decide_edit, self._context, id, wanted),
        )
        return carry_out(self._context, command)

    def get_series(self, series: Series | str) -> Series:
        """The series as it is now.

        Raises:
            Unknown: no such series here.
        """
        question = ById(Series, series_id(series))
        return read(
            self._context,
            "schedule.get_series",
            lambda reader: found(reader.load(question)[question], "series", question.id),
        )

    def sessions_of(self, series: Series | str) -> tuple[Session, ...]:
        """Every session that came from a series, oldest first, as far as the actor may see them.

        Wherever they were moved since.

        Raises:
            Unknown: no such series here.
        """
        itself = ById(Series, series_id(series))
        question = SessionsOfSeries(SeriesId(itself.id))

        def ask(reader: Reader) -> tuple[Session, ...]:
            answers = reader.load(itself, question)
            found(answers[itself], "series", itself.id)
            return self._shown(reader, answers[question])

        return read(self._context, "schedule.sessions_of", ask)

    def _added(self, wish: _Wish, id: SeriesId, unit: Unit, now: DateTime) -> Decision[Series]:
        unit.lock(*(Ref(Resource, resource) for resource in wish.resources))
        offered = ById(Service, wish.service)
        service = found(unit.load(offered)[offered], "service", wish.service)
        refuse_not_serving(unit, wish.resources, service.id)
        series = _drafted(wish, id, service, zone_of(self._context, unit, wish.branch))
        times = occurrences(series)
        refuse_busy(unit, series.resources, [each.period for each in times])
        sessions = [session_of(series, service, each, self._context.new_id()) for each in times]
        return Decision(
            result=series,
            changes=[Add(series), *map(Add, sessions)],
            happened=[series_added(series, len(sessions)), *map(session_added, sessions)],
        )


def _drafted(wish: _Wish, id: SeriesId, service: Service, zone: str) -> Series:
    minutes = service.duration if wish.duration is None else wish.duration
    if wish.ends_at is not None:
        start = resolve(wish.starts_at, zone, fold=wish.fold, field="starts_at")
        end = resolve(wish.ends_at, zone, fold=wish.fold, field="ends_at")
        minutes = as_minutes(elapsed(start, end), "ends_at")
    return Series(
        id=id,
        service_id=service.id,
        branch_id=wish.branch,
        rule=wish.rule,
        starts=wall_of(wish.starts_at, zone),
        zone=zone,
        duration=minutes,
        capacity=wish.capacity,
        resources=wish.resources,
        exceptions=wish.exceptions,
        fold=wish.fold,
    )


def _ruled(rule: object, until: object) -> str:
    """A rule with the end that is given beside it; it is read with the series."""
    if not isinstance(rule, str):
        raise InvalidInput("rule", shown(rule), "give text such as 'FREQ=WEEKLY;COUNT=20'")
    if until is None:
        return rule
    return f"{rule};UNTIL={compact(read_wall(until, 'until', day_ends=True))}"


def _minutes(duration: int | timedelta | None, ends_at: object) -> int | None:
    if duration is None:
        return None
    if ends_at is not None:
        raise InvalidInput("duration", shown(duration), "give `ends_at` or a duration, not both")
    return as_minutes(duration, "duration")


def _capacity(capacity: object) -> int | EllipsisType | None:
    if capacity is None or isinstance(capacity, EllipsisType):
        return capacity
    return whole(capacity, "capacity", 0, CAPACITY_MAX)
