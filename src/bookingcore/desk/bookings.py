"""`desk.bookings`: booking a place, cancelling it, marking who came, and explaining why."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.booking.appointing import Appointing
from bookingcore.desk.booking.attending import Attending
from bookingcore.desk.booking.cancelling import Cancelling
from bookingcore.desk.booking.linking import Linking
from bookingcore.desk.booking.making import Making
from bookingcore.desk.booking.moving import Moving
from bookingcore.desk.booking.reading import Reading


@frozen
class Bookings(Making, Appointing, Moving, Cancelling, Attending, Linking, Reading):
    """The customers' places in sessions."""
