"""What a decision asks a store to do: add a row, put a row, count places, expect due work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from attrs import frozen

from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import Happened
from bookingcore.domain.values.ids import SessionId

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
class Expect:
    """Have work done when it is due: written anew, or in place of what was due for it before."""

    due: Due


@frozen
class Withdraw:
    """Have work not done after all; nothing happens where none was expected."""

    key: str


Change = Add | Put | Count | Expect | Withdraw


@frozen(kw_only=True)
class Decision(Generic[T]):
    """What a pure decision returns: the result, what to write, and what has happened."""

    result: T
    changes: Sequence[Change]
    happened: Sequence[Happened]
