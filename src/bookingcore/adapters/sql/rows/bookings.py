"""The rows of bookings."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus, Cancelled
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.money import Money


def _put_booking(codec: Codec, booking: Booking) -> Values:
    return (
        booking.id,
        booking.customer_id,
        booking.session_id,
        booking.service_id,
        codec.put_instant(booking.starts_at),
        codec.put_instant(booking.ends_at),
        codec.put_day(booking.on),
        booking.places,
        booking.units_needed,
        booking.status.name,
        booking.attendance.name,
        booking.sale_id,
        booking.terms,
        codec.put_instant(booking.made_at),
        booking.made_by,
        booking.note,
        codec.put_maybe_instant(booking.confirmed_at),
        *_put_cancelled(codec, booking.cancellation),
        booking.version,
    )


def _put_cancelled(codec: Codec, end: Cancelled | None) -> Values:
    if end is None:
        return (None,) * 7
    fee = (None, None) if end.fee is None else (end.fee.minor, end.fee.currency)
    at = codec.put_instant(end.at)
    return (at, end.by, end.cause.name, end.late, end.units_returned, *fee)


def _get_booking(codec: Codec, row: Row) -> Booking:
    return Booking(
        id=row[0],
        customer_id=row[1],
        session_id=row[2],
        service_id=row[3],
        starts_at=codec.get_instant(row[4]),
        ends_at=codec.get_instant(row[5]),
        on=codec.get_day(row[6]),
        places=row[7],
        units_needed=row[8],
        status=BookingStatus[row[9]],
        attendance=Attendance[row[10]],
        sale_id=row[11],
        terms=row[12],
        made_at=codec.get_instant(row[13]),
        made_by=row[14],
        note=row[15],
        confirmed_at=codec.get_maybe_instant(row[16]),
        cancellation=None if row[17] is None else _get_cancelled(codec, row[17:24]),
        version=row[24],
    )


def _get_cancelled(codec: Codec, row: Row) -> Cancelled:
    at, by, cause, late, units_returned, fee, currency = row
    return Cancelled(
        at=codec.get_instant(at),
        by=by,
        cause=Cause[cause],
        late=bool(late),
        units_returned=units_returned,
        fee=None if fee is None else Money(minor=fee, currency=currency),
    )


BOOKINGS = Kept(
    row=Booking,
    table=tables.booking,
    columns=(
        "id",
        "customer_id",
        "session_id",
        "service_id",
        "starts_at",
        "ends_at",
        "day",
        "places",
        "units_needed",
        "status",
        "attendance",
        "sale_id",
        "terms",
        "made_at",
        "made_by",
        "note",
        "confirmed_at",
        "cancelled_at",
        "cancelled_by",
        "cancelled_cause",
        "cancelled_late",
        "units_returned",
        "fee_minor",
        "currency",
        "version",
    ),
    put=_put_booking,
    get=_get_booking,
    steady=("customer_id", "session_id", "starts_at", "ends_at"),
)
