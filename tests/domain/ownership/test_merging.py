"""Two cards, field by field: pure, with any two cards there may be."""

from __future__ import annotations

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.ownership.absorbing import (
    Absorption,
    AbsorptionFacts,
    Review,
    ReviewKind,
    as_told,
    decide_absorption,
)
from bookingcore.domain.ownership.merging import (
    FILLED,
    differing,
    handed_over,
    merged,
    tombstone,
)
from bookingcore.domain.values.changes import Add, Change, Put, Reassign, Remove
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import CustomerId
from bookingcore.errors import CannotAbsorb, CustomerNotActive
from bookingcore.testing import strategies
from tests.domain.build import MARIA, at, booking, customer

NEW, OLD = CustomerId("new"), CustomerId("old")
CARDS = strategies.customers()


def one_card(into: Customer, old: Customer) -> Customer:
    return merged(evolve(into, id=NEW), evolve(old, id=OLD))


def test_every_field_of_a_card_has_its_way_of_merging() -> None:
    """A new one must be given one: filled, united, or staying with the card that stays."""
    united = {"labels", "blacklisted", "unwanted_services", "preferences"}
    staying = {
        *("id", "name", "status", "account_name", "account_surname"),
        *("activated_at", "verified", "devices", "absorbed_into", "version"),
    }
    assert {*FILLED, *united, *staying} == {each.name for each in fields(Customer)}
    assert len(FILLED) + len(united) + len(staying) == len(fields(Customer))


@pytest.mark.hypothesis
@pytest.mark.rule("A40", "A42")
@given(CARDS, CARDS)
def test_nothing_of_the_card_that_stays_is_lost(into: Customer, old: Customer) -> None:
    card = one_card(into, old)

    for name in FILLED:
        own, theirs = getattr(into, name), getattr(old, name)
        assert getattr(card, name) == (own or theirs)
    assert card.account == evolve(into.account, login_email=card.login_email)
    assert card.verified == into.verified
    assert set(card.labels) == {*into.labels, *old.labels}
    assert list(card.labels) == sorted(card.labels)


@pytest.mark.hypothesis
@pytest.mark.rule("A40")
@given(CARDS, CARDS)
def test_of_restrictions_the_stricter_stands_whichever_card_stays(
    into: Customer, old: Customer
) -> None:
    card, other = one_card(into, old), one_card(old, into)

    assert card.blacklisted is other.blacklisted is (into.blacklisted or old.blacklisted)
    assert card.preferences == other.preferences
    for each in (into, old):
        for entry in each.unwanted_services:
            assert not card.wants(entry.service_id)
        for category in Category:
            for channel in Channel:
                if each.preferences.of(category).of(channel) is False:
                    assert card.preferences.of(category).of(channel) is False


@pytest.mark.hypothesis
@given(CARDS, CARDS)
def test_what_differs_is_what_the_card_lost_of_the_old_one(into: Customer, old: Customer) -> None:
    card = one_card(into, old)

    for name in ("name", *FILLED):
        lost = getattr(old, name) not in {getattr(card, name), None, ""}
        assert (name in differing(into, old)) is lost


@given(CARDS)
def test_an_absorbed_card_keeps_its_words_and_no_address(old: Customer) -> None:
    gone = tombstone(old, NEW)

    assert (gone.status, gone.absorbed_into) == (CustomerStatus.ABSORBED, NEW)
    assert (gone.addresses, gone.verified, gone.account.in_use) == (frozenset(), (), False)
    kept = (
        *("email", "login_email", "activated_at", "verified", "devices"),
        *("status", "absorbed_into"),
    )
    assert evolve(gone, **{name: getattr(old, name) for name in kept}) == old


# Addresses.


def held(address: str, *holders: CustomerId) -> Address:
    return Address(id=address, holders=tuple(sorted(holders)))


FAMILY = CustomerId("family")

