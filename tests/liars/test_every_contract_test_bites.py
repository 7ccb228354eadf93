"""A contract test that no liar fails would promise nothing."""

from __future__ import annotations

import pytest

from bookingcore.ports.store import Store
from bookingcore.testing import StoreContract
from tests.liars.stores import LyingStore
from tests.liars.table import LIARS


class TestLiars(StoreContract):
    """Each test meets its liar, and must notice; see `conftest.py`."""

    must_notice = True

    @pytest.fixture
    def store(self, request: pytest.FixtureRequest) -> Store:
        return LIARS[request.node.originalname]()


class TestHonest(StoreContract):
    """What the liars are made of is honest: it is the lie that is noticed."""

    @pytest.fixture
    def store(self) -> Store:
        return LyingStore()


def test_every_test_of_the_contract_has_its_liar() -> None:
    tests = {name for name in dir(StoreContract) if name.startswith("test_")}

    assert set(LIARS) == tests
