"""The machine's own clock and chance keep the promises of their ports."""

from __future__ import annotations

import pytest

from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.testing import ChanceContract, ClockContract


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestSystemChance(ChanceContract):
    @pytest.fixture
    def chance(self) -> Chance:
        return SystemChance()
