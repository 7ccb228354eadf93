"""The card: what a profile may hold, and how it is found."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.customers.customer import Customer, CustomerStatus, shown_to_customer
from bookingcore.domain.customers.profile import registered, updated
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.values.ids import BranchId, CustomerId, ServiceId
from bookingcore.errors import InvalidInput

ANNA = CustomerId("anna")

FULL = {
    "name": "Anna",
    "surname": "Rossi",
    "middle_name": "Maria",
    "email": "anna@example.org",
    "login_email": "anna.rossi@example.org",
    "phone": "+39 06 1234567",
    "language": "it",
    "address": "via Roma 1\n00100 Roma",
    "born_on": "1990-02-28",
    "gender": "f",
    "referral": "a friend",
    "preferred_branch": "centro",
}


@pytest.mark.rule("004-07")
def test_a_card_holds_names_contacts_and_demographics() -> None:
    assert registered(ANNA, FULL) == Customer(
        id=ANNA,
        name="Anna",
        surname="Rossi",
        middle_name="Maria",
        email="anna@example.org",
        login_email="anna.rossi@example.org",
        phone="+39 06 1234567",
        language="it",
        address="via Roma 1\n00100 Roma",
        born_on=date(1990, 2, 28),
        gender="f",
        referral="a friend",
        preferred_branch=BranchId("centro"),
        account_name="Anna",
        account_surname="Rossi",
    )


def test_only_the_name_is_required() -> None:
    anna = registered(ANNA, {"name": "  Anna "})

    assert anna == Customer(id=ANNA, name="Anna", account_name="Anna")
    assert anna.status is CustomerStatus.ACTIVE
    with pytest.raises(InvalidInput) as refused:
        registered(ANNA, {"surname": "Rossi"})
    assert refused.value.field == "name"


@pytest.mark.rule("000-34")
def test_the_address_for_notices_and_the_one_to_log_in_with_are_two() -> None:
    anna = updated(registered(ANNA, FULL), {"email": "new@example.org"})

    assert (anna.email, anna.login_email) == ("new@example.org", "anna.rossi@example.org")


@pytest.mark.parametrize(
    "field", ["surname", "middle_name", "email", "login_email", "phone", "gender", "referral"]
)
def test_what_is_left_empty_is_taken_off_the_card(field: str) -> None:
    anna = updated(registered(ANNA, FULL), {field: ""})

    assert not getattr(anna, field)


@pytest.mark.parametrize("field", ["email", "login_email", "phone", "language", "born_on"])
def test_none_takes_it_off_too(field: str) -> None:
    assert getattr(updated(registered(ANNA, FULL), {field: None}), field) is None


def test_the_preferred_branch_is_given_as_such_or_by_its_id_or_as_none() -> None:
    centro = Branch.opened(BranchId("centro"), called="Centro", time_zone="Europe/Rome")
    anna = registered(ANNA, {"name": "Anna", "preferred_branch": centro})

    assert anna.preferred_branch == "centro"
    assert updated(anna, {"preferred_branch": None}).preferred_branch is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "two\nlines"),
        ("name", "a" * 201),
        ("surname", 3),
        ("email", "anna"),
        ("email", "anna@"),
        ("email", "@example.org"),
        ("email", "anna rossi@example.org"),
        ("email", "anna@example.org\x07"),
        ("login_email", "a" * 250 + "@example.org"),
        ("phone", "call me"),
        ("phone", "06 1234567\x07"),
        ("phone", "1" * 41),
        ("language", "de"),
        ("born_on", "yesterday"),
        ("address", 5),
        ("preferred_branch", 7),
        ("nickname", "Annie"),
    ],
)
def test_a_value_that_the_card_cannot_hold_is_refused_by_its_field(
    field: str, value: object
) -> None:
    with pytest.raises(InvalidInput) as refused:
        updated(Customer(id=ANNA, name="Anna"), {field: value})

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("email", "a" * 242 + "@example.org"),
        ("phone", "1" * 40),
        ("surname", "a" * 200),
        ("address", "a" * 1000),
    ],
)
def test_a_value_may_be_so_long_and_no_longer(field: str, longest: str) -> None:
    anna = Customer(id=ANNA, name="Anna")

    assert getattr(updated(anna, {field: longest}), field) == longest
    with pytest.raises(InvalidInput):
        updated(anna, {field: longest[0] + longest})


def test_names_are_said_in_their_order() -> None:
    assert registered(ANNA, FULL).full_name == "Anna Maria Rossi"
    assert registered(ANNA, {"name": "Anna", "surname": "Rossi"}).full_name == "Anna Rossi"


def test_a_card_is_found_by_names_addresses_and_phone_whatever_their_case() -> None:
    assert registered(ANNA, FULL | {"surname": "STRAẞE"}).search_text == (
        "anna maria strasse\nanna@example.org\nanna.rossi@example.org\n+39 06 1234567\n39061234567"
    )
    assert registered(ANNA, {"name": "Anna"}).search_text == "anna"


def test_a_card_is_found_by_a_name_however_its_accents_were_typed() -> None:
    composed, apart = registered(ANNA, {"name": "Zoé"}), registered(ANNA, {"name": "Zoe\u0301"})

    assert composed.search_text == apart.search_text


@pytest.mark.parametrize("field", ["email", "login_email", "phone"])
def test_anything_to_tell_them_under_makes_a_customer_reachable(field: str) -> None:
    value = "06 1234567" if field == "phone" else "anna@example.org"

    assert updated(Customer(id=ANNA, name="Anna"), {field: value}).reachable
    assert not Customer(id=ANNA, name="Anna").reachable


def test_only_what_is_unwanted_is_not_scheduled() -> None:
    yoga, pilates = ServiceId("yoga"), ServiceId("pilates")
    anna = Customer(id=ANNA, name="Anna")

    assert anna.wants(yoga)
    blocked = Customer(id=ANNA, name="Anna", unwanted_services=(UnwantedService(service_id=yoga),))
    assert (blocked.wants(yoga), blocked.wants(pilates)) == (False, True)


def test_customers_do_not_see_what_staff_wrote_for_each_other() -> None:
    entry = UnwantedService(service_id=ServiceId("yoga"), comment="asks too much")
    anna = Customer(
        id=ANNA,
        name="Anna",
        status_label="difficult",
        labels=("late",),
        blacklisted=True,
        blacklist_reason="rude",
        unwanted_services=(entry,),
    )
    seen = shown_to_customer(anna)

    assert (seen.name, seen.blacklisted) == ("Anna", True)
    assert [each.service_id for each in seen.unwanted_services] == ["yoga"]
    for word in ("difficult", "late", "rude", "asks too much"):
        assert word not in repr(seen)
