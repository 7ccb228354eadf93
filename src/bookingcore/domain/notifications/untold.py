"""Who is not told of what became of their booking, so that staff can call them (A31)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from attrs import evolve, has

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.telling import NotTold
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.values.ids import BookingId

T = TypeVar("T")

_OF_BOOKINGS = frozenset(
    {MessageKind.BOOKING_CREATED, MessageKind.BOOKING_CANCELLED, MessageKind.BOOKING_MOVED}
)


def not_told(deliveries: Sequence[Delivery]) -> tuple[NotTold, ...]:
    """Whom no channel tells of what became of a booking, and the first reason why not."""
    of_bookings = [each for each in deliveries if each.kind in _OF_BOOKINGS]
    told = {each.about for each in of_bookings if each.status is DeliveryStatus.WAITING}
    missed = {
        each.about: NotTold(
            booking_id=BookingId(each.about), customer_id=each.customer_id, why=each.reason
        )
        for each in reversed(of_bookings)
        if each.about not in told and each.reason is not None
    }
    return tuple(reversed(missed.values()))


def with_untold(result: T, deliveries: Sequence[Delivery]) -> T:
    """*result* with who is not told, where it has a place to say so."""
    missed = not_told(deliveries)
    answer: Any = result
    if missed and isinstance(answer, Booking):
        why = next((each.why for each in missed if each.booking_id == answer.id), None)
        answer = evolve(answer, why_not_told=why)
    elif missed and has(type(result)) and hasattr(result, "not_told"):
        answer = evolve(answer, not_told=missed)
    told: T = answer
    return told
