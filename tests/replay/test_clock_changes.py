"""Real sessions around both clock changes of 2013, in six zones: every instant is right."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bookingcore.domain.schedule.series import Series, occurrences
from bookingcore.domain.values.ids import SeriesId, ServiceId
from examples.replay.clock_changes import CHANGES, DATA, FILE, HOME, Flight, compare, flights, main

COLUMNS = (
    *("sched_dep_local", "dep_hour_utc", "sched_arr_local_hhmm", "carrier", "flight", "origin"),
    *("dest_tz", "seats"),
)
RIGHT = ("2013-03-10T19:05", "2013-03-10T23:00:00Z", "23:50", "UA", "1", "EWR")


@pytest.fixture(scope="module")
def rows(data: Path) -> list[Flight]:
    """The whole file; where it is not there is nothing to test, except in CI."""
    if (data / FILE).is_file():
        return list(flights(data))
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {FILE} in {DATA}")
    pytest.skip(f"no {FILE} in {DATA}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file of one right departure, which lands on the day after."""
    return written(tmp_path, (*RIGHT[:2], "00:10", *RIGHT[3:], "America/Chicago", "180"))


def written(folder: Path, *rows: tuple[str, ...]) -> Path:
    with gzip.open(folder / FILE, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return folder


def test_every_instant_of_the_file_is_right(rows: list[Flight]) -> None:
    compared = compare(rows, "memory:")

    assert list(compared.wrong) == []
    assert list(compared.miscounted) == []
    assert compared.sessions == {
        "America/New_York": 26_047 + 15_112,
        "America/Chicago": 5_819,
        "America/Los_Angeles": 3_310,
        "America/Denver": 805,
        "America/Phoenix": 381,
        "Pacific/Honolulu": 52,
    }
    assert compared.changing.total() == 3_574


def test_a_flight_of_every_day_is_a_series_that_keeps_its_wall_time(rows: list[Flight]) -> None:
    """Each hour of UTC is the file's own: it moves when the clocks do, the wall time does not."""
    days: defaultdict[tuple[str, str, int], dict[str, datetime]] = defaultdict(dict)
    for flight in rows:
        clock = f"{flight.leaves:%H:%M}"
        days[flight.name, clock, flight.leaves.month // 6][flight.leaves.isoformat()] = (
            flight.hour_utc
        )
    across = 0
    for (name, _, _), departures in days.items():
        first, last = min(departures), max(departures)
        if len(departures) < 2:
            continue
        found = occurrences(daily(name, first, last))

        hours = {each.key: each.period.start.replace(minute=0) for each in found}
        assert {key: hours[key] for key in departures} == departures
        across += any(first[:10] < change <= last[:10] for change in CHANGES)

    assert across == 2_491


def daily(name: str, first: str, last: str) -> Series:
    until = last.replace("-", "").replace(":", "")
    return Series(
        id=SeriesId(name),
        service_id=ServiceId("departure"),
        branch_id=None,
        rule=f"FREQ=DAILY;UNTIL={until}",
        starts=first,
        zone=HOME,
        duration=60,
        capacity=None,
    )


def test_a_landing_before_its_departure_is_one_of_the_next_day(folder: Path) -> None:
    (flight,) = flights(folder)
    compared = compare([flight], "memory:")

    assert flight.lands == datetime(2013, 3, 11, 0, 10)  # noqa: DTZ001 - a wall time
    assert compared.sessions == {HOME: 1, "America/Chicago": 1}
    assert compared.changing == {HOME: 1}
    assert not compared.wrong


def test_a_departure_to_an_unknown_zone_lasts_an_hour(tmp_path: Path) -> None:
    compared = compare(flights(written(tmp_path, (*RIGHT, "", ""))), "memory:")

    assert compared.sessions == {HOME: 1}
    assert not compared.wrong


def test_a_wrong_instant_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Eight in the evening of the winter, but summer time has begun that morning."""
    folder = written(tmp_path, (RIGHT[0], "2013-03-11T00:00:00Z", *RIGHT[2:], "", ""))
    (wrong,) = compare(flights(folder), "memory:").wrong

    assert wrong.session.starts_at == datetime(2013, 3, 10, 23, 5, tzinfo=UTC)
    assert wrong.session.on == date(2013, 3, 10)
    assert main(["--data", str(folder)]) == 1
    assert "wrong instants: 1" in capsys.readouterr().out


def test_it_says_whether_all_is_right(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder)]) == 0
    assert "wrong instants: 0; wrong days: 0" in capsys.readouterr().out


def test_without_the_file_it_says_where_to_put_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA, raising=False)

    assert main([]) == 2
    assert main(["--data", str(tmp_path)]) == 2
    assert DATA in capsys.readouterr().out
