"""The form of an export of a customer, written to docs/reference/export.md.

`python -m tools.export_schema` writes the page anew from the sections of the export and the fields
of their rows; `--check` writes nothing and fails when the page is out of date. A field whose type
has no plain form here fails either way.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import getdoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.ownership.exporting import HEALTH, LEDGER, LEFT_OUT, SCHEMA, SECTIONS
from bookingcore.domain.sales.gift_card import GiftCardMovement
from bookingcore.domain.values.actors import Oneself, Staff, System
from bookingcore.domain.values.money import Money

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "export.md"

MEMBERS_MAX = 12
"""An enum with more members than this is named, and its members are not."""

_SCALARS: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "number",
    Decimal: "decimal as text",
    date: "day",
    Money: "money",
    NoneType: "null",
}


@frozen(kw_only=True)
class Field:
    """A field of an object of the export.

    Attributes:
        form: what stands there.
        parts: for an object, or a list of objects: their fields.
    """

    name: str
    form: str
    meaning: str = ""
    parts: tuple[Field, ...] = ()


class _Form(NamedTuple):
    said: str
    parts: tuple[Field, ...] = ()


class NoPlainForm(Exception):
    """A type that the export may hold, and nobody here has put into words."""


def sections() -> dict[str, tuple[Field, ...]]:
    """The fields of each section, those that only some exports have among them."""
    health = {HEALTH: "only where health data was asked for"}
    content = Field(
        name="content",
        form="base64 as text",
        meaning="only where contents were asked for, as they are by default",
    )
    ledger = Field(
        name=LEDGER,
        form="list of object",
        meaning="its ledger, from its first movement.",
        parts=tuple(fields_of(GiftCardMovement)),
    )
    card = tuple(fields_of(Customer, frozenset({"version", "file"}), health))
    rows = {name: tuple(fields_of(row)) for name, row in SECTIONS.items()}
    rows["documents"] += (content,)
    rows["gift_cards"] += (ledger,)
    return {"customer": card, "absorbed": card, **rows}


def fields_of(
    kind: type[Any],
    left_out: frozenset[str] = LEFT_OUT,
    meanings: Mapping[str, str] | None = None,
) -> Iterator[Field]:
    """The fields of an object that stands for something of that *kind*, in order."""
    hints, told = get_type_hints(kind), attributes(kind) | dict(meanings or {})
    for each in attrs.fields(kind):
        if each.name not in left_out:
            form = form_of(hints[each.name])
            meaning = told.get(each.name, "")
            yield Field(name=each.name, form=form.said, meaning=meaning, parts=form.parts)


def form_of(hint: Any) -> _Form:
    """How a value of that type stands in JSON.

    Raises:
        NoPlainForm: nobody has said it.
    """
    hint = getattr(hint, "__supertype__", hint)
    origin, inside = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _one_of(inside)
    if origin is tuple:
        form = form_of(inside[0])
        return _Form(f"list of {form.said}", form.parts)
    if origin is Literal:
        return _Form(" or ".join(f"`{each}`" for each in inside))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _Form(f"object of {form_of(inside[1]).said}")
    if hint in _SCALARS:
        return _Form(_SCALARS[hint])
    return _named(hint)


def _one_of(kinds: Sequence[Any]) -> _Form:
    if set(kinds) == {Staff, Oneself, System}:
        return _Form("actor")
    forms = list(dict.fromkeys(form_of(kind) for kind in kinds))
    parts = tuple(part for form in forms for part in form.parts)
    return _Form(" or ".join(form.said for form in forms), parts)


def _named(kind: type[Any]) -> _Form:
    if issubclass(kind, Enum):
        return _Form(_names(kind))
    if issubclass(kind, datetime):
        return _Form("instant")
    if attrs.has(kind):
        return _Form("object", tuple(fields_of(kind)))
    raise NoPlainForm(f"{kind}: say in tools/export_schema.py how it stands in JSON")


def _names(kind: type[Enum]) -> str:
    names = list(kind.__members__)
    if len(names) > MEMBERS_MAX:
        return f"name of an `{kind.__name__}`"
    return " or ".join(f"`{name}`" for name in names)


def attributes(kind: type[Any]) -> dict[str, str]:
    """What the docstring of *kind* says about its fields, by their names."""
    _, _, section = (getdoc(kind) or "").partition("Attributes:\n")
    told: dict[str, str] = {}
    for entry in re.split(r"\n(?=    \w)", section.rstrip()):
        names, colon, meaning = entry.partition(":")
        if colon:
            words = re.sub(r"\bNone\b", "null", " ".join(meaning.split()))
            told.update(dict.fromkeys(map(str.strip, names.split(",")), words))
    return told


def page() -> str:
    """The whole page as Markdown."""
    own = sections()
    parts = (line for name in own for line in _section(name, own))
    return "\n".join([*_head(own), *parts])


def _head(own: Mapping[str, Sequence[Field]]) -> list[str]:
    return [
        "# The export of a customer",
        "",
        "<!-- Written by `make rules` from the fields of the rows; do not edit. -->",
        "",
        "`desk.customers.export(customer)` gives everything about one person as plain data, ready",
        f"for `json.dumps`: an object with `schema` (`{SCHEMA}`), `exported_at` (an instant), the",
        f"card in `customer`, and {len(own) - 1} lists: "
        + ", ".join(f"`{name}`" for name in own if name != "customer")
        + ".",
        "",
        "A customer who asks gets their own without what staff wrote for each other.",
        "",
        "instant",
        ": ISO 8601 text with its offset, UTC: `2026-07-02T16:00:00+00:00`.",
        "",
        "day",
        ": ISO 8601 text: `2026-07-02`.",
        "",
        "money",
        ": an object with `amount`, decimal as text, and `currency`, an ISO 4217 code.",
        "",
        "actor",
        ": text: `staff:` or `customer:` with who it was, or `system`.",
        "",
    ]


def _section(name: str, own: Mapping[str, Sequence[Field]]) -> list[str]:
    if name == "absorbed":
        said = "The cards that were merged into this one, each with the fields of `customer`."
        return [f"## `{name}`", "", said, ""]
    return [
        f"## `{name}`",
        "",
        "| field | what stands there | meaning |",
        "| --- | --- | --- |",
        *(line for field in own[name] for line in _lines(field)),
        "",
    ]


def _lines(field: Field, within: str = "") -> Iterator[str]:
    name = f"{within}{field.name}"
    yield f"| `{name}` | {_cell(field.form)} | {_cell(field.meaning)} |"
    for part in field.parts:
        yield from _lines(part, f"{name}.")


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it; 1 when it is out of date."""
    options = parse(arguments)
    if not options.check:
        options.page.write_text(page(), "utf-8")
        return 0
    written = options.page.read_text("utf-8") if options.page.exists() else ""
    if written != page():
        print("docs/reference/export.md is out of date: make rules", file=sys.stderr)
        return 1
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.export_schema", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when not right")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write or check")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
