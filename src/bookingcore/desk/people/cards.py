"""The card: opened, found, written over (004-01, 004-06, 004-07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from unicodedata import normalize

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import branch_id, found
from bookingcore.desk.loading import brought
from bookingcore.desk.people.part import Holders, Part, address_facts
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.form import Form, FormTiming
from bookingcore.domain.customers.account import card_event, decide_card, decide_registration
from bookingcore.domain.customers.customer import LIVE, Customer, CustomerStatus
from bookingcore.domain.customers.forms import form_assigned
from bookingcore.domain.customers.profile import cleaned_profile, line, registered, updated
from bookingcore.domain.customers.weight import Weight
from bookingcore.domain.values.changes import Add, Change, Decision, Expect
from bookingcore.domain.values.checks import member, text, whole
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.people import CustomersFound
from bookingcore.ports.questions import All, ById, EntriesOf
from bookingcore.ports.store import Reader, Unit

FOUND_MAX = 1000


@frozen
class Cards(Part):
    """Opening cards, finding them, writing on them."""

    def register(self, *, name: str, key: str | None = None, **profile: Any) -> Customer:
        """Open a card (004-07); its account begins with the same names (000-47).

        Args:
            name: first name, 1 to 200 characters.
            key: idempotency key.
            profile: surname, middle_name, email, login_email, phone, language, address, born_on,
                gender, referral, preferred_branch, status_label, weight.

        Raises:
            InvalidInput: a field that the card does not have, or a value that it cannot hold.
            EmailInUse: another card has one of the addresses, and the center is strict (000-42).
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

    def find(
        self,
        text: str = "",
        *,
        status: CustomerStatus | None = None,
        label: str | None = None,
        limit: int = 50,
    ) -> tuple[Customer, ...]:
        """The cards that hold every word of *text* in a name, an address or a phone number.

        Args:
            text: words or parts of them, whatever their case; a phone number also as its digits
                alone. Empty for every card.
            status: only cards of this status; None for those that stand for a person.
            label: only cards with this label, as it was written; None for any.
            limit: how many at most, 1 to 1,000; in order of name.
        """
        statuses = tuple(sorted(LIVE, key=lambda each: each.value))
        question = CustomersFound(
            _searched(text),
            statuses if status is None else (member(status, "status", CustomerStatus),),
            None if label is None else line(label, "label"),
            whole(limit, "limit", 1, FOUND_MAX),
        )
        return read(self._context, "customers.find", lambda reader: reader.load(question)[question])

    def update(self, customer: Customer | str, **profile: Any) -> Customer:
        """Write fields of the card over; see `register` for their names.

        The names of the account stay as they are (A45). An address that is cleared is free for
        another card (000-43).

        Raises:
            Unknown: no such customer, or branch.
            InvalidInput: a field that the card does not have, or a value that it cannot hold.
            EmailInUse: another card has one of the addresses, and the center is strict.
            LoginOfCustomer: the login e-mail of an account that its customer uses (000-37).
            CustomerNotActive: the card was erased.
        """
        return self._edit("update", customer, partial(self._update, profile))

    def _register(self, customer: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
        holders, forms = Holders(self._context, customer.addresses), All(Form)
        answers = unit.load(*holders.questions, forms)
        facts = holders.facts(answers)
        _known_branch(unit, customer)
        decision = decide_registration(customer, facts, self._context.actor)
        brings = [
            brought(self._context, form.id, customer.id, now)
            for form in answers[forms]
            if form.assigned is FormTiming.AT_REGISTRATION
        ]
        return evolve(
            decision,
            changes=[*decision.changes, *map(Add, brings)],
            happened=[*decision.happened, *map(form_assigned, brings)],
        )

    def _update(
        self, profile: Mapping[str, object], before: Customer, unit: Unit, now: DateTime
    ) -> Decision[Customer]:
        after = updated(before, profile)
        _known_branch(unit, after)
        facts = address_facts(self._context, unit, before.addresses ^ after.addresses)
        fields = " ".join(sorted(profile))
        happened = card_event(EventKind.CUSTOMER_UPDATED, after, {"fields": fields})
        decision = decide_card(before, after, facts, self._context.actor, happened)
        if before.reachable or not after.reachable:
            return decision
        again = _looked_at_again(unit, before.id, now)
        return evolve(decision, changes=[*decision.changes, *again])


def _looked_at_again(unit: Unit, id: CustomerId, now: DateTime) -> Iterator[Change]:
    """The waiting lists on which a customer was passed over who can be told now (A16)."""
    question = EntriesOf(id)
    for entry in unit.load(question)[question]:
        if entry.waits and entry.unreachable:
            yield Expect(Due(kind=DueKind.QUEUE, subject=entry.session_id, due_at=now))


def _told(profile: Mapping[str, object]) -> list[tuple[str, object]]:
    """What *profile* says, to tell one wish from another; an empty field says nothing."""
    said = cleaned_profile(profile)
    return sorted((field, _spelled(value)) for field, value in said.items() if value)


def _spelled(value: object) -> object:
    """*value* so that others differ from it: a weight would not show itself (A51)."""
    if isinstance(value, Weight):
        return f"{value.amount:.2f}", value.unit.name, value.on
    return value


def _known_branch(reader: Reader, customer: Customer) -> None:
    if customer.preferred_branch is not None:
        question = ById(Branch, branch_id(customer.preferred_branch))
        found(reader.load(question)[question], "branch", customer.preferred_branch)


def _searched(words: str) -> str:
    """*words* as cards are looked through: accents are found however they were typed."""
    return normalize("NFC", text(words, "text", longest=200)).casefold()
