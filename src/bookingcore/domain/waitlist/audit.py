"""What the records show of waiting lists, beside what they promise (P6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.waiting import Offers, Parties
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.moments import add_minutes
from bookingcore.domain.waitlist.entry import WaitlistEntry


@frozen(kw_only=True)
class QueueKept:
    """A waiting list that somebody is on, or that its session says somebody is on.

    Attributes:
        policy: what was promised with the session.
        entries: those that have not come to their end, in order.
        due_at: when its work is due; None where none is expected.
    """

    session: Session
    policy: ServicePolicy
    entries: tuple[WaitlistEntry, ...]
    due_at: DateTime | None

    def faults(self, now: DateTime) -> Iterator[Fault]:
        """P6: counters, offers and due work agree, and no place is idle while somebody waits.

        What is due at *now* has not been done yet: until it is, places may be idle.
        """
        yield from self._miscounted()
        yield from self._out_of_place()
        yield from self._overlooked()
        if self.due_at is None or self.due_at > now:
            yield from self._idle(now)

    def _miscounted(self) -> Iterator[Fault]:
        session, waiting = self.session, sum(entry.waits for entry in self.entries)
        if session.waiting != waiting:
            yield Fault("P6", session.id, f"counts {session.waiting} who wait, {waiting} do")
        lapse = self._first_lapse()
        if session.next_lapse != lapse:
            said, found = _at(session.next_lapse), _at(lapse)
            yield Fault("P6", session.id, f"says an offer runs out {said}, the first does {found}")

    def _out_of_place(self) -> Iterator[Fault]:
        for entry in self.entries:
            if (entry.offer is None) == (entry.held > 0):
                offer = "no offer" if entry.offer is None else "an offer"
                yield Fault("P6", entry.id, f"is {entry.status.name} and has {offer}")
            if not self.session.live:
                yield Fault("P6", entry.id, "is open though its session was cancelled")
        for customer, times in Counter(entry.customer_id for entry in self.entries).items():
            if times > 1:
                yield Fault("P6", self.session.id, f"has customer {customer} wait {times} times")

    def _overlooked(self) -> Iterator[Fault]:
        if not self.entries:
            return
        lapse, start = self._first_lapse(), self.session.starts_at
        wanted = start if lapse is None else min(lapse, start)
        if self.due_at != wanted:
            sentence = f"has its work due {_at(self.due_at)}, not {_at(wanted)}"
            yield Fault("P6", self.session.id, sentence)

    def _idle(self, now: DateTime) -> Iterator[Fault]:
        if not self._offers_are_made(now):
            return
        eligible = [entry for entry in self.entries if entry.waits and self._may_be_offered(entry)]
        if self.policy.waitlist.parties is Parties.STRICT:
            eligible = eligible[:1]
        for entry in eligible:
            if self.session.has_room_for(entry.places):
                yield Fault("P6", entry.id, f"waits though {entry.places} places are free for it")

    def _may_be_offered(self, entry: WaitlistEntry) -> bool:
        """Whether *entry* is neither passed over nor larger than the whole session."""
        capacity = self.session.capacity
        fits = capacity is None or entry.places <= capacity
        return fits and not entry.staff_only and not entry.unreachable

    def _offers_are_made(self, now: DateTime) -> bool:
        """Whether places that come free at *now* are offered: not too late, nor by staff alone."""
        session, policy = self.session, self.policy
        until = add_minutes(session.starts_at, -policy.window.closes)
        return session.live and policy.waitlist.offers is Offers.AUTOMATIC and now < until

    def _first_lapse(self) -> DateTime | None:
        offers = [entry.offer for entry in self.entries if entry.held]
        return min((offer.expires_at for offer in offers if offer is not None), default=None)


def _at(instant: DateTime | None) -> str:
    return "never" if instant is None else f"at {instant.isoformat()}"
