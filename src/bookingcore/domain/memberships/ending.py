"""Ending a membership: what it costs, shown before anybody confirms it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.selling import sale_made
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.memberships.membership import EndCause, Membership
from bookingcore.domain.memberships.renewing import cycle_of_plan
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.lines import opened_sale
from bookingcore.domain.sales.sale import LineKind, Sale, SaleLine
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import SaleId
from bookingcore.domain.values.moments import local_date
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput

_DAY = timedelta(days=1)

CANCELLATION = "Membership cancellation"
"""The name of the line of a fee for ending a membership."""


@frozen(kw_only=True)
class MembershipTerms:
    """What ending a membership on a day would do (004-22, A56).

    Attributes:
        on: its last day, inclusive.
        at_once: whether it would end as soon as it is cancelled.
        fee: what would be owed; None for nothing.
        period_ends_on: the last day before its next payment: it may well end then.
        term_until: the last day of its minimum term; None where there is none.
        units: what is left of its units now.
        voided: how many of these would be void by that.
    """

    membership: Membership
    on: date
    at_once: bool
    fee: Money | None
    period_ends_on: date
    term_until: date | None
    units: int
    voided: int


@frozen(kw_only=True)
class MembershipCancellation:
    """What ending a membership has done.

    Attributes:
        ends_on: its last day, inclusive.
        fee: the sale of the fee, which awaits its payment; None where none is owed.
        voided: the balances whose units are void by it, as they are now.
    """

    membership: Membership
    ends_on: date
    fee: Sale | None = None
    voided: tuple[Balance, ...] = ()


@frozen(kw_only=True)
class EndFacts:
    """What ending a membership looks at.

    Attributes:
        credits: the balances that it has granted.
    """

    membership: Membership
    plan: Plan
    credits: Sequence[Balance]


@frozen(kw_only=True)
class Ending:
    """The wish to end a membership.

    Attributes:
        on: its last day; None for at once.
        charges_fee: whether a fee that is owed is billed, too.
        sale_id: the id for the sale of the fee.
    """

    on: date | None
    charges_fee: bool
    reason: str
    sale_id: SaleId
    now: DateTime
    actor: Actor


def membership_terms(facts: EndFacts, on: date | None, now: DateTime) -> MembershipTerms:
    """What ending it on a day would do; None for at once.

    Raises:
        MembershipEnded: it is over.
        InvalidInput: a day that is over.
    """
    membership, plan = facts.membership, facts.plan
    membership.refuse_ended()
    today = local_date(now, membership.zone)
    last = today if on is None else on
    if last < today:
        raise InvalidInput("on", last.isoformat(), f"give {today.isoformat()} or a later day")
    units = sum(each.remaining for each in facts.credits)
    return MembershipTerms(
        membership=membership,
        on=last,
        at_once=last == today,
        fee=_fee(membership, plan, last),
        period_ends_on=_period_ends_on(membership, plan, today),
        term_until=membership.term_until,
        units=units,
        voided=units if plan.void_on_end else 0,
    )


def _fee(membership: Membership, plan: Plan, last: date) -> Money | None:
    """What is owed for ending on that day: once, and nothing once the minimum term is over."""
    fee = plan.cancellation_fee
    if fee is None or not fee.is_positive or membership.fee_sale_id is not None:
        return None
    served = plan.minimum_term is not None and (
        membership.term_until is None or last >= membership.term_until
    )
    return None if served else fee


def _period_ends_on(membership: Membership, plan: Plan, today: date) -> date:
    """The last day before the next payment; of the period of *today* where that is to be billed."""
    coming = cycle_of_plan(plan).after(membership.anchor, today)
    return max(membership.next_period_on, coming) - _DAY


def decide_cancellation_of(ending: Ending, facts: EndFacts) -> Decision[MembershipCancellation]:
    """End it, at once or on a day; a fee that is owed is a sale of its own (A56).

    Cancelling again puts another day in place of the first. A fee is billed once.

    Raises:
        MembershipEnded: it is over.
        InvalidInput: a day that is over.
    """
    terms = membership_terms(facts, ending.on, ending.now)
    fee = terms.fee if ending.charges_fee else None
    sale = None if fee is None else _fee_sale(ending, facts, fee)
    cancelled = evolve(
        facts.membership,
        ends_on=terms.on,
        fee_sale_id=sale.id if sale else facts.membership.fee_sale_id,
    )
    happened = [_cancelled(ending, cancelled, fee), *([sale_made(sale)] if sale else [])]
    billed: list[Change] = [Add(sale)] if sale else []
    if not terms.at_once:
        return Decision(
            result=MembershipCancellation(membership=cancelled, ends_on=terms.on, fee=sale),
            changes=[*billed, Put(cancelled), cancelled.expected()],
            happened=happened,
        )
    over = decide_end(
        evolve(facts, membership=cancelled), EndCause.CANCELLED, ending.now, ending.actor
    )
    return Decision(
        result=evolve(over.result, fee=sale),
        changes=[*billed, *over.changes],
        happened=[*happened, *over.happened],
    )


def decide_end(
    facts: EndFacts, cause: EndCause, now: DateTime, actor: Actor
) -> Decision[MembershipCancellation]:
    """End it now; what is left of its units keeps its expiry unless the plan says void (A56)."""
    today = local_date(now, facts.membership.zone)
    last = today if facts.membership.ends_on is None else min(facts.membership.ends_on, today)
    after = evolve(facts.membership, ends_on=last).at_end()
    left = [each for each in facts.credits if each.remaining] if facts.plan.void_on_end else []
    ledger = BalanceLedger(left, at=now, by=actor)
    for balance in left:
        ledger.move(balance.id, MovementKind.VOIDED, -balance.remaining)
    ended = Happened(
        kind=EventKind.MEMBERSHIP_ENDED,
        subject=after.id,
        customer_id=after.customer_id,
        facts={"on": last.isoformat(), "cause": cause.name},
    )
    return Decision(
        result=MembershipCancellation(membership=after, ends_on=last, voided=ledger.balances),
        changes=[Put(after), after.expected(), *ledger.changes()],
        happened=[ended, *map(_voided, left)],
    )


def _fee_sale(ending: Ending, facts: EndFacts, fee: Money) -> Sale:
    membership = facts.membership
    line = SaleLine(
        kind=LineKind.FEE,
        name=CANCELLATION,
        price=fee,
        discount=Money.zero(fee.currency),
    )
    return opened_sale(
        id=ending.sale_id,
        customer_id=membership.customer_id,
        branch_id=membership.branch_id,
        lines=(line,),
        application_date=local_date(ending.now, membership.zone),
        sold_at=ending.now,
        sold_by=str(ending.actor),
    )


def _cancelled(ending: Ending, membership: Membership, fee: Money | None) -> Happened:
    return Happened(
        kind=EventKind.MEMBERSHIP_CANCELLED,
        subject=membership.id,
        customer_id=membership.customer_id,
        facts={
            "ends_on": membership.ends_on.isoformat() if membership.ends_on else None,
            "fee": None if fee is None else fee.minor,
            "currency": None if fee is None else fee.currency,
        },
        words={"reason": ending.reason} if ending.reason else {},
    )


def _voided(balance: Balance) -> Happened:
    return Happened(
        kind=EventKind.BALANCE_VOIDED,
        subject=balance.id,
        customer_id=balance.customer_id,
        facts={"units": balance.remaining, "remaining": 0},
    )
