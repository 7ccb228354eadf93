"""The measurements run, at tiny size, and would notice a command that does not do its work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import __main__, commands, counting, redeeming, sampling, starting
from bench.figures import Budget, Line, Section, Spread, ratio
from bench.furnishing import closed, furnish, memory_desk, sqlite_desk
from bench.history import grow
from bench.report import page
from bookingcore.domain.redemption.matching import Settlement, settle
from tests.postgres import Server


def test_each_command_is_measured_beside_the_floor_in_memory() -> None:
    lines = commands.in_memory(rounds=1, size=4)

    assert [line.name for line in lines] == [
        "`book`, memory",
        "`sell`, memory",
        "`cancel`, memory",
    ]


def test_each_command_is_measured_beside_the_floor_on_sqlite(tmp_path: Path) -> None:
    lines = commands.on_sqlite(tmp_path, "NORMAL", rounds=1, size=4)

    assert [line.name for line in lines] == [
        "`book`, SQLite NORMAL",
        "`sell`, SQLite NORMAL",
        "`cancel`, SQLite NORMAL",
    ]


def test_a_place_too_few_is_noticed() -> None:
    desk = memory_desk()
    studio = furnish(desk, customers=8, sessions=1, capacity=10)
    commands.round_of(commands.DeskHands(desk), studio, 4)(0)

    with pytest.raises(AssertionError, match="2 places, 4 balances, 38 units"):
        commands.check_desk(desk, studio, rounds=1, size=4)


def test_the_desk_says_little_more_than_the_floor_and_waits_less_often(
    tmp_path: Path, postgres: Server
) -> None:
    """It asks for policy and subscriptions, and for the card of who is told of a sale or an end."""
    lines = counting.measure(tmp_path, postgres).lines

    assert [(line.name, line.ours, line.floor) for line in lines] == [
        ("`book`, SQLite, statements", "16", "14"),
        ("`sell`, SQLite, statements", "17", "14"),
        ("`cancel`, SQLite, statements", "21", "18"),
        ("`book`, PostgreSQL, trips", "2", "13"),
        ("`sell`, PostgreSQL, trips", "3", "13"),
        ("`cancel`, PostgreSQL, trips", "3", "17"),
    ]
    assert all(line.within for line in lines[3:])


def test_a_history_that_was_repeated_keeps_every_promise(tmp_path: Path) -> None:
    with closed(sqlite_desk(tmp_path / "history.db", "OFF")) as desk:
        grow(desk, 400)

        assert len(desk.customers.find()) == 40
        assert desk.verify() == ()


def test_redemption_at_size_is_checked() -> None:
    few = redeeming.crowd(60, 2)

    settlement = settle(few.awaiting, few.supplies)
    redeeming.check(few, settlement)
    with pytest.raises(AssertionError):
        redeeming.check(few, Settlement(admitted=[], moves=settlement.moves))


def test_a_ratio_is_taken_round_by_round() -> None:
    line = ratio("book", [3.0, 2.0, 9.0], [1.0, 2.0, 3.0], Budget(limit=2.5))

    assert line.figure == Spread(median=3.0, low=1.0, high=3.0)
    assert line.within is False


def test_the_page_says_whether_budgets_are_met() -> None:
    least = Line(
        name="`book` by 8",
        ours="90 a second",
        floor="100 a second",
        figure=Spread.of([0.9]),
        budget=Budget(limit=0.85, at_least=True),
    )
    borrowed = ratio("`sell`", [2.0, 4.0], [1.0, 1.0], Budget(limit=1.6, named=False))

    lines = page([Section(title="All", lines=[least, borrowed])], ["a machine"]).splitlines()

    assert lines[-2:] == [
        "| `book` by 8 | 90 a second | 100 a second | 0.90x |  | at least 0.85 | yes |",
        "| `sell` | 3,000,000 µs | 1,000,000 µs | 3.00x | 2.00 .. 4.00 | (at most 1.6) | no |",
    ]


def test_where_the_time_goes_is_told_in_parts_of_a_whole(tmp_path: Path) -> None:
    lines = sampling.measure(tmp_path, 60).lines

    for store in ("SQLite NORMAL", "memory"):
        shares = [line.figure.median for line in lines if line.name.startswith(store)]
        assert sum(shares) == pytest.approx(100)


def test_loading_is_measured_in_interpreters_of_its_own() -> None:
    lines = starting.measure(1).lines

    assert [line.name for line in lines] == [
        "`import bookingcore`",
        "a desk in memory",
        "the memory that it adds",
    ]


def test_each_section_can_be_asked_for_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a part of the whole is shown, but never written to the report."""
    report = tmp_path / "bench.md"
    monkeypatch.setattr(__main__, "REPORT", report)

    __main__.main(["--quick", "--only", "redemption"])

    assert "Redemption at size" in capsys.readouterr().out
    assert not report.exists()
