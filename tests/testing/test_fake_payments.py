"""The payment provider of the tests: what it says, what it really moves, and how it breaks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bookingcore.domain.values.money import Money
from bookingcore.errors import ForgedProviderEvent, PaymentsUnavailable
from bookingcore.ports.payments import Charge, ChargeOutcome
from bookingcore.testing import FakePayments, Moved, PaymentsContract, ProviderCrash

TEN = Money.of(10, "EUR")


class TestFakePayments(PaymentsContract):
    @pytest.fixture(
        params=[{}, {"can_refund": False}, {"partial_refunds": False}],
        ids=["refunds", "never refunds", "refunds the whole"],
    )
    def payments(self, request: pytest.FixtureRequest) -> FakePayments:
        return FakePayments(bad_cards={"bad"}, **request.param)

    @pytest.fixture
    def told(self, payments: FakePayments) -> Callable[[str | None], tuple[bytes, str]]:
        return payments.event

    @pytest.fixture
    def fall_silent(self, payments: FakePayments) -> Callable[[], None]:
        return lambda: payments.fall_silent_next(moved=True)

    @pytest.fixture
    def unreachable(self) -> FakePayments:
        payments = FakePayments()
        payments.down = True
        return payments


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


def test_a_provider_without_cards_charges_none() -> None:
    payments = FakePayments(can_charge_cards=False)

    assert not payments.capabilities.cards
    assert payments.charge(TEN, card="visa", key="k1").outcome is ChargeOutcome.FAILED
    assert payments.moved == []


def test_what_is_accepted_moves_when_it_is_settled() -> None:
    payments = FakePayments()
    payments.accept_next()
    charge = payments.charge(TEN, card="visa", key="k1")
    before = payments.net("EUR")
    event = payments.read_event(*payments.settle("k1"))

    assert charge.outcome is ChargeOutcome.PENDING
    assert before.is_zero
    assert payments.net("EUR") == TEN
    assert event.key == "k1"
    assert event.charge == payments.find("k1") == payments.charge(TEN, card="visa", key="k1")
    assert event.charge.outcome is ChargeOutcome.CAPTURED


def test_what_is_settled_twice_moves_once() -> None:
    payments = FakePayments()
    payments.accept_next()
    payments.charge(TEN, card="visa", key="k1")
    payments.settle("k1")
    payments.settle("k1")

    assert payments.net("EUR") == TEN


def test_what_is_accepted_may_fail() -> None:
    payments = FakePayments()
    payments.accept_next()
    payments.charge(TEN, card="visa", key="k1")
    event = payments.read_event(*payments.fail("k1", "the bank said no"))

    assert (event.charge.outcome, event.charge.reason) == (ChargeOutcome.FAILED, "the bank said no")
    assert payments.moved == []


def test_a_refund_that_comes_back_leaves_the_money_where_it_was() -> None:
    payments = FakePayments()
    charge = payments.charge(TEN, card="visa", key="k1")
    payments.refund(charge.reference, TEN, key="k2")
    payments.fail("k2", "the account is closed")

    assert payments.net("EUR") == TEN
    assert payments.refund(charge.reference, TEN, key="k3").outcome is ChargeOutcome.CAPTURED


def test_a_refund_on_its_way_counts_as_given_back() -> None:
    payments = FakePayments()
    charge = payments.charge(TEN, card="visa", key="k1")
    payments.accept_next()
    payments.refund(charge.reference, TEN, key="k2")

    assert payments.refund(charge.reference, TEN, key="k3").outcome is ChargeOutcome.FAILED


@pytest.mark.parametrize("at", ["before", "after"])
def test_a_crash_is_caught_by_no_except_exception(at: str) -> None:
    payments = FakePayments()
    payments.crash_next(at="after" if at == "after" else "before")
    with pytest.raises(ProviderCrash, match=at):
        payments.charge(TEN, card="visa", key="k1")

    assert not issubclass(ProviderCrash, Exception)
    assert len(payments.moved) == (at == "after")
    assert (payments.find("k1") is None) is (at == "before")


def test_a_provider_that_is_down_was_asked_for_nothing() -> None:
    payments = FakePayments()
    payments.decline_next()
    payments.down = True
    with pytest.raises(PaymentsUnavailable):
        payments.charge(TEN, card="visa", key="k1")
    payments.down = False

    assert payments.find("k1") is None
    assert payments.charge(TEN, card="visa", key="k1").outcome is ChargeOutcome.FAILED


def test_each_currency_has_its_own_sum() -> None:
    payments = FakePayments()
    payments.charge(TEN, card="visa", key="k1")
    payments.charge(Money.of(7, "CHF"), card="visa", key="k2")
    payments.refund("charge-1", Money.of(4, "EUR"), key="k3")

    assert payments.net("EUR") == Money.of(6, "EUR")
    assert payments.net("CHF") == Money.of(7, "CHF")
    assert payments.net("USD").is_zero


def test_a_charge_that_was_never_made_leaves_its_name_to_nobody_else() -> None:
    payments = FakePayments()
    payments.fall_silent_next(moved=False)
    payments.charge(TEN, card="visa", key="k1")
    references = {payments.charge(TEN, card="visa", key=key).reference for key in ("k1", "k2")}

    assert len(references) == 2


def test_an_event_of_another_provider_is_forged() -> None:
    with pytest.raises(ForgedProviderEvent):
        FakePayments().read_event(*FakePayments(secret="another").event(None))


def test_many_at_once_with_one_key_charge_once() -> None:
    payments = FakePayments()
    with ThreadPoolExecutor(8) as crowd:
        charges = list(crowd.map(lambda _: payments.charge(TEN, card="visa", key="k1"), range(200)))

    assert len(set(charges)) == len(payments.moved) == 1


def test_what_it_was_told_to_do_next_is_forgotten_once_it_is_to_say_yes() -> None:
    payments = FakePayments()
    payments.decline_next()
    payments.accept_next()
    payments.say_yes()

    assert [payments.charge(TEN, card="visa", key=key).outcome for key in "ab"] == [
        ChargeOutcome.CAPTURED,
        ChargeOutcome.CAPTURED,
    ]
