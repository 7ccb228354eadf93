"""Whose rows are whose: another center's are unknown, another customer's too, on every store.

The tables are read from the permissions and from the methods themselves, so that a new command is
looked at here whether or not anybody thinks of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from bookingcore import Attendance, Customer, Desk, Misuse, NotAllowed, Oneself, Unknown
from bookingcore.desk.permissions import PERMISSIONS, Who
from bookingcore.testing import FrozenClock
from tests.desk.face import Stock, Verb, verbs
from tests.desk.records import everything

VERBS = tuple(map(Verb, PERMISSIONS))
FOR_STAFF = [verb for verb in VERBS if PERMISSIONS[verb.name] is Who.STAFF]
FOR_CUSTOMERS = [verb for verb in VERBS if PERMISSIONS[verb.name] is Who.CUSTOMER]
OWNED = ("customer", "booking", "entry", "sale", "balance")
"""What belongs to one customer."""


@pytest.fixture
def stock(desk: Desk) -> Stock:
    return Stock(desk)


@pytest.fixture
def foreign(desk: Desk) -> Stock:
    """The same business in another city."""
    return Stock(desk.at("torino"))


def taking_entities(desk: Desk) -> Iterator[tuple[Verb, str, str]]:
    """Each parameter of the face that takes an entity, with the field of `Stock` that fits it."""
    for verb in VERBS:
        for parameter, word in verb.entities(desk):
            yield verb, parameter, word
    yield Verb("history"), "entity", "booking"


def handed(parameter: str, thing: Any) -> Any:
    """*thing* as the parameter takes it: by itself, or among others."""
    if parameter == "marks":
        return {thing: Attendance.PRESENT}
    return (thing,) if parameter in {"entries", "lines", "resources", "services"} else thing


def test_every_public_method_has_its_line_in_the_table_of_permissions(desk: Desk) -> None:
    assert {verb.name for verb in verbs(desk)} == set(PERMISSIONS)


def test_every_entity_is_asked_for_somewhere(desk: Desk) -> None:
    kinds = {kind for _, _, kind in taking_entities(desk)}

    assert kinds == {
        *("branch", "service", "resource", "plan", "customer"),
        *("session", "series", "booking", "entry", "sale", "balance"),
    }


def test_what_is_another_center_s_is_unknown_here(stock: Stock, foreign: Stock) -> None:
    """By its id, as itself, and as a copy with another name: what it says is never believed."""
    here, there = everything(stock.desk), everything(foreign.desk)
    for verb, parameter, kind in taking_entities(stock.desk):
        entity = getattr(foreign, kind)
        for thing in (entity, entity.id):
            with pytest.raises(Unknown) as refused:
                verb.called(stock.desk, stock, **{parameter: handed(parameter, thing)})
            assert refused.value.kind in {kind, parameter}, f"{verb} with a foreign {kind}"
            assert refused.value.id == entity.id

    assert everything(stock.desk) == here
    assert everything(foreign.desk) == there


def test_a_foreign_branch_is_no_preferred_branch(stock: Stock, foreign: Stock) -> None:
    with pytest.raises(Unknown):
        stock.desk.customers.register(name="Mia", preferred_branch=foreign.branch)
    with pytest.raises(Unknown):
        stock.desk.customers.update(stock.customer, preferred_branch=foreign.branch.id)

    assert stock.desk.customers.find() == (stock.customer,)


def test_what_nobody_has_ever_had_is_unknown(stock: Stock) -> None:
    before = everything(stock.desk)
    for verb, parameter, kind in taking_entities(stock.desk):
        with pytest.raises(Unknown) as refused:
            verb.called(stock.desk, stock, **{parameter: handed(parameter, "nobody")})
        assert refused.value.kind in {kind, parameter}
        assert "nobody" in str(refused.value)
    assert everything(stock.desk) == before


def test_centers_list_and_find_their_own_only(stock: Stock, foreign: Stock) -> None:
    for mine, theirs in ((stock, foreign), (foreign, stock)):
        catalog = mine.desk.catalog
        assert catalog.branches() == (mine.branch,)
        assert catalog.services() == (mine.service,)
        assert catalog.resources() == (mine.resource,)
        assert catalog.plans() == (mine.plan,)
        assert mine.desk.customers.find("anna") == (mine.customer,)
        found = mine.desk.schedule.sessions(between=("2026-07-01", "2026-07-31"))
        assert {session.id for session in found} == {mine.session.id, mine.spare.id}
        assert theirs.session.id not in {session.id for session in found}


def test_what_is_for_staff_is_refused_to_customers(stock: Stock) -> None:
    before = everything(stock.desk)
    own = stock.desk.by(stock.customer)
    for verb in FOR_STAFF:
        with pytest.raises(NotAllowed) as refused:
            verb.called(own, stock)
        assert refused.value.command == verb.name
        assert refused.value.actor == f"customer:{stock.customer.id}"
        assert refused.value.told("it")

    assert everything(stock.desk) == before


def test_what_customers_may_do_they_do_with_what_is_theirs(
    stock: Stock, clock: FrozenClock
) -> None:
    clock.advance(minutes=1)
    own = stock.desk.by(stock.customer)
    for verb in sorted(FOR_CUSTOMERS, key=lambda verb: verb.name == "bookings.cancel"):
        verb.called(own, stock)

    events = stock.desk.history(stock.customer)
    assert {str(event.actor) for event in events[-2:]} == {f"customer:{stock.customer.id}"}


def test_to_a_customer_what_is_another_customer_s_is_unknown(stock: Stock) -> None:
    """Never forbidden: that would say that it exists."""
    desk = stock.desk
    others = [desk.by(desk.customers.register(name="Ugo")), desk.by(Oneself(stranger()))]
    before = everything(desk)
    tried = set()
    for verb, parameter, kind in taking_entities(desk):
        if verb in FOR_CUSTOMERS and kind in OWNED:
            tried.add(verb.name)
            for ugo in others:
                with pytest.raises(Unknown) as refused:
                    verb.called(ugo, stock, **{parameter: getattr(stock, kind).id})
                assert refused.value.kind == kind

    assert everything(desk) == before
    # These take nothing that belongs to anybody.
    shared = {"catalog.branches", "catalog.services", "catalog.resources", "catalog.plans"}
    shared |= {"catalog.policy", "schedule.get", "schedule.sessions"}
    shared |= {"schedule.get_series", "schedule.sessions_of"}
    # This one takes a token, and opens nobody else's booking: see test_links.py.
    shared |= {"bookings.manage"}
    assert tried | shared == {verb.name for verb in FOR_CUSTOMERS}


def stranger() -> Any:
    """The id of somebody who has no card here."""
    return "019f1c43-4b00-7000-8000-000000000000"


def test_a_customer_of_another_center_is_nobody_here(stock: Stock, foreign: Stock) -> None:
    own = stock.desk.by(foreign.customer)
    with pytest.raises(Unknown):
        own.bookings.book(foreign.customer, stock.session)
    with pytest.raises(Unknown):
        own.customers.get(foreign.customer)
    with pytest.raises(Unknown):
        own.bookings.get(stock.booking)


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
