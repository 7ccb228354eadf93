"""Money back when a booking is cancelled: 002-14 to 002-16, A39 and A63, on every store."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest

from bookingcore import (
    Attendance,
    Booking,
    BookingStatus,
    CancellationPolicy,
    Cause,
    Desk,
    Line,
    Method,
    NotAllowed,
    NothingToRefund,
    PaymentStatus,
    RefundStatus,
    RefundUnsupported,
    Sale,
    ServicePolicy,
)
from bookingcore.testing import FakePayments, FrozenClock, ProviderCrash
from tests.desk.studio import Studio
from tests.desk.test_charging import with_payments
from tests.desk.test_refunds import paid

STARTS = "2026-07-09T18:00"


def appointment(
    studio: Studio, *, card: str | None = None, starts_at: str = STARTS
) -> tuple[Booking, Sale]:
    """Anna's booking of a massage with a price of its own, sold and paid."""
    massage = studio.desk.catalog.add_service("Massaggio", duration=60, price="60.00")
    session = studio.session(starts_at, service=massage)
    booking = studio.desk.bookings.book(studio.anna, session)
    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking))
    studio.desk.sales.pay(sale, card=card)
    return studio.now(booking), studio.desk.sales.get(sale)


@pytest.mark.rule("A39")
def test_a_provider_that_cannot_refund_is_known_before_anything_is_cancelled(
    studio: Studio, desk: Desk, clock: FrozenClock
) -> None:
    booking, sale = appointment(studio, card="card-1")
    stingy = with_payments(desk, clock, FakePayments(can_refund=False))

    with pytest.raises(RefundUnsupported):
        stingy.bookings.cancel(booking, refund=True)
    with pytest.raises(RefundUnsupported):
        stingy.schedule.cancel_session(booking.session_id, refund=True)

    assert studio.now(booking).live
    assert studio.desk.sales.get(sale) == sale
    assert stingy.bookings.cancel(booking).booking.status is BookingStatus.CANCELLED
    assert stingy.sales.refund(sale, to=Method.CASH).status is RefundStatus.DONE


@pytest.mark.rule("002-14", "002-15", "002-16", "A63")
def test_a_full_refund_is_asked_for_when_cancelling_and_has_its_own_confirmation(
    studio: Studio, payments: FakePayments
) -> None:
    """First the terms say what would go back; without the tick nothing goes back."""
    booking, sale = appointment(studio, card="card-1")
    other, unrefunded = appointment(studio, card="card-1", starts_at="2026-07-10T18:00")
    terms = studio.desk.bookings.cancellation_terms(booking)

    done = studio.desk.bookings.cancel(booking, refund=True)
    plain = studio.desk.bookings.cancel(other)

    assert str(terms.refundable) == "60.00 EUR"
    assert done.refund is not None
    assert (done.refund.status, done.refund.booking_id) == (RefundStatus.DONE, booking.id)
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.REFUNDED
    assert plain.refund is None
    assert studio.desk.sales.get(unrefunded).payment_status is PaymentStatus.PAID
    assert [str(each.amount) for each in payments.moved] == ["60.00 EUR", "60.00 EUR", "-60.00 EUR"]
    assert studio.desk.bookings.cancellation_terms(booking).refundable is None
    assert studio.desk.verify() == ()


@pytest.mark.rule("A63")
def test_a_booking_redeemed_by_a_plan_gets_its_unit_back_never_money(studio: Studio) -> None:
    paid(studio)
    booking = studio.booked(STARTS)

    with pytest.raises(NothingToRefund):
        studio.desk.bookings.cancel(booking, refund=True)

    assert studio.now(booking).live
    assert studio.desk.bookings.cancel(booking).units_returned == 1


@pytest.mark.rule("002-16")
def test_a_customer_gives_themself_no_refund(studio: Studio) -> None:
    booking, sale = appointment(studio)

    with pytest.raises(NotAllowed):
        studio.desk.by(studio.anna).bookings.cancel(booking, refund=True)

    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID


