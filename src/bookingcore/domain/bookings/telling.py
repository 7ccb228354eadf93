"""Who is told of what became of a booking, and who is not (003-09 to 003-11, A31)."""

from __future__ import annotations

from attrs import evolve, frozen

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.values.ids import BookingId, CustomerId
from bookingcore.domain.values.notify import Notify, Reason


@frozen(kw_only=True)
class NotTold:
    """Somebody who is not told by the library.

    Attributes:
        customer_id: who; None for the person of an appointment that is nobody's (A65).
    """

    booking_id: BookingId
    customer_id: CustomerId | None
    why: Reason


@frozen(kw_only=True)
class Told:
    """Who is told of one booking.

    Attributes:
        text: the fact on record: "customer resources", less who is not told.
        not_told: the customer, where they are not.
    """

    text: str
    not_told: tuple[NotTold, ...] = ()


def told(booking: Booking, notify: Notify, *, customer: bool, resources: bool) -> Told:
    """Who is told, where *customer* and *resources* are the usual for the command."""
    if booking.customer_id is None:
        nobody = evolve(notify, customer=False)
        text = nobody.told(customer=False, resources=resources)
        return Told(text=text, not_told=(_not_told(booking, Reason.NOT_NOTIFIABLE),))
    text = notify.told(customer=customer, resources=resources)
    ticked = customer if notify.customer is None else notify.customer
    return Told(text=text, not_told=() if ticked else (_not_told(booking, Reason.NOT_ASKED_FOR),))


def _not_told(booking: Booking, why: Reason) -> NotTold:
    return NotTold(booking_id=booking.id, customer_id=booking.customer_id, why=why)
