"""The whole files on SQLite, 119,390 reservations among them; minutes, so for `make soak`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from examples.replay.playing import (
    Stay,
    play_agencies,
    play_club,
    play_courses,
    play_guests,
    play_offers,
)
from examples.replay.report import Outcome


@pytest.mark.soak
def test_the_whole_hotel_file_replays_on_sqlite(data: Path, tmp_path: Path) -> None:
    """The desk ends with the file's own figures, recounted without it, and finds no fault."""
    outcome = play_guests(Stay(data), f"sqlite:///{tmp_path / 'hotels.db'}")

    assert list(outcome.faults) == []
    assert [line for line in outcome.lines if not line.agrees] == []
    ended = {line.what: line.desk for line in outcome.lines}
    told = {
        "reservations": 119_390,
        "sessions": 7_612,
        "present": 75_166,
        "absent": 1_207,
        "cancelled": 43_017,
        "waited": 3_698,
        "moved": 26_400,
    }
    assert {what: ended[what] for what in told} == told


@pytest.mark.soak
def test_the_agencies_of_the_whole_file_redeem_as_much_as_they_can(data: Path) -> None:
    """The oracle, asked twelve times, finds none whose units could have paid for more."""
    outcome = play_agencies(Stay(data), "memory:")

    assert list(outcome.faults) == []
    assert [line for line in outcome.lines if not line.agrees] == []
    became = {line.what: line.desk for line in outcome.lines}
    assert became["customers"] == 713
    assert became["agencies for which no more could be redeemed"] == 2_834
    assert became["units sold"] == 287_568
    assert became["redeemed"] + became["awaiting"] == 75_166 + 1_207


@pytest.mark.soak
@pytest.mark.parametrize("play", [play_courses, play_offers, play_club])
def test_the_other_files_replay_whole_on_sqlite(
    data: Path, tmp_path: Path, play: Callable[[Stay, str], Outcome]
) -> None:
    """What they come to in memory, where the figures are held, they come to here."""
    outcome = play(Stay(data), f"sqlite:///{tmp_path / 'whole.db'}")

    assert list(outcome.faults) == []
    assert outcome.lines == play(Stay(data), "memory:").lines
