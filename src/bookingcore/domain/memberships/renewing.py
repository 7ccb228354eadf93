"""Billing the periods of a membership: one sale for each, and every attempt to charge it.

A period is counted from the anchor, whenever it is paid: a payment that comes late, in the days of
grace, moves neither the period nor what its units pay for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.paying import PaymentWish, decide_charge
from bookingcore.domain.bookings.selling import SaleRequest, decide_sale
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.memberships.attempt import (
    ATTEMPT_TRANSITIONS,
    OUTCOMES,
    AttemptOutcome,
    PaymentAttempt,
    retry_after,
)
from bookingcore.domain.memberships.membership import (
    Membership,
    MembershipPeriod,
    MembershipStatus,
)
from bookingcore.domain.sales.lines import plan_line
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.sale import GrantOn, Sale
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import AttemptId, BalanceId, PaymentId, SaleId
from bookingcore.domain.values.moments import local_date
from bookingcore.errors import InvalidInput, PaymentOnItsWay

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Billing:
    """How a membership is billed now, with ids for whatever that makes.

    Attributes:
        charges: whether a card can be charged at all: a provider that does so is there, or another
            desk will ask it.
    """

    sale_id: SaleId
    balance_id: BalanceId
    payment_id: PaymentId
    attempt_id: AttemptId
    charges: bool
    now: DateTime
    actor: Actor


@frozen(kw_only=True)
class Billed:
    """A membership once it was billed.

    Attributes:
        payment: what the provider is to be asked for; None for nothing.
    """

    membership: Membership
    attempt: PaymentAttempt
    payment: Payment | None


def cycle_of_plan(plan: Plan) -> Cycle:
    """How often memberships of *plan* renew.

    Raises:
        InvalidInput: there are none, for it does not renew.
    """
    if plan.every is None:
        raise InvalidInput("plan", plan.id, "give a plan that renews; sell this one by sales.sell")
    return plan.every


def period_of(membership: Membership, plan: Plan) -> tuple[date, date]:
    """The first and last day of the period that is billed next.

    Raises:
        InvalidInput: the calendar ends before.
    """
    first = membership.next_period_on
    return first, cycle_of_plan(plan).after(membership.anchor, first) - _DAY


def decide_renewal(
    billing: Billing, membership: Membership, plan: Plan, customer: Customer, holdings: Holdings
) -> Decision[Billed]:
    """Bill the next period: sell it, redeem what awaits its units, ask for the money.

    Where a card is charged the units come with the money; otherwise at once (000-19).

    Raises:
        MembershipEnded, MembershipPaused, MembershipEnding: no period is to come.
        CustomerNotActive: the customer has left.
    """
    membership.refuse_unless_renewing()
    first, last = period_of(membership, plan)
    by_card = membership.card is not None and billing.charges and plan.price.is_positive
    line = plan_line(plan, 1, billing.balance_id, valid_for=plan.valid_in(first, last))
    request = SaleRequest(
        id=billing.sale_id,
        lines=(line,),
        application_date=first,
        grant_on=GrantOn.PAYMENT if by_card else GrantOn.SALE,
        branch_id=membership.branch_id,
        sold_by=membership.sold_by,
        note="",
        now=billing.now,
        actor=billing.actor,
    )
    selling = decide_sale(request, customer, holdings)
    after = evolve(
        membership,
        next_period_on=last + _DAY,
        period=membership.period + 1,
        due_on=first,
        sale_id=billing.sale_id,
        attempts=0,
        retry_on=None,
    )
    period = MembershipPeriod(
        membership_id=after.id, no=after.period, first=first, last=last, sale_id=billing.sale_id
    )
    billed = _attempted(billing, after, selling.result, first, by_card=by_card)
    return Decision(
        result=billed.result,
        changes=at_once([*selling.changes, *billed.changes, Add(period)]),
        happened=[*selling.happened, *billed.happened],
    )


def decide_retry(billing: Billing, membership: Membership, sale: Sale) -> Decision[Billed]:
    """Charge again what is still open of the period that was billed last.

    Raises:
        NothingDue: its sale is paid.
    """
    due_on = membership.due_on or membership.anchor
    return _attempted(billing, evolve(membership, retry_on=None), sale, due_on, by_card=True)


def to_charge_again(membership: Membership, sale: Sale | None, *, charges: bool) -> bool:
    """Whether the next payment by hand is for the period that was billed last (004-20).

    Raises:
        PaymentOnItsWay: the provider has not decided about that one.
    """
    if sale is None:
        return False
    if sale.pending.is_positive:
        raise PaymentOnItsWay(sale.id)
    return charges and membership.card is not None and sale.open.is_positive


def decide_answered(
    attempts: Sequence[PaymentAttempt], membership: Membership, payment: Payment, now: DateTime
) -> Decision[None]:
    """What becomes of *attempts* at *payment* once that was answered.

    What failed is tried again by itself a few times, as long as nothing later was billed (004-18).
    """
    outcome = OUTCOMES[payment.status]
    known = [
        evolve(each, outcome=outcome, reason=payment.reason)
        for each in attempts
        if outcome in ATTEMPT_TRANSITIONS[each.outcome]
    ]
    changes: list[Change] = []
    if any(each.sale_id == membership.sale_id for each in known):
        retry_on = _retry_on(membership, payment, local_date(now, membership.zone))
        after = evolve(membership, retry_on=retry_on)
        changes = [Put(after), after.expected()] if after != membership else []
    return Decision(
        result=None,
        changes=[*map(Put, known), *changes],
        happened=[attempt_made(each) for each in known],
    )


def _retry_on(membership: Membership, payment: Payment, today: date) -> date | None:
    """When what was billed last is charged again by itself: before the next period begins."""
    failed = payment.status is ChargeStatus.FAILED
    if not failed or membership.due_on is None or membership.status is not MembershipStatus.ACTIVE:
        return None
    day = retry_after(membership.due_on, today)
    return day if day is not None and day < membership.next_period_on else None


def attempt_made(attempt: PaymentAttempt) -> Happened:
    """The event of an attempt, as it stands."""
    return Happened(
        kind=EventKind.PAYMENT_ATTEMPTED,
        subject=attempt.membership_id,
        customer_id=attempt.customer_id,
        facts={
            "attempt": attempt.id,
            "due_on": attempt.due_on.isoformat(),
            "no": attempt.no,
            "outcome": attempt.outcome.name,
            "sale": attempt.sale_id,
        },
        words={"answer": attempt.reason} if attempt.reason else {},
    )


def _attempted(
    billing: Billing, membership: Membership, sale: Sale, due_on: date, *, by_card: bool
) -> Decision[Billed]:
    """Ask for what is open of *sale*, and put the attempt on record."""
    payment, charging = None, Decision(result=None, changes=(), happened=())
    if by_card:
        wish = PaymentWish(
            id=billing.payment_id,
            amount=None,
            method=Method.CARD,
            card=membership.card,
            now=billing.now,
            actor=billing.actor,
        )
        asked = decide_charge(wish, sale)
        payment = asked.result
        charging = evolve(charging, changes=asked.changes, happened=asked.happened)
    after = evolve(membership, attempts=membership.attempts + 1)
    attempt = PaymentAttempt(
        id=billing.attempt_id,
        membership_id=after.id,
        customer_id=after.customer_id,
        due_on=due_on,
        no=after.attempts,
        at=billing.now,
        by=str(billing.actor),
        outcome=AttemptOutcome.PENDING if by_card else AttemptOutcome.NOT_CHARGED,
        sale_id=sale.id,
        payment_id=payment.id if payment else None,
    )
    return Decision(
        result=Billed(membership=after, attempt=attempt, payment=payment),
        changes=[*charging.changes, Put(after), after.expected(), Add(attempt)],
        happened=[*charging.happened, attempt_made(attempt)],
    )


def at_once(changes: Sequence[Change]) -> list[Change]:
    """*changes* in which a row that is added, and then put, is added as it is put."""
    added = {_key(change.row) for change in changes if isinstance(change, Add)}
    last = {_key(change.row): change.row for change in changes if isinstance(change, Put)}
    return [
        Add(last.get(_key(change.row), change.row)) if isinstance(change, Add) else change
        for change in changes
        if not (isinstance(change, Put) and _key(change.row) in added)
    ]


def _key(row: object) -> tuple[type[object], object]:
    # What is never put has no id; then it is itself.
    return type(row), getattr(row, "id", row)
