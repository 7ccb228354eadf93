"""E-mail addresses: their one form, who may have them, and who has them."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.customers.addresses import (
    Address,
    claimed,
    email,
    normalised,
    of_both,
    releases,
)
from bookingcore.domain.values.changes import Add, Put, Remove
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.errors import EmailInUse, InvalidInput

ANNA, BRUNO, CARLA = CustomerId("anna"), CustomerId("bruno"), CustomerId("carla")
HERS = "anna@example.org"
STRICT, WARN = EmailUniqueness.STRICT, EmailUniqueness.WARN

addresses = st.builds(
    "{}@{}".format, st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8)
)


def of(*holders: CustomerId, id: str = HERS) -> dict[str, Address]:
    return {id: Address(id=id, holders=holders)}


@pytest.mark.rule("A43")
@pytest.mark.parametrize(
    "written",
    [HERS, "ANNA@Example.ORG", "  anna@example.org\n", "\u00a0Anna@example.org\t"],
)
def test_case_and_surrounding_space_make_no_other_address(written: str) -> None:
    assert normalised(written) == HERS


@pytest.mark.rule("A43")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zo\u00eb@example.org", "ZOE\u0308@example.org"),
        ("stra\u00dfe@example.org", "STRASSE@example.org"),
        ("\u1fb4@example.org", "\u03b1\u0345\u0301@example.org"),
    ],
)
def test_two_ways_to_write_a_letter_make_one_address(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.rule("A43")
@pytest.mark.hypothesis
@given(addresses)
def test_the_one_form_is_one(address: str) -> None:
    """To compare it again changes nothing, and no form of writing Unicode makes another one."""
    form = normalised(address)

    assert normalised(form) == form
    assert {normalised(normalize(each, address)) for each in ("NFC", "NFD")} == {form}


def test_an_address_is_kept_as_it_was_written() -> None:
    assert email(" Anna@Example.org ", "email") == "Anna@Example.org"
    assert email('"anna@home"@example.org', "email") == '"anna@home"@example.org'


@pytest.mark.parametrize("nothing", [None, "", "  ", "\n"])
def test_none_or_an_empty_text_is_no_address(nothing: object) -> None:
    assert email(nothing, "email") is None


@pytest.mark.parametrize(
    "malformed",
    [
        *("anna", "@", "anna@", "@example.org", "an na@example.org", "anna@example\u2003.org"),
        *("anna@example.org\r\nBcc: x@y.z", "anna\u200b@example.org", "anna@example.org\x07x"),
        *("a" * 243 + "@example.org", 7, b"anna@example.org", True, [HERS]),
    ],
)
def test_what_cannot_be_an_address_is_refused_by_its_field(malformed: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        email(malformed, "login_email")

    assert refused.value.field == "login_email"


def test_the_addresses_of_a_card_count_once() -> None:
    assert of_both(HERS, " ANNA@example.org") == {HERS}
    assert of_both(None, HERS, None, "") == {HERS}


def test_an_address_that_nobody_has_is_put_on_record() -> None:
    hers = Address(id=HERS, holders=(ANNA,))

    assert claimed(ANNA, HERS, "email", {}, STRICT, tell=True) == [Add(hers)]


def test_an_address_that_one_has_already_needs_nothing() -> None:
    for policy in EmailUniqueness:
        assert claimed(ANNA, HERS, "email", of(ANNA), policy, tell=True) == []


@pytest.mark.rule("000-42", "A43")
@pytest.mark.parametrize(("tell", "whose"), [(True, BRUNO), (False, None)])
def test_another_s_address_is_refused_by_the_field_it_was_given_for(
    tell: bool, whose: str | None
) -> None:
    """Whose it is, is told to staff only."""
    with pytest.raises(EmailInUse) as refused:
        claimed(ANNA, HERS, "login_email", of(BRUNO), STRICT, tell=tell)

    assert (refused.value.field, refused.value.customer_id) == ("login_email", whose)


@pytest.mark.rule("A44")
def test_where_families_share_an_address_it_has_several_holders() -> None:
    shared = Address(id=HERS, holders=(ANNA, BRUNO, CARLA))

    assert claimed(ANNA, HERS, "email", of(BRUNO, CARLA), WARN, tell=True) == [Put(shared)]
    assert shared.shared_with(BRUNO) == (ANNA, CARLA)


@pytest.mark.rule("000-43")
def test_an_address_given_up_is_free_once_nobody_else_has_it() -> None:
    assert releases(ANNA, [HERS], of(ANNA)) == [Remove(Address(id=HERS, holders=(ANNA,)))]
    assert releases(ANNA, [HERS], of(ANNA, BRUNO)) == [Put(Address(id=HERS, holders=(BRUNO,)))]


def test_what_one_does_not_hold_is_not_given_up() -> None:
    assert releases(ANNA, [HERS], of(BRUNO)) == []
    assert releases(ANNA, [HERS], {}) == []
