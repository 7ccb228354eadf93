"""Cancelling: what comes back, what is late, what was promised (A13 to A15), on every store."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import (
    AllowLate,
    AlreadyCancelled,
    Booking,
    BookingStatus,
    CancellationBand,
    CancellationForbidden,
    CancellationPolicy,
    Cause,
    CenterSettings,
    EventKind,
    InvalidInput,
    Money,
    NotAllowed,
    Notify,
    ServicePolicy,
    SessionStarted,
    Staff,
    Unknown,
)
from bookingcore.domain.values.notify import Reason
from bookingcore.errors import NothingToRefund
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

BOOKED, AWAITING = BookingStatus.BOOKED, BookingStatus.AWAITING_REDEMPTION
STARTS = "2026-07-02T18:00"
LIMIT = "2026-07-02T06:00:00+02:00"
"""Twelve hours before the start."""

LATE_FEE = ServicePolicy(
    cancellation=CancellationPolicy(
        limit=12 * 60, bands=(CancellationBand(within=60, fee=Money.of(8, "EUR")),)
    )
)


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """Anna's redeemed booking, free to cancel until twelve hours before."""
    return redeemed(studio)


def redeemed(studio: Studio, allow_late: AllowLate = AllowLate.FORFEIT) -> Booking:
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=12 * 60, allow_late=allow_late))
    service = studio.service(policy)
    studio.sold(studio.plan(service))
    booking = studio.booked(STARTS, service=service)
    assert booking.status is BOOKED
    return booking


def units(studio: Studio) -> list[int]:
    return [balance.remaining for balance in studio.desk.balances.of(studio.anna)]


@pytest.mark.rule("A13", "A15")
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("who", "cause"),
    [
        ("customer", None),
        ("staff", None),
        ("staff", Cause.CUSTOMER_REQUEST),
        ("staff", Cause.CENTER),
    ],
)
def test_the_cause_decides_whether_the_unit_comes_back_not_the_actor(
    studio: Studio, clock: FrozenClock, booking: Booking, cause: Cause | None, who: str, late: bool
) -> None:
    clock.move_to(LIMIT if late else "2026-07-02T05:59:59.999999+02:00")
    actor = studio.anna if who == "customer" else Staff("maria")
    done = studio.desk.by(actor).bookings.cancel(booking, cause=cause)

    comes_back = cause is Cause.CENTER or not late
    assert done.late is late
    assert (done.units_returned, done.units_forfeited) == ((1, 0) if comes_back else (0, 1))
    assert units(studio) == [1 if comes_back else 0]
    assert studio.now(booking).cancellation == done.booking.cancellation


@pytest.mark.rule("A13")
@pytest.mark.parametrize("decision", [True, False])
def test_staff_may_decide_otherwise_with_a_reason_on_record(
    studio: Studio, clock: FrozenClock, booking: Booking, decision: bool
) -> None:
    clock.move_to(LIMIT if decision else "2026-07-01T12:00:00+02:00")
    done = studio.desk.by(Staff("maria")).bookings.cancel(
        booking, give_back=decision, reason="era malata"
    )

    assert units(studio) == [1 if decision else 0]
    assert done.late is decision
    event = studio.desk.history(booking)[-1]
    assert event.facts["decided_by_staff"] is True
    assert event.words == {"reason": "era malata"}
    assert str(event.actor) == "staff:maria"


@pytest.mark.rule("A13")
def test_a_decision_without_a_reason_is_refused(studio: Studio, booking: Booking) -> None:
    with pytest.raises(InvalidInput) as refused:
        studio.desk.bookings.cancel(booking, give_back=True)

    assert refused.value.field == "reason"
    assert studio.now(booking).live


@pytest.mark.rule("A13")
def test_customers_neither_give_a_cause_nor_decide_about_their_units(
    studio: Studio, booking: Booking
) -> None:
    anna = studio.desk.by(studio.anna)
    with pytest.raises(NotAllowed):
        anna.bookings.cancel(booking, cause=Cause.CENTER)
    with pytest.raises(NotAllowed):
        anna.bookings.cancel(booking, give_back=True, reason="perché sì")

    assert studio.now(booking).live


@pytest.mark.rule("A13")
def test_where_late_cancelling_is_forbidden_staff_are_exempt(
    studio: Studio, clock: FrozenClock
) -> None:
    booking = redeemed(studio, AllowLate.FORBID)
    clock.move_to(LIMIT)
    with pytest.raises(CancellationForbidden) as refused:
        studio.desk.by(studio.anna).bookings.cancel(booking)
    assert refused.value.free_until.isoformat() == "2026-07-02T04:00:00+00:00"
    assert studio.now(booking).live

    assert studio.desk.bookings.cancel(booking).late


