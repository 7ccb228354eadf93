"""Starting a membership, changing it, pausing and resuming it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import EllipsisType

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, branch_id, customer_id, found, membership_id, plan_id
from bookingcore.desk.loading import settling_holdings
from bookingcore.desk.membership.part import Known, Part, ask_for, billing, chargeable
from bookingcore.desk.permissions import refuse_strangers
from bookingcore.desk.redirecting import following, found_card
from bookingcore.desk.running import Command, carry_out, keyed
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.memberships.renewing import Billed
from bookingcore.domain.memberships.starting import (
    Start,
    decide_edit,
    decide_pause,
    decide_resume,
    decide_start,
    moved_to,
)
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import name, shown, text
from bookingcore.domain.values.ids import BranchId, CustomerId, MembershipId, PlanId
from bookingcore.domain.values.moments import YEAR_MAX, YEAR_MIN, as_date, local_date
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Ref, Unit

YEARS_LEFT = 200
"""How many years of the calendar the first day of a period leaves for those that follow."""

Started = tuple[Membership, Billed | None]


@frozen(kw_only=True)
class _Wish:
    """A membership as it was asked for, its ids read and a new id made."""

    id: MembershipId
    plan: PlanId
    branch: BranchId | None
    sold_by: str
    note: str
    card: str | None
    starts_on: date | None

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        who = self.plan, self.branch, self.sold_by
        return who, self.note, self.card, str(self.starts_on)


@frozen
class Starting(Part):
    """Memberships as they begin and change."""

    def start(
        self,
        customer: Customer | str,
        plan: Plan | str,
        *,
        branch: Branch | str | None = None,
        sold_by: str | None = None,
        note: str = "",
        card: str | None = None,
        starts_on: Day | None = None,
        key: str | None = None,
    ) -> Membership:
        """Start a membership of a plan that renews (004-15, 004-23).

        Its first period is billed at once where its day has come, the others by `run_due()`, each
        by a sale of its own. With *card* the payment provider is asked, and the units come with
        the money; without one each sale awaits its payment at the desk, and its units are there at
        once (000-19). See `payment_activity`.

        Args:
            customer: whose.
            plan: a plan with `every`.
            branch: where; None for the center's own place. Its zone says when a day begins.
            sold_by: who sold it; None for the actor.
            note: words kept with it.
            card: the provider's token of the card to charge.
            starts_on: first day of the first period, from which all are counted; None for today. It
                may have passed, as long as that period is not over.
            key: idempotency key.

        Raises:
            Unknown: no such customer, plan or branch here.
            InvalidInput: a plan that does not renew, a day whose period is over.
            CustomerNotActive: the card is not active any more.
            PortMissing, CardsUnsupported: *card* is given, and nobody can charge it.
        """
        refuse_strangers("memberships.start", self._context.actor)
        wish = _Wish(
            id=MembershipId(self._context.new_id()),
            plan=plan_id(plan),
            branch=None if branch is None else branch_id(branch),
            sold_by=str(self._context.actor) if sold_by is None else name(sold_by, "sold_by"),
            note=text(note, "note"),
            card=None if card is None else chargeable(self._context, card),
            starts_on=None if starts_on is None else _first_day(starts_on, "starts_on"),
        )
        told = keyed(key, customer_id(customer), *wish.told)

        def start(who: CustomerId) -> Membership:
            command = Command(
                name="memberships.start",
                stream=Ref(Customer, who),
                decide=lambda unit, now: self._start(unit, now, who, wish),
                key=told,
                made=lambda result: result[0].id,
            )
            membership, billed = carry_out(self._context, command, self._started)
            if billed is None or billed.payment is None:
                return membership
            ask_for(self._context, billed.payment)
            return self.get(membership)

        return following(self._context, "memberships.start", customer, start)

    def edit(
        self,
        membership: Membership | str,
        *,
        card: str | EllipsisType | None = ...,
        next_payment_on: Day | EllipsisType = ...,
        note: str | EllipsisType = ...,
    ) -> Membership:
        """Charge another card, move the next payment, keep another note (004-19).

        Args:
            membership: which one.
            card: the provider's token of the card to charge from now on; None for none.
            next_payment_on: the first day of the next period, today or later, and after the first
                day of the last one; the periods after it are counted from that day. What was billed
                stays as it is.
            note: words kept with it.

        Raises:
            MembershipEnded: it is over.
            InvalidInput: a day that is over.
            PortMissing, CardsUnsupported: a card that nobody can charge.
            Unknown: no such membership here.
        """
        refuse_strangers("memberships.edit", self._context.actor)
        words = note if isinstance(note, EllipsisType) else text(note, "note")
        day = (
            next_payment_on
            if isinstance(next_payment_on, EllipsisType)
            else _first_day(next_payment_on, "next_payment_on")
        )
        if not isinstance(card, EllipsisType | None):
            card = chargeable(self._context, card)

        def decide(known: Known, now: DateTime) -> Decision[Membership]:
            after = before = known.membership
            before.refuse_ended()
            if not isinstance(card, EllipsisType):
                after = evolve(after, card=card)
            if not isinstance(words, EllipsisType):
                after = evolve(after, note=words)
            if not isinstance(day, EllipsisType):
                after = moved_to(after, known.plan, day, local_date(now, before.zone))
            return decide_edit(before, after)

        return self._change("memberships.edit", membership, decide)

    def pause(self, membership: Membership | str, reason: str = "") -> Membership:
        """Let it renew for nobody until it is resumed; what was billed stays as it is.

        What failed is not charged again by itself. Pausing again changes nothing.

        Args:
            membership: which one.
            reason: why, kept beside the event.

        Raises:
            MembershipEnded: it is over.
            Unknown: no such membership here.
        """
        words = text(reason, "reason")
        return self._change(
            "memberships.pause", membership, lambda known, _: decide_pause(known.membership, words)
        )

    def resume(self, membership: Membership | str) -> Membership:
        """Let it renew again, on the first of its days that has not passed.

        What lay in the pause is not billed, and the minimum term is as much longer. To begin on
        another day, move the next payment by `edit`. Resuming again changes nothing.

        Raises:
            MembershipEnded: it is over.
            Unknown: no such membership here.
        """

        def decide(known: Known, now: DateTime) -> Decision[Membership]:
            today = local_date(now, known.membership.zone)
            return decide_resume(known.membership, known.plan, today)

        return self._change("memberships.resume", membership, decide)

    def _change(
        self,
        command: str,
        membership: Membership | str,
        decide: Callable[[Known, DateTime], Decision[Membership]],
    ) -> Membership:
        id = membership_id(membership)
        return carry_out(
            self._context,
            Command(
                name=command,
                stream=Ref(Customer, OwnerOf(Membership, id)),
                decide=lambda unit, now: decide(Known.of(unit, id), now),
            ),
        )

    def _started(self, id: str) -> Started:
        return self.get(id), None

    def _start(self, unit: Unit, now: DateTime, who: CustomerId, wish: _Wish) -> Decision[Started]:
        own, card, offered = self._context.own_center, ById(Customer, who), ById(Plan, wish.plan)
        places = [ById(Branch, wish.branch)] if wish.branch else []
        answers = unit.load(card, own, offered, *places)
        customer = found_card(answers[card], who)
        zone = self._context.configured(answers[own]).settings.time_zone
        for place in places:
            zone = found(answers[place], "branch", place.id).time_zone
        start = Start(
            id=wish.id,
            branch_id=wish.branch,
            zone=zone,
            sold_by=wish.sold_by,
            note=wish.note,
            card=wish.card,
            starts_on=local_date(now, zone) if wish.starts_on is None else wish.starts_on,
            now=now,
        )
        return decide_start(
            start,
            billing(self._context, now, charges=True),
            found(answers[offered], "plan", wish.plan),
            customer,
            settling_holdings(unit, customer.id, now),
        )


def _first_day(day: Day, field: str) -> date:
    """A day on which a period may begin: one that leaves room for those that follow."""
    first = as_date(day, field)
    if not YEAR_MIN <= first.year <= YEAR_MAX - YEARS_LEFT:
        remedy = f"give a day of the years {YEAR_MIN} to {YEAR_MAX - YEARS_LEFT}"
        raise InvalidInput(field, shown(first.isoformat()), remedy)
    return first
