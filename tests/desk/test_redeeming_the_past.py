"""Redeeming the past: 000-01 to 000-07, on every store."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import BookingStatus, Remedy, Why
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

AWAITING, BOOKED = BookingStatus.AWAITING_REDEMPTION, BookingStatus.BOOKED
JULY_2 = "2026-07-02T18:00"
JULY_10 = "2026-07-10T12:00:00+02:00"


@pytest.mark.rule("000-01")
def test_a_booking_still_awaits_redemption_when_its_day_has_passed(
    studio: Studio, clock: FrozenClock
) -> None:
    """000-01: staff may even book afterwards what was forgotten, and it awaits just the same."""
    before = studio.booked(JULY_2)
    clock.move_to(JULY_10)
    afterwards = studio.booked("2026-07-03T18:00")

    assert studio.now(before).status is AWAITING
    assert afterwards.status is AWAITING


@pytest.mark.rule("000-02", "000-07", "A6")
def test_a_plain_sale_of_10_july_leaves_the_booking_of_2_july_awaiting(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = studio.booked(JULY_2)
    clock.move_to(JULY_10)
    sale = studio.sold()

    assert sale.application_date == date(2026, 7, 10)
    assert studio.now(booking).status is AWAITING
    assert [balance.remaining for balance in studio.desk.balances.of(studio.anna)] == [1]


@pytest.mark.rule("000-03")
def test_the_application_date_is_apart_from_the_days_of_sale_and_payment(
    studio: Studio, clock: FrozenClock
) -> None:
    clock.move_to(JULY_10)
    sale = studio.sold(from_="2026-07-02")
    clock.move_to("2026-07-15T12:00:00+02:00")
    payment = studio.desk.sales.pay(sale)

    assert sale.application_date == date(2026, 7, 2)
    assert sale.sold_at.date() == date(2026, 7, 10)
    assert payment.at.date() == date(2026, 7, 15)
    assert studio.desk.sales.get(sale).application_date == date(2026, 7, 2)


@pytest.mark.rule("000-04", "000-05", "000-06", "A5", "A7")
def test_with_the_right_application_date_the_sale_consumes_the_awaiting_session(
    studio: Studio, clock: FrozenClock
) -> None:
    """000-05: paid on 10 July, awaiting since 2 July, so the application date is 2 July."""
    booking = studio.booked(JULY_2)
    clock.move_to(JULY_10)
    sale = studio.sold(from_="2026-07-02")
    studio.desk.sales.pay(sale)

    assert studio.now(booking).status is BOOKED
    [balance] = studio.desk.balances.of(studio.anna)
    assert balance.remaining == 0
    assert [m.booking_id for m in studio.desk.balances.movements(balance)] == [None, booking.id]


@pytest.mark.rule("000-04")
@pytest.mark.parametrize(
    ("applies_from", "status"),
    [("2026-07-01", BOOKED), ("2026-07-02", BOOKED), ("2026-07-03", AWAITING)],
)
def test_the_application_date_must_not_lie_after_the_session(
    studio: Studio, clock: FrozenClock, applies_from: str, status: BookingStatus
) -> None:
    booking = studio.booked(JULY_2)
    clock.move_to(JULY_10)
    studio.sold(from_=applies_from)

    assert studio.now(booking).status is status


@pytest.mark.rule("A7")
@pytest.mark.parametrize("starts_at", ["2026-07-02T00:00", "2026-07-02T23:59"])
def test_the_application_day_covers_its_sessions_at_any_hour_of_the_branch(
    studio: Studio, starts_at: str
) -> None:
    """Rome is two hours ahead of UTC, so the first minute of 2 July is 1 July in UTC."""
    booking = studio.booked(starts_at)
    studio.sold(studio.plan(studio.physio, valid_for=1), from_="2026-07-02")

    assert studio.now(booking).status is BOOKED


@pytest.mark.rule("A7")
def test_days_are_counted_in_the_branch_s_own_zone(studio: Studio) -> None:
    """22:30 in New York on 2 July is 3 July in Rome and in UTC."""
    desk = studio.desk
    harlem = desk.catalog.add_branch("Harlem", time_zone="America/New_York")
    late = desk.schedule.add_session(studio.physio, starts_at="2026-07-02T22:30", branch=harlem)
    booking = desk.bookings.book(studio.anna, late)
    studio.sold(studio.plan(studio.physio, valid_for=1), from_="2026-07-02")

    assert studio.now(booking).status is BOOKED


@pytest.mark.rule("000-04", "000-07")
def test_the_support_desk_is_told_which_date_would_redeem_it(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = studio.booked(JULY_2)
    clock.move_to(JULY_10)
    sale = studio.sold()
    explanation = studio.desk.bookings.explain(booking)

    [obstacle] = explanation.obstacles
    assert obstacle.why is Why.NOT_YET_VALID
    assert obstacle.remedy is Remedy.SET_APPLICATION_DATE
    assert obstacle.day == date(2026, 7, 2)
    assert obstacle.sentence == (
        f"sale {sale.id} applies from 10 July 2026, the session is on 2 July 2026;"
        " set the application date to 2 July 2026"
    )


@pytest.mark.rule("000-04", "000-06", "A6")
def test_changing_the_application_date_redeems_the_booking(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = studio.booked(JULY_2)
    clock.move_to(JULY_10)
    sale = studio.sold()
    changed = studio.desk.sales.change_application_date(sale, "2026-07-02")

    assert changed.application_date == date(2026, 7, 2)
    assert studio.now(booking).status is BOOKED
    [balance] = studio.desk.balances.of(studio.anna)
    assert (balance.valid_from, balance.valid_until) == (date(2026, 7, 2), date(2026, 7, 31))


@pytest.mark.rule("A6")
def test_a_new_application_date_takes_nothing_from_what_is_redeemed(studio: Studio) -> None:
    booking = studio.booked(JULY_2)
    sale = studio.sold(from_="2026-07-02")
    studio.desk.sales.change_application_date(sale, "2026-08-01")

    assert studio.now(booking).status is BOOKED


@pytest.mark.rule("A6")
def test_a_last_day_set_by_hand_stays_when_the_application_date_moves(studio: Studio) -> None:
    sale = studio.sold(from_="2026-07-02")
    [balance] = studio.desk.balances.of(studio.anna)
    studio.desk.balances.set_expiry(balance, "2026-12-31", comment="ferie")
    studio.desk.sales.change_application_date(sale, "2026-08-01")

    [balance] = studio.desk.balances.of(studio.anna)
    assert (balance.valid_from, balance.valid_until) == (date(2026, 8, 1), date(2026, 12, 31))


@pytest.mark.rule("A6")
def test_a_sale_may_apply_from_a_day_to_come(studio: Studio) -> None:
    booking = studio.booked("2026-08-03T18:00")
    studio.sold(from_="2026-08-01")

    assert studio.now(booking).status is BOOKED


@pytest.mark.rule("A6")
@pytest.mark.parametrize(
    ("session_on", "status"), [("2026-07-31T18:00", BOOKED), ("2026-08-01T18:00", AWAITING)]
)
def test_thirty_days_from_2_july_end_with_31_july(
    studio: Studio, session_on: str, status: BookingStatus
) -> None:
    booking = studio.booked(session_on)
    studio.sold(from_="2026-07-02")

    assert studio.now(booking).status is status


@pytest.mark.rule("A5")
def test_a_sale_redeems_the_oldest_start_first_until_its_units_end(studio: Studio) -> None:
    third, first, second = (studio.booked(f"2026-07-0{day}T18:00") for day in (4, 2, 3))
    studio.sold(studio.plan(studio.physio, units=2), from_="2026-07-01")

    assert [studio.now(b).status for b in (first, second, third)] == [BOOKED, BOOKED, AWAITING]


@pytest.mark.rule("A5", "000-14")
def test_a_sale_redeems_only_the_services_that_its_plan_covers(studio: Studio) -> None:
    studio.plan(studio.yoga)
    yoga = studio.booked("2026-07-02T10:00", service=studio.yoga)
    physio = studio.booked(JULY_2)
    studio.sold(studio.plan(studio.physio, units=5), from_="2026-07-01")

    assert studio.now(yoga).status is AWAITING
    assert studio.now(physio).status is BOOKED
