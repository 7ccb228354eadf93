"""What becomes of a card and its account: activated, verified, renamed, written over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.customers.account import (
    AddressFacts,
    card_event,
    decide_activation,
    decide_card,
    decide_registration,
    decide_rename,
    decide_verification,
    edited,
)
from bookingcore.domain.customers.addresses import Address, Verified
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.values.actors import SYSTEM, Actor, Oneself
from bookingcore.domain.values.changes import Add, Decision, Put, Remove
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.errors import (
    CustomerNotActive,
    EmailInUse,
    LoginOfCustomer,
    NameOfCustomer,
    NoLoginEmail,
)
from tests.domain.build import MARIA, at, customer

HERS, OTHER = "Anna@example.org", "new@example.org"
NOW, LATER = at(1, 12), at(2, 12)
ANNA = customer(email="notices@example.org", login_email=HERS, account_name="Anna")
ACTIVE = evolve(ANNA, activated_at=NOW)
HERSELF = Oneself(ANNA.id)


def facts(*known: Address) -> AddressFacts:
    return AddressFacts(known={each.id: each for each in known}, uniqueness=EmailUniqueness.STRICT)


def holding(address: str) -> Address:
    return Address(id=address.lower(), holders=(ANNA.id,))


def written(
    before: Customer, after: Customer, actor: Actor = MARIA, *known: Address
) -> Decision[Customer]:
    happened = card_event(EventKind.CUSTOMER_UPDATED, after)
    return decide_card(before, after, facts(*known), actor, happened)


def test_a_new_card_holds_its_addresses() -> None:
    decision = decide_registration(ANNA, facts(), MARIA)

    first, *held = decision.changes
    assert first == Add(ANNA)
    assert held == [Add(holding(HERS)), Add(holding("notices@example.org"))]
    assert [each.kind for each in decision.happened] == [EventKind.CUSTOMER_REGISTERED]


def test_addresses_change_hands_in_their_own_order() -> None:
    """Whoever takes what another gives up locks the same address first."""
    swapped = evolve(ANNA, email="a@example.org", login_email="z@example.org")
    known = (holding(HERS), holding("notices@example.org"))
    [_, *changes] = written(ANNA, swapped, MARIA, *known).changes

    rows = [change.row for change in changes if isinstance(change, Add | Put | Remove)]
    order = [row.id for row in rows if isinstance(row, Address)]
    assert order == [
        *("a@example.org", "anna@example.org"),
        *("notices@example.org", "z@example.org"),
    ]


@pytest.mark.rule("000-37", "000-38")
@pytest.mark.parametrize("actor", [MARIA, SYSTEM])
@pytest.mark.parametrize("address", [OTHER, None, HERS.lower()])
def test_nobody_else_changes_the_login_of_an_account_in_use(
    actor: Actor, address: str | None
) -> None:
    with pytest.raises(LoginOfCustomer) as refused:
        written(ACTIVE, evolve(ACTIVE, login_email=address), actor)

    assert refused.value.customer_id == ANNA.id


@pytest.mark.rule("000-37")
def test_who_uses_the_account_changes_its_login_and_is_never_left_without() -> None:
    after = evolve(ACTIVE, login_email=OTHER)

    assert written(ACTIVE, after, HERSELF, holding(HERS)).result == after
    with pytest.raises(NoLoginEmail):
        written(ACTIVE, evolve(ACTIVE, login_email=None), HERSELF)


@pytest.mark.rule("000-40")
@pytest.mark.parametrize("address", [OTHER, None])
def test_the_login_of_an_account_that_nobody_uses_is_staff_s_to_change(
    address: str | None,
) -> None:
    assert written(ANNA, evolve(ANNA, login_email=address)).result.login_email == address


def test_what_stays_the_same_is_not_written() -> None:
    assert written(ANNA, ANNA) == Decision(result=ANNA, changes=(), happened=())
    assert edited(ANNA, ANNA, EventKind.CUSTOMER_UPDATED).changes == ()


def test_on_an_erased_card_nothing_is_written() -> None:
    erased = customer(status=CustomerStatus.ERASED)
    writes: list[Callable[[], object]] = [
        lambda: written(erased, ANNA),
        lambda: edited(erased, ANNA, EventKind.CUSTOMER_UPDATED),
        lambda: decide_activation(erased, NOW),
        lambda: decide_rename(erased, "Anna", "", HERSELF),
    ]
    for write in writes:
        with pytest.raises(CustomerNotActive):
            write()


def test_empty_words_are_not_told() -> None:
    told = card_event(EventKind.CUSTOMER_UPDATED, ANNA, {"n": 1}, {"why": "", "who": "Ugo"})

    assert (told.customer_id, told.facts, told.words) == (ANNA.id, {"n": 1}, {"who": "Ugo"})


@pytest.mark.rule("000-52", "000-53", "000-54")
def test_the_first_access_verifies_the_login_and_consents_in_one_record() -> None:
    decision = decide_activation(ANNA, NOW)

    assert decision.result.activated_at == NOW
    assert decision.result.verified == (Verified("anna@example.org", NOW),)
    assert decision.changes == [Put(decision.result)]
    assert [each.kind for each in decision.happened] == [EventKind.CUSTOMER_ACTIVATED]


def test_later_accesses_change_nothing() -> None:
    active = decide_activation(ANNA, NOW).result

    assert decide_activation(active, LATER) == Decision(result=active, changes=(), happened=())


def test_an_account_without_a_login_takes_the_address_for_notices() -> None:
    bare = customer(email=OTHER)

    assert decide_activation(bare, NOW).result.login_email == OTHER
    with pytest.raises(NoLoginEmail):
        decide_activation(customer(phone="06 1"), NOW)


@pytest.mark.parametrize("status", set(CustomerStatus) - {CustomerStatus.ACTIVE})
def test_only_who_is_registered_comes_in(status: CustomerStatus) -> None:
    with pytest.raises(CustomerNotActive) as refused:
        decide_activation(evolve(ANNA, status=status), NOW)

    assert refused.value.status == status.name


@pytest.mark.rule("A28")
@pytest.mark.parametrize(("address", "login"), [(HERS, True), ("notices@example.org", False)])
def test_each_address_is_verified_by_itself_and_consents_to_nothing(
    address: str, login: bool
) -> None:
    decision = decide_verification(ANNA, address.lower(), NOW)

    assert decision.result.has_verified(address)
    assert len(decision.result.verified) == 1
    assert decision.result.activated_at is None
    assert [each.facts for each in decision.happened] == [{"login": login}]
    again = decide_verification(decision.result, address.lower(), LATER)
    assert (again.result, again.changes) == (decision.result, ())


@pytest.mark.rule("A28")
@pytest.mark.parametrize(
    ("verified", "told"),
    [
        ((), None),
        ((HERS,), HERS),
        (("notices@example.org",), "notices@example.org"),
        ((HERS, "notices@example.org"), "notices@example.org"),
    ],
)
def test_notices_go_to_the_verified_address_for_them_or_else_to_the_verified_login(
    verified: tuple[str, ...], told: str | None
) -> None:
    card = ANNA
    for address in verified:
        card = card.verified_at(address, NOW)

    assert card.notice_email == told
    assert customer(phone="06 1").notice_email is None


@pytest.mark.rule("000-47", "000-48", "A45")
def test_only_the_customer_renames_the_account_and_the_card_keeps_its_names() -> None:
    renamed = decide_rename(ANNA, "Annetta", "Verdi", HERSELF).result

    account: Any = renamed.account
    assert (account.name, account.surname) == ("Annetta", "Verdi")
    assert (renamed.name, renamed.surname) == (ANNA.name, ANNA.surname)
    for actor in (MARIA, SYSTEM):
        with pytest.raises(NameOfCustomer):
            decide_rename(ANNA, "Annetta", "", actor)


def test_another_s_address_is_told_to_staff_only() -> None:
    taken = Address(id=OTHER, holders=(customer("bruno").id,))
    after = evolve(ANNA, login_email=OTHER)
    for actor, whose in ((MARIA, "bruno"), (HERSELF, None)):
        with pytest.raises(EmailInUse) as refused:
            written(ANNA, after, actor, taken)
        assert refused.value.customer_id == whose
