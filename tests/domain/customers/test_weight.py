"""A weight: health data that shows itself to nobody by accident (A51)."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest

from bookingcore.domain.customers.weight import Weight, WeightUnit, weight
from bookingcore.errors import InvalidInput

CANARY = "71.35"
ON = "2026-07-01"


@pytest.mark.rule("A51")
def test_a_weight_has_an_amount_a_unit_and_a_day() -> None:
    assert Weight(amount=CANARY, on=ON) == Weight(
        amount=Decimal(CANARY), unit=WeightUnit.KG, on=date(2026, 7, 1)
    )
    assert Weight(amount=160, unit="LB", on=ON).unit is WeightUnit.LB


@pytest.mark.parametrize("amount", ["0.01", 1, "999.99", 1000, Decimal("71.350")])
def test_amounts_a_scale_can_show_are_held(amount: Decimal | int | str) -> None:
    assert Weight(amount=amount, on=ON).amount == Decimal(amount)


def test_what_is_held_does_not_depend_on_how_exactly_the_host_reckons() -> None:
    with localcontext(Context(prec=3)):
        assert Weight(amount="999.99", on=ON).amount == Decimal("999.99")
        with pytest.raises(InvalidInput):
            Weight(amount="71.355", on=ON)


@pytest.mark.rule("A51")
@pytest.mark.parametrize(
    "amount",
    [
        *("0", "-71.35", "1000.01", "71.355", "NaN", "sNaN", "Infinity", "-Infinity", "", "71,35"),
        *("71.35 kg", "1e9999999", "1e-9999999", "7" * 5000),
        *(0, -71, 10**5000, True, 71.35, None, b"71.35", ("71.35",)),
    ],
    ids=lambda amount: ascii(amount)[:12] if not isinstance(amount, int) else str(amount > 0),
)
def test_an_amount_that_is_none_is_refused_without_being_told(amount: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        Weight(amount=amount, on=ON)

    assert (refused.value.field, refused.value.value) == ("weight.amount", "(health data)")
    assert "71" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"unit": "STONE"}, "weight.unit"), ({"on": "yesterday"}, "weight.on"), ({}, None)],
)
def test_unit_and_day_are_what_they_are_called(given: dict[str, Any], field: str | None) -> None:
    if field is None:
        with pytest.raises(TypeError, match="on") as missing:
            Weight(amount=CANARY, **given)
        assert CANARY not in str(missing.value)
        return
    with pytest.raises(InvalidInput) as refused:
        Weight(**{"amount": CANARY, "on": ON, **given})
    assert refused.value.field == field
    assert CANARY not in str(refused.value)


@pytest.mark.rule("A51")
def test_no_text_form_of_a_weight_holds_the_amount() -> None:
    held = Weight(amount=CANARY, on=ON)

    for form in (repr(held), str(held), f"{held}", f"{held!r}", ascii([held]), "%s" % held):  # noqa: UP031
        assert CANARY not in form


@pytest.mark.parametrize("value", [CANARY, 71, Decimal(CANARY), {"amount": CANARY}, [CANARY]])
def test_what_is_no_weight_is_refused_by_its_type_alone(value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        weight(value, "weight")

    assert refused.value.field == "weight"
    assert "71" not in str(refused.value)


def test_a_card_may_have_none() -> None:
    held = Weight(amount=CANARY, on=ON)

    assert weight(None, "weight") is None
    assert weight(held, "weight") is held
