"""The rows that are kept, by the type of the entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bookingcore.adapters.sql.rows.bookings import BOOKINGS
from bookingcore.adapters.sql.rows.catalog import (
    BRANCHES,
    CENTERS,
    FORMS,
    PLANS,
    RESOURCES,
    SERVICES,
    TERMS,
)
from bookingcore.adapters.sql.rows.coupons import COUPON_CODES, COUPONS, QUOTES
from bookingcore.adapters.sql.rows.customers import ADDRESSES, CUSTOMERS
from bookingcore.adapters.sql.rows.deliveries import (
    ANNOUNCEMENTS,
    DELIVERIES,
    STANDING_POLICIES,
)
from bookingcore.adapters.sql.rows.due import DUES
from bookingcore.adapters.sql.rows.gift_cards import (
    GIFT_CARD_CODES,
    GIFT_CARD_MOVEMENTS,
    GIFT_CARDS,
)
from bookingcore.adapters.sql.rows.history import EVENTS, REMEMBERED
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.adapters.sql.rows.links import LINK_ATTEMPTS, SIGNING_KEYS
from bookingcore.adapters.sql.rows.memberships import (
    MEMBERSHIP_PERIODS,
    MEMBERSHIPS,
    PAYMENT_ATTEMPTS,
)
from bookingcore.adapters.sql.rows.messages import BOARD_MESSAGES, MAILBOX_MESSAGES
from bookingcore.adapters.sql.rows.papers import INVOICES, NUMBER_SERIES, PAYMENT_REQUESTS
from bookingcore.adapters.sql.rows.payments import PAYMENTS, REFUNDS
from bookingcore.adapters.sql.rows.people import (
    ACCOUNT_TOKENS,
    DOCUMENTS,
    FORM_ASSIGNMENTS,
    NOTES,
    TASKS,
)
from bookingcore.adapters.sql.rows.sales import BALANCES, MOVEMENTS, SALES
from bookingcore.adapters.sql.rows.schedule import SERIES, SESSIONS
from bookingcore.adapters.sql.rows.subscriptions import REACTIONS, SUBSCRIPTIONS
from bookingcore.adapters.sql.rows.waitlist import ENTRIES

_ALL: tuple[Kept[Any], ...] = (
    CENTERS,
    TERMS,
    BRANCHES,
    SERVICES,
    RESOURCES,
    PLANS,
    FORMS,
    SERIES,
    SESSIONS,
    CUSTOMERS,
    ADDRESSES,
    NOTES,
    TASKS,
    DOCUMENTS,
    FORM_ASSIGNMENTS,
    ACCOUNT_TOKENS,
    BOOKINGS,
    ENTRIES,
    DUES,
    SIGNING_KEYS,
    LINK_ATTEMPTS,
    SALES,
    PAYMENTS,
    REFUNDS,
    BALANCES,
    MOVEMENTS,
    GIFT_CARDS,
    GIFT_CARD_CODES,
    GIFT_CARD_MOVEMENTS,
    MEMBERSHIPS,
    MEMBERSHIP_PERIODS,
    PAYMENT_ATTEMPTS,
    COUPONS,
    COUPON_CODES,
    QUOTES,
    NUMBER_SERIES,
    INVOICES,
    PAYMENT_REQUESTS,
    MAILBOX_MESSAGES,
    BOARD_MESSAGES,
    DELIVERIES,
    ANNOUNCEMENTS,
    STANDING_POLICIES,
    SUBSCRIPTIONS,
    REACTIONS,
    EVENTS,
    REMEMBERED,
)

KEPT: Mapping[type, Kept[Any]] = {kept.row: kept for kept in _ALL}
"""How rows of each type are kept."""
