"""Renewals are measured on every store, and checked afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import renewing
from bench.furnishing import memory_desk
from tests.postgres import Server


def test_renewals_are_measured_on_every_store(tmp_path: Path, postgres: Server) -> None:
    section = renewing.measure(tmp_path, rounds=1, size=2, server=postgres)

    assert [line.name for line in section.lines] == [
        f"{what}, {store}"
        for store in ("memory", "SQLite NORMAL", "PostgreSQL")
        for what in ("a renewal", "renewals")
    ]


def test_a_month_that_nobody_billed_is_noticed() -> None:
    desk = memory_desk()
    members = renewing.joined(desk, 1)

    with pytest.raises(AssertionError, match=": 1, 0 open"):
        renewing.check(desk, members, 1)
