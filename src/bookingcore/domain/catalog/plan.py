"""What is sold: a price, and the balance that it grants."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore.domain.values.ids import PlanId, ServiceId
from bookingcore.domain.values.money import Money


@frozen(kw_only=True)
class Plan:
    """What is sold (quota, bono): for its price it grants units for certain services.

    Attributes:
        units: how many units one of it grants; 0 for something that grants none.
        services: the services that its units pay for (000-14).
        valid_for: days of validity from the application date, that day included; None for ever.
        grace_days: days after the last one on which its units still pay, before newer ones (A8).
    """

    id: PlanId
    name: str
    price: Money
    units: int
    services: tuple[ServiceId, ...]
    valid_for: int | None
    grace_days: int = 0
    version: int = field(default=1, eq=False, repr=False)
