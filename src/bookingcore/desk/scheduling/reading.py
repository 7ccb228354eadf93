"""Reading the schedule."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.arguments import (
    between as period_between,
)
from bookingcore.desk.arguments import (
    branch_id,
    found,
    service_id,
)
from bookingcore.desk.drafting import zone_of
from bookingcore.desk.running import read
from bookingcore.desk.scheduling.part import Part
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.schedule.session import Session
from bookingcore.ports.questions import ById, SessionsBetween
from bookingcore.ports.store import Reader


@frozen
class Reading(Part):
    """What takes place, and when."""

    def sessions(
        self,
        *,
        between: tuple[object, object],
        service: Service | str | None = None,
        branch: Branch | str | None = None,
    ) -> tuple[Session, ...]:
        """The sessions that start in a period, oldest first, as far as the actor may see them.

        A customer with one professional sees only theirs, and nobody sees what is unwanted for
        them (000-30, 000-31).

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
            start, end = period_between(between, zone_of(self._context, reader, at))
            if of is not None:
                offered = ById(Service, of)
                found(reader.load(offered)[offered], "service", of)
            question = SessionsBetween(start, end, of, at)
            return self._shown(reader, reader.load(question)[question])

        return read(self._context, "schedule.sessions", ask)
