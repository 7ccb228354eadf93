"""What `verify()` looks at on papers and coupons: numbers without gaps, uses that were sold."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.values.ids import CouponId


@frozen(kw_only=True)
class NumbersIssued:
    """How far a series of numbers has counted, beside the papers of its kind.

    Attributes:
        kind: the name of the kind of paper; also the id of its series.
        counted: the last number that the series gave; 0 where there is no series.
        papers: how many papers of the kind there are.
        numbers: how many numbers they have that differ.
        lowest, highest: their lowest and highest number; 0 where there are none.
    """

    kind: str
    counted: int
    papers: int
    numbers: int
    lowest: int
    highest: int

    def faults(self) -> Iterator[Fault]:
        """P4: the numbers run from 1 to what the series counted, each once."""
        if self.numbers < self.papers:
            yield self._fault(f"{self.papers} papers share {self.numbers} numbers")
        if self.numbers and (self.lowest, self.highest) != (1, self.numbers):
            span = f"{self.lowest} to {self.highest}"
            yield self._fault(f"{self.numbers} numbers run from {span}, with a gap")
        if self.counted != self.highest:
            yield self._fault(f"the series counted {self.counted}, the last is {self.highest}")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.kind, sentence)


@frozen(kw_only=True)
class CouponUses:
    """How often a coupon says that it is used, beside the sales that use it.

    Attributes:
        uses_max: how many sales may use it; None for any number.
        sales: how many sales use it that are not voided.
    """

    coupon_id: CouponId
    used: int
    uses_max: int | None
    sales: int

    def faults(self) -> Iterator[Fault]:
        """P4: its uses are the sales that were not voided, and no more than are allowed."""
        if self.used != self.sales:
            yield self._fault(f"counts {self.used} uses, {self.sales} sales use it")
        if self.uses_max is not None and self.sales > self.uses_max:
            yield self._fault(f"may be used {self.uses_max} times, {self.sales} sales use it")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.coupon_id, sentence)
