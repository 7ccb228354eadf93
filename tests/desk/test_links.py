"""The link with which customers cancel or move a booking themselves, on every store (A46)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve

from bookingcore import (
    AllowLate,
    Booking,
    BookingStatus,
    Cancellation,
    CancellationForbidden,
    CancellationPolicy,
    Desk,
    EventKind,
    InvalidInput,
    Oneself,
    ResourceKind,
    ServicePolicy,
    SessionFull,
    Staff,
)
from bookingcore.domain.bookings.links import ATTEMPTS_MAX
from bookingcore.errors import LinkAnswerNotAccepted, LinkNotUsable, NoAddressOnRecord
from bookingcore.testing import FrozenClock
from tests.desk.links import (
    ADDRESS,
    LANGUAGES,
    START,
    STARTS,
    WRONG,
    attempts,
    guess,
    refused_by,
    told,
)
from tests.desk.studio import Studio


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """Anna's redeemed booking of Thursday evening."""
    studio.sold()
    return studio.booked(STARTS)


@pytest.fixture
def token(studio: Studio, booking: Booking) -> str:
    return studio.desk.bookings.manage_link(booking)


@pytest.mark.rule("003-12", "003-15")
def test_the_link_lets_its_holder_cancel_as_the_customer(studio: Studio, token: str) -> None:
    opened = studio.desk.bookings.manage(token)
    done = opened.cancel(email=ADDRESS, message="a presto")

    assert (done.late, done.units_returned) == (False, 1)
    assert studio.now(opened.booking).status is BookingStatus.CANCELLED
    event = studio.desk.history(opened.booking)[-1]
    assert (event.kind, event.actor) == (EventKind.BOOKING_CANCELLED, Oneself(studio.anna.id))
    assert event.words == {"message": "a presto"}
    assert studio.desk.verify() == ()


@pytest.mark.rule("003-15", "003-20")
def test_the_link_opens_on_the_booking_with_what_is_known_of_it(
    studio: Studio, booking: Booking, token: str
) -> None:
    opened = studio.desk.bookings.manage(token)

    assert opened.booking == booking
    assert opened.booking.customer_id == studio.anna.id


@pytest.mark.rule("003-16", "A46")
def test_only_who_types_the_customer_s_address_cancels(
    studio: Studio, booking: Booking, token: str
) -> None:
    desk = studio.desk
    desk.customers.register(name="Ugo", email=WRONG)
    for typed in (WRONG, "nobody@example.org", "anna@example.or", "Anna Rossi"):
        guess(desk, token, typed)
        assert studio.now(booking) == booking

    assert desk.bookings.manage(token).cancel(email=ADDRESS).booking.id == booking.id


@pytest.mark.rule("A46")
@pytest.mark.parametrize("typed", [" Nuova@Example.ORG ", "ROSSI@example.org"])
def test_the_address_is_the_present_one_for_notices_or_for_logging_in(
    studio: Studio, token: str, typed: str
) -> None:
    studio.desk.customers.update(
        studio.anna, email="nuova@example.org", login_email="Rossi@example.org"
    )
    guess(studio.desk, token, ADDRESS)

    assert studio.desk.bookings.manage(token).cancel(email=typed).units_returned == 1


@pytest.mark.rule("A46")
def test_a_wrong_address_somebody_else_s_and_too_many_are_told_the_same(
    studio: Studio, token: str
) -> None:
    studio.desk.customers.register(name="Ugo", email=WRONG)
    answers = [guess(studio.desk, token, typed) for typed in (WRONG, "x", "y@z.it", "v", "w")]
    answers += [guess(studio.desk, token, typed) for typed in (WRONG, ADDRESS)]

    assert answers == [told(LinkAnswerNotAccepted())] * 7


@pytest.mark.rule("A46")
def test_after_five_wrong_addresses_only_staff_let_it_be_typed_again(
    studio: Studio, booking: Booking, token: str
) -> None:
    desk = studio.desk
    for _ in range(ATTEMPTS_MAX):
        guess(desk, token)
    # Nor does another link help, or a link that the customer makes.
    own = desk.by(studio.anna).bookings.manage_link(booking)
    for link in (token, own, token):
        guess(desk, link, ADDRESS)
    assert attempts(desk, booking) == [1, 2, 3, 4, 5]
    assert studio.now(booking) == booking

    desk.by(Staff("maria")).bookings.manage_link(booking)

    reopened = desk.history(booking)[-1]
    assert (reopened.kind, str(reopened.actor)) == (EventKind.LINK_REOPENED, "staff:maria")
    guess(desk, token)
    assert attempts(desk, booking) == [1, 2, 3, 4, 5, 1]
    assert desk.bookings.manage(token).cancel(email=ADDRESS).units_returned == 1
    assert desk.verify() == ()


