"""What a policy says about cancelling: the free limit, and the bands of what is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.catalog.cancellation import (
    AllowLate,
    CancellationBand,
    CancellationPolicy,
)
from bookingcore.domain.catalog.fees import refuse_foreign_fees
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.values.money import Money
from bookingcore.errors import CurrencyMismatch, InvalidInput

A_YEAR = 366 * 24 * 60
FIVE, TEN = Money.of(5, "EUR"), Money.of(10, "EUR")


def band(within: int, **fields: Any) -> CancellationBand:
    return CancellationBand(within=within, **fields)


@pytest.mark.parametrize("limit", [0, A_YEAR])
def test_the_limit_is_anything_from_nothing_to_a_year(limit: int) -> None:
    assert CancellationPolicy(limit=limit).limit == limit


def test_minutes_may_be_given_as_timedeltas() -> None:
    policy = CancellationPolicy(
        limit=timedelta(hours=12), bands=(CancellationBand(within=timedelta(hours=2)),)
    )

    assert (policy.limit, policy.bands[0].within) == (720, 120)


def test_choices_may_be_given_by_their_names() -> None:
    assert CancellationPolicy(allow_late="FORBID").allow_late is AllowLate.FORBID


@pytest.mark.rule("A13")
def test_without_bands_what_is_late_is_lost_and_nothing_is_owed() -> None:
    assert CancellationPolicy(limit=60).bands == ()
    assert CancellationPolicy(limit=60).band(30) is None
    assert (band(60).fee, band(60).give_back) == (None, False)


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    ("minutes_left", "within"),
    [
        (720.0001, None),
        (720, 720),
        (120.0001, 720),
        (120, 120),
        (0.0001, 120),
        (0, 0),
        (-60, 0),
    ],
)
def test_a_band_holds_from_its_very_minute_until_a_closer_one_takes_over(
    minutes_left: float, within: int | None
) -> None:
    policy = CancellationPolicy(limit=1440, bands=(band(0), band(720), band(120)))
    holds = policy.band(minutes_left)

    assert (holds and holds.within) == within


@given(st.lists(st.integers(0, 1000), unique=True, max_size=20), st.floats(-10, 1010))
def test_the_band_that_holds_is_the_closest_to_the_start_that_has_begun(
    within: list[int], minutes_left: float
) -> None:
    policy = CancellationPolicy(limit=1000, bands=tuple(map(band, within)))
    begun = [each for each in within if minutes_left <= each]
    holds = policy.band(minutes_left)

    assert [each.within for each in policy.bands] == sorted(within, reverse=True)
    assert (None if holds is None else holds.within) == min(begun, default=None)


def test_a_single_band_and_a_list_of_them_will_do() -> None:
    alone: Any = band(60)
    several: Any = [band(60)]

    assert CancellationPolicy(limit=60, bands=alone) == CancellationPolicy(limit=60, bands=several)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", -1),
        ("limit", A_YEAR + 1),
        ("limit", 1.5),
        ("limit", None),
        ("allow_late", "LATER"),
        ("bands", 60),
        ("bands", (60,)),
        ("bands", (band(60), band(60, fee=FIVE))),
        ("bands", tuple(map(band, range(21)))),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_path(field: str, value: object) -> None:
    wrong: dict[str, Any] = {"limit": 100, field: value}

    with pytest.raises(InvalidInput) as refused:
        CancellationPolicy(**wrong)

    assert refused.value.field == f"policy.cancellation.{field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("within", -1),
        ("within", A_YEAR + 1),
        ("within", None),
        ("fee", 5),
        ("fee", Money.zero("EUR")),
        ("fee", Money.of(-5, "EUR")),
        ("give_back", 1),
        ("give_back", None),
    ],
)
def test_so_is_what_cannot_be_meant_in_a_band(field: str, value: object) -> None:
    wrong: dict[str, Any] = {"within": 60, field: value}

    with pytest.raises(InvalidInput) as refused:
        CancellationBand(**wrong)

    assert refused.value.field == f"policy.cancellation.bands.{field}"


def test_nothing_that_is_still_free_can_cost_anything() -> None:
    with pytest.raises(InvalidInput) as refused:
        CancellationPolicy(limit=60, bands=(band(30), band(61)))

    assert (refused.value.field, refused.value.value) == ("policy.cancellation.bands.within", "61")
    assert "60 minutes" in refused.value.remedy


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (
            ServicePolicy(
                cancellation=CancellationPolicy(limit=60, bands=(band(60), band(30, fee=FIVE)))
            ),
            "policy.cancellation.bands.fee",
        ),
        (ServicePolicy(no_show_fee=TEN), "policy.no_show_fee"),
    ],
)
def test_fees_are_in_the_currency_of_the_center(policy: ServicePolicy, field: str) -> None:
    refuse_foreign_fees(policy, "EUR")
    refuse_foreign_fees(ServicePolicy(), "USD")

    with pytest.raises(CurrencyMismatch) as refused:
        refuse_foreign_fees(policy, "USD")

    assert (refused.value.field, refused.value.remedy) == (field, "give an amount in USD")
