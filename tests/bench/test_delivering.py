"""Letters are delivered on every store beside a bare loop, and checked afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import delivering
from bench.furnishing import memory_desk
from tests.postgres import Server


def test_letters_are_measured_on_every_store(tmp_path: Path, postgres: Server) -> None:
    section = delivering.measure(tmp_path, rounds=1, size=2, server=postgres)

    assert [line.name for line in section.lines] == [
        what
        for store in ("memory", "SQLite NORMAL", "PostgreSQL")
        for what in (
            f"a letter, {store}, reconnecting",
            f"a letter, {store}, connected",
            f"letters, {store}",
        )
    ]


def test_a_letter_that_nobody_sent_is_noticed() -> None:
    desk = memory_desk()
    people = delivering.reachable(desk, 1)

    with pytest.raises(AssertionError, match="1 of 1 sent"):
        delivering.check(desk, people, 1)
