"""Who may do what: the desk's face and its permissions, written to docs/permissions.md.

`python -m tools.permissions_table` writes the page anew; `--check` writes nothing and fails when
the page is out of date. A method without a permission fails either way, and so does a permission
without a method. tests/desk/test_permissions.py tries each cell.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from inspect import getattr_static, getdoc
from pathlib import Path
from types import MethodType
from typing import Any, assert_never, get_args, get_type_hints

import attrs
from attrs import frozen

from bookingcore import Customer, open_desk
from bookingcore.desk.permissions import PERMISSIONS, Who
from bookingcore.domain.ownership.registry import OWNED, OWNED_THROUGH

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "permissions.md"
TABLE = "PERMISSIONS in src/bookingcore/desk/permissions.py"

DOORS = ("at", "atomically", "by", "using")
"""The methods that give no command, but hand over a desk; its properties stand beside them."""

FOR_THEMSELVES = frozenset({"customers.rename_account", "sales.approve", "sales.decline"})
"""What a rule of its own keeps from staff and the system: the permissions say nothing of it."""

Face = Mapping[str, Callable[..., object]]
"""The public methods of a desk by their names: `bookings.book`, and `verify` of the desk itself."""


class Customers(Enum):
    """What a customer may do with a command or query: the words of the page."""

    NO = "no"
    OWN = "own only"
    YES = "yes"


@frozen(kw_only=True)
class Line:
    """One command or query.

    Attributes:
        name: as in the table of permissions: `bookings.book`.
        staff: whether staff and the system may give it.
        customers: what a customer may do with it.
        what: the first sentence of its docstring.
    """

    name: str
    staff: bool
    customers: Customers
    what: str

    @property
    def noun(self) -> str:
        """What it is a method of; empty for the desk itself."""
        return self.name.rpartition(".")[0]


def nouns_of(desk: object) -> dict[str, object]:
    """The nouns of a desk, in the order in which it lists them."""
    return {name: noun for name, noun in vars(desk).items() if not name.startswith("_")}


def face_of(desk: object) -> Face:
    """Every public method: first the desk's own, then noun by noun, each in order of name."""
    of_nouns = {
        f"{name}.{verb}": method
        for name, noun in nouns_of(desk).items()
        for verb, method in _public(noun)
    }
    return {**dict(_own_methods(desk)), **of_nouns}


def doors_of(desk: object) -> dict[str, str]:
    """What gives no command: the methods that hand over a desk, and the properties of one."""
    doors = {
        name: value
        for name, value in _public(type(desk))
        if name in DOORS or isinstance(value, property)
    }
    return {name: first_sentence(getdoc(value) or "") for name, value in doors.items()}


def lines_of(face: Face, permissions: Mapping[str, Who] = PERMISSIONS) -> tuple[Line, ...]:
    """A line for each method that has a permission."""
    return tuple(
        Line(
            name=name,
            staff=name not in FOR_THEMSELVES,
            customers=allowed(method, permissions[name]),
            what=first_sentence(getdoc(method) or ""),
        )
        for name, method in face.items()
        if name in permissions
    )


def allowed(method: Callable[..., object], who: Who) -> Customers:
    """What a customer may do with *method*: nothing, all, or what is done with their own things."""
    match who:
        case Who.STAFF:
            return Customers.NO
        case Who.CUSTOMER:
            return Customers.OWN if takes_what_is_owned(method) else Customers.YES
        case _:
            assert_never(who)


def takes_what_is_owned(method: Callable[..., object]) -> bool:
    """Whether it is given something that belongs to one customer, or a token that opens such."""
    hints = get_type_hints(method)
    hints.pop("return", None)
    return "token" in hints or any(
        is_owned(part) for hint in hints.values() for part in parts(hint)
    )


def is_owned(part: Any) -> bool:
    """Whether things of that type belong to one customer, or to a few."""
    if part is Customer or part in OWNED or part in OWNED_THROUGH:
        return True
    return attrs.has(part) and "customer_id" in attrs.fields_dict(part)


def parts(hint: Any) -> Iterator[Any]:
    """A type hint, and all that stands inside it."""
    yield hint
    for part in get_args(hint):
        yield from parts(part)


