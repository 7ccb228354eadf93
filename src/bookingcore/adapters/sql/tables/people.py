"""What is kept beside a card: notes, tasks, documents, forms, links to the account."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    address,
    belongs,
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

note = table(
    "note",
    ("id",),
    reference("id"),
    reference("customer_id"),
    long_text("text"),
    instant("made_at"),
    text("made_by", 255),
    serial("version"),
    belongs("customer_id", "customer"),
    index("customer_id"),
)

task = table(
    "task",
    ("id",),
    reference("id"),
    reference("customer_id"),
    long_text("text"),
    day("due_on"),
    instant("made_at"),
    text("made_by", 255),
    instant("completed_at", null=True),
    text("completed_by", 255),
    serial("version"),
    belongs("customer_id", "customer"),
    index("customer_id"),
    # What is to be done, and not all that ever was.
    index("due_on", "id", where="completed_at IS NULL"),
)

document = table(
    "document",
    ("id",),
    reference("id"),
    reference("customer_id"),
    text("type"),
    text("name"),
    count("size"),
    text("digest", 64),
    flag("visible_to_customer"),
    text("file"),
    instant("added_at"),
    text("added_by", 255),
    serial("version"),
    belongs("customer_id", "customer"),
    index("customer_id"),
)

form_assignment = table(
    "form_assignment",
    ("id",),
    reference("id"),
    reference("customer_id"),
    reference("form_id"),
    instant("assigned_at"),
    text("assigned_by", 255),
    flag("automatic"),
    choice("status"),
    instant("submitted_at", null=True),
    long_text("answers"),
    serial("version"),
    belongs("customer_id", "customer"),
    belongs("form_id", "form"),
    index("customer_id"),
)

account_token = table(
    "account_token",
    ("id",),
    reference("id"),
    reference("customer_id"),
    choice("purpose"),
    address("address"),
    instant("expires_at"),
    serial("version"),
    belongs("customer_id", "customer"),
    index("customer_id"),
)
