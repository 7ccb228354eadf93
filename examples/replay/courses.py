"""504 sections of university courses: their real waiting lists, and their real changes of capacity.

The file holds what was seen of each section: how many are enrolled, how many wait, how many places
there are. Who they are it does not say, so people are running numbers: whoever came first leaves
first, and is promoted first.

What changed between two sights of a section is taken in this order: the capacity, who drops out,
who is promoted from the waiting list, who enrols beside it, who leaves the list, who joins it.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from sys import intern

import pendulum
from attrs import field, frozen

from bookingcore import (
    CenterSettings,
    Customer,
    Desk,
    QueueAhead,
    Service,
    ServicePolicy,
    Session,
    SessionFull,
    WaitlistPolicy,
)
from bookingcore.testing import FrozenClock
from examples.replay.hotel import UsedBefore
from examples.replay.lives import UnreadableFile
from examples.replay.pace import Pace
from examples.replay.timeline import drawn

FILE = "course_waitlist_events.csv.gz"

SOURCE = (
    "UCSD Historical Enrollment Data (E. Wang, R. Batubara), "
    "UCSD-Historical-Enrollment-Data/2022FallGrad, MIT"
)
"""Whose data it is; to be named wherever results are shown."""

UNLIMITED = 9999
"""What the file writes for a section that everybody may take."""

SETTINGS = CenterSettings(time_zone="America/Los_Angeles", currency="USD", languages=("en",))

FIRST_LESSON = "2022-11-12T10:00"
"""When every section starts: after the last change, so that its list stays open until then."""


@frozen(kw_only=True)
class Seen:
    """One section at one moment.

    Attributes:
        section: course and section id, which together are its name.
        capacity: None for unlimited.
    """

    at: pendulum.DateTime
    course: str
    section: str
    capacity: int | None
    enrolled: int
    waiting: int

    @property
    def over(self) -> int:
        """How many are enrolled beyond the capacity."""
        return 0 if self.capacity is None else max(0, self.enrolled - self.capacity)

    @property
    def idle(self) -> int:
        """Places that are free although somebody waits for them."""
        if self.capacity is None:
            return self.waiting
        return min(max(0, self.capacity - self.enrolled), self.waiting)


@frozen(kw_only=True)
class Step:
    """A sight of a section, with the one before it; None for the first."""

    seen: Seen
    before: Seen | None

    @property
    def resized(self) -> bool:
        """Whether the capacity is another one than before."""
        return self.before is not None and self.before.capacity != self.seen.capacity

    @property
    def dropped(self) -> int:
        """How many gave up their place."""
        return max(0, -self._more_enrolled)

    @property
    def promoted(self) -> int:
        """How many came from the waiting list: it fell by so many in the same step."""
        return min(max(0, self._more_enrolled), max(0, -self._more_waiting))

    @property
    def enrolled(self) -> int:
        """How many enrolled without having waited."""
        return max(0, self._more_enrolled) - self.promoted

    @property
    def left(self) -> int:
        """How many gave up waiting."""
        return max(0, -self._more_waiting) - self.promoted

    @property
    def joined(self) -> int:
        """How many began to wait."""
        return max(0, self._more_waiting)

    @property
    def _more_enrolled(self) -> int:
        return self.seen.enrolled - (self.before.enrolled if self.before else 0)

    @property
    def _more_waiting(self) -> int:
        return self.seen.waiting - (self.before.waiting if self.before else 0)


def steps(folder: Path, first: int | None = None, one_in: int = 1) -> list[Step]:
    """The *first* steps of the file in *folder*, or all of them, in order of time.

    Only of one section in so many; chosen by their names, and each with all of its steps.

    Raises:
        UnreadableFile: it has no rows, or one that cannot be read.
    """
    last: dict[str, Seen] = {}
    taken = []
    try:
        for seen in islice(_rows(folder / FILE), first):
            if drawn(seen.section) % one_in == 0:
                taken.append(Step(seen=seen, before=last.get(seen.section)))
                last[seen.section] = seen
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(f"{FILE}, after row {len(taken)}: {error!r}") from error
    if not taken:
        raise UnreadableFile(f"{FILE} has no rows")
    return taken


def _rows(path: Path) -> Iterator[Seen]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _seen(row)


def _seen(row: Mapping[str, str]) -> Seen:
    capacity = int(row["total"])
    return Seen(
        at=pendulum.from_timestamp(int(row["t_ms"]) / 1000),
        course=intern(row["course"]),
        section=intern(f"{row['course']} {row['section_id']}"),
        capacity=None if capacity == UNLIMITED else capacity,
        enrolled=int(row["enrolled"]),
        waiting=int(row["waitlist"]),
    )


@frozen
class College:
    """The desk of the college, with a service for each course and a session for each section."""

    desk: Desk
    clock: FrozenClock
    policy: WaitlistPolicy
    pace: Pace = field(factory=Pace)
    services: dict[str, Service] = field(factory=dict)
    sessions: dict[str, Session] = field(factory=dict)
    people: dict[str, str] = field(factory=dict)
    """Names by id of the customer: the section, and a running number."""

    def open_section(self, seen: Seen) -> None:
        """Schedule the section of *seen*, with the capacity that it has there."""
        if seen.course not in self.services:
            self.services[seen.course] = self.pace.timed(
                self.desk.catalog.add_service,
                seen.course,
                duration=80,
                policy=ServicePolicy(allow_overlap=True, waitlist=self.policy),
            )
        self.sessions[seen.section] = self.pace.timed(
            self.desk.schedule.add_session,
            self.services[seen.course],
            starts_at=FIRST_LESSON,
            capacity=seen.capacity,
        )

    def somebody(self, section: str) -> Customer:
        """The next running number, who wants a place in *section*."""
        name = f"{section}, person {len(self.people) + 1}"
        customer = self.pace.timed(self.desk.customers.register, name=name)
        self.people[customer.id] = name
        return customer

    def refuse_used(self) -> None:
        """See that nothing was replayed here before.

        Raises:
            UsedBefore: there are services already.
        """
        if self.desk.catalog.services():
            raise UsedBefore(self.desk.center)


OVER = (SessionFull, QueueAhead)
"""What stands in the way of who is taken in although the section is full, or others wait."""


def place_hours_idle(taken: Sequence[Step]) -> float:
    """Hours in which places were free although somebody waited, summed over the places.

    Counted from one sight of a section to the next; what came after the last one nobody knows.
    """
    return sum(
        step.before.idle * (step.seen.at - step.before.at).total_seconds() / 3600
        for step in taken
        if step.before
    )
