"""The same sections with automatic offers: what the desk makes of the same people and places.

Who enrols, joins, leaves and drops out, and every change of capacity, is the file's. Nobody is
promoted: a place that comes free is offered to the first who waits, for twelve hours. Most accept
four hours later; one in eight declines, and one in eight does not answer. Who finds no place waits
for one. Staff takes people in beyond the capacity only where the file shows them beyond it.

A worker does what is due at the very moment, and after every step; after each time no place may
be free in the section while somebody waits for it (P6).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from datetime import timedelta
from heapq import heappop, heappush
from typing import NamedTuple

import pendulum
from attrs import define, field

from bookingcore import (
    Booking,
    Customer,
    EntryStatus,
    Refused,
    Session,
    SessionFull,
    WaitlistEntry,
    WaitlistPolicy,
)
from examples.replay.courses import College, Step, place_hours_idle
from examples.replay.enrolling import TAKEN_IN, Enrolment
from examples.replay.report import Line
from examples.replay.timeline import drawn

WINDOW = timedelta(hours=12)
ANSWER = timedelta(hours=4)
DECLINES, SILENT = 0, 1
"""What remains of a name's number after division by `ONE_IN` tells what its bearer answers."""
ONE_IN = 8

POLICY = WaitlistPolicy(capacity=None, join_when_free=True, window=WINDOW)


class Moment(NamedTuple):
    """When something is to happen to an offer: an answer, or the end of its window."""

    at: pendulum.DateTime
    number: int
    section: str
    entry: WaitlistEntry
    answer: bool


@define
class Roll:
    """What is known of one section.

    Attributes:
        enrolled: ids of the bookings, in the order in which they were made.
        open: those who wait or have an offer, in order.
        offered: the ids of entries that were seen to have an offer.
        seen_at: when it was looked at last.
        held: places held by offers then.
    """

    seen_at: pendulum.DateTime
    enrolled: deque[str] = field(factory=deque)
    open: list[WaitlistEntry] = field(factory=list)
    offered: set[str] = field(factory=set)
    held: int = 0

    @property
    def waiting(self) -> list[WaitlistEntry]:
        """Those who wait for an offer."""
        return [entry for entry in self.open if entry.waits]