@pytest.mark.rule("002-01", "A63")
def test_a_deposit_goes_back_and_the_rest_is_not_asked_for_any_more(studio: Studio) -> None:
    massage = studio.desk.catalog.add_service("Massaggio", duration=60, price="60.00")
    booking = studio.desk.bookings.book(studio.anna, studio.session(STARTS, service=massage))
    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking))
    studio.desk.sales.pay(sale, "20.00")
    terms = studio.desk.bookings.cancellation_terms(booking)

    done = studio.desk.bookings.cancel(booking, refund=True)

    assert (str(terms.refundable), str(terms.waived)) == ("20.00 EUR", "40.00 EUR")
    assert (str(done.refund and done.refund.amount), str(done.waived)) == ("20.00 EUR", "40.00 EUR")
    after = studio.desk.sales.get(sale)
    assert (after.payment_status, after.due.is_zero) == (PaymentStatus.REFUNDED, True)
    assert studio.desk.customers.warnings(studio.anna).accounting == ()
    assert studio.desk.verify() == ()


@pytest.mark.rule("A13", "A63")
def test_what_was_not_paid_is_due_after_a_late_cancellation_only(studio: Studio) -> None:
    """A line comes back as a unit does: in time it is not asked for, late it stays due."""
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=120))
    massage = studio.desk.catalog.add_service(
        "Massaggio", duration=60, price="60.00", policy=policy
    )
    sales = []
    for starts in ("2026-07-09T18:00", "2026-07-01T09:00"):
        booking = studio.desk.bookings.book(studio.anna, studio.session(starts, service=massage))
        sales.append(studio.desk.sales.sell(studio.anna, Line(booking=booking)))
        studio.desk.bookings.cancel(booking)

    in_time, late = map(studio.desk.sales.get, sales)
    assert in_time.payment_status is PaymentStatus.VOIDED
    assert (late.payment_status, str(late.due)) == (PaymentStatus.AWAITING_PAYMENT, "60.00 EUR")


@pytest.mark.rule("A63")
def test_a_cancelled_session_gives_everybody_back_what_they_paid_for_it(
    studio: Studio, payments: FakePayments
) -> None:
    massage = studio.desk.catalog.add_service("Massaggio", duration=60, price="60.00")
    session = studio.session(STARTS, service=massage)
    bruno = studio.desk.customers.register(name="Bruno")
    free = studio.desk.customers.register(name="Carla")
    sales = []
    for who in (studio.anna, bruno):
        booking = studio.desk.bookings.book(who, session)
        sales.append(studio.desk.sales.sell(who, Line(booking=booking)))
        studio.desk.sales.pay(sales[-1], card="card-1")
    studio.desk.bookings.book(free, session)

    done = studio.desk.schedule.cancel_session(session, refund=True)

    assert [refund.status for refund in done.refunds] == [RefundStatus.DONE] * 2
    assert len(done.cancelled) == 3
    assert payments.net("EUR").is_zero
    assert {studio.desk.sales.get(sale).payment_status for sale in sales} == {
        PaymentStatus.REFUNDED
    }
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("at", ["before", "after"])
def test_a_cancellation_that_dies_while_it_refunds_is_finished_by_due_work(
    studio: Studio, payments: FakePayments, clock: FrozenClock, at: Literal["before", "after"]
) -> None:
    booking, sale = appointment(studio, card="card-1")
    payments.crash_next(at=at)

    with pytest.raises(ProviderCrash):
        studio.desk.bookings.cancel(booking, refund=True)
    clock.advance(timedelta(minutes=2))
    studio.desk.run_due()

    assert not studio.now(booking).live
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.REFUNDED
    assert payments.net("EUR").is_zero
    assert studio.desk.verify() == ()


@pytest.mark.rule("002-01")
def test_staff_see_per_appointment_who_pays_and_who_turns_up(studio: Studio) -> None:
    booking, sale = appointment(studio)
    studio.desk.bookings.mark(booking, Attendance.PRESENT)

    [found] = studio.desk.sales.for_booking(booking)

    assert (found, found.payment_status) == (sale, PaymentStatus.PAID)
    assert studio.now(booking).attendance is Attendance.PRESENT
    free = studio.booked("2026-07-11T18:00")
    assert studio.desk.sales.for_booking(free) == ()
    assert studio.desk.bookings.cancel(booking, cause=Cause.CENTER).refund is None
