"""Starting a membership, changing it, pausing and resuming it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.memberships.membership import Membership, MembershipStatus
from bookingcore.domain.memberships.renewing import (
    Billed,
    Billing,
    at_once,
    cycle_of_plan,
    decide_renewal,
)
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BranchId, MembershipId
from bookingcore.domain.values.moments import local_date
from bookingcore.errors import CustomerNotActive, InvalidInput

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Start:
    """The wish to start a membership.

    Attributes:
        starts_on: first day of its first period.
    """

    id: MembershipId
    branch_id: BranchId | None
    zone: str
    sold_by: str
    note: str
    card: str | None
    starts_on: date
    now: DateTime

    def membership(self, customer: Customer, plan: Plan) -> Membership:
        """The membership before its first period is billed.

        Raises:
            InvalidInput: the plan does not renew; its first period would be over, or lies beyond
                the calendar.
        """
        cycle = cycle_of_plan(plan)
        if cycle.start(self.starts_on, 1) <= local_date(self.now, self.zone):
            remedy = "give a day whose period is not over yet"
            raise InvalidInput("starts_on", self.starts_on.isoformat(), remedy)
        return Membership(
            id=self.id,
            customer_id=customer.id,
            plan_id=plan.id,
            branch_id=self.branch_id,
            zone=self.zone,
            sold_by=self.sold_by,
            note=self.note,
            card=self.card,
            anchor=self.starts_on,
            next_period_on=self.starts_on,
            term_until=term_until(plan, self.starts_on, self.starts_on, 0),
            started_at=self.now,
        )


def decide_start(
    start: Start, billing: Billing, plan: Plan, customer: Customer, holdings: Holdings
) -> Decision[tuple[Membership, Billed | None]]:
    """Start a membership; the first period is billed at once if its first day has come.

    Raises:
        CustomerNotActive: the card is not active any more.
        InvalidInput: see `Start.membership`.
    """
    if customer.status is not CustomerStatus.ACTIVE:
        raise CustomerNotActive(customer.id, customer.status.name)
    before = start.membership(customer, plan)
    happened = _event(
        EventKind.MEMBERSHIP_STARTED,
        before,
        {"plan": plan.id, "starts_on": before.anchor.isoformat(), "by_card": bool(before.card)},
        {"note": before.note},
    )
    if start.starts_on > local_date(start.now, start.zone):
        return Decision(
            result=(before, None), changes=[Add(before), before.expected()], happened=[happened]
        )
    renewal = decide_renewal(billing, before, plan, customer, holdings)
    return Decision(
        result=(renewal.result.membership, renewal.result),
        changes=at_once([Add(before), *renewal.changes]),
        happened=[happened, *renewal.happened],
    )


def term_until(plan: Plan, anchor: date, next_period_on: date, billed: int) -> date | None:
    """The last day of the minimum term, where *billed* periods are over or under way.

    None where there is no term, or where all of it is billed already.
    """
    left = 0 if plan.minimum_term is None else plan.minimum_term - billed
    if left <= 0:
        return None
    day, cycle = next_period_on, cycle_of_plan(plan)
    # One by one: the next period may be any of those that the anchor counts.
    for _ in range(left):
        day = cycle.after(anchor, day)
    return day - _DAY


def decide_edit(before: Membership, after: Membership) -> Decision[Membership]:
    """Take over what was edited: card, note, next payment (004-19).

    Raises:
        MembershipEnded: it is over.
    """
    before.refuse_ended()
    if after == before:
        return Decision(result=before, changes=(), happened=())
    changed = [
        name
        for name in ("card", "note", "next_period_on")
        if getattr(before, name) != getattr(after, name)
    ]
    event = _event(
        EventKind.MEMBERSHIP_EDITED,
        after,
        {"fields": " ".join(changed), "next_payment_on": _day(after.next_payment_on)},
        {"note": after.note} if "note" in changed else {},
    )
    return Decision(result=after, changes=[Put(after), after.expected()], happened=[event])


def moved_to(membership: Membership, plan: Plan, day: date, today: date) -> Membership:
    """*membership* whose next period begins on *day*, from which the later ones are counted.

    Raises:
        InvalidInput: a day that is over, or on which a period began that is billed already.
    """
    begun = membership.due_on
    first = today if begun is None else max(today, begun + _DAY)
    if day < first:
        remedy = f"give {first.isoformat()} or a later day"
        raise InvalidInput("next_payment_on", day.isoformat(), remedy)
    if day == membership.next_period_on:
        return membership
    return _counted_from(membership, plan, day, day)


def _counted_from(membership: Membership, plan: Plan, anchor: date, day: date) -> Membership:
    """*membership* whose next period begins on *day*, with its minimum term as long as before."""
    term = term_until(plan, anchor, day, membership.period)
    return evolve(
        membership, anchor=anchor, next_period_on=day, term_until=term or membership.term_until
    )


def decide_pause(membership: Membership, reason: str) -> Decision[Membership]:
    """Let it renew for nobody until it is resumed; what was billed stays.

    Raises:
        MembershipEnded: it is over.
    """
    membership.refuse_ended()
    after = evolve(membership, status=MembershipStatus.PAUSED, retry_on=None)
    return _changed(EventKind.MEMBERSHIP_PAUSED, membership, after, {}, {"reason": reason})


def decide_resume(membership: Membership, plan: Plan, today: date) -> Decision[Membership]:
    """Let it renew again, on the first of its days that has not passed.

    What lay in the pause is not billed, and the minimum term is as much longer.

    Raises:
        MembershipEnded: it is over.
    """
    membership.refuse_ended()
    anchor, due = membership.anchor, membership.next_period_on
    day = max(due, cycle_of_plan(plan).until(anchor, today))
    after = evolve(_counted_from(membership, plan, anchor, day), status=MembershipStatus.ACTIVE)
    if membership.status is MembershipStatus.ACTIVE:
        after = membership
    facts = {"next_payment_on": _day(after.next_payment_on)}
    return _changed(EventKind.MEMBERSHIP_RESUMED, membership, after, facts, {})


def _changed(
    kind: EventKind,
    before: Membership,
    after: Membership,
    facts: Mapping[str, Fact],
    words: Mapping[str, str],
) -> Decision[Membership]:
    if after == before:
        return Decision(result=before, changes=(), happened=())
    happened = [_event(kind, after, facts, words)]
    return Decision(result=after, changes=[Put(after), after.expected()], happened=happened)


def _event(
    kind: EventKind, membership: Membership, facts: Mapping[str, Fact], words: Mapping[str, str]
) -> Happened:
    return Happened(
        kind=kind,
        subject=membership.id,
        customer_id=membership.customer_id,
        facts=facts,
        words={name: text for name, text in words.items() if text},
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
