"""Whose rows are whose: another center's are unknown, to staff too, on every store.

What takes an entity is read from the methods themselves, so that a new command is looked at here
whether or not anybody thinks of it. Who may do what with it stands in test_permissions.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from attrs import evolve

from bookingcore import Customer, Desk, Misuse, Oneself, Unknown
from tests.desk.face import Stock, Verb, verbs
from tests.desk.records import everything


@pytest.fixture
def stock(desk: Desk) -> Stock:
    return Stock(desk)


@pytest.fixture
def foreign(desk: Desk) -> Stock:
    """The same business in another city."""
    return Stock(desk.at("torino"))


def taking_entities(desk: Desk) -> Iterator[tuple[Verb, str, str]]:
    """Each parameter of the face that takes an entity, with the field of `Stock` that fits it."""
    for verb in verbs(desk):
        for parameter, word in verb.entities(desk):
            yield verb, parameter, word
    yield Verb("history"), "entity", "booking"


def named(desk: Desk) -> Mapping[tuple[Verb, str], tuple[str, ...]]:
    """What an id that nobody has may be called: any of the things that a parameter takes."""
    words = defaultdict[tuple[Verb, str], list[str]](list)
    for verb, parameter, kind in taking_entities(desk):
        words[verb, parameter].append(kind)
    return {taken: (*kinds, taken[1]) for taken, kinds in words.items()}


def test_every_entity_is_asked_for_somewhere(desk: Desk) -> None:
    kinds = {kind for _, _, kind in taking_entities(desk)}

    assert kinds == {
        *("branch", "service", "resource", "plan", "customer"),
        *("session", "series", "booking", "entry", "sale", "balance"),
        *("document", "task", "form", "assignment", "gift_card"),
        *("membership", "board_message", "announcement", "subscription"),
        *("coupon", "quote", "invoice", "payment", "refund", "request"),
    }


def test_what_is_another_center_s_is_unknown_here(stock: Stock, foreign: Stock) -> None:
    """By its id, as itself, and as a copy with another name: what it says is never believed."""
    here, there = everything(stock.desk), everything(foreign.desk)
    words = named(stock.desk)
    for verb, parameter, kind in taking_entities(stock.desk):
        entity = getattr(foreign, kind)
        for thing in (entity, entity.id):
            given = verb.around(thing, parameter, stock)
            with pytest.raises(Unknown) as refused:
                verb.called(stock.desk, stock, **{parameter: given})
            known = words[verb, parameter]
            assert refused.value.kind.endswith(known), f"{verb} with a foreign {kind}"
            assert refused.value.id == entity.id

    assert everything(stock.desk) == here
    assert everything(foreign.desk) == there


def test_a_foreign_branch_is_no_preferred_branch(stock: Stock, foreign: Stock) -> None:
    with pytest.raises(Unknown):
        stock.desk.customers.register(name="Mia", preferred_branch=foreign.branch)
    with pytest.raises(Unknown):
        stock.desk.customers.update(stock.customer, preferred_branch=foreign.branch.id)

    assert set(stock.desk.customers.find()) == {stock.customer, stock.old}


def test_what_nobody_has_ever_had_is_unknown(stock: Stock) -> None:
    before, words = everything(stock.desk), named(stock.desk)
    for verb, parameter, kind in taking_entities(stock.desk):
        given = verb.around("nobody", parameter, stock)
        with pytest.raises(Unknown) as refused:
            verb.called(stock.desk, stock, **{parameter: given})
        assert refused.value.kind.endswith((kind, *words[verb, parameter]))
        assert "nobody" in str(refused.value)
    assert everything(stock.desk) == before


def test_centers_list_and_find_their_own_only(stock: Stock, foreign: Stock) -> None:
    for mine, theirs in ((stock, foreign), (foreign, stock)):
        catalog = mine.desk.catalog
        assert catalog.branches() == (mine.branch,)
        assert set(catalog.services()) == {mine.service, mine.other}
        assert catalog.resources() == (mine.resource,)
        assert set(catalog.plans()) == {mine.plan, mine.bottle, mine.monthly}
        assert mine.desk.customers.find("anna") == (mine.customer,)
        found = mine.desk.schedule.sessions(between=("2026-07-01", "2026-07-31"))
        assert {session.id for session in found} == {mine.session.id, mine.spare.id}
        assert theirs.session.id not in {session.id for session in found}


def test_an_entity_is_read_as_its_id_and_nothing_it_says_is_believed(stock: Stock) -> None:
    """Ugo writes his own id on Anna's booking; it stays hers."""
    ugo = stock.desk.customers.register(name="Ugo")
    forged = evolve(stock.booking, customer_id=ugo.id)
    with pytest.raises(Unknown):
        stock.desk.by(ugo).bookings.cancel(forged)
    richer = evolve(stock.balance, remaining=1000)
    with pytest.raises(Misuse):
        stock.desk.balances.adjust(richer, units=0)

    assert stock.desk.balances.adjust(richer, units=1).remaining == 9
    assert stock.desk.bookings.get(forged) == stock.booking


def test_the_actor_of_a_desk_is_who_it_was_asked_for(desk: Desk) -> None:
    anna = desk.customers.register(name="Anna")

    assert desk.by(anna).actor == Oneself(anna.id) == desk.by(Oneself(anna.id)).actor
    assert (desk.by(anna).center, desk.at("torino").center) == ("roma", "torino")
    assert str(desk.actor) == "staff:desk"
    assert isinstance(desk.by(anna).customers.get(anna), Customer)
