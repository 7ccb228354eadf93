"""What has happened, and what was remembered."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    CENTER_LENGTH,
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
    index("subject"),
    index("session_id"),
    # Page by page, whichever stream an event stands in.
    index("customer_id", "happened_at"),
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
