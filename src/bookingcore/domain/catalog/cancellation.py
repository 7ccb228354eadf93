"""Until when cancelling and moving are free, and what being late costs."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.values.checks import member, shown, truth
from bookingcore.domain.values.moments import as_minutes
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput

_BANDS_MAX = 20


class AllowLate(Enum):
    """What a customer's cancellation after the free limit means (A13)."""

    # Allowed; the unit is not given back. The default.
    FORFEIT = "forfeit"
    # Refused to customers; staff may still cancel.
    FORBID = "forbid"


def _allow_late(value: object) -> AllowLate:
    return member(value, "policy.cancellation.allow_late", AllowLate)


def _limit(value: int | timedelta) -> int:
    return as_minutes(value, "policy.cancellation.limit")


def _within(value: int | timedelta) -> int:
    return as_minutes(value, "policy.cancellation.bands.within")


def _fee(value: object) -> Money | None:
    if value is None or (isinstance(value, Money) and value.is_positive):
        return value
    field, remedy = "policy.cancellation.bands.fee", "give Money above zero, or None for no fee"
    raise InvalidInput(field, shown(value), remedy)


def _give_back(value: object) -> bool:
    return truth(value, "policy.cancellation.bands.give_back")


@frozen(kw_only=True)
class CancellationBand:
    """What a late cancellation costs, from some time before the start on.

    Attributes:
        within: minutes of elapsed time before the start; the band holds from
            `start - within` on, until a band that is closer to the start takes over. At most the
            policy's limit; may be given as a timedelta of whole minutes.
        fee: what the customer owes; None for nothing.
        give_back: whether the units come back in spite of being late.
    """

    within: int = field(converter=_within)
    fee: Money | None = field(default=None, converter=_fee)
    give_back: bool = field(default=False, converter=_give_back)


def _bands(value: object) -> tuple[CancellationBand, ...]:
    bands = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(bands) > _BANDS_MAX or not all(isinstance(band, CancellationBand) for band in bands):
        remedy = f"give a tuple of at most {_BANDS_MAX} CancellationBand values"
        raise InvalidInput("policy.cancellation.bands", shown(value), remedy)
    ordered = sorted(bands, key=lambda band: -band.within)
    if len({band.within for band in ordered}) != len(ordered):
        remedy = "give each band a `within` of its own"
        raise InvalidInput("policy.cancellation.bands", shown(value), remedy)
    return tuple(ordered)


@frozen(kw_only=True)
class CancellationPolicy:
    """Until when cancelling is free, and what being late means.

    Attributes:
        limit: minutes of elapsed time before the start; cancelling is free while
            `now < start - limit`, and at that very instant it is late (A15). 0 to one year; may
            be given as a timedelta of whole minutes.
        allow_late: whether customers may cancel late, and lose the unit.
        bands: what being late costs, furthest from the start first; where none holds, the unit
            is lost and nothing is owed.
    """

    limit: int = field(default=0, converter=_limit)
    allow_late: AllowLate = field(default=AllowLate.FORFEIT, converter=_allow_late)
    bands: tuple[CancellationBand, ...] = field(default=(), converter=_bands)

    def __attrs_post_init__(self) -> None:
        for band in self.bands:
            if band.within > self.limit:
                remedy = f"give at most the limit of {self.limit} minutes, or a longer limit"
                raise InvalidInput("policy.cancellation.bands.within", str(band.within), remedy)

    def band(self, minutes_left: float) -> CancellationBand | None:
        """The band that holds when *minutes_left* remain until the start; None for none."""
        holding = [band for band in self.bands if minutes_left <= band.within]
        return holding[-1] if holding else None
