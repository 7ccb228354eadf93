"""When it takes place: series, sessions, and where their resources are."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    belongs,
    check,
    choice,
    count,
    day,
    flag,
    index,
    instant,
    long_text,
    reference,
    serial,
    table,
    text,
)

series = table(
    "series",
    ("id",),
    reference("id"),
    reference("service_id"),
    reference("branch_id", null=True),
    long_text("rule"),
    text("starts", 32),
    text("zone", 64),
    count("duration"),
    count("capacity", null=True),
    long_text("resources"),
    long_text("exceptions"),
    count("fold", null=True),
    serial("no"),
    serial("version"),
    belongs("service_id", "service"),
    belongs("branch_id", "branch"),
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
    flag("appointment"),
    reference("series_id", null=True),
    text("occurrence", 32, null=True),
    count("waiting"),
    instant("next_lapse", null=True),
    instant("cancelled_at", null=True),
    text("cancelled_by", 255, null=True),
    choice("cancelled_cause", null=True),
    serial("no"),
    serial("version"),
    belongs("service_id", "service"),
    belongs("branch_id", "branch"),
    belongs("terms", "terms"),
    check("capacity >= 0", "capacity"),
    check("taken >= 0", "taken"),
    check("taken <= admitted", "admitted"),
    # A session that was cancelled admits nobody, unlimited or not.
    check("admitted IS NOT NULL OR capacity IS NULL", "unlimited"),
    index("starts_at"),
    index("series_id"),
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
