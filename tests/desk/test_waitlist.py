"""Waiting for a place, on every store: who joins, and who is offered one that came free."""

from __future__ import annotations

import pytest

from bookingcore import (
    AlreadyWaiting,
    BookingStatus,
    EntryEnded,
    EntryStatus,
    NotAllowed,
    OfferExpired,
    Override,
    PlacesFree,
    SessionFull,
    SessionStarted,
    WaitlistFull,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.waiting import TEN_MINUTES, Class, of


@pytest.fixture
def full(studio: Studio) -> Class:
    """A class with one place, which is taken."""
    return Class(studio)


# Joining and leaving.


@pytest.mark.rule("001-11", "A16")
def test_who_joins_a_full_class_waits_at_the_end(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")

    assert (anna.status, anna.position, ugo.position) == (EntryStatus.WAITING, 1, 2)
    assert (anna.offer, anna.places) == (None, 1)
    assert full.desk.waitlist.entries(full.session) == (full.now(anna), full.now(ugo))
    assert full.own(anna).waitlist.of(anna.customer_id) == (full.now(anna),)
    session = full.desk.schedule.get(full.session)
    assert (session.waiting, session.taken) == (2, 1)


def test_joining_and_leaving_are_on_record(full: Class) -> None:
    [anna] = full.joined("Anna")
    full.own(anna).waitlist.leave(anna)

    joined, left = full.desk.history(anna)
    assert (joined.kind.name, left.kind.name) == ("WAITLIST_JOINED", "WAITLIST_LEFT")
    assert joined.facts == {"places": 1, "position": 1, "overridden": ""}
    assert str(left.actor) == f"customer:{anna.customer_id}"


def test_who_leaves_waits_no_longer_and_joins_again_at_the_end(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")

    left = full.own(anna).waitlist.leave(anna)
    again = full.own(anna).waitlist.join(anna.customer_id, full.session)

    assert (left.status, left.ended_at is not None) == (EntryStatus.LEFT, True)
    assert again.position > ugo.position
    full.frees()
    assert full.now(ugo).status is EntryStatus.OFFERED


def test_nobody_waits_twice_nor_for_what_is_free(full: Class) -> None:
    [anna] = full.joined("Anna")
    with pytest.raises(AlreadyWaiting) as refused:
        full.own(anna).waitlist.join(anna.customer_id, full.session)
    assert refused.value.entry_id == anna.id

    with pytest.raises(PlacesFree):
        full.desk.waitlist.join(anna.customer_id, full.studio.session("2026-07-03T18:00"))


@pytest.mark.rule("A16")
def test_ten_may_wait_unless_the_service_says_otherwise(studio: Studio) -> None:
    usual = Class(studio)
    usual.joined(*(f"Anna {number}" for number in range(10)))
    with pytest.raises(WaitlistFull) as refused:
        usual.join("Ugo")
    assert refused.value.limit == 10

    long = Class(Studio(studio.desk), policy=of(capacity=None))
    assert len(long.joined(*(f"Mia {number}" for number in range(11)))) == 11


@pytest.mark.rule("A67")
def test_staff_let_somebody_join_a_full_list_with_a_reason_on_record(studio: Studio) -> None:
    full = Class(studio, policy=of(capacity=0))
    override = Override(reason="un'amica", codes={"waitlist_full"})
    anna = full.person("Anna")
    with pytest.raises(NotAllowed):
        full.desk.by(anna).waitlist.join(anna, full.session, override=override)

    entry = full.desk.waitlist.join(anna, full.session, override=override)

    joined = full.desk.history(entry)[0]
    assert joined.facts["overridden"] == "waitlist_full"
    assert joined.words == {"override_reason": "un'amica"}


@pytest.mark.rule("A19")
def test_nobody_joins_what_has_begun_and_who_waits_then_waits_no_longer(
    full: Class, clock: FrozenClock
) -> None:
    [anna] = full.joined("Anna")
    clock.move_to("2026-07-02T18:00:00+02:00")
    with pytest.raises(SessionStarted):
        full.join("Ugo")
    with pytest.raises(EntryEnded):
        full.own(anna).waitlist.leave(anna)

    full.desk.run_due()
    assert full.now(anna).status is EntryStatus.CLOSED


# Offers.


@pytest.mark.rule("000-10", "001-10", "001-32", "001-33", "A16", "A20")
def test_a_cancellation_passes_the_place_on_to_who_waits_longest(
    full: Class, clock: FrozenClock
) -> None:
    anna, ugo = full.joined("Anna", "Ugo")

    full.frees()

    assert full.statuses() == "OFFERED WAITING"
    offer = full.now(anna).offer
    assert offer is not None
    assert (offer.made_at, offer.promoted) == (clock.now(), False)
    assert offer.expires_at == clock.now().add(minutes=TEN_MINUTES)
    # The place is held: nobody else can book it.
    assert full.taken() == 1
    with pytest.raises(SessionFull):
        full.own(ugo).bookings.book(ugo.customer_id, full.session)


@pytest.mark.rule("A20")
def test_so_does_moving_away(full: Class) -> None:
    [anna] = full.joined("Anna")
    elsewhere = full.studio.session("2026-07-03T18:00")

    full.desk.bookings.reschedule(full.booked[0], to=elsewhere)

    assert full.now(anna).status is EntryStatus.OFFERED
    assert (full.taken(), full.desk.schedule.get(elsewhere).taken) == (1, 1)


@pytest.mark.rule("A20")
def test_so_does_another_capacity(full: Class) -> None:
    full.joined("Anna", "Ugo", "Mia")

    session = full.desk.schedule.change_capacity(full.session, 3)

    assert full.statuses() == "OFFERED OFFERED WAITING"
    assert (session.taken, session.waiting) == (3, 1)


@pytest.mark.rule("A20")
def test_all_may_have_a_place_where_there_is_no_limit_any_more(full: Class) -> None:
    full.joined("Anna", "Ugo")

    full.desk.schedule.change_capacity(full.session, None)

    assert full.statuses() == "OFFERED OFFERED"


def test_a_cut_in_capacity_takes_no_place_from_anybody_and_offers_none(full: Class) -> None:
    """Neither a booking nor an offer: both are left standing (P1)."""
    full.desk.schedule.change_capacity(full.session, 2)
    anna, ugo = full.join("Anna", places=2), full.join("Ugo")
    full.desk.schedule.change_capacity(full.session, 0)
    assert full.statuses() == "WAITING OFFERED"

    booking = full.own(ugo).waitlist.accept(ugo)

    assert booking.live
    session = full.desk.schedule.get(full.session)
    assert (session.capacity, session.taken, session.admitted) == (0, 2, 2)
    full.frees()
    assert full.now(anna).status is EntryStatus.WAITING
    assert full.taken() == 1


@pytest.mark.rule("001-13", "A21")
def test_who_accepts_has_the_place(full: Class) -> None:
    [anna] = full.joined("Anna")
    full.frees()

    booking = full.own(anna).waitlist.accept(anna)

    assert (booking.customer_id, booking.session_id) == (anna.customer_id, full.session.id)
    assert (booking.status, booking.places) == (BookingStatus.BOOKED, 1)
    entry = full.now(anna)
    assert (entry.status, entry.booking_id) == (EntryStatus.ACCEPTED, booking.id)
    assert full.taken() == 1
    assert full.event(entry, "OFFER_ACCEPTED").facts == {"booking": booking.id}
    assert full.desk.verify() == ()


@pytest.mark.rule("A20")
@pytest.mark.parametrize(
    ("answer", "status"), [("decline", EntryStatus.DECLINED), ("leave", EntryStatus.LEFT)]
)
def test_who_does_not_want_the_place_passes_it_on(
    full: Class, answer: str, status: EntryStatus
) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()

    answered = getattr(full.own(anna).waitlist, answer)(anna)

    assert answered.status is status
    assert full.now(ugo).status is EntryStatus.OFFERED
    assert full.taken() == 1


@pytest.mark.rule("001-12", "001-32", "A17", "A20")
def test_who_does_not_answer_in_time_has_lost_the_place_to_the_next_one(
    full: Class, clock: FrozenClock
) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()

    clock.advance(minutes=TEN_MINUTES)
    # Nobody has noticed yet: it is too late all the same.
    for answer in (full.own(anna).waitlist.accept, full.own(anna).waitlist.decline):
        with pytest.raises(OfferExpired):
            answer(anna)
    full.desk.run_due()

    assert full.statuses() == "EXPIRED OFFERED"
    with pytest.raises(OfferExpired) as refused:
        full.own(anna).waitlist.accept(anna)
    assert refused.value.expired_at == clock.now()
    again = full.own(anna).waitlist.join(anna.customer_id, full.session)
    assert (again.status, again.position > ugo.position) == (EntryStatus.WAITING, True)


@pytest.mark.rule("A17")
def test_an_offer_can_be_accepted_until_its_last_moment(full: Class, clock: FrozenClock) -> None:
    [anna] = full.joined("Anna")
    full.frees()

    clock.advance(minutes=TEN_MINUTES - 1, seconds=59)

    assert full.own(anna).waitlist.accept(anna).live
