"""How a customer stands in waiting lists once their card is another, or is gone (A22, A64)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.eligibility import stands_aside
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.changes import Change, Decision
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.waitlist.entry import EntryStatus, WaitlistEntry
from bookingcore.domain.waitlist.line import Line, changes_of, entry_event
from bookingcore.domain.waitlist.offering import advanced


def standing_anew(lines: Iterable[Line], customer: Customer, now: DateTime) -> Decision[list[Line]]:
    """What is to be written where *customer* waits, whose restrictions are others now.

    Whether only staff may offer them a place follows from the card; what they hold stays, and only
    staff accept it for them.
    """
    cards = {customer.id: customer}
    return written([(line, standing_by(line, cards)) for line in lines], now)


def standing_by(line: Line, cards: Mapping[CustomerId, Customer]) -> Line:
    """*line* with those who wait as their *cards* and its session have it; others as they are."""
    for entry in line.entries:
        card = cards.get(entry.customer_id)
        if card is None or not entry.open:
            continue
        aside = stands_aside(card, line.session)
        if entry.staff_only is not aside:
            line = line.with_entry(evolve(entry, staff_only=aside))
    return line


def closed_for(
    lines: Iterable[Line], customer: CustomerId, now: DateTime
) -> Decision[tuple[WaitlistEntry, ...]]:
    """Close the entries of *customer*, who waits for nothing any more (A64); the result is they."""
    pairs: list[tuple[Line, Line]] = []
    ended: list[WaitlistEntry] = []
    for before in lines:
        line = before
        for entry in before.entries:
            if entry.open and entry.customer_id == customer:
                line, closed = closed_in(line, entry, now)
                ended.append(closed)
        pairs.append((before, line))
    decision = written(pairs, now)
    return Decision(result=tuple(ended), changes=decision.changes, happened=decision.happened)


def closed_in(line: Line, entry: WaitlistEntry, now: DateTime) -> tuple[Line, WaitlistEntry]:
    """*line* with *entry* closed, and the entry as it ended."""
    ended = entry.ended(EntryStatus.CLOSED, now)
    return line.with_entry(ended).told(entry_event(EventKind.WAITLIST_CLOSED, entry)), ended


def written(pairs: Iterable[tuple[Line, Line]], now: DateTime) -> Decision[list[Line]]:
    """What is to be written so that lines become others, and what is free goes on to the next.

    The result is the lines as they stand then.
    """
    lines: list[Line] = []
    changes: list[Change] = []
    for before, after in pairs:
        lines.append(advanced(after, now).summed_up())
        changes += changes_of(before, lines[-1], now)
    happened = [each for line in lines for each in line.happened]
    return Decision(result=lines, changes=changes, happened=happened)
