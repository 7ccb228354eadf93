"""What `verify()` looks at: each period of a membership was billed once."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.values.ids import MembershipId


@frozen(kw_only=True)
class PeriodsBilled:
    """What a membership says it has billed, beside its periods and attempts.

    Attributes:
        period: how many periods it says were billed.
        periods: how many there are, and `last_no` the number of the last one.
        sales: by how many sales they were billed.
        last: whether the sale of the last one is the one that it names.
        attempts: how often it says the last one was to be charged.
        tried: how many attempts there are at the sale that it names.
        foreign: how many of its attempts are at a sale of none of its periods.
    """

    membership_id: MembershipId
    period: int
    periods: int
    last_no: int
    sales: int
    last: bool
    attempts: int
    tried: int
    foreign: int

    def faults(self) -> Iterator[Fault]:
        """P4: each period has a sale of its own, and every attempt is at one of these."""
        if not self.period == self.periods == self.last_no:
            billed = f"has {self.periods} up to no. {self.last_no}"
            yield self._fault(f"says {self.period} periods were billed, {billed}")
        if self.sales != self.periods:
            yield self._fault(f"billed {self.periods} periods by {self.sales} sales")
        if not self.last:
            yield self._fault("names another sale than that of its last period")
        if self.attempts != self.tried:
            tried = f"there are {self.tried}"
            yield self._fault(f"says its last period was tried {self.attempts} times, {tried}")
        if self.foreign:
            yield self._fault(f"has {self.foreign} attempts at sales that are not its own")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.membership_id, sentence)
