"""Sessions as they are asked for: their times read, their resources locked and seen to be free."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import frozen

from bookingcore.desk.arguments import Instant, found, resource_id, several
from bookingcore.desk.context import Context
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import BranchId, ResourceId, ServiceId, SessionId
from bookingcore.domain.values.moments import add_minutes, elapsed, local_date, resolve
from bookingcore.domain.values.periods import Period
from bookingcore.errors import InvalidInput, ResourceBusy, ResourceNotServing
from bookingcore.ports.questions import ById, SessionsUsing
from bookingcore.ports.store import Reader, Ref, Unit


@frozen(kw_only=True)
class Wish:
    """A session as it was asked for, its ids read."""

    id: SessionId
    service: ServiceId
    branch: BranchId | None
    resources: tuple[ResourceId, ...]
    starts_at: Instant
    ends_at: Instant | None
    capacity: int | None
    fold: int | None = None
    appointment: bool = False


def drafted(context: Context, unit: Unit, wish: Wish) -> Session:
    """The session that *wish* asks for, with its resources locked and free (P5).

    Raises:
        Unknown: a service, branch or resource that this center does not have.
        ResourceNotServing: a resource is not for the service.
        ResourceBusy: a resource would be in two places at once.
    """
    unit.lock(*(Ref(Resource, resource) for resource in wish.resources))
    offered = ById(Service, wish.service)
    service = found(unit.load(offered)[offered], "service", wish.service)
    refuse_not_serving(unit, wish.resources, service.id)
    zone = zone_of(context, unit, wish.branch)
    period = period_of(wish, service.duration, zone)
    refuse_busy(unit, wish.resources, [period])
    return Session(
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
        appointment=wish.appointment,
    )


def zone_of(context: Context, reader: Reader, branch: BranchId | None) -> str:
    """The zone in which wall times of *branch* are read.

    Raises:
        Unknown: no such branch here.
    """
    if branch is not None:
        place = ById(Branch, branch)
        return found(reader.load(place)[place], "branch", branch).time_zone
    own = context.own_center
    return context.configured(reader.load(own)[own]).settings.time_zone


def period_of(wish: Wish, duration: int, zone: str) -> Period:
    """From the start to the end of *wish*, read in *zone*; *duration* minutes without an end."""
    start = resolve(wish.starts_at, zone, fold=wish.fold, field="starts_at")
    if wish.ends_at is None:
        return Period(start, add_minutes(start, duration))
    return Period(start, resolve(wish.ends_at, zone, fold=wish.fold, field="ends_at"))


def period_moved(
    session: Session, starts_at: Instant | None, ends_at: Instant | None, fold: int | None
) -> Period:
    """When *session* is to take place: as long as before, where no end is given."""
    start = session.starts_at
    if starts_at is not None:
        start = resolve(starts_at, session.zone, fold=fold, field="starts_at")
    if ends_at is None:
        return Period(start, start + elapsed(session.starts_at, session.ends_at))
    return Period(start, resolve(ends_at, session.zone, fold=fold, field="ends_at"))


def refuse_not_serving(reader: Reader, resources: Sequence[ResourceId], service: ServiceId) -> None:
    """Refuse resources that are not there, or not for *service*.

    Raises:
        Unknown: no such resource here.
        ResourceNotServing: it is for other services.
    """
    asked = [ById(Resource, resource) for resource in resources]
    answers = reader.load(*asked)
    for each in asked:
        if not found(answers[each], "resource", each.id).serves(service):
            raise ResourceNotServing(each.id, service)


def refuse_busy(
    reader: Reader,
    resources: Sequence[ResourceId],
    periods: Sequence[Period],
    apart_from: Collection[SessionId] = (),
) -> None:
    """Refuse *resources* that are elsewhere in one of *periods*, all asked for in one trip.

    The sessions *apart_from* are no obstacle.

    Raises:
        ResourceBusy: one of them would be in two places at once (P5); names the session there.
    """
    if not resources:
        return
    asked = [SessionsUsing(tuple(resources), each.start, each.end) for each in periods]
    answers = reader.load(*asked)
    for other in (session for each in asked for session in answers[each]):
        if other.id not in apart_from:
            busy = next(resource for resource in resources if resource in other.resources)
            raise ResourceBusy(busy, other.id)


def resource_ids(resources: object) -> tuple[ResourceId, ...]:
    """The ids of several resources, each once.

    Raises:
        InvalidInput: no tuple or list of resources.
    """
    return tuple(dict.fromkeys(map(_resource, several(resources, "resources"))))


def _resource(value: object) -> ResourceId:
    if isinstance(value, Resource | str):
        return resource_id(value)
    raise InvalidInput("resources", shown(value), "give resources or their ids")
