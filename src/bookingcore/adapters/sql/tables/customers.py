"""Who comes: their cards, and what is looked up of them."""

from __future__ import annotations

from bookingcore.adapters.sql.columns import (
    address as normalised,
)
from bookingcore.adapters.sql.columns import (
    belongs,
    choice,
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
    text("status_label"),
    long_text("labels"),
    long_text("weight"),
    text("account_name"),
    text("account_surname"),
    instant("activated_at", null=True),
    long_text("verified"),
    flag("blacklisted"),
    long_text("blacklist_reason"),
    reference("professional_id", null=True),
    long_text("unwanted_services"),
    long_text("preferences"),
    long_text("devices"),
    reference("absorbed_into", null=True),
    long_text("search"),
    serial("no"),
    serial("version"),
    index("absorbed_into", where="absorbed_into IS NOT NULL"),
)

# The index to `customer.labels`: who has one.
customer_label = table(
    "customer_label",
    ("label", "customer_id"),
    text("label"),
    reference("customer_id"),
    belongs("customer_id", "customer"),
    index("customer_id"),
)

# The addresses of the cards that stand for a person, to be held against those on record.
customer_email = table(
    "customer_email",
    ("email", "customer_id"),
    normalised("email"),
    reference("customer_id"),
    belongs("customer_id", "customer"),
    index("customer_id"),
)

# Who holds an address: on record under the address itself, so that two who want it meet here.
address = table(
    "address",
    ("id",),
    normalised("id"),
    long_text("holders"),
    serial("version"),
)
