"""The sections as it happened: staff enrol, promote and take in, and nothing is offered by itself.

After every step the desk has to hold what the file shows: as many enrolled, as many waiting, as
many places.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from attrs import define, field, frozen

from bookingcore import (
    Booking,
    Customer,
    EntryStatus,
    EventKind,
    Offers,
    Override,
    QueueAhead,
    SessionFull,
    WaitlistEntry,
    WaitlistPolicy,
)
from examples.replay.courses import OVER, College, Step

POLICY = WaitlistPolicy(offers=Offers.MANUAL, capacity=None, join_when_free=True)

TAKEN_IN = Override(
    reason="the department took them in", codes=frozenset({SessionFull.code, QueueAhead.code})
)


@define
class Roll:
    """Who is in one section, in the order in which they came.

    Attributes:
        enrolled: ids of bookings.
    """

    enrolled: deque[str] = field(factory=deque)
    waiting: deque[WaitlistEntry] = field(factory=deque)


@frozen(kw_only=True)
class Enrolment:
    """What the desk has on record in the end, or what a plain count of the file expects there.

    Attributes:
        steps_that_agree: after which enrolled, waiting and capacity were the file's own.
        promoted: enrolled from the waiting list.
        promoted_beyond: *promoted* although no place was free.
        enrolled_beyond: enrolled without waiting, although no place was free.
        past_the_queue: enrolled without waiting, although others waited.
    """

    sections: int
    steps_that_agree: int
    resized: int
    enrolled: int
    promoted: int
    promoted_beyond: int
    enrolled_beyond: int
    past_the_queue: int
    dropped: int
    joined: int
    left: int
    enrolled_in_the_end: int
    waiting_in_the_end: int


class AsItHappened:
    """The sections, step by step."""

    def __init__(self, college: College) -> None:
        """Open the college: no section there yet."""
        college.refuse_used()
        self._college = college
        self._give = college.pace.timed
        self._rolls: dict[str, Roll] = {}
        self._right = 0

    def take(self, step: Step) -> None:
        """What happened in *step*, given to the desk; then the desk is compared with the file."""
        college, seen = self._college, step.seen
        college.clock.move_to(seen.at)
        if seen.section not in college.sessions:
            college.open_section(seen)
        roll = self._rolls.setdefault(seen.section, Roll())
        session = college.sessions[seen.section]
        if step.resized:
            self._give(college.desk.schedule.change_capacity, session, seen.capacity)
        for _ in range(step.dropped):
            self._give(college.desk.bookings.cancel, roll.enrolled.popleft())
        for _ in range(step.promoted):
            roll.enrolled.append(self._promoted(roll.waiting.popleft()).id)
        for _ in range(step.enrolled):
            who = college.somebody(seen.section)
            roll.enrolled.append(self._booked(who, seen.section).id)
        for _ in range(step.left):
            self._give(college.desk.waitlist.leave, roll.waiting.popleft())
        for _ in range(step.joined):
            who = college.somebody(seen.section)
            roll.waiting.append(self._give(college.desk.waitlist.join, who, session))
        self._compare(step)

    def _promoted(self, entry: WaitlistEntry) -> Booking:
        """Promoted while there is a place, and taken in on record where there is none."""
        waitlist = self._college.desk.waitlist
        try:
            self._give(waitlist.promote, entry, reason="first of those who wait")
        except SessionFull:
            book = self._college.desk.bookings.book
            return self._give(book, entry.customer_id, entry.session_id, override=TAKEN_IN)
        return self._give(waitlist.accept, entry)

    def _booked(self, who: Customer, section: str) -> Booking:
        book, session = self._college.desk.bookings.book, self._college.sessions[section]
        try:
            return self._give(book, who, session)
        except OVER:
            return self._give(book, who, session, override=TAKEN_IN)

    def _compare(self, step: Step) -> None:
        desk, seen = self._college.desk, step.seen
        session = desk.schedule.get(self._college.sessions[seen.section])
        entries = Counter(entry.status for entry in desk.waitlist.entries(session))
        found = session.taken, entries[EntryStatus.WAITING], session.capacity
        agrees = found == (seen.enrolled, seen.waiting, seen.capacity)
        offered = entries[EntryStatus.OFFERED]
        self._right += agrees and session.waiting == seen.waiting and not offered

    def found(self) -> Enrolment:
        """What the desk has on record, counted as `expected` counts the file."""
        desk, sessions = self._college.desk, self._college.sessions
        happened: Counter[EventKind] = Counter()
        passed: Counter[tuple[str, bool]] = Counter()
        ended: Counter[EntryStatus] = Counter()
        live = 0
        for session in sessions.values():
            entries = desk.waitlist.entries(session)
            waited = {entry.booking_id for entry in entries}
            ended.update(entry.status for entry in entries)
            live += sum(booking.live for booking in desk.bookings.in_session(session))
            for event in desk.history(session):
                happened[event.kind] += 1
                if event.kind is EventKind.BOOKING_MADE:
                    codes = str(event.facts["overridden"]).split()
                    passed.update((code, event.subject in waited) for code in codes)
        return Enrolment(
            sections=len(sessions),
            steps_that_agree=self._right,
            resized=happened[EventKind.SESSION_RESIZED],
            enrolled=happened[EventKind.BOOKING_MADE],
            promoted=ended[EntryStatus.ACCEPTED],
            promoted_beyond=passed[SessionFull.code, True],
            enrolled_beyond=passed[SessionFull.code, False],
            past_the_queue=passed[QueueAhead.code, False],
            dropped=happened[EventKind.BOOKING_CANCELLED],
            joined=happened[EventKind.WAITLIST_JOINED],
            left=ended[EntryStatus.LEFT],
            enrolled_in_the_end=live,
            waiting_in_the_end=ended[EntryStatus.WAITING],
        )


def expected(taken: Sequence[Step]) -> Enrolment:
    """What a plain count of these steps says, without a desk."""
    last = {step.seen.section: step.seen for step in taken}
    return Enrolment(
        sections=len(last),
        steps_that_agree=len(taken),
        resized=sum(step.resized for step in taken),
        enrolled=sum(step.promoted + step.enrolled for step in taken),
        promoted=sum(step.promoted for step in taken),
        promoted_beyond=sum(min(step.promoted, step.seen.over) for step in taken),
        enrolled_beyond=sum(min(step.enrolled, step.seen.over) for step in taken),
        past_the_queue=sum(step.enrolled for step in taken if _waiting_then(step)),
        dropped=sum(step.dropped for step in taken),
        joined=sum(step.joined for step in taken),
        left=sum(step.left for step in taken),
        enrolled_in_the_end=sum(seen.enrolled for seen in last.values()),
        waiting_in_the_end=sum(seen.waiting for seen in last.values()),
    )


def _waiting_then(step: Step) -> bool:
    """Whether others waited when those of *step* enrolled who had not."""
    return step.before is not None and step.before.waiting > step.promoted
