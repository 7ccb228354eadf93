"""Who waits for a place."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    check,
    choice,
    count,
    flag,
    index,
    instant,
    reference,
    serial,
    table,
)

waitlist_entry = table(
    "waitlist_entry",
    ("id",),
    reference("id"),
    reference("customer_id"),
    reference("session_id"),
    count("places"),
    serial("position"),
    instant("joined_at"),
    choice("status"),
    instant("offered_at", null=True),
    instant("expires_at", null=True),
    flag("promoted", null=True),
    flag("staff_only"),
    flag("unreachable"),
    instant("ended_at", null=True),
    reference("booking_id", null=True),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("session_id", "session"),
    check("places > 0", "places"),
    index("session_id", "status"),
    index("customer_id"),
)
