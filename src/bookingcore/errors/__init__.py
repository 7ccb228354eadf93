"""The error tree: the first thing a host catches.

One root, `BookingCoreError`, and four branches that say whose turn it is: `Refused` (tell the
person), `Conflict` (run it again), `Misuse` (mend the calling code), `Unavailable` (something
outside is down). No command that raises has written anything, but for `OutcomeUnknown`.
"""

from __future__ import annotations

from bookingcore.errors.misuse import (
    AmbiguousTime,
    CenterNotConfigured,
    CurrencyMismatch,
    DeskInsideUnit,
    HostTransactionUnusable,
    IdempotencyKeyReused,
    InvalidInput,
    NonexistentTime,
    UnitClosed,
)
from bookingcore.errors.outages import (
    Contended,
    MissingExtra,
    OutcomeUnknown,
    StoreLocked,
    StoreNotMigrated,
    StoreReadOnly,
    StoreTooNew,
    StoreUnavailable,
)
from bookingcore.errors.refusals import (
    AbsentTooEarly,
    AlreadyBooked,
    AlreadyCancelled,
    AwaitingLimit,
    BalanceRequired,
    CancellationForbidden,
    CustomerNotActive,
    MoreThanDue,
    NotAllowed,
    NotEnoughUnits,
    NothingDue,
    Overlapping,
    ResourceBusy,
    SessionFull,
    SessionStarted,
    Unknown,
)
from bookingcore.errors.tree import (
    BookingCoreError,
    Conflict,
    Language,
    Misuse,
    Refused,
    Unavailable,
)

__all__ = [
    "AbsentTooEarly",
    "AlreadyBooked",
    "AlreadyCancelled",
    "AmbiguousTime",
    "AwaitingLimit",
    "BalanceRequired",
    "BookingCoreError",
    "CancellationForbidden",
    "CenterNotConfigured",
    "Conflict",
    "Contended",
    "CurrencyMismatch",
    "CustomerNotActive",
    "DeskInsideUnit",
    "HostTransactionUnusable",
    "IdempotencyKeyReused",
    "InvalidInput",
    "Language",
    "MissingExtra",
    "Misuse",
    "MoreThanDue",
    "NonexistentTime",
    "NotAllowed",
    "NotEnoughUnits",
    "NothingDue",
    "OutcomeUnknown",
    "Overlapping",
    "Refused",
    "ResourceBusy",
    "SessionFull",
    "SessionStarted",
    "StoreLocked",
    "StoreNotMigrated",
    "StoreReadOnly",
    "StoreTooNew",
    "StoreUnavailable",
    "Unavailable",
    "UnitClosed",
    "Unknown",
]
