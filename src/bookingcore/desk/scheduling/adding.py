"""Scheduling sessions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Instant,
    branch_id,
    instant_told,
    service_id,
)
from bookingcore.desk.drafting import Wish, drafted, resource_ids
from bookingcore.desk.running import Command, carry_out, keyed
from bookingcore.desk.scheduling.part import Part
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.checks import CAPACITY_MAX, whole
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import SessionId
from bookingcore.ports.store import Unit


@frozen
class Adding(Part):
    """New sessions."""

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
            ResourceNotServing: a resource is not for the service.
            ResourceBusy: a resource would be in two places at once (P5).
        """
        wish = Wish(
            id=SessionId(self._context.new_id()),
            service=service_id(service),
            branch=None if branch is None else branch_id(branch),
            resources=resource_ids(resources),
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

    def _add(self, wish: Wish, unit: Unit, now: DateTime) -> Decision[Session]:
        session = drafted(self._context, unit, wish)
        return Decision(result=session, changes=[Add(session)], happened=[session_added(session)])


def session_added(session: Session) -> Happened:
    """The event of a new session."""
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
