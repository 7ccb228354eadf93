"""Policies are values: checked when they are made, field by field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookingcore.domain.catalog.cancellation import CancellationPolicy
from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow, ServicePolicy
from bookingcore.domain.catalog.waiting import WaitlistPolicy
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput


@pytest.mark.rule("A11", "A35", "A47", "A66")
def test_the_usual_policy_awaits_balance_forbids_overlaps_and_asks_for_no_fee() -> None:
    usual = ServicePolicy()

    assert usual.balance_policy is BalancePolicy.ACCEPT_AND_AWAIT
    assert (usual.awaiting_max, usual.allow_overlap) == (None, False)
    assert (usual.cancellation, usual.waitlist) == (CancellationPolicy(), WaitlistPolicy())
    assert (usual.window, usual.move_limit) == (BookingWindow(opens=None, closes=0), None)
    assert usual.no_show_fee is None


def test_choices_may_be_given_by_their_names() -> None:
    assert ServicePolicy(balance_policy="REQUIRED").balance_policy is BalancePolicy.REQUIRED


def test_minutes_may_be_given_as_timedeltas() -> None:
    window = BookingWindow(opens=timedelta(days=7), closes=timedelta(hours=2))

    assert (window.opens, window.closes) == (7 * 24 * 60, 120)
    assert ServicePolicy(move_limit=timedelta(hours=1)).move_limit == 60
    assert ServicePolicy(window=window).window is window


def test_a_fee_for_not_turning_up_is_money() -> None:
    assert ServicePolicy(no_show_fee=Money.of(10, "EUR")).no_show_fee == Money.of(10, "EUR")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("balance_policy", "required"),
        ("awaiting_max", -1),
        ("awaiting_max", 10_001),
        ("awaiting_max", True),
        ("cancellation", 60),
        ("allow_overlap", 1),
        ("window", 60),
        ("move_limit", -1),
        ("move_limit", 1.5),
        ("waitlist", 10),
        ("no_show_fee", 10),
        ("no_show_fee", Money.zero("EUR")),
        ("no_show_fee", Money.of(-1, "EUR")),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_path(field: str, value: object) -> None:
    wrong: dict[str, Any] = {field: value}

    with pytest.raises(InvalidInput) as refused:
        ServicePolicy(**wrong)

    assert refused.value.field == f"policy.{field}"


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        (-1, 0, "opens"),
        (60, -1, "closes"),
        (60, None, "closes"),
        (0, 0, "opens"),
        (60, 60, "opens"),
        (60, 61, "opens"),
    ],
)
def test_a_window_opens_before_it_closes(opens: int, closes: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        BookingWindow(opens=opens, closes=closes)

    assert refused.value.field == f"policy.window.{field}"
