"""What happened, as history: a kind, its facts, and beside them the words people wrote.

The facts of an event hold ids, enum names, numbers, dates and instants only, so that history can
be kept for ever; names, notes, messages and comments are `words`, stored beside the event and
keyed by the customer, so that they can be erased while the books stay right (P10).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.ids import CustomerId, SessionId

Fact = str | int | bool | None
"""Ids, enum names, ISO dates and instants are text; amounts are minor units."""


class EventKind(Enum):
    """The kinds of events, each with the facts that it carries."""

    CENTER_CONFIGURED = "center_configured"
    BRANCH_ADDED = "branch_added"
    SERVICE_ADDED = "service_added"
    RESOURCE_ADDED = "resource_added"
    PLAN_ADDED = "plan_added"
    FORM_ADDED = "form_added"
    SESSION_ADDED = "session_added"
    SESSION_MOVED = "session_moved"
    SESSION_RESIZED = "session_resized"
    SESSION_CANCELLED = "session_cancelled"
    SERIES_ADDED = "series_added"
    SERIES_EDITED = "series_edited"
    CUSTOMER_REGISTERED = "customer_registered"
    CUSTOMER_UPDATED = "customer_updated"
    CUSTOMER_DEREGISTERED = "customer_deregistered"
    CUSTOMER_REREGISTERED = "customer_reregistered"
    CUSTOMER_ACTIVATED = "customer_activated"
    EMAIL_VERIFIED = "email_verified"
    NOTIFICATION_EMAIL_CHANGED = "notification_email_changed"
    LOGIN_EMAIL_CHANGED = "login_email_changed"
    ACCOUNT_RENAMED = "account_renamed"
    CUSTOMER_BLACKLISTED = "customer_blacklisted"
    PROFESSIONAL_ASSIGNED = "professional_assigned"
    UNWANTED_SERVICE_ADDED = "unwanted_service_added"
    UNWANTED_SERVICE_EDITED = "unwanted_service_edited"
    UNWANTED_SERVICE_REMOVED = "unwanted_service_removed"
    PREFERENCES_SET = "preferences_set"
    CUSTOMER_ABSORBED = "customer_absorbed"
    CARD_REDIRECTED = "card_redirected"
    CUSTOMER_ERASED = "customer_erased"
    NOTE_ADDED = "note_added"
    LABEL_ADDED = "label_added"
    LABEL_REMOVED = "label_removed"
    TASK_ADDED = "task_added"
    TASK_COMPLETED = "task_completed"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_SHOWN = "document_shown"
    DOCUMENT_REMOVED = "document_removed"
    FORM_ASSIGNED = "form_assigned"
    FORM_SUBMITTED = "form_submitted"
    FORM_REMOVED = "form_removed"
    WELCOME_ASKED = "welcome_asked"
    WELCOME_SENT = "welcome_sent"
    ACCOUNT_LINK_MADE = "account_link_made"
    ACCOUNT_LINK_USED = "account_link_used"
    ACCOUNT_LINK_ASKED = "account_link_asked"
    BOOKING_MADE = "booking_made"
    BOOKING_REDEEMED = "booking_redeemed"
    BOOKING_RETIED = "booking_retied"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_MOVED = "booking_moved"
    BOOKING_RELEASED = "booking_released"
    CUSTOMER_ATTACHED = "customer_attached"
    ATTENDANCE_MARKED = "attendance_marked"
    ATTENDANCE_CONFIRMED = "attendance_confirmed"
    WAITLIST_JOINED = "waitlist_joined"
    WAITLIST_LEFT = "waitlist_left"
    WAITLIST_CLOSED = "waitlist_closed"
    WAITLIST_REORDERED = "waitlist_reordered"
    OFFER_MADE = "offer_made"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    SALE_MADE = "sale_made"
    BALANCE_GRANTED = "balance_granted"
    BOOKING_PAID_FOR = "booking_paid_for"
    BOOKING_LEFT_UNPAID = "booking_left_unpaid"
    PAYMENT_ASKED = "payment_asked"
    PAYMENT_UNANSWERED = "payment_unanswered"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_TAKEN = "payment_taken"
    REFUND_MADE = "refund_made"
    REFUND_ASKED = "refund_asked"
    REFUND_UNANSWERED = "refund_unanswered"
    REFUND_FAILED = "refund_failed"
    REFUND_DONE = "refund_done"
    REFUND_DISPUTED = "refund_disputed"
    SALE_VOIDED = "sale_voided"
    SALE_WAIVED = "sale_waived"
    APPLICATION_DATE_CHANGED = "application_date_changed"
    BALANCE_ADJUSTED = "balance_adjusted"
    BALANCE_EXPIRY_SET = "balance_expiry_set"
    BALANCE_VOIDED = "balance_voided"
    BALANCE_SPLIT = "balance_split"
    BALANCE_REINSTATED = "balance_reinstated"
    MEMBERSHIP_STARTED = "membership_started"
    MEMBERSHIP_EDITED = "membership_edited"
    MEMBERSHIP_PAUSED = "membership_paused"
    MEMBERSHIP_RESUMED = "membership_resumed"
    MEMBERSHIP_CANCELLED = "membership_cancelled"
    MEMBERSHIP_ENDED = "membership_ended"
    PAYMENT_ATTEMPTED = "payment_attempted"
    GIFT_CARD_ISSUED = "gift_card_issued"
    GIFT_CARD_CHANGED = "gift_card_changed"
    GIFT_CARD_VOIDED = "gift_card_voided"
    COUPON_ADDED = "coupon_added"
    COUPON_USED = "coupon_used"
    COUPON_GIVEN_BACK = "coupon_given_back"
    QUOTE_MADE = "quote_made"
    QUOTE_ACCEPTED = "quote_accepted"
    QUOTE_DECLINED = "quote_declined"
    INVOICE_ISSUED = "invoice_issued"
    RECEIPT_ISSUED = "receipt_issued"
    CREDIT_NOTE_ISSUED = "credit_note_issued"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_REQUEST_APPROVED = "payment_request_approved"
    PAYMENT_REQUEST_DECLINED = "payment_request_declined"
    PAYMENT_REQUEST_WITHDRAWN = "payment_request_withdrawn"
    MAILBOX_MESSAGE_SENT = "mailbox_message_sent"
    BOARD_MESSAGE_POSTED = "board_message_posted"
    BOARD_MESSAGE_REMOVED = "board_message_removed"
    NOTIFICATION_POLICY_SET = "notification_policy_set"
    DEVICE_ADDED = "device_added"
    DEVICE_REMOVED = "device_removed"
    ANNOUNCED = "announced"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    LINK_ANSWER_REFUSED = "link_answer_refused"
    LINK_REOPENED = "link_reopened"


FACTS: Mapping[EventKind, frozenset[str]] = {
    EventKind.CENTER_CONFIGURED: frozenset({"time_zone", "currency", "terms"}),
    EventKind.BRANCH_ADDED: frozenset({"time_zone"}),
    EventKind.SERVICE_ADDED: frozenset({"terms"}),
    EventKind.RESOURCE_ADDED: frozenset({"kind"}),
    EventKind.PLAN_ADDED: frozenset({"price", "currency", "units", "valid_for"}),
    EventKind.FORM_ADDED: frozenset({"assigned", "required", "services"}),
    EventKind.SESSION_ADDED: frozenset({"service", "starts_at", "ends_at", "capacity"}),
    EventKind.SESSION_MOVED: frozenset(
        {"starts_before", "ends_before", "starts_at", "ends_at", "resources", "notify"}
    ),
    EventKind.SESSION_RESIZED: frozenset({"before", "after"}),
    EventKind.SESSION_CANCELLED: frozenset({"cause", "bookings", "notify"}),
    EventKind.SERIES_ADDED: frozenset({"service", "rule", "sessions"}),
    EventKind.SERIES_EDITED: frozenset({"scope", "occurrence", "sessions"}),
    EventKind.CUSTOMER_REGISTERED: frozenset(),
    EventKind.CUSTOMER_UPDATED: frozenset({"fields"}),
    EventKind.CUSTOMER_DEREGISTERED: frozenset({"bookings", "entries"}),
    EventKind.CUSTOMER_REREGISTERED: frozenset(),
    EventKind.CUSTOMER_ACTIVATED: frozenset(),
    EventKind.EMAIL_VERIFIED: frozenset({"login"}),
    EventKind.NOTIFICATION_EMAIL_CHANGED: frozenset(),
    EventKind.LOGIN_EMAIL_CHANGED: frozenset(),
    EventKind.ACCOUNT_RENAMED: frozenset(),
    EventKind.CUSTOMER_BLACKLISTED: frozenset({"on"}),
    EventKind.PROFESSIONAL_ASSIGNED: frozenset({"professional"}),
    EventKind.UNWANTED_SERVICE_ADDED: frozenset({"service"}),
    EventKind.UNWANTED_SERVICE_EDITED: frozenset({"service"}),
    EventKind.UNWANTED_SERVICE_REMOVED: frozenset({"service"}),
    EventKind.PREFERENCES_SET: frozenset(),
    EventKind.CUSTOMER_ABSORBED: frozenset({"absorbed", "moved", "review"}),
    EventKind.CARD_REDIRECTED: frozenset({"into"}),
    EventKind.CUSTOMER_ERASED: frozenset(),
    EventKind.NOTE_ADDED: frozenset({"note"}),
    EventKind.LABEL_ADDED: frozenset(),
    EventKind.LABEL_REMOVED: frozenset(),
    EventKind.TASK_ADDED: frozenset({"due_on"}),
    EventKind.TASK_COMPLETED: frozenset(),
    EventKind.DOCUMENT_ADDED: frozenset({"size", "visible"}),
    EventKind.DOCUMENT_SHOWN: frozenset({"visible"}),
    EventKind.DOCUMENT_REMOVED: frozenset(),
    EventKind.FORM_ASSIGNED: frozenset({"form", "automatic"}),
    EventKind.FORM_SUBMITTED: frozenset({"form"}),
    EventKind.FORM_REMOVED: frozenset({"form"}),
    EventKind.WELCOME_ASKED: frozenset(),
    EventKind.WELCOME_SENT: frozenset(),
    EventKind.ACCOUNT_LINK_MADE: frozenset({"purpose"}),
    EventKind.ACCOUNT_LINK_USED: frozenset({"purpose"}),
    EventKind.ACCOUNT_LINK_ASKED: frozenset({"purpose"}),
    EventKind.BOOKING_MADE: frozenset({"session", "places", "status", "overridden"}),
    EventKind.BOOKING_REDEEMED: frozenset({"units"}),
    EventKind.BOOKING_RETIED: frozenset({"units"}),
    EventKind.BOOKING_CANCELLED: frozenset(
        {"cause", "late", "units_returned", "decided_by_staff", "fee", "currency", "notify"}
    ),
    EventKind.BOOKING_MOVED: frozenset(
        {"session_before", "starts_before", "session", "starts_at", "overridden", "notify"}
    ),
    EventKind.BOOKING_RELEASED: frozenset({"units"}),
    EventKind.CUSTOMER_ATTACHED: frozenset({"status"}),
    EventKind.ATTENDANCE_MARKED: frozenset({"before", "after", "fee", "currency"}),
    EventKind.ATTENDANCE_CONFIRMED: frozenset(),
    EventKind.WAITLIST_JOINED: frozenset({"places", "position", "overridden"}),
    EventKind.WAITLIST_LEFT: frozenset(),
    EventKind.WAITLIST_CLOSED: frozenset(),
    EventKind.WAITLIST_REORDERED: frozenset({"entries"}),
    EventKind.OFFER_MADE: frozenset({"places", "expires_at", "promoted"}),
    EventKind.OFFER_ACCEPTED: frozenset({"booking"}),
    EventKind.OFFER_DECLINED: frozenset(),
    EventKind.OFFER_EXPIRED: frozenset(),
    EventKind.SALE_MADE: frozenset({"total", "currency", "application_date", "grant_on"}),
    EventKind.BALANCE_GRANTED: frozenset({"sale", "units", "valid_from", "valid_until"}),
    EventKind.BOOKING_PAID_FOR: frozenset({"sale"}),
    EventKind.BOOKING_LEFT_UNPAID: frozenset({"sale"}),
    EventKind.PAYMENT_ASKED: frozenset({"payment", "amount", "currency", "method"}),
    EventKind.PAYMENT_UNANSWERED: frozenset({"payment", "amount", "currency", "method"}),
    EventKind.PAYMENT_FAILED: frozenset({"payment", "amount", "currency", "method"}),
    EventKind.PAYMENT_TAKEN: frozenset({"payment", "amount", "currency", "method", "due"}),
    EventKind.REFUND_MADE: frozenset(
        {"refund", "amount", "currency", "methods", "status", "units", "notify"}
    ),
    EventKind.REFUND_ASKED: frozenset({"refund", "amount", "currency"}),
    EventKind.REFUND_UNANSWERED: frozenset({"refund", "amount", "currency"}),
    EventKind.REFUND_FAILED: frozenset({"refund", "amount", "currency"}),
    EventKind.REFUND_DONE: frozenset({"refund", "amount", "currency"}),
    EventKind.REFUND_DISPUTED: frozenset({"refund", "amount", "currency"}),
    EventKind.SALE_VOIDED: frozenset({"waived", "currency", "units"}),
    EventKind.SALE_WAIVED: frozenset({"waived", "currency"}),
    EventKind.APPLICATION_DATE_CHANGED: frozenset({"before", "after"}),
    EventKind.BALANCE_ADJUSTED: frozenset({"units", "remaining"}),
    EventKind.BALANCE_EXPIRY_SET: frozenset({"before", "after"}),
    EventKind.BALANCE_VOIDED: frozenset({"units", "remaining"}),
    EventKind.BALANCE_SPLIT: frozenset({"into", "units", "remaining", "before", "after"}),
    EventKind.BALANCE_REINSTATED: frozenset({"units", "remaining"}),
    EventKind.MEMBERSHIP_STARTED: frozenset({"plan", "starts_on", "by_card"}),
    EventKind.MEMBERSHIP_EDITED: frozenset({"fields", "next_payment_on"}),
    EventKind.MEMBERSHIP_PAUSED: frozenset(),
    EventKind.MEMBERSHIP_RESUMED: frozenset({"next_payment_on"}),
    EventKind.MEMBERSHIP_CANCELLED: frozenset({"ends_on", "fee", "currency"}),
    EventKind.MEMBERSHIP_ENDED: frozenset({"on", "cause"}),
    EventKind.PAYMENT_ATTEMPTED: frozenset({"attempt", "due_on", "no", "outcome", "sale"}),
    EventKind.GIFT_CARD_ISSUED: frozenset({"amount", "currency", "expires_on", "sold"}),
    EventKind.GIFT_CARD_CHANGED: frozenset(
        {"holder_before", "holder", "expires_before", "expires_on"}
    ),
    EventKind.GIFT_CARD_VOIDED: frozenset({"amount", "currency"}),
    EventKind.COUPON_ADDED: frozenset(
        {
            "percent",
            "amount",
            "currency",
            "valid_from",
            "valid_until",
            "uses_max",
            "uses_per_customer",
            "plans",
            "services",
        }
    ),
    EventKind.COUPON_USED: frozenset({"coupon", "used"}),
    EventKind.COUPON_GIVEN_BACK: frozenset({"coupon", "used"}),
    EventKind.QUOTE_MADE: frozenset({"total", "currency", "valid_until", "coupon"}),
    EventKind.QUOTE_ACCEPTED: frozenset({"sale"}),
    EventKind.QUOTE_DECLINED: frozenset(),
    EventKind.INVOICE_ISSUED: frozenset({"invoice", "number", "total", "currency", "due_on"}),
    EventKind.RECEIPT_ISSUED: frozenset({"invoice", "number", "total", "currency", "payment"}),
    EventKind.CREDIT_NOTE_ISSUED: frozenset({"invoice", "number", "total", "currency", "refund"}),
    EventKind.PAYMENT_REQUESTED: frozenset({"request", "amount", "currency", "direct"}),
    EventKind.PAYMENT_REQUEST_APPROVED: frozenset({"request", "payment", "amount", "currency"}),
    EventKind.PAYMENT_REQUEST_DECLINED: frozenset({"request"}),
    EventKind.PAYMENT_REQUEST_WITHDRAWN: frozenset({"request"}),
    EventKind.MAILBOX_MESSAGE_SENT: frozenset({"message", "service", "coupon"}),
    EventKind.BOARD_MESSAGE_POSTED: frozenset({"service", "coupon", "until"}),
    EventKind.BOARD_MESSAGE_REMOVED: frozenset(),
    EventKind.NOTIFICATION_POLICY_SET: frozenset({"rules"}),
    EventKind.DEVICE_ADDED: frozenset(),
    EventKind.DEVICE_REMOVED: frozenset(),
    EventKind.ANNOUNCED: frozenset({"category", "channels"}),
    EventKind.SUBSCRIBED: frozenset({"kinds", "customer", "label"}),
    EventKind.UNSUBSCRIBED: frozenset(),
    EventKind.LINK_ANSWER_REFUSED: frozenset({"failed"}),
    EventKind.LINK_REOPENED: frozenset(),
}
"""The facts of each kind. A released kind never changes its facts; it gets a new version."""

VERSIONS: Mapping[EventKind, int] = {
    EventKind.BOOKING_CANCELLED: 2,
    EventKind.ATTENDANCE_MARKED: 2,
    EventKind.REFUND_MADE: 2,
}
"""The version of the facts of each kind that is not at its first one any more."""


@frozen(kw_only=True)
class Happened:
    """What a decision says has happened; the desk adds who, when and the number.

    Attributes:
        subject: the id of what it is about: a booking, a sale, a balance, a session...
        customer_id: whose history it belongs to; None for what belongs to the center.
        session_id: the session concerned, so that its history can be read too.
        words: what people wrote, by name ("message", "reason"); never part of the facts.
        by_session: whether the session numbers it although it is about a customer: what becomes
            of a waiting list happens under the session's lock, not under the customer's.
        by_card: the absorbed card that numbers it, although it belongs to the one that stays.
    """

    kind: EventKind
    subject: str
    customer_id: CustomerId | None = None
    session_id: SessionId | None = None
    facts: Mapping[str, Fact] = field(factory=dict)
    words: Mapping[str, str] = field(factory=dict)
    by_session: bool = False
    by_card: CustomerId | None = None

    @property
    def by_customer(self) -> CustomerId | None:
        """The customer whose history numbers it; None where it is not a customer's."""
        return None if self.by_session else self.by_card or self.customer_id

    @property
    def stream(self) -> str:
        """The history that numbers it: the customer's, the session's, or the subject's own."""
        return self.by_customer or self.session_id or self.subject


@frozen(kw_only=True)
class Event:
    """One line of history: who did what, when.

    Attributes:
        stream: the customer or other entity whose history numbers the event.
        no: which command on that stream, counted from 1 without gaps.
        seq: which event of that command, counted from 0.
        version: the version of the kind's facts.
        at: the instant of the command, UTC.
    """

    stream: str
    no: int
    seq: int
    kind: EventKind
    subject: str
    customer_id: CustomerId | None
    session_id: SessionId | None
    actor: Actor
    at: DateTime
    facts: Mapping[str, Fact]
    words: Mapping[str, str] = field(factory=dict)
    version: int = 1
