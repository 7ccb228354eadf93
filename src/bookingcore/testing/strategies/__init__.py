"""Hypothesis strategies for every entity, and for whole plausible centers.

Every value is one that the library itself could have made: within its bounds, clean text, ids of
UUIDv7. The strategies have no knobs for how often something occurs.
"""

from __future__ import annotations

from bookingcore.testing.strategies.catalog import (
    branches,
    cycles,
    forms,
    plans,
    policies,
    resources,
    services,
    settings,
    terms,
)
from bookingcore.testing.strategies.centers import Rows, centers, events
from bookingcore.testing.strategies.deliveries import (
    announcements,
    deliveries,
    standing_policies,
)
from bookingcore.testing.strategies.diary import (
    bookings,
    dues,
    link_attempts,
    series,
    sessions,
    signing_keys,
)
from bookingcore.testing.strategies.gift_cards import (
    gift_card_codes,
    gift_card_movements,
    gift_cards,
)
from bookingcore.testing.strategies.ledgers import balances, movements, payments, refunds, sales
from bookingcore.testing.strategies.memberships import (
    membership_periods,
    memberships,
    payment_attempts,
)
from bookingcore.testing.strategies.messages import board_messages, mailbox_messages
from bookingcore.testing.strategies.papers import (
    coupon_codes,
    coupons,
    invoices,
    number_series,
    payment_requests,
    quotes,
)
from bookingcore.testing.strategies.people import (
    account_tokens,
    addresses,
    customer_notes,
    customers,
    documents,
    form_assignments,
    tasks,
)
from bookingcore.testing.strategies.reactions import reactions, subscriptions
from bookingcore.testing.strategies.values import actors, days, ids, instants, money, names, notes
from bookingcore.testing.strategies.waiting import entries

__all__ = [
    "Rows",
    "account_tokens",
    "actors",
    "addresses",
    "announcements",
    "balances",
    "board_messages",
    "bookings",
    "branches",
    "centers",
    "coupon_codes",
    "coupons",
    "customer_notes",
    "customers",
    "cycles",
    "days",
    "deliveries",
    "documents",
    "dues",
    "entries",
    "events",
    "form_assignments",
    "forms",
    "gift_card_codes",
    "gift_card_movements",
    "gift_cards",
    "ids",
    "instants",
    "invoices",
    "link_attempts",
    "mailbox_messages",
    "membership_periods",
    "memberships",
    "money",
    "movements",
    "names",
    "notes",
    "number_series",
    "payment_attempts",
    "payment_requests",
    "payments",
    "plans",
    "policies",
    "quotes",
    "reactions",
    "refunds",
    "resources",
    "sales",
    "series",
    "services",
    "sessions",
    "settings",
    "signing_keys",
    "standing_policies",
    "subscriptions",
    "tasks",
    "terms",
]
