"""A story in which everything happens that may happen to papers and coupons, with secrets in it."""

from __future__ import annotations

from tests.desk.stock import Stock


def papered(stock: Stock, secret: str) -> list[object]:
    """Somebody who was quoted, invoiced and asked for money, and had a coupon."""
    desk, sales = stock.desk, stock.desk.sales
    pia = desk.customers.register(name=secret, address=secret)
    coupon = desk.catalog.add_coupon(f"{secret}-5", name=secret, amount="5.00")
    sold = sales.sell(pia, stock.plan, coupon=coupon)
    sales.void(sales.sell(pia, stock.plan, coupon=f"{secret}5"), reason=secret)
    quotes = [sales.quote(pia, stock.bottle, note=secret) for _ in range(2)]
    sales.accept_quote(quotes[0], note=secret)
    sales.decline_quote(quotes[1])
    sales.invoice(sold)
    sales.withdraw_request(sales.request_payment(sold, reason=secret))
    desk.by(pia).sales.decline(sales.request_payment(sold, reason=secret))
    asked = sales.request_payment(sold, amount="10.00", reason=secret, card=secret)
    desk.by(pia).sales.approve(asked)
    sales.credit_note(sales.refund(sold))
    return [coupon, pia, *quotes]
