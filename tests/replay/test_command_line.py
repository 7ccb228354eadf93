"""`python -m examples.replay`: what it prints, and what it answers to the shell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from examples.replay import figures
from examples.replay.__main__ import DATA, main
from examples.replay.lives import FILE
from tests.replay.reservations import reservation, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path, reservation(), reservation(status="Canceled"))


def test_all_agrees(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = main(["--data", str(folder)])

    printed = capsys.readouterr().out
    assert "everything agrees" in printed
    assert "verify() finds nothing" in printed
    assert answer == 0


def test_a_difference_is_shown_and_answered(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    count = figures.Count.guests

    def one_more(
        self: figures.Count, capacity: Callable[[figures.Where], int], stops: figures.Stops
    ) -> figures.Guests:
        counted = count(self, capacity, stops)
        return evolve(counted, present=counted.present + 1)

    monkeypatch.setattr(figures.Count, "guests", one_more)
    answer = main(["--data", str(folder), "--url", "memory:", "--pass", "1"])

    assert "differs" in capsys.readouterr().out
    assert answer == 1


def test_only_the_first_arrivals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(folder), "--url", "memory:", "--pass", "2", "--rows", "1"])

    assert "agencies" in capsys.readouterr().out


def test_without_the_file_it_says_where_to_put_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA, raising=False)

    assert main([]) == 2
    assert main(["--data", str(tmp_path)]) == 2
    assert DATA in capsys.readouterr().out


def test_a_replay_is_not_mixed_with_another(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--data", str(folder), "--pass", "1", "--url", f"sqlite:///{tmp_path / 'new.db'}"]

    assert main(asked) == 0
    assert main(asked) == 2
    assert "holds a replay already" in capsys.readouterr().out


def test_a_store_that_cannot_be_opened_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(folder), "--url", "nonsense"]) == 2
    assert "sqlite:///" in capsys.readouterr().out


def test_another_file_is_not_taken_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--data", str(tmp_path), "--url", "memory:"]
    written(tmp_path)

    assert main(asked) == 2
    written(tmp_path, reservation(), reservation(reservation_status="Maybe"))
    assert main(asked) == 2
    (tmp_path / FILE).write_text("no gzip at all", encoding="utf-8")
    assert main(asked) == 2
    printed = capsys.readouterr().out
    assert "has no rows" in printed
    assert "row 2" in printed
