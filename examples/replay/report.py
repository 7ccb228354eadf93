"""What is printed when a pass is over: the desk's records beside the file, and the pace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attrs import AttrsInstance, asdict, frozen
from rich.console import Console
from rich.table import Table

from bookingcore import Fault
from examples.replay.agencies import Redemptions
from examples.replay.checking import Checks
from examples.replay.pace import Pace, peak_memory_mb


class Line(NamedTuple):
    """One line of the table; *file* is None where no file can tell.

    Where *free* is set the two stand side by side, and need not be equal.
    """

    what: str
    file: int | None
    desk: int
    free: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the desk has on record what the file says, where it should."""
        return self.free or self.file is None or self.file == self.desk

    @property
    def mark(self) -> str:
        """How that is shown: nothing where there is nothing to compare."""
        if self.free or self.file is None:
            return ""
        return "=" if self.agrees else "differs"


@frozen(kw_only=True)
class Outcome:
    """How a pass ended."""

    title: str
    lines: Sequence[Line]
    faults: Sequence[Fault]
    pace: Pace

    @property
    def agrees(self) -> bool:
        """Whether nothing differs and `verify()` found nothing."""
        return all(line.agrees for line in self.lines) and not self.faults

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(title=self.title, title_justify="left")
        table.add_column("")
        for heading in ("the file", "the desk", ""):
            table.add_column(heading, justify="right")
        for line in self.lines:
            told = "" if line.file is None else f"{line.file:,}"
            style = None if line.agrees else "bold red"
            table.add_row(line.what, told, f"{line.desk:,}", line.mark, style=style)
        console.print(table)
        console.print(self._laps())
        for fault in self.faults[:20]:
            console.print(f"{fault.promise} {fault.subject} {fault.sentence}", style="red")
        console.print(f"verify() finds {len(self.faults) or 'nothing'}.")

    def _laps(self) -> Table:
        table = Table(title="Commands")
        table.add_column("")
        for heading in ("given", "per second", "slowest, ms"):
            table.add_column(heading, justify="right")
        for name, lap in self.pace.laps.items():
            rate = lap.count / lap.seconds
            table.add_row(name, f"{lap.count:,}", f"{rate:,.0f}", f"{lap.longest * 1000:,.0f}")
        table.add_row("all", f"{self.pace.commands:,}", f"{self.pace.rate:,.0f}", "")
        return table


def compared(expected: AttrsInstance, found: AttrsInstance) -> list[Line]:
    """Each figure of the file beside the desk's."""
    on_record = asdict(found)
    return [
        Line(name.replace("_", " "), told, on_record[name])
        for name, told in asdict(expected).items()
    ]


def redeemed(units_sold: int, became: Redemptions, checks: Checks) -> list[Line]:
    """What became of the units that were sold, and what the oracle says of it."""
    accounted = became.units_held + became.units_left + became.units_forfeited
    return [
        Line("units sold", units_sold, became.units_sold),
        Line("units held, left or forfeited", units_sold, accounted),
        *(
            Line(name.replace("_", " "), None, number)
            for name, number in asdict(became).items()
            if name != "units_sold"
        ),
        Line("agencies for which no more could be redeemed", checks.checked, checks.settled),
        Line("redeemed bookings that lost their units", 0, checks.lost),
    ]


def closing_words(seconds: float, outcomes: Iterable[Outcome], sources: Iterable[str]) -> str:
    """How fast it was, how much memory it took, and whether all agrees."""
    outcomes = list(outcomes)
    commands = sum(outcome.pace.commands for outcome in outcomes)
    peak = peak_memory_mb()
    memory = "" if peak is None else f", at most {peak:,} MB of memory"
    verdict = "everything agrees" if all(o.agrees for o in outcomes) else "something differs"
    rate = f"{commands / seconds:,.0f} a second with everything around them"
    data = "; ".join(dict.fromkeys(sources))
    return f"""Data: {data}.
{commands:,} commands in {seconds:,.0f} s, {rate}{memory}: {verdict}."""
