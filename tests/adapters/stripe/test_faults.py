"""Stripe is slow, silent, broken or gone: what was asked, and what the adapter says of it.

Nothing here is charged or given back twice although the server ignores idempotency keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from socket import create_connection, socket

import pytest

from bookingcore.adapters.stripe import StripePayments
from bookingcore.adapters.stripe.answers import NoAnswer
from bookingcore.adapters.stripe.calls import Calls
from bookingcore.domain.values.money import Money
from bookingcore.errors import PaymentsUnavailable
from bookingcore.ports.payments import Charge, ChargeOutcome
from tests.adapters.stripe.between import API_KEY, BAD, GOOD, PATIENCE, Between, Fault, nobody_there
from tests.adapters.stripe.hooks import client_of

TEN = Money.of(10, "EUR")
UNKNOWN = Charge(reference="", outcome=ChargeOutcome.UNKNOWN)


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where somebody listens, and says nothing."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def crowded() -> Iterator[str]:
    """An address where so many wait already that nobody gets through."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        stack.enter_context(create_connection(listener.getsockname()))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def captured(between: Between) -> int:
    """How many charges there really are."""
    intents = client_of(between).v1.payment_intents.list().auto_paging_iter()
    return sum(intent.status == "succeeded" for intent in intents)


def given_back(between: Between) -> list[int]:
    """What really went back."""
    return [refund.amount for refund in client_of(between).v1.refunds.list().auto_paging_iter()]


def error(kind: str, **told: object) -> bytes:
    """An error as Stripe writes it."""
    return json.dumps({"error": {"type": kind, "message": "so it is", **told}}).encode()


def test_a_charge_that_got_lost_on_its_way_is_asked_for_once(
    payments: StripePayments, between: Between
) -> None:
    """Neither the library nor the adapter repeats it by itself."""
    between.fault = Fault.LOST_BEFORE
    lost = payments.charge(TEN, card=GOOD, key="k1")

    assert lost == UNKNOWN
    assert len(between.changing) == 1
    assert payments.find("k1") is None
    assert payments.charge(TEN, card=GOOD, key="k1").outcome is ChargeOutcome.CAPTURED


@pytest.mark.parametrize("fault", [Fault.LOST_AFTER, Fault.TORN])
def test_a_charge_whose_answer_got_lost_is_made_once(
    payments: StripePayments, between: Between, fault: Fault
) -> None:
    between.fault = fault
    lost = payments.charge(TEN, card=GOOD, key="k1")
    again = payments.charge(TEN, card=GOOD, key="k1")

    assert lost == UNKNOWN
    assert again == payments.find("k1")
    assert captured(between) == len(between.changing) == 1


def test_a_charge_whose_answer_comes_too_late_is_made_once(between: Between) -> None:
    payments = between.payments(timeout=1.0)
    between.fault = Fault.LATE
    late = payments.charge(TEN, card=GOOD, key="k1")
    between.go_on.set()

    assert late == UNKNOWN
    assert payments.charge(TEN, card=GOOD, key="k1").outcome is ChargeOutcome.CAPTURED
    assert captured(between) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_AFTER, Fault.TORN])
def test_a_refund_whose_answer_got_lost_is_made_once(
    payments: StripePayments, between: Between, fault: Fault
) -> None:
    charge = payments.charge(TEN, card=GOOD, key="k1")
    between.fault = fault
    lost = payments.refund(charge.reference, Money.of(4, "EUR"), key="k2")
    again = payments.refund(charge.reference, Money.of(4, "EUR"), key="k2")

    assert lost == UNKNOWN
    assert again == payments.find("k2")
    assert again.outcome is ChargeOutcome.CAPTURED
    assert given_back(between) == [400]


def test_a_declined_charge_whose_answer_got_lost_is_found(
    payments: StripePayments, between: Between
) -> None:
    between.fault = Fault.LOST_AFTER
    lost = payments.charge(TEN, card=BAD, key="k1")
    again = payments.charge(TEN, card=GOOD, key="k1")

    assert lost == UNKNOWN
    assert (again.outcome, again.reason) == (ChargeOutcome.FAILED, "Your card was declined.")
    assert captured(between) == 0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, error("api_error")),
        (503, b"<html>busy</html>"),
        (409, error("invalid_request_error", code="idempotency_key_in_use")),
        (400, error("idempotency_error")),
        (200, b"<html>the wrong door</html>"),
        (200, b"{}"),
        (200, b'{"id": "pi_1"}'),
        (200, b""),
        (200, b"[]"),
        (200, b"null"),
        (200, b'"yes"'),
        (500, b"[]"),
        (500, b'{"error": []}'),
        (500, b'{"error": "broken"}'),
        (302, b""),
    ],
)
def test_what_cannot_be_read_is_no_answer(
    payments: StripePayments, between: Between, status: int, body: bytes
) -> None:
    charge = payments.charge(TEN, card=GOOD, key="k1")
    between.answer_next(status, body)
    between.answer_next(status, body)

    assert payments.charge(TEN, card=GOOD, key="k2").outcome is ChargeOutcome.UNKNOWN
    refund = payments.refund(charge.reference, TEN, key="k3")
    assert refund.outcome is ChargeOutcome.UNKNOWN


