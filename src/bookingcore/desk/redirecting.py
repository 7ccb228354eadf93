"""Old ids lead to the card that has absorbed theirs, for ever (000-44, A40).

No command asks first: it looks at the card that it loads anyway, and is given again with the id to
which an absorbed one leads. Cards that are absorbed lead straight to one that stands by itself.
Only for a customer who comes with another id than their own it is looked up where that leads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bookingcore.desk.arguments import customer_id, found
from bookingcore.desk.context import Context
from bookingcore.desk.permissions import refuse_foreign, refuse_strangers
from bookingcore.desk.running import read
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader

T = TypeVar("T")


class CardAbsorbed(Exception):
    """The card that was asked for leads to another one: the command is given again with that."""

    def __init__(self, into: CustomerId) -> None:
        super().__init__(into)
        self.into = into


def following(
    context: Context, command: str, customer: Customer | str, work: Callable[[CustomerId], T]
) -> T:
    """*work* with the id of *customer*, or of the card that theirs leads to.

    Raises:
        NotAllowed: the actor may not give *command*, whomever it is about.
        Unknown: not the customer who acts.
    """
    refuse_strangers(command, context.actor)
    given = customer_id(customer)

    def own(id: CustomerId) -> T:
        refuse_foreign(context.actor, id, "customer", given)
        return work(id)

    try:
        return own(_their_own(context, command, given))
    except CardAbsorbed as absorbed:
        return own(absorbed.into)


def _their_own(context: Context, command: str, given: CustomerId) -> CustomerId:
    """*given*, or the id of the customer who acts where that is one that leads to their card."""
    actor = context.actor
    if not isinstance(actor, Oneself) or actor.customer_id == given:
        return given
    question = ById(Customer, given)
    cards = read(context, command, lambda reader: reader.load(question)[question])
    leads_to = {card.absorbed_into for card in cards}
    return actor.customer_id if actor.customer_id in leads_to else given


def read_of(
    context: Context,
    query: str,
    customer: Customer | str,
    ask: Callable[[CustomerId, Reader], T],
) -> T:
    """What *ask* reads about *customer*, or about the card that theirs leads to.

    Raises:
        Unknown: no such customer here, or not the one who asks.
        NotAllowed: the actor may not ask this.
    """
    return following(context, query, customer, lambda id: read(context, query, partial(ask, id)))


def found_card(rows: tuple[Customer, ...], id: str) -> Customer:
    """The card that was asked for by its id.

    Raises:
        Unknown: there is none in this center.
        CardAbsorbed: it leads to another one.
    """
    card = found(rows, "customer", id)
    if card.absorbed_into is not None:
        raise CardAbsorbed(card.absorbed_into)
    return card


def card_of(id: CustomerId, reader: Reader) -> Customer:
    """The card with that id.

    Raises:
        Unknown: there is none in this center.
        CardAbsorbed: it leads to another one.
    """
    question = ById(Customer, id)
    return found_card(reader.load(question)[question], id)
