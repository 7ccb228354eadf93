"""Stripe's adapter keeps the promises of the port, against a process that stands for Stripe.

That process ignores idempotency keys and has no search, so that each promise about a key is held
by the metadata alone; see `server.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore.adapters.stripe import StripePayments
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput, PaymentsUnavailable
from bookingcore.ports.payments import ChargeOutcome
from bookingcore.testing import PaymentsContract
from tests.adapters.stripe.between import API_KEY, BAD, GOOD, Between, Fault, nobody_there
from tests.adapters.stripe.hooks import Webhook, client_of, told_of

TEN = Money.of(10, "EUR")


class TestStripePayments(PaymentsContract):
    @pytest.fixture
    def payments(self, between: Between) -> StripePayments:
        return between.payments()

    @pytest.fixture
    def good(self) -> str:
        return GOOD

    @pytest.fixture
    def bad(self) -> str:
        return BAD

    @pytest.fixture
    def told(self, between: Between) -> Callable[[str | None], Webhook]:
        return lambda key: told_of(between, key)

    @pytest.fixture
    def fall_silent(self, between: Between) -> Callable[[], None]:
        def fall_silent() -> None:
            between.fault = Fault.LOST_AFTER

        return fall_silent

    @pytest.fixture
    def unreachable(self) -> StripePayments:
        return StripePayments(API_KEY, base=nobody_there())


def test_a_charge_carries_our_key_twice(payments: StripePayments, between: Between) -> None:
    """For Stripe, which knows it for a day, and in the metadata, where it stays."""
    payments.charge(TEN, card=GOOD, key="k1")

    [asked] = between.changing
    assert asked.key == "k1"
    assert asked.form["metadata[bookingcore_key]"] == "k1"
    assert (asked.form["amount"], asked.form["currency"]) == ("1000", "eur")
    assert (asked.form["confirm"], asked.form["off_session"]) == ("true", "true")
    assert asked.form["automatic_payment_methods[allow_redirects]"] == "never"
    assert "customer" not in asked.form


def test_a_refund_carries_our_key_twice(payments: StripePayments, between: Between) -> None:
    charge = payments.charge(TEN, card=GOOD, key="k1")
    payments.refund(charge.reference, Money.of(4, "EUR"), key="k2")

    asked = between.changing[-1]
    assert asked.key == "k2"
    assert asked.form == {
        "payment_intent": charge.reference,
        "amount": "400",
        "metadata[bookingcore_key]": "k2",
    }


def test_a_card_that_was_saved_for_a_customer_is_charged_as_theirs(
    payments: StripePayments, between: Between
) -> None:
    client = client_of(between)
    anna = client.v1.customers.create({"name": "Anna"})
    card = client.v1.payment_methods.retrieve(GOOD)
    client.v1.payment_methods.attach(card.id, {"customer": anna.id})
    charge = payments.charge(TEN, card=f"{anna.id}/{card.id}", key="k1")
    intent = client.v1.payment_intents.retrieve(charge.reference)

    assert charge.outcome is ChargeOutcome.CAPTURED
    assert (intent.customer, intent.payment_method) == (anna.id, card.id)


def test_yen_have_no_decimals(payments: StripePayments, between: Between) -> None:
    charge = payments.charge(Money.of(500, "JPY"), card=GOOD, key="k1")
    payments.refund(charge.reference, Money.of(200, "JPY"), key="k2")

    assert [asked.form["amount"] for asked in between.changing] == ["500", "200"]


def test_what_stripe_cannot_count_is_asked_of_nobody(
    payments: StripePayments, between: Between
) -> None:
    charge = payments.charge(Money.of("5.124", "KWD"), card=GOOD, key="k1")

    assert charge.outcome is ChargeOutcome.FAILED
    assert "5.124 KWD" in charge.reason
    assert between.changing == []


def test_a_card_that_stripe_does_not_know_is_not_repeated(payments: StripePayments) -> None:
    charge = payments.charge(TEN, card="cus_secret/pm_secret", key="k1")

    assert charge.outcome is ChargeOutcome.FAILED
    assert charge.reason
    assert "secret" not in charge.reason


def test_the_reason_holds_no_token_of_a_card(payments: StripePayments, between: Between) -> None:
    error = b'{"error": {"message": "No such PaymentMethod: \'pm_secret\' of cus_secret"}}'
    between.answer_next(404, error)
    charge = payments.charge(TEN, card="cus_secret/pm_secret", key="k1")

    assert charge.outcome is ChargeOutcome.FAILED
    assert charge.reason == "No such PaymentMethod: '...' of ..."


def test_no_token_of_a_card_is_logged(
    payments: StripePayments, caplog: pytest.LogCaptureFixture
) -> None:
    """As far as the logs of this level go; Stripe's library itself tells all when it debugs."""
    with caplog.at_level("INFO"):
        payments.charge(TEN, card=GOOD, key="k1")
        payments.charge(TEN, card=BAD, key="k2")

    assert "payment_intents" in caplog.text
    assert GOOD not in caplog.text
    assert BAD not in caplog.text


def test_a_bank_that_wants_the_customer_there_leaves_it_undecided(
    payments: StripePayments, between: Between
) -> None:
    client = client_of(between)
    card = client.v1.payment_methods.create(
        {
            "type": "card",
            "card": {"number": "4000002500003155", "exp_month": 12, "exp_year": 2030, "cvc": "123"},
        }
    )
    charge = payments.charge(TEN, card=card.id, key="k1")

    assert charge.outcome is ChargeOutcome.PENDING
    assert payments.find("k1") == charge == payments.charge(TEN, card=card.id, key="k1")
    assert payments.refund(charge.reference, TEN, key="k2").outcome is ChargeOutcome.FAILED


def test_a_charge_is_found_on_whatever_page_it_stands(
    payments: StripePayments, between: Between
) -> None:
    client = client_of(between)
    for _ in range(105):
        client.v1.payment_intents.create({"amount": 100, "currency": "eur"})
    charge = payments.charge(TEN, card=GOOD, key="k1")

    assert payments.find("k1") == charge
    assert sum(asked.path.startswith("/v1/payment_intents?") for asked in between.asked) == 4


def test_a_refund_by_somebody_else_counts(payments: StripePayments, between: Between) -> None:
    """Made by hand at Stripe, it has no key of ours."""
    charge = payments.charge(TEN, card=GOOD, key="k1")
    client_of(between).v1.refunds.create({"payment_intent": charge.reference, "amount": 700})
    four, three = (Money.of(amount, "EUR") for amount in (4, 3))

    assert payments.refund(charge.reference, four, key="a").outcome is ChargeOutcome.FAILED
    assert payments.refund(charge.reference, three, key="b").outcome is ChargeOutcome.CAPTURED


@pytest.mark.parametrize("api_key", ["", " ", "sk_live\n", "sk_live_è"])
def test_a_slip_in_the_secret_key_is_not_repeated(api_key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        StripePayments(api_key)

    assert "sk_live\n" not in str(refused.value)
    assert "è" not in str(refused.value)


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_nobody_waits_no_time(timeout: float) -> None:
    with pytest.raises(InvalidInput, match="timeout"):
        StripePayments(API_KEY, timeout=timeout)


def test_a_wrong_key_asks_nothing(between: Between) -> None:
    stranger = StripePayments("pk_no_secret", base=between.url)

    with pytest.raises(PaymentsUnavailable):
        stranger.charge(TEN, card=GOOD, key="k1")
    assert between.changing == []
