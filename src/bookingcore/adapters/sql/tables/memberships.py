"""Memberships, the periods that were billed for them, and every attempt to charge one."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    check,
    choice,
    count,
    day,
    index,
    instant,
    long_text,
    reference,
    serial,
    table,
    text,
)

membership = table(
    "membership",
    ("id",),
    reference("id"),
    reference("customer_id"),
    reference("plan_id"),
    reference("branch_id", null=True),
    text("zone", 64),
    text("sold_by", 255),
    long_text("note"),
    text("card", 255, null=True),
    choice("status"),
    day("anchor"),
    day("next_period_on"),
    count("period"),
    day("due_on", null=True),
    reference("sale_id", null=True),
    count("attempts"),
    day("retry_on", null=True),
    day("term_until", null=True),
    day("ends_on", null=True),
    reference("fee_sale_id", null=True),
    instant("started_at"),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("plan_id", "plan"),
    belongs("branch_id", "branch"),
    check("period >= 0 AND attempts >= 0", "counts"),
    index("customer_id"),
)

# The key lets no period be billed twice.
membership_period = table(
    "membership_period",
    ("membership_id", "no"),
    reference("membership_id"),
    count("no"),
    day("first"),
    day("last"),
    reference("sale_id"),
    belongs("membership_id", "membership"),
    belongs("sale_id", "sale"),
)

payment_attempt = table(
    "payment_attempt",
    ("id",),
    reference("id"),
    reference("membership_id"),
    reference("customer_id"),
    day("due_on"),
    count("no"),
    instant("tried_at"),
    text("tried_by", 255),
    choice("outcome"),
    long_text("reason"),
    reference("sale_id"),
    reference("payment_id", null=True),
    serial("version"),
    belongs("membership_id", "membership"),
    belongs("sale_id", "sale"),
    belongs("payment_id", "payment"),
    index("membership_id"),
    # Which attempt a payment that was answered belongs to; most payments belong to none.
    index("payment_id", where="payment_id IS NOT NULL"),
)
