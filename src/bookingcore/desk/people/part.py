"""What every part of `desk.customers` knows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import customer_id
from bookingcore.desk.context import Context
from bookingcore.desk.redirecting import card_of, following, read_of
from bookingcore.desk.running import Command, Key, carry_out, keyed
from bookingcore.domain.customers.account import AddressFacts, refuse_erased
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer, shown_to_customer
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.ports.questions import ById, Question
from bookingcore.ports.store import Answers, Reader, Ref, Unit

T = TypeVar("T")

Edit = Callable[[Customer, Unit, DateTime], Decision[Customer]]
"""What a command decides about a card that is locked."""


@frozen
class Part:
    """A part of `desk.customers`: each of them can read a card, and write on one."""

    _context: Context

    def get(self, customer: Customer | str) -> Customer:
        """The card as it is now; the id of one that was absorbed leads to the one that stays.

        A customer sees their own without what staff wrote for each other.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """
        return self._shown(read_of(self._context, "customers.get", customer, card_of))

    def _edit(self, command: str, customer: Customer | str, edit: Edit) -> Customer:
        """Carry out *command*, which writes on the card of *customer*."""
        return self._shown(self._on_card(command, customer, edit))

    def _beside(
        self,
        command: str,
        customer: Customer | str,
        write: Callable[[Customer, Unit, DateTime], Decision[T]],
        again: Callable[[str], T],
        key: str | None,
        *told: object,
    ) -> T:
        """Carry out *command*, which writes something new beside the card of *customer*.

        *told* is what its idempotency key stands for; *again* reads what it made.
        """

        def decide(card: Customer, unit: Unit, now: DateTime) -> Decision[T]:
            refuse_erased(card)
            return write(card, unit, now)

        remembered = keyed(key, customer_id(customer), *told)
        return self._on_card(command, customer, decide, remembered, again)

    def _on_card(
        self,
        command: str,
        customer: Customer | str,
        decide: Callable[[Customer, Unit, DateTime], Decision[T]],
        key: Key | None = None,
        again: Callable[[str], T] | None = None,
    ) -> T:
        """Carry out *command* with the card of *customer*, locked."""
        name = f"customers.{command}"

        def carry(id: CustomerId) -> T:
            order = Command(
                name=name,
                stream=Ref(Customer, id),
                decide=lambda unit, now: decide(card_of(id, unit), unit, now),
                key=key,
            )
            return carry_out(self._context, order, again)

        return following(self._context, name, customer, carry)

    def _shown(self, card: Customer) -> Customer:
        return shown_to_customer(card) if isinstance(self._context.actor, Oneself) else card


@frozen
class Holders:
    """Who holds some addresses, asked for with whatever else is asked."""

    _context: Context
    addresses: Collection[str]

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """The addresses on record, and the center, which says whether cards may share them."""
        return (self._context.own_center, *map(_on_record, sorted(self.addresses)))

    def facts(self, answers: Answers) -> AddressFacts:
        """What the answers say."""
        center = self._context.configured(answers[self._context.own_center])
        found = (each for address in self.addresses for each in answers[_on_record(address)])
        return AddressFacts(
            known={each.id: each for each in found},
            uniqueness=center.settings.email_uniqueness,
        )


def _on_record(address: str) -> ById[Address]:
    return ById(Address, address)


def address_facts(context: Context, reader: Reader, addresses: Collection[str]) -> AddressFacts:
    """Who holds *addresses*, and whether cards may share them; no trip where there are none."""
    if not addresses:
        return AddressFacts(known={}, uniqueness=EmailUniqueness.STRICT)
    holders = Holders(context, addresses)
    return holders.facts(reader.load(*holders.questions))
