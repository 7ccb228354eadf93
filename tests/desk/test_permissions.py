"""Each cell of docs/permissions.md is tried: what the table says is what the desk does.

The cells are those of the page, the methods are found by looking and the arguments come from
face.py: a new method is tried here by itself, or fails with the words for what face.py lacks.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, get_type_hints

import pytest
from attrs import evolve, field, frozen
from hypothesis import given, note, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookingcore import (
    SYSTEM,
    AnswerOfCustomer,
    BookingCoreError,
    Desk,
    HostTransactionUnusable,
    LinkNotUsable,
    Misuse,
    NameOfCustomer,
    NotAllowed,
    Oneself,
    Refused,
    Staff,
    Unknown,
    open_desk,
)
from bookingcore.adapters.memory import MemoryFiles, MemoryStore
from bookingcore.adapters.sql.columns import metadata
from bookingcore.desk import permissions
from bookingcore.desk.permissions import PERMISSIONS, Who
from bookingcore.domain.values.actors import Actor
from bookingcore.testing import FakePayments, FrozenClock, SeededChance
from tests.conftest import MORNING
from tests.desk.face import ENTITIES, Stock, Uncallable, Verb
from tests.desk.garbage import ANYTHING
from tools.permissions_table import Customers, face_of, is_owned, lines_of, parts

LINES = lines_of(face_of(open_desk("memory:", center="roma")))
VERBS = {said: [Verb(line.name) for line in LINES if line.customers is said] for said in Customers}
FOR_CUSTOMERS = [*VERBS[Customers.OWN], *VERBS[Customers.YES]]
OWNED = {word for entity, word in ENTITIES.items() if is_owned(entity)}
"""What belongs to one customer."""

STRANGER = Oneself("019f1c43-4b00-7000-8000-000000000000")
"""Somebody who has no card here."""


@frozen
class Cast:
    """Who stands at the desk, each with one of everything: two customers, and one elsewhere."""

    desk: Desk
    anna: Stock = field(init=False)
    ugo: Stock = field(init=False)
    ada: Stock = field(init=False)

    @anna.default
    def _anna(self) -> Stock:
        return Stock(self.desk)

    @ugo.default
    def _ugo(self) -> Stock:
        return Stock(self.desk, called="Ugo")

    @ada.default
    def _ada(self) -> Stock:
        return Stock(self.desk.at("torino"), called="Ada")

    @property
    def customers(self) -> tuple[Actor, ...]:
        """Every kind of customer that may ask for what is for staff."""
        return (*map(itself, (self.anna, self.ugo, self.ada)), STRANGER)


@pytest.fixture
def cast(desk: Desk, clock: FrozenClock) -> Cast:
    cast = Cast(desk)
    # What happens from now on is told apart from what made them.
    clock.advance(minutes=1)
    return cast


def itself(stock: Stock) -> Oneself:
    """The customer of a stock, acting for themselves."""
    return Oneself(stock.customer.id)


class _Undone(Exception):
    """What was done is not to be kept."""


def answer(verb: Verb, actor: Actor, stock: Stock) -> str:
    """What the desk says to plausible arguments: "yes", or the words of its refusal.

    It is done, seen, and undone again, so that the next one finds everything in its place.
    """
    bound = verb.arguments(stock.desk.by(actor), stock)
    now = stock.desk._context.clock.now()

    def work(desk: Desk) -> NoReturn:
        verb.of(desk.by(actor))(*bound.args, **bound.kwargs)
        told = [event for event in desk.history(stock.customer) if event.at == now]
        # Due work is the system's, whoever calls for it.
        assert {event.actor for event in told} <= {actor, SYSTEM}, f"{verb} says who did it"
        raise _Undone

    try:
        stock.desk.atomically(work)
    except (_Undone, HostTransactionUnusable):
        # What cannot be undone is refused in a transaction, but only to who may do it.
        return "yes"
    except BookingCoreError as error:
        return repr(error)


def unlike(said: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The methods that answer something else."""
    return {name: answer for name, answer in answers.items() if answer != said}


@contextmanager
def nothing_written(desk: Desk) -> Iterator[None]:
    """Inside it, no row of any table of any center comes, goes or changes."""
    before = contents(desk)
    yield
    assert contents(desk) == before


def contents(desk: Desk) -> dict[object, object]:
    """Every row of the whole store, table by table."""
    store: Any = desk.store
    if isinstance(store, MemoryStore):
        return {
            (center, name): dict(table.rows)
            for center, books in store._centers.items()
            for name, table in [
                *books.tables.items(),
                ("numbers", books.numbers),
                ("remembered", books.remembered),
            ]
        }
    with store._exchange._engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table))))
            for name, table in metadata.tables.items()
        }


def as_named(thing: Any, owner: Stock) -> tuple[Any, ...]:
    """The same thing as it is, by its id, and as a copy that says it is *owner*'s."""
    mine = {"customer_id": owner.customer.id} if hasattr(thing, "customer_id") else {}
    return thing, thing.id, evolve(thing, **mine)


