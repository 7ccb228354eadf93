"""The tables: typed columns for what is queried, JSON text for what is opaque.

Every key starts with the center, so that no statement crosses two of them (P9) and the tables
shard by it. Rows that are locked carry `no`, which each lock counts up; rows that are put again
carry `version`. Checks guard the counters; what a host writes around them `verify()` finds.
"""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    CENTER_LENGTH,
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

center = table(
    "center",
    (),
    text("time_zone", 64),
    currency(),
    long_text("languages"),
    long_text("policy"),
    serial("no"),
    serial("version"),
)

terms = table("terms", ("id",), reference("id"), long_text("policy"))

branch = table(
    "branch",
    ("id",),
    reference("id"),
    text("name"),
    text("time_zone", 64),
    serial("no"),
    serial("version"),
)

service = table(
    "service",
    ("id",),
    reference("id"),
    text("name"),
    count("duration"),
    minor("price", null=True),
    currency(null=True),
    reference("terms"),
    serial("no"),
    serial("version"),
    belongs("terms", "terms"),
    check("(price_minor IS NULL) = (currency IS NULL)", "price"),
)

resource = table(
    "resource",
    ("id",),
    reference("id"),
    text("name"),
    choice("kind"),
    serial("no"),
    serial("version"),
)

plan = table(
    "plan",
    ("id",),
    reference("id"),
    text("name"),
    minor("price"),
    currency(),
    count("units"),
    long_text("services"),
    count("valid_for", null=True),
    count("grace_days"),
    serial("no"),
    serial("version"),
    check("units >= 0", "units"),
)

# The index to `plan.services`: which plans pay for a service (A12).
plan_service = table(
    "plan_service",
    ("service_id", "plan_id"),
    reference("service_id"),
    reference("plan_id"),
    belongs("plan_id", "plan"),
    belongs("service_id", "service"),
    index("plan_id"),
)

session = table(
    "session",
    ("id",),
    reference("id"),
    reference("service_id"),
    reference("branch_id", null=True),
    instant("starts_at"),
    instant("ends_at"),
    text("zone", 64),
    day("day"),
    count("capacity", null=True),
    count("taken"),
    count("admitted", null=True),
    count("edition"),
    reference("terms"),
    long_text("resources"),
    serial("no"),
    serial("version"),
    belongs("service_id", "service"),
    belongs("branch_id", "branch"),
    belongs("terms", "terms"),
    check("capacity >= 0", "capacity"),
    check("taken >= 0", "taken"),
    check("taken <= admitted", "admitted"),
    check("(admitted IS NULL) = (capacity IS NULL)", "unlimited"),
    index("starts_at"),
)

# The index to `session.resources`: where a resource is, and when (P5). What has ended lies before
# the probe, so that history is never read.
session_resource = table(
    "session_resource",
    ("session_id", "resource_id"),
    reference("session_id"),
    reference("resource_id"),
    instant("starts_at"),
    instant("ends_at"),
    belongs("session_id", "session"),
    belongs("resource_id", "resource"),
    index("resource_id", "ends_at"),
)

customer = table(
    "customer",
    ("id",),
    reference("id"),
    text("name"),
    text("surname"),
    text("middle_name"),
    text("email", 254, null=True),
    text("login_email", 254, null=True),
    text("phone", 40, null=True),
    text("language", 8, null=True),
    text("address", 1000),
    day("born_on", null=True),
    text("gender"),
    text("referral"),
    text("preferred_branch", null=True),
    choice("status"),
    long_text("search"),
    serial("no"),
    serial("version"),
)

booking = table(
    "booking",
    ("id",),
    reference("id"),
    reference("customer_id"),
    reference("session_id"),
    reference("service_id"),
    instant("starts_at"),
    instant("ends_at"),
    day("day"),
    count("places"),
    count("units_needed"),
    choice("status"),
    choice("attendance"),
    reference("terms"),
    instant("made_at"),
    text("made_by", 255),
    long_text("note"),
    instant("cancelled_at", null=True),
    text("cancelled_by", 255, null=True),
    choice("cancelled_cause", null=True),
    flag("cancelled_late", null=True),
    count("units_returned", null=True),
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

sale = table(
    "sale",
    ("id",),
    reference("id"),
    reference("customer_id"),
    reference("branch_id", null=True),
    minor("total"),
    minor("paid"),
    currency(),
    day("application_date"),
    choice("grant_on"),
    flag("granted"),
    instant("sold_at"),
    text("sold_by", 255),
    long_text("note"),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("branch_id", "branch"),
    check("paid_minor BETWEEN 0 AND total_minor", "paid"),
    index("customer_id", "sold_at"),
)

sale_line = table(
    "sale_line",
    ("sale_id", "no"),
    reference("sale_id"),
    count("no"),
    reference("plan_id"),
    text("name"),
    count("quantity"),
    minor("price"),
    currency(),
    serial("units"),
    reference("balance_id", null=True),
    belongs("sale_id", "sale"),
    belongs("plan_id", "plan"),
    check("quantity > 0", "quantity"),
    check("units >= 0", "units"),
)

payment = table(
    "payment",
    ("id",),
    reference("id"),
    reference("sale_id"),
    reference("customer_id"),
    minor("amount"),
    currency(),
    choice("method"),
    instant("taken_at"),
    text("taken_by", 255),
    belongs("sale_id", "sale"),
    check("amount_minor > 0", "amount"),
    index("sale_id"),
)

balance = table(
    "balance",
    ("id",),
    reference("id"),
    reference("customer_id"),
    reference("sale_id"),
    reference("plan_id"),
    long_text("services"),
    serial("units"),
    serial("remaining"),
    count("moves"),
    day("valid_from"),
    day("valid_until", null=True),
    flag("expiry_by_hand"),
    count("grace_days"),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("sale_id", "sale"),
    check("remaining >= 0", "remaining"),
    index("customer_id"),
)

movement = table(
    "movement",
    ("balance_id", "no"),
    reference("balance_id"),
    count("no"),
    choice("kind"),
    serial("units"),
    reference("booking_id", null=True),
    reference("customer_id"),
    instant("moved_at"),
    text("moved_by", 255),
    belongs("balance_id", "balance"),
    belongs("booking_id", "booking"),
    check("units <> 0", "units"),
    # All that a redemption is summed up from, so that the rows themselves are not read.
    index("booking_id", "balance_id", "units"),
)

event = table(
    "event",
    ("stream", "no", "seq"),
    text("stream", CENTER_LENGTH),
    serial("no"),
    count("seq"),
    choice("kind"),
    text("subject", CENTER_LENGTH),
    reference("customer_id", null=True),
    reference("session_id", null=True),
    text("actor", 255),
    instant("happened_at"),
    long_text("facts"),
    count("version"),
    # So the history of a customer is their stream, and needs no index of its own.
    check("customer_id = stream", "stream"),
    index("subject"),
    index("session_id"),
)

# What people wrote, apart from the facts, so that it can be erased and the books stay right.
word = table(
    "word",
    ("stream", "no", "seq", "name"),
    text("stream", CENTER_LENGTH),
    serial("no"),
    count("seq"),
    text("name", 64),
    reference("customer_id", null=True),
    long_text("text"),
    index("customer_id"),
)

remembered = table(
    "remembered",
    ("actor", "command", "key"),
    text("actor", 255),
    text("command", 64),
    text("key"),
    text("digest", 64),
    text("result", CENTER_LENGTH),
)