@pytest.mark.parametrize("status", [401, 403, 429])
def test_who_is_turned_away_has_asked_nothing(
    payments: StripePayments, between: Between, status: int
) -> None:
    charge = payments.charge(TEN, card=GOOD, key="k1")
    between.answer_next(status, error("api_error"))
    between.answer_next(status, error("api_error"))

    with pytest.raises(PaymentsUnavailable):
        payments.charge(TEN, card=GOOD, key="k2")
    with pytest.raises(PaymentsUnavailable):
        payments.refund(charge.reference, TEN, key="k3")


def test_a_decline_names_the_payment_intent_that_stripe_names(
    payments: StripePayments, between: Between
) -> None:
    """As Stripe does; what stands for it here does not, and is asked."""
    intent = {
        "id": "pi_declined",
        "object": "payment_intent",
        "status": "requires_payment_method",
        "last_payment_error": {"message": "Your card has expired."},
    }
    between.answer_next(402, error("card_error", payment_intent=intent))
    charge = payments.charge(TEN, card=GOOD, key="k1")

    assert charge.reference == "pi_declined"
    assert (charge.outcome, charge.reason) == (ChargeOutcome.FAILED, "Your card has expired.")


def test_a_decline_stands_though_nobody_can_be_asked_about_it(
    payments: StripePayments, between: Between
) -> None:
    between.answer_next(402, error("card_error"))
    between.show("/v1/", error("api_error"), status=500, after=True)
    charge = payments.charge(TEN, card=GOOD, key="k1")

    assert charge == Charge(reference="", outcome=ChargeOutcome.FAILED, reason="so it is")


def test_an_impossible_refund_is_refused_in_stripes_words(
    payments: StripePayments, between: Between
) -> None:
    charge = payments.charge(TEN, card=GOOD, key="k1")
    between.answer_next(400, error("invalid_request_error"))
    refund = payments.refund(charge.reference, TEN, key="k2")

    assert (refund.outcome, refund.reason) == (ChargeOutcome.FAILED, "so it is")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((status, error("api_error")) for status in (400, 401, 429, 500)),
        *((200, body) for body in (b"", b"[]", b"null", b"<html>the wrong door</html>")),
    ],
)
def test_nothing_is_asked_where_nothing_can_be_seen(
    payments: StripePayments, between: Between, status: int, body: bytes
) -> None:
    charge = payments.charge(TEN, card=GOOD, key="k1")
    before = len(between.changing)
    for path in ("/v1/payment_intents?", "/v1/payment_intents/search", "/v1/refunds"):
        between.show(path, body, status=status)

    with pytest.raises(PaymentsUnavailable):
        payments.charge(TEN, card=GOOD, key="k2")
    with pytest.raises(PaymentsUnavailable):
        payments.refund(charge.reference, TEN, key="k3")
    with pytest.raises(PaymentsUnavailable):
        payments.find("k1")
    assert len(between.changing) == before


def test_a_server_that_says_nothing_cannot_be_asked(silent: str) -> None:
    payments = StripePayments(API_KEY, base=silent, timeout=0.2)

    with pytest.raises(PaymentsUnavailable):
        payments.find("k1")
    with pytest.raises(PaymentsUnavailable):
        payments.charge(TEN, card=GOOD, key="k1")


def test_what_a_silent_server_was_asked_may_have_been_done(silent: str) -> None:
    calls = Calls(API_KEY, base=silent, timeout=0.2)

    with pytest.raises(NoAnswer):
        calls.charge(1000, "eur", card=GOOD, key="k1")
    with pytest.raises(NoAnswer):
        calls.refund("pi_1", 1000, key="k1")


def test_where_nobody_listens_nothing_was_done() -> None:
    calls = Calls(API_KEY, base=nobody_there(), timeout=PATIENCE)

    with pytest.raises(PaymentsUnavailable):
        calls.charge(1000, "eur", card=GOOD, key="k1")
    with pytest.raises(PaymentsUnavailable):
        calls.refund("pi_1", 1000, key="k1")


def test_who_does_not_get_through_has_asked_nothing(crowded: str) -> None:
    calls = Calls(API_KEY, base=crowded, timeout=0.2)

    with pytest.raises(PaymentsUnavailable):
        calls.charge(1000, "eur", card=GOOD, key="k1")
