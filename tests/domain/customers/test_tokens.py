"""Links that prove whose an account is: made, cleared away, and what makes them useless."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.tokens import (
    LIFETIMES,
    AccountToken,
    TokenPurpose,
    decide_link,
    payload,
    read_account_token,
    refuse_used,
    written,
)
from bookingcore.domain.values.changes import Add, Remove
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CenterId, CustomerId, TokenId
from bookingcore.domain.values.sealing import payload_of, token_of
from bookingcore.errors import CustomerNotActive, InvalidInput, LinkNotUsable, NoLoginEmail
from tests.domain.build import at, customer

NOW = at(1, 12)
MOMENT = timedelta(microseconds=1)
ANNA = customer(email="Notices@example.org", login_email="anna@example.org")
LOGIN, RESET, VERIFY = TokenPurpose.LOGIN, TokenPurpose.RESET, TokenPurpose.VERIFY
ROMA = CenterId("roma")


def made(purpose: TokenPurpose, wanted: str | None = None, card: Customer = ANNA) -> AccountToken:
    return decide_link(TokenId("t1"), card, purpose, wanted, (), NOW).result


def test_a_link_goes_to_the_address_that_it_is_about() -> None:
    assert made(VERIFY).address == "notices@example.org"
    assert made(VERIFY, "anna@example.org").address == "anna@example.org"
    assert made(VERIFY, card=customer(login_email="A@b.it")).address == "a@b.it"
    assert {made(each).address for each in (LOGIN, RESET)} == {"anna@example.org"}


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_without_an_address_no_link_is_made(purpose: TokenPurpose) -> None:
    with pytest.raises(NoLoginEmail):
        made(purpose, card=customer(phone="06 1"))


@pytest.mark.parametrize("purpose", [LOGIN, RESET])
def test_the_address_for_notices_lets_nobody_in(purpose: TokenPurpose) -> None:
    with pytest.raises(NoLoginEmail):
        made(purpose, card=customer(email="notices@example.org"))


@pytest.mark.parametrize("wanted", ["", "other@example.org"])
def test_only_an_address_of_the_card_is_verified(wanted: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        made(VERIFY, wanted)

    assert refused.value.field == "email"


def test_to_an_erased_card_no_link_is_made() -> None:
    with pytest.raises(CustomerNotActive):
        made(VERIFY, card=customer(status=CustomerStatus.ERASED))


def test_a_new_link_clears_away_those_that_ran_out_and_tells_no_address() -> None:
    over = evolve(made(LOGIN), id=TokenId("over"), expires_at=NOW)
    good = evolve(over, id=TokenId("good"), expires_at=NOW + MOMENT)
    decision = decide_link(TokenId("t2"), ANNA, RESET, None, (over, good), NOW)

    assert decision.changes == [Add(decision.result), Remove(over)]
    [told] = decision.happened
    assert (told.kind, told.facts) == (EventKind.ACCOUNT_LINK_MADE, {"purpose": "RESET"})
    assert "example.org" not in repr(decision.result) + repr(told)


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_a_link_is_good_up_to_the_last_moment_for_its_purpose_only(purpose: TokenPurpose) -> None:
    token = made(purpose)
    end = NOW + LIFETIMES[purpose]

    assert token.expires_at == end
    assert refuse_used(token, ANNA, purpose, end - MOMENT) is token
    for other, now in ((purpose, end), *((each, NOW) for each in set(TokenPurpose) - {purpose})):
        with pytest.raises(LinkNotUsable):
            refuse_used(token, ANNA, other, now)


@pytest.mark.parametrize("purpose", TokenPurpose)
@pytest.mark.parametrize("status", CustomerStatus)
def test_a_card_that_stands_for_nobody_has_no_good_links(
    purpose: TokenPurpose, status: CustomerStatus
) -> None:
    card = evolve(ANNA, status=status)
    if status in {CustomerStatus.ACTIVE, CustomerStatus.DEREGISTERED}:
        assert refuse_used(made(purpose), card, purpose, NOW) == made(purpose)
        return
    with pytest.raises(LinkNotUsable):
        refuse_used(made(purpose), card, purpose, NOW)


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_a_link_to_an_address_that_the_card_has_no_more_is_useless(purpose: TokenPurpose) -> None:
    for card in (evolve(ANNA, email=None, login_email="new@example.org"), customer()):
        with pytest.raises(LinkNotUsable):
            refuse_used(made(purpose), card, purpose, NOW)


@pytest.mark.parametrize("purpose", [LOGIN, RESET])
def test_a_login_that_became_the_address_for_notices_lets_nobody_in(purpose: TokenPurpose) -> None:
    swapped = evolve(ANNA, email=ANNA.login_email, login_email=ANNA.email)

    with pytest.raises(LinkNotUsable):
        refuse_used(made(purpose), swapped, purpose, NOW)


def test_what_a_link_says_is_read_back() -> None:
    said = payload(ROMA, TokenId("t1"), "0f")
    read = read_account_token(written(said, b"seal"))

    assert (read.center, read.id) == ("roma", "t1")
    assert (read.signed.payload, read.signed.signature) == (said, b"seal")
    assert CustomerId("anna") not in said.decode()


@pytest.mark.parametrize(
    "lines",
    [
        ("account", "1", "roma", "t1"),
        ("account", "1", "roma", "t1", "0f", "more"),
        ("account", "2", "roma", "t1", "0f"),
        ("manage", "1", "roma", "t1", "0f"),
        ("account", "1", "", "t1", "0f"),
        ("account", "1", "roma", "", "0f"),
        ("account", "1", "roma", "t" * 65, "0f"),
        ("account", "1", "ro\x07ma", "t1", "0f"),
    ],
)
def test_what_says_something_else_is_no_link_to_an_account(lines: tuple[str, ...]) -> None:
    with pytest.raises(LinkNotUsable):
        read_account_token(token_of(payload_of(*lines), b"seal"))
