"""Who is offered a place that came free, and until when (A16-A20)."""

from __future__ import annotations

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.catalog.waiting import Offers, Parties
from bookingcore.domain.schedule.session import CalledOff, Cause
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.moments import add_minutes
from bookingcore.domain.values.quiet import open_minutes_later
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
from bookingcore.domain.waitlist.line import Line, entry_event


def advanced(line: Line, now: DateTime) -> Line:
    """*line* once everything has been done that is due: offers lapsed, closed, made.

    Any rise in free places leads here (A20): whoever gave them back, and whatever made them.
    """
    return without_nobody(offered(closed(lapsed(line, now), now), now), now)


def lapsed(line: Line, now: DateTime) -> Line:
    """*line* once the offers that ran out have expired, for good (A17)."""
    for entry in line.entries:
        if entry.lapsed(now):
            line = line.with_entry(entry.ended(EntryStatus.EXPIRED, now))
            line = line.told(entry_event(EventKind.OFFER_EXPIRED, entry))
    return line


def closed(line: Line, now: DateTime) -> Line:
    """*line* once nobody waits any more for a session that has started or was cancelled (A19)."""
    if line.session.live and now < line.session.starts_at:
        return line
    for entry in line.entries:
        if entry.open:
            line = line.with_entry(entry.ended(EntryStatus.CLOSED, now))
            line = line.told(entry_event(EventKind.WAITLIST_CLOSED, entry))
    return line


def offered(line: Line, now: DateTime) -> Line:
    """*line* once every free place is offered to whom it is due.

    In order, one offer for each place, and each held (A16). Nobody who ends an offer is offered
    anything again, so what comes back goes on to the next one (A18).
    """
    if line.policy.waitlist.offers is Offers.MANUAL:
        return line
    expires_at = offer_end(line, now)
    if expires_at is None:
        return line
    line = _flagged(line)
    for entry in line.waiting():
        if line.passed_over(entry):
            continue
        if line.session.has_room_for(entry.places):
            line = offer_to(line, entry, Offer(made_at=now, expires_at=expires_at))
        elif line.policy.waitlist.parties is Parties.STRICT:
            break
    return line


def _flagged(line: Line) -> Line:
    """*line* with a flag for staff on those who cannot be told of an offer, and on no others."""
    for entry in line.waiting():
        unreachable = entry.customer_id in line.unreachable
        if entry.unreachable is not unreachable:
            line = line.with_entry(evolve(entry, unreachable=unreachable))
    return line


def without_nobody(line: Line, now: DateTime) -> Line:
    """*line*, whose appointment does not take place once nobody is in it nor waits any more.

    It was made for one booking; its professional is free again.
    """
    session = line.session
    wanted = session.taken > 0 or any(entry.open for entry in line.entries)
    if wanted or not session.appointment or not session.live:
        return line
    end = CalledOff(at=now, by=str(SYSTEM), cause=Cause.CUSTOMER_REQUEST)
    happened = Happened(
        kind=EventKind.SESSION_CANCELLED,
        subject=session.id,
        session_id=session.id,
        facts={"cause": end.cause.name, "bookings": 0, "notify": ""},
    )
    return evolve(line, session=session.called_off(end)).told(happened)


def offer_to(line: Line, entry: WaitlistEntry, offer: Offer, reason: str = "") -> Line:
    """*line* with *offer* made to *entry*, which holds its places from now on."""
    made = entry_event(
        EventKind.OFFER_MADE,
        entry,
        {
            "places": entry.places,
            "expires_at": offer.expires_at.isoformat(),
            "promoted": offer.promoted,
        },
        {"reason": reason},
    )
    return line.with_entry(entry.offered(offer)).told(made)


def offer_end(line: Line, now: DateTime) -> DateTime | None:
    """When an offer made at *now* runs out; None when it is too late for one (A16, A19).

    The window is the policy's, but for quiet hours. It begins when booking by customers is open,
    so that they can answer at all, and ends where that does.
    """
    session, policy = line.session, line.policy
    if not session.live:
        return None
    until = add_minutes(session.starts_at, -policy.window.closes)
    if until <= now:
        return None
    opens = policy.window.opens
    begins = now if opens is None else max(now, add_minutes(session.starts_at, -opens))
    return open_minutes_later(begins, policy.waitlist.window, line.quiet, session.zone, until)
