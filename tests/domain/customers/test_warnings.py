"""What there is to know about the card before somebody writes on it."""

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.warnings import CardWarning, CardWarningKind, card_warnings
from tests.domain.build import at, customer

NOTICES, LOGIN = "Notices@example.org", "anna@example.org"
NOW = at(1, 12)
ANNA = customer(email=NOTICES, login_email=LOGIN).verified_at(LOGIN, NOW).verified_at(NOTICES, NOW)


def kinds(card: Customer) -> list[str]:
    return [each.kind.name for each in card_warnings(card, {})]


def test_a_card_without_addresses_or_with_verified_ones_of_its_own_warns_of_nothing() -> None:
    own = Address(id=LOGIN, holders=(ANNA.id,))

    assert card_warnings(customer(), {}) == ()
    assert card_warnings(ANNA, {LOGIN: own}) == ()


@pytest.mark.rule("000-39")
def test_an_account_in_use_is_warned_of_with_its_login() -> None:
    [warning] = card_warnings(evolve(ANNA, activated_at=NOW), {})

    assert warning == CardWarning(kind=CardWarningKind.LOGIN_OF_CUSTOMER, address=LOGIN)


@pytest.mark.rule("A28")
def test_each_address_that_is_not_verified_is_warned_of_as_it_was_written() -> None:
    unverified = customer(email=NOTICES, login_email=LOGIN)

    assert [each.address for each in card_warnings(unverified, {})] == [NOTICES, LOGIN]
    assert kinds(unverified.verified_at(LOGIN, NOW)) == ["EMAIL_UNVERIFIED"]
    assert kinds(customer(email=NOTICES, login_email=NOTICES.upper())) == ["EMAIL_UNVERIFIED"]


@pytest.mark.rule("A44")
def test_an_address_that_others_have_too_is_warned_of_with_whose_it_is() -> None:
    others = (customer("bruno").id, customer("carla").id)
    [warning] = card_warnings(ANNA, {LOGIN: Address(id=LOGIN, holders=(ANNA.id, *others))})

    assert (warning.kind.name, warning.address) == ("EMAIL_SHARED", LOGIN)
    assert warning.shared_with == others
