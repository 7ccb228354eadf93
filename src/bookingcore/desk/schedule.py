"""`desk.schedule`: when it takes place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Instant,
    branch_id,
    found,
    instant_told,
    resource_id,
    service_id,
    session_id,
    several,
)
from bookingcore.desk.arguments import (
    between as period_between,
)
from bookingcore.desk.context import Context
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.checks import CAPACITY_MAX, shown, whole
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BranchId, ResourceId, ServiceId, SessionId
from bookingcore.domain.values.moments import add_minutes, local_date, resolve
from bookingcore.domain.values.periods import Period
from bookingcore.errors import InvalidInput, ResourceBusy
from bookingcore.ports.questions import ById, SessionsBetween, SessionsUsing
from bookingcore.ports.store import Reader, Ref, Unit


@frozen(kw_only=True)
class _Wish:
    """A session as it was asked for, its ids read."""

    id: SessionId
    service: ServiceId
    branch: BranchId | None
    resources: tuple[ResourceId, ...]
    starts_at: Instant
    ends_at: Instant | None
    capacity: int | None
    fold: int | None


@frozen
class Schedule:
    """The sessions of the center."""

    _context: Context

    def add_session(
        self,
        service: Service | str,
        *,
        starts_at: Instant,
        ends_at: Instant | None = None,
        capacity: int | None = 1,
        resources: Sequence[Resource | str] = (),
        branch: Branch | str | None = None,
        fold: int | None = None,
        key: str | None = None,
    ) -> Session:
        """Schedule a session.

        Args:
            service: what takes place.
            starts_at: aware, or a wall time of the branch.
            ends_at: as `starts_at`; None for the start plus the service's duration.
            capacity: places, 0 to 1,000,000; None for unlimited.
            resources: professionals, rooms and devices that it needs, all at once.
            branch: where; None for the center's own place and zone.
            fold: which reading of a wall time that the clock change skips or repeats.
            key: idempotency key.

        Raises:
            Unknown: a service, branch or resource that this center does not have.
            InvalidInput: an end that is not after the start, a capacity out of bounds.
            NonexistentTime, AmbiguousTime: a wall time around a clock change; carries both
                readings.
            ResourceBusy: a resource would be in two places at once (P5).
        """
        wish = _Wish(
            id=SessionId(self._context.new_id()),
            service=service_id(service),
            branch=None if branch is None else branch_id(branch),
            resources=tuple(dict.fromkeys(map(_resource, several(resources, "resources")))),
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=None if capacity is None else whole(capacity, "capacity", 0, CAPACITY_MAX),
            fold=None if fold is None else whole(fold, "fold", 0, 1),
        )
        told = (
            instant_told(starts_at, "starts_at"),
            None if ends_at is None else instant_told(ends_at, "ends_at"),
        )
        command = Command(
            name="schedule.add_session",
            stream=None,
            decide=partial(self._add, wish),
            key=keyed(
                key, wish.service, wish.branch, wish.resources, told, wish.capacity, wish.fold
            ),
        )
        return carry_out(self._context, command, self.get)

    def get(self, session: Session | str) -> Session:
        """The session as it is now.

        Raises:
            Unknown: no such session here.
        """
        question = ById(Session, session_id(session))
        return read(
            self._context,
            "schedule.get",
            lambda reader: found(reader.load(question)[question], "session", question.id),
        )

    def sessions(
        self,
        *,
        between: tuple[object, object],
        service: Service | str | None = None,
        branch: Branch | str | None = None,
    ) -> tuple[Session, ...]:
        """The sessions that start in a period, oldest first.

        Args:
            between: (start, end): times, end excluded; or days, last day included.
            service: only sessions of this service.
            branch: only sessions of this branch, in whose zone wall times and days are read.

        Raises:
            Unknown: no such service or branch here.
            InvalidInput: an end before the start, or no period at all.
        """
        at = None if branch is None else branch_id(branch)
        of = None if service is None else service_id(service)

        def ask(reader: Reader) -> tuple[Session, ...]:
            start, end = period_between(between, self._zone(reader, at))
            if of is not None:
                offered = ById(Service, of)
                found(reader.load(offered)[offered], "service", of)
            question = SessionsBetween(start, end, of, at)
            return reader.load(question)[question]

        return read(self._context, "schedule.sessions", ask)

    def _zone(self, reader: Reader, branch: BranchId | None) -> str:
        """The zone in which wall times of *branch* are read."""
        if branch is not None:
            place = ById(Branch, branch)
            return found(reader.load(place)[place], "branch", branch).time_zone
        own = self._context.own_center
        return self._context.configured(reader.load(own)[own]).settings.time_zone

    def _add(self, wish: _Wish, unit: Unit, now: DateTime) -> Decision[Session]:
        unit.lock(*(Ref(Resource, resource) for resource in wish.resources))
        offered = ById(Service, wish.service)
        needed = [ById(Resource, resource) for resource in wish.resources]
        answers = unit.load(offered, *needed)
        service = found(answers[offered], "service", wish.service)
        for resource in needed:
            found(answers[resource], "resource", resource.id)
        zone = self._zone(unit, wish.branch)
        period = _period(wish, service, zone)
        _refuse_busy(wish, period, unit)
        session = Session(
            id=wish.id,
            service_id=service.id,
            branch_id=wish.branch,
            starts_at=period.start,
            ends_at=period.end,
            zone=zone,
            on=local_date(period.start, zone),
            capacity=wish.capacity,
            admitted=wish.capacity,
            terms=service.terms,
            resources=wish.resources,
        )
        return Decision(result=session, changes=[Add(session)], happened=[_added(session)])


def _period(wish: _Wish, service: Service, zone: str) -> Period:
    start = resolve(wish.starts_at, zone, fold=wish.fold, field="starts_at")
    if wish.ends_at is None:
        return Period(start, add_minutes(start, service.duration))
    return Period(start, resolve(wish.ends_at, zone, fold=wish.fold, field="ends_at"))


def _refuse_busy(wish: _Wish, period: Period, unit: Unit) -> None:
    if not wish.resources:
        return
    question = SessionsUsing(wish.resources, period.start, period.end)
    for other in unit.load(question)[question]:
        busy = next(resource for resource in wish.resources if resource in other.resources)
        raise ResourceBusy(busy, other.id)


def _added(session: Session) -> Happened:
    return Happened(
        kind=EventKind.SESSION_ADDED,
        subject=session.id,
        session_id=session.id,
        facts={
            "service": session.service_id,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "capacity": session.capacity,
        },
    )


def _resource(value: object) -> ResourceId:
    if isinstance(value, Resource | str):
        return resource_id(value)
    raise InvalidInput("resources", shown(value), "give resources or their ids")
