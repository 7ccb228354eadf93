"""The contracts of clock, chance, messages, files, payments and signer notice a lie, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from attrs import asdict

from bookingcore.adapters.memory import MemoryFiles
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.ports.files import Files
from bookingcore.ports.payments import Payments
from bookingcore.ports.signer import Signer
from bookingcore.testing import (
    ChanceContract,
    ClockContract,
    DeliveryContract,
    FakePayments,
    Fault,
    FilesContract,
    PaymentsContract,
    RecordingMailer,
    SignerContract,
)
from bookingcore.testing.contracts.messages import Parts
from tests.liars.worlds import WORLDS


class TestLyingWorld(
    ClockContract, ChanceContract, DeliveryContract, FilesContract, PaymentsContract, SignerContract
):
    """Each test meets its liar, and must notice; see `conftest.py`."""

    must_notice = True

    @pytest.fixture
    def clock(self, request: pytest.FixtureRequest) -> Clock:
        clock: Clock = WORLDS[request.node.originalname]()
        return clock

    @pytest.fixture
    def chance(self, request: pytest.FixtureRequest) -> Chance:
        chance: Chance = WORLDS[request.node.originalname]()
        return chance

    @pytest.fixture
    def outlet(self, request: pytest.FixtureRequest) -> RecordingMailer:
        outlet: RecordingMailer = WORLDS[request.node.originalname]()
        return outlet

    @pytest.fixture
    def received(self, outlet: RecordingMailer) -> Callable[[], Sequence[Parts]]:
        return lambda: [asdict(message) for message in outlet.sent]

    @pytest.fixture
    def fail(self, outlet: RecordingMailer) -> Callable[[Fault], None]:
        return outlet.fail_next

    @pytest.fixture
    def broken(self, outlet: RecordingMailer) -> RecordingMailer:
        outlet.down = True
        return outlet

    @pytest.fixture
    def files(self, request: pytest.FixtureRequest) -> MemoryFiles:
        files: MemoryFiles = WORLDS[request.node.originalname]()
        return files

    @pytest.fixture
    def unreachable(self, request: pytest.FixtureRequest) -> Files | Payments:
        unreachable: MemoryFiles | FakePayments = WORLDS[request.node.originalname]()
        unreachable.down = True
        return unreachable

    @pytest.fixture
    def payments(self, request: pytest.FixtureRequest) -> FakePayments:
        payments: FakePayments = WORLDS[request.node.originalname]()
        return payments

    @pytest.fixture
    def told(self, payments: FakePayments) -> Callable[[str | None], tuple[bytes, str]]:
        return payments.event

    @pytest.fixture
    def fall_silent(self, payments: FakePayments) -> Callable[[], None]:
        return lambda: payments.fall_silent_next(moved=True)

    @pytest.fixture
    def signer(self, request: pytest.FixtureRequest) -> Signer:
        signer: Signer = WORLDS[request.node.originalname]()
        return signer

    @pytest.fixture
    def again(self, request: pytest.FixtureRequest) -> Signer:
        again: Signer = WORLDS[request.node.originalname]()
        return again

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Signer:
        stranger: Signer = WORLDS[request.node.originalname]()
        return stranger


def test_every_test_of_the_small_contracts_has_its_liar() -> None:
    assert set(WORLDS) == {name for name in dir(TestLyingWorld) if name.startswith("test_")}
