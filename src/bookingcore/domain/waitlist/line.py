"""The waiting list of one session as a decision sees it: who waits, and what is free.

A line is read under the lock of its session, turned into other lines by pure steps, and compared
with what it was in the end: the difference is what has to be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.waiting import Offers, Parties
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Change, Expect, Put, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import CustomerId, EntryId
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.waitlist.entry import EntryStatus, WaitlistEntry


@frozen(kw_only=True)
class Line:
    """The waiting list of one session.

    Attributes:
        session: how its places stand; offers hold theirs.
        policy: what was promised with the session.
        entries: those that were open when it was read, and those that joined since, in order.
        quiet: the hours in which no window runs (A16).
        unreachable: the customers whom nobody can tell of an offer; empty where all count (A16).
        happened: what has become of it since it was read.
    """

    session: Session
    policy: ServicePolicy
    entries: tuple[WaitlistEntry, ...] = ()
    quiet: QuietHours | None = None
    unreachable: frozenset[CustomerId] = frozenset()
    happened: tuple[Happened, ...] = field(default=())

    def waiting(self) -> Iterator[WaitlistEntry]:
        """Those who wait for an offer, in order."""
        return (entry for entry in self.entries if entry.waits)

    def ahead_of(self, entry: WaitlistEntry | None) -> int:
        """How many are not to be passed by: those who wait, or wait longer than *entry*.

        Where places are offered automatically, and smaller parties overtake, nobody is: whoever
        could have a place has been offered one (A18). Nor are those who are passed over.
        """
        automatic = self.policy.waitlist.offers is Offers.AUTOMATIC
        if automatic and self.policy.waitlist.parties is Parties.FIRST_FIT:
            return 0
        return sum(
            entry is None or each.position < entry.position
            for each in self.waiting()
            if not (automatic and self.passed_over(each))
        )

    def passed_over(self, entry: WaitlistEntry) -> bool:
        """Whether nothing is offered to *entry* automatically, so that it holds nobody up.

        That is so for staff's own (A22), for who cannot be told (A16), and for a party larger than
        the whole session.
        """
        capacity = self.session.capacity
        return (
            entry.staff_only
            or entry.customer_id in self.unreachable
            or (capacity is not None and entry.places > capacity)
        )

    def of(self, customer: CustomerId | None) -> WaitlistEntry | None:
        """The open entry of *customer*; None where they have none."""
        found = (entry for entry in self.entries if entry.open and entry.customer_id == customer)
        return next(found, None)

    def entry(self, id: EntryId) -> WaitlistEntry | None:
        """The entry with that id, open or ended since."""
        return next((entry for entry in self.entries if entry.id == id), None)

    def counted(self, places: int) -> Line:
        """With *places* more of the session taken; negative gives places back."""
        return evolve(self, session=self.session.counted(places))

    def told(self, *happened: Happened) -> Line:
        """With more that has happened."""
        return evolve(self, happened=self.happened + happened)

    def joined_by(self, entry: WaitlistEntry) -> Line:
        """With a new entry at its end; a new edition, so that nobody overlooks it."""
        session = evolve(self.session, edition=self.session.edition + 1)
        return evolve(self, entries=(*self.entries, entry), session=session)

    def with_entry(self, after: WaitlistEntry) -> Line:
        """With *after* in the place of the entry of that id; what it held, or holds now, counts."""
        entries = tuple(after if entry.id == after.id else entry for entry in self.entries)
        before = sum(entry.held for entry in self.entries)
        held = sum(entry.held for entry in entries) - before
        line = evolve(self, entries=entries)
        return line.counted(held) if held else line

    def summed_up(self) -> Line:
        """With the session's own word on who waits, and when the first offer runs out."""
        open_offers = [entry.offer for entry in self.entries if entry.held]
        lapses = [offer.expires_at for offer in open_offers if offer is not None]
        session = evolve(
            self.session,
            waiting=sum(1 for _ in self.waiting()),
            next_lapse=min(lapses, default=None),
        )
        return evolve(self, session=session)


def entry_event(
    kind: EventKind,
    entry: WaitlistEntry,
    facts: dict[str, Fact] | None = None,
    words: dict[str, str] | None = None,
) -> Happened:
    """What has become of *entry*, in the history of its session: its lock is the one that holds."""
    return Happened(
        kind=kind,
        subject=entry.id,
        customer_id=entry.customer_id,
        session_id=entry.session_id,
        facts=facts or {},
        words={name: text for name, text in (words or {}).items() if text},
        by_session=True,
    )


def changes_of(before: Line, after: Line, now: DateTime) -> list[Change]:
    """What to write so that *before* becomes *after*, due work included."""
    line = after.summed_up()
    known = {entry.id: entry for entry in before.entries}
    changes: list[Change] = [
        Put(entry) if entry.id in known else Add(entry)
        for entry in line.entries
        if known.get(entry.id) != entry
    ]
    if line.session != before.session:
        changes.append(Put(line.session))
    return [*changes, *_due(line), *_auto_bookings(known.values(), line, now)]


def _due(line: Line) -> Iterator[Change]:
    """When somebody has to look at the line again: an offer runs out, or the session starts."""
    session = line.session
    if any(entry.open for entry in line.entries):
        at = session.starts_at
        if session.next_lapse is not None:
            at = min(at, session.next_lapse)
        yield Expect(Due(kind=DueKind.QUEUE, subject=session.id, due_at=at))
    else:
        yield Withdraw(due_key(DueKind.QUEUE, session.id))


def _auto_bookings(known: Iterable[WaitlistEntry], line: Line, now: DateTime) -> Iterator[Change]:
    if not line.policy.waitlist.auto_book:
        return
    before = {entry.id for entry in known if _accepted_for(entry)}
    after = {entry.id for entry in line.entries if _accepted_for(entry)}
    for id in sorted(after - before):
        yield Expect(Due(kind=DueKind.AUTO_BOOKING, subject=id, due_at=now))
    for id in sorted(before - after):
        yield Withdraw(due_key(DueKind.AUTO_BOOKING, id))


def _accepted_for(entry: WaitlistEntry) -> bool:
    """Whether the system may accept the offer in its customer's name; of staff's own only staff."""
    return entry.status is EntryStatus.OFFERED and not entry.staff_only
