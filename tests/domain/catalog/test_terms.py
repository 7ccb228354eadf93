"""Terms: a policy written out in full, addressed by the hash of its text, and read for ever."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.catalog.cancellation import (
    AllowLate,
    CancellationBand,
    CancellationPolicy,
)
from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow, ServicePolicy
from bookingcore.domain.catalog.terms import Terms, canonical_text, policy_from_text
from bookingcore.domain.catalog.waiting import Offers, Parties, WaitlistPolicy
from bookingcore.domain.values.money import Money

A_YEAR = 366 * 24 * 60
"""In minutes: the longest limit."""

fees = st.builds(
    Money, minor=st.integers(1, 10**6), currency=st.sampled_from(("EUR", "JPY", "TND"))
)


@st.composite
def cancellations(draw: st.DrawFn) -> CancellationPolicy:
    """Limits with bands inside them."""
    limit = draw(st.integers(0, A_YEAR))
    within = draw(st.lists(st.integers(0, limit), max_size=4, unique=True))
    return CancellationPolicy(
        limit=limit,
        allow_late=draw(st.sampled_from(AllowLate)),
        bands=tuple(
            CancellationBand(within=each, fee=draw(st.none() | fees), give_back=draw(st.booleans()))
            for each in within
        ),
    )


@st.composite
def windows(draw: st.DrawFn) -> BookingWindow:
    """Windows that open before they close."""
    closes = draw(st.integers(0, A_YEAR - 1))
    return BookingWindow(opens=draw(st.none() | st.integers(closes + 1, A_YEAR)), closes=closes)


policies = st.builds(
    ServicePolicy,
    balance_policy=st.sampled_from(BalancePolicy),
    awaiting_max=st.none() | st.integers(0, 10_000),
    cancellation=cancellations(),
    allow_overlap=st.booleans(),
    window=windows(),
    move_limit=st.none() | st.integers(0, A_YEAR),
    waitlist=st.builds(
        WaitlistPolicy,
        offers=st.sampled_from(Offers),
        capacity=st.none() | st.integers(0, 10_000),
        window=st.integers(1, A_YEAR),
        parties=st.sampled_from(Parties),
        join_when_free=st.booleans(),
        auto_book=st.booleans(),
        only_reachable=st.booleans(),
    ),
    no_show_fee=st.none() | fees,
)


@pytest.mark.rule("A11", "A13", "A16", "A66")
def test_the_text_of_the_default_policy_does_not_change() -> None:
    """Bookings hold its hash: another text for the same promise would be another promise."""
    assert canonical_text(ServicePolicy()) == (
        '{"allow_overlap":false,"awaiting_max":null,'
        '"balance_policy":"ACCEPT_AND_AWAIT",'
        '"cancellation":{"allow_late":"FORFEIT","bands":[],"limit":0},'
        '"kind":"service_policy","move_limit":null,"no_show_fee":null,"version":2,'
        '"waitlist":{"auto_book":false,"capacity":10,"join_when_free":false,'
        '"offers":"AUTOMATIC","only_reachable":false,"parties":"FIRST_FIT","window":10},'
        '"window":{"closes":0,"opens":null}}'
    )
    assert Terms.of(ServicePolicy()).id == "4f36310f3a1c7b8b850f3d2a34618497"


def test_money_in_a_policy_is_written_in_minor_units_with_its_currency() -> None:
    band = CancellationBand(within=60, fee=Money.of("5.50", "EUR"), give_back=True)
    written = json.loads(
        canonical_text(
            ServicePolicy(
                cancellation=CancellationPolicy(limit=60, bands=(band,)),
                no_show_fee=Money.of(300, "JPY"),
            )
        )
    )

    assert written["cancellation"]["bands"] == [
        {"fee": [550, "EUR"], "give_back": True, "within": 60}
    ]
    assert written["no_show_fee"] == [300, "JPY"]


@pytest.mark.rule("A13")
@pytest.mark.parametrize(
    ("text", "policy"),
    [
        (
            (
                '{"allow_overlap":false,"awaiting_max":null,"balance_policy":"ACCEPT_AND_AWAIT",'
                '"cancellation":{"allow_late":"FORFEIT","limit":0},'
                '"kind":"service_policy","version":1}'
            ),
            ServicePolicy(),
        ),
        (
            (
                '{"allow_overlap":true,"awaiting_max":2,"balance_policy":"REQUIRED",'
                '"cancellation":{"allow_late":"FORBID","limit":720},'
                '"kind":"service_policy","version":1}'
            ),
            ServicePolicy(
                allow_overlap=True,
                awaiting_max=2,
                balance_policy=BalancePolicy.REQUIRED,
                cancellation=CancellationPolicy(limit=720, allow_late=AllowLate.FORBID),
            ),
        ),
    ],
)
def test_what_was_promised_in_the_first_version_is_still_read(
    text: str, policy: ServicePolicy
) -> None:
    """What version 1 did not know was not promised: it is as its default."""
    assert policy_from_text(text) == policy


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
        *("kind", "version", "balance_policy", "awaiting_max", "cancellation", "allow_overlap"),
        *("window", "move_limit", "waitlist", "no_show_fee"),
    }
    assert written["cancellation"].keys() == {"limit", "allow_late", "bands"}
    assert written["window"].keys() == {"opens", "closes"}
    assert written["waitlist"].keys() == {
        *("offers", "capacity", "window", "parties", "join_when_free", "auto_book"),
        "only_reachable",
    }
