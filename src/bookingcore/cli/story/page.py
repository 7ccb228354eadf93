"""The page on which the story is printed: 80 columns at most, with colour where there is some."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from textwrap import dedent
from time import sleep

from attrs import frozen
from rich import box
from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

WIDTH = 80
MARGIN = 3
INDENT = MARGIN + 4
LABEL_WIDTH = 17
BREATH = 0.4

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{8}([0-9a-f]{4})")
_PLAIN = str.maketrans({"…": "..", "●": "o", "─": "-"})
_NEW_LINE = re.compile(r"\s*\n\s*")


@frozen
class Page:
    """Where the story is printed.

    Attributes:
        breath: seconds to wait before a chapter, so that the eye can follow.
    """

    _console: Console
    breath: float = 0.0

    @classmethod
    def opened(cls, *, fast: bool) -> Page:
        """A page on stdout; only somebody at a terminal is waited for."""
        console = Console(file=sys.stdout, highlight=False)
        console.width = min(WIDTH, console.width)
        return cls(console, 0.0 if fast or not console.is_terminal else BREATH)

    def heading(self, left: str, right: str) -> None:
        """The line above a chapter: its name, and when it begins."""
        sleep(self.breath)
        line = Table.grid(expand=True)
        line.add_column(style="bold")
        line.add_column(justify="right", style="dim")
        line.add_row(left, right)
        self.blank()
        self._put(line, left=0, right=0)
        self._put(Rule(style="dim"), left=0, right=0)

    def moment(self, when: str) -> None:
        """The clock has moved on within a chapter."""
        self.blank()
        self._put(Text(f"-- {when}", style="dim"))

    def tells(self, prose: str) -> None:
        """A paragraph, or several with empty lines between, in the markup of rich."""
        for paragraph in dedent(prose).strip().split("\n\n"):
            self.blank()
            self._put(Text.from_markup(_NEW_LINE.sub(" ", paragraph)))

    def call(self, lines: Sequence[str]) -> None:
        """A call to the desk, as it is typed."""
        self.blank()
        for number, line in enumerate(lines):
            prompt = Text("... " if number else ">>> ", style="dim")
            self._put(prompt + Text(line, style="cyan"), right=0)

    def command(self, line: str) -> None:
        """A line to type into a shell; never wrapped, so that it can be copied."""
        self._console.print(Text(f"{' ' * MARGIN}{line}", style="cyan"), soft_wrap=True)

    def answer(self, label: str, value: str, style: str = "") -> None:
        """One fact of what the desk answered."""
        self._beside(LABEL_WIDTH, label, Text(shortened(value), style=style))

    def says(self, sentence: str) -> None:
        """One sentence of what the desk answered."""
        self._beside(1, "-", Text(shortened(sentence)))

    def draws(self, drawing: Text) -> None:
        """A little picture of what the desk answered."""
        self._put(drawing, left=INDENT)

    def lists(self, table: Table) -> None:
        """A table."""
        self.blank()
        self._put(table, right=0)

    def blank(self) -> None:
        """An empty line."""
        self._console.print()

    def _beside(self, width: int, label: str, value: Text) -> None:
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_column(width=width, style="dim")
        line.add_column()
        line.add_row(label, value)
        self._put(line, left=INDENT)

    def _put(self, drawn: RenderableType, *, left: int = MARGIN, right: int = MARGIN) -> None:
        """Print between margins, without the spaces that would fill each line up."""
        options = self._console.options.update_width(self._console.width - left - right)
        for line in self._console.render_lines(drawn, options, pad=False):
            kept = _trimmed(line, _PLAIN if options.ascii_only else {})
            margin = [Segment(" " * left)] if kept else []
            self._console.print(Segments([*margin, *kept, Segment.line()]), end="")


def table(*columns: str, numbers: Sequence[str] = ()) -> Table:
    """A table with these columns; those named in *numbers* are ranged right."""
    lines = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        header_style="dim",
        border_style="dim",
        padding=(0, 1, 0, 0),
    )
    for column in columns:
        lines.add_column(column, justify="right" if column in numbers else "left")
    return lines


def shortened(text: str) -> str:
    """*text* with each id cut to its last four characters: enough to tell them apart here."""
    return _ID.sub(r"…\1", text)


def _trimmed(line: list[Segment], plain: dict[int, str]) -> list[Segment]:
    """*line* without the spaces at its end, and in letters that the terminal has."""
    kept = [Segment(segment.text.translate(plain), segment.style) for segment in line]
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        last = kept.pop()
        kept.append(Segment(last.text.rstrip(), last.style))
    return kept
