"""What was measured: ratios with their spread, beside the budget that they are held to."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from attrs import frozen


@frozen(kw_only=True)
class Spread:
    """A figure that was measured several times: its median, its least and its greatest value."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value."""
        return cls(median=median(values), low=min(values), high=max(values))


@frozen(kw_only=True)
class Budget:
    """What a figure must not pass.

    Attributes:
        limit: in the unit of the figure.
        at_least: True where more is better.
        named: False where it is borrowed from a neighbour because nobody has named one.
    """

    limit: float
    at_least: bool = False
    named: bool = True

    def is_met_by(self, figure: float) -> bool:
        """Whether *figure* stays within it."""
        return figure >= self.limit if self.at_least else figure <= self.limit


@frozen(kw_only=True)
class Line:
    """One line of the report.

    Attributes:
        ours: what the library takes, as text with its unit.
        floor: what it is held against, likewise; empty where the figure stands by itself.
        figure: what the budget is about.
        unit: of the figure: "x" for a ratio.
        budget: None where there is nothing to hold it to.
    """

    name: str
    ours: str
    floor: str
    figure: Spread
    unit: str = "x"
    budget: Budget | None = None

    @property
    def within(self) -> bool | None:
        """Whether the budget is met; None without one."""
        return None if self.budget is None else self.budget.is_met_by(self.figure.median)


@frozen(kw_only=True)
class Section:
    """One table of the report, and what has to be said about it."""

    title: str
    lines: Sequence[Line]
    note: str = ""


def ratio(
    name: str,
    ours: Sequence[float],
    floor: Sequence[float],
    budget: Budget | None = None,
    *,
    shown: float = 1e6,
    unit: str = "µs",
) -> Line:
    """The line for seconds of ours and of the floor, measured round by round side by side."""
    return Line(
        name=name,
        ours=f"{median(ours) * shown:,.0f} {unit}",
        floor=f"{median(floor) * shown:,.0f} {unit}",
        figure=Spread.of([mine / theirs for mine, theirs in zip(ours, floor, strict=True)]),
        budget=budget,
    )
