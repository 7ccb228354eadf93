"""Whose gift cards are once cards are merged, exported or erased, and what `verify()` finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore import Desk, GiftCard, Money
from bookingcore.desk import verifying
from bookingcore.domain.sales.gift_card import GiftCardMovement
from tests.desk.giving import FIFTY, People
from tests.desk.tampering import CannotHappen, taken_away, written_over


@pytest.fixture
def people(desk: Desk) -> People:
    return People.of(desk)


# Whose they are, when cards are merged, exported, erased.


@pytest.mark.rule("A40", "A55")
def test_merging_moves_each_owner_by_itself(people: People) -> None:
    desk, anna, ugo, mia = people.desk, people.anna, people.ugo, people.mia
    own = people.given(purchaser=anna, holder=anna)
    bought = people.given()
    held = people.given(purchaser=ugo, holder=anna)
    between = people.given(purchaser=mia, holder=anna)
    others = people.given(purchaser=ugo, holder=ugo)

    moved = desk.customers.absorb(into=mia, old=anna).moved

    assert moved["GiftCard"] == 4
    owners = [
        (each.purchaser_id, each.holder_id)
        for each in map(desk.gift_cards.get, (own, bought, held, between, others))
    ]
    assert owners == [
        (mia.id, mia.id),
        (mia.id, ugo.id),
        (ugo.id, mia.id),
        (mia.id, mia.id),
        (ugo.id, ugo.id),
    ]
    assert {each.id for each in desk.gift_cards.of(anna)} == {
        own.id,
        bought.id,
        held.id,
        between.id,
    }
    assert desk.gift_cards.of(anna) == desk.gift_cards.of(mia)
    assert len(desk.gift_cards.of(ugo)) == 3
    assert desk.gift_cards.void(bought).purchaser_id == mia.id
    assert desk.verify() == ()


def test_a_gift_card_is_in_the_export_of_each_owner_once_with_its_ledger(people: People) -> None:
    own, shared = people.given(holder=people.anna), people.given()
    people.desk.gift_cards.void(shared)

    told = {each["id"]: each for each in people.desk.customers.export(people.anna)["gift_cards"]}
    assert set(told) == {own.id, shared.id}
    assert [each["amount"]["amount"] for each in told[shared.id]["movements"]] == [
        "50.00",
        "-50.00",
    ]
    assert len(people.desk.customers.export(people.anna)["gift_cards"]) == 2
    [his] = people.desk.by(people.ugo).customers.export(people.ugo)["gift_cards"]
    assert his == told[shared.id]


def test_erasing_an_owner_leaves_the_gift_card_to_whoever_has_its_code(people: People) -> None:
    shared, own = people.given(), people.given(holder=people.anna)
    people.desk.customers.erase(people.anna)

    assert people.desk.gift_cards.get(shared.code) == shared
    assert people.desk.gift_cards.get(own.code) == own
    assert people.desk.gift_cards.of(people.ugo) == (shared,)
    assert people.desk.verify() == ()


# What verify() finds.


TAMPERED: dict[str, Callable[[Desk, GiftCard, GiftCardMovement], object]] = {
    "more is left than came": lambda desk, card, _: written_over(
        desk, card, remaining=Money.of("50.01", "EUR")
    ),
    "a movement is gone": lambda desk, _, moved: taken_away(desk, moved),
    "a movement is another sum": lambda desk, _, moved: written_over(
        desk, moved, amount=Money.of(49, "EUR")
    ),
    "a movement is of another currency": lambda desk, _, moved: written_over(
        desk, moved, amount=Money.of(50, "CHF")
    ),
    "a movement has another place": lambda desk, _, moved: written_over(desk, moved, no=2),
    "it was issued with more": lambda desk, card, _: written_over(
        desk, card, amount=Money.of(60, "EUR")
    ),
    "a movement was not counted": lambda desk, card, _: written_over(desk, card, moves=0),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_written_around_the_desk_is_found(people: People, how: str) -> None:
    card = people.given()
    [issued] = people.desk.gift_cards.movements(card)
    assert people.desk.verify() == ()

    TAMPERED[how](people.desk, card, issued)

    assert {(each.promise, each.subject) for each in people.desk.verify()} == {("P4", card.id)}


def test_below_zero_is_found_where_a_store_lets_it_happen(people: People) -> None:
    card = people.given()
    try:
        written_over(people.desk, card, remaining=-FIFTY)
    except CannotHappen:
        assert people.desk.verify() == ()
    else:
        assert {each.promise for each in people.desk.verify()} == {"P4"}


def test_many_are_looked_at_page_by_page(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [people.given() for _ in range(3)]
    monkeypatch.setattr(verifying, "PAGE", 1)
    assert people.desk.verify() == ()

    written_over(people.desk, cards[2], moves=7)
    assert [each.subject for each in people.desk.verify()] == [cards[2].id]
