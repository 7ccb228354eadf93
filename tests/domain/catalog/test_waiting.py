"""What a policy says about the waiting list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookingcore.domain.catalog.waiting import Offers, Parties, WaitlistPolicy
from bookingcore.errors import InvalidInput


@pytest.mark.rule("A16")
def test_places_are_offered_in_order_for_ten_minutes_to_a_list_of_ten() -> None:
    usual = WaitlistPolicy()

    assert (usual.offers, usual.capacity, usual.window) == (Offers.AUTOMATIC, 10, 10)
    assert (usual.parties, usual.join_when_free) == (Parties.FIRST_FIT, False)
    assert (usual.auto_book, usual.only_reachable) == (False, False)


def test_choices_may_be_given_by_their_names() -> None:
    policy = WaitlistPolicy(offers="MANUAL", parties="STRICT", window=timedelta(hours=1))

    assert (policy.offers, policy.parties, policy.window) == (Offers.MANUAL, Parties.STRICT, 60)


@pytest.mark.parametrize("capacity", [None, 0, 10_000])
def test_any_number_may_wait(capacity: int | None) -> None:
    assert WaitlistPolicy(capacity=capacity).capacity == capacity


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("offers", "SOMETIMES"),
        ("parties", None),
        ("capacity", -1),
        ("capacity", 10_001),
        ("window", 0),
        ("window", -1),
        ("window", 1.5),
        ("join_when_free", 1),
        ("auto_book", None),
        ("only_reachable", "yes"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_path(field: str, value: object) -> None:
    wrong: dict[str, Any] = {field: value}

    with pytest.raises(InvalidInput) as refused:
        WaitlistPolicy(**wrong)

    assert refused.value.field == f"policy.waitlist.{field}"
