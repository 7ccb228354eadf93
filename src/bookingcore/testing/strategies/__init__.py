"""Hypothesis strategies for every entity, and for whole plausible centers.

Every value is one that the library itself could have made: within its bounds, clean text, ids of
UUIDv7. The strategies have no knobs for how often something occurs.
"""

from __future__ import annotations

from bookingcore.testing.strategies.catalog import (
    branches,
    customers,
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
from bookingcore.testing.strategies.values import actors, days, ids, instants, money, names, notes
from bookingcore.testing.strategies.waiting import entries

__all__ = [
    "Rows",
    "actors",
    "balances",
    "bookings",
    "branches",
    "centers",
    "customers",
    "days",
    "dues",
    "entries",
    "events",
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
    "terms",
]
