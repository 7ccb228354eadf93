"""Reading memberships: what was billed, every attempt to charge it, the credits it granted."""

from __future__ import annotations

from typing import TypeVar

from attrs import frozen

from bookingcore.desk.arguments import membership_id
from bookingcore.desk.membership.part import Part
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.running import read
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership, MembershipPeriod
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.ids import CustomerId, MembershipId
from bookingcore.ports.memberships import AttemptsOf, CreditsOf, PeriodsOf
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Reader

T = TypeVar("T")


@frozen
class Reading(Part):
    """What the tab of memberships shows (004-24)."""

    def of(self, customer: Customer | str) -> tuple[Membership, ...]:
        """The customer's memberships, oldest first; those that have ended too (004-15).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(who: CustomerId, reader: Reader) -> tuple[Membership, ...]:
            card_of(who, reader)
            question = Owned(Membership, who)
            owned = reader.load(question)[question]
            return tuple(sorted(owned, key=lambda each: (each.started_at, each.id)))

        return read_of(self._context, "memberships.of", customer, ask)

    def payment_activity(self, membership: Membership | str) -> tuple[PaymentAttempt, ...]:
        """Every attempt to charge it, failed ones too, by due day and number (004-18).

        Raises:
            Unknown: no such membership here, or not one of the customer who asks.
        """
        id = membership_id(membership)
        return self._about("memberships.payment_activity", id, AttemptsOf(id))

    def credits(self, membership: Membership | str) -> tuple[Balance, ...]:
        """The balances that its sales granted, by first day of validity (004-16).

        `desk.balances` changes the status and the expiry of each, or of some of its units (004-17).

        Raises:
            Unknown: no such membership here, or not one of the customer who asks.
        """
        id = membership_id(membership)
        granted = self._about("memberships.credits", id, CreditsOf(id))
        return tuple(sorted(granted, key=lambda each: (each.valid_from, each.id)))

    def periods(self, membership: Membership | str) -> tuple[MembershipPeriod, ...]:
        """The periods that were billed, from the first one, each with its sale.

        Raises:
            Unknown: no such membership here, or not one of the customer who asks.
        """
        id = membership_id(membership)
        return self._about("memberships.periods", id, PeriodsOf(id))

    def _about(self, query: str, id: MembershipId, question: Question[T]) -> tuple[T, ...]:
        def ask(reader: Reader) -> tuple[T, ...]:
            self._own(reader, id)
            return reader.load(question)[question]

        return read(self._context, query, ask)
