"""The face of the package: what is public, and that it comes when it is asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bookingcore
from bookingcore._homes import HOMES


def test_every_public_name_has_one_home_that_type_checkers_see_too() -> None:
    """The imports for type checkers, the homes and `__all__` name the same things."""
    stub = Path(bookingcore.__file__).with_suffix(".pyi")
    tree = ast.parse(stub.read_text(encoding="utf-8"))
    imported = {
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    homes = {(home, name) for home, names in HOMES.items() for name in names}

    listed = {
        element.value
        for node in ast.walk(tree)
        if isinstance(node, ast.List)
        for element in node.elts
        if isinstance(element, ast.Constant)
    }

    assert imported == homes
    assert listed == set(bookingcore.__all__)
    assert sorted(name for _, name in homes) == sorted(bookingcore.__all__) == dir(bookingcore)


@pytest.mark.parametrize("name", bookingcore.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(bookingcore, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Bookng'"):
        bookingcore.Bookng  # type: ignore[attr-defined]  # noqa: B018


def test_opening_a_memory_desk_loads_no_database_and_no_test_tool() -> None:
    script = (
        "import sys; from bookingcore import open_desk; open_desk('memory:', center='roma');"
        "heavy = {'sqlalchemy', 'alembic', 'cattrs', 'hypothesis', 'jinja2', 'babel', 'asyncio'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
