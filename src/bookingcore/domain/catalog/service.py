"""What is booked, and with whom or where."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from bookingcore.domain.values.ids import PolicyHash, ResourceId, ServiceId
from bookingcore.domain.values.money import Money


class ResourceKind(Enum):
    """What a session may need beside its customers."""

    PROFESSIONAL = "professional"
    ROOM = "room"
    DEVICE = "device"


@frozen(kw_only=True)
class Service:
    """What is booked: yoga, physiotherapy, a haircut.

    Attributes:
        duration: minutes of a session whose end is not given.
        price: what a single booking costs when it is sold on its own; None when it is not.
        terms: the policy promised with new sessions.
    """

    id: ServiceId
    name: str
    duration: int
    price: Money | None
    terms: PolicyHash
    version: int = field(default=1, eq=False, repr=False)


@frozen(kw_only=True)
class Resource:
    """A professional, a room or a device; never in two sessions at once (P5).

    Attributes:
        services: what it serves; empty for every service.
        email: where a professional is told of what changes (003-18, 003-22); None for nowhere.
    """

    id: ResourceId
    name: str
    kind: ResourceKind
    services: tuple[ServiceId, ...] = ()
    email: str | None = None
    version: int = field(default=1, eq=False, repr=False)

    def serves(self, service: ServiceId) -> bool:
        """Whether sessions of *service* may need it."""
        return not self.services or service in self.services
