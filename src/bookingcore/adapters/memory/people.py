"""What the questions about customers find: cards, tasks, history."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pendulum import DateTime

from bookingcore.adapters.memory.books import Books, KeptEvent
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.notes import Task
from bookingcore.domain.values.events import Event
from bookingcore.ports import questions as ask
from bookingcore.ports.people import (
    AbsorbedInto,
    CustomersFound,
    CustomersPage,
    HistoryPage,
    OpenTasks,
)


def customers_found(books: Books, asked: CustomersFound) -> Iterable[Customer]:
    """The cards with every word, in order of name."""
    words = asked.text.casefold().split()
    found = [
        (text, customer.id, customer)
        for customer in books.customers.rows.values()
        if customer.status in asked.statuses
        if asked.label is None or asked.label in customer.labels
        for text in (customer.search_text,)
        if all(word in text for word in words)
    ]
    # The text begins with the name.
    return (customer for _, _, customer in sorted(found, key=lambda row: row[:2])[: asked.limit])


def customers_page(books: Books, asked: CustomersPage) -> Iterable[Customer]:
    """The cards with every word behind one of them, in order of id."""
    words = asked.text.casefold().split()
    found = (
        customer
        for id, customer in sorted(books.customers.rows.items())
        if asked.after is None or id > asked.after
        if customer.status in asked.statuses
        if asked.label is None or asked.label in customer.labels
        if all(word in customer.search_text for word in words)
    )
    return islice(found, asked.limit)


def absorbed_into(books: Books, asked: AbsorbedInto) -> Iterable[Customer]:
    """The cards that lead to a customer's."""
    return books.customers.picked(sorted(books.absorbed_into.of(asked.customer)))


def open_tasks(books: Books, asked: OpenTasks) -> Iterable[Task]:
    """What is to be done, first what is due first."""
    due = [
        task
        for task in books.tasks.rows.values()
        if task.open and (asked.until is None or task.due_on <= asked.until)
    ]
    return sorted(due, key=lambda task: (task.due_on, task.id))[: asked.limit]


def history(books: Books, asked: ask.History) -> Iterable[Event]:
    """All that is about an entity, oldest first."""
    kept = books.events.picked(books.events_about.of(asked.id))

    def order(kept: KeptEvent) -> tuple[DateTime, bool, str, int, int]:
        event = kept.event
        return event.at, event.stream != asked.id, event.stream, event.no, event.seq

    return (each.told() for each in sorted(kept, key=order))


def history_page(books: Books, asked: HistoryPage) -> Iterable[Event]:
    """Some of what is about a customer, latest first."""
    kept = books.events.picked(books.owned[Event].of(asked.customer))
    wanted = (each for each in kept if _wanted(each.event, asked))
    latest_first = sorted(wanted, key=lambda each: _place(each.event), reverse=True)
    return (each.told() for each in islice(latest_first, asked.limit))


def _wanted(event: Event, asked: HistoryPage) -> bool:
    return (
        (not asked.kinds or event.kind in asked.kinds)
        and (asked.start is None or event.at >= asked.start)
        and (asked.end is None or event.at < asked.end)
        and (asked.before is None or _place(event) < asked.before)
    )


def _place(event: Event) -> tuple[DateTime, str, int, int]:
    return event.at, event.stream, event.no, event.seq
