"""Awaiting redemption and awaiting payment are two things: 000-08 to 000-28, A32, A60."""

from __future__ import annotations

import pytest

from bookingcore import Attendance, BookingStatus, PaymentStatus, PublicCode, SessionFull
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

AWAITING, BOOKED = BookingStatus.AWAITING_REDEMPTION, BookingStatus.BOOKED
JULY_2 = "2026-07-02T18:00"


@pytest.mark.rule("000-08", "000-18", "000-20", "000-25")
def test_bookings_await_redemption_and_sales_await_payment(studio: Studio) -> None:
    """000-20: Anna buys at her session, has no money on her, and will be back next week."""
    booking = studio.booked(JULY_2)
    sale = studio.sold()

    assert studio.now(booking).status is BOOKED
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.AWAITING_PAYMENT
    assert "AWAITING_PAYMENT" not in BookingStatus.__members__
    assert "AWAITING_REDEMPTION" not in PaymentStatus.__members__


@pytest.mark.rule("000-09", "000-13", "000-22")
def test_without_balance_a_booking_comes_out_awaiting_redemption(studio: Studio) -> None:
    assert studio.booked(JULY_2).status is AWAITING


@pytest.mark.rule("000-09")
def test_with_balance_a_booking_comes_out_booked(studio: Studio) -> None:
    studio.sold()
    booking = studio.booked(JULY_2)

    assert booking.status is BOOKED
    assert studio.now(booking) == booking


@pytest.mark.rule("000-10")
def test_in_both_states_the_place_counts_against_the_capacity(studio: Studio) -> None:
    desk, session = studio.desk, studio.session(JULY_2, capacity=2)
    studio.sold()
    paul = desk.customers.register(name="Paul")
    assert desk.bookings.book(studio.anna, session).status is BOOKED
    assert desk.bookings.book(paul, session).status is AWAITING

    with pytest.raises(SessionFull) as refused:
        desk.bookings.book(desk.customers.register(name="Mia"), session)
    assert (refused.value.places_wanted, refused.value.places_left) == (1, 0)
    assert desk.schedule.get(session).taken == 2


@pytest.mark.rule("000-11", "000-15", "000-17", "000-23", "000-24")
def test_a_sale_gives_balance_and_the_booking_is_booked_with_no_further_action(
    studio: Studio,
) -> None:
    booking = studio.booked(JULY_2)
    sale = studio.sold()

    assert studio.now(booking).status is BOOKED
    assert sale.paid.is_zero


@pytest.mark.rule("000-12", "000-16", "A60")
def test_an_awaiting_booking_warns_in_the_bookings_tab_until_it_is_redeemed(
    studio: Studio,
) -> None:
    booking = studio.booked(JULY_2)
    before = studio.desk.customers.warnings(studio.anna)
    studio.desk.sales.mark_paid(studio.sold())
    after = studio.desk.customers.warnings(studio.anna)

    [warning] = before.bookings
    assert warning.booking == booking
    assert warning.needs == "a sale that grants 1 unit valid on 2 July 2026"
    assert before.accounting == ()
    assert after.bookings == ()


@pytest.mark.rule("000-14")
def test_balance_belongs_to_the_services_it_was_sold_for(studio: Studio) -> None:
    studio.plan(studio.yoga)
    studio.sold(studio.pass_physio)

    assert studio.booked("2026-07-02T10:00", service=studio.yoga).status is AWAITING
    assert studio.booked(JULY_2).status is BOOKED


@pytest.mark.rule("000-17", "A9")
def test_expired_balance_redeems_nothing(studio: Studio, clock: FrozenClock) -> None:
    studio.sold(studio.plan(studio.physio, valid_for=7))

    assert studio.booked("2026-07-08T18:00").status is AWAITING
    assert studio.booked("2026-07-07T18:00").status is BOOKED


@pytest.mark.rule("000-17", "A9")
def test_balance_that_applies_later_redeems_nothing_before(studio: Studio) -> None:
    studio.sold(from_="2026-07-05")

    assert studio.booked("2026-07-04T18:00").status is AWAITING
    assert studio.booked("2026-07-05T18:00").status is BOOKED


