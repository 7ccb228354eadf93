"""The front desk of a booking business, as a library.

Who may book, which unit of balance pays, what a cancellation gives back, and why: decided by pure
functions over frozen values, kept in a store of your choice.

Every public name is loaded when it is first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookingcore.asynchronous import AsyncDesk
    from bookingcore.desk.desk import Desk
    from bookingcore.domain.bookings.audit import Fault
    from bookingcore.domain.bookings.booking import (
        Attendance,
        Booking,
        BookingStatus,
        Cancelled,
        Cause,
    )
    from bookingcore.domain.bookings.cancelling import Cancellation
    from bookingcore.domain.bookings.eligibility import Override
    from bookingcore.domain.bookings.explaining import Explanation, Obstacle, Remedy, Why
    from bookingcore.domain.bookings.making import Verdict
    from bookingcore.domain.bookings.public_status import PublicCode, PublicStatus
    from bookingcore.domain.bookings.warnings import BookingWarning, SaleWarning, Warnings
    from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
    from bookingcore.domain.catalog.plan import Plan
    from bookingcore.domain.catalog.policies import (
        AllowLate,
        BalancePolicy,
        CancellationPolicy,
        ServicePolicy,
    )
    from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
    from bookingcore.domain.customers.customer import Customer, CustomerStatus
    from bookingcore.domain.redemption.supply import Redemption
    from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
    from bookingcore.domain.sales.sale import (
        GrantOn,
        Method,
        Payment,
        PaymentStatus,
        Sale,
        SaleLine,
    )
    from bookingcore.domain.schedule.session import Session
    from bookingcore.domain.values.actors import SYSTEM, Oneself, Staff
    from bookingcore.domain.values.events import Event, EventKind
    from bookingcore.domain.values.money import Money
    from bookingcore.domain.values.periods import Period, Validity
    from bookingcore.errors import (
        AbsentTooEarly,
        AlreadyBooked,
        AlreadyCancelled,
        AmbiguousTime,
        AwaitingLimit,
        BalanceRequired,
        BookingCoreError,
        CancellationForbidden,
        CenterNotConfigured,
        Conflict,
        Contended,
        CurrencyMismatch,
        CustomerNotActive,
        DeskInsideUnit,
        HostTransactionUnusable,
        IdempotencyKeyReused,
        InvalidInput,
        Language,
        MissingExtra,
        Misuse,
        MoreThanDue,
        NonexistentTime,
        NotAllowed,
        NotEnoughUnits,
        NothingDue,
        OutcomeUnknown,
        Overlapping,
        Refused,
        ResourceBusy,
        SessionFull,
        SessionStarted,
        StoreLocked,
        StoreNotMigrated,
        StoreReadOnly,
        StoreTooNew,
        StoreUnavailable,
        Unavailable,
        UnitClosed,
        Unknown,
    )
    from bookingcore.opening import open_desk

__all__ = [
    "SYSTEM",
    "AbsentTooEarly",
    "AllowLate",
    "AlreadyBooked",
    "AlreadyCancelled",
    "AmbiguousTime",
    "AsyncDesk",
    "Attendance",
    "AwaitingLimit",
    "Balance",
    "BalancePolicy",
    "BalanceRequired",
    "Booking",
    "BookingCoreError",
    "BookingStatus",
    "BookingWarning",
    "Branch",
    "Cancellation",
    "CancellationForbidden",
    "CancellationPolicy",
    "Cancelled",
    "Cause",
    "Center",
    "CenterNotConfigured",
    "CenterSettings",
    "Conflict",
    "Contended",
    "CurrencyMismatch",
    "Customer",
    "CustomerNotActive",
    "CustomerStatus",
    "Desk",
    "DeskInsideUnit",
    "Event",
    "EventKind",
    "Explanation",
    "Fault",
    "GrantOn",
    "HostTransactionUnusable",
    "IdempotencyKeyReused",
    "InvalidInput",
    "Language",
    "Method",
    "MissingExtra",
    "Misuse",
    "Money",
    "MoreThanDue",
    "Movement",
    "MovementKind",
    "NonexistentTime",
    "NotAllowed",
    "NotEnoughUnits",
    "NothingDue",
    "Obstacle",
    "Oneself",
    "OutcomeUnknown",
    "Overlapping",
    "Override",
    "Payment",
    "PaymentStatus",
    "Period",
    "Plan",
    "PublicCode",
    "PublicStatus",
    "Redemption",
    "Refused",
    "Remedy",
    "Resource",
    "ResourceBusy",
    "ResourceKind",
    "Sale",
    "SaleLine",
    "SaleWarning",
    "Service",
    "ServicePolicy",
    "Session",
    "SessionFull",
    "SessionStarted",
    "Staff",
    "StoreLocked",
    "StoreNotMigrated",
    "StoreReadOnly",
    "StoreTooNew",
    "StoreUnavailable",
    "Unavailable",
    "UnitClosed",
    "Unknown",
    "Validity",
    "Verdict",
    "Warnings",
    "Why",
    "open_desk",
]

_HOMES = {
    "bookingcore.asynchronous": ("AsyncDesk",),
    "bookingcore.desk.desk": ("Desk",),
    "bookingcore.domain.bookings.audit": ("Fault",),
    "bookingcore.domain.bookings.booking": (
        "Attendance",
        "Booking",
        "BookingStatus",
        "Cancelled",
        "Cause",
    ),
    "bookingcore.domain.bookings.cancelling": ("Cancellation",),
    "bookingcore.domain.bookings.eligibility": ("Override",),
    "bookingcore.domain.bookings.explaining": (
        "Explanation",
        "Obstacle",
        "Remedy",
        "Why",
    ),
    "bookingcore.domain.bookings.making": ("Verdict",),
    "bookingcore.domain.bookings.public_status": (
        "PublicCode",
        "PublicStatus",
    ),
    "bookingcore.domain.bookings.warnings": (
        "BookingWarning",
        "SaleWarning",
        "Warnings",
    ),
    "bookingcore.domain.catalog.center": (
        "Branch",
        "Center",
        "CenterSettings",
    ),
    "bookingcore.domain.catalog.plan": ("Plan",),
    "bookingcore.domain.catalog.policies": (
        "AllowLate",
        "BalancePolicy",
        "CancellationPolicy",
        "ServicePolicy",
    ),
    "bookingcore.domain.catalog.service": (
        "Resource",
        "ResourceKind",
        "Service",
    ),
    "bookingcore.domain.customers.customer": (
        "Customer",
        "CustomerStatus",
    ),
    "bookingcore.domain.redemption.supply": ("Redemption",),
    "bookingcore.domain.sales.balance": (
        "Balance",
        "Movement",
        "MovementKind",
    ),
    "bookingcore.domain.sales.sale": (
        "GrantOn",
        "Method",
        "Payment",
        "PaymentStatus",
        "Sale",
        "SaleLine",
    ),
    "bookingcore.domain.schedule.session": ("Session",),
    "bookingcore.domain.values.actors": (
        "SYSTEM",
        "Oneself",
        "Staff",
    ),
    "bookingcore.domain.values.events": (
        "Event",
        "EventKind",
    ),
    "bookingcore.domain.values.money": ("Money",),
    "bookingcore.domain.values.periods": (
        "Period",
        "Validity",
    ),
    "bookingcore.errors": (
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
    ),
    "bookingcore.opening": ("open_desk",),
}
"""Where each public name lives; a test holds it together with the imports above."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'bookingcore' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted(__all__)