@pytest.mark.rule("A46")
def test_attempts_at_one_booking_are_not_counted_for_another(studio: Studio, token: str) -> None:
    for _ in range(ATTEMPTS_MAX):
        guess(studio.desk, token)
    other = studio.booked("2026-07-03T18:00")
    link = studio.desk.bookings.manage_link(other)

    assert studio.desk.bookings.manage(link).cancel(email=ADDRESS).booking.id == other.id


@pytest.mark.rule("A46")
def test_those_who_guess_at_once_are_counted_one_by_one(
    studio: Studio, booking: Booking, token: str
) -> None:
    """Eight at a time, two addresses each; and again once staff have made a new link."""
    opened = studio.desk.bookings.manage(token)

    def guess_twice(who: int) -> list[str]:
        answers = []
        for typed in (f"{who}@example.org", WRONG):
            with pytest.raises(LinkAnswerNotAccepted) as refused:
                opened.cancel(email=typed)
            answers.append(refused.value.code)
        return answers

    for times in (1, 2):
        with ThreadPoolExecutor(8) as guessing:
            answers = [*guessing.map(guess_twice, range(8))]
        assert answers == [["link_answer_not_accepted"] * 2] * 8
        assert attempts(studio.desk, booking) == [1, 2, 3, 4, 5] * times
        guess(studio.desk, token, ADDRESS)
        studio.desk.bookings.manage_link(booking)
    assert studio.now(booking) == booking
    assert studio.desk.verify() == ()


def test_the_link_works_among_other_commands_of_one_transaction(
    studio: Studio, booking: Booking, token: str
) -> None:
    def work(desk: Desk) -> Cancellation:
        guess(desk, token)
        return desk.bookings.manage(token).cancel(email=ADDRESS)

    assert studio.desk.atomically(work).units_returned == 1
    assert attempts(studio.desk, booking) == [1]
    assert studio.desk.verify() == ()


@pytest.mark.rule("A46")
def test_the_link_runs_out_at_the_start(studio: Studio, clock: FrozenClock, token: str) -> None:
    clock.move_to("2026-07-02T17:59:59.999999+02:00")
    opened = studio.desk.bookings.manage(token)
    clock.move_to(START)

    refused_by(studio.desk, token)
    for typed in (ADDRESS, WRONG):
        with pytest.raises(LinkNotUsable):
            opened.cancel(email=typed)
    assert attempts(studio.desk, opened.booking) == []


@pytest.mark.rule("A46")
def test_cancelling_uses_every_link_to_the_booking_up(
    studio: Studio, booking: Booking, token: str
) -> None:
    other = studio.desk.bookings.manage_link(booking)
    opened = studio.desk.bookings.manage(token)
    opened.cancel(email=ADDRESS)

    for link in (token, other):
        refused_by(studio.desk, link)
    with pytest.raises(LinkNotUsable):
        opened.cancel(email=ADDRESS)


@pytest.mark.rule("003-19", "003-20", "003-21", "A46")
def test_the_link_alone_moves_the_booking_which_stays_the_same_one(
    studio: Studio, clock: FrozenClock, booking: Booking, token: str
) -> None:
    """No address is asked for; the link follows to the new start, and then cancels."""
    to = studio.session("2026-07-05T18:00")
    moved = studio.desk.bookings.manage(token).reschedule(to=to)

    assert (moved.id, moved.customer_id, moved.places) == (booking.id, studio.anna.id, 1)
    assert (moved.session_id, moved.starts_at) == (to.id, to.starts_at)
    assert studio.desk.bookings.of(studio.anna) == (moved,)
    [event] = [e for e in studio.desk.history(booking) if e.kind is EventKind.BOOKING_MOVED]
    assert event.actor == Oneself(studio.anna.id)
    clock.move_to("2026-07-05T17:00:00+02:00")
    assert studio.desk.bookings.manage(token).cancel(email=ADDRESS).booking.id == booking.id


