"""Stripe as it is tested against: a process that stands for it, and what comes between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookingcore.adapters.stripe import StripePayments
from tests.adapters.stripe.between import Between
from tests.adapters.stripe.server import StripeServer


@pytest.fixture(scope="session")
def stripe_server() -> Iterator[StripeServer]:
    """The process, once for all tests of a worker."""
    server = StripeServer()
    yield server
    server.stop()


@pytest.fixture
def between(stripe_server: StripeServer) -> Iterator[Between]:
    """The way to it; nothing was charged there yet."""
    stripe_server.clear()
    with Between(stripe_server.port) as between:
        yield between


@pytest.fixture
def payments(between: Between) -> StripePayments:
    """The adapter under test."""
    return between.payments()
