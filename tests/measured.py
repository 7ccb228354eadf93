"""Which tests count for the coverage; the others run at their full speed.

What a test of the desk reaches in memory it reaches on each database too, and the contract of the
stores reaches what is left of the adapters. Measured a second and a third time, the same lines
would only cost time: the coverage of the rest is not less than what is told, and may be more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ADAPTERS = TESTS / "adapters"
LONG = tuple(TESTS / name for name in ("bench", "kills", "liars", "races", "replay", "servers"))
"""Where processes race and die, real bookings are replayed, and stores lie."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the tests that repeat others out of the coverage."""
    for item in items:
        if _repeats(item):
            item.add_marker(pytest.mark.no_cover)


def _repeats(item: pytest.Item) -> bool:
    if any(item.path.is_relative_to(folder) for folder in LONG):
        return True
    callspec = getattr(item, "callspec", None)
    again = callspec is not None and callspec.params.get("store_kind", "memory") != "memory"
    return again and not item.path.is_relative_to(ADAPTERS)
