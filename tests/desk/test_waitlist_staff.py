"""Waiting for a place: parties, those who are passed over, and what staff make of a list."""

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore import (
    BalancePolicy,
    EntryStatus,
    Offers,
    Override,
    Parties,
    QueueAhead,
    SessionFull,
    Staff,
)
from bookingcore.domain.values.changes import Put
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.waiting import TEN_MINUTES, Class, of


@pytest.fixture
def full(studio: Studio) -> Class:
    """A class with one place, which is taken."""
    return Class(studio)


# Parties.


@pytest.mark.rule("A16")
def test_all_places_of_an_entry_are_offered_or_none_and_smaller_parties_overtake(
    studio: Studio,
) -> None:
    full = Class(studio, capacity=2)
    anna, ugo = full.join("Anna", places=2), full.join("Ugo")

    full.frees(0)
    assert full.statuses() == "WAITING OFFERED"
    full.own(ugo).waitlist.decline(ugo)
    full.frees(1)

    assert full.now(anna).status is EntryStatus.OFFERED
    assert full.own(anna).waitlist.accept(anna).places == 2
    assert full.taken() == 2


@pytest.mark.rule("A16")
def test_where_order_is_strict_nobody_passes_the_first_party(studio: Studio) -> None:
    full = Class(studio, capacity=2, policy=of(parties=Parties.STRICT))
    anna, ugo = full.join("Anna", places=2), full.join("Ugo")
    mia = full.person("Mia")

    full.frees(0)

    assert full.statuses() == "WAITING WAITING"
    with pytest.raises(QueueAhead) as refused:
        full.desk.by(mia).bookings.book(mia, full.session)
    assert refused.value.waiting == 2
    with pytest.raises(QueueAhead):
        full.own(ugo).bookings.book(ugo.customer_id, full.session)
    assert not full.desk.bookings.check(mia, full.session).allowed
    assert full.own(anna).bookings.check(anna.customer_id, full.session).allowed
    full.own(anna).waitlist.leave(anna)
    assert full.now(ugo).status is EntryStatus.OFFERED


# Staff offer.


@pytest.fixture
def manual(studio: Studio) -> Class:
    """A class whose free places staff give to those who wait."""
    return Class(studio, capacity=2, policy=of(offers=Offers.MANUAL, join_when_free=True))


@pytest.mark.rule("A16")
def test_where_staff_offer_one_may_queue_for_a_free_place_and_nobody_passes(
    manual: Class,
) -> None:
    manual.frees()
    anna, ugo = manual.joined("Anna", "Ugo")
    mia = manual.person("Mia")
    assert manual.statuses() == "WAITING WAITING"

    with pytest.raises(QueueAhead) as refused:
        manual.desk.by(mia).bookings.book(mia, manual.session)
    assert refused.value.waiting == 2
    with pytest.raises(QueueAhead):
        manual.own(ugo).bookings.book(ugo.customer_id, manual.session)

    override = Override(reason="è l'insegnante", codes={"queue_ahead"})
    booking = manual.desk.bookings.book(mia, manual.session, override=override)
    assert manual.desk.history(booking)[0].facts["overridden"] == "queue_ahead"
    manual.frees(1)
    assert manual.own(anna).bookings.book(anna.customer_id, manual.session).live


@pytest.mark.rule("A16")
def test_staff_promote_out_of_order_with_the_reason_on_record(manual: Class) -> None:
    anna, ugo = manual.joined("Anna", "Ugo")
    manual.frees()

    promoted = manual.desk.by(Staff("maria")).waitlist.promote(ugo, reason="viene da lontano")

    assert promoted == manual.now(ugo)
    assert promoted.offer is not None
    assert promoted.offer.promoted
    assert manual.now(anna).status is EntryStatus.WAITING
    made = manual.event(ugo, "OFFER_MADE")
    assert (made.actor, made.words) == (Staff("maria"), {"reason": "viene da lontano"})
    assert manual.own(ugo).waitlist.accept(ugo).live


def test_an_offer_that_staff_made_runs_out_too(manual: Class, clock: FrozenClock) -> None:
    [anna] = manual.joined("Anna")
    manual.frees()
    manual.desk.waitlist.promote(anna, reason="tocca a lei")
    clock.advance(minutes=TEN_MINUTES)

    manual.desk.run_due()

    assert manual.statuses() == "EXPIRED"
    assert manual.taken() == 1


def test_nobody_is_promoted_to_a_place_that_is_taken(full: Class) -> None:
    [anna] = full.joined("Anna")

    with pytest.raises(SessionFull):
        full.desk.waitlist.promote(anna, reason="un'amica")


