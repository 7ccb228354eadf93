"""What a unit has to write, in the order in which it goes out."""

from __future__ import annotations

from collections.abc import Iterable

from bookingcore.domain.values.changes import (
    Add,
    Change,
    Count,
    Expect,
    Forget,
    Put,
    Reassign,
    Remove,
    Withdraw,
)
from bookingcore.ports.store import Remember

Batch = tuple[type[Add | Put | Remove], type[object], list[object]]
"""What is to be done with rows, their type, and the rows."""


class Queued:
    """Changes, sorted by when they are written.

    Attributes:
        remembered: the commands to remember.
        owners: what settles whose things are.
        batches: the rows, in their order; those of one type in a row go out in one batch.
        dues: the work to expect or to withdraw.
        counts: the places to count.
    """

    __slots__ = ("_last", "batches", "counts", "dues", "owners", "remembered")

    def __init__(self, changes: Iterable[Change | Remember]) -> None:
        self.remembered: list[Remember] = []
        self.owners: list[Reassign | Forget] = []
        self.batches: list[Batch] = []
        self.dues: list[Expect | Withdraw] = []
        self.counts: list[Count] = []
        self._last: tuple[type[Add | Put | Remove], type[object]] | None = None
        for change in changes:
            self._enter(change)

    def _enter(self, change: Change | Remember) -> None:
        if isinstance(change, Add | Put | Remove):
            self._enter_row(type(change), change.row)
        elif isinstance(change, Count):
            self.counts.append(change)
        elif isinstance(change, Remember):
            self.remembered.append(change)
        elif isinstance(change, Expect | Withdraw):
            self.dues.append(change)
        else:
            self.owners.append(change)

    def _enter_row(self, kind: type[Add | Put | Remove], row: object) -> None:
        if (kind, type(row)) != self._last:
            self._last = (kind, type(row))
            self.batches.append((*self._last, []))
        self.batches[-1][2].append(row)
