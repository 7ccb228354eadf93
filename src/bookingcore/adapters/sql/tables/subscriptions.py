"""The tables of what hosts want to hear of, and of what they are yet to hear."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    CENTER_LENGTH,
    belongs,
    count,
    flag,
    index,
    instant,
    long_text,
    reference,
    serial,
    table,
    text,
)

subscription = table(
    "subscription",
    ("id",),
    text("id", CENTER_LENGTH),
    long_text("kinds"),
    reference("customer_id", null=True),
    text("label", null=True),
    flag("ended"),
    serial("version"),
    belongs("customer_id", "customer"),
    index("customer_id"),
)

reaction = table(
    "reaction",
    ("id",),
    text("id"),
    text("subscription_id", CENTER_LENGTH),
    reference("customer_id", null=True),
    text("stream", CENTER_LENGTH),
    serial("no"),
    count("seq"),
    instant("happened_at"),
    instant("free_at", null=True),
    count("attempts"),
    serial("version"),
    belongs("subscription_id", "subscription"),
    belongs("customer_id", "customer"),
    # What is heard next of a customer, or of a stream.
    index("customer_id"),
    index("subscription_id", "customer_id"),
    index("subscription_id", "stream"),
)