@pytest.mark.rule("A13")
def test_after_the_start_only_staff_cancel(
    studio: Studio, clock: FrozenClock, booking: Booking
) -> None:
    clock.move_to("2026-07-02T18:00:00+02:00")
    with pytest.raises(SessionStarted):
        studio.desk.by(studio.anna).bookings.cancel(booking)

    assert studio.desk.bookings.cancel(booking).units_forfeited == 1


@pytest.mark.rule("A13", "A5")
def test_a_unit_that_comes_back_redeems_what_awaits(studio: Studio, booking: Booking) -> None:
    [balance] = studio.desk.balances.of(studio.anna)
    next_week = studio.desk.schedule.add_session(
        balance.services[0], starts_at="2026-07-09T18:00", capacity=10
    )
    waiting = studio.desk.bookings.book(studio.anna, next_week)
    assert waiting.status is AWAITING

    done = studio.desk.bookings.cancel(booking)

    assert [each.id for each in done.redeemed] == [waiting.id]
    assert studio.now(waiting).status is BOOKED
    assert units(studio) == [0]


@pytest.mark.rule("A14")
def test_a_unit_comes_back_with_its_original_expiry(
    studio: Studio, clock: FrozenClock, booking: Booking
) -> None:
    clock.move_to("2026-12-01T09:00:00+01:00")
    done = studio.desk.bookings.cancel(booking, cause=Cause.CENTER)

    [balance] = studio.desk.balances.of(studio.anna)
    assert done.units_returned == balance.remaining == 1
    assert balance.valid_until == date(2026, 7, 30)
    assert studio.desk.balances.of(studio.anna, on="2026-12-01") == ()

    staff_extended = studio.desk.balances.set_expiry(balance, "2026-12-31", comment="proroga")
    assert staff_extended.valid_until == date(2026, 12, 31)


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2026-07-02T05:59:59.999999+02:00", False),
        ("2026-07-02T06:00:00+02:00", True),
        ("2026-07-02T06:00:00.000001+02:00", True),
    ],
)
def test_it_is_free_before_the_limit_and_late_at_the_very_instant(
    studio: Studio, clock: FrozenClock, booking: Booking, moment: str, late: bool
) -> None:
    clock.move_to(moment)

    assert studio.desk.bookings.cancel(booking).late is late


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-10-24T18:29:59+02:00", False), ("2026-10-24T18:30:00+02:00", True)],
)
def test_the_limit_counts_elapsed_minutes_across_a_clock_change(
    studio: Studio, clock: FrozenClock, moment: str, late: bool
) -> None:
    """The night of 25 October 2026 has 25 hours: 16 hours before 09:30 is 18:30, not 17:30."""
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=16 * 60))
    booking = studio.booked("2026-10-25T09:30", service=studio.service(policy))
    clock.move_to(moment)

    assert studio.desk.bookings.cancel(booking).late is late


@pytest.mark.rule("A13")
def test_a_booking_keeps_the_terms_it_was_made_with(
    studio: Studio, clock: FrozenClock, booking: Booking
) -> None:
    """The center's later policy changes nothing that was promised."""
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=60 * 24 * 7))
    studio.desk.configure(CenterSettings(time_zone="Europe/Rome", policy=policy))
    clock.move_to("2026-07-02T05:00:00+02:00")

    assert studio.desk.bookings.cancel(booking).late is False


def test_a_cancelled_booking_gives_its_places_back(studio: Studio) -> None:
    session = studio.session(STARTS, capacity=3)
    booking = studio.desk.bookings.book(studio.anna, session, places=3)
    studio.desk.bookings.cancel(booking)

    assert studio.desk.schedule.get(session).taken == 0
    paul = studio.desk.customers.register(name="Paul")
    assert studio.desk.bookings.book(paul, session, places=3).places == 3


def test_cancelling_an_awaiting_booking_returns_no_unit(studio: Studio) -> None:
    done = studio.desk.bookings.cancel(studio.booked(STARTS), message="a presto")

    assert (done.units_returned, done.units_forfeited) == (0, 0)
    assert studio.desk.history(done.booking)[-1].words == {"message": "a presto"}


def test_what_is_cancelled_is_cancelled(studio: Studio, booking: Booking) -> None:
    done = studio.desk.bookings.cancel(booking)
    with pytest.raises(AlreadyCancelled):
        studio.desk.bookings.cancel(booking)

    assert studio.now(booking) == done.booking
    assert units(studio) == [1]


def test_the_explanation_says_how_a_booking_ended(
    studio: Studio, clock: FrozenClock, booking: Booking
) -> None:
    clock.move_to(LIMIT)
    studio.desk.by(Staff("maria")).bookings.cancel(booking)

    assert str(studio.desk.bookings.explain(booking)) == (
        "cancelled by staff:maria on 2 July 2026, 04:00 UTC, late, cause: customer request;"
        " 0 units came back"
    )


