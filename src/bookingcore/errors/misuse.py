"""What the calling code did wrong, with the field, the value and the remedy."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Misuse


@define(slots=False)
class InvalidInput(Misuse):
    """An argument that cannot be meant.

    Attributes:
        field: the argument's name, with a path for nested ones (`policy.cancellation.limit`).
        value: what was given, as text.
        remedy: what to give instead.
    """

    field: str
    value: str
    remedy: str
    code: ClassVar[str] = "invalid_input"

    def __str__(self) -> str:
        return f"{self.field}={self.value} cannot be used; {self.remedy}"


@define(slots=False)
class CurrencyMismatch(InvalidInput):
    """Two amounts of different currencies met; convert one of them first."""

    code: ClassVar[str] = "currency_mismatch"


@define(slots=False)
class NonexistentTime(InvalidInput):
    """A wall time that the clock change skips in its zone.

    Attributes:
        zone: the IANA zone in which the wall time was read.
        before: the instant when read with the offset before the change (`fold=0`).
        after: the instant when read with the offset after the change (`fold=1`).
    """

    zone: str
    before: datetime
    after: datetime
    code: ClassVar[str] = "nonexistent_time"


@define(slots=False)
class AmbiguousTime(InvalidInput):
    """A wall time that the clock change repeats in its zone.

    Attributes:
        zone: the IANA zone in which the wall time was read.
        first: the earlier of the two instants (`fold=0`).
        second: the later of the two instants (`fold=1`).
    """

    zone: str
    first: datetime
    second: datetime
    code: ClassVar[str] = "ambiguous_time"


@define(slots=False)
class IdempotencyKeyReused(Misuse):
    """The key of an earlier command came back with another content.

    Use a new key for a new wish; repeat the key only to repeat the same call.
    """

    command: str
    key: str
    code: ClassVar[str] = "idempotency_key_reused"

    def __str__(self) -> str:
        return (
            f"key {self.key!r} was already used for another {self.command}; "
            "give a new wish a new key"
        )


@define(slots=False)
class DeskInsideUnit(Misuse):
    """A desk was called while a unit of the same memory store was open in this thread.

    Use `desk.atomically(...)` and call the desk that it hands over.
    """

    code: ClassVar[str] = "desk_inside_unit"

    def __str__(self) -> str:
        return (
            "this store has one unit at a time and one is open in this thread; "
            "inside desk.atomically(...) use the desk that it hands over"
        )


@define(slots=False)
class UnitClosed(Misuse):
    """A unit of work was used after its end."""

    code: ClassVar[str] = "unit_closed"

    def __str__(self) -> str:
        return "this unit of work has ended; begin a new one"


@define(slots=False)
class CenterNotConfigured(Misuse):
    """A center that was never configured was asked for something that needs its settings."""

    center: str
    code: ClassVar[str] = "center_not_configured"

    def __str__(self) -> str:
        return (
            f"center {self.center!r} is not configured; "
            "call desk.configure(CenterSettings(...)) once, or open it with open_desk()"
        )


@define(slots=False)
class HostTransactionUnusable(Misuse):
    """The connection given to `desk.using(...)` cannot carry a command that may be undone.

    Attributes:
        problem: what is wrong with it.
        remedy: what to do instead.
    """

    problem: str
    remedy: str
    code: ClassVar[str] = "host_transaction_unusable"

    def __str__(self) -> str:
        return f"the host's connection cannot be used: {self.problem}; {self.remedy}"


@define(slots=False)
class InvalidRule(InvalidInput):
    """A rule of a series that is none, never ends, or gives no occurrence or too many."""

    code: ClassVar[str] = "invalid_rule"


@define(slots=False)
class OverlappingOccurrences(InvalidInput):
    """A series would need its resources for two of its own occurrences at once (P5).

    Attributes:
        earlier: the wall start of the occurrence that lasts too long.
        later: the wall start of the one into which it lasts.
    """

    earlier: str
    later: str
    code: ClassVar[str] = "overlapping_occurrences"


@define(slots=False)
class PortMissing(Misuse):
    """The desk was opened without a port that the command needs.

    Attributes:
        port: its name, as `Desk(...)` and `open_desk(...)` take it.
    """

    port: str
    code: ClassVar[str] = "port_missing"

    def __str__(self) -> str:
        return f"this desk has no {self.port}; open it with open_desk(..., {self.port}=...)"
