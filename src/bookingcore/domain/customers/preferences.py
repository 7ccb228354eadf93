"""What a customer wants to be told of, and through which channel (004-30 to 004-34, A53)."""

from __future__ import annotations

from enum import Enum

from attrs import evolve, field, fields, frozen

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput


class Channel(Enum):
    """A way to reach a customer."""

    EMAIL = "email"
    PUSH = "push"
    SMS = "sms"


class Category(Enum):
    """What a message is about, as far as customers may choose."""

    # Confirmations, cancellations, form reminders, waiting lists, attendance (004-30).
    APPOINTMENT = "appointment"
    # Messages before a service (004-31).
    SERVICE = "service"
    # About the customer's packages, marketing and chat included (004-32, A54).
    PACKAGES = "packages"
    # Standard, trigger-based, drip and automated campaigns, and reviews (004-33).
    MARKETING = "marketing"
    # Sales, invoices and receipts (004-34).
    TRANSACTIONS = "transactions"


def _choice(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise InvalidInput("preferences", shown(value), "give True, False, or None for the default")


@frozen(kw_only=True)
class Channels:
    """A customer's choice for one category; None where they have made none.

    Attributes:
        email, push, sms: True for yes, False for no, None for the center's default.
    """

    email: bool | None = field(default=None, converter=_choice)
    push: bool | None = field(default=None, converter=_choice)
    sms: bool | None = field(default=None, converter=_choice)

    def of(self, channel: Channel) -> bool | None:
        """The choice for *channel*."""
        choice: bool | None = getattr(self, channel.value)
        return choice

    def united(self, other: Channels) -> Channels:
        """Both choices in one: a no of either stands, and a yes fills what is open (A40)."""
        return Channels(**{each.value: _stricter(self, other, each) for each in Channel})


def _stricter(first: Channels, second: Channels, channel: Channel) -> bool | None:
    choices = {first.of(channel), second.of(channel)}
    if False in choices:
        return False
    return True if True in choices else None


def _channels(value: object) -> Channels:
    if isinstance(value, Channels):
        return value
    raise InvalidInput("preferences", shown(value), "give Channels(email=..., push=..., sms=...)")


@frozen(kw_only=True)
class Preferences:
    """A customer's choices, category by category."""

    appointment: Channels = field(factory=Channels, converter=_channels)
    service: Channels = field(factory=Channels, converter=_channels)
    packages: Channels = field(factory=Channels, converter=_channels)
    marketing: Channels = field(factory=Channels, converter=_channels)
    transactions: Channels = field(factory=Channels, converter=_channels)

    def of(self, category: Category) -> Channels:
        """The choices for *category*."""
        chosen: Channels = getattr(self, category.value)
        return chosen

    def united(self, other: Preferences) -> Preferences:
        """Both customers' choices in one, the stricter winning (A40)."""
        names = [each.name for each in fields(Preferences)]
        both = {name: getattr(self, name).united(getattr(other, name)) for name in names}
        return evolve(self, **both)


def preferences(value: object) -> Preferences:
    """*value* as preferences.

    Raises:
        InvalidInput: it is none.
    """
    if isinstance(value, Preferences):
        return value
    raise InvalidInput("preferences", shown(value), "give Preferences(marketing=Channels(...))")