HANDED_OVER: dict[str, tuple[Address | None, bool, Change | None]] = {
    "the old card's is the new one's": (held("a@x.it", OLD), True, Put(held("a@x.it", NEW))),
    "its own stays": (held("a@x.it", NEW), True, None),
    "what both shared is its own": (held("a@x.it", NEW, OLD), True, Put(held("a@x.it", NEW))),
    "what a family shares goes on": (
        held("a@x.it", OLD, FAMILY),
        True,
        Put(held("a@x.it", NEW, FAMILY)),
    ),
    "what nobody needs any more is free": (held("a@x.it", OLD), False, Remove(held("a@x.it", OLD))),
    "what others need stays theirs": (
        held("a@x.it", OLD, FAMILY),
        False,
        Put(held("a@x.it", FAMILY)),
    ),
    "what was on no record is": (None, True, Add(held("a@x.it", NEW))),
}


@pytest.mark.rule("000-43", "A43", "A44")
@pytest.mark.parametrize("case", HANDED_OVER)
def test_addresses_go_to_the_card_that_stays_or_are_free(case: str) -> None:
    known, taken, change = HANDED_OVER[case]
    after = customer("new", email="A@x.it" if taken else None)
    old = customer("old", login_email="a@X.it")

    changes = handed_over(after, old, {known.id: known} if known else {})

    assert changes == ([change] if change else [])


# The decision.


def test_what_belongs_to_the_old_card_is_given_over_before_anything_is_put() -> None:
    older = tombstone(customer("older"), OLD)
    facts = AbsorptionFacts(into=customer("new"), old=customer("old"), tombstones=[older])

    decision = decide_absorption(facts, at(1), MARIA)

    assert decision.changes[0] == Reassign(old=OLD, new=NEW)
    puts = [each.row for each in decision.changes if isinstance(each, Put)]
    assert {row.id: row.absorbed_into for row in puts if isinstance(row, Customer)} == {
        "new": None,
        "old": NEW,
        "older": NEW,
    }
    assert [each.stream for each in decision.happened] == [NEW, OLD]


@pytest.mark.parametrize("status", list(CustomerStatus))
def test_only_cards_that_stand_for_a_person_are_absorbed(status: CustomerStatus) -> None:
    facts = AbsorptionFacts(into=customer("new"), old=customer("old", status=status))
    if status is CustomerStatus.ERASED:
        with pytest.raises(CustomerNotActive):
            decide_absorption(facts, at(1), MARIA)
    elif status is CustomerStatus.ABSORBED:
        with pytest.raises(CannotAbsorb):
            decide_absorption(facts, at(1), MARIA)
    else:
        assert decide_absorption(facts, at(1), MARIA).result.absorbed == OLD


@pytest.mark.hypothesis
@pytest.mark.rule("A40")
@given(CARDS, CARDS, st.dictionaries(st.sampled_from(["Booking", "Note"]), st.integers(1, 9)))
def test_its_event_tells_all_that_the_command_said(
    into: Customer, old: Customer, moved: dict[str, int]
) -> None:
    """So that it says the same again, whenever it is given again."""
    facts = AbsorptionFacts(
        into=evolve(into, id=NEW, status=CustomerStatus.ACTIVE),
        old=evolve(old, id=OLD, status=CustomerStatus.DEREGISTERED),
        bookings=[
            booking(id, customer_id=who, session_id="s1") for id, who in (("b1", OLD), ("b2", NEW))
        ],
        moved=moved,
    )
    decision = decide_absorption(facts, at(1), MARIA)
    told = decision.happened[0]
    event = Event(
        stream=told.stream,
        no=2,
        seq=0,
        kind=told.kind,
        subject=told.subject,
        customer_id=told.customer_id,
        session_id=told.session_id,
        actor=MARIA,
        at=at(1),
        facts=told.facts,
    )

    again: Absorption = as_told(event, decision.result.customer)

    assert again == decision.result
    assert Review(ReviewKind.SAME_SESSION, ("b1", "b2")) in again.to_review
