"""Where a key is looked for: in the search, among what is too new for it, and among the refunds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bookingcore.adapters.stripe import StripePayments
from bookingcore.adapters.stripe.payments import INDEXED_SECONDS, REFUNDS_SECONDS
from bookingcore.domain.values.money import Money
from bookingcore.ports.payments import Charge, ChargeOutcome
from tests.adapters.stripe.between import GOOD, Between

TEN = Money.of(10, "EUR")
NOON = 1_800_000_000
SEARCH, INTENTS, REFUNDS = "/v1/payment_intents/search", "/v1/payment_intents?", "/v1/refunds"


def told(id: str, *, key: str | None = None, created: int = NOON) -> dict[str, Any]:
    """A payment intent or a refund."""
    metadata = {} if key is None else {"bookingcore_key": key}
    return {"id": id, "created": created, "status": "succeeded", "metadata": metadata}


def show(between: Between, path: str, *objects: Mapping[str, Any]) -> None:
    """Let these be all that there is."""
    kind = "search_result" if path == SEARCH else "list"
    page = {"object": kind, "data": objects, "has_more": False, "url": path.rstrip("?")}
    between.show(path, json.dumps(page).encode())


@pytest.fixture(autouse=True)
def _nothing_there(between: Between) -> None:
    for path in (SEARCH, INTENTS, REFUNDS):
        show(between, path)


def test_a_key_is_searched_in_the_metadata(payments: StripePayments, between: Between) -> None:
    show(between, SEARCH, told("pi_1", key="k1"))
    found = payments.find("k1")

    [asked] = between.asked
    assert found == Charge(reference="pi_1", outcome=ChargeOutcome.CAPTURED)
    assert parse_qs(urlsplit(asked.path).query) == {"query": ["metadata['bookingcore_key']:'k1'"]}


def test_a_known_key_is_charged_by_nobody(payments: StripePayments, between: Between) -> None:
    show(between, SEARCH, told("pi_1", key="k1"))

    assert payments.charge(TEN, card=GOOD, key="k1").reference == "pi_1"
    assert between.changing == []


def test_no_key_breaks_out_of_the_search(payments: StripePayments, between: Between) -> None:
    payments.find("' OR status:'succeeded\\")

    query = parse_qs(urlsplit(between.asked[0].path).query)["query"][0]
    assert query == r"metadata['bookingcore_key']:'\' OR status:\'succeeded\\'"


def test_the_search_is_not_believed_about_another_key(
    payments: StripePayments, between: Between
) -> None:
    """It ignores small and capital letters."""
    show(between, SEARCH, told("pi_1", key="K1"))

    assert payments.find("k1") is None


@pytest.mark.parametrize(("age", "found"), [(INDEXED_SECONDS, True), (INDEXED_SECONDS + 1, False)])
def test_what_is_too_new_for_the_search_is_looked_through(
    payments: StripePayments, between: Between, age: int, *, found: bool
) -> None:
    older = told("pi_1", key="k1", created=NOON - age)
    show(between, INTENTS, told("pi_2", key="k2"), told("pi_3"), older)

    assert (payments.find("k1") is not None) is found


@pytest.mark.parametrize(("age", "found"), [(REFUNDS_SECONDS, True), (REFUNDS_SECONDS + 1, False)])
def test_refunds_are_looked_through_a_month_back(
    payments: StripePayments, between: Between, age: int, *, found: bool
) -> None:
    older = told("re_1", key="k1", created=NOON - age)
    show(between, REFUNDS, told("re_2", key="k2"), told("re_3"), older)

    assert (payments.find("k1") is not None) is found


def test_without_a_search_everything_is_looked_through(
    payments: StripePayments, between: Between
) -> None:
    """As in India."""
    between.show(SEARCH, b'{"error": {"message": "no search here"}}', status=400)
    show(between, INTENTS, told("pi_2"), told("pi_1", key="k1", created=1))

    assert payments.find("k1") == Charge(reference="pi_1", outcome=ChargeOutcome.CAPTURED)


def test_a_refund_is_made_once_however_long_ago(payments: StripePayments, between: Between) -> None:
    """Those of the one charge are all looked through."""
    charge = {**told("pi_1"), "amount": 1000, "currency": "eur"}
    between.show("/v1/payment_intents/pi_1", json.dumps(charge).encode())
    show(between, REFUNDS, told("re_2"), told("re_1", key="k1", created=1))
    refund = payments.refund("pi_1", TEN, key="k1")

    assert refund == Charge(reference="re_1", outcome=ChargeOutcome.CAPTURED)
    assert between.changing == []