@pytest.mark.rule("003-19", "003-21")
def test_the_link_moves_the_appointment_itself(studio: Studio) -> None:
    desk = studio.desk
    maria = desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
    booking = desk.bookings.book_appointment(
        studio.anna, studio.physio, starts_at=STARTS, resources=(maria,)
    )
    link = desk.bookings.manage_link(booking)
    moved = desk.bookings.manage(link).reschedule(starts_at="2026-07-03T10:00")

    assert (moved.id, moved.session_id) == (booking.id, booking.session_id)
    assert moved.starts_at.isoformat() == "2026-07-03T08:00:00+00:00"
    assert desk.bookings.of(studio.anna) == (moved,)


@pytest.mark.rule("003-19")
def test_what_customers_may_not_do_the_link_does_not_do(
    studio: Studio, booking: Booking, token: str
) -> None:
    full = studio.session("2026-07-04T18:00", capacity=1)
    studio.desk.bookings.book(studio.desk.customers.register(name="Ugo"), full)
    opened = studio.desk.bookings.manage(token)
    with pytest.raises(SessionFull):
        opened.reschedule(to=full)
    with pytest.raises(InvalidInput):
        opened.reschedule()

    assert studio.now(booking) == booking


@pytest.mark.rule("A46")
def test_a_booking_moved_nearer_takes_its_link_along(
    studio: Studio, clock: FrozenClock, booking: Booking, token: str
) -> None:
    sooner = studio.session("2026-07-02T09:00")
    studio.desk.bookings.manage(token).reschedule(to=sooner.id)
    clock.move_to("2026-07-02T09:00:00+02:00")

    refused_by(studio.desk, token)


@pytest.mark.rule("A13")
@pytest.mark.parametrize("allow_late", [AllowLate.FORFEIT, AllowLate.FORBID])
def test_the_customer_s_own_limits_hold_for_the_link(
    studio: Studio, clock: FrozenClock, allow_late: AllowLate
) -> None:
    policy = ServicePolicy(cancellation=CancellationPolicy(limit=720, allow_late=allow_late))
    service = studio.service(policy)
    studio.sold(studio.plan(service))
    booking = studio.booked(STARTS, service=service)
    opened = studio.desk.bookings.manage(studio.desk.bookings.manage_link(booking))
    clock.move_to("2026-07-02T06:00:00+02:00")

    if allow_late is AllowLate.FORBID:
        with pytest.raises(CancellationForbidden):
            opened.cancel(email=ADDRESS)
        assert studio.now(booking) == booking
        assert attempts(studio.desk, booking) == []
    else:
        done = opened.cancel(email=ADDRESS)
        assert (done.late, done.units_forfeited) == (True, 1)


@pytest.mark.rule("A46")
def test_without_an_address_on_record_the_link_says_whom_to_call(
    studio: Studio, booking: Booking, token: str
) -> None:
    studio.desk.customers.update(studio.anna, email=None)
    for typed in (ADDRESS, WRONG, "None"):
        with pytest.raises(NoAddressOnRecord) as refused:
            studio.desk.bookings.manage(token).cancel(email=typed)
        assert all("roma" in refused.value.told(language) for language in LANGUAGES)

    assert studio.now(booking) == booking
    assert attempts(studio.desk, booking) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "  "}, "email"),
        ({"email": 7}, "email"),
        ({"email": "a" * 255}, "email"),
        ({"email": "\ud800@example.org"}, "email"),
        ({"email": WRONG, "message": 7}, "message"),
        ({"email": ADDRESS, "message": "\x00"}, "message"),
    ],
)
def test_what_cannot_be_typed_is_refused_and_not_counted(
    studio: Studio, booking: Booking, token: str, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        studio.desk.bookings.manage(token).cancel(**given)

    assert refused.value.field == field
    assert attempts(studio.desk, booking) == []
    with pytest.raises(InvalidInput):
        studio.desk.bookings.manage(7)  # type: ignore[arg-type]


def test_a_booking_that_became_somebody_else_s_is_not_cancelled(
    studio: Studio, booking: Booking, token: str
) -> None:
    """The link was opened for Anna; what she may do, she may do with what is hers."""
    ugo = studio.desk.customers.register(name="Ugo", email=WRONG)
    opened = studio.desk.bookings.manage(token)
    given_away = evolve(opened, booking=evolve(opened.booking, customer_id=ugo.id))
    with pytest.raises(LinkNotUsable):
        given_away.cancel(email=WRONG)

    assert studio.now(booking) == booking
