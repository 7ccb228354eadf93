"""Draws every state machine of the domain from the table that the code itself obeys.

A machine is a mapping named `…_TRANSITIONS` from each status to the set of those that may follow.
`python -m tools.state_pictures` writes the folder docs/states, which the documentation takes in.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module
from pathlib import Path

import merm
from attrs import frozen

import bookingcore.domain

FOLDER = Path(__file__).parent.parent / "docs" / "states"
SUFFIX = "_TRANSITIONS"

Table = Mapping[Enum, frozenset[Enum]]


@frozen(kw_only=True)
class Machine:
    """A table of transitions under the name of its module's constant."""

    name: str
    table: Table

    @property
    def file(self) -> str:
        """The name of its picture."""
        return f"{self.name.lower().replace('_', '-')}.svg"

    @property
    def title(self) -> str:
        """Its name as a heading."""
        return self.name.replace("_", " ").capitalize()

    @property
    def meaning(self) -> str:
        """What its statuses say, in the words of their enum."""
        return inspect.getdoc(type(next(iter(self.table)))) or ""


def machines() -> Iterator[Machine]:
    """Every machine of the domain, where it is defined, in the order of the modules' names."""
    for found in pkgutil.walk_packages(bookingcore.domain.__path__, "bookingcore.domain."):
        for name, value in vars(import_module(found.name)).items():
            if name.endswith(SUFFIX) and defined_in(found.name, value):
                yield Machine(name=name.removesuffix(SUFFIX), table=value)


def defined_in(module: str, table: Table) -> bool:
    """Whether the table stands beside its enum, and was not just imported."""
    return type(next(iter(table))).__module__ == module


def mermaid(table: Table) -> str:
    """The machine in Mermaid's words; a status that nothing follows is an end."""
    lines = ["stateDiagram-v2"]
    for status, following in table.items():
        ends = sorted(after.name for after in following - {status})
        lines += [f"    {status.name} --> {name}" for name in ends]
        lines += [] if following else [f"    {status.name} --> [*]"]
    return "\n".join(lines)


def page(drawn: list[Machine]) -> str:
    """The page that shows every picture."""
    parts = ["# States", "Drawn from the tables of transitions that the code obeys."]
    for machine in drawn:
        picture = f"![{machine.title}: which status may follow which]({machine.file})"
        parts += [f"## {machine.title}", machine.meaning, picture]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the pictures and their page."""
    FOLDER.mkdir(exist_ok=True)
    drawn = list(machines())
    for machine in drawn:
        (FOLDER / machine.file).write_text(merm.render_diagram(mermaid(machine.table)), "utf-8")
    (FOLDER / "index.md").write_text(page(drawn), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
