"""A story in which everything happens that may happen to a membership, with secrets in it."""

from __future__ import annotations

from bookingcore.testing import FakePayments
from tests.desk.stock import Stock


def subscribed(stock: Stock, payments: FakePayments, secret: str) -> list[object]:
    """Somebody whose card was declined, who paused and left; and whose credits were corrected."""
    desk = stock.desk
    ida = desk.customers.register(name=secret)
    monthly = desk.catalog.add_plan(
        secret,
        price="30.00",
        units=4,
        services=(stock.service,),
        valid_for=None,
        every="P1M",
        cancellation_fee="5.00",
    )
    membership = desk.memberships.start(
        ida, monthly, card=secret, note=secret, sold_by=secret, starts_on="2026-08-31"
    )
    payments.decline_next(secret)
    desk.memberships.process(membership)
    desk.memberships.process(membership)
    desk.memberships.edit(membership, note=f"{secret}!", next_payment_on="2026-12-24")
    desk.memberships.pause(membership, reason=secret)
    desk.memberships.resume(membership)
    [credit] = desk.memberships.credits(membership)
    desk.balances.void(credit, units=2, comment=secret)
    desk.balances.reinstate(credit, units=1, comment=secret)
    desk.balances.set_expiry(credit, "2026-12-31", units=1, comment=secret)
    desk.memberships.cancel(membership, reason=secret)
    return [ida]
