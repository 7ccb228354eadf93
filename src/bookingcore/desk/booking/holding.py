"""What cancelling and marking must hold and know beside the booking itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pendulum import DateTime

from bookingcore.desk.arguments import found
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.fees import Billing, was_billed
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.ids import BookingId, CustomerId, SaleId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.questions import ById, SalesOf
from bookingcore.ports.store import Reader, Ref, Unit


def held(unit: Unit, booking: Booking) -> Booking:
    """The booking as it is under its lock: its customer's, or its session's where it is nobody's.

    The lock of a session numbers what happens to an appointment of nobody (A65).
    """
    if booking.customer_id is not None:
        return booking
    unit.lock(Ref(Session, booking.session_id))
    question = ById(Booking, booking.id)
    return found(unit.load(question)[question], "booking", booking.id)


def billable(reader: Reader, bookings: Iterable[Booking]) -> tuple[tuple[Booking, CustomerId], ...]:
    """Those of *bookings* that can owe a fee, with who owes it: none of them owed one before."""
    owned = [
        (each, each.customer_id, SalesOf(each.customer_id))
        for each in bookings
        if each.customer_id is not None
    ]
    answers = reader.load(*dict.fromkeys(sales for _, _, sales in owned))
    return tuple(
        (each, owner) for each, owner, sales in owned if not was_billed(each.id, answers[sales])
    )


def billings(
    reader: Reader, bookings: Iterable[Booking], ids: Mapping[BookingId, SaleId], now: DateTime
) -> Mapping[BookingId, Billing]:
    """How a fee of each of *bookings* is billed, under the id given; nothing for what cannot owe
    one.
    """
    owing = billable(reader, bookings)
    places = {each.session_id: ById(Session, each.session_id) for each, _ in owing}
    answers = reader.load(*places.values())
    return {
        each.id: _billing(ids[each.id], owner, answers[places[each.session_id]][0], now)
        for each, owner in owing
    }


def _billing(id: SaleId, owner: CustomerId, session: Session, now: DateTime) -> Billing:
    return Billing(
        sale_id=id,
        customer_id=owner,
        branch_id=session.branch_id,
        on=local_date(now, session.zone),
    )
