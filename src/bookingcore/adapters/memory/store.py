"""The store itself: one lock, one unit at a time, an undo journal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from threading import Lock, get_ident
from types import TracebackType
from typing import Any, Self

from bookingcore.adapters.memory.answers import answer, owner_in
from bookingcore.adapters.memory.books import Books
from bookingcore.adapters.memory.changes import write
from bookingcore.adapters.memory.files import MemoryFiles
from bookingcore.adapters.memory.journal import Journal
from bookingcore.domain.values.changes import Change
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import DeskInsideUnit, InvalidInput, UnitClosed
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Answers, Reader, Ref, Remember, Unit


class MemoryStore:
    """Keeps every center's rows in this process, for as long as it lives.

    Units take turns: those of other threads wait, a second one in the same thread is a misuse.
    Snapshots hold up nobody: a writer that finds one open leaves it the books and goes on with
    a copy of them.
    """

    owns = True

    def __init__(self) -> None:
        self._centers: dict[CenterId, Books] = {}
        self._turn = Lock()
        self._holder: int | None = None
        self._files = MemoryFiles()

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """A unit on *center*.

        Raises:
            DeskInsideUnit: on entering the block, when this thread has a unit open.
        """
        return MemoryUnit(self, center, Journal())

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """A reader of *center*; it waits for the unit of another thread to end.

        Raises:
            DeskInsideUnit: on entering the block, when this thread has a unit open.
        """
        return MemorySnapshot(self, center)

    def joined(self, handle: object) -> JoinedMemoryStore:
        """This store inside the unit *handle*.

        Raises:
            InvalidInput: *handle* is no unit of this store.
        """
        if not isinstance(handle, MemoryUnit) or handle.store is not self:
            raise InvalidInput("handle", shown(handle), "give an open unit of this memory store")
        return JoinedMemoryStore(handle)

    def files(self) -> MemoryFiles:
        """A place for the content of documents that lives as long as this store."""
        return self._files

    def take_turn(self) -> None:
        """Wait until no other thread has a unit open, then hold the others up."""
        if self._holder == get_ident():
            raise DeskInsideUnit
        self._turn.acquire()
        self._holder = get_ident()

    def end_turn(self) -> None:
        """Let the next thread in."""
        self._holder = None
        self._turn.release()

    def books(self, center: CenterId) -> Books:
        """The books of *center*, to read while it is one's turn."""
        books = self._centers.get(center)
        if books is None:
            books = self._centers[center] = Books()
        return books

    def books_to_write(self, center: CenterId) -> Books:
        """The books of *center*, which no snapshot reads."""
        books = self.books(center)
        if books.readers:
            books = self._centers[center] = books.copied()
        return books


class JoinedMemoryStore:
    """A memory store inside an open unit: its units are savepoints in that one."""

    owns = False

    def __init__(self, unit: MemoryUnit) -> None:
        self._unit = unit

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """A savepoint on *center*, which may be another center than the open unit's.

        Raises:
            UnitClosed: on entering the block, when the open unit has ended.
        """
        return self._unit.savepoint(center)

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """A reader of *center* that sees what the open unit has written so far.

        Raises:
            UnitClosed: on entering the block, when the open unit has ended.
        """
        return self._unit.savepoint(center)

    def joined(self, handle: object) -> JoinedMemoryStore:
        """This store inside another unit.

        Raises:
            InvalidInput: *handle* is no unit of this store.
        """
        return self._unit.store.joined(handle)


class MemorySnapshot:
    """Reads the books of one center as they were when its block began."""

    _books: Books

    def __init__(self, store: MemoryStore, center: CenterId) -> None:
        self._store = store
        self._center = center
        self._open = False

    def __enter__(self) -> Self:
        self._store.take_turn()
        try:
            self._books = self._store.books(self._center)
            self._books.readers.add(self)
        finally:
            self._store.end_turn()
        self._open = True
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._books.readers.discard(self)

    def load(self, *asked: Question[Any]) -> Answers:
        """Answer all questions.

        Raises:
            UnitClosed: the block has ended.
        """
        if not self._open:
            raise UnitClosed
        return {question: answer(self._books, question) for question in asked}


class MemoryUnit:
    """A turn at the books, or a savepoint in one."""

    def __init__(
        self,
        store: MemoryStore,
        center: CenterId,
        journal: Journal,
        outer: MemoryUnit | None = None,
    ) -> None:
        self.store = store
        self._center = center
        self._open = False
        self._journal = journal
        self._outer = outer
        self._asked_locks: list[Ref] = []
        self._numbers: dict[Ref, int | None] = {}
        self._locked: dict[tuple[type[object], str], int] = {}
        self._changes: list[Change | Remember] = []

    @property
    def is_open(self) -> bool:
        """Whether its block, and every block around it, still runs."""
        return self._open and (self._outer is None or self._outer.is_open)

    def savepoint(self, center: CenterId) -> MemoryUnit:
        """A unit inside this one, which can be undone alone."""
        return MemoryUnit(self.store, center, self._journal, self)

    def __enter__(self) -> Self:
        if self._outer is None:
            self.store.take_turn()
        elif not self._outer.is_open:
            raise UnitClosed
        self._mark = self._journal.mark
        self._open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        done = False
        try:
            if kind is None:
                self._flush()
                done = True
        finally:
            if not done:
                self._journal.undo(self._mark)
            self._open = False
            if self._outer is None:
                self.store.end_turn()

    def load(self, *asked: Question[Any]) -> Answers:
        """Count the locks that were asked for, then answer all questions."""
        self._check_open()
        self._lock_rows()
        books = self.store.books(self._center)
        return {question: answer(books, question) for question in asked}

    def lock(self, *rows: Ref) -> None:
        """Count up the numbers of *rows* at the next `load`; a row counts once in a unit."""
        self._check_open()
        self._asked_locks.extend(rows)

    def number(self, row: Ref) -> int | None:
        """The number that this unit's lock gave *row*; None when it gave none."""
        self._check_open()
        number = self._numbers.get(row)
        if number is None and isinstance(row.id, str):
            return self._locked.get((row.row, row.id))
        return number

    def save(self, changes: Sequence[Change | Remember]) -> None:
        """Write *changes* at the end of the block; this unit's own questions see none of them."""
        self._check_open()
        self._changes.extend(changes)

    def _flush(self) -> None:
        self._check_open()
        self._lock_rows()
        if self._changes:
            write(self.store.books_to_write(self._center), self._journal, self._changes)

    def _lock_rows(self) -> None:
        asked, self._asked_locks = self._asked_locks, []
        for ref in asked:
            self._numbers[ref] = self._lock(self.store.books_to_write(self._center), ref)

    def _lock(self, books: Books, ref: Ref) -> int | None:
        id = ref.id if isinstance(ref.id, str) else owner_in(books, ref.id)
        if id is None or id not in books.tables[ref.row].rows:
            return None
        key = (ref.row, id)
        if key not in self._locked:
            self._locked[key] = books.numbers.rows.get(key, 1) + 1
            self._journal.write(books.numbers, key, self._locked[key])
        return self._locked[key]

    def _check_open(self) -> None:
        if not self.is_open:
            raise UnitClosed
