"""The card: registering, finding, updating the fields of 004-07, on every store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bookingcore import (
    CenterNotConfigured,
    Customer,
    CustomerStatus,
    Desk,
    InvalidInput,
    Staff,
    Unknown,
)

FULL: dict[str, Any] = {
    "name": "Anna",
    "middle_name": "Maria",
    "surname": "Rossi",
    "email": "anna@example.org",
    "login_email": "a.rossi@example.net",
    "phone": "+39 06 1234567",
    "language": "it",
    "address": "Via Roma 1\n00100 Roma",
    "born_on": "1984-02-29",
    "gender": "f",
    "referral": "un'amica",
}
"""Every field that a card is registered with, except the branch."""


def names(found: tuple[Customer, ...]) -> list[str]:
    return [customer.full_name for customer in found]


@pytest.mark.rule("004-06", "004-07")
def test_a_card_keeps_every_field_it_is_registered_with(desk: Desk) -> None:
    branch = desk.catalog.add_branch("Trastevere")
    anna = desk.customers.register(**FULL, preferred_branch=branch)

    kept = desk.customers.get(anna)
    assert kept == anna
    assert {name: getattr(kept, name) for name in FULL} == {**FULL, "born_on": date(1984, 2, 29)}
    assert (kept.preferred_branch, kept.status) == (branch.id, CustomerStatus.ACTIVE)
    assert kept.full_name == "Anna Maria Rossi"


@pytest.mark.rule("004-07")
def test_a_first_name_is_all_that_a_card_needs(desk: Desk) -> None:
    mia = desk.customers.register(name=" Mia ")

    assert desk.customers.get(mia.id) == mia
    assert (mia.name, mia.surname, mia.email, mia.born_on) == ("Mia", "", None, None)


@pytest.mark.rule("004-07")
def test_fields_are_written_over_one_by_one_and_the_rest_stays(desk: Desk) -> None:
    anna = desk.customers.register(**FULL)
    branch = desk.catalog.add_branch("Prati")
    changes: dict[str, Any] = {
        "name": "Annamaria",
        "middle_name": "",
        "surname": "Bianchi",
        "email": None,
        "login_email": "",
        "phone": "06-7",
        "language": "es",
        "address": "",
        "born_on": None,
        "gender": "",
        "referral": "Google",
        "preferred_branch": branch,
    }
    expected = anna
    for field, value in changes.items():
        updated = desk.customers.update(expected, **{field: value})
        untouched = set(FULL) - {field}
        assert all(getattr(updated, name) == getattr(expected, name) for name in untouched)
        expected = updated

    kept = desk.customers.get(anna)
    assert kept == expected
    assert (kept.name, kept.middle_name, kept.surname) == ("Annamaria", "", "Bianchi")
    assert (kept.email, kept.login_email, kept.born_on) == (None, None, None)
    assert kept.preferred_branch == branch.id


def test_an_old_copy_of_the_card_updates_the_card_as_it_is_now(desk: Desk) -> None:
    """The card that is handed in says who is meant; what else it says is not believed."""
    old = desk.customers.register(name="Anna", phone="06 1")
    desk.customers.update(old, phone="06 2")
    desk.customers.update(old, surname="Rossi")

    now = desk.customers.get(old)
    assert (now.phone, now.surname) == ("06 2", "Rossi")


@pytest.mark.parametrize("field", FULL)
def test_a_value_that_a_field_cannot_hold_is_refused_by_its_name(desk: Desk, field: str) -> None:
    anna = desk.customers.register(**FULL)
    for value in (7, 1.5, b"x", "a\x00b", "\ud800", "x" * 10_001, ("a",)):
        with pytest.raises(InvalidInput) as refused:
            desk.customers.update(anna, **{field: value})
        assert refused.value.field == field
        with pytest.raises(InvalidInput):
            desk.customers.register(**{**FULL, field: value})

    assert desk.customers.find() == (anna,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("surname", "Ros\nsi"),
        ("email", "anna"),
        ("email", "@example.org"),
        ("email", "an na@example.org"),
        ("login_email", f"{'a' * 250}@b.it"),
        ("phone", "telefono"),
        ("phone", "1" * 41),
        ("language", "de"),
        ("born_on", "29 febbraio"),
        ("born_on", "1985-02-29"),
        ("shoe_size", 38),
        ("status", "ERASED"),
    ],
)
def test_what_a_card_cannot_say_is_refused_with_a_remedy(
    desk: Desk, field: str, value: object
) -> None:
    anna = desk.customers.register(**FULL)
    with pytest.raises(InvalidInput) as refused:
        desk.customers.update(anna, **{field: value})

    assert refused.value.field == field
    assert refused.value.remedy.startswith(("give ", "leave "))
    assert desk.customers.get(anna) == anna


def test_a_branch_that_does_not_exist_is_nobody_s_favourite(desk: Desk) -> None:
    with pytest.raises(Unknown) as refused:
        desk.customers.register(name="Anna", preferred_branch="nowhere")

    assert (refused.value.kind, refused.value.id) == ("branch", "nowhere")
    assert desk.customers.find() == ()


def test_in_a_center_that_was_never_configured_nobody_is_registered(desk: Desk) -> None:
    with pytest.raises(CenterNotConfigured) as refused:
        desk.at("milano").customers.register(name="Anna")

    assert "milano" in str(refused.value)
    assert desk.at("milano").customers.find() == ()


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Four people, one of them without anything but a name."""
    for name, surname, profile in (
        ("Zoë", "Bianchi", {"phone": "+39 333 100"}),
        ("anna", "De Santis", {"email": "Anna.DS@Example.org"}),
        ("Ánna", "Rossi", {"login_email": "rossi@example.net"}),
        ("Bruno", "", {}),
    ):
        desk.customers.register(name=name, surname=surname, **profile)
    return desk


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["anna De Santis", "Bruno", "Zoë Bianchi", "Ánna Rossi"]),
        ("  ", ["anna De Santis", "Bruno", "Zoë Bianchi", "Ánna Rossi"]),
        ("ANNA", ["anna De Santis"]),
        ("ÁNNA", ["Ánna Rossi"]),
        ("zoË", ["Zoë Bianchi"]),
        ("example", ["anna De Santis", "Ánna Rossi"]),
        ("santis anna", ["anna De Santis"]),
        ("anna rossi", []),
        ("de  santis", ["anna De Santis"]),
        ("333", ["Zoë Bianchi"]),
        ("@", ["anna De Santis", "Ánna Rossi"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("'", []),
    ],
)
def test_cards_are_found_by_all_words_in_any_case_in_order_of_name(
    crowd: Desk, words: str, found: list[str]
) -> None:
    assert names(crowd.customers.find(words)) == found


def test_a_card_is_found_by_what_it_says_now(crowd: Desk) -> None:
    [bruno] = crowd.customers.find("bruno")
    crowd.customers.update(bruno, name="Franco", email="100%_sicuro@example.org")

    assert crowd.customers.find("bruno") == ()
    assert names(crowd.customers.find("100%_sicuro")) == ["Franco"]


def test_cards_are_found_by_status_and_not_more_than_the_limit(crowd: Desk) -> None:
    find = crowd.customers.find

    assert len(find(status=CustomerStatus.ACTIVE)) == 4
    assert find(status=CustomerStatus.ERASED) == ()
    assert names(find(limit=2)) == ["anna De Santis", "Bruno"]
    assert len(find(limit=1000)) == 4


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"limit": True}, "limit"),
        ({"status": "HAPPY"}, "status"),
        ({"text": 7}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"text": "a\x00"}, "text"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(
    desk: Desk, arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.customers.find(**arguments)

    assert refused.value.field == field


def test_a_card_without_anything_open_has_no_warnings(desk: Desk) -> None:
    anna = desk.by(Staff("maria")).customers.register(name="Anna")
    warnings = desk.by(anna).customers.warnings(anna)

    assert (warnings.bookings, warnings.accounting) == ((), ())
