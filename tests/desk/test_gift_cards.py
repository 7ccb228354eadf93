"""Gift cards: given, found by their code, handed on, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve

from bookingcore import (
    CurrencyMismatch,
    CustomerNotActive,
    Desk,
    GiftCardCodeTaken,
    GiftCardEmpty,
    GiftCardMovementKind,
    InvalidInput,
    Money,
    NotAllowed,
    Staff,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.giving import FIFTY, People
from tests.desk.records import everything


@pytest.fixture
def people(desk: Desk) -> People:
    return People.of(desk)


# Issuing.


@pytest.mark.rule("004-25", "A55")
def test_a_gift_card_says_who_bought_it_and_whose_it_is(people: People) -> None:
    card = people.given(expires_on="2027-07-01")

    assert (card.purchaser_id, card.holder_id) == (people.anna.id, people.ugo.id)
    assert (card.amount, card.remaining, card.moves) == (FIFTY, FIFTY, 1)
    assert (card.expires_on, card.active, card.sale_id) == (date(2027, 7, 1), True, None)
    assert people.desk.gift_cards.get(card) == card == people.desk.gift_cards.get(card.id)
    [issued] = people.desk.gift_cards.movements(card)
    assert (issued.kind, issued.amount, issued.no) == (GiftCardMovementKind.ISSUED, FIFTY, 1)
    assert issued.by == "staff:desk"
    assert people.desk.verify() == ()


def test_a_gift_card_need_be_nobody_s(people: People) -> None:
    card = people.desk.gift_cards.issue(Money.of(20, "EUR"))

    assert (card.purchaser_id, card.holder_id, card.expires_on) == (None, None, None)
    assert people.desk.gift_cards.get(card.code) == card
    assert people.desk.verify() == ()


def test_codes_that_are_drawn_differ_and_are_long(people: People) -> None:
    codes = [people.given().code for _ in range(20)]

    assert len(set(codes)) == 20
    assert {len(code) for code in codes} == {19}


def test_a_code_of_one_s_own_is_shown_as_it_was_given(people: People) -> None:
    card = people.given(code="Buon-Natale-2026")

    assert card.code == "Buon-Natale-2026"
    assert people.desk.gift_cards.get("BUONNATALE2026") == card


@pytest.mark.parametrize("again", ["NATALE-2026", "natale2026", "NATA1E-2O26"])
def test_two_gift_cards_never_have_one_code_however_it_is_written(
    people: People, again: str
) -> None:
    people.given(code="NATALE-2026")
    before = everything(people.desk)

    with pytest.raises(GiftCardCodeTaken) as refused:
        people.given(code=again)
    assert again not in str(refused.value)
    assert everything(people.desk) == before
    assert people.desk.at("torino").gift_cards.issue("5.00", code=again).code == again


def test_who_was_absorbed_leads_to_the_card_that_stays(people: People) -> None:
    people.desk.customers.absorb(into=people.mia, old=people.anna)

    card = people.given()
    assert (card.purchaser_id, card.holder_id) == (people.mia.id, people.ugo.id)
    both = people.desk.gift_cards.edit(card, holder=people.anna)
    assert both.holder_id == people.mia.id
    assert people.desk.verify() == ()


def test_who_is_not_registered_any_more_gets_none(people: People) -> None:
    card = people.given()
    people.desk.customers.deregister(people.mia)
    before = everything(people.desk)

    with pytest.raises(CustomerNotActive):
        people.given(purchaser=people.mia)
    with pytest.raises(CustomerNotActive):
        people.given(holder=people.mia)
    with pytest.raises(CustomerNotActive):
        people.desk.gift_cards.edit(card, holder=people.mia)
    assert everything(people.desk) == before


# Finding.


def test_a_code_is_read_however_it_is_typed(people: People) -> None:
    card = people.given()
    typed = card.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    for spelling in (card.code, typed, f"  {card.code.replace('-', '')} ", card.code.upper()):
        assert people.desk.gift_cards.get(spelling) == card
    assert people.desk.gift_cards.movements(typed) == people.desk.gift_cards.movements(card)
    assert people.desk.gift_cards.edit(typed, expires_on="2028-01-01").id == card.id
    assert people.desk.gift_cards.void(typed).id == card.id


@pytest.mark.parametrize("nothing", ["nobody", "ABCD-EFGH-JKMN-PQRS", "è", "\x00", "", "9" * 300])
def test_what_is_no_code_here_is_unknown(people: People, nothing: str) -> None:
    desk = people.desk
    for ask in (desk.gift_cards.get, desk.gift_cards.movements, desk.gift_cards.void):
        with pytest.raises(Unknown) as refused:
            ask(nothing)
        assert refused.value.kind == "gift_card"


def test_another_center_knows_neither_id_nor_code(people: People) -> None:
    card, turin = people.given(), people.desk.at("torino")
    for named in (card, card.id, card.code):
        with pytest.raises(Unknown):
            turin.gift_cards.get(named)
        with pytest.raises(Unknown):
            turin.gift_cards.void(named)


def test_whoever_has_the_code_sees_what_is_left_and_not_whose_it_is(people: People) -> None:
    card = people.given()
    own = people.desk.by(people.mia)

    seen = own.gift_cards.get(card.code)
    assert seen == card.shown_to_bearer()
    assert (seen.remaining, seen.purchaser_id, seen.holder_id) == (FIFTY, None, None)
    assert (seen.sale_id, seen.issued_by) == (None, "")
    for named in (card, card.id):
        with pytest.raises(Unknown):
            own.gift_cards.get(named)
    for known in (card, card.id, card.code):
        with pytest.raises(Unknown):
            own.gift_cards.movements(known)


def test_purchaser_and_holder_see_it_by_its_id_too(people: People) -> None:
    card = people.given()
    for who in (people.anna, people.ugo):
        own = people.desk.by(who)
        assert own.gift_cards.get(card.id) == own.gift_cards.get(card.code) == card
        assert own.gift_cards.movements(card) == people.desk.gift_cards.movements(card)
        assert own.gift_cards.of(who) == (card,)
        assert own.customers.card(who).gift_cards == (card,)
        with pytest.raises(Unknown):
            own.gift_cards.of(people.mia)


@pytest.mark.rule("004-25", "004-26", "A55")
def test_what_was_bought_and_what_is_held_are_listed_in_order_of_issue(
    people: People, clock: FrozenClock
) -> None:
    cards = []
    for fields in ({}, {"holder": None}, {"purchaser": people.ugo, "holder": people.anna}):
        clock.advance(minutes=1)
        cards.append(people.given(**fields))
    clock.advance(minutes=1)
    cards.append(people.given(holder=people.anna))
    clock.advance(minutes=1)
    others = people.given(purchaser=people.ugo, holder=people.mia)

    assert people.desk.gift_cards.of(people.anna) == tuple(cards)
    assert people.desk.gift_cards.of(people.ugo) == (cards[0], cards[2], others)
    assert people.desk.customers.card(people.anna).gift_cards == tuple(cards)


def test_commands_are_for_staff(people: People) -> None:
    card, own = people.given(), people.desk.by(people.ugo).gift_cards
    with pytest.raises(NotAllowed):
        own.issue("1.00")
    with pytest.raises(NotAllowed):
        own.edit(card, holder=people.mia)
    for named in (card, card.code):
        with pytest.raises(NotAllowed):
            own.void(named)
    assert people.desk.gift_cards.get(card) == card


# Managing.


@pytest.mark.rule("004-26")
def test_a_gift_card_is_handed_on_and_extended(people: People) -> None:
    card = people.given(expires_on="2026-07-31")
    edit = people.desk.gift_cards.edit

    handed = edit(card, holder=people.mia)
    assert handed == evolve(card, holder_id=people.mia.id)
    assert edit(card, expires_on="2027-07-31") == evolve(handed, expires_on=date(2027, 7, 31))
    assert edit(card, expires_on=None, holder=None) == evolve(card, holder_id=None, expires_on=None)
    assert edit(card, expires_on="2026-06-01").expired_on(date(2026, 7, 1))
    assert people.desk.gift_cards.of(people.mia) == people.desk.gift_cards.of(people.ugo) == ()
    assert people.desk.verify() == ()


def test_an_edit_that_changes_nothing_leaves_no_trace(people: People) -> None:
    card = people.given(expires_on="2026-07-31")
    before = everything(people.desk)

    assert people.desk.gift_cards.edit(card) == card
    same = people.desk.gift_cards.edit(card, holder=people.ugo, expires_on=date(2026, 7, 31))
    assert same == card
    assert everything(people.desk) == before


@pytest.mark.rule("004-26")
def test_what_is_left_is_taken_off_once(people: People) -> None:
    card = people.given()

    empty = people.desk.gift_cards.void(card, comment="perduta")
    assert empty == evolve(card, remaining=Money.zero("EUR"), moves=2)
    voided = people.desk.gift_cards.movements(card)[-1]
    assert (voided.kind, voided.amount) == (GiftCardMovementKind.VOIDED, -FIFTY)
    before = everything(people.desk)
    with pytest.raises(GiftCardEmpty):
        people.desk.gift_cards.void(card)
    assert everything(people.desk) == before
    assert people.desk.verify() == ()


def test_its_history_is_its_own_and_never_tells_the_code(people: People) -> None:
    maria = people.desk.by(Staff("maria")).gift_cards
    card = maria.issue("50.00", purchaser=people.anna, holder=people.ugo, code="NATALE-2026")
    maria.edit(card, holder=people.mia)
    maria.void("natale 2026", comment="restituita")

    events = people.desk.history(card)
    assert [(each.kind.name, each.stream, each.no, each.customer_id) for each in events] == [
        ("GIFT_CARD_ISSUED", card.id, 1, None),
        ("GIFT_CARD_CHANGED", card.id, 2, None),
        ("GIFT_CARD_VOIDED", card.id, 3, None),
    ]
    assert [each.facts["amount"] for each in (events[0], events[2])] == [5_000, 5_000]
    assert events[1].facts["holder_before"] == people.ugo.id
    assert events[2].words == {"comment": "restituita"}
    assert "NATALE" not in repr(events).upper()
    assert "NATALE" not in repr(card).upper()
    assert people.desk.history(people.anna)[-1].kind.name == "CUSTOMER_REGISTERED"


# What cannot be meant.


BAD: dict[str, tuple[Callable[[People], object], type[Exception], str]] = {
    "nothing": (lambda p: p.given("0"), InvalidInput, "amount"),
    "less than nothing": (lambda p: p.given("-5.00"), InvalidInput, "amount"),
    "a float": (lambda p: p.desk.gift_cards.issue(5.0), InvalidInput, "amount"),  # type: ignore[arg-type]
    "dollars": (lambda p: p.desk.gift_cards.issue(Money.of(5, "USD")), CurrencyMismatch, "amount"),
    "a day that is over": (lambda p: p.given(expires_on="2026-06-30"), InvalidInput, "expires_on"),
    "no day": (lambda p: p.given(expires_on="ieri"), InvalidInput, "expires_on"),
    "a short code": (lambda p: p.given(code="ABC12"), InvalidInput, "code"),
    "a code of dashes": (lambda p: p.given(code="A-----B"), InvalidInput, "code"),
    "a long code": (lambda p: p.given(code="A" * 65), InvalidInput, "code"),
    "a code with a blank": (lambda p: p.given(code="BUON NATALE"), InvalidInput, "code"),
    "a code with an accent": (lambda p: p.given(code="È-NATALE"), InvalidInput, "code"),
    "a code like an id": (lambda p: p.given(code=p.anna.id), InvalidInput, "code"),
    "a code that is no text": (lambda p: p.given(code=123456), InvalidInput, "code"),
    "no customer": (lambda p: p.given(holder=7), InvalidInput, "customer"),
    "no card": (lambda p: p.desk.gift_cards.get(7), InvalidInput, "gift_card"),  # type: ignore[arg-type]
    "no text": (
        lambda p: p.desk.gift_cards.void(p.given(), comment=7),  # type: ignore[arg-type]
        *(InvalidInput, "comment"),
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_meant_is_refused_by_its_name(people: People, what: str) -> None:
    ask, error, field = BAD[what]
    with pytest.raises(error) as refused:
        ask(people)
    assert getattr(refused.value, "field", field) == field


def test_a_customer_who_is_not_here_is_unknown(people: People) -> None:
    before = everything(people.desk)
    stranger = people.desk.at("torino").customers.register(name="Ada")
    for named in ("nobody", stranger):
        with pytest.raises(Unknown):
            people.given(holder=named)
        with pytest.raises(Unknown):
            people.desk.gift_cards.of(named)
    assert everything(people.desk) == before


def test_a_card_may_be_given_until_its_very_day(people: People) -> None:
    assert people.given(expires_on="2026-07-01").spendable_on(date(2026, 7, 1))
