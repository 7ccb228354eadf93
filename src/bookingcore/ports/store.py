"""The repository port: a store of rows, read by questions and written in units of work.

A *unit* is one transaction. Its first statement locks, its questions read what the lock protects,
its changes are saved together or not at all. Whatever goes wrong in it leaves no trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from attrs import frozen

from bookingcore.domain.values.changes import Change
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.questions import OwnerOf, Question

T = TypeVar("T")


@frozen
class Ref:
    """A row to lock, by its type and id.

    The id of a customer may be given as the owner of another row, so that the lock can be the
    unit's very first statement even when only a booking is known.
    """

    row: type[object]
    id: str | OwnerOf


class LostGuard(Exception):
    """A guarded change met a row that somebody else had changed: the unit must be run again.

    So must one that was undone because others needed the same rows, and one whose connection had
    died before it began. It carries no meaning: the same decision, run again on what is true now,
    says what it means.
    """


class Answers(Protocol):
    """What `load` brought: for each question asked, its rows."""

    def __getitem__(self, question: Question[T], /) -> tuple[T, ...]:
        """The rows that answer *question*; KeyError when it was not asked."""


class Reader(Protocol):
    """Reads one center as it is at one moment."""

    def load(self, *asked: Question[Any]) -> Answers:
        """Answer all questions, in one trip where the store can."""


class Unit(Reader, Protocol):
    """One transaction on one center, or a savepoint in a larger one."""

    def lock(self, *rows: Ref) -> None:
        """Wait for, then hold, *rows* until the unit ends; sent with the next `load`.

        A lock is a write: it counts up the row's number, so that it holds at every isolation
        level. A row that does not exist locks nothing. Rows are locked in one order, whatever
        the order in which they are named, so that two units never wait for each other.
        """

    def number(self, row: Ref) -> int | None:
        """The number that this unit's lock gave *row*; None when it locked no such row.

        A customer who was locked as the owner of another row is known by their own id, too.
        A new row has number 1, and each lock that was committed since counted one up. Ask after
        the `load` that followed the lock.
        """

    def save(self, changes: Sequence[Change | Remember]) -> None:
        """Write *changes* at the end of the unit; counts of places come last.

        What is put, or counted into, is another version from then on: who read it before and
        puts it loses their guard.
        """


class Store(Protocol):
    """Where the rows are kept.

    Attributes:
        owns: whether the store begins and commits transactions itself. False inside somebody
            else's transaction: then a lost guard is theirs to rerun, and nothing is committed.
    """

    @property
    def owns(self) -> bool:
        """Whether units of this store are transactions of its own."""

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """A unit on *center*: committed at the end of the block, undone when it raises.

        Raises:
            LostGuard: a guard was lost, at the latest on leaving the block.
            OutcomeUnknown: on leaving it, when nobody can tell whether it was committed.
            Unavailable: the store cannot be reached, or will not write.
        """

    def snapshot(self, center: CenterId) -> AbstractContextManager[Reader]:
        """A reader of *center* that sees one moment, and holds up no writer.

        Raises:
            LostGuard: it has to be asked again.
            Unavailable: the store cannot be reached.
        """

    def joined(self, handle: object) -> Store:
        """This store inside a transaction that is open already.

        *handle* is a unit of this store. The units of the joined store are savepoints in it.
        """


@frozen(kw_only=True)
class Remember:
    """The memory of a command that was given with an idempotency key.

    Attributes:
        digest: of the resolved arguments; the same key with another digest is refused.
        result: the id of what the command made.
    """

    actor: str
    command: str
    key: str
    digest: str
    result: str
