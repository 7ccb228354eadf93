"""What documents hold."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import raw, table, text

# The first part of a file's key is the center; where a key has but one, the center is empty.
content = table(
    "content",
    ("key",),
    text("key"),
    raw("content"),
)
