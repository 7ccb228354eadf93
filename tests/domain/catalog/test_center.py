"""The settings of a center and its branches are checked as they are given."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore.domain.catalog.center import Branch, CenterSettings
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.values.ids import BranchId
from bookingcore.errors import InvalidInput
from tests.domain.build import policy


def test_a_center_that_says_nothing_is_in_utc_takes_euros_and_speaks_english() -> None:
    settings = CenterSettings()

    assert (settings.time_zone, settings.currency) == ("UTC", "EUR")
    assert (settings.languages, settings.policy) == (("en",), ServicePolicy())


def test_a_center_keeps_what_it_is_given() -> None:
    strict = policy(balance=BalancePolicy.REQUIRED)
    settings = CenterSettings(time_zone="Europe/Madrid", currency="CHF", policy=strict)

    assert (settings.time_zone, settings.currency) == ("Europe/Madrid", "CHF")
    assert settings.policy == strict


def test_languages_may_be_given_as_a_list() -> None:
    assert CenterSettings(languages=["it", "es"]).languages == ("it", "es")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Rome"),
        ("time_zone", None),
        ("currency", "EURO"),
        ("currency", 978),
        ("languages", "it"),
        ("languages", ()),
        ("languages", ("it", "de")),
        ("policy", {"limit": 60}),
        ("quiet_hours", ("22:00", "08:00")),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_field(field: str, value: object) -> None:
    wrong: dict[str, Any] = {field: value}

    with pytest.raises(InvalidInput) as refused:
        CenterSettings(**wrong)

    assert refused.value.field == field


def test_a_branch_has_a_name_and_a_zone_of_its_own() -> None:
    branch = Branch.opened(BranchId("centro"), called=" Centro ", time_zone="Atlantic/Canary")

    assert (branch.name, branch.time_zone) == ("Centro", "Atlantic/Canary")


@pytest.mark.parametrize(
    ("called", "zone", "field"), [("", "UTC", "name"), ("Centro", "Rome", "time_zone")]
)
def test_a_branch_without_name_or_zone_is_refused(called: str, zone: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Branch.opened(BranchId("centro"), called=called, time_zone=zone)

    assert refused.value.field == field