def test_the_table_has_cells_of_every_kind_and_every_store_is_looked_into(cast: Cast) -> None:
    """Else the tests below would try nothing, or see nothing change."""
    assert all(VERBS.values())
    assert OWNED >= {"customer", "booking", "entry", "sale", "balance"}
    with pytest.raises(AssertionError), nothing_written(cast.desk):
        cast.desk.customers.update(cast.anna.customer, surname="Rossi")


@pytest.mark.parametrize("actor", [Staff("maria"), SYSTEM], ids=str)
def test_staff_and_the_system_may_do_what_the_table_lets_them(cast: Cast, actor: Actor) -> None:
    """Nearly everything; the rest is refused by a rule of its own."""
    given = {line.name: answer(Verb(line.name), actor, cast.anna) for line in LINES}

    assert unlike("yes", given).keys() == {line.name for line in LINES if not line.staff}


def test_what_is_not_for_staff_writes_nothing_when_they_try(cast: Cast) -> None:
    with nothing_written(cast.desk):
        for verb in [Verb(line.name) for line in LINES if not line.staff]:
            with pytest.raises((NameOfCustomer, AnswerOfCustomer)):
                verb.called(cast.desk, cast.anna)


def test_customers_may_do_for_themselves_what_the_table_lets_them(cast: Cast) -> None:
    anna = itself(cast.anna)

    assert unlike("yes", {verb.name: answer(verb, anna, cast.anna) for verb in FOR_CUSTOMERS}) == {}


def test_what_is_everybody_s_any_customer_may_ask(cast: Cast) -> None:
    """Whatever they name is the center's, not Anna's: even somebody without a card may know it."""
    verbs = VERBS[Customers.YES]
    for actor in cast.customers:
        assert unlike("yes", {verb.name: answer(verb, actor, cast.anna) for verb in verbs}) == {}


def test_what_is_everybody_s_tells_of_nobody(cast: Cast) -> None:
    """A method that asks for nothing of a customer's must not answer with anything of theirs."""
    for verb in VERBS[Customers.YES]:
        answered = get_type_hints(verb.of(cast.desk))["return"]
        assert [part for part in parts(answered) if is_owned(part)] == [], verb


def test_what_is_for_staff_is_refused_to_customers_whatever_they_name(cast: Cast) -> None:
    """Their own things, another's, another center's, and what nobody ever had: all the same."""
    heard = set()
    with nothing_written(cast.desk):
        for verb in VERBS[Customers.NO]:
            for named in namings(verb, cast):
                for actor in cast.customers:
                    with pytest.raises(Refused) as refused:
                        verb.called(cast.desk.by(actor), cast.anna, **named)
                    assert refused.value.told("it")
                    if repr(refused.value) != repr(NotAllowed(verb.name, str(actor))):
                        heard.add(f"{verb}({', '.join(named)}): {refused.value}")

    assert heard == set()


def namings(verb: Verb, cast: Cast) -> Iterator[dict[str, Any]]:
    """Arguments that name different things: what is left out is Anna's."""
    yield {}
    for parameter, kind in verb.entities(cast.desk):
        for thing in (getattr(cast.ugo, kind), getattr(cast.ada, kind).id, "nobody"):
            yield {parameter: verb.around(thing, parameter, cast.anna)}


def test_what_is_another_customer_s_is_unknown_among_things_of_one_s_own(cast: Cast) -> None:
    """Never forbidden: that would say that it exists. As itself, by its id, and claimed."""
    with nothing_written(cast.desk):
        for verb in FOR_CUSTOMERS:
            for parameter, kind in verb.entities(cast.desk):
                if kind in OWNED:
                    for thing in as_named(getattr(cast.anna, kind), cast.ugo):
                        unknown(verb, cast, kind, parameter, thing)


def test_what_is_another_center_s_is_unknown_to_customers(cast: Cast) -> None:
    with nothing_written(cast.desk):
        for verb in FOR_CUSTOMERS:
            for parameter, kind in verb.entities(cast.desk):
                for thing in as_named(getattr(cast.ada, kind), cast.ugo):
                    unknown(verb, cast, kind, parameter, thing)


def unknown(verb: Verb, cast: Cast, kind: str, parameter: str, thing: Any) -> None:
    """Ugo names this *thing*, and else only what is his; he hears nothing but its id."""
    named = {parameter: verb.around(thing, parameter, cast.ugo)}
    with pytest.raises(Unknown) as refused:
        verb.called(cast.desk.by(itself(cast.ugo)), cast.ugo, **named)
    assert refused.value.kind.endswith((kind, parameter))
    assert refused.value.id == getattr(thing, "id", thing)


