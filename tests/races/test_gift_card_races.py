"""Real processes racing for the money on gift cards, and for a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from bookingcore import Desk, GiftCardMovementKind, Money
from tests.races.contest import raced

PROCESSES, ROUNDS = 4, 10
SPENT = Money.of("15.00", "EUR")

Contestant = tuple[Callable[[Desk, str], str], list[list[str]]]


def void(desk: Desk, given: str) -> str:
    """Take what is left off the gift card."""
    return str(desk.gift_cards.void(given).remaining)


def issue(desk: Desk, given: str) -> str:
    """Issue a gift card with that code."""
    return desk.gift_cards.issue("5.00", code=given).id


def spend(desk: Desk, given: str) -> str:
    """Buy something for fifteen euros, as *given* says, and pay for it with the gift card."""
    card, who, plan = given.split()
    sale = desk.sales.sell(who, plan)
    return str(desk.sales.pay(sale, SPENT, gift_card=card).amount)


def buying(desk: Desk, cards: Sequence[str]) -> Contestant:
    """Somebody who spends the gift cards one by one."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    plan = desk.catalog.add_plan("Una", price=SPENT, units=1, services=(yoga,), valid_for=30)
    who = desk.customers.register(name="Ugo")
    return spend, [[f"{card} {who.id} {plan.id}"] for card in cards]


@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_processes_that_spend_one_gift_card_never_take_more_than_is_on_it(
    desk: Desk, url: str
) -> None:
    """Three times fifteen euros of fifty, and five are left."""
    cards = [desk.gift_cards.issue("50.00").id for _ in range(ROUNDS)]
    told = raced(url, [buying(desk, cards) for _ in range(PROCESSES)])

    for number, card in enumerate(cards):
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes == {"15.00 EUR": 3, "more_than_on_card": 1}
        assert desk.gift_cards.get(card).remaining == Money.of(5, "EUR")
        spent = [each.no for each in desk.gift_cards.movements(card)]
        assert spent == [1, 2, 3, 4]
    assert desk.verify() == ()


def test_what_is_on_a_gift_card_is_taken_off_once(desk: Desk, url: str) -> None:
    """Whether it is spent first or voided: nothing is taken twice."""
    cards = [desk.gift_cards.issue("15.00").id for _ in range(ROUNDS)]
    rounds = [[card] for card in cards]
    buyers = [buying(desk, cards) for _ in range(2)]
    told = raced(url, [(void, rounds), (void, rounds), *buyers])

    for number, card in enumerate(cards):
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes - Counter(["0.00 EUR", "15.00 EUR"]) == {"gift_card_empty": 3}
        kinds = [each.kind for each in desk.gift_cards.movements(card)]
        assert len(kinds) == 2
        assert kinds[0] is GiftCardMovementKind.ISSUED
    assert desk.verify() == ()


def test_of_processes_that_want_one_code_one_gets_it(desk: Desk, url: str) -> None:
    rounds = [[f"NATALE-{number:03}"] for number in range(ROUNDS)]
    told = raced(url, [(issue, rounds)] * PROCESSES)

    for number, [code] in enumerate(rounds):
        outcomes = [process[number][0] for process in told]
        assert outcomes.count("gift_card_code_taken") == PROCESSES - 1
        assert desk.gift_cards.get(code).id in outcomes
    assert desk.verify() == ()


def absorb(desk: Desk, given: str) -> str:
    """Merge two cards, both named in *given*."""
    into, old, _ = given.split()
    return desk.customers.absorb(into=into, old=old).customer.id


def give(desk: Desk, given: str) -> str:
    """Give a gift card to somebody, and hand another one on to them."""
    _, old, card = given.split()
    desk.gift_cards.edit(card, holder=old)
    return desk.gift_cards.issue("5.00", purchaser=old, holder=old).id


def test_no_gift_card_is_left_to_who_was_absorbed_meanwhile(desk: Desk, url: str) -> None:
    pairs = [
        [desk.customers.register(name=f"{name}{number}").id for name in "AB"]
        for number in range(ROUNDS)
    ]
    handed = [desk.gift_cards.issue("50.00", purchaser=old).id for _, old in pairs]
    rounds = [[f"{into} {old} {card}"] for (into, old), card in zip(pairs, handed, strict=True)]
    told = raced(url, [(absorb, rounds), (give, rounds), (give, rounds)])

    for number, (into, _) in enumerate(pairs):
        issued = {process[number][0] for process in told[1:]}
        assert {card.id for card in desk.gift_cards.of(into)} == {*issued, handed[number]}
        owners = {(card.purchaser_id, card.holder_id) for card in desk.gift_cards.of(into)}
        assert owners == {(into, into)}
    assert desk.verify() == ()
