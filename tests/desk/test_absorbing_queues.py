"""Two cards that become one in the same sessions and the same waiting lists."""

from __future__ import annotations

import pytest

from bookingcore import (
    Absorption,
    Booking,
    Customer,
    Desk,
    EntryStatus,
    Review,
    ReviewKind,
    WaitlistEntry,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.waiting import TEN_MINUTES, Class

Someone = Customer | Booking | WaitlistEntry


@pytest.fixture
def full(studio: Studio) -> Class:
    """A class with two places, which are taken."""
    return Class(studio, capacity=2)


def card(full: Class, entry: WaitlistEntry) -> Customer:
    return full.desk.customers.get(entry.customer_id)


def merged(desk: Desk, *, into: Someone, old: Someone) -> Absorption:
    """The cards of two who were booked or waited."""
    return desk.customers.absorb(into=whose(into), old=whose(old))


def whose(thing: Someone) -> str:
    return thing.id if isinstance(thing, Customer) else thing.customer_id or ""


def queued(absorption: Absorption) -> list[Review]:
    """What there is to look at, but for fields."""
    return [each for each in absorption.to_review if each.kind is not ReviewKind.FIELD_DIFFERS]


@pytest.mark.rule("A41")
def test_both_bookings_of_one_session_are_kept_and_shown_to_staff(full: Class) -> None:
    first, second = full.booked

    absorption = merged(full.desk, into=second, old=first)

    both = tuple(sorted(each.id for each in full.booked))
    assert queued(absorption) == [Review(ReviewKind.SAME_SESSION, both)]
    there = full.desk.bookings.in_session(full.session)
    assert {each.customer_id for each in there if each.live} == {second.customer_id}
    assert (len(there), full.taken()) == (2, 2)
    assert full.desk.verify() == ()


@pytest.mark.rule("A41")
@pytest.mark.parametrize("newer_stays", [True, False])
def test_of_two_entries_the_earlier_is_kept(full: Class, newer_stays: bool) -> None:
    anna, ugo, ann = full.joined("Anna", "Ugo", "Ann")
    into, old = (ann, anna) if newer_stays else (anna, ann)

    absorption = merged(full.desk, into=into, old=old)

    assert queued(absorption) == [Review(ReviewKind.WAITED_TWICE, (ann.id,))]
    assert full.statuses() == "WAITING WAITING CLOSED"
    assert full.event(ann, "WAITLIST_CLOSED").customer_id == into.customer_id
    full.frees()
    assert full.now(anna).status is EntryStatus.OFFERED
    assert full.desk.by(card(full, into)).waitlist.accept(anna).customer_id == into.customer_id
    assert full.now(ugo).waits
    assert full.desk.verify() == ()


@pytest.mark.rule("A41")
@pytest.mark.parametrize("offered_stays", [True, False])
def test_an_open_offer_is_never_given_up_for_an_earlier_entry(
    full: Class, clock: FrozenClock, offered_stays: bool
) -> None:
    """The party of two was first; the single place went to who came after it."""
    anna, ann = full.join("Anna", places=2), full.join("Ann")
    full.frees()
    assert full.statuses() == "WAITING OFFERED"
    into, old = (ann, anna) if offered_stays else (anna, ann)

    absorption = merged(full.desk, into=into, old=old)

    assert queued(absorption) == [Review(ReviewKind.WAITED_TWICE, (anna.id,))]
    assert full.statuses() == "CLOSED OFFERED"
    clock.advance(minutes=TEN_MINUTES - 1)
    assert full.desk.by(card(full, into)).waitlist.accept(ann).customer_id == into.customer_id
    assert full.desk.verify() == ()


@pytest.mark.rule("A41", "A17")
def test_an_offer_that_has_run_out_is_no_reason_to_keep_an_entry(
    full: Class, clock: FrozenClock
) -> None:
    anna, ann = full.join("Anna", places=2), full.join("Ann")
    full.frees()
    clock.advance(minutes=TEN_MINUTES)

    absorption = merged(full.desk, into=ann, old=anna)

    assert queued(absorption) == [Review(ReviewKind.WAITED_TWICE, (ann.id,))]
    assert full.now(anna).waits
    assert not full.now(ann).open
    assert full.desk.verify() == ()


@pytest.mark.rule("A41", "A20")
def test_of_two_offers_the_earlier_is_kept_and_the_other_place_goes_on(full: Class) -> None:
    anna, ann, ugo = full.joined("Anna", "Ann", "Ugo")
    full.frees(0)
    full.frees(1)
    assert full.statuses() == "OFFERED OFFERED WAITING"

    absorption = merged(full.desk, into=ann, old=anna)

    assert queued(absorption) == [Review(ReviewKind.WAITED_TWICE, (ann.id,))]
    assert full.statuses() == "OFFERED CLOSED OFFERED"
    assert full.own(ugo).waitlist.accept(ugo).live
    assert full.desk.verify() == ()


@pytest.mark.rule("A41")
@pytest.mark.parametrize("booked_stays", [True, False])
def test_who_is_booked_and_waits_as_well_is_shown_to_staff(full: Class, booked_stays: bool) -> None:
    anna, booked = full.join("Anna"), full.booked[0]
    into, old = (booked, anna) if booked_stays else (anna, booked)

    absorption = merged(full.desk, into=into, old=old)

    about = (booked.id, full.session.id)
    assert queued(absorption) == [Review(ReviewKind.BOOKED_AND_WAITING, about)]
    assert full.now(anna).waits
    assert full.desk.bookings.get(booked).live
    assert full.desk.verify() == ()


@pytest.mark.rule("A64", "A20")
def test_merging_into_a_card_that_has_left_closes_what_it_waits_for(full: Class) -> None:
    """The place that was offered goes to the next."""
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()
    gone = full.person("Ann")
    full.desk.customers.deregister(gone)

    merged(full.desk, into=gone, old=anna)

    assert full.statuses() == "CLOSED OFFERED"
    assert full.own(ugo).waitlist.accept(ugo).live
    assert full.desk.verify() == ()


@pytest.mark.rule("A22", "A40")
@pytest.mark.parametrize("strict_stays", [True, False])
def test_restrictions_of_either_card_hold_in_the_queues_of_both(
    full: Class, strict_stays: bool
) -> None:
    """P6: nothing is offered any more by itself to who is blacklisted now."""
    studio, desk = full.studio, full.desk
    anna, ugo, ann = full.join("Anna"), full.join("Ugo"), full.person("Ann")
    other = studio.session("2026-07-03T18:00", service=studio.yoga, capacity=0)
    theirs = desk.waitlist.join(ann, other)
    desk.customers.blacklist(ann if strict_stays else anna.customer_id)

    into, old = (ann, anna) if strict_stays else (anna, ann)
    merged(desk, into=into, old=old)

    assert [full.now(each).staff_only for each in (anna, theirs)] == [True, True]
    full.frees()
    assert full.statuses() == "WAITING OFFERED"
    assert full.own(ugo).waitlist.accept(ugo).live
    assert desk.verify() == ()


@pytest.mark.rule("A23", "A24", "A40")
def test_an_offer_stays_where_a_restriction_comes_with_the_other_card(full: Class) -> None:
    """What is held is not taken away; only staff may accept it."""
    anna, ann, desk = full.join("Anna"), full.person("Ann"), full.desk
    full.frees()
    desk.customers.add_unwanted_service(ann, full.session.service_id)

    merged(desk, into=ann, old=anna)

    assert full.now(anna).status is EntryStatus.OFFERED
    assert full.now(anna).staff_only
    assert desk.verify() == ()
