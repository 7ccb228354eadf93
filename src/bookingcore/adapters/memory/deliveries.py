"""What the questions about messages find: which are to be sent, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from pendulum import DateTime

from bookingcore.adapters.memory.books import Books, apart
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.values.notify import Reason
from bookingcore.ports.deliveries import (
    DeliveriesAbout,
    DeliveriesPage,
    DeliveriesTo,
    DeliveryCount,
    DeliveryCounts,
    NextSendable,
    Sendable,
)
from bookingcore.ports.questions import Question

_IN_ORDER = attrgetter("order")
_REASONS = (None, *Reason)


def _sendable(books: Books, asked: Sendable) -> Iterable[Delivery]:
    firsts = (
        next((each for each in queue if each.at <= asked.now), None)
        for queue in _queues(books, asked.channels)
    )
    free = [first for first in firsts if first is not None and _is_free(first, asked.now)]
    return map(apart, sorted(free, key=_IN_ORDER)[: asked.limit])


def _is_free(delivery: Delivery, now: DateTime) -> bool:
    return delivery.free_at is None or delivery.free_at <= now


def _next_sendable(books: Books, asked: NextSendable) -> Iterable[Delivery]:
    firsts = [each for queue in _queues(books, asked.channels) for each in _unblocked(queue)]
    return map(apart, sorted(firsts, key=lambda each: (_from(each), each.order))[:1])


def _unblocked(queue: Sequence[Delivery]) -> Iterator[Delivery]:
    """Those before which no other waits whose instant has come when they may be sent."""
    for place, delivery in enumerate(queue):
        if all(before.at > _from(delivery) for before in queue[:place]):
            yield delivery


def _from(delivery: Delivery) -> DateTime:
    """When it may be sent."""
    return delivery.at if delivery.free_at is None else max(delivery.at, delivery.free_at)


def _queues(books: Books, channels: tuple[Channel, ...]) -> Iterator[Sequence[Delivery]]:
    """What waits for each recipient through each of *channels*, in order."""
    for group in books.deliveries_waiting.groups():
        *_, channel = group
        if channel in channels:
            waiting = books.deliveries.picked(books.deliveries_waiting.of(group))
            yield sorted(waiting, key=_IN_ORDER)


def _to(books: Books, asked: DeliveriesTo) -> Iterable[Delivery]:
    theirs = books.deliveries.picked(books.owned[Delivery].of(asked.customer))
    return _told(each for each in theirs if not asked.kinds or each.kind in asked.kinds)


def _about(books: Books, asked: DeliveriesAbout) -> Iterable[Delivery]:
    return _told(books.deliveries.picked(books.deliveries_about.of(asked.about)))


def _page(books: Books, asked: DeliveriesPage) -> Iterable[Delivery]:
    return map(apart, books.deliveries.page(asked.after, asked.limit))


def _told(found: Iterable[Delivery]) -> Iterable[Delivery]:
    return map(apart, sorted(found, key=_IN_ORDER))


def _counts(books: Books, asked: DeliveryCounts) -> Iterable[DeliveryCount]:
    found = books.deliveries.picked(books.deliveries_about.of(asked.about))
    counts = Counter((each.status, each.reason) for each in found)
    for status in DeliveryStatus:
        for reason in _REASONS:
            if (status, reason) in counts:
                yield DeliveryCount(status, reason, counts[(status, reason)])


DELIVERIES: Mapping[type[Question[Any]], Callable[[Books, Any], Iterable[Any]]] = {
    Sendable: _sendable,
    NextSendable: _next_sendable,
    DeliveriesTo: _to,
    DeliveriesAbout: _about,
    DeliveriesPage: _page,
    DeliveryCounts: _counts,
}
