"""Coupons, quotes, invoices and requests for the contracts: plain ones by number, and full ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve

from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind, InvoiceLine, NumberSeries
from bookingcore.domain.sales.payment_request import PaymentRequest, PaymentRequestStatus
from bookingcore.domain.sales.quote import Quote, QuoteStatus
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.ids import CouponId, InvoiceId, PaymentRequestId, QuoteId
from bookingcore.domain.values.money import Money
from bookingcore.testing.contracts.money_specimens import (
    FOR_A_BOOKING,
    FOR_A_CARD,
    FOR_A_PLAN,
    TOKEN,
    YEN,
)
from bookingcore.testing.contracts.people_specimens import LINE, WORDS
from bookingcore.testing.contracts.rows import (
    a_branch,
    a_customer,
    a_payment,
    a_plan,
    a_refund,
    a_sale,
    a_service,
    id_of,
    july,
)


def a_coupon(number: int = 1, **fields: Any) -> Coupon:
    """Ten percent off anything, for ever, as often as anybody likes."""
    row = Coupon(
        id=CouponId(id_of(Coupon, number)),
        code=f"TEN-OFF-{number}",
        name=f"Coupon {number}",
        percent=Decimal("10.00"),
    )
    return evolve(row, **fields)


def a_coupon_code(id: str = "TEN0FF1", coupon: int = 1) -> CouponCode:
    """The code of the coupon of that number."""
    return CouponCode(id=id, coupon_id=a_coupon(coupon).id)


def a_quote(number: int = 1, customer: int = 1, **fields: Any) -> Quote:
    """What the first plan would cost, until the end of July."""
    sale = a_sale(number)
    row = Quote(
        id=QuoteId(id_of(Quote, number)),
        customer_id=a_customer(customer).id,
        branch_id=None,
        lines=sale.lines,
        total=sale.total,
        valid_until=date(2026, 7, 31),
        made_at=july(1, 8, number % 60),
        made_by="staff:maria",
    )
    return evolve(row, **fields)


def a_series_of_numbers(kind: InvoiceKind = InvoiceKind.INVOICE) -> NumberSeries:
    """The numbers of one kind of paper."""
    return NumberSeries(id=kind.name)


def an_invoice(number: int = 1, /, sale: int = 1, customer: int = 1, **fields: Any) -> Invoice:
    """What the sale of that number costs: a hundred euros, on 1 July."""
    [line] = a_sale().lines
    row = Invoice(
        id=InvoiceId(id_of(Invoice, number)),
        kind=InvoiceKind.INVOICE,
        number=number,
        sale_id=a_sale(sale).id,
        customer_id=a_customer(customer).id,
        issued_on=date(2026, 7, 1),
        lines=(InvoiceLine(name=line.name, quantity=1, price=line.price, discount=line.discount),),
        total=line.total,
        buyer_name=f"Customer {customer}",
        buyer_address="",
        issued_at=july(1, 12, number % 60),
        issued_by="staff:maria",
    )
    return evolve(row, **fields)


def a_request(number: int = 1, sale: int = 1, customer: int = 1, **fields: Any) -> PaymentRequest:
    """Ten euros that the customer is asked to pay."""
    row = PaymentRequest(
        id=PaymentRequestId(id_of(PaymentRequest, number)),
        sale_id=a_sale(sale).id,
        customer_id=a_customer(customer).id,
        amount=Money.of(10, "EUR"),
        asked_at=july(1, 13, number % 60),
        asked_by="staff:maria",
    )
    return evolve(row, **fields)


COUPON = a_coupon(
    2,
    code="Estate-" * 9 + "1",
    name=LINE,
    percent=None,
    amount=YEN,
    plans=(a_plan(2).id, a_plan(1).id),
    services=(a_service(2).id, a_service(1).id),
    valid_from=date(1000, 1, 1),
    valid_until=date(9998, 12, 31),
    uses_max=1_000_000,
    uses_per_customer=1,
    used=1_000_000,
)
QUOTE = a_quote(
    2,
    branch_id=a_branch().id,
    lines=(
        FOR_A_PLAN,
        evolve(FOR_A_PLAN, valid_for=None, units=30, balance_id=a_sale().lines[0].balance_id),
        FOR_A_BOOKING,
        FOR_A_CARD,
    ),
    total=YEN * 3,
    valid_until=date(9998, 12, 31),
    status=QuoteStatus.ACCEPTED,
    sale_id=a_sale().id,
    coupon_id=a_coupon().id,
    made_at=july(1, 0, 0, 1),
    made_by=str(SYSTEM),
    note=WORDS,
)
INVOICE = an_invoice(
    2,
    kind=InvoiceKind.CREDIT_NOTE,
    number=2**53 + 1,
    payment_id=a_payment().id,
    refund_id=a_refund(3, parts=()).id,
    issued_on=date(1000, 1, 1),
    due_on=date(9998, 12, 31),
    lines=(
        InvoiceLine(name=WORDS, quantity=1_000, price=YEN, discount=YEN * 2),
        InvoiceLine(name=LINE, quantity=1, price=Money.zero("JPY"), discount=Money.zero("JPY")),
    ),
    total=YEN,
    buyer_name=LINE * 3,
    buyer_address=WORDS,
    issued_at=july(1, 0, 0, 1),
    issued_by=str(SYSTEM),
)
REQUEST = a_request(
    2,
    amount=YEN,
    reason=WORDS,
    status=PaymentRequestStatus.APPROVED,
    direct=True,
    card=TOKEN,
    payment_id=a_payment().id,
    asked_at=july(1, 0, 0, 1),
    asked_by=str(SYSTEM),
    answered_at=july(1, 0, 0, 2),
)

REFERRED = (a_coupon(), a_refund(3, parts=()))
"""What the rows below refer to, beside payments."""

FULL: Sequence[Any] = (
    COUPON,
    a_coupon_code("0" * 64),
    QUOTE,
    a_series_of_numbers(InvoiceKind.CREDIT_NOTE),
    INVOICE,
    REQUEST,
)

BARE: Sequence[Any] = (
    a_coupon(2),
    a_quote(2, lines=()),
    an_invoice(2, lines=()),
    a_request(2),
)

PUT: Sequence[tuple[Any, Any]] = (
    (a_coupon(2), COUPON),
    (COUPON, a_coupon(2)),
    (a_quote(2), QUOTE),
    (QUOTE, a_quote(2)),
    (an_invoice(2), INVOICE),
    (INVOICE, an_invoice(2)),
    (a_request(2), REQUEST),
    (REQUEST, a_request(2)),
)
