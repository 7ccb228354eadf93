"""What is told of a command: its events become messages, in its own transaction (P7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from attrs import Factory, field, frozen
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.seen import Seen, Watched
from bookingcore.desk.standing import planner, standing_rows
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.addresses import normalised
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.expiring import expiry_changes
from bookingcore.domain.notifications.planning import Planner, to_resources
from bookingcore.domain.notifications.reminding import (
    ATTENDED,
    ENDED,
    NOTHING,
    PLACED,
    Reminders,
    on_attending,
    on_placing,
    over,
)
from bookingcore.domain.notifications.topics import TOPICS, Topic, needed, topics
from bookingcore.domain.notifications.untold import with_untold
from bookingcore.domain.notifications.verifying import (
    ASKS,
    RELEASED,
    RELEASES,
    address_to_verify,
    decide_asking,
    on_its_way,
    released,
)
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import Happened
from bookingcore.domain.values.ids import CustomerId, TokenId
from bookingcore.ports.deliveries import DeliveriesTo
from bookingcore.ports.people import Owned
from bookingcore.ports.store import Ref

T = TypeVar("T")

_OF_INTEREST = TOPICS.keys() | PLACED | ATTENDED | ENDED | RELEASES | ASKS


def told(context: Context, unit: Watched, decision: Decision[T], now: DateTime) -> Decision[T]:
    """*decision* with the messages that tell of it, and with who is not told (A31)."""
    of_interest = any(happened.kind in _OF_INTEREST for happened in decision.happened)
    if not of_interest and not any(map(_of_a_balance, decision.changes)):
        return decision
    return _Telling(context=context, unit=unit, decision=decision, now=now).told()


def concerned(topics: Sequence[Topic], seen: Seen) -> Iterator[tuple[type[object], str]]:
    """The cards and the professionals that *topics* are for, by type and id."""
    for topic in topics:
        session = None if topic.session_id is None else seen.get(Session, topic.session_id)
        if topic.customer_id is not None:
            yield Customer, topic.customer_id
        if to_resources(topic) and session is not None:
            yield from ((Resource, id) for id in session.resources)


def _of_a_balance(change: Change) -> bool:
    return isinstance(change, Add | Put) and isinstance(change.row, Balance)


@frozen(kw_only=True)
class _Telling(Generic[T]):
    """One command, and what is told of it.

    Attributes:
        before: the rows as the command found them.
        seen: the rows as they are once the command is done.
    """

    context: Context
    unit: Watched
    decision: Decision[T]
    now: DateTime
    before: Seen = field(
        init=False, default=Factory(lambda self: self.unit.answered(), takes_self=True)
    )
    seen: Seen = field(
        init=False,
        default=Factory(lambda self: self.before.after(self.decision.changes), takes_self=True),
    )

    def told(self) -> Decision[T]:
        self._look_up()
        if self.seen.get(Center, self.context.center) is None:
            return self.decision
        plans = planner(self.context, self.seen, self.now, self._number)
        links = list(self._links())
        happened = [*self.decision.happened, *(one for link in links for one in link.happened)]
        reminders = [self._reminders(one, plans) for one in self.decision.happened]
        deliveries = self._deliveries(plans, happened, reminders)
        changes: list[Change] = [
            *self.decision.changes,
            *(change for link in links for change in link.changes),
            *(change for each in reminders for change in each.changes),
            *self._expiries(plans),
            *map(Put, self._released()),
            *map(Add, deliveries),
        ]
        result = with_untold(self.decision.result, deliveries)
        return Decision(result=result, changes=changes, happened=happened)

    def _number(self, customer: CustomerId) -> int:
        """Which command this is on the *customer*; 0 where their card is not locked."""
        return self.unit.number(Ref(Customer, customer)) or 0

    def _expiries(self, plans: Planner) -> Iterator[Change]:
        lead, zone = plans.policy.expiry, plans.settings.time_zone
        return expiry_changes(self.decision.changes, self.before, lead, zone, self.now)

    def _look_up(self) -> None:
        """See the rows that decide what is told of, as far as they were not seen."""
        rows = list(standing_rows(self.context))
        for happened in self.decision.happened:
            if happened.kind not in _OF_INTEREST:
                continue
            rows += needed(happened)
            if happened.session_id is not None:
                rows.append((Session, happened.session_id))
            if happened.kind in PLACED | ATTENDED:
                rows.append((Booking, happened.subject))
            if happened.kind in ASKS and happened.customer_id is not None:
                rows.append((Customer, happened.customer_id))
        self.seen.load(self.unit, *rows)
        placed = (one.subject for one in self.decision.happened if one.kind in PLACED)
        bookings = filter(None, (self.seen.get(Booking, id) for id in placed))
        self.seen.load(self.unit, *((Terms, booking.terms) for booking in bookings))

    def _deliveries(
        self, plans: Planner, happened: Sequence[Happened], reminders: Sequence[Reminders]
    ) -> list[Delivery]:
        actor = self.context.actor
        told = [topic for one in happened for topic in topics(one, actor, self.seen)]
        told += [topic for each in reminders for topic in each.topics]
        self.seen.load(self.unit, *concerned(told, self.seen))
        return plans.deliveries(told)

    def _reminders(self, happened: Happened, plans: Planner) -> Reminders:
        """What is told of a booking later, now that it is made, moved, over or attended."""
        booking = self.seen.get(Booking, happened.subject)
        if happened.kind in ENDED:
            return over(happened.subject)
        if booking is None or happened.kind not in PLACED | ATTENDED:
            return NOTHING
        timing = plans.policy.timing_of(booking.service_id)
        if happened.kind in ATTENDED:
            return on_attending(booking, timing, self.now)
        promised = self.seen.policy(booking.terms)
        if promised is None:  # pragma: no cover - what was promised is never taken away
            return NOTHING
        return on_placing(booking, promised, timing, self.now)

    def _links(self) -> Iterator[Decision[AccountToken]]:
        """A link for each address to which nothing can be sent before it is verified (A28, A59)."""
        context = self.context
        for happened in self.decision.happened:
            if happened.kind not in ASKS or happened.customer_id is None:
                continue
            card = self.seen.get(Customer, happened.customer_id)
            address = card and address_to_verify(happened, card, context.actor)
            if not card or not address:
                continue
            question = Owned(AccountToken, card.id)
            known = self.unit.load(question)[question]
            if not on_its_way(address, known, self.now):
                id = TokenId(context.new_id())
                wanted = normalised(address)
                yield decide_asking(id, card, TokenPurpose.VERIFY, known, self.now, wanted)

    def _released(self) -> list[Delivery]:
        """What can be sent after all, now that an address is verified (A59)."""
        owners = {one.customer_id for one in self.decision.happened if one.kind in RELEASES}
        questions = [DeliveriesTo(owner, RELEASED) for owner in owners if owner is not None]
        if not questions:
            return []
        answers = self.unit.load(*questions)
        return [one for each in questions for one in released(answers[each], self.now)]
