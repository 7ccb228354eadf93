"""A story in which everything happens that may happen to money, with secrets in it."""

from __future__ import annotations

from bookingcore import Line
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.stock import Stock


def dealt(stock: Stock, payments: FakePayments, clock: FrozenClock, secret: str) -> list[object]:
    """Somebody who paid, or did not, and had money back, or did not."""
    desk = stock.desk
    lea = desk.customers.register(name=secret)
    charged(stock, payments, clock, desk.sales.sell(lea, stock.plan).id, secret)
    massage = desk.catalog.add_service("Massaggio", duration=30, price="60.00")
    cancelled, left = (
        desk.bookings.book(lea, desk.schedule.add_session(massage, starts_at=at))
        for at in ("2026-08-24T10:00", "2026-08-25T10:00")
    )
    desk.sales.sell(lea, Line(booking=cancelled))
    desk.bookings.cancel(cancelled)
    desk.sales.void(desk.sales.sell(lea, Line(booking=left)), reason=secret)
    return [lea]


def charged(
    stock: Stock, payments: FakePayments, clock: FrozenClock, sale: str, secret: str
) -> None:
    """Every answer that a provider can give, to charges and to refunds."""
    sales = stock.desk.sales
    payments.decline_next(secret)
    sales.charge_card(sale, secret)
    payments.fall_silent_next(moved=False)
    silent = sales.charge_card(sale, secret, note=secret)
    payments.accept_next()
    clock.advance(minutes=5)
    stock.desk.run_due()
    sales.provider_event(*payments.settle(silent.id))
    payments.fall_silent_next(moved=False)
    refund = sales.refund(sale, "10.00", reason=secret)
    payments.accept_next()
    clock.advance(minutes=5)
    stock.desk.run_due()
    sales.provider_event(*payments.settle(refund.key(0)))
    sales.provider_event(*payments.fail(refund.key(0), secret))
    sales.provider_event(*payments.settle(refund.key(0)))
