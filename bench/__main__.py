"""`python -m bench`: measure, show, and write the report when all was measured."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, frozen
from rich.console import Console

from bench import (
    attending,
    commands,
    counting,
    crowding,
    delivering,
    distance,
    growing,
    moving,
    peers,
    queueing,
    redeeming,
    renewing,
    sampling,
    starting,
)
from bench.figures import Section
from bench.machine import described
from bench.report import page, show

WIDTH = 124
"""Columns that the tables need."""

REPORT = Path(__file__).parent.parent / "docs" / "reports" / "bench.md"


@frozen(kw_only=True)
class Effort:
    """How much is done for each figure.

    Attributes:
        size: commands in a round.
        crowd: bookings in a round of several processes on SQLite.
        processes: how many they are, from one to the greatest crowd.
        growth: sizes of the history that `book` is measured on.
        attended: bookings in a small session and in a large one, which are moved and cancelled.
        sampled: bookings that are looked at to see where their time goes.
    """

    rounds: int
    size: int
    crowd: int
    processes: Sequence[int]
    small: bool
    growth: Sequence[int]
    attended: tuple[int, int]
    sampled: int


USUAL = Effort(
    rounds=7,
    size=300,
    crowd=1_000,
    processes=(1, 2, 4, 8),
    small=False,
    growth=(100_000,),
    attended=(50, 500),
    sampled=3_000,
)
QUICK = Effort(
    rounds=3,
    size=60,
    crowd=60,
    processes=(1, 8),
    small=True,
    growth=(5_000,),
    attended=(10, 60),
    sampled=500,
)
FULL = evolve(USUAL, growth=(*USUAL.growth, 1_000_000))

SECTIONS: Mapping[str, Callable[[Effort, Path], Section]] = {
    "commands": lambda effort, folder: commands.measure(folder, effort.rounds, effort.size),
    "peers": lambda effort, folder: peers.measure(folder, effort.rounds, effort.size),
    "queue": lambda effort, folder: queueing.measure(folder, effort.rounds, effort.size // 3),
    "memberships": lambda effort, folder: renewing.measure(folder, effort.rounds, effort.size // 3),
    "letters": lambda effort, folder: delivering.measure(folder, effort.rounds, effort.size),
    "moving": lambda effort, folder: moving.measure(folder, effort.rounds, effort.size),
    "session of 500": lambda effort, folder: attending.measure(
        folder, effort.rounds, effort.attended
    ),
    "statements": lambda effort, folder: counting.measure(folder),
    "profile": lambda effort, folder: sampling.measure(folder, effort.sampled),
    "loading": lambda effort, folder: starting.measure(effort.rounds),
    "redemption": lambda effort, folder: redeeming.measure(effort.rounds, small=effort.small),
    "growth": lambda effort, folder: growing.measure(
        folder, effort.rounds, effort.size, effort.growth
    ),
    "distance": lambda effort, folder: distance.measure(folder, effort.rounds, effort.size // 3),
    "processes": lambda effort, folder: crowding.measure(
        folder,
        effort.rounds,
        effort.processes,
        on_sqlite=effort.crowd,
        on_postgres=effort.size,
    ),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for; a run of everything at its usual size writes the report."""
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument(
        "--quick", action="store_true", help="few rounds: for looking, not for telling"
    )
    sizes.add_argument("--full", action="store_true", help="a history of 1,000,000 bookings too")
    parser.add_argument(
        "--only", action="append", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS)
    )
    asked = parser.parse_args(arguments)
    effort = QUICK if asked.quick else FULL if asked.full else USUAL
    console = Console()
    console.width = max(console.width, WIDTH)
    sections = []
    for name in asked.only or SECTIONS:
        with TemporaryDirectory() as folder, console.status(f"measuring {name}"):
            sections.append(SECTIONS[name](effort, Path(folder)))
        show(sections[-1], console)
    machine = described()
    console.print(*machine, sep="\n", highlight=False)
    if not asked.quick and not asked.only:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(page(sections, machine), "utf-8")
        console.print(f"written to docs/reports/{REPORT.name}")


if __name__ == "__main__":
    main()
