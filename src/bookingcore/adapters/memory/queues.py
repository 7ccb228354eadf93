"""Waiting lists, as they stand in the books."""

from __future__ import annotations

from collections.abc import Iterable

from bookingcore.adapters.memory.books import Books
from bookingcore.domain.values.ids import SessionId
from bookingcore.domain.waitlist.entry import WaitlistEntry


def queue_in(books: Books, session: SessionId) -> list[WaitlistEntry]:
    """The open entries of a session's waiting list, in order."""
    return in_order(books.entries.picked(books.queue_for.of(session)))


def in_order(entries: Iterable[WaitlistEntry]) -> list[WaitlistEntry]:
    """*entries* of one session in the order in which they are offered places."""
    return sorted(entries, key=lambda entry: (entry.position, entry.id))
