"""The questions about people: cards, what belongs to them, and what happened around them."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.notes import Task
from bookingcore.domain.values.events import Event, EventKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import Question

T = TypeVar("T")


@frozen
class AbsorbedInto(Question[Customer]):
    """The cards that were merged into a customer's, in order of id."""

    customer: CustomerId


@frozen
class Owned(Question[T]):
    """The rows of a type that belong to a customer, in order of their keys.

    *row* is one of the types that the registry of owned rows names, history apart.
    """

    row: type[T]
    customer: CustomerId


@frozen
class OwnedCounts(Question["OwnedCount"]):
    """How many rows of each type belong to a customer; those of which there are none left out.

    In order of the types' names.
    """

    customer: CustomerId


@frozen
class OwnedCount:
    """A row of the answer to `OwnedCounts`; *row* is the name of the type."""

    row: str
    count: int


@frozen
class OpenTasks(Question[Task]):
    """The tasks that are still to be done by a day, by day and id; None for any day."""

    until: date | None
    limit: int


@frozen
class HistoryPage(Question[Event]):
    """A page of a customer's events, latest first, with their words.

    In order of instant, stream, number and sequence, all descending.

    Attributes:
        kinds: only events of one of these kinds; empty for any.
        start, end: only events at an instant in [start, end).
        before: instant, stream, number and sequence of an event; only those that come behind it
            in this order.
    """

    customer: CustomerId
    kinds: tuple[EventKind, ...]
    start: DateTime | None
    end: DateTime | None
    before: tuple[DateTime, str, int, int] | None
    limit: int


@frozen
class CustomersFound(Question[Customer]):
    """The customers whose card holds every word of *text* (case-folded), in order of name.

    Attributes:
        statuses: only cards of one of them.
        label: only cards with that label; None for any.
    """

    text: str
    statuses: tuple[CustomerStatus, ...]
    label: str | None
    limit: int


@frozen
class CustomersPage(Question[Customer]):
    """A page of the customers that `CustomersFound` finds, in order of id.

    Attributes:
        after: only those with a later id; None for the first page.
    """

    text: str
    statuses: tuple[CustomerStatus, ...]
    label: str | None
    after: CustomerId | None
    limit: int
