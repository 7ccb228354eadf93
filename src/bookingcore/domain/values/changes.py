"""What a decision asks a store to do: add, put or remove a row, count places, expect due work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from attrs import frozen

from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import Happened
from bookingcore.domain.values.ids import CustomerId, SessionId

T = TypeVar("T")


@frozen
class Add:
    """Write a new row. The guard is lost when its key exists."""

    row: object


@frozen
class Put:
    """Write a row that was read before. The guard is lost when its version has moved on."""

    row: object


@frozen(kw_only=True)
class Count:
    """Count places into a session (or out of it): the last statements before the commit.

    Attributes:
        places: places to add; negative gives places back.
        edition: the edition of the session that was read; the guard is lost when the session was
            moved, cancelled or given another policy since. None where that does not matter.
        beyond_capacity: staff's override on record: admit these places even if the session is
            full. Without it the guard is lost when they no longer fit (P1).
    """

    session_id: SessionId
    places: int
    edition: int | None = None
    beyond_capacity: bool = False


@frozen
class Remove:
    """Take a row away that was read before. The guard is lost when its version has moved on."""

    row: object


@frozen
class Reassign:
    """Let everything that belongs to *old* belong to *new*: rows, events and their words.

    Applied before every other change of the unit, under the locks of both customers. What is
    reassigned is no other version: rows that were read before can be put, with their new owner.
    """

    old: CustomerId
    new: CustomerId


@frozen
class Forget:
    """Let go of the words in everything that belongs to *customer*; the books stay right.

    Applied before every other change of the unit, under the customer's lock. What is blanked is no
    other version. The card itself is put by whoever decides.
    """

    customer: CustomerId


@frozen
class Expect:
    """Have work done when it is due: written anew, or in place of what was due for it before."""

    due: Due


@frozen
class Withdraw:
    """Have work not done after all; nothing happens where none was expected."""

    key: str


Change = Add | Put | Remove | Count | Expect | Withdraw | Reassign | Forget


@frozen(kw_only=True)
class Decision(Generic[T]):
    """What a pure decision returns: the result, what to write, and what has happened."""

    result: T
    changes: Sequence[Change]
    happened: Sequence[Happened]
