"""Which unit pays: A8, A10 and the balance policies of A11 and A12, on every store."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import (
    AwaitingLimit,
    Balance,
    BalancePolicy,
    BalanceRequired,
    Booking,
    BookingStatus,
    Cause,
    MovementKind,
    Override,
    ServicePolicy,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

AWAITING, BOOKED = BookingStatus.AWAITING_REDEMPTION, BookingStatus.BOOKED


def payers(studio: Studio, booking: Booking) -> list[date | None]:
    """The last days of the balances that pay for *booking*."""
    paid_by = studio.desk.bookings.explain(booking).paid_by
    balances = {b.id: b for b in studio.desk.balances.of(studio.anna)}
    return [balances[redemption.balance_id].valid_until for redemption in paid_by]


def only_balance(studio: Studio) -> Balance:
    [balance] = studio.desk.balances.of(studio.anna)
    return balance


@pytest.mark.rule("A8")
def test_the_balance_that_expires_first_pays_first(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, valid_for=None))
    studio.sold(studio.plan(studio.physio, valid_for=60))
    studio.sold(studio.plan(studio.physio, valid_for=20))

    bookings = [studio.booked(f"2026-07-0{day}T18:00") for day in (2, 3, 4)]

    assert [payers(studio, booking) for booking in bookings] == [
        [date(2026, 7, 20)],
        [date(2026, 8, 29)],
        [None],
    ]


@pytest.mark.rule("A8")
def test_of_two_with_one_last_day_the_one_that_applies_earlier_pays_first(
    studio: Studio,
) -> None:
    later = studio.sold(studio.plan(studio.physio, valid_for=10), from_="2026-07-11")
    earlier = studio.sold(studio.plan(studio.physio, valid_for=20), from_="2026-07-01")
    booking = studio.booked("2026-07-12T18:00")

    [redemption] = studio.desk.bookings.explain(booking).paid_by
    balances = {b.id: b.sale_id for b in studio.desk.balances.of(studio.anna)}
    assert balances[redemption.balance_id] == earlier.id != later.id


@pytest.mark.rule("A8")
def test_units_in_their_days_of_grace_pay_before_newer_ones(studio: Studio) -> None:
    graced = studio.desk.catalog.add_plan(
        "Con tolleranza", price=40, units=1, services=(studio.physio,), valid_for=5, grace_days=3
    )
    studio.sold(studio.plan(studio.physio, valid_for=30), from_="2026-07-01")
    studio.sold(graced, from_="2026-07-01")

    assert payers(studio, studio.booked("2026-07-08T18:00")) == [date(2026, 7, 5)]
    assert payers(studio, studio.booked("2026-07-09T18:00")) == [date(2026, 7, 30)]


@pytest.mark.rule("A8")
def test_nobody_is_asked_to_pay_while_another_booking_holds_a_unit_that_would_do(
    studio: Studio,
) -> None:
    """Yoga was paid by the pass for both; physiotherapy needs it, and yoga has another one."""
    studio.plan(studio.yoga)
    both = studio.sold(studio.plan(studio.physio, studio.yoga, valid_for=10))
    yoga = studio.booked("2026-07-02T10:00", service=studio.yoga)
    studio.sold(studio.plan(studio.yoga, valid_for=20))
    assert payers(studio, yoga) == [date(2026, 7, 10)]

    physio = studio.booked("2026-07-02T18:00")

    assert physio.status is BOOKED
    assert payers(studio, physio) == [date(2026, 7, 10)]
    assert payers(studio, yoga) == [date(2026, 7, 20)]
    assert studio.now(yoga).status is BOOKED
    kinds = [event.kind.name for event in studio.desk.history(yoga)]
    assert kinds == ["BOOKING_MADE", "BOOKING_REDEEMED", "BOOKING_RETIED"]
    assert both.granted


@pytest.mark.rule("A8")
def test_redemptions_of_started_sessions_stay_where_they_are(
    studio: Studio, clock: FrozenClock
) -> None:
    studio.plan(studio.yoga)
    studio.sold(studio.plan(studio.physio, studio.yoga, valid_for=10))
    yoga = studio.booked("2026-07-02T10:00", service=studio.yoga)
    studio.sold(studio.plan(studio.yoga, valid_for=20))
    clock.move_to("2026-07-02T10:00:00+02:00")

    assert studio.booked("2026-07-02T18:00").status is AWAITING
    assert payers(studio, yoga) == [date(2026, 7, 10)]


@pytest.mark.rule("A8")
def test_a_booking_of_several_places_is_redeemed_wholly_or_not_at_all(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, units=2))
    three = studio.booked("2026-07-02T18:00", places=3)
    assert three.status is AWAITING
    assert only_balance(studio).remaining == 2

    studio.desk.balances.adjust(only_balance(studio), units=1, comment="omaggio")

    assert studio.now(three).status is BOOKED
    assert only_balance(studio).remaining == 0


@pytest.mark.rule("A8")
def test_several_balances_pay_for_the_places_of_one_booking(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, valid_for=10))
    studio.sold(studio.plan(studio.physio, valid_for=20))
    two = studio.booked("2026-07-02T18:00", places=2)

    assert two.status is BOOKED
    assert sorted(map(str, payers(studio, two))) == ["2026-07-10", "2026-07-20"]


@pytest.mark.rule("A10")
@pytest.mark.parametrize("removal", ["expiry", "void"])
def test_what_is_redeemed_stays_redeemed_when_the_balance_goes(
    studio: Studio, removal: str
) -> None:
    studio.sold(studio.plan(studio.physio, units=2, valid_for=60))
    redeemed = studio.booked("2026-07-20T18:00")
    if removal == "expiry":
        studio.desk.balances.set_expiry(only_balance(studio), "2026-07-05")
    else:
        studio.desk.balances.void(only_balance(studio), comment="errore")

    assert studio.now(redeemed).status is BOOKED
    assert studio.booked("2026-07-21T18:00").status is AWAITING


def test_voided_units_leave_the_ledger_with_a_movement(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, units=5))
    studio.desk.balances.void(only_balance(studio), units=2)
    after = studio.desk.balances.void(only_balance(studio))

    assert after.remaining == 0
    moved = [(m.kind, m.units) for m in studio.desk.balances.movements(after)]
    assert moved == [
        (MovementKind.GRANTED, 5),
        (MovementKind.VOIDED, -2),
        (MovementKind.VOIDED, -3),
    ]


def test_a_longer_validity_redeems_what_awaits(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, valid_for=7))
    booking = studio.booked("2026-07-10T18:00")
    assert booking.status is AWAITING

    studio.desk.balances.set_expiry(only_balance(studio), "2026-07-10")

    assert studio.now(booking).status is BOOKED


@pytest.mark.rule("A11")
def test_a_service_that_needs_no_balance_is_booked_and_redeems_nothing(studio: Studio) -> None:
    free = studio.service(ServicePolicy(balance_policy=BalancePolicy.NOT_REQUIRED))
    booking = studio.booked("2026-07-02T18:00", service=free)

    assert (booking.status, booking.units_needed) == (BOOKED, 0)
    assert studio.desk.bookings.explain(booking).paid_by == ()


@pytest.mark.rule("A11", "000-13")
def test_a_service_that_requires_balance_refuses_without_it(studio: Studio) -> None:
    strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))
    session = studio.session("2026-07-02T18:00", service=strict)
    with pytest.raises(BalanceRequired) as refused:
        studio.desk.bookings.book(studio.anna, session)
    assert refused.value.on == date(2026, 7, 2)
    assert studio.desk.bookings.of(studio.anna) == ()

    studio.sold(studio.plan(strict))
    assert studio.desk.bookings.book(studio.anna, session).status is BOOKED


@pytest.mark.rule("A11", "A8")
def test_required_balance_may_be_found_by_re_tying(studio: Studio) -> None:
    strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))
    studio.plan(studio.yoga)
    studio.sold(studio.plan(strict, studio.yoga, valid_for=10))
    studio.booked("2026-07-02T10:00", service=studio.yoga)
    studio.sold(studio.plan(studio.yoga, valid_for=20))

    assert studio.booked("2026-07-02T18:00", service=strict).status is BOOKED


@pytest.mark.rule("A11")
def test_a_cap_on_awaiting_bookings_refuses_the_next_one(studio: Studio) -> None:
    capped = studio.service(ServicePolicy(awaiting_max=2))
    for day in (2, 3):
        assert studio.booked(f"2026-07-0{day}T18:00", service=capped).status is AWAITING
    session = studio.session("2026-07-04T18:00", service=capped)
    with pytest.raises(AwaitingLimit) as refused:
        studio.desk.bookings.book(studio.anna, session)
    assert (refused.value.limit, refused.value.awaiting) == (2, 2)

    studio.sold(studio.plan(capped, units=3))
    assert studio.desk.bookings.book(studio.anna, session).status is BOOKED


@pytest.mark.rule("A11")
def test_staff_may_override_the_need_for_balance_with_a_reason_on_record(studio: Studio) -> None:
    strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))
    session = studio.session("2026-07-02T18:00", service=strict)
    override = Override(reason="paga domani", codes={"balance_required"})
    booking = studio.desk.bookings.book(studio.anna, session, override=override)

    assert booking.status is AWAITING
    [made] = studio.desk.history(booking)
    assert made.facts["overridden"] == "balance_required"
    assert made.words == {"override_reason": "paga domani"}


@pytest.mark.rule("A12")
def test_a_service_that_no_plan_pays_for_comes_out_booked(studio: Studio) -> None:
    booking = studio.booked("2026-07-02T18:00", service=studio.yoga)

    assert (booking.status, booking.units_needed) == (BOOKED, 0)


@pytest.mark.rule("A12")
def test_a_plan_that_is_added_later_asks_nothing_of_bookings_made_before(studio: Studio) -> None:
    before = studio.booked("2026-07-02T18:00", service=studio.yoga)
    studio.plan(studio.yoga)
    after = studio.booked("2026-07-03T18:00", service=studio.yoga)

    assert studio.now(before).status is BOOKED
    assert after.status is AWAITING


@pytest.mark.rule("A14")
def test_a_unit_returned_to_an_expired_balance_still_redeems_a_day_that_it_covers(
    studio: Studio, clock: FrozenClock
) -> None:
    """The balance is over today, but a past booking of its days may still be redeemed (A9)."""
    past = studio.booked("2026-07-03T10:00", places=1)
    studio.sold(studio.plan(studio.physio, valid_for=1), from_="2026-07-02")
    tied = studio.booked("2026-07-02T18:00")
    clock.move_to("2026-08-01T09:00:00+02:00")
    studio.desk.balances.set_expiry(only_balance(studio), "2026-07-03")
    assert studio.now(past).status is AWAITING

    done = studio.desk.bookings.cancel(tied, cause=Cause.CENTER)

    assert [booking.id for booking in done.redeemed] == [past.id]
    assert studio.now(past).status is BOOKED
