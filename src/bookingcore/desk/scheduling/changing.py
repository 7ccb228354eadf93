"""Changing sessions that people may be in already."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Instant, session_id, words
from bookingcore.desk.attendees import Attendance, locked_attendance, refund_ids
from bookingcore.desk.charging import ask_refund
from bookingcore.desk.drafting import period_moved, refuse_busy, refuse_not_serving, resource_ids
from bookingcore.desk.queues import locked_line
from bookingcore.desk.running import Command, carry_out
from bookingcore.desk.scheduling.part import Part
from bookingcore.domain.bookings.attendees import (
    Fate,
    SessionCancellation,
    SessionRequest,
    Upheaval,
    decide_upheaval,
    refuse_dead,
)
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.schedule.session import CalledOff, Cause, Session
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import CAPACITY_MAX, member, truth, whole
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import ResourceId
from bookingcore.domain.values.notify import Notify
from bookingcore.domain.waitlist.folding import carried_through
from bookingcore.errors import InvalidInput
from bookingcore.ports.store import Ref, Unit


@frozen
class Changing(Part):
    """More or fewer places, another time, or not at all."""

    def change_capacity(self, session: Session | str, capacity: int | None) -> Session:
        """Offer more places, which are passed on to those who wait (A20), or fewer.

        Nobody is removed: who has a place beyond the new capacity keeps it (P1).

        Args:
            session: which one.
            capacity: places, 0 to 1,000,000; None for unlimited.

        Raises:
            SessionCancelled: it does not take place.
            InvalidInput: a capacity out of bounds.
            Unknown: no such session here.
        """
        id = session_id(session)
        places = None if capacity is None else whole(capacity, "capacity", 0, CAPACITY_MAX)

        def decide(unit: Unit, now: DateTime) -> Decision[Session]:
            before = locked_line(self._context, unit, id)
            refuse_dead(before.session)
            resized = before.session.resized(places)
            passed = carried_through([(before, resized)], now)
            [after], told = passed.result, session_resized(before.session, resized)
            return Decision(result=after, changes=passed.changes, happened=[told, *passed.happened])

        command = Command(name="schedule.change_capacity", stream=Ref(Session, id), decide=decide)
        return carry_out(self._context, command)

    def move_session(
        self,
        session: Session | str,
        *,
        starts_at: Instant | None = None,
        ends_at: Instant | None = None,
        resources: Sequence[Resource | str] | None = None,
        notify: Notify | bool | None = None,
        message: str | None = None,
        fold: int | None = None,
    ) -> Session:
        """Move a session with everybody in it to another time, or give it other resources.

        The customers' units follow where they are still valid on the new day; else they are given
        back and the bookings redeemed anew (A8, A9). The waiting list stays.

        Args:
            session: which one.
            starts_at: aware, or a wall time of the session's zone; None for the same time.
            ends_at: as `starts_at`; None for the same length.
            resources: what it needs from now on; None for the same.
            notify: who is told; usually the customers and the professionals (A31).
            message: personal words to everybody concerned.
            fold: which reading of a wall time that the clock change skips or repeats.

        Raises:
            SessionCancelled: it does not take place.
            IntoThePast: the new time is over.
            ResourceNotServing: a resource is not for the service.
            ResourceBusy: a resource would be in two places at once (P5).
            InvalidInput: nothing is to change, or the end is not after the start.
            Unknown: no such session or resource here.
        """
        id, told, said = session_id(session), Notify.of(notify), words(message, "message")
        needed = None if resources is None else resource_ids(resources)
        if starts_at is None and ends_at is None and needed is None:
            raise InvalidInput("starts_at", "None", "give a time, or resources, to change to")
        reading = None if fold is None else whole(fold, "fold", 0, 1)

        def decide(unit: Unit, now: DateTime) -> Decision[Session]:
            found = locked_attendance(self._context, unit, [id], now, moving=True, resources=needed)
            before = found.lines[id]
            period = period_moved(before.session, starts_at, ends_at, reading)
            after = before.session.moved(period, _or(needed, before.session.resources))
            refuse_not_serving(unit, after.resources, after.service_id)
            refuse_busy(unit, after.resources, [period], {id})
            request = SessionRequest(now=now, actor=self._context.actor, notify=told, message=said)
            decision = decide_for_everybody(request, found, [after])
            [moved], _ = decision.result
            return Decision(result=moved, changes=decision.changes, happened=decision.happened)

        return carry_out(
            self._context, Command(name="schedule.move_session", stream=None, decide=decide)
        )

    def cancel_session(
        self,
        session: Session | str,
        *,
        message: str | None = None,
        cause: Cause = Cause.CENTER,
        notify: Notify | bool | None = None,
        refund: bool = False,
    ) -> SessionCancellation:
        """Cancel a session: every booking in it is cancelled, and its waiting list closed.

        Args:
            session: which one.
            message: personal words to everybody concerned.
            cause: why; by the center's own cause all units come back (A13).
            notify: who is told, once each; usually the customers and the professionals (A31).
            refund: whether money that was paid for bookings themselves goes back, in full, by the
                way it came (A63); units come back in any case, and money for them does not.

        Raises:
            SessionCancelled: it was cancelled before.
            RefundUnsupported: the provider gives no money back (A39); nothing was cancelled.
            Unknown: no such session here.
        """
        id, why = session_id(session), member(cause, "cause", Cause)
        told, said = Notify.of(notify), words(message, "message")
        pays_back = truth(refund, "refund")

        def decide(unit: Unit, now: DateTime) -> Decision[SessionCancellation]:
            found = locked_attendance(self._context, unit, [id], now, moving=False)
            request = SessionRequest(
                now=now,
                actor=self._context.actor,
                notify=told,
                message=said,
                refunds=refund_ids(self._context, found.attendees) if pays_back else {},
            )
            session = found.lines[id].session
            refuse_dead(session)
            decision = decide_for_everybody(request, found, [called_off(request, session, why)])
            [after], done = decision.result
            result = SessionCancellation(
                session=after,
                cancelled=done.cancelled,
                redeemed=done.redeemed,
                refunds=done.refunds,
                not_told=done.not_told,
            )
            return Decision(result=result, changes=decision.changes, happened=decision.happened)

        command = Command(name="schedule.cancel_session", stream=None, decide=decide)
        done = carry_out(self._context, command)
        asked = (ask_refund(self._context, each, first=True) for each in done.refunds)
        return evolve(done, refunds=tuple(asked))


def decide_for_everybody(
    request: SessionRequest, found: Attendance, after: Sequence[Session]
) -> Decision[tuple[list[Session], Upheaval]]:
    """Make the locked sessions *found* what they are *after*, with everybody in them.

    Whose edition has not risen neither moves nor ends: people in it stay as they are. Places
    that come free on the way are passed on, and queues of what ends are closed (A20).

    Raises:
        SessionCancelled: one of the sessions was cancelled before.
        IntoThePast: the new time of one is over.
    """
    all_fates = [Fate(before=found.lines[each.id].session, after=each) for each in after]
    fates = [fate for fate in all_fates if fate.before.edition != fate.after.edition]
    decision = decide_upheaval(request, fates, found.attendees, found.policies)
    lines = [(found.lines[each.id], each) for each in after]
    passed = carried_through(lines, request.now, found.waiting)
    return Decision(
        result=(passed.result, decision.result),
        changes=[*decision.changes, *passed.changes],
        happened=[*decision.happened, *passed.happened],
    )


def called_off(request: SessionRequest, session: Session, cause: Cause) -> Session:
    """The session once it is cancelled."""
    return session.called_off(CalledOff(at=request.now, by=str(request.actor), cause=cause))


def session_resized(before: Session, after: Session) -> Happened:
    """The event of another capacity."""
    return Happened(
        kind=EventKind.SESSION_RESIZED,
        subject=after.id,
        session_id=after.id,
        facts={"before": before.capacity, "after": after.capacity},
    )


def _or(
    given: tuple[ResourceId, ...] | None, otherwise: tuple[ResourceId, ...]
) -> tuple[ResourceId, ...]:
    return otherwise if given is None else given
