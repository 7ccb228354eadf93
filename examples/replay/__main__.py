"""`python -m examples.replay`: plays the passes and says whether everything agrees."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bookingcore import BookingCoreError
from examples.replay.hotel import UsedBefore
from examples.replay.lives import FILE, NotTheHotelFile
from examples.replay.playing import Stay, Watch, play_agencies, play_guests
from examples.replay.report import Outcome, closing_words
from examples.replay.timeline import Step

DATA = "BOOKINGCORE_DATA"

Pass = tuple[str, Callable[[Stay, str, Watch], Outcome]]
"""What it is called on the progress bar, and what plays it."""

FIRST: Pass = ("guests", play_guests)
SECOND: Pass = ("agencies", play_agencies)
PASSES: dict[str, Sequence[Pass]] = {"1": (FIRST,), "2": (SECOND,), "both": (FIRST, SECOND)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what the command line asks for.

    Returns:
        0 when everything agrees, 1 when something differs, 2 when nothing could be played.
    """
    asked = _parser().parse_args(arguments)
    console = Console()
    folder = asked.data or os.environ.get(DATA)
    if not folder or not (Path(folder) / FILE).is_file():
        console.print(f"No {FILE} in {folder or 'any folder'}: give --data, or set {DATA}.")
        return 2
    started = perf_counter()
    with TemporaryDirectory() as temporary:
        url = asked.url or f"sqlite:///{Path(temporary) / 'replay.db'}"
        try:
            outcomes = _played(console, Stay(Path(folder), asked.rows), url, PASSES[asked.passes])
        except UsedBefore:
            console.print(f"{url} holds a replay already: give another one.")
            return 2
        except (BookingCoreError, NotTheHotelFile) as error:
            console.print(str(error), markup=False)
            return 2
    console.print(closing_words(perf_counter() - started, outcomes))
    return 0 if all(outcome.agrees for outcome in outcomes) else 1


def _played(console: Console, stay: Stay, url: str, passes: Sequence[Pass]) -> list[Outcome]:
    """Each of the *passes*, its outcome shown as soon as it is known."""
    outcomes = []
    for name, play in passes:
        outcome = play(stay, url, _watched(console, name))
        outcome.show(console)
        outcomes.append(outcome)
    return outcomes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m examples.replay", description="Live the hotel file once more at the desk."
    )
    parser.add_argument("--rows", type=_above_zero, help="only the earliest arrivals")
    parser.add_argument("--url", help="the store: memory: or sqlite:///new.db; else a passing file")
    parser.add_argument("--data", help=f"the folder of {FILE}; else ${DATA}")
    parser.add_argument("--pass", dest="passes", choices=PASSES, default="both")
    return parser


def _above_zero(text: str) -> int:
    rows = int(text)
    if rows < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return rows


def _watched(console: Console, what: str) -> Watch:
    """A progress bar that the steps go by; where nobody sees it move, a line at each tenth."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())

    def on_screen(steps: Sequence[Step]) -> Iterator[Step]:
        with Progress(*columns, console=console) as progress:
            yield from progress.track(steps)

    def on_paper(steps: Sequence[Step]) -> Iterator[Step]:
        started, tenth = perf_counter(), -(-len(steps) // 10)
        for number, step in enumerate(steps, start=1):
            yield step
            if number % tenth == 0:
                so_far = f"{number:,} of {len(steps):,} steps"
                console.print(f"{what}: {so_far} in {perf_counter() - started:,.0f} s")

    return on_screen if console.is_terminal else on_paper


if __name__ == "__main__":
    sys.exit(main())
