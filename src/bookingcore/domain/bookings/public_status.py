"""How a booking, and the wait for one, is shown: one code, one text in each language (A32).

Staff see the booking's own status; customers read *awaiting payment* where staff read *awaiting
redemption* (000-27, 000-28). While they wait for a place they are *in queue* (001-11).
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
    # Waits for a place, or was offered one that it has not accepted yet.
    IN_QUEUE = "in_queue"
    # The wait came to an end without a place.
    OUT_OF_QUEUE = "out_of_queue"


@frozen
class PublicStatus:
    """What a customer sees of a booking, or of a wait for one: a stable code and its text."""

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
    PublicCode.IN_QUEUE: {"en": "in queue", "it": "in coda", "es": "en cola"},
    PublicCode.OUT_OF_QUEUE: {
        "en": "no longer in queue",
        "it": "non più in coda",
        "es": "ya no en cola",
    },
}


def public_status(booking: Booking, language: Language) -> PublicStatus:
    """How *booking* is shown to its customer, in *language*."""
    return _shown(_CODES[booking.status], language)


def public_status_of_wait(*, over: bool, language: Language) -> PublicStatus:
    """How the wait for a place is shown, in *language*, until it is *over* (001-11).

    A wait that has become a booking is shown as that booking.
    """
    return _shown(PublicCode.OUT_OF_QUEUE if over else PublicCode.IN_QUEUE, language)


def _shown(code: PublicCode, language: Language) -> PublicStatus:
    return PublicStatus(code, _TEXTS[code][language])