@pytest.mark.rule("A9")
def test_validity_is_asked_at_the_session_s_day_not_at_today(
    studio: Studio, clock: FrozenClock
) -> None:
    """The balance has expired when staff book the past session that it covered."""
    studio.sold(studio.plan(studio.physio, valid_for=7))
    clock.move_to("2026-09-01T09:00:00+02:00")

    assert studio.booked("2026-07-07T18:00").status is BOOKED
    assert studio.booked("2026-09-01T18:00").status is AWAITING


@pytest.mark.rule("000-19", "A4")
def test_the_balance_is_there_before_the_money_is(studio: Studio) -> None:
    sale = studio.sold()

    assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT
    assert [balance.remaining for balance in studio.desk.balances.of(studio.anna)] == [1]


@pytest.mark.rule("000-21", "A60", "A37")
def test_a_sale_with_anything_due_warns_in_the_accounting_section(studio: Studio) -> None:
    sale = studio.sold()
    unpaid = studio.desk.customers.warnings(studio.anna)
    studio.desk.sales.pay(sale, "15.00")
    partly = studio.desk.customers.warnings(studio.anna)
    studio.desk.sales.pay(sale)
    paid = studio.desk.customers.warnings(studio.anna)

    assert [(str(w.due), w.needs) for w in unpaid.accounting] == [
        ("40.00 EUR", "a payment of 40.00 EUR")
    ]
    assert [str(w.due) for w in partly.accounting] == ["25.00 EUR"]
    assert paid.accounting == ()


@pytest.mark.rule("000-18", "000-26", "002-12")
def test_the_sale_shows_paid_once_the_customer_pays(studio: Studio) -> None:
    sale = studio.desk.sales.mark_paid(studio.sold())

    assert sale.payment_status is PaymentStatus.PAID
    assert studio.desk.sales.get(sale) == sale


@pytest.mark.rule("000-22", "000-23", "000-24", "000-25", "000-26")
def test_the_chain_of_the_source_from_booking_to_paid(studio: Studio) -> None:
    """Booking without balance, sale, booked though unpaid, awaiting payment, paid."""
    desk = studio.desk
    booking = studio.booked(JULY_2)
    assert booking.status is AWAITING
    sale = studio.sold()
    assert len(desk.balances.of(studio.anna)) == 1
    assert studio.now(booking).status is BOOKED
    assert sale.payment_status is PaymentStatus.AWAITING_PAYMENT
    desk.sales.pay(sale)
    assert desk.sales.get(sale).payment_status is PaymentStatus.PAID


@pytest.mark.rule("000-27", "A32")
@pytest.mark.parametrize(
    ("language", "text"),
    [("it", "in attesa di pagamento"), ("es", "pendiente de pago"), ("en", "awaiting payment")],
)
def test_the_customer_s_app_says_awaiting_payment(studio: Studio, language: str, text: str) -> None:
    """000-27, "very important": what awaits redemption is shown as awaiting payment."""
    booking = studio.booked(JULY_2)
    seen = studio.desk.by(studio.anna).bookings.public_status(booking, language=language)

    assert (seen.code, seen.text) == (PublicCode.AWAITING_PAYMENT, text)


@pytest.mark.rule("A32")
def test_without_a_language_the_customer_s_own_is_spoken_or_the_center_s_first(
    studio: Studio,
) -> None:
    booking = studio.booked(JULY_2)
    assert studio.desk.bookings.public_status(booking).text == "in attesa di pagamento"

    studio.desk.customers.update(studio.anna, language="es")
    assert studio.desk.bookings.public_status(booking).text == "pendiente de pago"


@pytest.mark.rule("000-28")
def test_staff_keep_seeing_awaiting_redemption(studio: Studio) -> None:
    booking = studio.booked(JULY_2)
    studio.desk.bookings.public_status(booking, language="it")

    assert studio.now(booking).status.name == "AWAITING_REDEMPTION"
    assert studio.desk.bookings.in_session(booking.session_id) == (booking,)


@pytest.mark.rule("000-08")
def test_marking_attendance_and_paying_leave_the_booking_status_alone(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = studio.booked(JULY_2)
    clock.move_to("2026-07-02T18:30:00+02:00")
    absent = studio.desk.bookings.mark(booking, Attendance.ABSENT)
    studio.desk.sales.mark_paid(studio.sold(from_="2026-08-01"))

    assert absent.status is AWAITING
    assert studio.now(booking) == absent
