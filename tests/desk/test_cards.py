"""What stands on a card: status, weight, labels, contacts; and how a card is found."""

from __future__ import annotations

import json
import logging
from decimal import Decimal
from typing import Any

import pytest

from bookingcore import (
    Customer,
    CustomerStatus,
    Desk,
    IdempotencyKeyReused,
    InvalidInput,
    NotAllowed,
    Weight,
    WeightUnit,
)
from tests.desk.records import everything
from tests.desk.studio import Studio

CANARY = "71.35"
DAY = "2026-07-01"


def names(found: tuple[Customer, ...]) -> list[str]:
    return [customer.full_name for customer in found]


# The status.


@pytest.mark.rule("004-01", "A52")
def test_staff_say_where_the_customer_stands_in_words_of_their_own(desk: Desk) -> None:
    """The label is free; the status of the library is another thing, with commands of its own."""
    anna = desk.customers.register(name="Anna", status_label="prova")
    assert (anna.status, anna.status_label) == (CustomerStatus.ACTIVE, "prova")

    assert desk.customers.update(anna, status_label="abbonata").status_label == "abbonata"
    assert desk.customers.get(anna).status is CustomerStatus.ACTIVE
    for field in ("status", "blacklisted", "activated_at", "verified", "account_name"):
        with pytest.raises(InvalidInput) as refused:
            desk.customers.update(anna, **{field: "DEREGISTERED"})
        assert refused.value.field == field
    assert desk.customers.update(anna, status_label="").status_label == ""


@pytest.mark.rule("004-01", "A52")
def test_a_card_is_active_deregistered_absorbed_or_erased(desk: Desk) -> None:
    anna, twin, ugo = (desk.customers.register(name=name) for name in ("Anna", "Anna B", "Ugo"))
    find = desk.customers.find

    assert desk.customers.deregister(anna).customer.status is CustomerStatus.DEREGISTERED
    assert names(find(status=CustomerStatus.DEREGISTERED)) == ["Anna"]
    assert desk.customers.reregister(anna).status is CustomerStatus.ACTIVE
    desk.customers.absorb(into=anna, old=twin)
    desk.customers.erase(ugo)
    assert names(find(status=CustomerStatus.ABSORBED)) == ["Anna B"]
    assert [card.id for card in find(status=CustomerStatus.ERASED)] == [ugo.id]
    assert names(find()) == ["Anna"]
    assert desk.verify() == ()


