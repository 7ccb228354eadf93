"""Whose an e-mail address is: one card's, unless families share it, on every store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve

from bookingcore import (
    CardWarningKind,
    Customer,
    CustomerNotActive,
    Desk,
    EmailInUse,
    EmailUniqueness,
    InvalidInput,
    Staff,
    Unknown,
)
from bookingcore.adapters.system import SystemChance
from tests.conftest import rome
from tests.desk.records import everything

HERS = "zo\u00eb@example.org"
SAME = (HERS, "ZO\u00cb@Example.ORG", " zoe\u0308@example.org\n")
"""One address, as three people type it."""

FIELDS = ("email", "login_email")


@pytest.fixture
def families(desk: Desk) -> Desk:
    """The desk of a center where families share an address."""
    desk.configure(evolve(rome(), email_uniqueness=EmailUniqueness.WARN))
    return desk


def refused(field: str, whose: str | None) -> pytest.RaisesExc[EmailInUse]:
    """What is refused because another card has the address given for *field*."""
    return pytest.raises(
        EmailInUse, check=lambda error: (error.field, error.customer_id) == (field, whose)
    )


def shared(desk: Desk, customer: Customer) -> list[tuple[str, ...]]:
    """With whom the card shares its addresses, as it warns, in order of id."""
    warnings = desk.customers.warnings(customer).card
    shared = [each for each in warnings if each.kind is CardWarningKind.EMAIL_SHARED]
    return [tuple(sorted(each.shared_with)) for each in shared]


@pytest.mark.rule("000-34", "000-35")
def test_staff_change_both_addresses_of_a_card_each_by_itself_or_together(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", email="a@example.org", login_email="l@example.org")
    customers = desk.customers

    once = customers.change_notification_email(anna, "b@example.org")
    assert (once.email, once.account.login_email) == ("b@example.org", "l@example.org")
    twice = customers.change_login_email(anna, "m@example.org")
    assert (twice.email, twice.account.login_email) == ("b@example.org", "m@example.org")
    both = customers.update(anna, email="c@example.org", login_email="c@example.org")
    assert (both.email, both.login_email) == ("c@example.org", "c@example.org")
    assert desk.customers.get(anna) == both
    kinds = [event.kind.name for event in desk.history(anna)]
    edits = [kind for kind in kinds if not kind.startswith("ACCOUNT_LINK")][-3:]
    assert edits == ["NOTIFICATION_EMAIL_CHANGED", "LOGIN_EMAIL_CHANGED", "CUSTOMER_UPDATED"]
    assert desk.verify() == ()


@pytest.mark.rule("000-42", "A43")
@pytest.mark.parametrize("had", FIELDS)
@pytest.mark.parametrize("wanted", FIELDS)
def test_an_address_in_use_is_refused_whichever_field_it_stands_in(
    desk: Desk, had: str, wanted: str
) -> None:
    """However it is written, to a new card and to one that exists; nothing is changed."""
    zoe = desk.customers.register(name="Zoë", **{had: HERS})
    ugo = desk.customers.register(name="Ugo", email="u@example.org", login_email="v@example.org")
    before = everything(desk)
    change: dict[str, Any] = {
        "email": desk.customers.change_notification_email,
        "login_email": desk.customers.change_login_email,
    }
    for written in SAME:
        with refused(wanted, zoe.id):
            desk.customers.register(name="Nuovo", **{wanted: written})
        with refused(wanted, zoe.id):
            desk.customers.update(ugo, phone="06 1", **{wanted: written})
        with refused(wanted, zoe.id):
            change[wanted](ugo, written)

    assert everything(desk) == before
    assert desk.verify() == ()


@pytest.mark.rule("A43")
def test_another_center_has_addresses_of_its_own(desk: Desk) -> None:
    desk.customers.register(name="Zoë", email=HERS)
    there = desk.at("torino")

    assert there.customers.register(name="Zoë", email=HERS).email == HERS
    assert desk.verify() == there.verify() == ()


@pytest.mark.rule("A43")
def test_one_card_may_have_an_address_in_both_fields_and_cards_may_have_none(desk: Desk) -> None:
    for name in ("Anna", "Bruno"):
        assert desk.customers.register(name=name, email="", login_email=None).addresses == set()
    zoe = desk.customers.register(name="Zoë", email=HERS, login_email=SAME[1])
    # The other field still has it.
    zoe = desk.customers.change_login_email(zoe, None)
    with refused("email", zoe.id):
        desk.customers.register(name="Nuova", email=HERS)

    assert desk.customers.change_notification_email(zoe, SAME[1]).email == SAME[1]
    assert desk.verify() == ()


@pytest.mark.rule("000-43", "A43")
@pytest.mark.parametrize("had", FIELDS)
def test_an_address_that_is_cleared_or_changed_is_free_for_another_card(
    desk: Desk, had: str
) -> None:
    old = desk.customers.register(name="Zoë", **{had: HERS})
    desk.customers.update(old, **{had: ""})
    second = desk.customers.register(name="Zoë B", email=SAME[1])
    desk.customers.change_notification_email(second, "z@example.org")
    third = desk.customers.register(name="Zoë C", login_email=SAME[2])
    with refused(had, third.id):
        desk.customers.update(old, **{had: HERS})

    assert desk.verify() == ()


@pytest.mark.rule("000-43")
def test_a_customer_who_left_keeps_the_address_and_one_who_is_forgotten_does_not(
    desk: Desk,
) -> None:
    zoe = desk.customers.register(name="Zoë", email=HERS)
    desk.customers.deregister(zoe)
    with refused("email", zoe.id):
        desk.customers.register(name="Nuova", email=HERS)
    desk.customers.erase(zoe)

    assert desk.customers.register(name="Nuova", email=HERS).email == HERS
    with pytest.raises(CustomerNotActive):
        desk.customers.change_notification_email(zoe, "other@example.org")
    assert desk.verify() == ()


def test_whose_an_address_is_is_told_to_staff_only(desk: Desk) -> None:
    desk.customers.register(name="Zoë", email=HERS)
    ugo = desk.customers.register(name="Ugo", login_email="u@example.org")
    own = desk.by(ugo).customers
    with refused("email", None):
        own.change_notification_email(ugo, HERS)
    with refused("email", None) as told:
        own.change_notification_email(ugo, SAME[1])

    assert "Zoë" not in repr(told.value) + told.value.told("it")
    assert desk.customers.get(ugo) == ugo


@pytest.mark.rule("A44")
def test_where_families_share_an_address_each_card_warns_of_the_others(families: Desk) -> None:
    customers = families.customers
    one = customers.register(name="Zoë", email=HERS)
    two = customers.register(name="Figlia", login_email=SAME[1])
    three = customers.update(customers.register(name="Figlio"), email=SAME[2])

    assert shared(families, one) == [tuple(sorted((two.id, three.id)))]
    assert shared(families, two) == [tuple(sorted((one.id, three.id)))]
    # Another customer is told that it is shared, and not with whom.
    assert shared(families.by(three), three) == [()]
    customers.update(two, login_email=None)
    assert shared(families, one) == [(three.id,)]
    customers.change_notification_email(one, None)
    assert shared(families, three) == []
    assert families.verify() == ()


@pytest.mark.rule("A44")
def test_a_center_that_becomes_strict_again_takes_no_address_away(families: Desk) -> None:
    one = families.customers.register(name="Zoë", email=HERS)
    two = families.customers.register(name="Figlia", email=HERS)
    families.configure(rome())

    with refused("email", min(one.id, two.id)):
        families.customers.register(name="Figlio", email=HERS)
    assert families.customers.update(two, phone="06 1", email=SAME[1]).email == SAME[1]
    families.customers.update(one, email="")
    with refused("email", two.id):
        families.customers.update(one, email=HERS)
    assert families.verify() == ()


@pytest.mark.parametrize("uniqueness", EmailUniqueness)
def test_of_threads_that_want_one_address_one_gets_it_unless_they_may_share(
    desk: Desk, uniqueness: EmailUniqueness
) -> None:
    desk.configure(evolve(rome(), email_uniqueness=uniqueness))
    at_once = desk._with(evolve(desk._context, chance=SystemChance()))

    def register(number: int) -> str:
        try:
            return at_once.customers.register(name=f"C{number}", email=SAME[number % 3]).id
        except EmailInUse as error:
            return f"refused, {error.customer_id} has it"

    with ThreadPoolExecutor(8) as asking:
        told = set(asking.map(register, range(8)))

    cards = [card.id for card in desk.customers.find("example")]
    if uniqueness is EmailUniqueness.STRICT:
        assert told == {cards[0], f"refused, {cards[0]} has it"}
    else:
        assert told == set(cards)
    assert len(cards) == (1 if uniqueness is EmailUniqueness.STRICT else 8)
    assert desk.verify() == ()


MALFORMED = ("anna", "an na@example.org", "@", "a@b\r\nBcc: c@d.it", 7, b"a@b.it", "a" * 255)


@pytest.mark.parametrize("malformed", MALFORMED, ids=ascii)
def test_what_cannot_be_an_address_changes_nothing(desk: Desk, malformed: Any) -> None:
    anna = desk.customers.register(name="Anna", email="a@example.org")
    before = everything(desk)
    customers = desk.customers
    for change in (
        lambda: customers.register(name="Nuova", login_email=malformed),
        lambda: customers.update(anna, surname="Rossi", email=malformed),
        lambda: customers.change_notification_email(anna, malformed),
        lambda: customers.change_login_email(anna, malformed),
        lambda: customers.verification_link(anna, email=malformed),
    ):
        with pytest.raises(InvalidInput, match="email"):
            change()

    assert everything(desk) == before


def test_a_customer_changes_nobody_else_s_address(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna", email="a@example.org")
    ugo = desk.customers.register(name="Ugo", email="u@example.org")
    before = everything(desk)
    own = desk.by(ugo).customers
    for change in (own.change_notification_email, own.change_login_email):
        for whom in (anna, "nobody"):
            with pytest.raises(Unknown) as unknown:
                change(whom, "x@example.org")
            assert unknown.value.kind == "customer"

    assert everything(desk) == before
    assert desk.by(Staff("maria")).customers.get(anna) == anna


def test_the_longest_address_is_held_and_found_even_where_folding_makes_it_longer(
    desk: Desk,
) -> None:
    """The ligature of three letters is one character, and three when case is folded away."""
    longest = "\ufb03" * 242 + "@example.org"
    anna = desk.customers.register(name="Anna", email=longest, login_email=longest)
    verified = desk.customers.verify_email(desk.customers.verification_link(anna))

    assert verified.notice_email == longest
    with refused("login_email", anna.id):
        desk.customers.register(name="Nuova", login_email=longest)
    assert desk.customers.find("ffi" * 20) == (verified,)
    assert desk.verify() == ()
