"""What is to be done, and when."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    CENTER_LENGTH,
    choice,
    count,
    index,
    instant,
    serial,
    table,
    text,
)

# Work that falls due; `id` names its kind and its subject.
due = table(
    "due",
    ("id",),
    text("id", 80),
    choice("kind"),
    text("subject", CENTER_LENGTH),
    instant("due_at"),
    instant("leased_until", null=True),
    count("attempts"),
    serial("version"),
    index("due_at", "id"),
)
