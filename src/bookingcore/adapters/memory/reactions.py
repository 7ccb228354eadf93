"""What the questions about events that hosts are yet to hear of find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from bookingcore.adapters.memory.books import Books
from bookingcore.domain.notifications.subscription import Reaction
from bookingcore.domain.values.events import Event
from bookingcore.ports.questions import Question
from bookingcore.ports.reactions import EventAt, Tellable


def _tellable(books: Books, asked: Tellable) -> Iterable[Reaction]:
    firsts = (
        min(books.reactions.picked(books.reactions_in.of(queue)), key=attrgetter("order"))
        for queue in books.reactions_in.groups()
        if queue[0] in asked.subscriptions
    )
    free = (each for each in firsts if each.free_at is None or each.free_at <= asked.by)
    return sorted(free, key=attrgetter("tellable_at", "at", "id"))[: asked.limit]


def _event_at(books: Books, asked: EventAt) -> Iterable[Event]:
    kept = books.events.rows.get((asked.stream, asked.no, asked.seq))
    return () if kept is None else (kept.told(),)


REACTIONS: Mapping[type[Question[Any]], Callable[[Books, Any], Iterable[Any]]] = {
    Tellable: _tellable,
    EventAt: _event_at,
}
