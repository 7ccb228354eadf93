"""What a person is shown before they cancel, on every store: exactly what cancelling then does."""

from __future__ import annotations

import pytest

from bookingcore import (
    AllowLate,
    Attendance,
    Booking,
    CancellationBand,
    CancellationPolicy,
    Money,
    ServicePolicy,
    Staff,
    Unknown,
)
from bookingcore.domain.bookings.cancellation_terms import CancellationStep
from bookingcore.domain.values.moments import utc
from bookingcore.errors import AlreadyCancelled, CancellationForbidden, Refused, SessionStarted
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

STARTS = "2026-07-02T18:00"
FIVE = Money.of(5, "EUR")
BANDS = (CancellationBand(within=24 * 60, fee=FIVE, give_back=True), CancellationBand(within=120))
MOMENTS = (
    "2026-07-01T17:59:59.999999+02:00",
    "2026-07-01T18:00:00+02:00",
    "2026-07-02T15:59:59.999999+02:00",
    "2026-07-02T16:00:00+02:00",
    "2026-07-02T18:00:00+02:00",
)


def redeemed(studio: Studio, allow_late: AllowLate = AllowLate.FORFEIT) -> Booking:
    cancellation = CancellationPolicy(limit=24 * 60, allow_late=allow_late, bands=BANDS)
    service = studio.service(ServicePolicy(cancellation=cancellation))
    studio.sold(studio.plan(service))
    return studio.booked(STARTS, service=service)


@pytest.mark.rule("A13", "A15")
def test_free_until_six_then_five_euros_then_the_unit_is_lost(studio: Studio) -> None:
    terms = studio.desk.by(studio.anna).bookings.cancellation_terms(redeemed(studio))

    six = utc(studio.session("2026-07-01T18:00").starts_at)
    assert (terms.free_until, terms.late, terms.allowed) == (six, False, True)
    assert (terms.units_returned, terms.units_forfeited, terms.fee) == (1, 0, None)
    assert terms.steps == (
        CancellationStep(at=six, allowed=True, gives_back=True, fee=FIVE),
        CancellationStep(at=six.add(hours=22), allowed=True, gives_back=False, fee=None),
        CancellationStep(at=six.add(hours=24), allowed=False, gives_back=False, fee=None),
    )


@pytest.mark.rule("A13", "A15", "003-02")
@pytest.mark.parametrize("allow_late", AllowLate)
@pytest.mark.parametrize("who", ["customer", "staff"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_cancelling_does_what_the_terms_said(
    studio: Studio, clock: FrozenClock, moment: str, who: str, allow_late: AllowLate
) -> None:
    booking = redeemed(studio, allow_late)
    clock.move_to(moment)
    bookings = studio.desk.by(studio.anna if who == "customer" else Staff("maria")).bookings
    terms = bookings.cancellation_terms(booking)
    if who == "customer" and not terms.allowed:
        with pytest.raises(Refused) as refused:
            bookings.cancel(booking)
        assert type(refused.value) is type(terms.refusal)
        assert str(refused.value) == str(terms.refusal)
        return
    done = bookings.cancel(booking)

    assert (done.late, done.fee) == (terms.late, terms.fee)
    assert done.units_returned == terms.units_returned
    assert done.units_forfeited == terms.units_forfeited


@pytest.mark.rule("A13")
def test_the_refusal_is_what_the_customer_would_be_told(studio: Studio, clock: FrozenClock) -> None:
    booking = redeemed(studio, AllowLate.FORBID)
    clock.move_to(MOMENTS[1])
    assert isinstance(
        studio.desk.bookings.cancellation_terms(booking).refusal, CancellationForbidden
    )

    clock.move_to(MOMENTS[-1])
    assert isinstance(studio.desk.bookings.cancellation_terms(booking).refusal, SessionStarted)

    studio.desk.bookings.cancel(booking)
    ended = studio.desk.bookings.cancellation_terms(booking)
    assert isinstance(ended.refusal, AlreadyCancelled)
    assert (ended.units, ended.fee, ended.steps) == (0, None, ())


def test_asking_writes_nothing(studio: Studio, clock: FrozenClock) -> None:
    booking = redeemed(studio)
    clock.move_to(MOMENTS[1])
    before = everything(studio.desk)
    studio.desk.bookings.cancellation_terms(booking)

    assert everything(studio.desk) == before


def test_others_know_nothing_of_it(studio: Studio) -> None:
    booking, paul = redeemed(studio), studio.desk.customers.register(name="Paul")

    with pytest.raises(Unknown):
        studio.desk.by(paul).bookings.cancellation_terms(booking)
    with pytest.raises(Unknown):
        studio.desk.bookings.cancellation_terms("nobody")


@pytest.mark.rule("A12", "A13")
def test_where_no_unit_pays_none_is_lost(studio: Studio, clock: FrozenClock) -> None:
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=60))
    booking = studio.booked(STARTS, service=studio.service(policy, plan=False))
    clock.move_to("2026-07-02T17:30:00+02:00")
    terms = studio.desk.bookings.cancellation_terms(booking)

    assert (terms.late, terms.units_returned, terms.units_forfeited) == (True, 0, 0)


@pytest.mark.rule("A65")
def test_an_appointment_of_nobody_costs_nobody_a_fee(studio: Studio, clock: FrozenClock) -> None:
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=24 * 60, bands=BANDS))
    booking = studio.desk.bookings.book_appointment(None, studio.service(policy), starts_at=STARTS)
    clock.move_to(MOMENTS[1])
    terms = studio.desk.bookings.cancellation_terms(booking)

    assert (terms.late, terms.fee) == (True, None)
    assert studio.desk.bookings.cancel(booking).fee is None


@pytest.mark.rule("A13", "A35")
def test_who_was_charged_for_not_turning_up_is_not_charged_again(
    studio: Studio, clock: FrozenClock
) -> None:
    """A booking owes one fee: staff who cancel it afterwards bill no second one."""
    bands = (CancellationBand(within=60, fee=FIVE),)
    policy = ServicePolicy(
        cancellation=CancellationPolicy(limit=60, bands=bands), no_show_fee=Money.of(10, "EUR")
    )
    booking = studio.booked(STARTS, service=studio.service(policy))
    clock.move_to("2026-07-02T19:00:00+02:00")
    assert studio.desk.bookings.cancellation_terms(booking).fee == FIVE

    studio.desk.bookings.mark(booking, Attendance.ABSENT)
    assert studio.desk.bookings.cancellation_terms(booking).fee is None
    assert studio.desk.bookings.cancel(booking).fee is None
    assert [sale.total for sale in studio.desk.sales.of(studio.anna)] == [Money.of(10, "EUR")]
