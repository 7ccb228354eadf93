"""In this folder a test of the contract passes when it notices the lie, and fails when not."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from bookingcore.errors import BookingCoreError
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts import threads
from bookingcore.testing.contracts.studio import Mishap
from tests.liars.stores import LyingStore

NOTICED = (AssertionError, pytest.fail.Exception, BookingCoreError, LostGuard, Mishap)
"""What a contract test may fail with; anything else is a mistake of the liar."""


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Let the store lie while the test itself runs, not while its fixtures are made."""
    if not getattr(pyfuncitem.cls, "must_notice", False):
        return (yield)
    store = pyfuncitem.funcargs.get("store")
    if isinstance(store, LyingStore):
        store.start_lying()
    try:
        yield
    except NOTICED:
        return True
    pytest.fail(f"{pyfuncitem.originalname} does not notice the lie")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some liars make others wait for ever."""
    monkeypatch.setattr(threads, "PATIENCE_SECONDS", 1.0)
