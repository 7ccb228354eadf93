"""4,044 bookings of a sports club's nine facilities, made once more as appointments.

Each facility is a resource, each booking so many half hours of it; guests of the club have no
card, so their appointments are nobody's. None may be refused. Then each booking's time is asked
for again, shifted by half an hour: the desk has to refuse exactly where the facility is taken,
which a plain set of half hours tells. What it does not refuse is undone: every other time by
cancelling, which sets the facility free, else by giving the whole step up.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from attrs import field, frozen

from bookingcore import (
    Booking,
    CenterSettings,
    Customer,
    Desk,
    Resource,
    ResourceBusy,
    ResourceKind,
    Service,
    ServicePolicy,
    Session,
)
from examples.replay.hotel import UsedBefore
from examples.replay.lives import UnreadableFile
from examples.replay.pace import Pace
from examples.replay.report import Line

FILE, FACILITIES = "club_bookings.csv.gz", "club_facilities.csv"

SOURCE = "PostgreSQL Exercises, Alisdair Owens, BSD 2-Clause"
"""Whose data it is; to be named wherever results are shown."""

SETTINGS = CenterSettings(time_zone="Europe/London", currency="GBP", languages=("en",))

OPENED = "2012-07-01T08:00:00+01:00"
"""When everything is booked: before the first of the appointments."""

SLOT = timedelta(minutes=30)

GUEST = "0"
"""The number of who is no member."""


class Place(NamedTuple):
    """So many half hours of a facility, from a wall time on."""

    facility: str
    starts: datetime
    slots: int

    @property
    def ends(self) -> datetime:
        """The first moment after it, by the same clock."""
        return self.starts + self.slots * SLOT

    @property
    def later(self) -> Place:
        """The same length, half an hour later."""
        return self._replace(starts=self.starts + SLOT)

    def half_hours(self) -> Iterator[tuple[str, datetime]]:
        """Each of its half hours."""
        for number in range(self.slots):
            yield self.facility, self.starts + number * SLOT


class Wanted(NamedTuple):
    """One row of the file: whose booking, and of what."""

    member: str
    place: Place


def wanted(folder: Path, first: int | None = None) -> list[Wanted]:
    """The *first* bookings of the file in *folder*, or all of them, in its order.

    Raises:
        UnreadableFile: it has no rows, or one that cannot be read.
    """
    try:
        with gzip.open(folder / FILE, "rt", encoding="utf-8", newline="") as file:
            rows = [_wanted(row) for row in islice(csv.DictReader(file), first)]
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(f"{FILE}: {error!r}") from error
    if not rows:
        raise UnreadableFile(f"{FILE} has no rows")
    return rows


def _wanted(row: dict[str, str]) -> Wanted:
    starts = datetime.fromisoformat(row["starttime"])
    return Wanted(row["memid"], Place(row["facid"], starts, int(row["slots"])))


def facilities(folder: Path) -> dict[str, str]:
    """The names of the facilities in *folder*, by their number."""
    with (folder / FACILITIES).open(encoding="utf-8", newline="") as file:
        return {row["facid"]: row["name"] for row in csv.DictReader(file)}


class Undone(Exception):
    """Raised so that nothing stays of what was only tried."""


@frozen
class Club:
    """The club's desk, with its facilities as resources and its members as customers."""

    desk: Desk
    service: Service
    facilities: dict[str, Resource]
    pace: Pace
    members: dict[str, Customer] = field(factory=dict)

    @classmethod
    def opened(cls, desk: Desk, names: dict[str, str]) -> Club:
        """A club with these facilities, *names* by number.

        Raises:
            UsedBefore: there are services already.
        """
        if desk.catalog.services():
            raise UsedBefore(desk.center)
        # A member may have booked two facilities for one time: the file asks nobody to choose.
        service = desk.catalog.add_service(
            "A facility", duration=SLOT, policy=ServicePolicy(allow_overlap=True)
        )
        resources = {
            number: desk.catalog.add_resource(name, kind=ResourceKind.ROOM, services=(service,))
            for number, name in names.items()
        }
        return cls(desk, service, resources, Pace())

    def customer(self, member: str) -> Customer | None:
        """The card of *member*; None for a guest."""
        if member == GUEST:
            return None
        if member not in self.members:
            register = self.desk.customers.register
            self.members[member] = self.pace.timed(register, name=f"Member {member}")
        return self.members[member]

    def book(self, customer: Customer | None, place: Place, desk: Desk | None = None) -> Booking:
        """The appointment for *place*.

        Raises:
            ResourceBusy: the facility is taken then.
        """
        return self.pace.timed(
            (desk or self.desk).bookings.book_appointment,
            customer,
            self.service,
            starts_at=place.starts.isoformat(),
            ends_at=place.ends.isoformat(),
            resources=(self.facilities[place.facility],),
        )

    def refuses(self, customer: Customer | None, place: Place, *, cancelling: bool) -> bool:
        """Whether the desk refuses *place*; if not, nothing of it stays.

        With *cancelling* it is booked and cancelled; else booked in a step that is given up.
        """
        if cancelling:
            return self._cancelled(customer, place)

        def attempt(desk: Desk) -> None:
            self.book(customer, place, desk)
            raise Undone

        try:
            self.desk.atomically(attempt)
        except ResourceBusy:
            return True
        except Undone:
            return False
        raise AssertionError("nothing was tried")  # pragma: no cover - attempt always raises

    def _cancelled(self, customer: Customer | None, place: Place) -> bool:
        try:
            booking = self.book(customer, place)
        except ResourceBusy:
            return True
        self.pace.timed(self.desk.bookings.cancel, booking)
        return False


