"""The apps and browsers that take push messages for a customer."""

from __future__ import annotations

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.values.checks import text

DEVICES_MAX = 20
"""How many devices a card keeps; the one that was not heard of for longest gives way."""

SUBSCRIPTION_LENGTH_MAX = 2_000
"""Characters."""


@frozen(kw_only=True)
class Device:
    """An app or a browser.

    Attributes:
        subscription: how the push port reaches it: a browser's subscription as JSON, or a token.
        added_at: when it was last said to be theirs.
    """

    subscription: str = field(repr=False)
    added_at: DateTime


def subscription(value: object) -> str:
    """*value* as the subscription of a device.

    Raises:
        InvalidInput: no text, or more than 2,000 characters.
    """
    return text(value, "subscription", required=True, longest=SUBSCRIPTION_LENGTH_MAX)


def with_device(devices: tuple[Device, ...], new: Device) -> tuple[Device, ...]:
    """*devices* with *new* in front, each once."""
    return (new, *without_device(devices, new.subscription))[:DEVICES_MAX]


def without_device(devices: tuple[Device, ...], subscription: str) -> tuple[Device, ...]:
    """*devices* without the one that is no more."""
    return tuple(each for each in devices if each.subscription != subscription)
