"""Writing to many by hand: the wish, and the messages to one page of customers after another."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.topics import Topic
from bookingcore.domain.values.changes import Add, Change, Decision, Expect, Put, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.events import EventKind, Happened


def decide_announcing(announcement: Announcement) -> Decision[Announcement]:
    """Have *announcement* written to all whom it is for."""
    channels = announcement.channels
    named = None if channels is None else " ".join(sorted(each.name for each in channels))
    happened = Happened(
        kind=EventKind.ANNOUNCED,
        subject=announcement.id,
        facts={"category": announcement.category.name, "channels": named},
    )
    due = Due(kind=DueKind.ANNOUNCEMENT, subject=announcement.id, due_at=announcement.sent_at)
    changes: list[Change] = [Add(announcement), Expect(due)]
    return Decision(result=announcement, changes=changes, happened=[happened])


def topics_for(announcement: Announcement, customers: Sequence[Customer]) -> list[Topic]:
    """What each of *customers* is told by it."""
    return [
        Topic(
            kind=MessageKind.MANUAL,
            customer_id=customer.id,
            about=announcement.id,
            category=announcement.category,
            through=announcement.channels,
        )
        for customer in customers
    ]


def advanced(
    announcement: Announcement, page: Sequence[Customer], limit: int, now: DateTime
) -> list[Change]:
    """The announcement once it was written to *page*, of *limit* customers unless it is the last.

    What is left is due at once.
    """
    key = due_key(DueKind.ANNOUNCEMENT, announcement.id)
    if len(page) < limit:
        return [Put(evolve(announcement, done_at=now)), Withdraw(key)]
    due = Due(kind=DueKind.ANNOUNCEMENT, subject=announcement.id, due_at=announcement.sent_at)
    return [Put(evolve(announcement, after=page[-1].id)), Expect(due)]
