"""What is to be done, and when."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    choice,
    count,
    index,
    instant,
    serial,
    table,
    text,
)

# Work that falls due; `id` names its kind and its subject, which may be the key of a file.
due = table(
    "due",
    ("id",),
    text("id", 240),
    choice("kind"),
    text("subject"),
    instant("due_at"),
    instant("leased_until", null=True),
    count("attempts"),
    serial("version"),
    index("due_at", "id"),
)
