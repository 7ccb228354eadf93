"""The report as a page: each pass has its part there, and writes only that.

A part stands between two comments with the name of its pass, so that the long passes need not be
played anew because of the short ones. What stands outside of the parts is left alone.
"""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from examples.replay.report import Line, Outcome


class NoSuchPart(Exception):
    """The page has no part for the pass."""


def write(page: Path, name: str, outcome: Outcome, *, url: str, seconds: float) -> None:
    """Put *outcome* into the part *name* of *page*, with how it was played.

    Raises:
        NoSuchPart: the page has none of that name.
    """
    before, after = around(page, name)
    page.write_text(f"{before}{_part(outcome, url, seconds)}{after}", "utf-8")


def around(page: Path, name: str) -> tuple[str, str]:
    """What stands before the part *name* of *page*, and after it.

    Raises:
        NoSuchPart: the page has none of that name, or there is no page.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    text = page.read_text("utf-8") if page.is_file() else ""
    before, opened, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise NoSuchPart(f"no part {name!r} in {page}")
    return before + opened, closed + after


def _part(outcome: Outcome, url: str, seconds: float) -> str:
    faults = len(outcome.faults) or "nothing"
    return "\n".join(
        [
            f"{conditions(url)} {outcome.pace.commands:,} commands in {seconds:,.0f} seconds.",
            "",
            "| | the file | the desk | |",
            "| --- | ---: | ---: | --- |",
            *map(_row, outcome.lines),
            "",
            f"`verify()` finds {faults}.",
            "",
            "| commands | given | per second | slowest, ms |",
            "| --- | ---: | ---: | ---: |",
            *_laps(outcome),
            "",
        ]
    )


def conditions(url: str) -> str:
    """When, and on what."""
    today = datetime.now(UTC)
    store = "in memory" if url == "memory:" else f"SQLite {sqlite3.sqlite_version}"
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    day = f"{today.day} {today:%B %Y}"
    python = platform.python_version()
    return f"{day}, {os.cpu_count()} cores{busy}, Python {python}, {store}."


def _row(line: Line) -> str:
    told = "" if line.file is None else f"{line.file:,}"
    return f"| {line.what} | {told} | {line.desk:,} | {line.mark} |"


def _laps(outcome: Outcome) -> list[str]:
    laps = [
        f"| `{name}` | {lap.count:,} | {lap.count / lap.seconds:,.0f} | {lap.longest * 1000:,.0f} |"
        for name, lap in outcome.pace.laps.items()
    ]
    return [*laps, f"| all | {outcome.pace.commands:,} | {outcome.pace.rate:,.0f} | |"]
