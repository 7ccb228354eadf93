"""What a plain count of the file says, for the desk's records to be compared with.

It reads the file by itself and knows neither the library nor the replay's own rows: two readings
that agree are worth more than one.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

from attrs import field, frozen

Where = tuple[str, date, str]
"""Hotel, day of arrival and reserved type of room."""

Stops = Callable[[int], Sequence[tuple[date, Where]]]
"""Where the reservation of a row is, from when on, by the number of the row."""


class Row(NamedTuple):
    """What is counted of a row."""

    number: int
    where: Where
    booked: date
    waited: int
    changes: int
    ended: date
    status: str
    agency: str
    guests: int
    nights: int
    rate: str
    deposit: str

    @property
    def cents(self) -> int:
        """What the stay costs; nothing where the rate is below zero."""
        return max(0, int(Decimal(self.rate) * 100) * self.nights)

    @property
    def cents_paid(self) -> int:
        """All by who came or paid in advance; half, rounded up, by who paid a part."""
        if self.status == "Check-Out" or self.deposit == "Non Refund":
            return self.cents
        return (self.cents + 1) // 2 if self.deposit == "Refundable" else 0


CANCEL, JOIN, BOOK, MOVE, CANCEL_AT_ONCE = 9, 10, 12, 13, 14


@frozen(kw_only=True)
class Reservations:
    """What is counted in both passes.

    Attributes:
        sessions: hotels, days of arrival and reserved types of room.
        late: how many of the *cancelled* were cancelled on the day of arrival.
        early_marks: how many are said to be absent on a day before the arrival.
    """

    reservations: int
    customers: int
    sessions: int
    present: int
    absent: int
    cancelled: int
    late: int
    early_marks: int
    places: int
    places_kept: int


@frozen(kw_only=True)
class Guests(Reservations):
    """What is counted of the first pass, where every row is a customer.

    Attributes:
        waited: reservations that had to wait for their place.
        moved: changes, each of them a move to another session.
        refused: reservations for which too few places were left.
        refused_waiting: *refused* after they had waited.
        past_the_queue: reservations that did not wait, in sessions for which others waited.
        moved_in_full: moves into sessions with too few places.
        moved_past: moves into sessions for which others waited.
        rates_below_zero: distinct prices of a night at which nothing can be sold.
        exempt: sales that cost nothing; so the other statuses of payment.
        cents_sold: the sum of all sales, in cents; *cents_paid* of all payments.
    """

    waited: int
    moved: int
    refused: int
    refused_waiting: int
    past_the_queue: int
    moved_in_full: int
    moved_past: int
    rates_below_zero: int
    exempt: int
    awaiting_payment: int
    partially_paid: int
    paid: int
    cents_sold: int
    cents_paid: int


@frozen(kw_only=True)
class Agencies(Reservations):
    """What is counted of the second pass, where every pair of agent and company is a customer.

    Attributes:
        repeated: reservations beside another one of the same agency in the same session.
    """

    repeated: int


@frozen
class Count:
    """A plain count of the first *rows* arrivals of the file at *path*, from *since* on.

    None for all of them, from the beginning on.
    """

    path: Path
    rows: int | None = None
    since: date | None = None
    _counted: list[Row] = field(init=False)

    @_counted.default
    def _read(self) -> list[Row]:
        with gzip.open(self.path, "rt", encoding="utf-8", newline="") as file:
            read = [_row(number, cells) for number, cells in enumerate(csv.DictReader(file), 1)]
        counted = [row for row in read if self.since is None or row.where[1] >= self.since]
        # A sort keeps equals in order, so that rows of one day stay as they are in the file.
        return sorted(counted, key=lambda row: row.where[1])[: self.rows]

    def guests(self, capacity: Callable[[Where], int], stops: Stops) -> Guests:
        """What is to be expected of the first pass, in sessions of that *capacity*.

        *stops* is the route that the replay chose for each row; its length is not believed.
        """
        sums = [(row.cents, row.cents_paid) for row in self._counted]
        rates = {row.rate for row in self._counted if row.nights}
        return Guests(
            **self._reservations(len(self._counted), lambda row: row.guests),
            waited=sum(row.waited > 0 for row in self._counted),
            moved=sum(row.changes for row in self._counted),
            **Places(capacity, stops).count(self._counted),
            rates_below_zero=sum(Decimal(rate) < 0 for rate in rates),
            exempt=sum(owed == 0 for owed, _ in sums),
            awaiting_payment=sum(paid == 0 < owed for owed, paid in sums),
            partially_paid=sum(0 < paid < owed for owed, paid in sums),
            paid=sum(0 < owed == paid for owed, paid in sums),
            cents_sold=sum(owed for owed, _ in sums),
            cents_paid=sum(paid for _, paid in sums),
        )

    def agencies(self, by_the_guest: Callable[[str], bool]) -> Agencies:
        """What is to be expected of the second pass.

        *by_the_guest* says of "agent/company" whether it books a place for each guest.
        """
        return Agencies(
            **self._reservations(
                len({row.agency for row in self._counted}),
                lambda row: row.guests if by_the_guest(row.agency) else 1,
            ),
            repeated=self._repeated(),
        )

    def _reservations(self, customers: int, places: Callable[[Row], int]) -> dict[str, int]:
        ended = Counter(row.status for row in self._counted)
        gone = [row for row in self._counted if row.status == "Canceled"]
        absent = [row for row in self._counted if row.status == "No-Show"]
        booked = sum(map(places, self._counted))
        return {
            "reservations": len(self._counted),
            "customers": customers,
            "sessions": len({row.where for row in self._counted}),
            "present": ended["Check-Out"],
            "absent": ended["No-Show"],
            "cancelled": ended["Canceled"],
            "late": sum(row.ended >= row.where[1] for row in gone),
            "early_marks": sum(row.ended < row.where[1] for row in absent),
            "places": booked,
            "places_kept": booked - sum(map(places, gone)),
        }

    def _repeated(self) -> int:
        held: Counter[tuple[str, Where]] = Counter()
        repeated = 0
        for _, what, _, row in self._bookings():
            whose = row.agency, row.where
            if what == BOOK:
                repeated += held[whose] > 0
            held[whose] += 1 if what == BOOK else -1
        return repeated

    def _bookings(self) -> Iterator[tuple[date, int, int, Row]]:
        """What is booked and cancelled, in order of time.

        Rows of one hour on one day that concern one session are in the order of the file.
        """
        yield from sorted(self._dated(), key=lambda entry: entry[:3])

    def _dated(self) -> Iterator[tuple[date, int, int, Row]]:
        for number, row in enumerate(self._counted):
            yield row.booked, BOOK, number, row
            if row.status == "Canceled":
                at_once = row.ended == row.booked
                yield row.ended, CANCEL_AT_ONCE if at_once else CANCEL, number, row


@frozen
class Places:
    """Who held how many places where, and who waited for them, followed through time."""

    capacity: Callable[[Where], int]
    stops: Stops
    held: Counter[Where] = field(factory=Counter)
    waiting: dict[Where, dict[int, None]] = field(factory=dict)
    found: Counter[str] = field(factory=Counter)

    def count(self, rows: Sequence[Row]) -> dict[str, int]:
        """How many found too few places, or others waiting.

        Staff let them in all the same, so their places count.
        """
        numbered = {row.number: row for row in rows}
        at: dict[int, Where] = {}
        for _, what, _, _, where, number in sorted(self._dated(rows)):
            row = numbered[number]
            if what == JOIN:
                self.waiting.setdefault(where, {})[number] = None
                continue
            if what != BOOK:
                self.held[at[number]] -= row.guests
            if what in {BOOK, MOVE}:
                self._look(row, where, moving=what == MOVE)
                self.held[where] += row.guests
                at[number] = where
        names = ("refused", "refused_waiting", "past_the_queue", "moved_in_full", "moved_past")
        return {name: self.found[name] for name in names}

    def _look(self, row: Row, where: Where, *, moving: bool) -> None:
        waiting = self.waiting.setdefault(where, {})
        full = self.held[where] + row.guests > self.capacity(where)
        waited = not moving and row.number in waiting
        if waited:
            del waiting[row.number]
        if moving:
            self.found["moved_in_full"] += full
            self.found["moved_past"] += bool(waiting)
            return
        self.found["refused"] += full
        self.found["refused_waiting"] += full and waited
        self.found["past_the_queue"] += bool(waiting) and not waited

    def _dated(self, rows: Sequence[Row]) -> Iterator[tuple[date, int, int, int, Where, int]]:
        """Day, what, row, which move, where, and the row again: they sort in the order of time."""
        for row in rows:
            (made, first), *moves = self.stops(row.number)
            if row.waited:
                yield row.booked, JOIN, row.number, 0, first, row.number
            yield made, BOOK, row.number, 0, first, row.number
            for nth, (on, where) in enumerate(moves):
                yield on, MOVE, row.number, nth, where, row.number
            if row.status == "Canceled":
                at_once = row.ended == row.booked + timedelta(days=row.waited)
                what = CANCEL_AT_ONCE if at_once else CANCEL
                yield row.ended, what, row.number, 0, row.where, row.number


def _row(number: int, cells: Mapping[str, str]) -> Row:
    written = "{arrival_date_year} {arrival_date_month} {arrival_date_day_of_month}"
    arrival = _day(written.format(**cells))
    children = "0" if cells["children"] == "NA" else cells["children"]
    return Row(
        number=number,
        where=(intern(cells["hotel"]), arrival, intern(cells["reserved_room_type"])),
        booked=arrival - timedelta(days=int(cells["lead_time"])),
        waited=int(cells["days_in_waiting_list"]),
        changes=int(cells["booking_changes"]),
        ended=date.fromisoformat(cells["reservation_status_date"]),
        status=intern(cells["reservation_status"]),
        agency=intern(f"{cells['agent']}/{cells['company']}"),
        # Nobody at all counts as one.
        guests=int(cells["adults"]) + int(children) + int(cells["babies"]) or 1,
        nights=int(cells["stays_in_week_nights"]) + int(cells["stays_in_weekend_nights"]),
        rate=intern(cells["adr"]),
        deposit=intern(cells["deposit_type"]),
    )


@cache
def _day(written: str) -> date:
    """What is written as `2016 March 4`; the file has many rows of few days."""
    return datetime.strptime(written, "%Y %B %d").date()  # noqa: DTZ007 - a day
