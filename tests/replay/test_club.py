"""The sports club's bookings as appointments on nine resources."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from examples.replay.club import FACILITIES, FILE
from examples.replay.playing import Stay, play_club
from examples.replay.report import Outcome


def on_record(outcome: Outcome) -> dict[str, int]:
    """What the desk says, once it says what it has to, and finds no fault with itself."""
    assert list(outcome.faults) == []
    assert [line for line in outcome.lines if not line.agrees] == []
    return {line.what: line.desk for line in outcome.lines}


def booked(folder: Path, *rows: tuple[str, str, str, int]) -> Stay:
    """A club with two courts and these bookings: court, member, start, half hours."""
    courts = "facid,name,membercost,guestcost\n0,Court 1,5,25\n1,Court 2,5,25\n"
    (folder / FACILITIES).write_text(courts, encoding="utf-8")
    with gzip.open(folder / FILE, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("bookid", "facid", "memid", "starttime", "slots"))
        writer.writerows((number, *row) for number, row in enumerate(rows))
    return Stay(folder)


def test_no_booking_is_refused_and_half_an_hour_later_only_what_is_taken(data: Path) -> None:
    assert on_record(play_club(Stay(data), "memory:")) == {
        "bookings": 4_044,
        "refused, though free": 0,
        "bookings of guests": 883,
        "members": 29,
        "half hours booked": 9_192,
        "half hours booked twice": 0,
        "half an hour later, taken: refused": 3_623,
        "half an hour later, free: booked": 421,
    }


def test_the_first_bookings_on_sqlite(data: Path, tmp_path: Path) -> None:
    assert on_record(play_club(Stay(data, 300), f"sqlite:///{tmp_path / 'club.db'}")) == {
        "bookings": 300,
        "refused, though free": 0,
        "bookings of guests": 81,
        "members": 5,
        "half hours booked": 657,
        "half hours booked twice": 0,
        "half an hour later, taken: refused": 257,
        "half an hour later, free: booked": 43,
    }


@pytest.mark.rule("003-06", "A65")
def test_who_is_no_member_books_without_a_card(tmp_path: Path, url: str) -> None:
    stay = booked(
        tmp_path, ("0", "0", "2012-07-03 08:00:00", 1), ("1", "0", "2012-07-03 08:00:00", 1)
    )
    found = on_record(play_club(stay, url))

    assert (found["bookings of guests"], found["members"]) == (2, 0)


def test_what_ends_when_the_next_begins_is_no_conflict(tmp_path: Path, url: str) -> None:
    stay = booked(
        tmp_path,
        ("0", "1", "2012-07-03 08:00:00", 1),
        ("0", "0", "2012-07-03 08:30:00", 2),
        ("1", "1", "2012-07-03 08:00:00", 1),
    )
    found = on_record(play_club(stay, url))

    assert found["half an hour later, taken: refused"] == 2
    assert found["half an hour later, free: booked"] == 1


def test_a_booking_of_what_is_taken_is_refused_and_seen(tmp_path: Path) -> None:
    stay = booked(
        tmp_path,
        ("0", "1", "2012-07-03 08:00:00", 2),
        ("0", "2", "2012-07-03 08:30:00", 2),
    )
    differing = {line.what: line for line in play_club(stay, "memory:").lines if not line.agrees}

    assert differing["bookings"].desk == 1
    assert differing["refused, though free"].desk == 1


def test_a_winter_time_is_a_winter_time(tmp_path: Path, url: str) -> None:
    stay = booked(
        tmp_path, ("0", "1", "2012-07-03 08:00:00", 1), ("0", "1", "2013-01-01 15:30:00", 1)
    )

    assert on_record(play_club(stay, url))["half hours booked"] == 2
