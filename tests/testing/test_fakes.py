"""The fakes record what they are given, and fail when they are told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bookingcore.domain.values.money import Money
from bookingcore.errors import Unavailable
from bookingcore.ports.messages import Mailer, Message, Push, Sms
from bookingcore.ports.payments import Charge, ChargeOutcome, Payments
from bookingcore.testing import (
    FakePayments,
    MessagesContract,
    Moved,
    PaymentsContract,
    RecordingMailer,
    RecordingPush,
    RecordingSms,
)
from bookingcore.testing.contracts.world import MESSAGE

TEN = Money.of(10, "EUR")
ANYTHING = [RecordingMailer, RecordingPush, RecordingSms]
Recording = RecordingMailer | RecordingPush | RecordingSms


class TestRecording(MessagesContract):
    @pytest.fixture(params=ANYTHING)
    def outlet(self, request: pytest.FixtureRequest) -> Recording:
        outlet: Recording = request.param()
        return outlet

    @pytest.fixture
    def received(self, outlet: Recording) -> Callable[[], Sequence[Message]]:
        return lambda: outlet.sent

    @pytest.fixture
    def broken(self, outlet: Recording) -> Recording:
        outlet.down = True
        return outlet


class TestFakePayments(PaymentsContract):
    @pytest.fixture(params=[True, False], ids=["refunds", "never refunds"])
    def payments(self, request: pytest.FixtureRequest) -> Payments:
        return FakePayments(can_refund=request.param, bad_cards={"bad"})


def test_the_fakes_fit_their_ports() -> None:
    mailer: Mailer = RecordingMailer()
    push: Push = RecordingPush()
    sms: Sms = RecordingSms()

    assert [mailer, push, sms]


def test_what_was_sent_while_the_service_was_down_is_not_recorded() -> None:
    mailer = RecordingMailer()
    mailer.down = True
    with pytest.raises(Unavailable):
        mailer.send(MESSAGE)
    mailer.down = False
    mailer.send(MESSAGE)

    assert mailer.sent == [MESSAGE]


def test_a_charge_moves_money_once() -> None:
    payments = FakePayments()
    first = payments.charge(TEN, card="visa", key="k1")
    again = payments.charge(TEN, card="visa", key="k1")

    assert first == again == Charge(reference="charge-1", outcome=ChargeOutcome.CAPTURED)
    assert payments.moved == [Moved(key="k1", amount=TEN, card="visa", reference="charge-1")]


def test_a_declined_charge_moves_no_money_and_stays_declined() -> None:
    payments = FakePayments()
    payments.decline_next("expired")
    charge = payments.charge(TEN, card="visa", key="k1")

    assert (charge.outcome, charge.reason) == (ChargeOutcome.FAILED, "expired")
    assert payments.charge(TEN, card="visa", key="k1") == charge == payments.find("k1")
    assert payments.moved == []


def test_a_known_key_uses_up_no_scripted_failure() -> None:
    payments = FakePayments()
    payments.charge(TEN, card="visa", key="k1")
    payments.decline_next()
    payments.charge(TEN, card="visa", key="k1")

    assert payments.charge(TEN, card="visa", key="k2").outcome is ChargeOutcome.FAILED


def test_a_silent_provider_may_have_moved_the_money() -> None:
    payments = FakePayments()
    payments.fall_silent_next(moved=True)
    charge = payments.charge(TEN, card="visa", key="k1")
    found = payments.find("k1")

    assert charge.outcome is ChargeOutcome.UNKNOWN
    assert found == Charge(reference=charge.reference, outcome=ChargeOutcome.CAPTURED)
    assert payments.charge(TEN, card="visa", key="k1") == found
    assert len(payments.moved) == 1


def test_a_silent_provider_may_never_have_heard_of_the_charge() -> None:
    payments = FakePayments()
    payments.fall_silent_next(moved=False)
    charge = payments.charge(TEN, card="visa", key="k1")

    assert charge.outcome is ChargeOutcome.UNKNOWN
    assert payments.find("k1") is None
    assert payments.moved == []
    assert payments.charge(TEN, card="visa", key="k1").outcome is ChargeOutcome.CAPTURED


def test_failures_come_in_the_order_in_which_they_were_scripted() -> None:
    payments = FakePayments()
    payments.decline_next()
    payments.fall_silent_next(moved=False)
    outcomes = [payments.charge(TEN, card="visa", key=key).outcome.name for key in "abc"]

    assert outcomes == ["FAILED", "UNKNOWN", "CAPTURED"]


def test_no_more_comes_back_than_was_captured() -> None:
    payments = FakePayments()
    charge = payments.charge(TEN, card="visa", key="k1")
    six = Money.of(6, "EUR")
    outcomes = [payments.refund(charge.reference, six, key=key).outcome.name for key in "ab"]

    assert outcomes == ["CAPTURED", "FAILED"]
    assert [moved.amount for moved in payments.moved] == [TEN, -six]


def test_a_charge_that_never_was_is_not_refunded() -> None:
    assert FakePayments().refund("charge-9", TEN, key="k1").outcome is ChargeOutcome.FAILED
