"""What customers answer to an offer, and what staff make of a waiting list."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import EntryId
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
from bookingcore.domain.waitlist.folding import folded
from bookingcore.domain.waitlist.line import Line, changes_of, entry_event
from bookingcore.domain.waitlist.offering import advanced, offer_end, offer_to
from bookingcore.errors import (
    EntryEnded,
    InvalidInput,
    NoOffer,
    OfferExpired,
    OfferTooLate,
    SessionFull,
    UnwantedServiceBlocked,
)


def decide_passing(line: Line, now: DateTime) -> Decision[Line]:
    """Do what is due in *line*, with nobody at the keyboard."""
    after = advanced(line, now)
    return Decision(result=after, changes=changes_of(line, after, now), happened=after.happened)


def decide_leaving(entry: WaitlistEntry, line: Line, now: DateTime) -> Decision[WaitlistEntry]:
    """Leave the list; an offer goes on to the next one.

    Raises:
        EntryEnded: the wait is over already.
    """
    _refuse_ended(entry)
    _refuse_ended(_settled(entry, line, now))
    return _ended(entry, EntryStatus.LEFT, EventKind.WAITLIST_LEFT, line, now)


def decide_declining(entry: WaitlistEntry, line: Line, now: DateTime) -> Decision[WaitlistEntry]:
    """Refuse an offer; it goes on to the next one (A20).

    Raises:
        NoOffer, OfferExpired, EntryEnded: there is nothing to refuse.
    """
    refuse_unanswerable(entry, now)
    _refuse_ended(_settled(entry, line, now))
    return _ended(entry, EntryStatus.DECLINED, EventKind.OFFER_DECLINED, line, now)


def refuse_unanswerable(entry: WaitlistEntry, now: DateTime) -> None:
    """Refuse to answer an offer that is not there.

    Raises:
        NoOffer: it waits for one.
        OfferExpired: its time is over (001-12), noticed or not.
        EntryEnded: the wait has come to another end.
    """
    if entry.offer is not None and (entry.lapsed(now) or entry.status is EntryStatus.EXPIRED):
        raise OfferExpired(entry.id, entry.offer.expires_at)
    _refuse_ended(entry)
    if not entry.held:
        raise NoOffer(entry.id, entry.status.name)


def opened_for(
    entry: WaitlistEntry, line: Line, now: DateTime
) -> tuple[Line, WaitlistEntry, Session]:
    """*line* ready for the booking that the offer of *entry* is to become.

    It has all done that is due in it, and the entry taken out; with it come the entry as it stands
    then, and the session as its customer sees it.

    Raises:
        NoOffer, OfferExpired, EntryEnded: there is nothing to accept.
    """
    refuse_unanswerable(entry, now)
    line = advanced(line, now)
    entry = line.entry(entry.id) or entry
    _refuse_ended(entry)
    line = taken_out(line, entry)
    return line, entry, as_shown_to(entry, line)


def _settled(entry: WaitlistEntry, line: Line, now: DateTime) -> WaitlistEntry:
    """The entry once all has been done that is due in its *line*, noticed or not."""
    return advanced(line, now).entry(entry.id) or entry


def _refuse_ended(entry: WaitlistEntry) -> None:
    if not entry.open:
        raise EntryEnded(entry.id, entry.status.name)


def _ended(
    entry: WaitlistEntry, status: EntryStatus, kind: EventKind, line: Line, now: DateTime
) -> Decision[WaitlistEntry]:
    ended = entry.ended(status, now)
    after = advanced(line.with_entry(ended), now)
    happened = Happened(
        kind=kind,
        subject=entry.id,
        customer_id=entry.customer_id,
        session_id=entry.session_id,
    )
    return Decision(
        result=ended,
        changes=changes_of(line, after, now),
        happened=[happened, *after.happened],
    )


def decide_promotion(
    entry: WaitlistEntry, line: Line, card: Customer, now: DateTime, reason: str
) -> Decision[WaitlistEntry]:
    """Offer *entry* a place out of order, for a *reason* that goes on record.

    Raises:
        EntryEnded: the wait is over.
        UnwantedServiceBlocked: it is of a customer for whom nobody may schedule the service (A23).
        SessionFull: fewer places are free than it waits for.
        OfferTooLate: the session starts too soon.
    """
    before, line = line, advanced(line, now)
    entry = line.entry(entry.id) or entry
    _refuse_ended(entry)
    if not card.wants(line.session.service_id):
        raise UnwantedServiceBlocked(card.id, line.session.service_id)
    expires_at = offer_end(line, now)
    if expires_at is None:
        raise OfferTooLate(line.session.id, line.session.starts_at)
    if entry.waits:
        if not line.session.has_room_for(entry.places):
            left = line.session.places_left or 0
            raise SessionFull(line.session.id, entry.places, left)
        offer = Offer(made_at=now, expires_at=expires_at, promoted=True)
        line = offer_to(line, entry, offer, reason)
    return Decision(
        result=line.entry(entry.id) or entry,
        changes=changes_of(before, line, now),
        happened=line.happened,
    )


def decide_order(
    line: Line, order: Sequence[EntryId], now: DateTime, reason: str
) -> Decision[tuple[WaitlistEntry, ...]]:
    """Let those who wait be offered places in another *order*, for a *reason* on record.

    What is free is offered in the new order; the result is all that are named, as they stand then.

    Raises:
        InvalidInput: *order* does not name each of those who wait, once.
    """
    before, line = line, advanced(line, now)
    waiting = {entry.id: entry for entry in line.waiting()}
    if len(order) != len(waiting) or set(order) != set(waiting):
        named = ", ".join(waiting) or "nobody"
        raise InvalidInput("entries", ", ".join(order) or "none", f"name each of {named}, once")
    positions = sorted(entry.position for entry in waiting.values())
    for id, position in zip(order, positions, strict=True):
        line = line.with_entry(evolve(waiting[id], position=position))
    line = evolve(line, entries=tuple(sorted(line.entries, key=lambda entry: entry.position)))
    happened = Happened(
        kind=EventKind.WAITLIST_REORDERED,
        subject=line.session.id,
        session_id=line.session.id,
        facts={"entries": " ".join(order)},
        words={"reason": reason} if reason else {},
    )
    # Who held the others up may come after them now.
    line = advanced(line.told(happened), now)
    listed = frozenset(order)
    return Decision(
        result=tuple(entry for entry in line.entries if entry.id in listed),
        changes=changes_of(before, line, now),
        happened=line.happened,
    )


def taken_out(line: Line, entry: WaitlistEntry | None) -> Line:
    """*line* as it stands for the customer of *entry*: what is held for them is free for them."""
    if entry is None:
        return line
    line = line.counted(-entry.held) if entry.held else line
    return evolve(line, entries=tuple(each for each in line.entries if each.id != entry.id))


def as_shown_to(entry: WaitlistEntry | None, line: Line) -> Session:
    """The session of *line* as the customer of *entry* sees it, who was taken out of it.

    What was held for them is free for them: a cut in capacity takes no place from anybody (P1).
    """
    session = line.session
    if entry is None or session.capacity is None:
        return session
    return evolve(session, capacity=max(session.capacity, session.taken + entry.held))


def passed_through(
    decision: Decision[Booking],
    before: Line,
    line: Line,
    entry: WaitlistEntry | None,
    now: DateTime,
) -> Decision[Booking]:
    """*decision*, once its places in the session of *line* are counted there, and passed on.

    *line* is *before* with what was due done, and without *entry*, the customer's own, which
    becomes the booking.
    """
    line = taken_up(line, entry, decision.result, now)
    return folded(decision, {line.session.id: (before, line)}, now)


def taken_up(line: Line, entry: WaitlistEntry | None, booking: Booking, now: DateTime) -> Line:
    """*line* with *entry*, which was taken out of it, back as what has become *booking*."""
    if entry is None:
        return line
    accepted = entry.accepted(booking.id, now)
    happened = entry_event(EventKind.OFFER_ACCEPTED, entry, {"booking": booking.id})
    return evolve(line, entries=(*line.entries, accepted)).told(happened)
