"""A quote: what somebody may buy, at the prices of the day on which it was made (002-28)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.sales.sale import SaleLine
from bookingcore.domain.values.ids import BranchId, CouponId, CustomerId, QuoteId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.errors import QuoteClosed, QuoteExpired


class QuoteStatus(Enum):
    """Where a quote stands."""

    OPEN = "open"
    # It was sold, at its prices.
    ACCEPTED = "accepted"
    DECLINED = "declined"
    # Its last day is over; derived from that day, never stored.
    EXPIRED = "expired"


QUOTE_TRANSITIONS: Mapping[QuoteStatus, frozenset[QuoteStatus]] = {
    QuoteStatus.OPEN: frozenset({QuoteStatus.ACCEPTED, QuoteStatus.DECLINED, QuoteStatus.EXPIRED}),
    QuoteStatus.ACCEPTED: frozenset(),
    QuoteStatus.DECLINED: frozenset(),
    QuoteStatus.EXPIRED: frozenset(),
}
"""What may become of a quote."""


@frozen(kw_only=True)
class Quote:
    """What somebody may buy: it redeems nothing, and holds nothing.

    Attributes:
        lines: as they are sold when it is accepted, whatever the catalog says by then.
        total: the sum of its lines.
        valid_until: its last day, inclusive, in the center's zone.
        sale_id: the sale that it became; None while it became none.
        coupon_id: the coupon by which its lines are cheaper; None for none.
        note: words kept with it.
    """

    id: QuoteId
    customer_id: CustomerId
    branch_id: BranchId | None
    lines: tuple[SaleLine, ...]
    total: Money
    valid_until: date
    status: QuoteStatus = QuoteStatus.OPEN
    sale_id: SaleId | None = None
    coupon_id: CouponId | None = None
    made_at: DateTime
    made_by: str
    note: str = ""
    version: int = field(default=1, eq=False, repr=False)

    def seen_on(self, day: date) -> Quote:
        """It as it stands on *day*, a local date of the center: an open one may have expired."""
        over = self.status is QuoteStatus.OPEN and day > self.valid_until
        return evolve(self, status=QuoteStatus.EXPIRED) if over else self

    def refuse_closed(self, day: date) -> None:
        """Refuse to answer it on *day*, a local date of the center, where it is not open then.

        Raises:
            QuoteExpired: its last day is over.
            QuoteClosed: it was answered.
        """
        seen = self.seen_on(day).status
        if seen is QuoteStatus.EXPIRED:
            raise QuoteExpired(self.id, self.valid_until.isoformat())
        if seen is not QuoteStatus.OPEN:
            raise QuoteClosed(self.id, seen.name)
