"""A customer's weight: health data, which stands on the card and nowhere else (004-02, A51)."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal, InvalidOperation
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.values.checks import member, shown
from bookingcore.domain.values.moments import as_date
from bookingcore.errors import InvalidInput

_LARGEST = Decimal(1000)
_SMALLEST_STEP = Decimal("0.01")

# Not the host's context, whose precision might be too small to tell steps apart.
_CONTEXT = Context(prec=28, traps=[])


class WeightUnit(Enum):
    """What a weight is counted in."""

    KG = "kg"
    LB = "lb"


def _amount(value: object) -> Decimal:
    if not isinstance(value, Decimal | int | str) or isinstance(value, bool):
        raise InvalidInput("weight.amount", "(health data)", "give a Decimal, an int or text")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 < amount <= _LARGEST or amount != _in_steps(amount):
        remedy = f"give more than 0 and at most {_LARGEST}, in steps of {_SMALLEST_STEP}"
        raise InvalidInput("weight.amount", "(health data)", remedy)
    return amount


def _in_steps(amount: Decimal) -> Decimal:
    return amount.quantize(_SMALLEST_STEP, context=_CONTEXT)


def _unit(value: object) -> WeightUnit:
    return member(value, "weight.unit", WeightUnit)


def _on(value: object) -> date:
    return as_date(value, "weight.on")


@frozen(kw_only=True, repr=False)
class Weight:
    """What a customer weighed on a day.

    It shows itself to nobody by accident: neither its text form nor an error holds the amount.

    Attributes:
        amount: more than 0, at most 1,000, in steps of 0.01: a Decimal, an int or text.
        unit: kilograms or pounds.
        on: the day on which it was taken.
    """

    amount: Decimal = field(converter=_amount)
    unit: WeightUnit = field(default=WeightUnit.KG, converter=_unit)
    on: date = field(converter=_on)

    def __repr__(self) -> str:
        return "Weight(...)"


def weight(value: object, name: str) -> Weight | None:
    """*value* as a weight, or None."""
    if value is None or isinstance(value, Weight):
        return value
    raise InvalidInput(name, shown(type(value)), "give Weight(amount=..., on=...), or None")
