"""Which tests count for the coverage; the others run at their full speed.

What a test of the desk reaches in memory it reaches on each database too, and the contract of the
stores reaches what is left of the adapters. Measured a second and a third time, the same lines
would only cost time: the coverage of the rest is not less than what is told, and may be more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent
ADAPTERS = TESTS / "adapters"
LONG = tuple(TESTS / name for name in ("bench", "kills", "liars", "races", "replay", "servers"))
"""Where processes race and die, real bookings are replayed, and stores lie."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Measure once in each worker.

    pytest-cov begins as it is loaded, and once more as the worker begins: what began first would
    measure on wherever the second pauses.
    """
    first = Coverage.current()
    if first is not None and hasattr(session.config, "workerinput"):
        first.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Leave a test that repeats others out of the coverage, and what is set up for it."""
    plugin: Any = item.config.pluginmanager.getplugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if controller is None or not _repeats(item):
        return (yield)
    with _paused(controller):
        return (yield)


@contextmanager
def _paused(controller: Any) -> Iterator[None]:
    controller.pause()
    try:
        yield
    finally:
        controller.resume()


def _repeats(item: pytest.Item) -> bool:
    if any(item.path.is_relative_to(folder) for folder in LONG):
        return True
    callspec = getattr(item, "callspec", None)
    again = callspec is not None and callspec.params.get("store_kind", "memory") != "memory"
    return again and not item.path.is_relative_to(ADAPTERS)
