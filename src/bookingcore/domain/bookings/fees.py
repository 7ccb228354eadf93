"""Fees for cancelling late and for not turning up: each a sale of its own about its booking.

A booking owes one fee at most: who did not turn up and was charged for it is not charged again
when the booking is cancelled afterwards, nor when absence is marked anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.sales.lines import fee_line, opened_sale
from bookingcore.domain.sales.sale import LineKind, Sale
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.events import Fact
from bookingcore.domain.values.ids import BookingId, BranchId, CustomerId, SaleId
from bookingcore.domain.values.money import Money

LATE_CANCELLATION = "Late cancellation"
NO_SHOW = "No-show"
"""The names of the lines of a fee."""


@frozen(kw_only=True)
class Billing:
    """How a fee is billed, where one is owed.

    Attributes:
        sale_id: the id for its sale.
        customer_id: whose booking it is.
        branch_id: the branch of the session; None for the center's own place.
        on: the local day of the session's zone, from which the sale applies.
    """

    sale_id: SaleId
    customer_id: CustomerId
    branch_id: BranchId | None
    on: date

    def sale(self, booking: BookingId, fee: Money, name: str, now: DateTime, by: Actor) -> Sale:
        """The sale of *fee*, which awaits its payment."""
        return opened_sale(
            id=self.sale_id,
            customer_id=self.customer_id,
            branch_id=self.branch_id,
            lines=(fee_line(booking, name, fee),),
            application_date=self.on,
            sold_at=now,
            sold_by=str(by),
        )


def was_billed(booking: BookingId, sales: Iterable[Sale]) -> bool:
    """Whether one of the customer's *sales* is of a fee for the booking, paid or not."""
    return any(line.booking_id == booking for sale in sales for line in sale.lines_of(LineKind.FEE))


def fee_facts(sale: Sale | None) -> dict[str, Fact]:
    """The facts of an event that tell of a fee: minor units and currency, None for no fee."""
    if sale is None:
        return {"fee": None, "currency": None}
    return {"fee": sale.total.minor, "currency": sale.total.currency}
