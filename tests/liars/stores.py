"""A memory store that lies: each way of lying is a class, or one of its four hooks.

It wraps the honest store and is honest itself until `lying` is set, so that what a test stands on
is in order and only the test's own words are met with a lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

from bookingcore.adapters.memory import MemoryStore
from bookingcore.domain.values.changes import Change
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Reader, Ref, Remember, Store, Unit

Answered = dict[Question[Any], tuple[Any, ...]]
Rows = tuple[Any, ...]


class LyingStore(Store):
    """Honest by default; a subclass overrides what it lies about."""

    def __init__(self) -> None:
        self.inner: Store = MemoryStore()
        self.root: LyingStore = self
        self._lying = False

    @property
    def lying(self) -> bool:
        """Whether it lies now."""
        return self.root._lying

    def start_lying(self) -> None:
        """From now on it lies."""
        self.root._lying = True

    @property
    def owns(self) -> bool:
        return self.inner.owns

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        with self.inner.begin(self._center(center)) as unit:
            yield LyingUnit(self, unit)

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        with self.inner.snapshot(self._center(center)) as reader:
            yield LyingReader(self, reader)

    def joined(self, handle: object) -> Store:
        assert isinstance(handle, LyingUnit)
        twin = copy(self)
        twin.inner = self.inner.joined(handle.inner)
        return twin

    def _center(self, center: CenterId) -> CenterId:
        return self.center(center) if self.lying else center

    # What a lie may change:

    def center(self, center: CenterId) -> CenterId:
        """The center that is really opened."""
        return center

    def heard(self, question: Question[Any]) -> Question[Any]:
        """The question that is really answered."""
        return question

    def told(self, question: Question[Any], rows: Rows) -> Rows:
        """The answer that is given."""
        return rows

    def saved(
        self, unit: Unit, changes: Sequence[Change | Remember]
    ) -> Sequence[Change | Remember]:
        """The changes that are really saved."""
        return changes

    def locked(self, unit: Unit, refs: Sequence[Ref]) -> Sequence[Ref]:
        """The rows that are really locked."""
        return refs

    def numbered(self, ref: Ref, number: int | None) -> int | None:
        """The number that is given."""
        return number

    def answers(self, answered: Answered) -> Any:
        """All answers of one load."""
        return answered


class LyingReader(Reader):
    """Reads through the store's lies."""

    def __init__(self, store: LyingStore, inner: Reader) -> None:
        self.store = store
        self.inner = inner

    def load(self, *asked: Question[Any]) -> Any:
        if not self.store.lying:
            return self.inner.load(*asked)
        heard = {question: self.store.heard(question) for question in asked}
        answers = self.inner.load(*heard.values())
        return self.store.answers(
            {question: self.store.told(question, answers[heard[question]]) for question in asked}
        )


class LyingUnit(LyingReader, Unit):
    """Writes through the store's lies, too."""

    inner: Unit

    def lock(self, *rows: Ref) -> None:
        self.inner.lock(*(self.store.locked(self.inner, rows) if self.store.lying else rows))

    def number(self, row: Ref) -> int | None:
        number = self.inner.number(row)
        return self.store.numbered(row, number) if self.store.lying else number

    def save(self, changes: Sequence[Change | Remember]) -> None:
        self.inner.save(self.store.saved(self.inner, changes) if self.store.lying else changes)
