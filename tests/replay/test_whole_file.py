"""The whole hotel file on SQLite: 119,390 rows, each with its life; minutes, so for `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.replay.playing import Stay, play_guests


@pytest.mark.soak
def test_the_whole_hotel_file_replays_on_sqlite(data: Path, tmp_path: Path) -> None:
    """The desk ends with the file's own figures, recounted without it, and finds no fault."""
    outcome = play_guests(Stay(data), f"sqlite:///{tmp_path / 'hotels.db'}")

    assert list(outcome.faults) == []
    assert [line for line in outcome.lines if not line.agrees] == []
    ended = {line.what: line.desk for line in outcome.lines}
    assert {what: ended[what] for what in ("reservations", "present", "absent", "cancelled")} == {
        "reservations": 119_390,
        "present": 75_166,
        "absent": 1_207,
        "cancelled": 43_017,
    }
    assert ended["sessions"] == 7_612
