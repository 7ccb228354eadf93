"""Booking a place: each rule that may say no, in order, and what staff override, on each store."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    AlreadyBooked,
    BalancePolicy,
    BalanceRequired,
    Booking,
    BookingStatus,
    Customer,
    Desk,
    InvalidInput,
    NotAllowed,
    Overlapping,
    Override,
    Refused,
    ServicePolicy,
    SessionFull,
    SessionStarted,
    Staff,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"


def codes(refusals: tuple[Refused, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


def test_check_lists_every_reason_and_book_raises_the_first_carrying_all(
    studio: Studio, clock: FrozenClock
) -> None:
    strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED, awaiting_max=0))
    session = studio.session(SIX, service=strict, capacity=0)
    studio.booked("2026-07-02T18:30", service=studio.yoga)
    clock.move_to("2026-07-02T18:10:00+02:00")
    before = everything(studio.desk)

    verdict = studio.desk.by(studio.anna).bookings.check(studio.anna, session)
    with pytest.raises(SessionStarted) as refused:
        studio.desk.by(studio.anna).bookings.book(studio.anna, session)

    assert verdict.allowed is False
    assert verdict.status is None
    assert (
        codes(verdict.violations)
        == codes(refused.value.violations)
        == [
            "session_started",
            "overlapping",
            "session_full",
            "balance_required",
            "awaiting_limit",
        ]
    )
    assert refused.value is refused.value.violations[0]
    assert everything(studio.desk) == before


@pytest.mark.rule("000-09")
def test_check_says_how_the_booking_would_come_out_and_writes_nothing(studio: Studio) -> None:
    session = studio.session(SIX)
    awaiting = studio.desk.bookings.check(studio.anna, session)
    studio.sold()
    before = everything(studio.desk)
    booked = studio.desk.bookings.check(studio.anna, session)

    assert (awaiting.allowed, awaiting.status) == (True, BookingStatus.AWAITING_REDEMPTION)
    assert (booked.allowed, booked.status) == (True, BookingStatus.BOOKED)
    assert everything(studio.desk) == before


@pytest.mark.rule("A66")
def test_nobody_is_twice_in_a_session(studio: Studio) -> None:
    booking = studio.booked(SIX)
    with pytest.raises(AlreadyBooked) as refused:
        studio.desk.bookings.book(studio.anna, booking.session_id)
    assert refused.value.booking_id == booking.id

    studio.desk.bookings.cancel(booking)
    assert studio.desk.bookings.book(studio.anna, booking.session_id).live


@pytest.mark.rule("A66")
@pytest.mark.parametrize(
    ("starts_at", "overlaps"),
    [
        ("2026-07-02T17:10", False),
        ("2026-07-02T17:11", True),
        ("2026-07-02T18:49", True),
        ("2026-07-02T18:50", False),
    ],
)
def test_nobody_is_in_two_sessions_at_once(studio: Studio, starts_at: str, overlaps: bool) -> None:
    """Fifty minutes each; what ends when the other starts does not overlap it."""
    first = studio.booked(SIX)
    session = studio.session(starts_at)
    verdict = studio.desk.bookings.check(studio.anna, session)

    assert codes(verdict.violations) == (["overlapping"] if overlaps else [])
    if overlaps:
        with pytest.raises(Overlapping) as refused:
            studio.desk.bookings.book(studio.anna, session)
        assert refused.value.booking_id == first.id
        studio.desk.bookings.cancel(first)
    assert studio.desk.bookings.book(studio.anna, session).live


@pytest.mark.rule("A66")
def test_where_the_service_allows_it_bookings_overlap(studio: Studio) -> None:
    home = studio.service(ServicePolicy(allow_overlap=True), plan=False)
    studio.booked(SIX)

    assert studio.booked("2026-07-02T18:10", service=home).live


@pytest.mark.rule("A67")
def test_staff_override_what_may_be_overridden_with_the_reason_on_record(studio: Studio) -> None:
    session = studio.session(SIX, capacity=1)
    mia = studio.desk.customers.register(name="Mia")
    studio.desk.bookings.book(mia, session)
    studio.booked("2026-07-02T18:10", service=studio.yoga)
    half = Override(reason="è un'amica", codes={"session_full"})
    whole = Override(reason="è un'amica", codes={"session_full", "overlapping"})

    with pytest.raises(Overlapping) as refused:
        studio.desk.bookings.book(studio.anna, session, override=half)
    assert codes(refused.value.violations) == ["overlapping"]
    assert studio.desk.bookings.check(studio.anna, session, override=whole).allowed
    booking = studio.desk.by(Staff("maria")).bookings.book(studio.anna, session, override=whole)

    made = studio.desk.history(booking)[0]
    assert made.facts["overridden"] == "overlapping session_full"
    assert (made.words["override_reason"], made.actor) == ("è un'amica", Staff("maria"))
    now = studio.desk.schedule.get(session)
    assert (now.capacity, now.taken, now.admitted) == (1, 2, 2)
    assert studio.desk.verify() == ()


@pytest.mark.rule("A67")
def test_places_beyond_the_capacity_are_not_for_the_next_one(studio: Studio) -> None:
    """What staff admitted is on record; given back, it is gone."""
    session = studio.session(SIX, capacity=1)
    mia, ugo = (studio.desk.customers.register(name=name) for name in ("Mia", "Ugo"))
    override = Override(reason="stretti", codes={"session_full"})
    first = studio.desk.bookings.book(mia, session)
    studio.desk.bookings.book(studio.anna, session, places=2, override=override)
    studio.desk.bookings.cancel(first)

    assert (studio.desk.schedule.get(session).admitted) == 2
    with pytest.raises(SessionFull) as refused:
        studio.desk.bookings.book(ugo, session)
    assert refused.value.places_left == 0
    assert studio.desk.verify() == ()


@pytest.mark.rule("A67")
def test_an_override_is_for_staff_and_only_for_what_was_in_the_way(studio: Studio) -> None:
    session = studio.session(SIX)
    override = Override(reason="per favore", codes={"session_full", "customer_not_active"})
    with pytest.raises(NotAllowed):
        studio.desk.by(studio.anna).bookings.book(studio.anna, session, override=override)
    with pytest.raises(NotAllowed):
        studio.desk.by(studio.anna).bookings.check(studio.anna, session, override=override)

    booking = studio.desk.bookings.book(studio.anna, session, override=override)
    made = studio.desk.history(booking)[0]
    assert (made.facts["overridden"], made.words) == ("", {})


@pytest.mark.rule("A47")
def test_customers_book_before_the_start_and_staff_put_right_afterwards(
    studio: Studio, clock: FrozenClock
) -> None:
    session = studio.session(SIX)
    clock.move_to("2026-07-02T18:00:00+02:00")
    with pytest.raises(SessionStarted):
        studio.desk.by(studio.anna).bookings.book(studio.anna, session)

    assert studio.desk.bookings.book(studio.anna, session).live


@pytest.mark.parametrize("places", [0, -1, 10_001, 1.0, "2", True, None])
def test_places_are_a_whole_number_from_one_on(studio: Studio, places: Any) -> None:
    session = studio.session(SIX, capacity=None)
    for command in (studio.desk.bookings.book, studio.desk.bookings.check):
        with pytest.raises(InvalidInput) as refused:
            command(studio.anna, session, places=places)
        assert refused.value.field == "places"

    assert studio.desk.schedule.get(session).taken == 0


def test_all_places_of_a_booking_are_held_or_none(studio: Studio) -> None:
    session = studio.session(SIX, capacity=3)
    with pytest.raises(SessionFull) as refused:
        studio.desk.bookings.book(studio.anna, session, places=4)
    assert (refused.value.places_wanted, refused.value.places_left) == (4, 3)

    booking = studio.desk.bookings.book(studio.anna, session, places=3, note=" in tre ")
    assert (booking.places, booking.note) == (3, "in tre")
    assert studio.desk.schedule.get(session).places_left == 0


@pytest.mark.rule("A11")
def test_one_s_own_units_are_not_enough_for_more_places_where_balance_is_required(
    studio: Studio,
) -> None:
    strict = studio.service(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))
    studio.sold(studio.plan(strict, units=2))
    session = studio.session(SIX, service=strict)
    with pytest.raises(BalanceRequired):
        studio.desk.bookings.book(studio.anna, session, places=3)

    assert studio.desk.bookings.book(studio.anna, session, places=2).status is BookingStatus.BOOKED


@pytest.fixture
def diary(studio: Studio) -> dict[str, Booking]:
    """Anna's bookings: one cancelled, one redeemed, one awaiting; Mia's in the same session."""
    booked = {
        "first": studio.booked("2026-07-02T18:00", service=studio.yoga),
        "second": studio.booked("2026-07-03T18:00"),
        "third": studio.booked("2026-07-04T00:00"),
    }
    studio.desk.bookings.cancel(booked["second"])
    mia = studio.desk.customers.register(name="Mia")
    booked["mia"] = studio.desk.bookings.book(mia, booked["first"].session_id)
    return {name: studio.now(booking) for name, booking in booked.items()}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["first", "second", "third"]),
        ({"status": BookingStatus.CANCELLED}, ["second"]),
        ({"status": "BOOKED"}, ["first"]),
        ({"between": ("2026-07-03", "2026-07-03")}, ["second"]),
        ({"between": ("2026-07-02", "2026-07-04")}, ["first", "second", "third"]),
        ({"between": ("2026-07-02T18:00", "2026-07-04T00:00")}, ["first", "second"]),
        ({"between": ("2026-07-02", "2026-07-04"), "status": "AWAITING_REDEMPTION"}, ["third"]),
    ],
)
def test_a_customer_s_bookings_are_listed_oldest_start_first(
    studio: Studio, diary: dict[str, Booking], given: dict[str, Any], found: list[str]
) -> None:
    expected = tuple(diary[name] for name in found)

    assert studio.desk.bookings.of(studio.anna, **given) == expected
    assert studio.desk.by(studio.anna).bookings.of(studio.anna, **given) == expected


def test_a_session_lists_everybody_who_ever_booked_it(
    desk: Desk, studio: Studio, diary: dict[str, Booking]
) -> None:
    together = desk.bookings.in_session(diary["first"].session_id)
    owners: set[Customer] = {desk.customers.get(booking.customer_id or "") for booking in together}

    assert {customer.name for customer in owners} == {"Anna", "Mia"}
    assert desk.bookings.in_session(diary["second"].session_id) == (diary["second"],)
