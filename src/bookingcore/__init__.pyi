# The face of the package as type checkers see it; at run time each name is loaded lazily.

from bookingcore.adapters.system import (
    HmacSigner,
)
from bookingcore.asynchronous import (
    AsyncDesk,
)
from bookingcore.desk.announcing import (
    AnnouncementProgress,
)
from bookingcore.desk.booking.linking import (
    SelfService,
)
from bookingcore.desk.delivering import (
    DeliveryFailure,
    DeliveryReport,
)
from bookingcore.desk.desk import (
    Desk,
)
from bookingcore.desk.due import (
    DueFailure,
    DueReport,
)
from bookingcore.desk.people.leaving import (
    Deregistration,
)
from bookingcore.desk.people.showing import (
    CustomerHistory,
)
from bookingcore.desk.reacting import ReactionFailure
from bookingcore.desk.scheduling.editing import (
    SeriesEdit,
)
from bookingcore.desk.selling.lines import (
    Line,
)
from bookingcore.domain.bookings.attendees import (
    SessionCancellation,
    Upheaval,
)
from bookingcore.domain.bookings.attending import (
    AttendanceCounts,
)
from bookingcore.domain.bookings.audit import (
    Fault,
)
from bookingcore.domain.bookings.booking import (
    Attendance,
    Booking,
    BookingStatus,
    Cancelled,
)
from bookingcore.domain.bookings.cancellation_terms import (
    CancellationStep,
    CancellationTerms,
)
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
)
from bookingcore.domain.bookings.eligibility import (
    BookingFacts,
    BookingRequest,
    Override,
    Rule,
)
from bookingcore.domain.bookings.explaining import (
    Explanation,
    Obstacle,
    Remedy,
    Why,
)
from bookingcore.domain.bookings.making import (
    Verdict,
)
from bookingcore.domain.bookings.public_status import (
    PublicCode,
    PublicStatus,
)
from bookingcore.domain.bookings.telling import (
    NotTold,
)
from bookingcore.domain.bookings.warnings import (
    BookingWarning,
    SaleWarning,
    Warnings,
)
from bookingcore.domain.catalog.cancellation import (
    AllowLate,
    CancellationBand,
    CancellationPolicy,
)
from bookingcore.domain.catalog.center import (
    Branch,
    Center,
    CenterSettings,
)
from bookingcore.domain.catalog.cycle import (
    Cycle,
)
from bookingcore.domain.catalog.form import (
    Form,
    FormTiming,
)
from bookingcore.domain.catalog.plan import (
    Plan,
    UnusedUnits,
)
from bookingcore.domain.catalog.policies import (
    BalancePolicy,
    BookingWindow,
    ServicePolicy,
)
from bookingcore.domain.catalog.service import (
    Resource,
    ResourceKind,
    Service,
)
from bookingcore.domain.catalog.waiting import (
    Offers,
    Parties,
    WaitlistPolicy,
)
from bookingcore.domain.customers.addresses import (
    Verified,
)
from bookingcore.domain.customers.customer import (
    Account,
    Customer,
    CustomerStatus,
)
from bookingcore.domain.customers.devices import (
    Device,
)
from bookingcore.domain.customers.documents import (
    Document,
)
from bookingcore.domain.customers.forms import (
    FormAssignment,
    FormStatus,
)
from bookingcore.domain.customers.notes import (
    Note,
    Task,
)
from bookingcore.domain.customers.preferences import (
    Category,
    Channel,
    Channels,
    Preferences,
)
from bookingcore.domain.customers.restrictions import (
    UnwantedService,
)
from bookingcore.domain.customers.warnings import (
    CardWarning,
    CardWarningKind,
)
from bookingcore.domain.customers.weight import (
    Weight,
    WeightUnit,
)
from bookingcore.domain.memberships.attempt import (
    AttemptOutcome,
    PaymentAttempt,
)
from bookingcore.domain.memberships.ending import (
    MembershipCancellation,
    MembershipTerms,
)
from bookingcore.domain.memberships.membership import (
    EndCause,
    Membership,
    MembershipPeriod,
    MembershipStatus,
)
from bookingcore.domain.messages.mailbox import (
    BoardMessage,
    MailboxMessage,
)
from bookingcore.domain.notifications.announcement import (
    Announcement,
    CustomerFilter,
)
from bookingcore.domain.notifications.catalogue import (
    MessageKind,
)
from bookingcore.domain.notifications.delivery import (
    Delivery,
    DeliveryStatus,
)
from bookingcore.domain.notifications.links import (
    Links,
)
from bookingcore.domain.notifications.policy import (
    ChannelRule,
    NotificationPolicy,
)
from bookingcore.domain.notifications.subscription import Subscription
from bookingcore.domain.notifications.timing import (
    ServiceTiming,
    Timing,
)
from bookingcore.domain.ownership.absorbing import (
    Absorption,
    Review,
    ReviewKind,
)
from bookingcore.domain.ownership.card import (
    CustomerCard,
)
from bookingcore.domain.redemption.supply import (
    Redemption,
)
from bookingcore.domain.sales.balance import (
    Balance,
    Movement,
    MovementKind,
)
from bookingcore.domain.sales.coupon import (
    Coupon,
)
from bookingcore.domain.sales.gift_card import (
    GiftCard,
    GiftCardMovement,
    GiftCardMovementKind,
)
from bookingcore.domain.sales.invoice import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
)
from bookingcore.domain.sales.payment import (
    ChargeStatus,
    Method,
    Payment,
)
from bookingcore.domain.sales.payment_request import (
    PaymentRequest,
    PaymentRequestStatus,
)
from bookingcore.domain.sales.quote import (
    Quote,
    QuoteStatus,
)
from bookingcore.domain.sales.refund import (
    Refund,
    RefundPart,
    RefundStatus,
)
from bookingcore.domain.sales.sale import (
    GrantOn,
    LineKind,
    PaymentStatus,
    Sale,
    SaleLine,
)
from bookingcore.domain.schedule.edits import (
    Scope,
)
from bookingcore.domain.schedule.series import (
    Occurrence,
    Series,
)
from bookingcore.domain.schedule.session import (
    CalledOff,
    Cause,
    Session,
)
from bookingcore.domain.values.actors import (
    SYSTEM,
    Oneself,
    Staff,
)
from bookingcore.domain.values.due import (
    Due,
    DueKind,
)
from bookingcore.domain.values.events import (
    Event,
    EventKind,
)
from bookingcore.domain.values.money import (
    Money,
)
from bookingcore.domain.values.notify import (
    Notify,
    Reason,
)
from bookingcore.domain.values.periods import (
    Period,
    Validity,
)
from bookingcore.domain.values.quiet import (
    QuietHours,
)
from bookingcore.domain.values.uniqueness import (
    EmailUniqueness,
)
from bookingcore.domain.waitlist.entry import (
    EntryStatus,
    Offer,
    WaitlistEntry,
)
from bookingcore.errors import (
    AbsentTooEarly,
    AlreadyBooked,
    AlreadyCancelled,
    AlreadyWaiting,
    AmbiguousTime,
    AnotherProfessional,
    AnotherService,
    AnswerOfCustomer,
    AwaitingLimit,
    BalanceRequired,
    Blacklisted,
    BookingCoreError,
    BookingPaid,
    BookingTooEarly,
    BookingTooLate,
    CancellationForbidden,
    CannotAbsorb,
    CardsUnsupported,
    CenterNotConfigured,
    Conflict,
    Contended,
    CouponCodeTaken,
    CouponExpired,
    CouponNotForThis,
    CouponNotYetValid,
    CouponUsedUp,
    CurrencyMismatch,
    CustomerNotActive,
    CustomerThere,
    DeskInsideUnit,
    DocumentLost,
    EmailInUse,
    EntryEnded,
    FilesUnavailable,
    ForgedProviderEvent,
    FormAssigned,
    FormRequired,
    FormSubmitted,
    GiftCardCodeTaken,
    GiftCardEmpty,
    GiftCardExpired,
    GiftCardForGiftCard,
    GiftCardNotActive,
    GiftCardNotReturnable,
    GiftCardSold,
    HostTransactionUnusable,
    IdempotencyKeyReused,
    IntoThePast,
    InvalidInput,
    InvalidRule,
    Language,
    LinkAnswerNotAccepted,
    LinkNotUsable,
    LoginOfCustomer,
    MembershipEnded,
    MembershipEnding,
    MembershipPaused,
    MessagesForbidden,
    MessagesUnavailable,
    MissingExtra,
    Misuse,
    MoreThanDue,
    MoreThanOnCard,
    MoreThanPaid,
    MoreThanVoided,
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
    NothingPaid,
    NothingToRefund,
    OfferExpired,
    OfferTooLate,
    OutcomeUnknown,
    Overlapping,
    OverlappingOccurrences,
    PaymentNotCaptured,
    PaymentOnItsWay,
    PaymentsUnavailable,
    PlacesFree,
    PortMissing,
    QueueAhead,
    QuoteClosed,
    QuoteExpired,
    RefundNotDone,
    RefundUnsupported,
    Refused,
    RequestClosed,
    ResourceBusy,
    ResourceNotServing,
    SalePaid,
    SaleVoided,
    SessionCancelled,
    SessionFull,
    SessionStarted,
    StoreLocked,
    StoreNotMigrated,
    StoreReadOnly,
    StoreTooNew,
    StoreUnavailable,
    TaskDone,
    TextsBroken,
    Unavailable,
    Undeliverable,
    UnitClosed,
    Unknown,
    UnwantedServiceBlocked,
    WaitlistFull,
)
from bookingcore.opening import (
    open_desk,
)

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
    "Announcement",
    "AnnouncementProgress",
    "AnotherProfessional",
    "AnotherService",
    "AnswerOfCustomer",
    "AsyncDesk",
    "AttemptOutcome",
    "Attendance",
    "AttendanceCounts",
    "AwaitingLimit",
    "Balance",
    "BalancePolicy",
    "BalanceRequired",
    "Blacklisted",
    "BoardMessage",
    "Booking",
    "BookingCoreError",
    "BookingFacts",
    "BookingPaid",
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
    "CardsUnsupported",
    "Category",
    "Cause",
    "Center",
    "CenterNotConfigured",
    "CenterSettings",
    "Channel",
    "ChannelRule",
    "Channels",
    "ChargeStatus",
    "Conflict",
    "Contended",
    "Coupon",
    "CouponCodeTaken",
    "CouponExpired",
    "CouponNotForThis",
    "CouponNotYetValid",
    "CouponUsedUp",
    "CurrencyMismatch",
    "Customer",
    "CustomerCard",
    "CustomerFilter",
    "CustomerHistory",
    "CustomerNotActive",
    "CustomerStatus",
    "CustomerThere",
    "Cycle",
    "Delivery",
    "DeliveryFailure",
    "DeliveryReport",
    "DeliveryStatus",
    "Deregistration",
    "Desk",
    "DeskInsideUnit",
    "Device",
    "Document",
    "DocumentLost",
    "Due",
    "DueFailure",
    "DueKind",
    "DueReport",
    "EmailInUse",
    "EmailUniqueness",
    "EndCause",
    "EntryEnded",
    "EntryStatus",
    "Event",
    "EventKind",
    "Explanation",
    "Fault",
    "FilesUnavailable",
    "ForgedProviderEvent",
    "Form",
    "FormAssigned",
    "FormAssignment",
    "FormRequired",
    "FormStatus",
    "FormSubmitted",
    "FormTiming",
    "GiftCard",
    "GiftCardCodeTaken",
    "GiftCardEmpty",
    "GiftCardExpired",
    "GiftCardForGiftCard",
    "GiftCardMovement",
    "GiftCardMovementKind",
    "GiftCardNotActive",
    "GiftCardNotReturnable",
    "GiftCardSold",
    "GrantOn",
    "HmacSigner",
    "HostTransactionUnusable",
    "IdempotencyKeyReused",
    "IntoThePast",
    "InvalidInput",
    "InvalidRule",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "Language",
    "Line",
    "LineKind",
    "LinkAnswerNotAccepted",
    "LinkNotUsable",
    "Links",
    "LoginOfCustomer",
    "MailboxMessage",
    "Membership",
    "MembershipCancellation",
    "MembershipEnded",
    "MembershipEnding",
    "MembershipPaused",
    "MembershipPeriod",
    "MembershipStatus",
    "MembershipTerms",
    "MessageKind",
    "MessagesForbidden",
    "MessagesUnavailable",
    "Method",
    "MissingExtra",
    "Misuse",
    "Money",
    "MoreThanDue",
    "MoreThanOnCard",
    "MoreThanPaid",
    "MoreThanVoided",
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
    "NothingPaid",
    "NothingToRefund",
    "NotificationPolicy",
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
    "PaymentAttempt",
    "PaymentNotCaptured",
    "PaymentOnItsWay",
    "PaymentRequest",
    "PaymentRequestStatus",
    "PaymentStatus",
    "PaymentsUnavailable",
    "Period",
    "PlacesFree",
    "Plan",
    "PortMissing",
    "Preferences",
    "PublicCode",
    "PublicStatus",
    "QueueAhead",
    "QuietHours",
    "Quote",
    "QuoteClosed",
    "QuoteExpired",
    "QuoteStatus",
    "ReactionFailure",
    "Reason",
    "Redemption",
    "Refund",
    "RefundNotDone",
    "RefundPart",
    "RefundStatus",
    "RefundUnsupported",
    "Refused",
    "Remedy",
    "RequestClosed",
    "Resource",
    "ResourceBusy",
    "ResourceKind",
    "ResourceNotServing",
    "Review",
    "ReviewKind",
    "Rule",
    "Sale",
    "SaleLine",
    "SalePaid",
    "SaleVoided",
    "SaleWarning",
    "Scope",
    "SelfService",
    "Series",
    "SeriesEdit",
    "Service",
    "ServicePolicy",
    "ServiceTiming",
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
    "Subscription",
    "Task",
    "TaskDone",
    "TextsBroken",
    "Timing",
    "Unavailable",
    "Undeliverable",
    "UnitClosed",
    "Unknown",
    "UnusedUnits",
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
    "open_desk",
]
