"""Everything that customers are told: what it is about, and through which channels.

The table is that of the sources (001, with the confirmation of 003-14 and what later rules add);
what a center, a branch or a service wants otherwise stands in its policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import frozen

from bookingcore.domain.customers.preferences import Category, Channel


class MessageKind(Enum):
    """The kinds of messages."""

    # About the account (001-18 to 001-22).
    WELCOME = "welcome"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - no password
    MAGIC_LINK = "magic_link"
    VERIFY_EMAIL = "verify_email"
    # A waiting list (001-10, 001-12, 001-13). Before those of bookings, whose place they take.
    QUEUE_OFFER = "queue_offer"
    QUEUE_OFFER_EXPIRED = "queue_offer_expired"
    QUEUE_PLACE_OBTAINED = "queue_place_obtained"
    # A booking and what becomes of it (001-09, 003-14, A59).
    BOOKING_CREATED = "booking_created"
    BOOKING_MOVED = "booking_moved"
    BOOKING_CANCELLED = "booking_cancelled"
    ATTENDANCE_REQUEST = "attendance_request"
    REMINDER = "reminder"
    FORM_REMINDER = "form_reminder"
    # Money (001-07, 001-17, 001-30, 002-17).
    SALE = "sale"
    PAYMENT_REQUEST = "payment_request"
    PAYMENT_RECEIPT = "payment_receipt"
    PAYMENT_FAILED = "payment_failed"
    REFUND = "refund"
    # What the customer owns, and what the center would like to know or to say.
    BALANCE_EXPIRING = "balance_expiring"
    REVIEW = "review"
    MANUAL = "manual"
    # What professionals are told of bookings with them (003-18, 003-22).
    RESOURCE_BOOKING_MOVED = "resource_booking_moved"
    RESOURCE_BOOKING_CANCELLED = "resource_booking_cancelled"


class MessageClass(Enum):
    """Which gates a message has to pass."""

    # About the account itself: none, or nobody could ever verify an address (A25).
    ACCOUNT = "account"
    # The address is verified, the customer is enrolled and has not said no (001-04).
    NOTICE = "notice"
    # Written by hand: like a notice, but for who has left too (001-03, A26).
    MANUAL = "manual"
    # To a professional of the center, who has no card, no account and nothing to choose.
    RESOURCE = "resource"


@frozen(kw_only=True)
class Listing:
    """What the catalogue says of a kind of message.

    Attributes:
        category: what customers choose about; None where they have no choice.
        channels: those that are on unless a policy says otherwise.
        waits: whether it may wait until quiet hours are over.
    """

    kind: MessageKind
    of: MessageClass = MessageClass.NOTICE
    category: Category | None
    channels: frozenset[Channel]
    waits: bool = True


EMAIL = frozenset({Channel.EMAIL})
PUSH = frozenset({Channel.PUSH})
BOTH = EMAIL | PUSH


def _account(kind: MessageKind) -> Listing:
    return Listing(kind=kind, of=MessageClass.ACCOUNT, category=None, channels=EMAIL, waits=False)


def _resource(kind: MessageKind) -> Listing:
    return Listing(kind=kind, of=MessageClass.RESOURCE, category=None, channels=EMAIL, waits=False)


def _appointment(
    kind: MessageKind, channels: frozenset[Channel] = BOTH, *, waits: bool = False
) -> Listing:
    return Listing(kind=kind, category=Category.APPOINTMENT, channels=channels, waits=waits)


def _money(kind: MessageKind, channels: frozenset[Channel], *, waits: bool = True) -> Listing:
    return Listing(kind=kind, category=Category.TRANSACTIONS, channels=channels, waits=waits)


_TABLE = (
    *map(_account, (MessageKind.WELCOME, MessageKind.PASSWORD_RESET)),
    *map(_account, (MessageKind.MAGIC_LINK, MessageKind.VERIFY_EMAIL)),
    _appointment(MessageKind.QUEUE_OFFER),
    _appointment(MessageKind.QUEUE_OFFER_EXPIRED, waits=True),
    _appointment(MessageKind.QUEUE_PLACE_OBTAINED),
    _appointment(MessageKind.BOOKING_CREATED, EMAIL),
    _appointment(MessageKind.BOOKING_MOVED, EMAIL),
    _appointment(MessageKind.BOOKING_CANCELLED),
    _appointment(MessageKind.ATTENDANCE_REQUEST),
    Listing(kind=MessageKind.REMINDER, category=Category.SERVICE, channels=BOTH),
    _appointment(MessageKind.FORM_REMINDER, EMAIL, waits=True),
    _money(MessageKind.SALE, PUSH),
    _money(MessageKind.PAYMENT_REQUEST, BOTH),
    _money(MessageKind.PAYMENT_RECEIPT, EMAIL, waits=False),
    _money(MessageKind.PAYMENT_FAILED, BOTH),
    _money(MessageKind.REFUND, EMAIL),
    Listing(kind=MessageKind.BALANCE_EXPIRING, category=Category.PACKAGES, channels=EMAIL),
    Listing(kind=MessageKind.REVIEW, category=Category.MARKETING, channels=EMAIL),
    Listing(
        kind=MessageKind.MANUAL,
        of=MessageClass.MANUAL,
        category=Category.MARKETING,
        channels=BOTH,
    ),
    *map(_resource, (MessageKind.RESOURCE_BOOKING_MOVED, MessageKind.RESOURCE_BOOKING_CANCELLED)),
)

CATALOGUE: Mapping[MessageKind, Listing] = {listing.kind: listing for listing in _TABLE}
"""Every kind of message, and what the sources say of it."""
