"""How a booking is shown to the outside: one code, one text in each language (A32).

Staff see the booking's own status; customers read *awaiting payment* where staff read *awaiting
redemption* (000-27, 000-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import frozen

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.errors import Language


class PublicCode(Enum):
    """The stable codes of what customers see."""

    AWAITING_PAYMENT = "awaiting_payment"
    BOOKED = "booked"
    CANCELLED = "cancelled"


@frozen
class PublicStatus:
    """What a customer sees of a booking: a stable code and its text."""

    code: PublicCode
    text: str


_CODES: Mapping[BookingStatus, PublicCode] = {
    BookingStatus.AWAITING_REDEMPTION: PublicCode.AWAITING_PAYMENT,
    BookingStatus.BOOKED: PublicCode.BOOKED,
    BookingStatus.CANCELLED: PublicCode.CANCELLED,
}

_TEXTS: Mapping[PublicCode, Mapping[Language, str]] = {
    PublicCode.AWAITING_PAYMENT: {
        "en": "awaiting payment",
        "it": "in attesa di pagamento",
        "es": "pendiente de pago",
    },
    PublicCode.BOOKED: {"en": "booked", "it": "prenotato", "es": "reservado"},
    PublicCode.CANCELLED: {"en": "cancelled", "it": "annullato", "es": "anulado"},
}


def public_status(booking: Booking, language: Language) -> PublicStatus:
    """How *booking* is shown to its customer, in *language*."""
    code = _CODES[booking.status]
    return PublicStatus(code, _TEXTS[code][language])
