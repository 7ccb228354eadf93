"""The fakes record what they are given, and fail when they are told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from attrs import asdict

from bookingcore.errors import Unavailable
from bookingcore.ports.messages import Mailer, Push, Sms
from bookingcore.ports.payments import Payments
from bookingcore.testing import (
    DeliveryContract,
    FakePayments,
    Fault,
    RecordingMailer,
    RecordingPush,
    RecordingSms,
)
from bookingcore.testing.contracts.messages import MESSAGE, Parts

ANYTHING = [RecordingMailer, RecordingPush, RecordingSms]
Recording = RecordingMailer | RecordingPush | RecordingSms


class TestRecording(DeliveryContract):
    @pytest.fixture(params=ANYTHING)
    def outlet(self, request: pytest.FixtureRequest) -> Recording:
        outlet: Recording = request.param()
        return outlet

    @pytest.fixture
    def received(self, outlet: Recording) -> Callable[[], Sequence[Parts]]:
        return lambda: [asdict(message) for message in outlet.sent]

    @pytest.fixture
    def fail(self, outlet: Recording) -> Callable[[Fault], None]:
        return outlet.fail_next

    @pytest.fixture
    def broken(self, outlet: Recording) -> Recording:
        outlet.down = True
        return outlet


def test_the_fakes_fit_their_ports() -> None:
    mailer: Mailer = RecordingMailer()
    push: Push = RecordingPush()
    sms: Sms = RecordingSms()
    payments: Payments = FakePayments()

    assert [mailer, push, sms, payments]


def test_what_was_sent_while_the_service_was_down_is_not_recorded() -> None:
    mailer = RecordingMailer()
    mailer.down = True
    with pytest.raises(Unavailable):
        mailer.send(MESSAGE)
    mailer.down = False
    mailer.send(MESSAGE)

    assert mailer.sent == [MESSAGE]
