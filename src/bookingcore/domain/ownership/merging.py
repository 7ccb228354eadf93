"""Two cards of one person, field by field: what the one that stays looks like then (A40, A42)."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from bookingcore.domain.customers.addresses import Address, Addresses
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.restrictions import united
from bookingcore.domain.values.changes import Add, Change, Put, Remove
from bookingcore.domain.values.ids import CustomerId

FILLED = (
    *("surname", "middle_name", "email", "login_email", "phone", "language", "address"),
    *("born_on", "gender", "referral", "preferred_branch", "status_label", "weight"),
    *("blacklist_reason", "professional_id"),
)
"""The fields of which the card that stays keeps its own, or has the old one's where it has none."""


def merged(into: Customer, old: Customer) -> Customer:
    """*into* with what it lacked from *old*; of restrictions the stricter stands.

    The account of the old card is unlinked: its addresses come without having been verified, and
    nobody has consented for the card that stays (A42).
    """
    filled: dict[str, Any] = {
        name: getattr(old, name) for name in FILLED if _empty(getattr(into, name))
    }
    return evolve(
        into,
        **filled,
        labels=tuple(sorted({*into.labels, *old.labels})),
        blacklisted=into.blacklisted or old.blacklisted,
        unwanted_services=united(into.unwanted_services, old.unwanted_services),
        preferences=into.preferences.united(old.preferences),
    )


def differing(into: Customer, old: Customer) -> tuple[str, ...]:
    """The fields in which both cards had something, and not the same: for a human eye."""
    both = ((name, getattr(into, name), getattr(old, name)) for name in ("name", *FILLED))
    return tuple(
        name for name, kept, gone in both if not _empty(kept) and not _empty(gone) and kept != gone
    )


def tombstone(old: Customer, into: CustomerId) -> Customer:
    """*old* once it leads to *into*: it keeps its words for who looks it up, but no address."""
    return evolve(
        old,
        status=CustomerStatus.ABSORBED,
        absorbed_into=into,
        email=None,
        login_email=None,
        activated_at=None,
        verified=(),
        devices=(),
    )


def handed_over(after: Customer, old: Customer, known: Addresses) -> list[Change]:
    """What makes *after* the holder of its addresses, and frees those that *old* had (000-43)."""
    changes: list[Change] = []
    for id in sorted(after.addresses | old.addresses):
        before = known.get(id, Address(id=id, holders=()))
        held = before.without(old.id)
        held = held.with_holder(after.id) if id in after.addresses else held
        if id not in known:
            changes.append(Add(held))
        elif not held.holders:
            changes.append(Remove(before))
        elif held != before:
            changes.append(Put(held))
    return changes


def _empty(value: object) -> bool:
    return value is None or value == ""
