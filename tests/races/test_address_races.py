"""Real processes that want one e-mail address, or use one link, at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest

from bookingcore import CardWarningKind, CenterSettings, Customer, Desk, EmailUniqueness, EventKind
from bookingcore.errors import LinkNotUsable
from tests.races.contest import Act, raced

ROUNDS = 10

IN_USE = "email_in_use"
USELESS = LinkNotUsable.code


def register(desk: Desk, given: str) -> str:
    """Open a card with the address."""
    return desk.customers.register(name="New", email=given).id


def both(desk: Desk, given: str) -> str:
    """Open a card with two addresses, given in the order email, login."""
    email, login = given.split()
    return desk.customers.register(name="New", email=email, login_email=login).id


def notices(desk: Desk, given: str) -> str:
    """Send a customer's notices to the address."""
    customer, email = given.split()
    return desk.customers.change_notification_email(customer, email).id


def login(desk: Desk, given: str) -> str:
    """Let a customer log in with the address."""
    customer, email = given.split()
    return desk.customers.change_login_email(customer, email).id


def clear(desk: Desk, given: str) -> str:
    """Take the address off a customer's card."""
    return desk.customers.update(given, email="").id


def enter(desk: Desk, given: str) -> str:
    """Log in with a link."""
    return desk.customers.redeem_login(given).id


def verify(desk: Desk, given: str) -> str:
    """Verify an address with a link."""
    return desk.customers.verify_email(given).id


def configured(desk: Desk, uniqueness: EmailUniqueness) -> None:
    desk.configure(CenterSettings(time_zone="Europe/Rome", email_uniqueness=uniqueness))


def people(desk: Desk, name: str) -> list[str]:
    """A customer for each round, with an address of their own."""
    register = desk.customers.register
    return [register(name=name, email=f"{name}.{n}@example.org").id for n in range(ROUNDS)]


def holders(desk: Desk, address: str) -> list[Customer]:
    return [card for card in desk.customers.find(address) if address in card.addresses]


@pytest.mark.rule("000-42", "A43")
@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_of_six_processes_that_want_one_address_exactly_one_gets_it(desk: Desk, url: str) -> None:
    """For a new card or for one that exists, for either field, however it is written."""
    configured(desk, EmailUniqueness.STRICT)
    anna, ugo = people(desk, "anna"), people(desk, "ugo")
    wanted = [f"wanted{n}@example.org" for n in range(ROUNDS)]
    acts: list[tuple[Act, list[list[str]]]] = [
        *((register, [[each] for each in wanted]), (register, [[w.upper()] for w in wanted])),
        *[(both, [[f"b{n}.{m}@x.it {wanted[n]}"] for n in range(ROUNDS)]) for m in range(2)],
        (notices, [[f"{who} {each}"] for who, each in zip(anna, wanted, strict=True)]),
        (login, [[f"{who} {each}"] for who, each in zip(ugo, wanted, strict=True)]),
    ]
    told = raced(url, acts)

    for number, address in enumerate(wanted):
        [holder] = holders(desk, address)
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes == {holder.id: 1, IN_USE: 5}
    assert desk.verify() == ()


@pytest.mark.rule("000-43")
def test_an_address_that_is_cleared_meanwhile_goes_to_one_or_to_nobody(
    desk: Desk, url: str
) -> None:
    configured(desk, EmailUniqueness.STRICT)
    old = people(desk, "old")
    wanted = [f"old.{n}@example.org" for n in range(ROUNDS)]
    told = raced(url, [(clear, [[each] for each in old]), *[(register, [[w] for w in wanted])] * 3])

    for number, address in enumerate(wanted):
        assert told[0][number] == [old[number]]
        winners = [each[number][0] for each in told[1:] if each[number][0] != IN_USE]
        assert winners == [card.id for card in holders(desk, address)]
        assert len(winners) <= 1
    assert desk.verify() == ()


def test_two_addresses_asked_for_crosswise_go_to_one_card(desk: Desk, url: str) -> None:
    configured(desk, EmailUniqueness.STRICT)
    pairs = [(f"a{n}@example.org", f"z{n}@example.org") for n in range(ROUNDS)]
    there, back = [[f"{a} {z}"] for a, z in pairs], [[f"{z} {a}"] for a, z in pairs]
    told = raced(url, [(both, there), (both, back)] * 2)

    for number, (first, second) in enumerate(pairs):
        [holder] = holders(desk, first)
        assert holders(desk, second) == [holder]
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes == {holder.id: 1, IN_USE: 3}
    assert desk.verify() == ()


@pytest.mark.rule("A44")
def test_where_families_share_an_address_all_get_it_and_cards_that_swap_theirs_do(
    desk: Desk, url: str
) -> None:
    configured(desk, EmailUniqueness.WARN)
    anna, ugo = people(desk, "anna"), people(desk, "ugo")
    common = [f"family{n}@example.org" for n in range(ROUNDS)]
    hers, his = ([f"{who}.{n}@example.org" for n in range(ROUNDS)] for who in ("anna", "ugo"))
    acts: list[tuple[Act, list[list[str]]]] = [
        *[(register, [[each] for each in common])] * 2,
        (notices, [[f"{who} {each}"] for who, each in zip(anna, his, strict=True)]),
        (notices, [[f"{who} {each}"] for who, each in zip(ugo, hers, strict=True)]),
    ]
    told = raced(url, acts)

    for number, address in enumerate(common):
        members = sorted(card.id for card in holders(desk, address))
        assert members == sorted(process[number][0] for process in told[:2])
        warnings = desk.customers.warnings(members[0]).card
        shared = [w.shared_with for w in warnings if w.kind is CardWarningKind.EMAIL_SHARED]
        assert shared == [tuple(members[1:])]
        assert desk.customers.get(anna[number]).email == his[number]
        assert desk.customers.get(ugo[number]).email == hers[number]
    assert desk.verify() == ()


@pytest.mark.rule("A28", "000-53")
@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_of_four_processes_that_use_one_link_one_gets_in(desk: Desk, url: str) -> None:
    register = desk.customers.register
    cards = [register(name="Anna", login_email=f"a{n}@example.org").id for n in range(ROUNDS)]
    logins = [[desk.customers.login_link(card)] for card in cards]
    proofs = [[desk.customers.verification_link(card)] for card in cards]
    told = raced(url, [*[(enter, logins)] * 3, *[(verify, proofs)] * 3])

    for number, card in enumerate(cards):
        for half in (told[:3], told[3:]):
            outcomes = Counter(process[number][0] for process in half)
            assert outcomes == {card: 1, USELESS: 2}
        kinds = Counter(event.kind for event in desk.history(card))
        assert kinds[EventKind.ACCOUNT_LINK_USED] == 2
        assert kinds[EventKind.CUSTOMER_ACTIVATED] == 1
        assert len(desk.customers.get(card).verified) == 1
    assert desk.verify() == ()
