"""`python -m examples.replay`: plays the passes and says whether everything agrees.

With `--report` each pass also writes its part of docs/reports/replay.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bookingcore import BookingCoreError
from examples.replay import club, courses, lives, playing
from examples.replay.hotel import UsedBefore
from examples.replay.lives import UnreadableFile
from examples.replay.playing import Stay, Watch
from examples.replay.report import Outcome, closing_words
from examples.replay.written import NoSuchPart, around, write

DATA = "BOOKINGCORE_DATA"

T = TypeVar("T")


class Pass(NamedTuple):
    """What is played: its name on the progress bar and in the report, and its data."""

    name: str
    play: Callable[[Stay, str, Watch], Outcome]
    file: str
    source: str


GUESTS = Pass("guests", playing.play_guests, lives.FILE, lives.SOURCE)
AGENCIES = Pass("agencies", playing.play_agencies, lives.FILE, lives.SOURCE)
COURSES = Pass("courses", playing.play_courses, courses.FILE, courses.SOURCE)
OFFERS = Pass("offers", playing.play_offers, courses.FILE, courses.SOURCE)
CLUB = Pass("club", playing.play_club, club.FILE, club.SOURCE)

PASSES: dict[str, Sequence[Pass]] = {
    "1": (GUESTS,),
    "2": (AGENCIES,),
    "both": (GUESTS, AGENCIES),
    "courses": (COURSES,),
    "offers": (OFFERS,),
    "club": (CLUB,),
    "all": (GUESTS, AGENCIES, COURSES, OFFERS, CLUB),
}
"""What `--pass` may say; the first two are those of the hotels."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what the command line asks for.

    Returns:
        0 when everything agrees, 1 when something differs, 2 when nothing could be played.
    """
    asked = _parser().parse_args(arguments)
    console = Console()
    folder = asked.data or os.environ.get(DATA)
    passes = PASSES[asked.passes]
    missing = [each.file for each in passes if not (Path(folder or "") / each.file).is_file()]
    if not folder or missing:
        file, where = (missing or [passes[0].file])[0], folder or "any folder"
        console.print(f"No {file} in {where}: give --data, or set {DATA}.")
        return 2
    started = perf_counter()
    with TemporaryDirectory() as temporary:
        url = asked.url or f"sqlite:///{Path(temporary) / 'replay.db'}"
        try:
            # Before hours of playing, not after them.
            for each in passes if asked.report else ():
                around(asked.report, each.name)
            outcomes = _played(console, Stay(Path(folder), asked.rows), url, asked.report, passes)
        except UsedBefore:
            console.print(f"{url} holds a replay already: give another one.")
            return 2
        except (BookingCoreError, UnreadableFile, NoSuchPart) as error:
            console.print(str(error), markup=False)
            return 2
    sources = (each.source for each in passes)
    console.print(closing_words(perf_counter() - started, outcomes, sources))
    return 0 if all(outcome.agrees for outcome in outcomes) else 1


def _played(
    console: Console, stay: Stay, url: str, report: Path | None, passes: Sequence[Pass]
) -> list[Outcome]:
    """Each of the *passes*, its outcome shown as soon as it is known, and written to *report*."""
    outcomes = []
    for each in passes:
        started = perf_counter()
        outcome = each.play(stay, url, _watched(console, each.name))
        outcome.show(console)
        outcomes.append(outcome)
        if report:
            write(report, each.name, outcome, url=url, seconds=perf_counter() - started)
    return outcomes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m examples.replay", description="Live real bookings once more at the desk."
    )
    parser.add_argument("--rows", type=_above_zero, help="only the earliest arrivals, or rows")
    parser.add_argument("--url", help="the store: memory: or sqlite:///new.db; else a passing file")
    parser.add_argument("--data", help=f"the folder of the data; else ${DATA}")
    parser.add_argument("--pass", dest="passes", choices=PASSES, default="both")
    parser.add_argument("--report", type=Path, help="the page in which to write each pass's part")
    return parser


def _above_zero(text: str) -> int:
    rows = int(text)
    if rows < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return rows


def _watched(console: Console, what: str) -> Watch:
    """A progress bar that the steps go by; where nobody sees it move, a line at each tenth."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())

    def on_screen(steps: Sequence[T], /) -> Iterable[T]:
        with Progress(*columns, console=console) as progress:
            yield from progress.track(steps)

    def on_paper(steps: Sequence[T], /) -> Iterable[T]:
        started, tenth = perf_counter(), -(-len(steps) // 10)
        for number, step in enumerate(steps, start=1):
            yield step
            if number % tenth == 0:
                so_far = f"{number:,} of {len(steps):,} steps"
                console.print(f"{what}: {so_far} in {perf_counter() - started:,.0f} s")

    return on_screen if console.is_terminal else on_paper


if __name__ == "__main__":
    sys.exit(main())
