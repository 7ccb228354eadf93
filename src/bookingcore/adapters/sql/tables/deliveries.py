"""The tables of what goes out: messages, what is written to many, and the center's policy."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    CENTER_LENGTH,
    belongs,
    choice,
    count,
    index,
    instant,
    long_text,
    reference,
    serial,
    table,
    text,
)

WAITING = "status = 'WAITING'"
"""What holds for the few messages that are still to be sent."""

delivery = table(
    "delivery",
    ("id",),
    reference("id"),
    reference("customer_id", null=True),
    reference("resource_id", null=True),
    choice("kind"),
    text("about"),
    reference("branch_id", null=True),
    reference("service_id", null=True),
    choice("channel", null=True),
    choice("category", null=True),
    long_text("facts"),
    choice("status"),
    choice("reason", null=True),
    instant("send_at"),
    instant("send_until", null=True),
    instant("caused_at"),
    count("seq"),
    instant("free_at", null=True),
    count("attempts"),
    instant("ended_at", null=True),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("resource_id", "resource"),
    index("customer_id"),
    index("about"),
    # What may be sent, and whether something else waits before it.
    index("send_at", where=WAITING),
    index("customer_id", "channel", where=WAITING),
    index("resource_id", "channel", where=f"{WAITING} AND resource_id IS NOT NULL"),
)

announcement = table(
    "announcement",
    ("id",),
    reference("id"),
    long_text("subject"),
    long_text("text"),
    long_text("customers"),
    choice("category"),
    long_text("channels"),
    instant("sent_at"),
    text("sent_by", 255),
    reference("after", null=True),
    instant("done_at", null=True),
    serial("no"),
    serial("version"),
)

# One for each center, under the center's id.
standing_policy = table(
    "standing_policy",
    ("id",),
    text("id", CENTER_LENGTH),
    long_text("policy"),
    serial("version"),
)
