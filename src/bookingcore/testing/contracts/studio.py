"""What the tests of the store's contract stand on: a store, and a studio of rows in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from bookingcore.domain.values.changes import Add, Change, Put
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Reader, Ref, Remember, Store, Unit
from bookingcore.testing.contracts.rows import (
    PLAIN,
    ROME,
    TURIN,
    a_center,
    a_customer,
    a_plan,
    a_sale,
    a_service,
    a_session,
)

T = TypeVar("T")


class Mishap(Exception):
    """Something that goes wrong in the block of a unit."""


class Studio:
    """A store with one center in view, and short ways to write to it and ask it."""

    def __init__(self, store: Store, center: CenterId = ROME) -> None:
        self.store = store
        self.center = center

    def unit(self) -> AbstractContextManager[Unit]:
        """A unit on the center."""
        return self.store.begin(self.center)

    def snapshot(self) -> AbstractContextManager[Reader]:
        """A snapshot of the center."""
        return self.store.snapshot(self.center)

    def joined(self, unit: Unit) -> Studio:
        """The same center, inside *unit*."""
        return Studio(self.store.joined(unit), self.center)

    def at(self, center: CenterId) -> Studio:
        """Another center of the same store."""
        return Studio(self.store, center)

    def save(self, *changes: Change | Remember) -> None:
        """Write *changes* in a unit of their own."""
        with self.unit() as unit:
            unit.save(changes)

    def add(self, *rows: object) -> None:
        """Write new *rows* in a unit of their own."""
        self.save(*map(Add, rows))

    def put(self, *rows: object) -> None:
        """Write changed *rows* in a unit of their own."""
        self.save(*map(Put, rows))

    def ask(self, question: Question[T]) -> tuple[T, ...]:
        """What a snapshot answers to *question*."""
        with self.snapshot() as reader:
            return reader.load(question)[question]

    def number(self, ref: Ref) -> int | None:
        """The number that a lock gives *ref*, in a unit of its own."""
        with self.unit() as unit:
            unit.lock(ref)
            unit.load()
            return unit.number(ref)

    def furnish(self) -> None:
        """Add what most rows refer to.

        The center, its first service, plan and session, two customers, a sale to the first.
        """
        self.add(
            a_center(self.center),
            PLAIN,
            a_service(),
            a_plan(),
            a_customer(1),
            a_customer(2),
            a_sale(),
            a_session(1),
        )


class OnAStore:
    """The fixture that a contract's subclass gives: a store without rows, for each test anew."""

    @pytest.fixture
    def store(self) -> Store:
        """The store under test."""
        raise NotImplementedError(
            "give the class a fixture `store` that returns an empty, migrated store"
        )

    @pytest.fixture
    def studio(self, store: Store) -> Studio:
        """A furnished studio in Rome, and an empty one in Turin, on the store under test."""
        return furnished(store)


def furnished(store: Store) -> Studio:
    """A furnished studio in Rome, and an empty one in Turin, on *store*."""
    studio = Studio(store)
    studio.furnish()
    studio.at(TURIN).add(a_center(TURIN))
    return studio
