"""Waiting lists for tests, each told by the little that matters in it.

The session is on 2 July at 18:00 UTC; entries are named by who waits, in the order given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.policies import BookingWindow, ServicePolicy
from bookingcore.domain.catalog.waiting import WaitlistPolicy
from bookingcore.domain.schedule.session import CalledOff, Cause, Session
from bookingcore.domain.values.changes import Add, Change, Expect, Put, Withdraw
from bookingcore.domain.values.events import Happened
from bookingcore.domain.values.ids import CustomerId, EntryId
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
from bookingcore.domain.waitlist.line import Line
from tests.domain import build
from tests.domain.build import at

START = at(2, 18)
NOON = at(2, 12)
"""When things happen, unless said."""


def entry(who: str = "anna", *, places: int = 1, **fields: Any) -> WaitlistEntry:
    """The wait of *who*, an entry of the same name."""
    made = WaitlistEntry(
        id=EntryId(who),
        customer_id=CustomerId(who),
        session_id=build.session().id,
        places=places,
        position=1,
        joined_at=at(1, 9),
    )
    return evolve(made, **fields)


def offered(who: str = "anna", *, places: int = 1, until: DateTime | None = None) -> WaitlistEntry:
    """Who was offered places five minutes ago, for ten minutes unless said."""
    offer = Offer(made_at=at(2, 11, 55), expires_at=until or at(2, 12, 5))
    return entry(who, places=places).offered(offer)


def ended(who: str, status: EntryStatus) -> WaitlistEntry:
    return entry(who).ended(status, at(2, 11))


def line(
    *entries: WaitlistEntry,
    capacity: int | None = 1,
    booked: int = 0,
    closes: int = 0,
    quiet: QuietHours | None = None,
    unreachable: Iterable[str] = (),
    **policy: Any,
) -> Line:
    """The waiting list of a session with *booked* places taken, besides those that are held.

    *closes* is when booking closes, in minutes before the start; *policy* what differs from the
    usual `WaitlistPolicy`.
    """
    taken = booked + sum(each.held for each in entries)
    made = Line(
        session=build.session(capacity=capacity, taken=taken),
        policy=ServicePolicy(
            window=BookingWindow(closes=closes), waitlist=WaitlistPolicy(**policy)
        ),
        entries=tuple(evolve(each, position=n) for n, each in enumerate(entries, 1)),
        quiet=quiet,
        unreachable=frozenset(map(CustomerId, unreachable)),
    )
    return made.summed_up()


def cancelled(before: Line) -> Line:
    """The waiting list of a session that does not take place."""
    end = CalledOff(at=NOON, by="staff:maria", cause=Cause.CENTER)
    return evolve(before, session=before.session.called_off(end))


def statuses(after: Line) -> str:
    """How everybody stands, in order."""
    return " ".join(f"{each.id}:{each.status.name}" for each in after.entries)


def kinds(happened: Sequence[Happened]) -> list[tuple[str, str]]:
    """What has happened, to whom."""
    return [(each.kind.name, each.subject) for each in happened]


def written(changes: Sequence[Change]) -> list[WaitlistEntry]:
    """The entries that are written."""
    rows = [each.row for each in changes if isinstance(each, Add | Put)]
    return [row for row in rows if isinstance(row, WaitlistEntry)]


def entries_in(changes: Sequence[Change]) -> dict[str, str]:
    """The entries that are written, by their status."""
    return {each.id: each.status.name for each in written(changes)}


def session_in(changes: Sequence[Change]) -> Session:
    """The session that is written."""
    rows = [each.row for each in changes if isinstance(each, Add | Put)]
    [session] = [row for row in rows if isinstance(row, Session)]
    return session


def bookings_in(changes: Sequence[Change]) -> list[Booking]:
    rows = [each.row for each in changes if isinstance(each, Add | Put)]
    return [row for row in rows if isinstance(row, Booking)]


def due_in(changes: Sequence[Change]) -> list[str]:
    """The work that is expected, with its instant, and what is withdrawn."""
    expected = [
        f"{each.due.id} {each.due.due_at:%d %H:%M}" for each in changes if isinstance(each, Expect)
    ]
    return [*expected, *(f"no {each.key}" for each in changes if isinstance(each, Withdraw))]
