"""The tables: typed columns for what is queried, JSON text for what is opaque.

Every key starts with the center, so that no statement crosses two of them (P9) and the tables
shard by it. Rows that are locked carry `no`, which each lock counts up; rows that are put again
carry `version`. Checks guard the counters; what a host writes around them `verify()` finds.
"""

from __future__ import annotations

from bookingcore.adapters.sql.tables.bookings import booking, link_attempts, signing_key
from bookingcore.adapters.sql.tables.catalog import (
    branch,
    center,
    form,
    form_service,
    plan,
    plan_service,
    resource,
    service,
    terms,
)
from bookingcore.adapters.sql.tables.customers import (
    address,
    customer,
    customer_email,
    customer_label,
)
from bookingcore.adapters.sql.tables.deliveries import announcement, delivery, standing_policy
from bookingcore.adapters.sql.tables.dues import due
from bookingcore.adapters.sql.tables.files import content
from bookingcore.adapters.sql.tables.gift_cards import (
    gift_card,
    gift_card_code,
    gift_card_movement,
)
from bookingcore.adapters.sql.tables.history import event, remembered, word
from bookingcore.adapters.sql.tables.memberships import (
    membership,
    membership_period,
    payment_attempt,
)
from bookingcore.adapters.sql.tables.messages import board_message, mailbox_message
from bookingcore.adapters.sql.tables.papers import (
    coupon,
    coupon_code,
    invoice,
    number_series,
    payment_request,
    quote,
)
from bookingcore.adapters.sql.tables.people import (
    account_token,
    document,
    form_assignment,
    note,
    task,
)
from bookingcore.adapters.sql.tables.sales import (
    balance,
    movement,
    payment,
    refund,
    refund_part,
    sale,
    sale_line,
)
from bookingcore.adapters.sql.tables.schedule import series, session, session_resource
from bookingcore.adapters.sql.tables.subscriptions import reaction, subscription
from bookingcore.adapters.sql.tables.waitlist import waitlist_entry

__all__ = [
    "account_token",
    "address",
    "announcement",
    "balance",
    "board_message",
    "booking",
    "branch",
    "center",
    "content",
    "coupon",
    "coupon_code",
    "customer",
    "customer_email",
    "customer_label",
    "delivery",
    "document",
    "due",
    "event",
    "form",
    "form_assignment",
    "form_service",
    "gift_card",
    "gift_card_code",
    "gift_card_movement",
    "invoice",
    "link_attempts",
    "mailbox_message",
    "membership",
    "membership_period",
    "movement",
    "note",
    "number_series",
    "payment",
    "payment_attempt",
    "payment_request",
    "plan",
    "plan_service",
    "quote",
    "reaction",
    "refund",
    "refund_part",
    "remembered",
    "resource",
    "sale",
    "sale_line",
    "series",
    "service",
    "session",
    "session_resource",
    "signing_key",
    "standing_policy",
    "subscription",
    "task",
    "terms",
    "waitlist_entry",
    "word",
]