def test_customers_see_no_label_of_staff_s_and_write_on_no_card(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", status_label="difficile")
    desk.customers.add_label(anna, "vip")
    own = desk.by(anna).customers

    assert (own.get(anna).status_label, own.get(anna).labels) == ("", ())
    assert own.get(own.get(anna)).name == "Anna"
    for command in ("update", "add_label", "register", "find"):
        arguments: dict[str, tuple[object, ...]] = {"update": (anna,), "add_label": (anna, "x")}
        named = {"name": "Anna"} if command == "register" else {}
        with pytest.raises(NotAllowed):
            getattr(own, command)(*arguments.get(command, ()), **named)
    assert desk.customers.get(anna).status_label == "difficile"


# The weight.


@pytest.mark.rule("004-02", "A51")
def test_the_weight_is_updated_with_its_unit_and_its_day(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", weight=Weight(amount=CANARY, on=DAY))
    kept = desk.customers.get(anna).weight
    assert kept is not None
    assert (kept.amount, kept.unit, kept.on.isoformat()) == (Decimal(CANARY), WeightUnit.KG, DAY)

    pounds = Weight(amount=160, unit=WeightUnit.LB, on="2026-07-02")
    assert desk.customers.update(anna, weight=pounds).weight == pounds
    assert desk.customers.get(anna).weight == pounds
    assert desk.customers.update(anna, weight=None).weight is None
    assert desk.customers.get(anna).weight is None


@pytest.mark.rule("A51")
def test_the_weight_stands_on_the_card_and_nowhere_else(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    desk, weight = studio.desk, Weight(amount=CANARY, on=DAY)
    with caplog.at_level(logging.DEBUG):
        anna = desk.customers.update(studio.anna, weight=weight)
        twin = desk.customers.register(name="Anna", weight=weight, key="k1")
        desk.customers.absorb(into=anna, old=twin)
        pages = (desk.customers.card(anna), desk.customers.history(anna))
        told = repr((anna, twin, desk.customers.find(), *pages, everything(desk)))
    exports = (desk.customers.export(anna), desk.by(anna).customers.export(anna))

    for text in (told, caplog.text, *map(json.dumps, exports)):
        assert CANARY not in text
    assert anna.weight == weight
    facts = [event.facts for event in desk.history(anna) if event.kind.name == "CUSTOMER_UPDATED"]
    assert facts == [{"fields": "weight"}]
    assert desk.verify() == ()


@pytest.mark.rule("A51")
def test_the_weight_is_exported_only_to_who_asks_for_health_data(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", weight=Weight(amount=CANARY, on=DAY))

    assert "weight" not in desk.customers.export(anna)["customer"]
    asked = desk.customers.export(anna, health=True)["customer"]["weight"]
    assert asked == {"amount": CANARY, "unit": "KG", "on": DAY}


@pytest.mark.rule("A51")
@pytest.mark.parametrize("weight", [CANARY, Decimal(CANARY), 71.35, {"amount": CANARY}], ids=type)
def test_no_error_tells_a_weight(desk: Desk, weight: Any) -> None:
    anna = desk.customers.register(name="Anna")
    for write in (
        lambda: desk.customers.update(anna, weight=weight),
        lambda: desk.customers.register(name="Anna", weight=weight),
        lambda: desk.customers.update(anna, wieght=Weight(amount=CANARY, on=DAY)),
        lambda: Weight(amount=f"{CANARY} kg", on=DAY),
    ):
        with pytest.raises(InvalidInput) as refused:
            write()
        assert CANARY not in str(refused.value) + repr(refused.value)
    assert desk.customers.find() == (anna,)


def test_a_key_that_was_used_with_another_weight_stands_for_another_card(desk: Desk) -> None:
    """A weight shows itself to nobody, and is told from another one all the same."""
    given: dict[str, Any] = {"name": "Anna", "key": "k1"}
    anna = desk.customers.register(**given, weight=Weight(amount="80", on=DAY))

    assert desk.customers.register(**given, weight=Weight(amount="80.00", on=DAY)) == anna
    for other in ({"amount": 81}, {"unit": "LB"}, {"on": "2026-07-02"}):
        weight = Weight(**{"amount": 80, "on": DAY, **other})
        with pytest.raises(IdempotencyKeyReused):
            desk.customers.register(**given, weight=weight)
    assert desk.customers.find() == (anna,)


# Contacts, preferences, labels.


@pytest.mark.rule("002-22", "004-06")
def test_contact_details_and_language_are_updated_at_once_and_on_record(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", phone="06 1", language="it")
    told = desk.customers.update(
        anna, phone="+39 06 2", email="a@example.org", address="Via Roma 1", language="es"
    )

    assert (told.phone, told.email, told.language) == ("+39 06 2", "a@example.org", "es")
    assert told.address == "Via Roma 1"
    event = desk.history(anna)[-1]
    assert (event.kind.name, str(event.actor)) == ("CUSTOMER_UPDATED", "staff:desk")
    assert event.facts == {"fields": "address email language phone"}
    # What it says now stands on the card: history holds no words of it.
    assert "Via Roma" not in repr(desk.history(anna))


@pytest.mark.rule("002-22")
def test_labels_are_added_and_taken_off_and_cards_are_found_by_them(desk: Desk) -> None:
    anna, ugo = (desk.customers.register(name=name) for name in ("Anna", "Ugo"))
    find = desk.customers.find
    for label in ("vip", " lunedì ", "vip"):
        desk.customers.add_label(anna, label)
    desk.customers.add_label(ugo, "vip")

    assert desk.customers.get(anna).labels == ("lunedì", "vip")
    assert names(find(label="vip")) == ["Anna", "Ugo"]
    assert names(find("an", label="lunedì")) == ["Anna"]
    assert find(label="vi") == find(label="VIP") == find("ugo", label="lunedì") == ()
    desk.customers.deregister(ugo)
    assert names(find(label="vip", status=CustomerStatus.DEREGISTERED)) == ["Ugo"]
    assert desk.customers.remove_label(anna, "vip").labels == ("lunedì",)
    assert names(find(label="vip")) == ["Ugo"]


@pytest.mark.parametrize("phone", ["chiamami", "06\x071", "1" * 41, 6, b"06", "+", "a@b.it"])
def test_what_cannot_be_a_number_changes_nothing(desk: Desk, phone: Any) -> None:
    anna = desk.customers.register(name="Anna", phone="06 1")
    with pytest.raises(InvalidInput) as refused:
        desk.customers.update(anna, surname="Rossi", phone=phone)
    with pytest.raises(InvalidInput):
        desk.customers.register(name="Ugo", phone=phone)

    assert refused.value.field == "phone"
    assert desk.customers.find() == (anna,)


def test_two_people_may_have_one_telephone(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", phone="06 1234")
    ugo = desk.customers.register(name="Ugo", phone="061234")

    assert desk.customers.find("061234") == (anna, ugo)


# Finding.


@pytest.mark.rule("004-07")
@pytest.mark.parametrize(
    "words",
    [
        *("zo", "OË", "zoe\u0308", "ZOE\u0308", "ianchi zo", "maria", "bianchi maria zoë"),
        *("zoe.b@", "EXAMPLE.ORG", "login@", "zoe.b example.net"),
        *("+39 333 12-34", "39333", "3331234", "12-34", "333 zoë"),
    ],
)
def test_a_card_is_found_by_parts_of_names_addresses_and_the_number_as_written_or_its_digits(
    desk: Desk, words: str
) -> None:
    zoe = desk.customers.register(
        name="Zo\u00eb",
        middle_name="Maria",
        surname="Bianchi",
        email="Zoe.B@example.org",
        login_email="login@example.net",
        phone="+39 333 12-34",
    )
    desk.customers.register(name="Ugo", phone="06 999")

    assert desk.customers.find(words) == (zoe,)


@pytest.mark.rule("004-07")
def test_a_name_typed_with_its_accents_apart_is_found_as_anybody_writes_it(desk: Desk) -> None:
    zoe = desk.customers.register(name="Zoe\u0308", surname="\u0390\u01f0")

    for words in ("zo\u00eb", "ZOE\u0308", "\u0390", "\u01f0", "j\u030c", "\u03b9\u0308\u0301"):
        assert desk.customers.find(words) == (zoe,)


def test_cards_of_another_center_are_not_found(desk: Desk) -> None:
    desk.customers.register(name="Anna")

    assert desk.at("torino").customers.find("anna") == ()
