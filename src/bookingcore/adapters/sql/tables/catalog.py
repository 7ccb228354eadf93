"""What a business offers: the center, its terms, branches, services, resources, plans, forms."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    check,
    choice,
    count,
    currency,
    flag,
    index,
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
    text("quiet_from", 5, null=True),
    text("quiet_until", 5, null=True),
    choice("email_uniqueness"),
    flag("direct_collection"),
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
    long_text("services"),
    text("email", 254, null=True),
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
    text("every", 16, null=True),
    minor("cancellation_fee", null=True),
    count("minimum_term", null=True),
    choice("unused"),
    flag("void_on_end"),
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

form = table(
    "form",
    ("id",),
    reference("id"),
    text("name"),
    long_text("questions"),
    choice("assigned"),
    long_text("services"),
    flag("required"),
    serial("no"),
    serial("version"),
)

# The index to `form.services`: which forms are for a service.
form_service = table(
    "form_service",
    ("service_id", "form_id"),
    reference("service_id"),
    reference("form_id"),
    belongs("form_id", "form"),
    belongs("service_id", "service"),
    index("form_id"),
)