def first_sentence(docstring: str) -> str:
    """What a docstring says before its first full stop, in one line."""
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s+(?=[A-Z*`])", paragraph)[0]


def faults_of_face(face: Face, permissions: Mapping[str, Who] = PERMISSIONS) -> list[str]:
    """What does not fit together, in sentences; empty when all is well."""
    lacking, left_over = sorted(face.keys() - permissions), sorted(permissions.keys() - face)
    mute = [name for name, method in face.items() if not getdoc(method)]
    return [
        *(f"{name} is no method: it cannot ask who reads it" for name in _no_methods(face)),
        *(f"{name} has no permission: add it to {TABLE}" for name in lacking),
        *(f"there is no method {name}: take it out of {TABLE}" for name in left_over),
        *(f"{name} has no docstring to say what it does" for name in mute),
    ]


def page_of(lines: Iterable[Line], doors: Mapping[str, str]) -> str:
    """The whole page as Markdown."""
    lines = tuple(lines)
    by_noun: dict[str, list[Line]] = {}
    for line in lines:
        by_noun.setdefault(line.noun, []).append(line)
    return "\n".join(
        [
            *_head(lines),
            *(text for noun, own in by_noun.items() for text in section_of(noun, own)),
            *_section_of_doors(doors),
        ]
    )


def section_of(noun: str, lines: Iterable[Line]) -> list[str]:
    """One heading with its table."""
    return [
        f"## `desk.{noun}`" if noun else "## The desk itself",
        "",
        "| command or query | staff and system | customer | what it does |",
        "| --- | --- | --- | --- |",
        *map(row_of, lines),
        "",
    ]


def row_of(line: Line) -> str:
    """One command or query; the reader in `faults_of` is its counterpart."""
    cells = [f"`{line.name}`", "yes" if line.staff else "no", line.customers.value, line.what]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def faults_of(page: str, lines: Iterable[Line], doors: Mapping[str, str]) -> list[str]:
    """What is wrong with a written page, in sentences; empty when all is well."""
    lines = tuple(lines)
    shown = set(re.findall(r"^\| `([\w.]+)` \| (?:yes|no) \|", page, re.MULTILINE))
    missing = [line.name for line in lines if line.name not in shown]
    faults = [f"docs/permissions.md lacks {name}: make rules" for name in missing]
    if not faults and page != page_of(lines, doors):
        faults.append("docs/permissions.md is out of date: make rules")
    return faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it; 1 when something is wrong."""
    options = parse(arguments)
    desk = open_desk("memory:", center="roma")
    face, doors = face_of(desk), doors_of(desk)
    faults = faults_of_face(face)
    if options.check and not faults:
        page = options.page.read_text("utf-8") if options.page.exists() else ""
        faults = faults_of(page, lines_of(face), doors)
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    if not options.check:
        options.page.write_text(page_of(lines_of(face), doors), "utf-8")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.permissions_table", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when not right")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write or check")
    return parser.parse_args(arguments)


def _head(lines: Sequence[Line]) -> list[str]:
    own, free = (
        sum(line.customers is each for line in lines) for each in (Customers.OWN, Customers.YES)
    )
    staff = sum(line.staff for line in lines)
    return [
        "# Who may do what",
        "",
        "<!-- Written by `make rules` from the desk and its permissions; do not edit. -->",
        "",
        f"{len(lines)} commands and queries. Staff and the system may give {staff} of them;",
        f"customers {own} for themselves, and {free} about what is everybody's.",
        "",
        "no: the answer is `NotAllowed`, whatever it is asked about. Staff hear from a rule of the",
        "command's own why it is not theirs.",
        "",
        "own only: what belongs to another customer or to another center is `Unknown`. It is never",
        "forbidden: that would say that it exists. A link's token that is not the customer's is",
        "`LinkNotUsable`, whatever is wrong with it.",
        "",
        "Whoever is answered so has written nothing. Arguments that cannot be meant, such as a day",
        "that does not exist, are `InvalidInput` to everybody, before anything is looked up.",
        "",
        "Who acts is what the host says when it opens the desk, `desk.by(customer)`; what a link",
        "opens (`bookings.manage`) acts as the customer whose booking it is.",
        "",
    ]


def _section_of_doors(doors: Mapping[str, str]) -> list[str]:
    return [
        "## Opening a desk",
        "",
        "These give no command, and ask nobody for permission: they are for the host's own code.",
        "",
        "| method or property | what it is |",
        "| --- | --- |",
        *(f"| `{name}` | {what} |" for name, what in doors.items()),
        "",
    ]


def _own_methods(desk: object) -> Iterator[tuple[str, Any]]:
    for name, value in _public(desk):
        if name not in {*DOORS, *nouns_of(desk)} and not isinstance(value, property):
            yield name, value


def _public(thing: object) -> Iterator[tuple[str, Any]]:
    """Its public attributes; a property as such, for to read it may need a store."""
    for name in dir(thing):
        if not name.startswith("_"):
            static = getattr_static(thing, name)
            yield name, static if isinstance(static, property) else getattr(thing, name)


def _no_methods(face: Face) -> Iterator[str]:
    """A property of a noun, or a noun inside one, is read without anybody being asked."""
    return (name for name, value in face.items() if not isinstance(value, MethodType))


if __name__ == "__main__":
    sys.exit(main())
