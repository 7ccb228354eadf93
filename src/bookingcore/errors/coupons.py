"""What a coupon may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class CouponNotYetValid(Refused):
    """The first day of the coupon is still to come.

    Attributes:
        on: that day, as ISO text.
    """

    coupon_id: str
    on: str
    code: ClassVar[str] = "coupon_not_yet_valid"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this coupon is valid from {on}; sell without it, or wait",
        "it": "questo buono vale dal {on}; vendi senza, oppure aspetta",
        "es": "este cupón es válido desde el {on}; vende sin él o espera",
    }


@define(slots=False)
class CouponExpired(Refused):
    """The last day of the coupon is over.

    Attributes:
        on: that day, as ISO text.
    """

    coupon_id: str
    on: str
    code: ClassVar[str] = "coupon_expired"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this coupon was valid until {on}; sell without it",
        "it": "questo buono era valido fino al {on}; vendi senza",
        "es": "este cupón era válido hasta el {on}; vende sin él",
    }


@define(slots=False)
class CouponUsedUp(Refused):
    """The coupon was used as often as it may be, by everybody or by this customer."""

    coupon_id: str
    code: ClassVar[str] = "coupon_used_up"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this coupon was used as often as it may be; sell without it",
        "it": "questo buono è già stato usato quante volte si può; vendi senza",
        "es": "este cupón ya se usó tantas veces como se puede; vende sin él",
    }


@define(slots=False)
class CouponNotForThis(Refused):
    """The coupon is for none of what is sold, or that costs nothing anyway."""

    coupon_id: str
    code: ClassVar[str] = "coupon_not_for_this"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this coupon is for nothing of what is sold; sell without it",
        "it": "questo buono non vale per nulla di quanto venduto; vendi senza",
        "es": "este cupón no vale para nada de lo que se vende; vende sin él",
    }


@define(slots=False)
class CouponCodeTaken(Refused):
    """Another coupon of this center has that code."""

    coupon_code: str
    code: ClassVar[str] = "coupon_code_taken"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "another coupon has the code {coupon_code} already; give another one",
        "it": "un altro buono ha già il codice {coupon_code}; danne un altro",
        "es": "otro cupón ya tiene el código {coupon_code}; da otro",
    }