@pytest.mark.rule("003-02", "003-03", "A47")
@pytest.mark.parametrize("made_by", ["customer", "staff"])
@pytest.mark.parametrize("allow_late", AllowLate)
@pytest.mark.parametrize("moment", ["2026-07-02T17:59:59+02:00", "2026-07-09T18:00:00+02:00"])
def test_staff_cancel_at_short_notice_however_a_booking_was_made(
    studio: Studio, clock: FrozenClock, made_by: str, allow_late: AllowLate, moment: str
) -> None:
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=12 * 60, allow_late=allow_late))
    session = studio.session(STARTS, service=studio.service(policy))
    actor = studio.anna if made_by == "customer" else Staff("maria")
    booking = studio.desk.by(actor).bookings.book(studio.anna, session)
    clock.move_to(moment)
    done = studio.desk.by(Staff("maria")).bookings.cancel(booking)

    assert (done.late, done.booking.live) == (True, False)
    assert studio.desk.schedule.get(session).taken == 0


@pytest.mark.rule("003-07", "003-08")
def test_a_personal_message_is_kept_for_the_notice(studio: Studio, booking: Booking) -> None:
    studio.desk.bookings.cancel(booking, message="La maestra è malata: scusaci, Anna!")

    [event] = [
        event
        for event in studio.desk.history(studio.anna)
        if event.kind is EventKind.BOOKING_CANCELLED
    ]
    assert (event.customer_id, event.subject) == (studio.anna.id, booking.id)
    assert event.words == {"message": "La maestra è malata: scusaci, Anna!"}


@pytest.mark.rule("003-09", "003-10", "A31")
@pytest.mark.parametrize(
    ("notify", "told"),
    [
        (None, "customer resources"),
        (True, "customer resources"),
        (False, ""),
        (Notify(), "customer resources"),
        (Notify(customer=False), "resources"),
        (Notify(resources=False), "customer"),
    ],
)
def test_the_boxes_are_ticked_unless_somebody_unticks_them(
    studio: Studio, booking: Booking, notify: bool | Notify | None, told: str
) -> None:
    studio.desk.customers.activate(studio.anna)
    done = studio.desk.bookings.cancel(booking, notify=notify)

    event = studio.desk.history(booking)[-1]
    assert (event.facts["notify"], event.version) == (told, 2)
    call = [(each.customer_id, each.why) for each in done.not_told]
    assert call == ([] if "customer" in told else [(studio.anna.id, Reason.NOT_ASKED_FOR)])


@pytest.mark.rule("A31")
def test_a_customer_does_not_decide_who_is_told(studio: Studio, booking: Booking) -> None:
    studio.desk.customers.activate(studio.anna)
    anna = studio.desk.by(studio.anna).bookings
    with pytest.raises(NotAllowed):
        anna.cancel(booking, notify=False)

    done = anna.cancel(booking)
    assert done.not_told == ()
    assert studio.desk.history(booking)[-1].facts["notify"] == "customer resources"


@pytest.mark.rule("003-11", "A31", "A65")
def test_where_no_customer_is_stored_nobody_can_be_told(studio: Studio, clock: FrozenClock) -> None:
    """Nobody owes a fee either, and the session's history has it."""
    desk = studio.desk
    booking = desk.bookings.book_appointment(None, studio.service(LATE_FEE), starts_at=STARTS)
    clock.move_to("2026-07-02T17:30:00+02:00")
    with pytest.raises(Unknown):
        desk.by(studio.anna).bookings.cancel(booking)
    done = desk.bookings.cancel(booking, message="chiamare a voce")

    assert [(each.customer_id, each.why) for each in done.not_told] == [
        (None, Reason.NOT_NOTIFIABLE)
    ]
    assert (done.late, done.fee, done.sale) == (True, None, None)
    event, ended = desk.history(booking.session_id)[-2:]
    assert (event.kind, event.stream) == (EventKind.BOOKING_CANCELLED, booking.session_id)
    assert event.facts["notify"] == "resources"
    assert ended.kind is EventKind.SESSION_CANCELLED
    assert desk.verify() == ()


@pytest.mark.rule("A63")
def test_a_refund_is_refused_before_anything_is_cancelled(studio: Studio, booking: Booking) -> None:
    """Units come back, money does not: no payment is tied to the booking."""
    with pytest.raises(NothingToRefund) as refused:
        studio.desk.by(Staff("maria")).bookings.cancel(booking, refund=True)
    assert refused.value.code == "nothing_to_refund"

    assert studio.now(booking).live
    assert units(studio) == [0]
    assert studio.desk.bookings.cancel(booking, refund=False).units_returned == 1
