"""Billing what a membership owes: by hand, and as work that falls due."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import membership_id
from bookingcore.desk.charging import provider_of, refuse_no_cards
from bookingcore.desk.context import Context
from bookingcore.desk.loading import settling_holdings
from bookingcore.desk.membership.part import (
    Known,
    Part,
    ask_for,
    billing,
    end_facts,
    membership_of,
    one,
)
from bookingcore.desk.running import Command, carry_out, keyed, read, rerun
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.ending import decide_end
from bookingcore.domain.memberships.membership import EndCause, Membership
from bookingcore.domain.memberships.renewing import (
    Billed,
    decide_renewal,
    decide_retry,
    to_charge_again,
)
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.changes import Change, Decision, Put
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.ids import MembershipId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit


@frozen
class Renewing(Part):
    """Billing by hand."""

    def process(self, membership: Membership | str, *, key: str | None = None) -> PaymentAttempt:
        """Run the next payment now (004-20).

        Where the card on file was not charged for the last period it is charged again for that;
        otherwise the next period is billed, be it before its day. Its days stay as they are.

        Args:
            membership: which one.
            key: idempotency key.

        Returns:
            The attempt, with what became of it.

        Raises:
            MembershipEnded, MembershipPaused, MembershipEnding: nothing is to be paid.
            PaymentOnItsWay: the provider has not decided about the last attempt.
            PortMissing, CardsUnsupported: nobody can charge the card on file.
            Unknown: no such membership here.
        """
        id = membership_id(membership)
        command = Command(
            name="memberships.process",
            stream=Ref(Customer, OwnerOf(Membership, id)),
            decide=lambda unit, now: self._process(unit, now, id),
            key=keyed(key, id),
            made=lambda billed: billed.attempt.id,
        )
        billed = carry_out(self._context, command, lambda attempt: self._billed(id, attempt))
        if billed.payment is None:
            return billed.attempt
        ask_for(self._context, billed.payment)
        return self._billed(id, billed.attempt.id).attempt

    def _process(self, unit: Unit, now: DateTime, id: MembershipId) -> Decision[Billed]:
        known = Known.of(unit, id)
        known.membership.refuse_unless_renewing()
        if known.membership.card is not None:
            refuse_no_cards(provider_of(self._context))
        sale = _last_sale(unit, known.membership)
        if to_charge_again(known.membership, sale, charges=True) and sale is not None:
            return decide_retry(billing(self._context, now, charges=True), known.membership, sale)
        return _next_period(self._context, unit, known, now)

    def _billed(self, id: MembershipId, attempt: str) -> Billed:
        def ask(reader: Reader) -> Billed:
            membership, itself = membership_of(reader, id), ById(PaymentAttempt, attempt)
            [found] = reader.load(itself)[itself]
            return Billed(membership=membership, attempt=found, payment=None)

        return read(self._context, "memberships.payment_activity", ask)


def carry_out_renewal(context: Context, due: Due) -> None:
    """Do what a membership is due for: bill a period, charge one again, or end it."""

    def decide(unit: Unit, now: DateTime) -> Decision[_Done | None]:
        return _due_of(context, unit, Known.of(unit, due.subject), now)

    owner = OwnerOf(Membership, due.subject)
    command = Command(name="run_due", stream=Ref(Customer, owner), decide=decide)
    done = carry_out(context, command)
    if done is None:
        _put_off(context, due.subject)
    else:
        ask_for(context, done.payment)


@frozen
class _Done:
    """What was due was done; the provider is to be asked for *payment*."""

    payment: Payment | None = None


def _due_of(context: Context, unit: Unit, known: Known, now: DateTime) -> Decision[_Done | None]:
    """What a membership is due for at *now*; a period that is to be billed comes first."""
    membership = known.membership
    today = local_date(now, membership.zone)
    renews = membership.renews_by(today)
    if renews and known.customer.status is not CustomerStatus.ACTIVE:
        # Merging may leave it on the card of somebody who has left (A64).
        return _over(unit, membership, EndCause.DEREGISTERED, now)
    if renews:
        return _done(_next_period(context, unit, known, now))
    if membership.over_by(today):
        return _over(unit, membership, EndCause.CANCELLED, now)
    sale = _last_sale(unit, membership) if membership.retries_by(today) else None
    if sale is not None and sale.open.is_positive and membership.card and _charges(context):
        return _done(decide_retry(billing(context, now, charges=True), membership, sale))
    return Decision(result=None, changes=(), happened=())


def _over(
    unit: Unit, membership: Membership, cause: EndCause, now: DateTime
) -> Decision[_Done | None]:
    over = decide_end(end_facts(unit, membership), cause, now, SYSTEM)
    return Decision(result=_Done(), changes=over.changes, happened=over.happened)


def _done(decision: Decision[Billed]) -> Decision[_Done | None]:
    result = _Done(decision.result.payment)
    return Decision(result=result, changes=decision.changes, happened=decision.happened)


def _next_period(context: Context, unit: Unit, known: Known, now: DateTime) -> Decision[Billed]:
    holdings = settling_holdings(unit, known.customer.id, now)
    how = billing(context, now, charges=_charges(context))
    return decide_renewal(how, known.membership, known.plan, known.customer, holdings)


def _charges(context: Context) -> bool:
    """Whether a card can be charged; where this desk has no provider another one will ask."""
    return context.payments is None or context.payments.capabilities.cards


def _last_sale(reader: Reader, membership: Membership) -> Sale | None:
    """The sale of the period that was billed last."""
    return None if membership.sale_id is None else one(reader, ById(Sale, membership.sale_id))


def _put_off(context: Context, id: str) -> None:
    """Nothing was to be done: what was to be charged again was paid. Not a line of history."""

    def attempt() -> None:
        with context.store.begin(context.center) as unit:
            before = membership_of(unit, id)
            today = local_date(context.clock.now(), before.zone)
            after = evolve(before, retry_on=None) if before.retries_by(today) else before
            changed: list[Change] = [Put(after)] if after != before else []
            unit.save([*changed, after.expected()])

    rerun(context.store.owns, attempt)
