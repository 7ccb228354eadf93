"""Runs the examples of README, docs and docstrings as tests."""

from __future__ import annotations

from contextlib import ExitStack, chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.integration.pytest import SybilItem
from sybil.parsers import myst, rest

pytest_plugins = ["bookingcore.testing", "tests.measured", "tests.postgres", "tests.spread"]

ROOT = Path(__file__).parent


def enter_empty_folder(namespace: dict[str, Any]) -> None:
    """An example that opens `sqlite:///studio.db` leaves nothing behind in the tree."""
    way_back = namespace["_way_back"] = ExitStack()
    way_back.enter_context(chdir(way_back.enter_context(TemporaryDirectory())))


def leave_folder(namespace: dict[str, Any]) -> None:
    """Back to where the tests were started."""
    namespace["_way_back"].close()


pages = Sybil(
    parsers=[
        myst.PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        myst.SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
    setup=enter_empty_folder,
    teardown=leave_folder,
)

docstrings = Sybil(
    parsers=[
        rest.DocTestParser(optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        rest.PythonCodeBlockParser(),
        rest.SkipParser(),
    ],
    patterns=["src/**/*.py"],
    document_types={".py": PythonDocStringDocument},
    setup=enter_empty_folder,
    teardown=leave_folder,
)

pytest_collect_file = (pages + docstrings).pytest()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The examples of one page share their names: they run in their order.

    They run in one process too, because the tests are handed out file by file.
    """
    examples = [item for item in items if isinstance(item, SybilItem)]
    examples.sort(key=lambda item: (str(item.path), item.example.line))
    items[:] = [*(item for item in items if not isinstance(item, SybilItem)), *examples]
