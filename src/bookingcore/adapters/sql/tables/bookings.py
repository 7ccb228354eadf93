"""Bookings, and what stands behind the links in the messages about them."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    check,
    choice,
    count,
    currency,
    day,
    flag,
    index,
    instant,
    long_text,
    minor,
    reference,
    serial,
    table,
    text,
)

booking = table(
    "booking",
    ("id",),
    reference("id"),
    reference("customer_id", null=True),
    reference("session_id"),
    reference("service_id"),
    instant("starts_at"),
    instant("ends_at"),
    day("day"),
    count("places"),
    count("units_needed"),
    choice("status"),
    choice("attendance"),
    reference("sale_id", null=True),
    reference("terms"),
    instant("made_at"),
    text("made_by", 255),
    long_text("note"),
    instant("confirmed_at", null=True),
    instant("cancelled_at", null=True),
    text("cancelled_by", 255, null=True),
    choice("cancelled_cause", null=True),
    flag("cancelled_late", null=True),
    count("units_returned", null=True),
    minor("fee", null=True),
    currency(null=True),
    serial("version"),
    # Service and terms are those of its session, whose own keys vouch for them.
    belongs("customer_id", "customer"),
    belongs("session_id", "session"),
    check("places > 0", "places"),
    check("units_needed >= 0", "units_needed"),
    index("customer_id", "ends_at"),
    index("customer_id", "status", "starts_at"),
    index("session_id", "customer_id"),
)

# What the links in messages are signed with, where the host has no signer of its own.
signing_key = table("signing_key", ("id",), reference("id"), text("secret", 128))

# How often the wrong address was typed for a link.
link_attempts = table(
    "link_attempts",
    ("id",),
    reference("id"),
    count("failed"),
    serial("version"),
    belongs("id", "booking"),
)
