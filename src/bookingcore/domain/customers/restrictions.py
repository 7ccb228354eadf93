"""What a customer may not do: the blacklist, one professional, unwanted services."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from bookingcore.domain.values.ids import ServiceId


@frozen(kw_only=True)
class UnwantedService:
    """A service that is never scheduled for the customer again, by anybody (004-27, 004-28).

    Attributes:
        comment: why, in staff's words.
    """

    service_id: ServiceId
    comment: str = ""


UnwantedServices = tuple[UnwantedService, ...]
"""The entries of a card, one for each service, in order of its id."""


def unwanted(entries: UnwantedServices, service: ServiceId) -> UnwantedService | None:
    """The entry for *service*; None where it may be scheduled."""
    return next((entry for entry in entries if entry.service_id == service), None)


def with_unwanted(entries: UnwantedServices, entry: UnwantedService) -> UnwantedServices:
    """*entries* with *entry* among them, in the place of one for the same service."""
    return _ordered((*without_unwanted(entries, entry.service_id), entry))


def without_unwanted(entries: UnwantedServices, service: ServiceId) -> UnwantedServices:
    """*entries* without the one for *service*, which lifts the block (004-29)."""
    return tuple(entry for entry in entries if entry.service_id != service)


def united(first: UnwantedServices, second: UnwantedServices) -> UnwantedServices:
    """The entries of two cards in one; of one service those of *first* win (A40)."""
    entries = {entry.service_id: entry for entry in second}
    for entry in first:
        other = entries.get(entry.service_id, entry)
        entries[entry.service_id] = evolve(entry, comment=entry.comment or other.comment)
    return _ordered(entries.values())


def _ordered(entries: Iterable[UnwantedService]) -> UnwantedServices:
    return tuple(sorted(entries, key=lambda entry: entry.service_id))
