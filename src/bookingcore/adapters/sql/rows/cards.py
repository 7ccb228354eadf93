"""What few cards have, as canonical JSON; the empty text, or list, where a card has none.

Every command that books loads a card, so what is not there costs nothing.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from bookingcore.adapters.sql.codec import TEXT
from bookingcore.adapters.sql.rows.kept import canonical_json
from bookingcore.domain.customers.addresses import Verified
from bookingcore.domain.customers.devices import Device
from bookingcore.domain.customers.preferences import Category, Channel, Channels, Preferences
from bookingcore.domain.customers.restrictions import UnwantedService, UnwantedServices
from bookingcore.domain.customers.weight import Weight, WeightUnit

_NONE_CHOSEN = Preferences()
_NO_DEVICES = "[]"
_CATEGORIES = [category.value for category in Category]


def put_weight(weight: Weight | None) -> str:
    """A weight: amount, unit and day."""
    if weight is None:
        return ""
    return canonical_json([str(weight.amount), weight.unit.name, weight.on.isoformat()])


def get_weight(written: str) -> Weight | None:
    """The weight that was put."""
    if not written:
        return None
    amount, unit, on = json.loads(written)
    return Weight(amount=amount, unit=WeightUnit[unit], on=date.fromisoformat(on))


def put_verified(verified: tuple[Verified, ...]) -> str:
    """Each address, with the instant since which it is known to be the person's."""
    if not verified:
        return ""
    return canonical_json([[each.address, TEXT.put_instant(each.at)] for each in verified])


def get_verified(written: str) -> tuple[Verified, ...]:
    """The addresses that were put."""
    if not written:
        return ()
    return tuple(Verified(address, TEXT.get_instant(at)) for address, at in json.loads(written))


def put_unwanted(unwanted: UnwantedServices) -> str:
    """Each service, with staff's comment."""
    if not unwanted:
        return ""
    return canonical_json([[each.service_id, each.comment] for each in unwanted])


def get_unwanted(written: str) -> UnwantedServices:
    """The entries that were put."""
    if not written:
        return ()
    return tuple(
        UnwantedService(service_id=service, comment=comment)
        for service, comment in json.loads(written)
    )


def put_preferences(preferences: Preferences) -> str:
    """The choices that were made, by category and channel."""
    if preferences == _NONE_CHOSEN:
        return ""
    return canonical_json({name: _chosen(getattr(preferences, name)) for name in _CATEGORIES})


def _chosen(channels: Channels) -> dict[str, bool]:
    choices = {each.value: channels.of(each) for each in Channel}
    return {name: choice for name, choice in choices.items() if choice is not None}


@lru_cache(maxsize=1024)
def get_preferences(written: str) -> Preferences:
    """The choices that were put."""
    if not written:
        return _NONE_CHOSEN
    return Preferences(**{name: Channels(**chosen) for name, chosen in json.loads(written).items()})


def put_devices(devices: tuple[Device, ...]) -> str:
    """Each subscription, with the instant at which it was last said to be theirs."""
    if not devices:
        return _NO_DEVICES
    return canonical_json(
        [[each.subscription, TEXT.put_instant(each.added_at)] for each in devices]
    )


def get_devices(written: str) -> tuple[Device, ...]:
    """The devices that were put."""
    if written == _NO_DEVICES:
        return ()
    return tuple(
        Device(subscription=subscription, added_at=TEXT.get_instant(at))
        for subscription, at in json.loads(written)
    )
