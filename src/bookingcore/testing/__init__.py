"""What the library is tested with, for the tests of its hosts.

Fakes that record, a clock that is moved by hand, chance that repeats itself; a contract suite for
each port, which an adapter of one's own passes too; Hypothesis strategies for every entity.

In a root `conftest.py`, `pytest_plugins = ["bookingcore.testing"]` lets pytest show what differs
when an assertion of a contract fails.

The contracts need pytest and `strategies` needs Hypothesis; both are loaded when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bookingcore.testing.chance import SeededChance
from bookingcore.testing.clock import FrozenClock
from bookingcore.testing.fakes import (
    RecordingMailer,
    RecordingPush,
    RecordingRenderer,
    RecordingSms,
)
from bookingcore.testing.messages import Fault
from bookingcore.testing.payments import FakePayments, Moved, ProviderCrash

if TYPE_CHECKING:
    from bookingcore.testing import strategies
    from bookingcore.testing.contracts import (
        ChanceContract,
        ClockContract,
        DeliveryContract,
        FilesContract,
        MessagesContract,
        PaymentsContract,
        SignerContract,
        StoreContract,
    )

__all__ = [
    "ChanceContract",
    "ClockContract",
    "DeliveryContract",
    "FakePayments",
    "Fault",
    "FilesContract",
    "FrozenClock",
    "MessagesContract",
    "Moved",
    "PaymentsContract",
    "ProviderCrash",
    "RecordingMailer",
    "RecordingPush",
    "RecordingRenderer",
    "RecordingSms",
    "SeededChance",
    "SignerContract",
    "StoreContract",
    "strategies",
]


def __getattr__(name: str) -> object:
    if name == "strategies":
        return import_module("bookingcore.testing.strategies")
    if name in __all__:
        return getattr(import_module("bookingcore.testing.contracts"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
