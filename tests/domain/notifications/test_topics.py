"""What each event is told of: every kind is decided about."""

from __future__ import annotations

import pytest

from bookingcore.domain.notifications.topics import TOPICS
from bookingcore.domain.values.events import EventKind

NOBODY = frozenset(
    {
        # The center's own business.
        *(EventKind.CENTER_CONFIGURED, EventKind.BRANCH_ADDED, EventKind.SERVICE_ADDED),
        *(EventKind.RESOURCE_ADDED, EventKind.PLAN_ADDED, EventKind.FORM_ADDED),
        *(EventKind.SESSION_ADDED, EventKind.SESSION_RESIZED, EventKind.SERIES_ADDED),
        *(EventKind.SERIES_EDITED, EventKind.COUPON_ADDED, EventKind.NOTIFICATION_POLICY_SET),
        *(EventKind.SUBSCRIBED, EventKind.UNSUBSCRIBED),
        *(EventKind.BOARD_MESSAGE_POSTED, EventKind.BOARD_MESSAGE_REMOVED),
        # What stands on a card, or what its customer did to it.
        *(EventKind.CUSTOMER_UPDATED, EventKind.CUSTOMER_DEREGISTERED),
        *(EventKind.CUSTOMER_REREGISTERED, EventKind.CUSTOMER_ACTIVATED),
        *(EventKind.NOTIFICATION_EMAIL_CHANGED, EventKind.LOGIN_EMAIL_CHANGED),
        *(EventKind.EMAIL_VERIFIED, EventKind.ACCOUNT_RENAMED, EventKind.CUSTOMER_BLACKLISTED),
        *(EventKind.PROFESSIONAL_ASSIGNED, EventKind.UNWANTED_SERVICE_ADDED),
        *(EventKind.UNWANTED_SERVICE_EDITED, EventKind.UNWANTED_SERVICE_REMOVED),
        *(EventKind.PREFERENCES_SET, EventKind.CUSTOMER_ABSORBED, EventKind.CARD_REDIRECTED),
        *(EventKind.CUSTOMER_ERASED, EventKind.NOTE_ADDED, EventKind.LABEL_ADDED),
        *(EventKind.LABEL_REMOVED, EventKind.TASK_ADDED, EventKind.TASK_COMPLETED),
        *(EventKind.DOCUMENT_ADDED, EventKind.DOCUMENT_SHOWN, EventKind.DOCUMENT_REMOVED),
        *(EventKind.FORM_SUBMITTED, EventKind.FORM_REMOVED, EventKind.DEVICE_ADDED),
        *(EventKind.DEVICE_REMOVED, EventKind.WELCOME_SENT, EventKind.MAILBOX_MESSAGE_SENT),
        # The host sends the link that it asked for.
        *(EventKind.ACCOUNT_LINK_MADE, EventKind.ACCOUNT_LINK_USED),
        *(EventKind.LINK_ANSWER_REFUSED, EventKind.LINK_REOPENED),
        # What follows from what is told of, or from what the customer has just done.
        *(EventKind.BOOKING_REDEEMED, EventKind.BOOKING_RETIED, EventKind.BOOKING_RELEASED),
        *(EventKind.CUSTOMER_ATTACHED, EventKind.ATTENDANCE_MARKED),
        *(EventKind.ATTENDANCE_CONFIRMED, EventKind.WAITLIST_JOINED, EventKind.WAITLIST_LEFT),
        *(EventKind.WAITLIST_CLOSED, EventKind.WAITLIST_REORDERED, EventKind.OFFER_DECLINED),
        *(EventKind.BALANCE_GRANTED, EventKind.BOOKING_PAID_FOR),
        *(EventKind.BOOKING_LEFT_UNPAID, EventKind.PAYMENT_ASKED),
        *(EventKind.PAYMENT_UNANSWERED, EventKind.REFUND_ASKED, EventKind.REFUND_UNANSWERED),
        *(EventKind.REFUND_FAILED, EventKind.REFUND_DONE, EventKind.REFUND_DISPUTED),
        *(EventKind.SALE_VOIDED, EventKind.SALE_WAIVED, EventKind.APPLICATION_DATE_CHANGED),
        *(EventKind.BALANCE_ADJUSTED, EventKind.BALANCE_EXPIRY_SET, EventKind.BALANCE_VOIDED),
        *(EventKind.BALANCE_SPLIT, EventKind.BALANCE_REINSTATED),
        *(EventKind.MEMBERSHIP_STARTED, EventKind.MEMBERSHIP_EDITED),
        *(EventKind.MEMBERSHIP_PAUSED, EventKind.MEMBERSHIP_RESUMED),
        *(EventKind.MEMBERSHIP_CANCELLED, EventKind.MEMBERSHIP_ENDED),
        *(EventKind.PAYMENT_ATTEMPTED, EventKind.GIFT_CARD_ISSUED),
        *(EventKind.GIFT_CARD_CHANGED, EventKind.GIFT_CARD_VOIDED, EventKind.COUPON_USED),
        *(EventKind.COUPON_GIVEN_BACK, EventKind.QUOTE_MADE, EventKind.QUOTE_ACCEPTED),
        *(EventKind.QUOTE_DECLINED, EventKind.INVOICE_ISSUED, EventKind.RECEIPT_ISSUED),
        *(EventKind.CREDIT_NOTE_ISSUED, EventKind.PAYMENT_REQUEST_APPROVED),
        *(EventKind.PAYMENT_REQUEST_DECLINED, EventKind.PAYMENT_REQUEST_WITHDRAWN),
        # Told page by page, as due work.
        EventKind.ANNOUNCED,
    }
)
"""The kinds of which nobody is told by themselves."""


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_is_either_told_of_or_of_no_interest(kind: EventKind) -> None:
    assert (kind in TOPICS) is (kind not in NOBODY)
