"""Who may be told what, written from the rules and not from the code: what messages are held to.

It knows people by their addresses, and only what was done to them.
"""

from __future__ import annotations

from attrs import define, field

from bookingcore import Customer

ACCOUNT = {"welcome", "password_reset", "magic_link", "verify_email"}
"""Reach whoever has an address: nobody could verify one otherwise (A25)."""

PROFESSIONALS = {"resource_booking_moved", "resource_booking_cancelled"}
"""Go to who works in the center (003-18, 003-22)."""

CATEGORY = {
    **dict.fromkeys(("payment_request", "payment_receipt", "payment_failed"), "transactions"),
    **dict.fromkeys(("sale", "refund"), "transactions"),
    **dict.fromkeys(("booking_created", "booking_moved", "booking_cancelled"), "appointment"),
    **dict.fromkeys(("queue_offer", "queue_offer_expired"), "appointment"),
    **dict.fromkeys(("queue_place_obtained", "attendance_request"), "appointment"),
    **dict.fromkeys(("form_reminder",), "appointment"),
    **dict.fromkeys(("reminder",), "service"),
    **dict.fromkeys(("balance_expiring",), "packages"),
    **dict.fromkeys(("review", "manual"), "marketing"),
}
"""What the customer chooses about with each (004-30 to 004-34, A53)."""

BY_PUSH = {
    *("payment_request", "booking_cancelled", "queue_offer", "queue_offer_expired"),
    *("queue_place_obtained", "attendance_request", "manual", "sale", "reminder"),
    *("payment_failed",),
}
BY_MAIL = (ACCOUNT | PROFESSIONALS | set(CATEGORY)) - {"sale"}
TABLE = {("email", kind) for kind in BY_MAIL} | {("push", kind) for kind in BY_PUSH}
"""The channel table of 001, with what later rules add."""

TOLD = {
    "CUSTOMER_REGISTERED": {"welcome"},
    "WELCOME_ASKED": {"welcome"},
    "ACCOUNT_LINK_ASKED": {"password_reset", "magic_link", "verify_email"},
    "BOOKING_MOVED": {"booking_moved"},
    "BOOKING_CANCELLED": {"booking_cancelled"},
    "OFFER_MADE": {"queue_offer"},
    "OFFER_EXPIRED": {"queue_offer_expired"},
    "OFFER_ACCEPTED": {"queue_place_obtained"},
    "FORM_ASSIGNED": {"form_reminder"},
    "SALE_MADE": {"sale"},
    "PAYMENT_REQUESTED": {"payment_request"},
    "PAYMENT_FAILED": {"payment_failed"},
    "REFUND_MADE": {"refund"},
}
"""What each event leads to, sent or withheld. What customers do online is confirmed besides."""


@define(eq=False)
class Person:
    """Somebody as the rules look at them.

    Attributes:
        verified: whether they have shown that the address is theirs.
        enrolled: whether they are registered in the center.
        choices: what they said, by category and channel.
    """

    card: Customer
    address: str
    device: str
    verified: bool = False
    enrolled: bool = True
    choices: dict[tuple[str, str], bool] = field(factory=dict)

    def admits(self, channel: str, kind: str, category: str | None = None) -> bool:
        """Whether a message may reach them now; *category* where it has one of its own."""
        if kind in ACCOUNT:
            return channel == "email"
        about = category or CATEGORY[kind]
        wanted = self.choices.get((about, channel), about != "marketing")
        # By hand, also who has left (001-03).
        return self.verified and wanted and (self.enrolled or kind == "manual")
