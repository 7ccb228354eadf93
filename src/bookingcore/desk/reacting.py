"""Telling hosts of events: claimed by a lease that is committed first, told, taken away.

Between the handler's return and the mark a worker may die: then the same event is told again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attrs import field, frozen
from pendulum import UTC, DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.hearing import SUBSCRIPTIONS
from bookingcore.desk.leasing import CLAIMED_MAX, LEASE, SPARE, wait
from bookingcore.desk.running import read, rerun
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.values.changes import Put, Remove
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import SubscriptionId
from bookingcore.ports.questions import ById
from bookingcore.ports.reactions import EventAt, Tellable
from bookingcore.ports.store import Reader

_EVER = DateTime(9999, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class ReactionFailure:
    """An event that a handler did not take; the events behind it wait, and it is told again.

    Attributes:
        subscription: the name of the subscription.
        error: what the handler raised.
        again_at: when it is tried again.
    """

    subscription: str
    event: Event
    error: Exception
    again_at: DateTime


@frozen(kw_only=True)
class Told:
    """What hosts were told.

    Attributes:
        events: how many events handlers have taken.
        failed: what was not taken.
    """

    events: int = 0
    failed: tuple[ReactionFailure, ...] = field(default=())


def tell_hosts(context: Context, limit: int | None) -> Told:
    """Tell handlers of this process what they are yet to hear, *limit* events at most."""
    known = read(context, "deliver", lambda reader: reader.load(SUBSCRIPTIONS)[SUBSCRIPTIONS])
    ours = [each for each in known if each.ended or (context.center, each.id) in context.handlers]
    return _Round(context, {each.id: each for each in ours}).told(limit) if ours else Told()


def next_told(context: Context, reader: Reader) -> DateTime | None:
    """When a handler of this process may be told something; None where nothing waits."""
    names = tuple(SubscriptionId(id) for center, id in context.handlers if center == context.center)
    question = Tellable(_EVER, 1, names)
    first = next(iter(reader.load(question)[question] if names else ()), None)
    return None if first is None else first.tellable_at


class _Round:
    """One round of telling."""

    def __init__(self, context: Context, subscriptions: dict[SubscriptionId, Subscription]) -> None:
        self._context = context
        self._subscriptions = subscriptions
        self._told = 0
        self._failed: list[ReactionFailure] = []

    def told(self, limit: int | None) -> Told:
        left = limit
        while (left is None or left > 0) and (claimed := self._claimed(left)):
            for reaction, event in claimed:
                self._one(reaction, event)
            left = None if left is None else left - len(claimed)
        for subscription in self._subscriptions.values():
            if subscription.ended:
                rerun(self._context.store.owns, partial(self._clear, subscription))
        return Told(events=self._told, failed=tuple(self._failed))

    def _clear(self, ended: Subscription) -> None:
        """Forget a subscription that has ended, once nothing waits for it any more."""
        left, itself = Tellable(_EVER, 1, (ended.id,)), ById(Subscription, ended.id)
        with self._context.store.begin(self._context.center) as unit:
            answers = unit.load(left, itself)
            if not answers[left]:
                unit.save([Remove(each) for each in answers[itself] if each.ended])

    def _claimed(self, left: int | None) -> list[tuple[Reaction, Event]]:
        """What nobody else tells, with a lease that is committed."""
        context, most = self._context, min(CLAIMED_MAX, CLAIMED_MAX if left is None else left)

        def attempt() -> list[tuple[Reaction, Event]]:
            with context.store.begin(context.center) as unit:
                now = context.clock.now()
                question = Tellable(now, most, tuple(self._subscriptions))
                leased = [each.leased(now + LEASE) for each in unit.load(question)[question]]
                if not leased:
                    return []
                unit.save([Put(reaction) for reaction in leased])
                at = [EventAt(each.stream, each.no, each.seq) for each in leased]
                answers = unit.load(*at)
                return list(zip(leased, (answers[each][0] for each in at), strict=True))

        return rerun(context.store.owns, attempt)

    def _one(self, reaction: Reaction, event: Event) -> None:
        now, subscription = self._context.clock.now(), self._subscriptions[reaction.subscription_id]
        if subscription.ended:
            self._settle(reaction, Remove)
            return
        if reaction.free_at is not None and now + SPARE > reaction.free_at:
            # Somebody tells it later: nothing was begun.
            self._settle(reaction, lambda each: Put(each.let_go()))
            return
        handler = self._context.handlers[self._context.center, subscription.id]
        try:
            handler(event)
        # A handler of the host's may raise anything; it must not hold up what others wait for.
        except Exception as error:  # noqa: BLE001
            self._try_again(reaction, event, error)
        else:
            self._told += 1
            self._settle(reaction, Remove)

    def _try_again(self, reaction: Reaction, event: Event, error: Exception) -> None:
        """Put it off, for ever where that must be: no event is lost (A62)."""
        context = self._context
        again_at = context.clock.now() + wait(context.chance, reaction.attempts)
        self._settle(reaction, lambda each: Put(each.put_off(again_at)))
        self._failed.append(
            ReactionFailure(
                subscription=reaction.subscription_id, event=event, error=error, again_at=again_at
            )
        )

    def _settle(self, reaction: Reaction, change: Callable[[Reaction], Put | Remove]) -> None:
        """Write down what became of *reaction*, unless its lease ran out and it is another's."""
        rerun(self._context.store.owns, partial(self._settled, reaction, change))

    def _settled(self, reaction: Reaction, change: Callable[[Reaction], Put | Remove]) -> None:
        itself = ById(Reaction, reaction.id)
        with self._context.store.begin(self._context.center) as unit:
            for current in unit.load(itself)[itself]:
                if current.free_at == reaction.free_at:
                    unit.save([change(current)])
