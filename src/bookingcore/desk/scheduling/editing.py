"""Editing a series: which of its sessions change, and what becomes of everybody in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import EllipsisType

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Instant, found, session_id
from bookingcore.desk.attendees import Attendance, locked_attendance
from bookingcore.desk.context import Context
from bookingcore.desk.drafting import refuse_busy, refuse_not_serving
from bookingcore.desk.scheduling.adding import session_added
from bookingcore.desk.scheduling.changing import (
    called_off,
    decide_for_everybody,
    session_resized,
)
from bookingcore.desk.scheduling.recurring import (
    series_added,
    session_of,
    wall_of,
    without_any,
)
from bookingcore.domain.bookings.attendees import SessionRequest, Upheaval, refuse_dead
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.schedule.edits import Edited, Scope, cancelled, changed
from bookingcore.domain.schedule.series import Occurrence, Series, rule_of
from bookingcore.domain.schedule.session import Cause, Session
from bookingcore.domain.schedule.walls import read_wall
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import ResourceId, SeriesId, SessionId
from bookingcore.domain.values.notify import Notify
from bookingcore.domain.values.periods import Period
from bookingcore.errors import InvalidInput, Unknown
from bookingcore.ports.questions import ById, SessionsOfSeries
from bookingcore.ports.store import LostGuard, Unit


@frozen(kw_only=True)
class Wanted:
    """What is to become of some sessions of a series.

    Attributes:
        at: the session that is named, its id, or the wall start of its occurrence.
        capacity: as it was where `...`.
    """

    at: Session | str
    scope: Scope
    starts_at: Instant | None
    rule: str | None
    until: datetime | None
    duration: int | None
    capacity: int | EllipsisType | None
    resources: tuple[ResourceId, ...] | None
    cancel: bool
    notify: Notify
    message: str

    @property
    def times(self) -> bool:
        """Whether they are to take place at other times."""
        given = (self.starts_at, self.rule, self.until, self.duration)
        return any(each is not None for each in given)

    def refuse_contradiction(self) -> None:
        """Refuse what cannot be meant together.

        Raises:
            InvalidInput: nothing is to change; one session gets a rule; what is cancelled changes.
        """
        changes = self.times or self.capacity is not ... or self.resources is not None
        if not changes and not self.cancel:
            raise InvalidInput("starts_at", "None", "give what is to change, or cancel=True")
        if changes and self.cancel:
            raise InvalidInput("cancel", "True", "cancel, or give what is to change")
        if self.scope is Scope.ONE and (self.rule is not None or self.until is not None):
            raise InvalidInput("scope", "ONE", "give FOLLOWING or ALL with a rule or its end")


@frozen(kw_only=True)
class SeriesEdit:
    """What an edit of a series did.

    Attributes:
        series: the series from now on.
        follows: the series that goes on from the session that was named; None unless one does.
        changed: the sessions that were moved or resized.
        cancelled: the sessions that do not take place.
        added: the new ones.
        left: those in its reach that stay as they are: they have started, or were moved or
            cancelled by hand.
        everybody: what became of the bookings, and who is not told.
    """

    series: Series
    follows: Series | None
    changed: tuple[Session, ...]
    cancelled: tuple[Session, ...]
    added: tuple[Session, ...]
    left: tuple[Session, ...]
    everybody: Upheaval


@frozen
class _Turn:
    """One session in the reach of an edit, its occurrence before, and after; None for an end."""

    session: Session
    before: Occurrence
    after: Occurrence | None


@frozen(kw_only=True)
class _Plan:
    """What is to be done.

    Attributes:
        key: the occurrence that is named.
        series: as it was.
        kept: as it will be.
        owner: the series to which the changed occurrences belong.
        turns: the sessions that change.
        left: those that stay as they are.
        begins: the occurrences for which there is a session to add.
    """

    wanted: Wanted
    key: str
    series: Series
    kept: Series
    follows: Series | None
    turns: Sequence[_Turn]
    left: Sequence[_Turn]
    begins: Sequence[Occurrence]

    @property
    def owner(self) -> Series:
        return self.follows or self.kept

    def after(self, turn: _Turn, request: SessionRequest, session: Session) -> Session:
        """What *session* becomes."""
        if self.wanted.scope is Scope.ONE:
            refuse_dead(session)
        if turn.after is None:
            return self.placed(turn, called_off(request, session, Cause.CENTER))
        wanted, after = self.wanted, session
        period = turn.after.period if wanted.times else session.period
        resources = session.resources if wanted.resources is None else wanted.resources
        if period != session.period or resources != session.resources:
            after = session.moved(period, resources)
        if not isinstance(wanted.capacity, EllipsisType):
            after = after.resized(wanted.capacity)
        return self.placed(turn, after)

    def placed(self, turn: _Turn, session: Session) -> Session:
        """*session* where its series places it now; what left the series stands by itself."""
        if turn.after is None or self.wanted.scope is Scope.ONE:
            return evolve(session, occurrence=None)
        return evolve(session, series_id=self.owner.id, occurrence=turn.after.key)


def decide_edit(
    context: Context, id: SeriesId, wanted: Wanted, unit: Unit, now: DateTime
) -> Decision[SeriesEdit]:
    """Edit the series *id*, whose lock is held.

    Raises:
        Unknown, InvalidInput, Refused: as `schedule.edit_series` says.
    """
    plan = _planned(context, id, wanted, unit, now)
    request = SessionRequest(
        now=now, actor=context.actor, notify=wanted.notify, message=wanted.message
    )
    attendance = _locked(context, unit, plan, request)
    after = [
        plan.after(turn, request, attendance.lines[turn.session.id].session) for turn in plan.turns
    ]
    added = _begun(context, unit, plan)
    _refuse_resources(unit, plan, attendance, [*after, *added])
    done = decide_for_everybody(request, attendance, after)
    sessions, everybody = done.result
    left = [plan.placed(turn, turn.session) for turn in plan.left]
    edit = SeriesEdit(
        series=plan.kept,
        follows=plan.follows,
        changed=tuple(session for session in sessions if session.live),
        cancelled=tuple(session for session in sessions if not session.live),
        added=tuple(added),
        left=tuple(left),
        everybody=everybody,
    )
    return Decision(
        result=edit,
        changes=[*_series_changes(plan, left), *map(Add, added), *done.changes],
        happened=[*_happened(plan, edit, attendance), *done.happened],
    )


def _planned(context: Context, id: SeriesId, wanted: Wanted, unit: Unit, now: DateTime) -> _Plan:
    itself, all_of_it = ById(Series, id), SessionsOfSeries(id)
    answers = unit.load(itself, all_of_it)
    series = found(answers[itself], "series", id)
    by_key = {each.occurrence: each for each in answers[all_of_it] if each.occurrence}
    key = _named(wanted.at, by_key)
    edited = _edited(context, series, key, wanted)
    pairs = [*edited.moves, *((end, None) for end in edited.ends)]
    turns = [_Turn(by_key[old.key], old, new) for old, new in pairs if old.key in by_key]
    reached = [turn for turn in turns if _reaches(turn, series, key, wanted, now)]
    begins = [each for each in edited.begins if each.period.start > now]
    # There is no session in the past to add, so the series has none there either.
    past = [each.key for each in edited.begins if each not in begins]
    kept, follows = edited.stays or without_any(series), edited.follows
    return _Plan(
        wanted=wanted,
        key=key,
        series=series,
        kept=kept if follows or not past else kept.excepting(past),
        follows=follows.excepting(past) if follows else None,
        turns=reached,
        left=[turn for turn in turns if turn not in reached],
        begins=begins,
    )


def _named(at: Session | str, by_key: Mapping[str, Session]) -> str:
    """The wall start of the occurrence that is named."""
    with suppress(InvalidInput):
        key = read_wall(at, "from_").isoformat()
        if key not in by_key:
            raise Unknown("occurrence", key)
        return key
    id = session_id(at)
    for key, session in by_key.items():
        if session.id == id:
            return key
    raise Unknown("session", id)


def _edited(context: Context, series: Series, key: str, wanted: Wanted) -> Edited:
    if wanted.cancel:
        return cancelled(series, wanted.scope, key)
    rule = wanted.rule
    if rule is None:
        rule = rule_of(series).ending(wanted.until).text if wanted.until else series.rule
    becomes = evolve(
        series,
        id=SeriesId(context.new_id()),
        version=1,
        rule=rule,
        starts=key if wanted.starts_at is None else wall_of(wanted.starts_at, series.zone),
        duration=series.duration if wanted.duration is None else wanted.duration,
        capacity=series.capacity if isinstance(wanted.capacity, EllipsisType) else wanted.capacity,
        resources=series.resources if wanted.resources is None else wanted.resources,
    )
    return changed(series, wanted.scope, key, becomes)


def _reaches(turn: _Turn, series: Series, key: str, wanted: Wanted, now: DateTime) -> bool:
    """Whether the edit changes it: it is to come, and stands where the series placed it."""
    session = turn.session
    if wanted.scope is Scope.ONE:
        return True
    if not session.live or session.starts_at <= now:
        return False
    by_hand = session.period != turn.before.period or session.resources != series.resources
    return turn.before.key == key or not by_hand


def _locked(context: Context, unit: Unit, plan: _Plan, request: SessionRequest) -> Attendance:
    """Everybody in the sessions that move or end, and the others that change.

    Raises:
        LostGuard: one was changed by hand since it was read.
    """
    moved: list[SessionId] = []
    resized: list[SessionId] = []
    needed = list(plan.owner.resources) if plan.begins else []
    for turn in plan.turns:
        after = plan.after(turn, request, turn.session)
        same = after.edition == turn.session.edition
        (resized if same else moved).append(turn.session.id)
        needed += after.resources if after.live and not same else ()
    attendance = locked_attendance(
        context,
        unit,
        moved,
        request.now,
        moving=any(turn.after for turn in plan.turns),
        resources=needed,
        besides=resized,
    )
    for turn in plan.turns:
        if attendance.lines[turn.session.id].session.edition != turn.session.edition:
            raise LostGuard(f"session {turn.session.id} was changed meanwhile")
    return attendance


def _begun(context: Context, unit: Unit, plan: _Plan) -> list[Session]:
    if not plan.begins:
        return []
    offered = ById(Service, plan.series.service_id)
    service = found(unit.load(offered)[offered], "service", offered.id)
    return [session_of(plan.owner, service, each, context.new_id()) for each in plan.begins]


def _refuse_resources(
    unit: Unit, plan: _Plan, attendance: Attendance, sessions: Sequence[Session]
) -> None:
    """Refuse what its resources cannot do, at every time that is new.

    What moves or ends is no obstacle; the new times do not meet one another, by their series.
    """
    before = {id: line.session for id, line in attendance.lines.items()}
    gone: set[SessionId] = set()
    periods: dict[tuple[ResourceId, ...], list[Period]] = {}
    for session in sessions:
        old = before.get(session.id)
        if old is not None and old.edition == session.edition:
            continue
        gone.add(session.id)
        if session.live:
            periods.setdefault(session.resources, []).append(session.period)
    if plan.wanted.resources is not None:
        refuse_not_serving(unit, plan.wanted.resources, plan.series.service_id)
    for resources, times in periods.items():
        refuse_busy(unit, resources, times, gone)


def _series_changes(plan: _Plan, left: Sequence[Session]) -> list[Change]:
    changes: list[Change] = []
    if plan.kept != plan.series:
        changes.append(Put(plan.kept))
    if plan.follows is not None:
        changes.append(Add(plan.follows))
    rows = [turn.session for turn in plan.left]
    changes += [Put(now) for was, now in zip(rows, left, strict=True) if was != now]
    return changes


def _happened(plan: _Plan, edit: SeriesEdit, attendance: Attendance) -> list[Happened]:
    edited = Happened(
        kind=EventKind.SERIES_EDITED,
        subject=plan.series.id,
        facts={
            "scope": plan.wanted.scope.name,
            "occurrence": plan.key,
            "sessions": len(edit.changed) + len(edit.cancelled) + len(edit.added),
        },
    )
    after = plan.follows
    goes_on = len(edit.changed) + len(edit.added) + len(edit.left)
    before = {id: line.session for id, line in attendance.lines.items()}
    resized = [
        session_resized(before[session.id], session)
        for session in edit.changed
        if session.capacity != before[session.id].capacity
    ]
    return [
        edited,
        *([series_added(after, goes_on)] if after else []),
        *map(session_added, edit.added),
        *resized,
    ]
