"""Ending a membership: by cancelling it, or because the customer leaves."""

from __future__ import annotations

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, membership_id
from bookingcore.desk.membership.part import Part, end_facts, membership_of
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.memberships.ending import (
    Ending,
    MembershipCancellation,
    MembershipTerms,
    decide_cancellation_of,
    decide_end,
    membership_terms,
)
from bookingcore.domain.memberships.membership import EndCause, Membership
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change, Decision
from bookingcore.domain.values.checks import text, truth
from bookingcore.domain.values.events import Happened
from bookingcore.domain.values.ids import CustomerId, SaleId
from bookingcore.domain.values.moments import as_date
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit


@frozen
class Endings(Part):
    """Ending memberships."""

    def cancellation_terms(
        self, membership: Membership | str, on: Day | None = None
    ) -> MembershipTerms:
        """What ending the membership would cost and do, to be shown before that (004-22).

        Args:
            membership: which one.
            on: its last day; None for at once. The answer names the end of its period, too.

        Raises:
            MembershipEnded: it is over.
            InvalidInput: a day that is over.
            Unknown: no such membership here, or not one of the customer who asks.
        """
        id, last = membership_id(membership), None if on is None else as_date(on, "on")

        def ask(reader: Reader) -> MembershipTerms:
            facts = end_facts(reader, self._own(reader, id))
            return membership_terms(facts, last, self._context.clock.now())

        return read(self._context, "memberships.cancellation_terms", ask)

    def cancel(
        self,
        membership: Membership | str,
        on: Day | None = None,
        *,
        charge_fee: bool = True,
        reason: str = "",
    ) -> MembershipCancellation:
        """End the membership, at once or on a day (004-21, A56).

        A fee that is owed is a sale of its own that awaits its payment; `cancellation_terms` says
        before how much it is. What is left of its units keeps its expiry, unless the plan says
        that it is void. Until it ends a membership can be cancelled again, for another day.

        Args:
            membership: which one.
            on: its last day, inclusive; None for at once. It renews until then.
            charge_fee: False to let a fee go that is owed.
            reason: why, kept beside the event.

        Raises:
            MembershipEnded: it is over.
            InvalidInput: a day that is over.
            Unknown: no such membership here.
        """
        id, words = membership_id(membership), text(reason, "reason")
        last, charges = None if on is None else as_date(on, "on"), truth(charge_fee, "charge_fee")

        def decide(unit: Unit, now: DateTime) -> Decision[MembershipCancellation]:
            ending = Ending(
                on=last,
                charges_fee=charges,
                reason=words,
                sale_id=SaleId(self._context.new_id()),
                now=now,
                actor=self._context.actor,
            )
            return decide_cancellation_of(ending, end_facts(unit, membership_of(unit, id)))

        command = Command(
            name="memberships.cancel",
            stream=Ref(Customer, OwnerOf(Membership, id)),
            decide=decide,
        )
        return carry_out(self._context, command)


def memberships_ended(
    reader: Reader, customer: CustomerId, now: DateTime, actor: Actor
) -> Decision[tuple[Membership, ...]]:
    """End every membership of a *customer* who leaves the center: renewals stop (A64).

    No fee is owed for that.
    """
    owned = Owned(Membership, customer)
    ended: list[Membership] = []
    changes: list[Change] = []
    happened: list[Happened] = []
    for membership in reader.load(owned)[owned]:
        if not membership.ended:
            over = decide_end(end_facts(reader, membership), EndCause.DEREGISTERED, now, actor)
            ended.append(over.result.membership)
            changes += over.changes
            happened += over.happened
    return Decision(result=tuple(ended), changes=changes, happened=happened)
