"""What every part of `desk.memberships` knows."""

from __future__ import annotations

from typing import TypeVar

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import found, membership_id
from bookingcore.desk.charging import ask_charge, provider_of, refuse_no_cards
from bookingcore.desk.context import Context
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.running import read
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.memberships.ending import EndFacts
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.memberships.renewing import Billing
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.values.checks import name
from bookingcore.domain.values.ids import (
    AttemptId,
    BalanceId,
    MembershipId,
    PaymentId,
    SaleId,
)
from bookingcore.ports.memberships import CreditsOf
from bookingcore.ports.questions import ById, Question
from bookingcore.ports.store import Reader

T = TypeVar("T")


@frozen
class Part:
    """A part of `desk.memberships`: each of them can read a membership."""

    _context: Context

    def get(self, membership: Membership | str) -> Membership:
        """The membership as it is now.

        Raises:
            Unknown: no such membership here, or not one of the customer who asks.
        """
        id = membership_id(membership)
        return read(self._context, "memberships.get", lambda reader: self._own(reader, id))

    def _own(self, reader: Reader, id: MembershipId) -> Membership:
        membership = membership_of(reader, id)
        refuse_foreign(self._context.actor, membership.customer_id, "membership", id)
        return membership


def membership_of(reader: Reader, id: str) -> Membership:
    """The membership with that id.

    Raises:
        Unknown: there is none in this center.
    """
    question = ById(Membership, id)
    return found(reader.load(question)[question], "membership", id)


@frozen(kw_only=True)
class Known:
    """A membership, what it is of, and whose it is."""

    membership: Membership
    plan: Plan
    customer: Customer

    @classmethod
    def of(cls, reader: Reader, id: str) -> Known:
        """What stands in the store.

        Raises:
            Unknown: no such membership in this center.
        """
        membership = membership_of(reader, id)
        plan, card = ById(Plan, membership.plan_id), ById(Customer, membership.customer_id)
        answers = reader.load(plan, card)
        return cls(membership=membership, plan=answers[plan][0], customer=answers[card][0])


def end_facts(reader: Reader, membership: Membership) -> EndFacts:
    """What ending a *membership* looks at: one trip."""
    plan, granted = ById(Plan, membership.plan_id), CreditsOf(membership.id)
    answers = reader.load(plan, granted)
    return EndFacts(membership=membership, plan=answers[plan][0], credits=answers[granted])


def one(reader: Reader, question: Question[T]) -> T | None:
    """The row that answers *question*; None where there is none."""
    return next(iter(reader.load(question)[question]), None)


def billing(context: Context, now: DateTime, *, charges: bool) -> Billing:
    """How a membership is billed now."""
    return Billing(
        sale_id=SaleId(context.new_id()),
        balance_id=BalanceId(context.new_id()),
        payment_id=PaymentId(context.new_id()),
        attempt_id=AttemptId(context.new_id()),
        charges=charges,
        now=now,
        actor=context.actor,
    )


def chargeable(context: Context, card: object) -> str:
    """The provider's token of a card that can be charged here.

    Raises:
        InvalidInput: no token.
        PortMissing: the desk has no payment provider.
        CardsUnsupported: the provider charges no cards (002-10).
    """
    refuse_no_cards(provider_of(context))
    return name(card, "card")


def ask_for(context: Context, payment: Payment | None) -> None:
    """Ask the provider for a payment that was written down, where there is one to ask.

    Otherwise the work that falls due asks, at a desk that has a provider.
    """
    if payment is not None and context.payments is not None:
        ask_charge(context, payment, first=True)