@pytest.mark.rule("A16")
def test_staff_put_those_who_wait_in_another_order_with_the_reason_on_record(
    full: Class,
) -> None:
    anna, ugo, mia = full.joined("Anna", "Ugo", "Mia")

    ordered = full.desk.waitlist.reorder(full.session, [mia, anna.id, ugo], reason="come detto")

    assert [entry.id for entry in ordered] == [mia.id, anna.id, ugo.id]
    assert full.desk.waitlist.entries(full.session) == ordered
    event = full.event(full.session, "WAITLIST_REORDERED")
    assert event.facts == {"entries": f"{mia.id} {anna.id} {ugo.id}"}
    assert event.words == {"reason": "come detto"}
    full.frees()
    assert full.now(mia).status is EntryStatus.OFFERED


@pytest.mark.rule("A16", "A20")
def test_another_order_may_let_somebody_have_what_is_free(studio: Studio) -> None:
    full = Class(studio, capacity=2, policy=of(parties=Parties.STRICT))
    anna, ugo = full.join("Anna", places=2), full.join("Ugo")
    full.frees()

    full.desk.waitlist.reorder(full.session, [ugo, anna], reason="Anna è d'accordo")

    assert full.now(ugo).status is EntryStatus.OFFERED
    assert full.taken() == 2


@pytest.mark.rule("A22")
@pytest.mark.parametrize("parties", Parties)
def test_whom_only_staff_may_offer_a_place_waits_for_them(studio: Studio, parties: Parties) -> None:
    full = Class(studio, capacity=2, policy=of(parties=parties))
    anna, _ = full.joined("Anna", "Ugo")
    marked = evolve(full.now(anna), staff_only=True)
    with full.desk.store.begin(full.desk.center) as unit:
        unit.save([Put(marked)])

    full.frees(0)
    full.frees(1)

    assert full.statuses() == "WAITING OFFERED"
    # Nobody is held up by her.
    assert full.desk.bookings.check(full.person("Mia"), full.session).allowed
    assert full.desk.waitlist.promote(anna, reason="ha pagato").status is EntryStatus.OFFERED


@pytest.mark.rule("A16")
def test_who_cannot_be_told_is_passed_over_and_flagged(studio: Studio) -> None:
    full = Class(studio, policy=of(only_reachable=True))
    silent = full.desk.customers.register(name="Silvio")
    silvio = full.desk.waitlist.join(silent, full.session)
    ugo = full.join("Ugo")

    full.frees()

    assert full.statuses() == "WAITING OFFERED"
    assert full.now(silvio).unreachable
    # As soon as there is a way to tell them, they are as good as anybody.
    full.desk.customers.update(silent, phone="06 1234567")
    full.own(ugo).waitlist.decline(ugo)
    told = full.now(silvio)
    assert (told.status, told.unreachable) == (EntryStatus.OFFERED, False)


@pytest.mark.rule("A16")
def test_where_the_service_says_so_an_offer_is_accepted_by_the_system(studio: Studio) -> None:
    full = Class(studio, policy=of(auto_book=True))
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()
    assert full.statuses() == "OFFERED WAITING"

    full.desk.run_due()

    assert full.statuses() == "ACCEPTED WAITING"
    [booking] = full.desk.bookings.of(anna.customer_id)
    made = full.desk.history(booking)[0]
    assert (made.kind.name, str(made.actor)) == ("BOOKING_MADE", "system")
    assert full.desk.bookings.of(ugo.customer_id) == ()


@pytest.mark.rule("A21")
def test_what_the_system_may_not_accept_is_theirs_to_answer(studio: Studio) -> None:
    policy = evolve(of(auto_book=True), balance_policy=BalancePolicy.REQUIRED)
    full = Class(studio, policy=policy)
    plan = full.plan()
    [anna] = full.joined("Anna")
    full.frees()

    report = full.desk.run_due()

    assert report.failed == ()
    assert full.statuses() == "OFFERED"
    studio.desk.sales.sell(anna.customer_id, plan)
    assert full.own(anna).waitlist.accept(anna).live


@pytest.mark.rule("A16", "A20")
def test_who_can_be_told_at_last_is_offered_what_is_free(studio: Studio) -> None:
    """Nobody gives a place back meanwhile: the due work looks at the list again."""
    full = Class(studio, policy=of(only_reachable=True))
    silent = full.desk.customers.register(name="Silvio")
    silvio = full.desk.waitlist.join(silent, full.session)
    full.frees()
    assert full.statuses() == "WAITING"

    full.desk.customers.update(silent, email="silvio@example.com")
    full.desk.run_due()

    assert full.now(silvio).status is EntryStatus.OFFERED
    assert full.desk.verify() == ()
