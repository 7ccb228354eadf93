"""The id of a card that was absorbed leads to the one that stays, in every command there is."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from attrs import field, frozen

from bookingcore import BookingCoreError, Customer, Desk, Unknown
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.testing import SeededChance
from tests.desk.face import Stock, Verb, verbs

LEADS_NOWHERE = {("customers.absorb", "old")}
"""Where the id of an absorbed card means that card itself."""


@frozen
class Tried:
    """The commands that take a customer, with one of everything for them to be tried on."""

    stock: Stock

    @property
    def desk(self) -> Desk:
        return self.stock.desk

    def taking_customers(self) -> list[tuple[Verb, str]]:
        """Each command with the parameter that takes a customer."""
        return [
            (verb, parameter)
            for verb in verbs(self.desk)
            for parameter, word in verb.entities(self.desk)
            if word == "customer" and (verb.name, parameter) not in LEADS_NOWHERE
        ]

    def keyed(self) -> list[tuple[Verb, str]]:
        """Those of them that take an idempotency key."""
        return [each for each in self.taking_customers() if "key" in each[0].parameters(self.desk)]

    def first(self, verb: Verb, parameter: str) -> Any:
        """What a command makes for the customer under one key."""
        named = {parameter: self.stock.customer}
        return verb.called(self.desk, self.stock, **named, key=f"the {parameter}'s")

    def said(self, verb: Verb, parameter: str, customer: Customer | str) -> Any:
        """What a command says about *customer*; it is done, and undone again.

        Whoever is asked about, what is made new gets the same ids.
        """
        stock, store = self.stock, self.desk.store
        arguments = verb.arguments(self.desk, stock, **{parameter: customer})
        context = self.desk._context
        desk = Desk(
            store,
            center=context.center,
            clock=context.clock,
            chance=SeededChance(99),
            files=context.files,
        )
        answers: list[Any] = []

        def work(inside: Desk) -> NoReturn:
            answers.append(verb.of(inside)(*arguments.args, **arguments.kwargs))
            raise _Undone

        try:
            desk.atomically(work)
        except _Undone:
            return answers.pop()
        except BookingCoreError as error:
            return error

    def really(self, verb: Verb, parameter: str, customer: Customer | str) -> Any:
        """What a command says about *customer*, to whom it is done."""
        try:
            return verb.called(self.desk, self.stock, **{parameter: customer})
        except BookingCoreError as error:
            return error


class _Undone(Exception):
    """What was done is not to be kept."""


@frozen
class Merged(Tried):
    """Somebody with one of everything, whose card was absorbed.

    Attributes:
        replies: what each command that takes a key said to it before that, by its name and the
            parameter that named the customer.
    """

    new: Customer = field(init=False)
    replies: dict[tuple[str, str], Any] = field(factory=dict, init=False)

    @new.default
    def _new(self) -> Customer:
        return self.desk.customers.register(name="Anna")


def absorbed(desk: Desk, *, with_keys: bool) -> Merged:
    merged = Merged(Stock(desk))
    if with_keys:
        for verb, parameter in merged.keyed():
            merged.replies[verb.name, parameter] = merged.first(verb, parameter)
    desk.customers.absorb(into=merged.new, old=merged.stock.customer)
    return merged


@pytest.mark.rule("A40", "000-44")
def test_every_command_does_the_same_for_the_old_id(desk: Desk) -> None:
    """By its id and by the old card itself, as a host may still hold it."""
    merged = absorbed(desk, with_keys=False)
    old = merged.stock.customer

    tried, elsewhere = merged.taking_customers(), set()
    for verb, parameter in tried:
        wanted = merged.said(verb, parameter, merged.new)
        assert getattr(wanted, "kind", "") != "customer", verb
        said = [merged.said(verb, parameter, given) for given in (old, old.id)]
        if {repr(wanted)} != set(map(repr, said)):
            elsewhere.add(verb.name)

    assert elsewhere == set()
    assert {verb.name for verb, _ in tried} >= {
        *("bookings.check", "bookings.book", "bookings.book_appointment", "bookings.of"),
        *("bookings.attach_customer", "waitlist.join", "waitlist.of", "sales.sell", "sales.of"),
        *("balances.of", "customers.get", "customers.card", "customers.update"),
        *("customers.history", "customers.documents", "customers.absorb", "customers.erase"),
    }
    assert desk.verify() == ()


@pytest.mark.rule("A40")
def test_a_command_given_again_after_merging_is_done_once(desk: Desk) -> None:
    """With the old id and the key of before: its answer is what it made, whose it is now."""
    merged = absorbed(desk, with_keys=True)
    before = desk.customers.history(merged.new, limit=1000)

    for verb, parameter in merged.keyed():
        again = merged.first(verb, parameter)
        assert again.id == merged.replies[verb.name, parameter].id, verb
        owners = {getattr(again, name) for name in OWNED[type(again)].by}
        assert owners - {None} == {merged.new.id}, verb

    assert desk.customers.history(merged.new, limit=1000) == before
    assert {verb.name for verb, _ in merged.keyed()} >= {
        *("bookings.book", "bookings.book_appointment", "waitlist.join", "sales.sell"),
        *("customers.add_note", "customers.add_task", "customers.assign_form"),
        *("customers.add_document", "gift_cards.issue"),
    }
    assert desk.verify() == ()


@pytest.mark.rule("A40")
def test_a_customer_may_come_with_the_old_id_of_their_own_card(desk: Desk) -> None:
    old, other = desk.customers.register(name="Ana"), desk.customers.register(name="Ugo")
    anna = desk.customers.register(name="Anna")
    desk.customers.absorb(into=anna, old=old)

    assert desk.by(anna).customers.get(old).id == anna.id
    for somebody_else in (other.id, "nobody"):
        with pytest.raises(Unknown) as refused:
            desk.by(anna).customers.get(somebody_else)
        assert refused.value.id == somebody_else
    with pytest.raises(Unknown) as refused:
        desk.by(other).customers.get(old)
    assert refused.value.id == old.id
