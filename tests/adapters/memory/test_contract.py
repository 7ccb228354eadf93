"""The memory store keeps every promise of the port, and those that are its own."""

from __future__ import annotations

import pytest

from bookingcore.adapters.memory import MemoryStore
from bookingcore.ports.store import Store
from bookingcore.testing import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
