"""What it takes to load the library, in interpreters that are started for it."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from bench.figures import Budget, Line, Section, Spread, ratio

NEEDED = "import attrs, pendulum"
PACKAGE = "import bookingcore"
DESK = "from bookingcore import open_desk; open_desk('memory:', center='roma')"

RATIO = 1.4
MEBIBYTES = 12

_CODE = """
import sys, time
before = time.perf_counter()
{statement}
seconds = time.perf_counter() - before
try:
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    import resource
    print(seconds, pages * resource.getpagesize() / 2**20)
except OSError:
    print(seconds, 0)
"""


def started(statement: str) -> tuple[float, float]:
    """Seconds that *statement* takes in a fresh interpreter, and its memory then, in MiB.

    Only Linux tells the memory; elsewhere it is 0.
    """
    fresh = [sys.executable, "-I", "-c", _CODE.format(statement=statement)]
    output = subprocess.run(fresh, capture_output=True, check=True, text=True).stdout
    seconds, mebibytes = map(float, output.split())
    return seconds, mebibytes


def measure(rounds: int) -> Section:
    """The section of the report."""
    statements = ("pass", NEEDED, PACKAGE, DESK)
    taken: dict[str, list[tuple[float, float]]] = {statement: [] for statement in statements}
    for number in range(rounds + 1):
        for statement in statements:
            found = started(statement)
            if number:
                taken[statement].append(found)
    seconds = {each: [time for time, _ in taken[each]] for each in statements}
    added = [ours - bare for (_, ours), (_, bare) in zip(taken[DESK], taken["pass"], strict=True)]
    needed = seconds[NEEDED]
    return Section(
        title="Loading",
        lines=[
            _line(PACKAGE, seconds[PACKAGE], needed, named=True),
            _line("a desk in memory", seconds[DESK], needed, named=False),
            Line(
                name="the memory that it adds",
                ours=f"{median(added):.1f} MiB",
                floor="",
                figure=Spread.of(added),
                unit="MiB",
                budget=Budget(limit=MEBIBYTES, named=False),
            ),
        ],
        note=f"Beside `{NEEDED}`; a name is loaded when it is first asked for.",
    )


def _line(name: str, ours: list[float], needed: list[float], *, named: bool) -> Line:
    budget = Budget(limit=RATIO, named=named)
    shown = f"`{name}`" if named else name
    return ratio(shown, ours, needed, budget, shown=1e3, unit="ms")
