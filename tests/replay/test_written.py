"""The report as a page: what a run writes there, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.replay.__main__ import PASSES, main
from tests.replay.reservations import reservation, written

PAGE = """# Replay

<!-- guests -->
the last run
<!-- end of guests -->

Words by hand.

<!-- agencies -->
kept
<!-- end of agencies -->
"""
REPORT = Path(__file__).parents[2] / "docs" / "reports" / "replay.md"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "replay.md"
    page.write_text(PAGE, "utf-8")
    return page


def asked(folder: Path, page: Path, *others: str) -> list[str]:
    written(folder, reservation())
    return ["--data", str(folder), "--url", "memory:", "--report", str(page), *others]


def test_a_pass_writes_its_part_and_no_other(page: Path, tmp_path: Path) -> None:
    assert main(asked(tmp_path, page, "--pass", "1")) == 0

    text = page.read_text("utf-8")
    assert "| cents paid | 22,500 | 22,500 | = |" in text
    assert "| `bookings.book` | 1 |" in text
    assert "`verify()` finds nothing." in text
    assert "the last run" not in text
    assert text.endswith(PAGE[PAGE.index("<!-- end of guests -->") :])


def test_it_may_be_written_again(page: Path, tmp_path: Path) -> None:
    arguments = asked(tmp_path, page, "--pass", "1")

    assert [main(arguments), main(arguments)] == [0, 0]
    assert page.read_text("utf-8").count("| cents paid |") == 1


def test_a_page_without_the_part_is_told(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text("# Replay\n", "utf-8")

    assert main(asked(tmp_path, page, "--pass", "1")) == 2
    assert "no part" in capsys.readouterr().out


def test_the_report_has_a_part_for_every_pass() -> None:
    report = REPORT.read_text("utf-8")

    for each in PASSES["all"]:
        assert f"<!-- {each.name} -->\n" in report
        assert f"<!-- end of {each.name} -->" in report
