"""The front desk of a booking business, as a library.

Who may book, which unit of balance pays, what a cancellation gives back, and why: decided by pure
functions over frozen values, kept in a store of your choice.

Every public name is loaded when it is first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bookingcore._homes import HOMES as _HOMES

if TYPE_CHECKING:
    from bookingcore.adapters.system import HmacSigner
    from bookingcore.asynchronous import AsyncDesk
    from bookingcore.desk.booking.linking import SelfService
    from bookingcore.desk.desk import Desk
    from bookingcore.desk.due import DueFailure, DueReport
    from bookingcore.desk.scheduling.editing import SeriesEdit
    from bookingcore.domain.bookings.attendees import (
        SessionCancellation,
        Upheaval,
    )
    from bookingcore.domain.bookings.attending import AttendanceCounts
    from bookingcore.domain.bookings.audit import Fault
    from bookingcore.domain.bookings.booking import (
        Attendance,
        Booking,
        BookingStatus,
        Cancelled,
    )
    from bookingcore.domain.bookings.cancellation_terms import CancellationStep, CancellationTerms
    from bookingcore.domain.bookings.cancelling import Cancellation
    from bookingcore.domain.bookings.eligibility import Override
    from bookingcore.domain.bookings.explaining import Explanation, Obstacle, Remedy, Why
    from bookingcore.domain.bookings.making import Verdict
    from bookingcore.domain.bookings.public_status import PublicCode, PublicStatus
    from bookingcore.domain.bookings.telling import NotTold, WhyNotTold
    from bookingcore.domain.bookings.warnings import BookingWarning, SaleWarning, Warnings
    from bookingcore.domain.catalog.cancellation import (
        AllowLate,
        CancellationBand,
        CancellationPolicy,
    )
    from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
    from bookingcore.domain.catalog.plan import Plan
    from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow, ServicePolicy
    from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
    from bookingcore.domain.catalog.waiting import Offers, Parties, WaitlistPolicy
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
    from bookingcore.domain.schedule.edits import Scope
    from bookingcore.domain.schedule.series import Occurrence, Series
    from bookingcore.domain.schedule.session import CalledOff, Cause, Session
    from bookingcore.domain.values.actors import SYSTEM, Oneself, Staff
    from bookingcore.domain.values.due import Due, DueKind
    from bookingcore.domain.values.events import Event, EventKind
    from bookingcore.domain.values.money import Money
    from bookingcore.domain.values.notify import Notify
    from bookingcore.domain.values.periods import Period, Validity
    from bookingcore.domain.values.quiet import QuietHours
    from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
    from bookingcore.errors import (
        AbsentTooEarly,
        AlreadyBooked,
        AlreadyCancelled,
        AlreadyWaiting,
        AmbiguousTime,
        AnotherService,
        AwaitingLimit,
        BalanceRequired,
        BookingCoreError,
        BookingTooEarly,
        BookingTooLate,
        CancellationForbidden,
        CenterNotConfigured,
        Conflict,
        Contended,
        CurrencyMismatch,
        CustomerNotActive,
        CustomerThere,
        DeskInsideUnit,
        EntryEnded,
        HostTransactionUnusable,
        IdempotencyKeyReused,
        IntoThePast,
        InvalidInput,
        InvalidRule,
        Language,
        LinkAnswerNotAccepted,
        LinkNotUsable,
        MissingExtra,
        Misuse,
        MoreThanDue,
        MoveTooLate,
        NoAddressOnRecord,
        NobodyAttached,
        NonexistentTime,
        NoOffer,
        NotAllowed,
        NotAnAppointment,
        NotEnoughUnits,
        NothingDue,
        NothingToRefund,
        OfferExpired,
        OfferTooLate,
        OutcomeUnknown,
        Overlapping,
        OverlappingOccurrences,
        PlacesFree,
        QueueAhead,
        Refused,
        ResourceBusy,
        ResourceNotServing,
        SessionCancelled,
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
        WaitlistFull,
    )
    from bookingcore.opening import open_desk

__all__ = [
    "SYSTEM",
    "AbsentTooEarly",
    "AllowLate",
    "AlreadyBooked",
    "AlreadyCancelled",
    "AlreadyWaiting",
    "AmbiguousTime",
    "AnotherService",
    "AsyncDesk",
    "Attendance",
    "AttendanceCounts",
    "AwaitingLimit",
    "Balance",
    "BalancePolicy",
    "BalanceRequired",
    "Booking",
    "BookingCoreError",
    "BookingStatus",
    "BookingTooEarly",
    "BookingTooLate",
    "BookingWarning",
    "BookingWindow",
    "Branch",
    "CalledOff",
    "Cancellation",
    "CancellationBand",
    "CancellationForbidden",
    "CancellationPolicy",
    "CancellationStep",
    "CancellationTerms",
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
    "CustomerThere",
    "Desk",
    "DeskInsideUnit",
    "Due",
    "DueFailure",
    "DueKind",
    "DueReport",
    "EntryEnded",
    "EntryStatus",
    "Event",
    "EventKind",
    "Explanation",
    "Fault",
    "GrantOn",
    "HmacSigner",
    "HostTransactionUnusable",
    "IdempotencyKeyReused",
    "IntoThePast",
    "InvalidInput",
    "InvalidRule",
    "Language",
    "LinkAnswerNotAccepted",
    "LinkNotUsable",
    "Method",
    "MissingExtra",
    "Misuse",
    "Money",
    "MoreThanDue",
    "MoveTooLate",
    "Movement",
    "MovementKind",
    "NoAddressOnRecord",
    "NoOffer",
    "NobodyAttached",
    "NonexistentTime",
    "NotAllowed",
    "NotAnAppointment",
    "NotEnoughUnits",
    "NotTold",
    "NothingDue",
    "NothingToRefund",
    "Notify",
    "Obstacle",
    "Occurrence",
    "Offer",
    "OfferExpired",
    "OfferTooLate",
    "Offers",
    "Oneself",
    "OutcomeUnknown",
    "Overlapping",
    "OverlappingOccurrences",
    "Override",
    "Parties",
    "Payment",
    "PaymentStatus",
    "Period",
    "PlacesFree",
    "Plan",
    "PublicCode",
    "PublicStatus",
    "QueueAhead",
    "QuietHours",
    "Redemption",
    "Refused",
    "Remedy",
    "Resource",
    "ResourceBusy",
    "ResourceKind",
    "ResourceNotServing",
    "Sale",
    "SaleLine",
    "SaleWarning",
    "Scope",
    "SelfService",
    "Series",
    "SeriesEdit",
    "Service",
    "ServicePolicy",
    "Session",
    "SessionCancellation",
    "SessionCancelled",
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
    "Upheaval",
    "Validity",
    "Verdict",
    "WaitlistEntry",
    "WaitlistFull",
    "WaitlistPolicy",
    "Warnings",
    "Why",
    "WhyNotTold",
    "open_desk",
]

# A test holds the homes together with the imports above.
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
