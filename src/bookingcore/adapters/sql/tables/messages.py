"""The tables of what customers find when they come in."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    day,
    index,
    instant,
    long_text,
    reference,
    serial,
    table,
    text,
)

mailbox_message = table(
    "mailbox_message",
    ("id",),
    reference("id"),
    reference("customer_id"),
    long_text("text"),
    reference("service_id", null=True),
    reference("coupon_id", null=True),
    instant("sent_at"),
    text("sent_by", 255),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("service_id", "service"),
    belongs("coupon_id", "coupon"),
    index("customer_id"),
)

board_message = table(
    "board_message",
    ("id",),
    reference("id"),
    long_text("text"),
    reference("service_id", null=True),
    reference("coupon_id", null=True),
    day("until", null=True),
    instant("posted_at"),
    text("posted_by", 255),
    serial("no"),
    serial("version"),
    belongs("service_id", "service"),
    belongs("coupon_id", "coupon"),
)
