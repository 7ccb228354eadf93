"""Policies are values: checked, written out in full, and addressed by the hash of their text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.catalog.policies import (
    AllowLate,
    BalancePolicy,
    CancellationPolicy,
    ServicePolicy,
    Terms,
    canonical_text,
    policy_from_text,
)
from bookingcore.errors import InvalidInput

A_YEAR = 366 * 24 * 60
"""In minutes: the longest limit."""

policies = st.builds(
    ServicePolicy,
    balance_policy=st.sampled_from(BalancePolicy),
    awaiting_max=st.none() | st.integers(0, 10_000),
    cancellation=st.builds(
        CancellationPolicy,
        limit=st.integers(0, A_YEAR),
        allow_late=st.sampled_from(AllowLate),
    ),
    allow_overlap=st.booleans(),
)


@pytest.mark.rule("A11", "A13", "A66")
def test_the_text_of_the_default_policy_does_not_change() -> None:
    """Bookings hold its hash: another text for the same promise would be another promise."""
    assert canonical_text(ServicePolicy()) == (
        '{"allow_overlap":false,"awaiting_max":null,'
        '"balance_policy":"ACCEPT_AND_AWAIT",'
        '"cancellation":{"allow_late":"FORFEIT","limit":0},'
        '"kind":"service_policy","version":1}'
    )
    assert Terms.of(ServicePolicy()).id == "db35bfc8cd84c80c71fce0a6797cde74"


@given(policies)
def test_a_policy_is_read_back_from_its_text(policy: ServicePolicy) -> None:
    assert policy_from_text(canonical_text(policy)) == policy


@given(policies, policies)
def test_terms_are_the_same_exactly_when_the_promise_is(
    one: ServicePolicy, other: ServicePolicy
) -> None:
    assert (Terms.of(one).id == Terms.of(other).id) is (one == other)
    assert Terms.of(one) == Terms(id=Terms.of(one).id, policy=one)
    assert Terms.of(policy_from_text(canonical_text(one))) == Terms.of(one)


@given(policies)
def test_every_field_is_written_out(policy: ServicePolicy) -> None:
    written = json.loads(canonical_text(policy))

    assert written.keys() == {
        "kind",
        "version",
        "balance_policy",
        "awaiting_max",
        "cancellation",
        "allow_overlap",
    }
    assert written["cancellation"].keys() == {"limit", "allow_late"}


@pytest.mark.parametrize("limit", [0, A_YEAR])
def test_the_limit_is_anything_from_nothing_to_a_year(limit: int) -> None:
    assert CancellationPolicy(limit=limit).limit == limit


def test_choices_may_be_given_by_their_names() -> None:
    assert ServicePolicy(balance_policy="REQUIRED").balance_policy is BalancePolicy.REQUIRED
    assert CancellationPolicy(allow_late="FORBID").allow_late is AllowLate.FORBID


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("balance_policy", "required"),
        ("awaiting_max", -1),
        ("awaiting_max", 10_001),
        ("awaiting_max", True),
        ("cancellation", 60),
        ("allow_overlap", 1),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_path(field: str, value: object) -> None:
    wrong: dict[str, Any] = {field: value}

    with pytest.raises(InvalidInput) as refused:
        ServicePolicy(**wrong)

    assert refused.value.field == f"policy.{field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", -1),
        ("limit", A_YEAR + 1),
        ("limit", 1.5),
        ("limit", None),
        ("allow_late", "LATER"),
    ],
)
def test_so_is_what_cannot_be_meant_about_cancelling(field: str, value: object) -> None:
    wrong: dict[str, Any] = {field: value}

    with pytest.raises(InvalidInput) as refused:
        CancellationPolicy(**wrong)

    assert refused.value.field == f"policy.cancellation.{field}"