def test_whoever_is_nobody_here_has_nothing_here(cast: Cast) -> None:
    """The customer of another center with her own things, and a stranger with Anna's."""
    with nothing_written(cast.desk):
        for verb in VERBS[Customers.OWN]:
            for actor, stock in ((itself(cast.ada), cast.ada), (STRANGER, cast.anna)):
                with pytest.raises((Unknown, LinkNotUsable)) as refused:
                    verb.called(cast.desk.by(actor), stock)
                assert type(refused.value) is (
                    LinkNotUsable if "token" in verb.parameters(cast.desk) else Unknown
                ), verb


def test_what_belongs_to_a_customer_without_a_card_is_unknown(cast: Cast) -> None:
    asking_for_a_customer = [
        verb for verb in FOR_CUSTOMERS if "customer" in verb.parameters(cast.desk)
    ]
    with nothing_written(cast.desk):
        for verb in asking_for_a_customer:
            with pytest.raises(Unknown) as refused:
                verb.called(cast.desk.by(STRANGER), cast.anna, customer=STRANGER.customer_id)
            assert refused.value.kind == "customer"


def test_a_token_opens_only_what_is_the_customer_s_own(cast: Cast) -> None:
    opening = [verb for verb in FOR_CUSTOMERS if "token" in verb.parameters(cast.desk)]
    with nothing_written(cast.desk):
        for verb in opening:
            token = verb.plausible("token", cast.anna)
            with pytest.raises(LinkNotUsable):
                verb.called(cast.desk.by(itself(cast.ugo)), cast.ugo, token=token)

    assert opening


@pytest.mark.parametrize("verb", FOR_CUSTOMERS, ids=str)
def test_each_method_asks_for_its_own_line_of_the_table(
    verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A customer is refused when that one line is for staff, and not when all the others are."""
    stock = alone()
    anna = itself(stock)
    without, others = {verb.name: Who.STAFF}, dict.fromkeys(PERMISSIONS, Who.STAFF)

    monkeypatch.setattr(permissions, "PERMISSIONS", {**PERMISSIONS, **without})
    assert answer(verb, anna, stock) == repr(NotAllowed(verb.name, str(anna)))

    monkeypatch.setattr(permissions, "PERMISSIONS", {**others, verb.name: Who.CUSTOMER})
    assert answer(verb, anna, stock) == "yes"


def alone() -> Stock:
    """Anna's things and nobody else's, in memory, a minute after they were made."""
    clock = FrozenClock(MORNING)
    desk = open_desk(
        "memory:", center="roma", clock=clock, chance=SeededChance(7), payments=FakePayments()
    )
    stock = Stock(desk)
    clock.advance(minutes=1)
    return stock


class ShutStore:
    """A store that nobody may look into."""

    owns = True

    def begin(self, center: str) -> NoReturn:
        raise AssertionError("a customer's command for staff has opened the store")

    snapshot = begin

    def joined(self, handle: object) -> ShutStore:
        return self


@pytest.mark.hypothesis
@pytest.mark.parametrize("verb", VERBS[Customers.NO], ids=str)
def test_what_is_for_staff_never_opens_the_store_for_a_customer(verb: Verb) -> None:
    """Whatever the arguments: what cannot be meant may be told apart, but nothing that is kept."""
    stock = alone()
    shut = Desk(
        ShutStore(),
        center="roma",
        clock=FrozenClock(MORNING),
        chance=SeededChance(7),
        actor=itself(stock),
        files=MemoryFiles(),
    )
    with pytest.raises(NotAllowed):
        verb.called(shut, stock)
    parameters = verb.signature(shut).parameters

    @settings(max_examples=settings().max_examples * 10 // 100)
    @given(st.data())
    def anything_goes_in(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(parameters)))
        thing = data.draw(ANYTHING)(stock)
        note(f"{verb}({name}=...)")
        with suppress(Refused, Misuse, TypeError):
            verb.called(shut, stock, **{name: as_given(thing, parameters[name])})
            pytest.fail(f"{verb} was not refused")

    if parameters:
        anything_goes_in()


def as_given(thing: Any, parameter: inspect.Parameter) -> Any:
    """*thing* as a parameter of that kind is bound."""
    if parameter.kind is parameter.VAR_POSITIONAL:
        return (thing,)
    return {"surname": thing} if parameter.kind is parameter.VAR_KEYWORD else thing


class Grown:
    """A noun with methods that face.py has never heard of."""

    def fold(self, origami: str) -> None: ...

    def tell(self, fault: Tale) -> None: ...


@frozen
class Tale:
    """An entity that face.py has never heard of."""

    id: str


def test_a_method_that_cannot_be_tried_says_what_it_lacks() -> None:
    stock = alone()
    desk = stock.desk
    desk.customers = Grown()  # type: ignore[assignment]

    with pytest.raises(Uncallable, match=r"customers\.fold takes 'origami': add 'origami'.*PLAUS"):
        Verb("customers.fold").called(desk, stock)
    with pytest.raises(Uncallable, match=r"customers\.tell takes a Tale: add it to ENTITIES"):
        list(Verb("customers.tell").entities(desk))
