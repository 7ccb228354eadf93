"""The report: tables on the terminal, and the same as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bench.figures import Line, Section

HEAD = """\
# Speed

How long things take, beside a hand-written program that does the same work on the same driver and
leaves the same rows behind: `make bench` measures it and writes this page. Both take turns in the
same process, or in the same crowd of processes, seven rounds after one that does not count; a ratio
is the median of the rounds', with the least and the greatest beside it. Only ratios say something
about another machine. PostgreSQL runs on the same machine and waits for its disk, unless it says
otherwise.

A budget in brackets is borrowed from its neighbour. All places and units are counted at the end,
and `desk.verify()` finds no fault on either side.
"""


def show(section: Section, console: Console) -> None:
    """Print one section."""
    table = Table(title=section.title, title_justify="left", box=SIMPLE)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == COLUMNS[0] else "right", no_wrap=True)
    for line in section.lines:
        colour = {True: "green", False: "red", None: ""}[line.within]
        table.add_row(*(cell.replace("`", "") for cell in _cells(line)), style=colour)
    console.print(table, *([f"  {section.note}\n"] if section.note else []))


def page(sections: Sequence[Section], machine: Sequence[str]) -> str:
    """The report as Markdown."""
    return "\n".join([HEAD, *(f"- {fact}" for fact in machine), *_tables(sections)]) + "\n"


COLUMNS = ("", "ours", "floor", "figure", "spread", "budget", "met")


def _tables(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield f"\n## {section.title}\n"
        yield f"| {' | '.join(COLUMNS)} |"
        yield "| --- |" + " ---: |" * (len(COLUMNS) - 1)
        for line in section.lines:
            yield f"| {' | '.join(_cells(line))} |"
        if section.note:
            yield f"\n{section.note}"


def _cells(line: Line) -> tuple[str, ...]:
    figure, unit = line.figure, line.unit
    met = {True: "yes", False: "no", None: ""}[line.within]
    one = figure.low == figure.high
    spread = "" if one else f"{_number(figure.low)} .. {_number(figure.high)}"
    shown = f"{_number(figure.median)}x" if unit == "x" else f"{_number(figure.median)} {unit}"
    return line.name, line.ours, line.floor, shown, spread, _budget(line), met


def _budget(line: Line) -> str:
    if line.budget is None:
        return ""
    sign = "at least" if line.budget.at_least else "at most"
    limit = f"{sign} {line.budget.limit:g}"
    return limit if line.budget.named else f"({limit})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
