"""Who may not book waits for staff: automatic offers pass them over (004-04, A22, A23)."""

from __future__ import annotations

import pytest

from bookingcore import (
    Blacklisted,
    Customer,
    EntryStatus,
    PlacesFree,
    ResourceKind,
    UnwantedServiceBlocked,
    WaitlistEntry,
)
from bookingcore.errors import EntryEnded, OfferExpired
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.waiting import TEN_MINUTES, Class, of


@pytest.fixture
def full(studio: Studio) -> Class:
    """A class with one place, which is taken."""
    return Class(studio)


def blacklisted(full: Class, name: str = "Anna") -> Customer:
    return full.desk.customers.blacklist(full.person(name), reason="litigioso")


def waiting(full: Class, customer: Customer) -> WaitlistEntry:
    """They join by themselves."""
    return full.desk.by(customer).waitlist.join(customer, full.session)


def service(full: Class) -> str:
    return full.session.service_id


# Joining.


@pytest.mark.rule("004-04", "A22")
def test_who_is_blacklisted_may_wait_even_where_places_are_free(full: Class) -> None:
    anna, ugo = blacklisted(full), full.person("Ugo")
    full.frees()
    with pytest.raises(PlacesFree):
        full.desk.by(ugo).waitlist.join(ugo, full.session)

    entry = waiting(full, anna)

    assert (entry.status, entry.staff_only) == (EntryStatus.WAITING, True)
    assert full.taken() == 0
    # They hold nobody up either.
    assert full.desk.by(ugo).bookings.book(ugo, full.session).live
    assert full.desk.verify() == ()


# Offers pass them over.


@pytest.mark.rule("A22")
def test_a_free_place_is_offered_to_the_next_one_and_to_them_by_staff(studio: Studio) -> None:
    full = Class(studio, capacity=2)
    anna = waiting(full, blacklisted(full))
    ugo = full.join("Ugo")
    full.frees(0)
    assert full.statuses() == "WAITING OFFERED"
    full.own(ugo).waitlist.accept(ugo)
    full.frees(1)
    assert full.statuses() == "WAITING ACCEPTED"

    full.desk.waitlist.promote(anna, reason="ha chiarito")

    assert full.now(anna).status is EntryStatus.OFFERED
    assert full.desk.verify() == ()


@pytest.mark.rule("004-03", "004-05", "A22")
def test_what_staff_offer_them_staff_accept_for_them(full: Class) -> None:
    anna = waiting(full, blacklisted(full))
    full.frees()
    full.desk.waitlist.promote(anna, reason="ha chiarito")

    with pytest.raises(Blacklisted):
        full.own(anna).waitlist.accept(anna)
    assert full.now(anna).status is EntryStatus.OFFERED

    booking = full.desk.waitlist.accept(anna)
    assert (booking.customer_id, full.taken()) == (anna.customer_id, 1)
    assert full.desk.verify() == ()


@pytest.mark.rule("A23")
def test_nobody_is_offered_by_staff_what_is_unwanted_for_them(full: Class) -> None:
    """Nobody could accept it, and the place would be held for nothing."""
    anna = full.join("Anna")
    full.desk.customers.add_unwanted_service(anna.customer_id, full.session.service_id)
    full.frees()
    with pytest.raises(UnwantedServiceBlocked):
        full.desk.waitlist.promote(anna, reason="insiste")

    assert (full.now(anna).status, full.taken()) == (EntryStatus.WAITING, 0)
    assert full.desk.verify() == ()


@pytest.mark.rule("A22")
@pytest.mark.parametrize("answer", ["decline", "leave"])
def test_they_may_refuse_by_themselves(full: Class, answer: str) -> None:
    anna, ugo = waiting(full, blacklisted(full)), full.join("Ugo")
    full.frees()
    full.own(ugo).waitlist.leave(ugo)
    full.desk.waitlist.promote(anna, reason="ha chiarito")

    getattr(full.own(anna).waitlist, answer)(anna)

    assert (full.now(anna).open, full.taken()) == (False, 0)


# While they wait, or hold an offer.


