"""The waiting lists of the courses: as they were, and with automatic offers."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from examples.replay.courses import FILE, UNLIMITED
from examples.replay.playing import Stay, play_courses, play_offers
from examples.replay.report import Outcome

FIRST_DAY = 1_652_873_965_940
"""Unix milliseconds of the first sight."""

HOUR = 3_600_000

ONE_IN = 31
"""One section in so many is replayed on SQLite: 20 of them, in 259 steps."""


def on_record(outcome: Outcome) -> dict[str, int]:
    """What the desk says, once it says what it has to, and finds no fault with itself."""
    assert list(outcome.faults) == []
    assert [line for line in outcome.lines if not line.agrees] == []
    return {line.what: line.desk for line in outcome.lines}


def seen(folder: Path, *sights: tuple[int, int, int]) -> Stay:
    """One section, seen hour after hour with that capacity, so many enrolled, so many waiting."""
    with gzip.open(folder / FILE, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("t_ms", "course", "section", "section_id", "waitlist", "total", "enrolled")
        )
        for number, (total, enrolled, waiting) in enumerate(sights):
            at = FIRST_DAY + number * HOUR
            writer.writerow((at, "COGS 200", "A01", "087991", waiting, total, enrolled))
    return Stay(folder)


def test_the_whole_file_as_it_happened(data: Path) -> None:
    """After each of 19,914 steps: as many enrolled, waiting and places as in the file."""
    assert on_record(play_courses(Stay(data), "memory:")) == {
        "sections": 504,
        "steps that agree": 19_914,
        "resized": 278,
        "enrolled": 12_779,
        "promoted": 5_094,
        "promoted beyond": 2_451,
        "enrolled beyond": 2_647,
        "past the queue": 2_454,
        "dropped": 4_005,
        "joined": 8_202,
        "left": 2_624,
        "enrolled in the end": 8_774,
        "waiting in the end": 484,
    }


def test_the_whole_file_with_automatic_offers(data: Path) -> None:
    """No place is free while somebody waits, whenever the worker has done its work (P6)."""
    became = on_record(play_offers(Stay(data), "memory:"))

    assert became["free places with somebody waiting"] == 0
    assert became["place-hours idle while somebody waited"] == 14_084
    assert {what: number for what, number in became.items() if what.startswith("offers ")} == {
        "offers out of order": 0,
        "offers that could not be accepted": 0,
        "offers seen, offers on record": 2_867,
        "offers made": 2_867,
        "offers accepted": 2_134,
        "offers declined": 333,
        "offers expired": 336,
        "offers left": 64,
        "offers open in the end": 0,
    }


def test_some_sections_on_sqlite(data: Path, tmp_path: Path) -> None:
    stay, url = Stay(data, one_in=ONE_IN), f"sqlite:///{tmp_path / 'courses.db'}"
    found, became = on_record(play_courses(stay, url)), on_record(play_offers(stay, url))

    assert (found["sections"], found["steps that agree"]) == (20, 259)
    assert (found["promoted"], found["promoted beyond"]) == (69, 38)
    assert became == on_record(play_offers(stay, "memory:"))
    assert became["offers accepted"] > 0


def test_a_list_that_falls_while_enrolment_rises_is_a_promotion(tmp_path: Path, url: str) -> None:
    """One drops out, one of two who wait is promoted; then one leaves the list."""
    stay = seen(tmp_path, (2, 2, 2), (2, 1, 2), (2, 2, 1), (2, 2, 0))
    found = on_record(play_courses(stay, url))

    assert found["steps that agree"] == 4
    assert (found["promoted"], found["promoted beyond"], found["left"]) == (1, 0, 1)


def test_who_is_enrolled_beyond_the_capacity_or_past_the_queue_is_on_record(
    tmp_path: Path, url: str
) -> None:
    """A cut removes nobody; then one is promoted, and one enrols who had not waited."""
    stay = seen(tmp_path, (3, 3, 2), (2, 3, 2), (2, 5, 1), (UNLIMITED, 6, 1))
    found = on_record(play_courses(stay, url))

    assert (found["promoted beyond"], found["enrolled beyond"]) == (1, 1)
    assert (found["past the queue"], found["resized"]) == (2, 2)


def test_a_desk_that_holds_something_else_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay = seen(tmp_path, (2, 2, 2), (2, 2, 3))
    monkeypatch.setattr("examples.replay.courses.Step.joined", 1)
    differing = [line.what for line in play_courses(stay, "memory:").lines if not line.agrees]

    assert "steps that agree" in differing


@pytest.mark.rule("A16", "A17", "A20")
def test_a_place_that_comes_free_goes_from_one_to_the_next(tmp_path: Path, url: str) -> None:
    """Of eight who wait two decline or do not answer, and what they had goes on."""
    days = ((1, 1, 16), *((1, 0, 16),) * 300)
    became = on_record(play_offers(seen(tmp_path, *days), url))

    assert became["offers accepted"] == 1
    assert became["offers made"] == 1 + became["offers declined"] + became["offers expired"]
    assert became["enrolled in the end"] == 1


def test_who_finds_no_place_waits_and_staff_takes_in_whom_the_file_shows_beyond(
    tmp_path: Path, url: str
) -> None:
    """The place that somebody gave up is offered at once, so that it is not there for another."""
    became = on_record(play_offers(seen(tmp_path, (1, 1, 1), (1, 0, 1), (1, 1, 1), (1, 2, 0)), url))

    assert became["found no place, and joined"] == 1
    assert became["promoted beyond it by staff"] == 1


@pytest.mark.rule("A16")
def test_a_cut_takes_no_place_that_is_on_offer_and_offers_none_again(
    tmp_path: Path, url: str
) -> None:
    """Of two who were offered places before the cut, one accepts and one does not answer."""
    days = ((2, 2, 4), (2, 0, 4), *((0, 0, 4),) * 20)
    became = on_record(play_offers(seen(tmp_path, *days), url))

    assert (became["offers made"], became["offers accepted"]) == (2, 1)
    assert became["offers expired"] == 1
