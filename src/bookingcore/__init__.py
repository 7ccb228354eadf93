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
    from bookingcore.desk.people.leaving import Deregistration
    from bookingcore.desk.people.showing import CustomerHistory
    from bookingcore.desk.scheduling.editing import SeriesEdit
    from bookingcore.domain.bookings.attendees import SessionCancellation, Upheaval
    from bookingcore.domain.bookings.attending import AttendanceCounts
    from bookingcore.domain.bookings.audit import Fault
    from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus, Cancelled
    from bookingcore.domain.bookings.cancellation_terms import CancellationStep, CancellationTerms
    from bookingcore.domain.bookings.cancelling import Cancellation
    from bookingcore.domain.bookings.eligibility import BookingFacts, BookingRequest, Override, Rule
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
    from bookingcore.domain.catalog.form import Form, FormTiming
    from bookingcore.domain.catalog.plan import Plan
    from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow, ServicePolicy
    from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
    from bookingcore.domain.catalog.waiting import Offers, Parties, WaitlistPolicy
    from bookingcore.domain.customers.addresses import Verified
    from bookingcore.domain.customers.customer import Account, Customer, CustomerStatus
    from bookingcore.domain.customers.documents import Document
    from bookingcore.domain.customers.forms import FormAssignment, FormStatus
    from bookingcore.domain.customers.notes import Note, Task
    from bookingcore.domain.customers.preferences import Category, Channel, Channels, Preferences
    from bookingcore.domain.customers.restrictions import UnwantedService
    from bookingcore.domain.customers.warnings import CardWarning, CardWarningKind
    from bookingcore.domain.customers.weight import Weight, WeightUnit
    from bookingcore.domain.ownership.absorbing import Absorption, Review, ReviewKind
    from bookingcore.domain.ownership.card import CustomerCard
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
    from bookingcore.domain.values.uniqueness import EmailUniqueness
    from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
    from bookingcore.errors import (
        AbsentTooEarly,
        AlreadyBooked,
        AlreadyCancelled,
        AlreadyWaiting,
        AmbiguousTime,
        AnotherProfessional,
        AnotherService,
        AwaitingLimit,
        BalanceRequired,
        Blacklisted,
        BookingCoreError,
        BookingTooEarly,
        BookingTooLate,
        CancellationForbidden,
        CannotAbsorb,
        CenterNotConfigured,
        Conflict,
        Contended,
        CurrencyMismatch,
        CustomerNotActive,
        CustomerThere,
        DeskInsideUnit,
        DocumentLost,
        EmailInUse,
        EntryEnded,
        FilesUnavailable,
        FormAssigned,
        FormRequired,
        FormSubmitted,
        HostTransactionUnusable,
        IdempotencyKeyReused,
        IntoThePast,
        InvalidInput,
        InvalidRule,
        Language,
        LinkAnswerNotAccepted,
        LinkNotUsable,
        LoginOfCustomer,
        MissingExtra,
        Misuse,
        MoreThanDue,
        MoveTooLate,
        NameOfCustomer,
        NoAddressOnRecord,
        NobodyAttached,
        NoLoginEmail,
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
        PortMissing,
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
        TaskDone,
        Unavailable,
        UnitClosed,
        Unknown,
        UnwantedServiceBlocked,
        WaitlistFull,
    )
    from bookingcore.opening import open_desk

__all__ = [
    "SYSTEM",
    "AbsentTooEarly",
    "Absorption",
    "Account",
    "AllowLate",
    "AlreadyBooked",
    "AlreadyCancelled",
    "AlreadyWaiting",
    "AmbiguousTime",
    "AnotherProfessional",
    "AnotherService",
    "AsyncDesk",
    "Attendance",
    "AttendanceCounts",
    "AwaitingLimit",
    "Balance",
    "BalancePolicy",
    "BalanceRequired",
    "Blacklisted",
    "Booking",
    "BookingCoreError",
    "BookingFacts",
    "BookingRequest",
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
    "CannotAbsorb",
    "CardWarning",
    "CardWarningKind",
    "Category",
    "Cause",
    "Center",
    "CenterNotConfigured",
    "CenterSettings",
    "Channel",
    "Channels",
    "Conflict",
    "Contended",
    "CurrencyMismatch",
    "Customer",
    "CustomerCard",
    "CustomerHistory",
    "CustomerNotActive",
    "CustomerStatus",
    "CustomerThere",
    "Deregistration",
    "Desk",
    "DeskInsideUnit",
    "Document",
    "DocumentLost",
    "Due",
    "DueFailure",
    "DueKind",
    "DueReport",
    "EmailInUse",
    "EmailUniqueness",
    "EntryEnded",
    "EntryStatus",
    "Event",
    "EventKind",
    "Explanation",
    "Fault",
    "FilesUnavailable",
    "Form",
    "FormAssigned",
    "FormAssignment",
    "FormRequired",
    "FormStatus",
    "FormSubmitted",
    "FormTiming",
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
    "LoginOfCustomer",
    "Method",
    "MissingExtra",
    "Misuse",
    "Money",
    "MoreThanDue",
    "MoveTooLate",
    "Movement",
    "MovementKind",
    "NameOfCustomer",
    "NoAddressOnRecord",
    "NoLoginEmail",
    "NoOffer",
    "NobodyAttached",
    "NonexistentTime",
    "NotAllowed",
    "NotAnAppointment",
    "NotEnoughUnits",
    "NotTold",
    "Note",
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
    "PortMissing",
    "Preferences",
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
    "Review",
    "ReviewKind",
    "Rule",
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
    "Task",
    "TaskDone",
    "Unavailable",
    "UnitClosed",
    "Unknown",
    "UnwantedService",
    "UnwantedServiceBlocked",
    "Upheaval",
    "Validity",
    "Verdict",
    "Verified",
    "WaitlistEntry",
    "WaitlistFull",
    "WaitlistPolicy",
    "Warnings",
    "Weight",
    "WeightUnit",
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