@frozen
class Bookings:
    """What a plain set of half hours says of the file."""

    rows: Sequence[Wanted]
    taken: Counter[tuple[str, datetime]] = field(init=False)

    @taken.default
    def _taken(self) -> Counter[tuple[str, datetime]]:
        return Counter(half for row in self.rows for half in row.place.half_hours())

    @property
    def twice(self) -> int:
        """How many half hours are booked more than once."""
        return sum(times > 1 for times in self.taken.values())

    def is_taken(self, place: Place) -> bool:
        """Whether any half hour of *place* is booked."""
        return any(half in self.taken for half in place.half_hours())


def play(club: Club, rows: Sequence[Wanted], watch: Iterable[Wanted]) -> list[Line]:
    """Book all *rows*, as *watch* passes them on, then ask for each again half an hour later."""
    file, refused = Bookings(rows), 0
    for row in watch:
        try:
            club.book(club.customer(row.member), row.place)
        except ResourceBusy:
            refused += 1
    asked: Counter[tuple[bool, bool]] = Counter()
    for number, row in enumerate(rows):
        who, place = club.customer(row.member), row.place.later
        refuses = club.refuses(who, place, cancelling=number % 2 == 0)
        asked[file.is_taken(place), refuses] += 1
    sessions = _on_record(club, rows)
    record = Counter(half for session in sessions for half in _half_hours(club, session))
    return [
        Line("bookings", len(rows), len(sessions)),
        Line("refused, though free", 0, refused),
        Line(
            "bookings of guests", sum(row.member == GUEST for row in rows), _guests(club, sessions)
        ),
        Line("members", len({row.member for row in rows} - {GUEST}), len(club.members)),
        Line("half hours booked", file.taken.total(), (record & file.taken).total()),
        Line("half hours booked twice", file.twice, sum(times > 1 for times in record.values())),
        Line(
            "half an hour later, taken: refused",
            asked[True, True] + asked[True, False],
            asked[True, True],
        ),
        Line(
            "half an hour later, free: booked",
            asked[False, True] + asked[False, False],
            asked[False, False],
        ),
    ]


def _on_record(club: Club, rows: Sequence[Wanted]) -> list[Session]:
    """The appointments that take place, after all that was tried."""
    days = [row.place.starts.date() for row in rows]
    sessions = club.desk.schedule.sessions(between=(min(days), max(days)))
    return [session for session in sessions if session.live]


def _half_hours(club: Club, session: Session) -> Iterator[tuple[str, datetime]]:
    """The half hours of an appointment, read from the desk's instants."""
    numbers = {resource.id: number for number, resource in club.facilities.items()}
    at = session.starts_at
    while at < session.ends_at:
        wall = at.astimezone(ZoneInfo(session.zone)).replace(tzinfo=None)
        yield numbers[session.resources[0]], wall
        at += SLOT


def _guests(club: Club, sessions: Iterable[Session]) -> int:
    """How many appointments are nobody's."""
    booked = (each for session in sessions for each in club.desk.bookings.in_session(session))
    return sum(booking.customer_id is None for booking in booked)
