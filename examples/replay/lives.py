"""The rows of the hotel file, each as the life of one reservation.

A row has no id, so its number in the file is its name.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from sys import intern
from typing import NamedTuple

from attrs import evolve, frozen

FILE = "hotel_bookings.csv.gz"

SOURCE = (
    'N. Antonio, A. de Almeida, L. Nunes, "Hotel booking demand datasets", '
    "Data in Brief 22 (2019) 41-49, CC BY 4.0"
)
"""Whose data it is; to be named wherever results are shown."""

MISSING = ("NULL", "NA", "")
"""How the file writes that it does not know."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class UnreadableFile(Exception):
    """A file of data cannot be read as what it should be; says where, and why."""


class Slot(NamedTuple):
    """What one session stands for: a hotel, the day of arrival, the reserved type of room."""

    hotel: str
    arrival: date
    room_type: str


class Outcome(Enum):
    """How a reservation ended, in the file's words."""

    PRESENT = "Check-Out"
    ABSENT = "No-Show"
    CANCELLED = "Canceled"


class Deposit(Enum):
    """What was asked for in advance, in the file's words."""

    NONE = "No Deposit"
    PART = "Refundable"
    FULL = "Non Refund"


@frozen(kw_only=True)
class Life:
    """One reservation from the day it was made to the day it ended.

    Attributes:
        number: of its row, counted from 1.
        nights: 0 or more; some came and paid for none.
        guests: 1 or more; rows without any guest count as one.
        rate: the price of a night as the file writes it; may be zero, and once is below.
        agency: agent and company, which stand for nobody in particular where both are missing.
        ended_on: the file's `reservation_status_date`.
        asked_on: the day on which it was asked for; `made_on` is so many days later as it had to
            wait for a place.
        changes: how often it was changed.
    """

    number: int
    slot: Slot
    asked_on: date
    waited: int
    changes: int
    nights: int
    guests: int
    rate: str
    deposit: Deposit
    agency: str
    outcome: Outcome
    ended_on: date

    @property
    def arrival(self) -> date:
        """The day of its session."""
        return self.slot.arrival

    @property
    def made_on(self) -> date:
        """The day on which it got its place."""
        return self.asked_on + timedelta(days=self.waited)

    @property
    def plain(self) -> Life:
        """The same life without waiting and without changes."""
        return evolve(self, waited=0, changes=0)


def first_lives(folder: Path, rows: int | None, since: date | None = None) -> list[Life]:
    """The *rows* earliest arrivals of the file in *folder*, or all of them; by arrival and row.

    With *since*, arrivals before that day are left out.

    Raises:
        UnreadableFile: it has no rows, or one that cannot be read.
    """
    try:
        lives = sorted(_lives(folder / FILE), key=lambda life: (life.arrival, life.number))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{FILE}: {error}") from error
    if not lives:
        raise UnreadableFile(f"{FILE} has no rows")
    return [life for life in lives if since is None or life.arrival >= since][:rows]


def _lives(path: Path) -> Iterator[Life]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            try:
                yield _life(number, row)
            except (KeyError, TypeError, ValueError) as error:
                raise UnreadableFile(f"{FILE}, row {number}: {error!r}") from error


def _life(number: int, row: Mapping[str, str]) -> Life:
    month = MONTHS.index(row["arrival_date_month"]) + 1
    arrival = date(int(row["arrival_date_year"]), month, int(row["arrival_date_day_of_month"]))
    return Life(
        number=number,
        slot=Slot(intern(row["hotel"]), arrival, intern(row["reserved_room_type"])),
        asked_on=arrival - timedelta(days=int(row["lead_time"])),
        waited=int(row["days_in_waiting_list"]),
        changes=int(row["booking_changes"]),
        nights=_sum(row, ("stays_in_weekend_nights", "stays_in_week_nights")),
        guests=max(1, _sum(row, ("adults", "children", "babies"))),
        rate=intern(row["adr"]),
        deposit=Deposit(row["deposit_type"]),
        agency=intern(f"{row['agent']}/{row['company']}"),
        outcome=Outcome(row["reservation_status"]),
        ended_on=date.fromisoformat(row["reservation_status_date"]),
    )


def _sum(row: Mapping[str, str], columns: Sequence[str]) -> int:
    return sum(int(row[column]) for column in columns if row[column] not in MISSING)
