"""What every part of `desk.bookings` knows."""

from __future__ import annotations

from functools import partial

from attrs import frozen

from bookingcore.desk.arguments import booking_id, found, override_by, words
from bookingcore.desk.context import Context
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.running import read
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import BookingRequest, Override
from bookingcore.domain.values.checks import PLACES_MAX, whole
from bookingcore.domain.values.ids import BookingId
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader


@frozen
class Part:
    """A part of `desk.bookings`: each of them can read a booking, and wish for one."""

    _context: Context

    def get(self, booking: Booking | str) -> Booking:
        """The booking as it is now.

        Raises:
            Unknown: no such booking here, or not one of the customer who asks.
        """
        id = booking_id(booking)
        return read(self._context, "bookings.get", lambda reader: self._own(reader, id))

    def _own(self, reader: Reader, id: BookingId) -> Booking:
        question = ById(Booking, id)
        booking = found(reader.load(question)[question], "booking", id)
        refuse_foreign(self._context.actor, booking.customer_id, "booking", id)
        return booking

    def _request(
        self, places: int, note: str | None, override: Override | None
    ) -> partial[BookingRequest]:
        """The request, but for the instant, which the unit knows."""
        return partial(
            BookingRequest,
            places=whole(places, "places", 1, PLACES_MAX),
            actor=self._context.actor,
            note=words(note, "note"),
            override=override_by(self._context.actor, override),
        )
