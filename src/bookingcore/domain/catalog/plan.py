"""What is sold: a price, and the balance that it grants."""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.values.ids import PlanId, ServiceId
from bookingcore.domain.values.money import Money


class UnusedUnits(Enum):
    """What becomes of the units of a period that nobody has redeemed when it is over."""

    # They are valid to the last day of the period, and in the plan's days of grace.
    EXPIRE = "expire"
    # They are valid as long as units of the plan are.
    ROLL_OVER = "roll_over"


@frozen(kw_only=True)
class Plan:
    """What is sold (quota, bono): for its price it grants units for certain services.

    Attributes:
        units: how many units one of it grants; 0 for something that grants none.
        services: the services that its units pay for (000-14).
        valid_for: days of validity from the application date, that day included; None for ever.
        grace_days: days after the last one on which its units still pay, before newer ones (A8).
        every: how often a membership of it renews; None for what does not.
        cancellation_fee: what ending a membership costs; None for nothing.
        minimum_term: periods that a membership lasts at least: once they are over, ending it costs
            nothing. None for no such term: then it always costs the fee.
        unused: what becomes of the units of a period that is over.
        void_on_end: whether what is left of a membership's units is void when it ends (A56).
    """

    id: PlanId
    name: str
    price: Money
    units: int
    services: tuple[ServiceId, ...]
    valid_for: int | None
    grace_days: int = 0
    every: Cycle | None = None
    cancellation_fee: Money | None = None
    minimum_term: int | None = None
    unused: UnusedUnits = UnusedUnits.EXPIRE
    void_on_end: bool = False
    version: int = field(default=1, eq=False, repr=False)

    def valid_in(self, first: date, last: date) -> int | None:
        """For how many days the units of a period are valid that lasts from *first* to *last*."""
        return self.valid_for if self.unused is UnusedUnits.ROLL_OVER else (last - first).days + 1