@pytest.mark.rule("A22")
def test_who_is_blacklisted_while_waiting_is_passed_over_until_that_is_over(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")

    full.desk.customers.blacklist(anna.customer_id)
    assert full.now(anna).staff_only
    full.frees()
    assert full.statuses() == "WAITING OFFERED"

    full.desk.customers.blacklist(anna.customer_id, on=False)
    assert not full.now(anna).staff_only
    full.own(ugo).waitlist.decline(ugo)
    assert full.statuses() == "OFFERED DECLINED"
    assert full.own(anna).waitlist.accept(anna).live
    assert full.desk.verify() == ()


@pytest.mark.rule("A22", "A20")
def test_who_may_book_again_is_offered_at_once_what_is_free(full: Class) -> None:
    full.frees()
    anna = waiting(full, blacklisted(full))

    full.desk.customers.blacklist(anna.customer_id, on=False)

    assert full.now(anna).status is EntryStatus.OFFERED
    assert full.taken() == 1
    assert full.desk.verify() == ()


@pytest.mark.rule("A22")
def test_an_offer_that_is_open_stays_but_only_staff_accept_it(
    full: Class, clock: FrozenClock
) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()

    full.desk.customers.blacklist(anna.customer_id)

    assert full.statuses() == "OFFERED WAITING"
    with pytest.raises(Blacklisted):
        full.own(anna).waitlist.accept(anna)
    clock.advance(minutes=TEN_MINUTES)
    full.desk.run_due()
    assert full.statuses() == "EXPIRED OFFERED"
    with pytest.raises(OfferExpired):
        full.desk.waitlist.accept(anna)
    assert full.own(ugo).waitlist.accept(ugo).live
    assert full.desk.verify() == ()


@pytest.mark.rule("A22")
def test_staff_accept_the_offer_of_who_is_blacklisted_meanwhile(full: Class) -> None:
    anna = full.join("Anna")
    full.frees()
    full.desk.customers.blacklist(anna.customer_id)

    assert full.desk.waitlist.accept(anna).customer_id == anna.customer_id
    assert full.desk.verify() == ()


@pytest.mark.rule("A22")
def test_the_blacklist_of_one_leaves_the_others_as_they_were(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    left = full.join("Mia")
    full.own(left).waitlist.leave(left)

    full.desk.customers.blacklist(anna.customer_id)
    full.desk.customers.blacklist(left.customer_id)

    assert not full.now(ugo).staff_only
    with pytest.raises(EntryEnded):
        full.desk.waitlist.promote(left, reason="è tornata")
    assert not full.now(left).staff_only


@pytest.mark.rule("A22")
def test_with_offers_accepted_by_the_system_they_still_wait_for_staff(studio: Studio) -> None:
    full = Class(studio, policy=of(auto_book=True))
    anna = waiting(full, blacklisted(full))
    full.frees()

    full.desk.run_due()

    assert full.statuses() == "WAITING"
    assert full.desk.bookings.of(anna.customer_id) == ()


@pytest.mark.rule("A22", "004-03")
def test_the_system_accepts_no_offer_for_who_is_blacklisted_meanwhile(studio: Studio) -> None:
    full = Class(studio, policy=of(auto_book=True))
    anna = full.join("Anna")
    full.frees()
    full.desk.customers.blacklist(anna.customer_id)

    full.desk.run_due()
    assert full.statuses() == "OFFERED"

    full.desk.customers.blacklist(anna.customer_id, on=False)
    full.desk.run_due()
    assert full.statuses() == "ACCEPTED"
    assert full.desk.verify() == ()


# Unwanted services.


@pytest.mark.rule("A23", "004-29")
def test_what_is_unwanted_meanwhile_is_offered_to_the_next_until_it_is_wanted_again(
    full: Class,
) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.desk.customers.add_unwanted_service(anna.customer_id, service(full))
    assert full.now(anna).staff_only
    full.frees()
    assert full.statuses() == "WAITING OFFERED"

    full.own(ugo).waitlist.decline(ugo)
    assert full.statuses() == "WAITING DECLINED"
    full.desk.customers.remove_unwanted_service(anna.customer_id, service(full))

    assert full.statuses() == "OFFERED DECLINED"
    assert full.own(anna).waitlist.accept(anna).live
    assert full.desk.verify() == ()


@pytest.mark.rule("A23", "004-27")
def test_an_offer_of_what_is_unwanted_now_is_accepted_by_nobody(full: Class) -> None:
    anna, _ = full.joined("Anna", "Ugo")
    full.frees()

    full.desk.customers.add_unwanted_service(anna.customer_id, service(full))

    for desk in (full.own(anna), full.desk):
        with pytest.raises(UnwantedServiceBlocked):
            desk.waitlist.accept(anna)
    full.own(anna).waitlist.decline(anna)
    assert full.statuses() == "DECLINED OFFERED"
    assert full.desk.verify() == ()


# One professional.


@pytest.mark.rule("A24")
def test_who_is_given_another_professional_waits_for_staff_until_that_is_over(
    full: Class,
) -> None:
    """Nobody leads this class, so that it is no one's who has one professional."""
    anna, ugo = full.joined("Anna", "Ugo")
    maria = full.desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)

    full.desk.customers.assign_professional(anna.customer_id, maria)
    full.frees()
    assert full.statuses() == "WAITING OFFERED"

    full.desk.customers.assign_professional(anna.customer_id, None)
    full.own(ugo).waitlist.leave(ugo)
    assert full.now(anna).status is EntryStatus.OFFERED
    assert full.desk.verify() == ()
