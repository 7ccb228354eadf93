"""The studio in which the rules' examples are told."""

from __future__ import annotations

import pytest

from bookingcore import Desk
from tests.desk.studio import Studio


@pytest.fixture
def studio(desk: Desk) -> Studio:
    """A small studio on each of the stores."""
    return Studio(desk)
