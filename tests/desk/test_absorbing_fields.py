"""Two cards become one field by field: what the one lacks it has from the other."""

from __future__ import annotations

import pytest
from attrs import evolve, fields

from bookingcore import (
    Category,
    Channels,
    Customer,
    CustomerStatus,
    Desk,
    Preferences,
    Review,
    ReviewKind,
    UnwantedService,
    Weight,
)
from tests.desk.belongings import WORD, House, card_on_record


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


def differing(review: tuple[Review, ...]) -> set[str]:
    """The fields that a person should look at."""
    return {each.about[0] for each in review if each.kind is ReviewKind.FIELD_DIFFERS}


KEPT = {
    "id": "itself",
    "name": "always there",
    "status": "of the card that stays",
    "account_name": "fixed at registration",
    "account_surname": "fixed at registration",
    "activated_at": "A42",
    "verified": "A42",
    "absorbed_into": "none",
    "version": "none",
}
"""Fields that nothing of the old card comes into, each with the reason."""


def in_words(house: House, card: Customer) -> dict[str, object]:
    return {each.name: getattr(card, each.name) for each in fields(Customer)}


@pytest.mark.rule("A40", "A42")
def test_what_the_new_card_lacks_it_has_from_the_old_one(house: House) -> None:
    """Every field of a card: those that `KEPT` does not excuse come over."""
    old, bare = house.written_on(), house.person("Anna")

    merged = house.desk.customers.absorb(into=bare, old=old)

    for name, value in in_words(house, merged.customer).items():
        assert value == getattr(bare if name in KEPT else old, name), name
    assert differing(merged.to_review) == {"name"}
    assert house.desk.verify() == ()


@pytest.mark.rule("A40")
def test_what_the_new_card_has_it_keeps(house: House) -> None:
    desk = house.desk
    branch = desk.catalog.add_branch("Prati")
    other = evolve(house.maria, id=desk.catalog.add_resource("Eva", kind=house.maria.kind).id)
    own = dict.fromkeys(("surname", "middle_name", "gender", "referral", "address"), "Bianchi")
    new = desk.customers.register(
        **own,
        name="Anna",
        email="anna@example.org",
        login_email="anna@example.net",
        phone="333",
        language="en",
        born_on="1991-01-01",
        preferred_branch=branch,
        status_label="nuova",
        weight=Weight(amount=70, on="2026-06-30"),
    )
    desk.customers.assign_professional(new, other.id)
    new = desk.customers.blacklist(new, reason="mai pagato")
    old = house.written_on()

    merged = desk.customers.absorb(into=new, old=old)

    assert evolve(merged.customer, labels=(), unwanted_services=()) == evolve(
        new, preferences=old.preferences
    )
    assert differing(merged.to_review) == {"name", "professional_id", *own} | {
        *("email", "login_email", "phone", "language", "born_on", "preferred_branch"),
        *("status_label", "weight", "blacklist_reason"),
    }
    gone = card_on_record(desk, old.id)
    assert (gone.status, gone.absorbed_into) == (CustomerStatus.ABSORBED, new.id)
    assert (gone.surname, gone.addresses, gone.verified) == (WORD, frozenset(), ())
    assert desk.verify() == ()


@pytest.mark.rule("A40", "004-03", "004-27", "000-55")
@pytest.mark.parametrize("swapped", [False, True], ids=["new stricter", "old stricter"])
def test_of_restrictions_the_stricter_stands(house: House, swapped: bool) -> None:
    book = house.desk.customers
    strict, free = house.person("Anna"), house.person("Anna")
    book.blacklist(strict, reason="due volte assente")
    book.add_unwanted_service(strict, house.pilates)
    book.add_unwanted_service(free, house.pilates, "mal di schiena")
    book.add_unwanted_service(free, house.yoga, "si annoia")
    book.set_preferences(strict, Preferences(marketing=Channels(email=False, push=True)))
    book.set_preferences(free, Preferences(marketing=Channels(email=True, sms=True)))
    book.add_label(strict, "VIP")
    book.add_label(free, "amica")

    into, old = (free, strict) if swapped else (strict, free)
    merged = book.absorb(into=into, old=old).customer

    assert (merged.blacklisted, merged.blacklist_reason) == (True, "due volte assente")
    assert set(merged.unwanted_services) == {
        UnwantedService(service_id=house.pilates.id, comment="mal di schiena"),
        UnwantedService(service_id=house.yoga.id, comment="si annoia"),
    }
    assert merged.labels == ("VIP", "amica")
    chosen = merged.preferences.of(Category.MARKETING)
    assert chosen == Channels(email=False, push=True, sms=True)
    assert house.desk.verify() == ()
