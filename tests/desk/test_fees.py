"""Fees for cancelling late: what each band costs, and the sale that it becomes, on every store."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import (
    Booking,
    CancellationBand,
    CancellationPolicy,
    Cause,
    CenterSettings,
    CurrencyMismatch,
    Money,
    PaymentStatus,
    ServicePolicy,
    Staff,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

STARTS = "2026-07-02T18:00"
LIMIT = "2026-07-02T06:00:00+02:00"
"""Twelve hours before the start."""

FIVE = Money.of(5, "EUR")
BANDS = ServicePolicy(
    cancellation=CancellationPolicy(
        limit=12 * 60,
        bands=(
            CancellationBand(within=12 * 60, fee=FIVE, give_back=True),
            CancellationBand(within=60, fee=Money.of(8, "EUR")),
        ),
    )
)
"""From six in the morning the unit comes back for five euros; from five it is lost, for eight."""


def units(studio: Studio) -> list[int]:
    return [balance.remaining for balance in studio.desk.balances.of(studio.anna)]


def with_bands(studio: Studio) -> Booking:
    service = studio.service(BANDS)
    studio.sold(studio.plan(service))
    return studio.booked(STARTS, service=service)


@pytest.mark.rule("A13")
@pytest.mark.parametrize("who", ["customer", "staff"])
@pytest.mark.parametrize(
    ("moment", "returned", "fee"),
    [
        ("2026-07-02T05:59:59.999999+02:00", 1, None),
        (LIMIT, 1, 5),
        ("2026-07-02T16:59:59.999999+02:00", 1, 5),
        ("2026-07-02T17:00:00+02:00", 0, 8),
    ],
)
def test_what_is_late_costs_what_its_band_says(
    studio: Studio, clock: FrozenClock, who: str, moment: str, returned: int, fee: int | None
) -> None:
    booking = with_bands(studio)
    clock.move_to(moment)
    done = studio.desk.by(studio.anna if who == "customer" else Staff("maria")).bookings.cancel(
        booking
    )

    owed = None if fee is None else Money.of(fee, "EUR")
    end = studio.now(booking).cancellation
    assert end is not None
    assert (done.units_returned, done.fee, end.fee) == (returned, owed, owed)
    assert units(studio) == [returned]
    assert studio.desk.verify() == ()


@pytest.mark.rule("A13", "000-21")
def test_a_fee_is_a_sale_that_awaits_payment_and_is_paid_like_any_other(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = with_bands(studio)
    [bought] = studio.desk.sales.of(studio.anna)
    studio.desk.sales.mark_paid(bought)
    clock.move_to("2026-07-02T23:30:00+00:00")
    done = studio.desk.by(Staff("maria")).bookings.cancel(booking)

    [sale] = [sale for sale in studio.desk.sales.of(studio.anna) if sale.id != bought.id]
    assert sale == done.sale
    [line] = sale.lines
    assert (line.plan_id, line.booking_id, line.units) == (None, booking.id, 0)
    assert (sale.sold_by, sale.branch_id, sale.total) == ("staff:maria", None, done.fee)
    assert sale.application_date == date(2026, 7, 3), "half past one in Rome"
    [warning] = studio.desk.customers.warnings(studio.anna).accounting
    assert (warning.sale.id, warning.due) == (sale.id, Money.of(8, "EUR"))

    studio.desk.sales.pay(sale, 3)
    studio.desk.sales.pay(sale)
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert studio.desk.customers.warnings(studio.anna).accounting == ()
    assert studio.desk.verify() == ()


def test_the_sale_of_a_fee_is_of_the_branch_where_the_session_was(
    studio: Studio, clock: FrozenClock
) -> None:
    """At 23:30 in Rome it is the same day in New York still."""
    desk, service = studio.desk, studio.service(BANDS)
    soho = desk.catalog.add_branch("Soho", time_zone="America/New_York")
    session = desk.schedule.add_session(service, starts_at="2026-07-02T18:00", branch=soho)
    booking = desk.bookings.book(studio.anna, session)
    clock.move_to("2026-07-03T01:30:00+00:00")
    done = desk.bookings.cancel(booking)

    assert done.sale is not None
    assert (done.sale.branch_id, done.sale.application_date) == (soho.id, date(2026, 7, 2))


@pytest.mark.rule("A13")
def test_staff_who_give_the_unit_back_late_waive_the_fee_with_a_reason(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = with_bands(studio)
    clock.move_to("2026-07-02T17:30:00+02:00")
    done = studio.desk.bookings.cancel(booking, give_back=True, reason="era malata")

    assert (done.late, done.units_returned, done.fee, done.sale) == (True, 1, None, None)
    assert len(studio.desk.sales.of(studio.anna)) == 1
    assert studio.desk.history(booking)[-1].facts["fee"] is None


@pytest.mark.rule("A13")
def test_staff_who_keep_the_unit_leave_the_fee(studio: Studio, clock: FrozenClock) -> None:
    booking = with_bands(studio)
    clock.move_to(LIMIT)
    done = studio.desk.bookings.cancel(booking, give_back=False, reason="terza volta")

    assert (done.units_returned, done.fee) == (0, FIVE)


@pytest.mark.rule("A13")
def test_what_the_center_cancels_costs_nothing(studio: Studio, clock: FrozenClock) -> None:
    booking = with_bands(studio)
    clock.move_to("2026-07-02T17:30:00+02:00")
    done = studio.desk.bookings.cancel(booking, cause=Cause.CENTER)

    assert (done.late, done.units_returned, done.fee) == (True, 1, None)


@pytest.mark.parametrize(
    "policy",
    [
        ServicePolicy(no_show_fee=Money.of(5, "USD")),
        ServicePolicy(
            cancellation=CancellationPolicy(
                limit=60, bands=(CancellationBand(within=60, fee=Money.of(5, "USD")),)
            )
        ),
    ],
)
def test_a_fee_is_in_the_currency_of_the_center(studio: Studio, policy: ServicePolicy) -> None:
    with pytest.raises(CurrencyMismatch):
        studio.service(policy)
    with pytest.raises(CurrencyMismatch):
        studio.desk.configure(CenterSettings(time_zone="Europe/Rome", policy=policy))

    studio.desk.configure(CenterSettings(time_zone="Europe/Rome", currency="USD", policy=policy))
    assert studio.desk.catalog.policy(studio.desk.catalog.add_service("Tango", duration=60)) == (
        policy
    )
