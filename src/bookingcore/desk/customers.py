"""`desk.customers`: the card, and the warnings it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import branch_id, customer_id, found
from bookingcore.desk.context import Context
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.bookings.warnings import Warnings, warnings
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.customers.customer import (
    Customer,
    CustomerStatus,
    cleaned_profile,
    registered,
    updated,
)
from bookingcore.domain.values.changes import Add, Change, Decision, Expect, Put
from bookingcore.domain.values.checks import member, text, whole
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import AwaitingOf, ById, CustomersFound, EntriesOf, SalesOf
from bookingcore.ports.store import Reader, Ref, Unit

FOUND_MAX = 1000


@frozen
class Customers:
    """The cards of the center's customers."""

    _context: Context

    def register(self, *, name: str, key: str | None = None, **profile: Any) -> Customer:
        """Open a card (004-07).

        Args:
            name: first name, 1 to 200 characters.
            key: idempotency key.
            profile: surname, middle_name, email, login_email, phone, language, address, born_on,
                gender, referral, preferred_branch.

        Raises:
            InvalidInput: a field that the card does not have, or a value that it cannot hold.
            Unknown: the preferred branch is none of this center's.
        """
        context = self._context
        customer = registered(CustomerId(context.new_id()), {"name": name, **profile})
        command = Command(
            name="customers.register",
            stream=None,
            decide=partial(self._register, customer),
            key=keyed(key, _told({"name": name, **profile})),
        )
        return carry_out(context, command, self.get)

    def get(self, customer: Customer | str) -> Customer:
        """The card as it is now.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """
        id = customer_id(customer)
        refuse_foreign(self._context.actor, id, "customer", id)
        return read(
            self._context,
            "customers.get",
            lambda reader: found(
                reader.load(ById(Customer, id))[ById(Customer, id)], "customer", id
            ),
        )

    def find(
        self, text: str = "", *, status: CustomerStatus | None = None, limit: int = 50
    ) -> tuple[Customer, ...]:
        """The cards that hold every word of *text* in a name, an address or a phone number.

        Args:
            text: words to look for, whatever their case; empty for every card.
            status: only cards of this status; None for any.
            limit: how many at most, 1 to 1,000; in order of name.
        """
        question = CustomersFound(
            _searched(text),
            None if status is None else member(status, "status", CustomerStatus),
            whole(limit, "limit", 1, FOUND_MAX),
        )
        return read(self._context, "customers.find", lambda reader: reader.load(question)[question])

    def update(self, customer: Customer | str, **profile: Any) -> Customer:
        """Write fields of the card over; see `register` for their names.

        Raises:
            Unknown: no such customer, or branch.
            InvalidInput: a field that the card does not have, or a value that it cannot hold.
        """
        id = customer_id(customer)
        command = Command(
            name="customers.update",
            stream=Ref(Customer, id),
            decide=partial(self._update, id, profile),
        )
        return carry_out(self._context, command)

    def warnings(self, customer: Customer | str) -> Warnings:
        """What staff are warned of on the card, in its two tabs (000-16, 000-21, A60).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """
        id = customer_id(customer)
        refuse_foreign(self._context.actor, id, "customer", id)
        return read(self._context, "customers.warnings", partial(_warnings, id))

    def _register(self, customer: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
        own = self._context.own_center
        self._context.configured(unit.load(own)[own])
        _known_branch(unit, customer)
        return _decided(Add(customer), customer, EventKind.CUSTOMER_REGISTERED, {})

    def _update(
        self, id: CustomerId, profile: Mapping[str, object], unit: Unit, now: DateTime
    ) -> Decision[Customer]:
        question = ById(Customer, id)
        before = found(unit.load(question)[question], "customer", id)
        after = updated(before, profile)
        _known_branch(unit, after)
        facts = {"fields": " ".join(sorted(profile))}
        decision = _decided(Put(after), after, EventKind.CUSTOMER_UPDATED, facts)
        if before.reachable or not after.reachable:
            return decision
        return evolve(decision, changes=[*decision.changes, *_looked_at_again(unit, id, now)])


def _looked_at_again(unit: Unit, id: CustomerId, now: DateTime) -> Iterator[Change]:
    """The waiting lists on which a customer was passed over who can be told now (A16)."""
    question = EntriesOf(id)
    for entry in unit.load(question)[question]:
        if entry.waits and entry.unreachable:
            yield Expect(Due(kind=DueKind.QUEUE, subject=entry.session_id, due_at=now))


def _told(profile: Mapping[str, object]) -> list[tuple[str, object]]:
    """What *profile* says, to tell one wish from another; an empty field says nothing."""
    return sorted(item for item in cleaned_profile(profile).items() if item[1])


def _decided(
    change: Change, customer: Customer, kind: EventKind, facts: Mapping[str, str]
) -> Decision[Customer]:
    happened = Happened(kind=kind, subject=customer.id, customer_id=customer.id, facts=facts)
    return Decision(result=customer, changes=[change], happened=[happened])


def _known_branch(unit: Unit, customer: Customer) -> None:
    if customer.preferred_branch is not None:
        question = ById(Branch, branch_id(customer.preferred_branch))
        found(unit.load(question)[question], "branch", customer.preferred_branch)


def _warnings(id: CustomerId, reader: Reader) -> Warnings:
    card, awaiting, sales = ById(Customer, id), AwaitingOf(id), SalesOf(id)
    answers = reader.load(card, awaiting, sales)
    found(answers[card], "customer", id)
    return warnings(answers[awaiting], answers[sales])


def _searched(words: str) -> str:
    return text(words, "text", longest=200).casefold()