class WithOffers:
    """The sections, step by step, and what happens to the offers between the steps."""

    def __init__(self, college: College) -> None:
        """Open the college: no section there yet."""
        college.refuse_used()
        self._college = college
        self._give = college.pace.timed
        self._rolls: dict[str, Roll] = {}
        self._coming: list[Moment] = []
        self._counted: Counter[str] = Counter()
        self._held_seconds = 0.0

    def take(self, step: Step) -> None:
        """What happened to offers before *step*, and what people did in it."""
        self._until(step.seen.at)
        college, seen = self._college, step.seen
        college.clock.move_to(seen.at)
        if seen.section not in college.sessions:
            college.open_section(seen)
            self._rolls[seen.section] = Roll(seen_at=seen.at)
        if step.resized:
            resize = college.desk.schedule.change_capacity
            self._give(resize, college.sessions[seen.section], seen.capacity)
        self._go(step)
        self._come(step)
        self._work(seen.section)

    def _go(self, step: Step) -> None:
        """Who drops out, and who leaves the list: whoever came first."""
        desk, roll = self._college.desk, self._rolls[step.seen.section]
        for _ in range(step.dropped):
            if roll.enrolled:
                self._give(desk.bookings.cancel, roll.enrolled.popleft())
            else:
                self._counted["nobody left to drop out"] += 1
        if step.left or step.promoted:
            self._read(step.seen.section)
        for _ in range(step.left):
            if not roll.open:
                self._counted["nobody left to leave the list"] += 1
                continue
            entry = next(iter(roll.waiting), roll.open[0])
            self._counted["left with an offer"] += not entry.waits
            self._give(desk.waitlist.leave, entry)
            self._read(step.seen.section)

    def _come(self, step: Step) -> None:
        """Who enrols and who joins; staff takes in as many as the file shows beyond capacity."""
        section, beyond = step.seen.section, step.seen.over
        for _ in range(min(step.promoted, beyond)):
            self._take_in_the_first(section)
        for number in range(step.enrolled):
            self._enrol(section, taken_in=number < beyond)
        for _ in range(step.joined):
            self._join(self._college.somebody(section), section)

    def _take_in_the_first(self, section: str) -> None:
        """Staff's own promotion, beyond the capacity."""
        roll = self._rolls[section]
        if not roll.open:
            self._counted["nobody left to promote beyond"] += 1
            return
        entry = next(iter(roll.waiting), roll.open[0])
        book = self._college.desk.bookings.book
        booking = self._give(book, entry.customer_id, entry.session_id, override=TAKEN_IN)
        self._counted["taken in from the list"] += 1
        roll.enrolled.append(booking.id)
        self._read(section)

    def _enrol(self, section: str, *, taken_in: bool) -> None:
        """Somebody who did not wait; who finds no place, and is not taken in, waits for one."""
        who, session = self._college.somebody(section), self._college.sessions[section]
        override = TAKEN_IN if taken_in else None
        try:
            booking = self._give(self._college.desk.bookings.book, who, session, override=override)
        except SessionFull:
            self._counted["found no place, and joined"] += 1
            self._join(who, section)
            return
        self._rolls[section].enrolled.append(booking.id)

    def _join(self, who: Customer, section: str) -> None:
        self._give(self._college.desk.waitlist.join, who, self._college.sessions[section])

    def _until(self, until: pendulum.DateTime) -> None:
        """Everything that happens to offers before *until*, each at its moment."""
        while self._coming and self._coming[0].at <= until:
            moment = heappop(self._coming)
            if moment.entry.id not in self._rolls[moment.section].offered:
                continue
            self._college.clock.move_to(moment.at)
            if moment.answer:
                self._answer(moment)
            self._work(moment.section)

    def _answer(self, moment: Moment) -> None:
        waitlist = self._college.desk.waitlist
        if self._will(moment.entry) == DECLINES:
            self._give(waitlist.decline, moment.entry)
            return
        try:
            booking: Booking = self._give(waitlist.accept, moment.entry)
        except Refused:
            self._counted["refused at the answer"] += 1
            return
        self._rolls[moment.section].enrolled.append(booking.id)

    def _will(self, entry: WaitlistEntry) -> int:
        return drawn(self._college.people[entry.customer_id]) % ONE_IN

    def _work(self, section: str) -> None:
        """What a worker does now, and what there is to be seen of it."""
        desk, now = self._college.desk, self._college.clock.now()
        report = self._give(desk.run_due)
        next_due = self._give(desk.next_due)
        self._counted["failed work"] += len(report.failed)
        self._counted["work left"] += next_due is not None and next_due <= now
        self._look(section)

    def _read(self, section: str) -> None:
        """Who is on the list of *section* now."""
        waitlist = self._college.desk.waitlist
        entries = waitlist.entries(self._college.sessions[section])
        self._rolls[section].open = [entry for entry in entries if entry.open]

    def _look(self, section: str) -> None:
        """Compare the section with its roll, and note the offers that are new."""
        roll, now = self._rolls[section], self._college.clock.now()
        before = roll.offered
        self._held_seconds += roll.held * (now - roll.seen_at).total_seconds()
        self._read(section)
        session = self._college.desk.schedule.get(self._college.sessions[section])
        offered = [entry for entry in roll.open if not entry.waits]
        roll.offered = {entry.id for entry in offered}
        roll.held, roll.seen_at = len(offered), now
        self._counted["looked at"] += 1
        self._counted["added up"] += self._adds_up(session, roll)
        self._counted["idle"] += idle(session, roll.waiting)
        for entry in offered:
            if entry.id not in before:
                self._note(section, entry)
        first = min((entry.position for entry in roll.waiting), default=None)
        if first is not None:
            new = (entry for entry in offered if entry.id not in before)
            self._counted["out of order"] += sum(entry.position > first for entry in new)

    def _adds_up(self, session: Session, roll: Roll) -> bool:
        """Whether the places taken are those of the bookings and of the offers, and no more."""
        taken = len(roll.enrolled) + len(roll.offered)
        return (session.taken, session.waiting) == (taken, len(roll.waiting))

    def _note(self, section: str, entry: WaitlistEntry) -> None:
        """A new offer: when it will be answered, if it will, and when its window ends."""
        self._counted["offers"] += 1
        offer = entry.offer
        if offer is None:  # pragma: no cover - for the type checker
            return
        if self._will(entry) != SILENT:
            answered = Moment(offer.made_at + ANSWER, self._next(), section, entry, answer=True)
            heappush(self._coming, answered)
        ended = Moment(offer.expires_at, self._next(), section, entry, answer=False)
        heappush(self._coming, ended)

    def _next(self) -> int:
        self._counted["moments"] += 1
        return self._counted["moments"]

    def lines(self, taken: Sequence[Step], file: Enrolment) -> list[Line]:
        """What must hold, and what became of people and places beside what *file* shows."""
        desk, counted = self._college.desk, self._counted
        ended: Counter[EntryStatus] = Counter()
        made = still_idle = 0
        for session in self._college.sessions.values():
            entries = desk.waitlist.entries(session)
            waiting = [entry for entry in entries if entry.waits]
            still_idle += idle(desk.schedule.get(session), waiting)
            ended.update(entry.status for entry in entries)
            made += sum(entry.offer is not None for entry in entries)
        return [
            Line("sections", file.sections, len(self._college.sessions)),
            Line("looked at, places adding up", counted["looked at"], counted["added up"]),
            Line("free places with somebody waiting", 0, counted["idle"] + still_idle),
            Line("offers out of order", 0, counted["out of order"]),
            Line("offers that could not be accepted", 0, counted["refused at the answer"]),
            Line("work that failed, or was left", 0, counted["failed work"] + counted["work left"]),
            Line("offers seen, offers on record", counted["offers"], made),
            *self._outcome(ended, file),
            Line(
                "place-hours idle while somebody waited",
                round(place_hours_idle(taken)),
                round(self._held_seconds / 3600),
                free=True,
            ),
        ]

    def _outcome(self, ended: Counter[EntryStatus], file: Enrolment) -> list[Line]:
        """What need not be as it happened."""
        counted, live = self._counted, sum(len(roll.enrolled) for roll in self._rolls.values())
        taken_in = counted["taken in from the list"]
        accepted = ended[EntryStatus.ACCEPTED] - taken_in
        waiting = ended[EntryStatus.WAITING] + ended[EntryStatus.OFFERED]
        within = file.promoted - file.promoted_beyond
        return [
            Line("promoted within the capacity", within, accepted, free=True),
            Line("promoted beyond it by staff", file.promoted_beyond, taken_in, free=True),
            Line("left the list", file.left, ended[EntryStatus.LEFT], free=True),
            Line("enrolled in the end", file.enrolled_in_the_end, live, free=True),
            Line("waiting in the end", file.waiting_in_the_end, waiting, free=True),
            Line("offers made", None, counted["offers"]),
            Line("offers accepted", None, accepted),
            Line("offers declined", None, ended[EntryStatus.DECLINED]),
            Line("offers expired", None, ended[EntryStatus.EXPIRED]),
            Line("offers left", None, counted["left with an offer"]),
            Line("offers open in the end", None, ended[EntryStatus.OFFERED]),
            *(
                Line(what, None, counted[what])
                for what in (
                    "found no place, and joined",
                    "nobody left to drop out",
                    "nobody left to leave the list",
                    "nobody left to promote beyond",
                )
            ),
        ]


def idle(session: Session, waiting: Sequence[WaitlistEntry]) -> int:
    """How many places of *session* are free although somebody could have been offered them."""
    left = session.places_left
    return len(waiting) if left is None else min(left, len(waiting))
