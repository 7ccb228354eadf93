"""Who comes."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import choice, day, long_text, reference, serial, table, text

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
