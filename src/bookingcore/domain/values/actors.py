"""Who gives a command: staff, a customer for themselves, or the system's own due work."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore.domain.values.checks import name
from bookingcore.domain.values.ids import CustomerId


def _customer_id(value: object) -> CustomerId:
    return CustomerId(name(value, "customer_id"))


def _staff_name(value: object) -> str:
    return name(value, "staff name")


@frozen
class Staff:
    """Somebody of the business, by the name the host knows them by (1 to 200 characters)."""

    name: str = field(converter=_staff_name)

    def __str__(self) -> str:
        return f"staff:{self.name}"


@frozen
class Oneself:
    """A customer who acts for themselves, from the app or the booking page."""

    customer_id: CustomerId = field(converter=_customer_id)

    def __str__(self) -> str:
        return f"customer:{self.customer_id}"


@frozen
class System:
    """The library's own due work, with nobody at the keyboard."""

    def __str__(self) -> str:
        return "system"


Actor = Staff | Oneself | System

SYSTEM = System()
"""The actor of due work."""


def actor_from(written: str) -> Actor:
    """The actor whose text form is *written*: the inverse of `str(actor)`."""
    kind, _, rest = written.partition(":")
    match kind:
        case "staff":
            return Staff(rest)
        case "customer":
            return Oneself(CustomerId(rest))
        case _:
            return SYSTEM
