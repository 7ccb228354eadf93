"""Hypothesis strategies for every entity, and for whole plausible centers.

Every value is one that the library itself could have made: within its bounds, clean text, ids of
UUIDv7. The strategies have no knobs for how often something occurs.
"""

from __future__ import annotations

from bookingcore.testing.strategies.catalog import (
    branches,
    forms,
    plans,
    policies,
    resources,
    services,
    settings,
    terms,
)
from bookingcore.testing.strategies.centers import Rows, centers, events
from bookingcore.testing.strategies.diary import (
    bookings,
    dues,
    link_attempts,
    series,
    sessions,
    signing_keys,
)
from bookingcore.testing.strategies.ledgers import balances, movements, payments, sales
from bookingcore.testing.strategies.people import (
    account_tokens,
    addresses,
    customer_notes,
    customers,
    documents,
    form_assignments,
    tasks,
)
from bookingcore.testing.strategies.values import actors, days, ids, instants, money, names, notes
from bookingcore.testing.strategies.waiting import entries

__all__ = [
    "Rows",
    "account_tokens",
    "actors",
    "addresses",
    "balances",
    "bookings",
    "branches",
    "centers",
    "customer_notes",
    "customers",
    "days",
    "documents",
    "dues",
    "entries",
    "events",
    "form_assignments",
    "forms",
    "ids",
    "instants",
    "link_attempts",
    "money",
    "movements",
    "names",
    "notes",
    "payments",
    "plans",
    "policies",
    "resources",
    "sales",
    "series",
    "services",
    "sessions",
    "settings",
    "signing_keys",
    "tasks",
    "terms",
]
