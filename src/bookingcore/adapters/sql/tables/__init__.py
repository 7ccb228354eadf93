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
    plan,
    plan_service,
    resource,
    service,
    terms,
)
from bookingcore.adapters.sql.tables.customers import customer
from bookingcore.adapters.sql.tables.dues import due
from bookingcore.adapters.sql.tables.history import event, remembered, word
from bookingcore.adapters.sql.tables.sales import balance, movement, payment, sale, sale_line
from bookingcore.adapters.sql.tables.schedule import series, session, session_resource
from bookingcore.adapters.sql.tables.waitlist import waitlist_entry

__all__ = [
    "balance",
    "booking",
    "branch",
    "center",
    "customer",
    "due",
    "event",
    "link_attempts",
    "movement",
    "payment",
    "plan",
    "plan_service",
    "remembered",
    "resource",
    "sale",
    "sale_line",
    "series",
    "service",
    "session",
    "session_resource",
    "signing_key",
    "terms",
    "waitlist_entry",
    "word",
]
