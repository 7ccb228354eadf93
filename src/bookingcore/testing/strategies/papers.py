"""Strategies for coupons, quotes, invoices and requests for payment."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.gift_card_code import compared
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind, InvoiceLine, NumberSeries
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest, PaymentRequestStatus
from bookingcore.domain.sales.quote import Quote, QuoteStatus
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import CouponId, InvoiceId, PaymentRequestId, QuoteId
from bookingcore.testing.strategies.catalog import plans, services
from bookingcore.testing.strategies.ledgers import payments, sales
from bookingcore.testing.strategies.values import (
    actors,
    days,
    ids,
    instants,
    money,
    names,
    notes,
    or_any,
)

_CODES = st.text("ABCDEFGHJKMNPQRSTVWXYZ23456789-", min_size=3, max_size=64)


@st.composite
def coupons(draw: st.DrawFn, plan: Plan | None = None, service: Service | None = None) -> Coupon:
    """Coupons for *plan* or *service*, or for anything; used or not."""
    by_percent = draw(st.booleans())
    hundredths = st.integers(1, 10_000).map(lambda n: Decimal(n) / 100)
    first, last = sorted((draw(days()), draw(days())))
    uses_max = draw(st.none() | st.integers(1, 1_000))
    return Coupon(
        id=CouponId(draw(ids())),
        code=draw(_CODES.filter(lambda code: len(compared(code)) >= 3)),
        name=draw(names()),
        percent=draw(hundredths).quantize(Decimal("0.01")) if by_percent else None,
        amount=None if by_percent else draw(money(least=1)),
        plans=draw(st.just(()) | st.just((draw(or_any(plan, plans())).id,))),
        services=draw(st.just(()) | st.just((draw(or_any(service, services())).id,))),
        valid_from=draw(st.none() | st.just(first)),
        valid_until=draw(st.none() | st.just(last)),
        uses_max=uses_max,
        uses_per_customer=draw(st.none() | st.integers(1, 10)),
        used=draw(st.integers(0, uses_max or 1_000)),
    )


@st.composite
def coupon_codes(draw: st.DrawFn, coupon: Coupon | None = None) -> CouponCode:
    """The code of *coupon*, or of any."""
    coded = draw(or_any(coupon, coupons()))
    return CouponCode(id=compared(coded.code), coupon_id=coded.id)


@st.composite
def quotes(draw: st.DrawFn, sale: Sale | None = None, coupon: Coupon | None = None) -> Quote:
    """Quotes of what *sale* sells, or any; that one when they were accepted; at no branch."""
    sold = draw(or_any(sale, sales()))
    status = draw(st.sampled_from((QuoteStatus.OPEN, QuoteStatus.ACCEPTED, QuoteStatus.DECLINED)))
    return Quote(
        id=QuoteId(draw(ids())),
        customer_id=sold.customer_id,
        branch_id=None,
        lines=sold.lines,
        total=sold.total,
        valid_until=draw(days()),
        status=status,
        sale_id=sold.id if status is QuoteStatus.ACCEPTED else None,
        coupon_id=None if coupon is None else draw(st.none() | st.just(coupon.id)),
        made_at=draw(instants()),
        made_by=str(draw(actors())),
        note=draw(notes()),
    )


def number_series() -> st.SearchStrategy[NumberSeries]:
    """The numbers of one kind of paper."""
    return st.sampled_from(InvoiceKind).map(lambda kind: NumberSeries(id=kind.name))


@st.composite
def invoices(
    draw: st.DrawFn, payment: Payment | None = None, refund: Refund | None = None
) -> Invoice:
    """Papers about the sale of *payment*, or of any; credit notes are for *refund*."""
    paid = draw(or_any(payment, payments()))
    kind = draw(st.sampled_from(InvoiceKind))
    back = refund.id if refund and kind is InvoiceKind.CREDIT_NOTE else None
    currency = paid.amount.currency
    lines = draw(st.lists(_lines(currency), min_size=1, max_size=3))
    return Invoice(
        id=InvoiceId(draw(ids())),
        kind=kind,
        number=draw(st.integers(1, 10_000_000)),
        sale_id=paid.sale_id,
        payment_id=paid.id if kind is InvoiceKind.RECEIPT else None,
        refund_id=back,
        customer_id=paid.customer_id,
        issued_on=draw(days()),
        due_on=draw(st.none() | days()) if kind is InvoiceKind.INVOICE else None,
        lines=tuple(lines),
        total=draw(money(currency)),
        buyer_name=draw(names()),
        buyer_address=draw(notes()),
        issued_at=draw(instants()),
        issued_by=str(draw(actors())),
    )


@st.composite
def _lines(draw: st.DrawFn, currency: str) -> InvoiceLine:
    price, quantity = draw(money(currency)), draw(st.integers(1, 100))
    return InvoiceLine(
        name=draw(names()),
        quantity=quantity,
        price=price,
        discount=draw(money(currency, most=price.minor * quantity)),
    )


@st.composite
def payment_requests(draw: st.DrawFn, payment: Payment | None = None) -> PaymentRequest:
    """Requests about the sale of *payment*, which some of them became, or about any."""
    paid, status = draw(or_any(payment, payments())), draw(st.sampled_from(PaymentRequestStatus))
    charged = status in {
        PaymentRequestStatus.APPROVED,
        PaymentRequestStatus.PAID,
        PaymentRequestStatus.FAILED,
    }
    return PaymentRequest(
        id=PaymentRequestId(draw(ids())),
        sale_id=paid.sale_id,
        customer_id=paid.customer_id,
        amount=paid.amount,
        reason=draw(notes()),
        status=status,
        direct=charged and draw(st.booleans()),
        card=draw(st.none() | names()),
        payment_id=paid.id if charged else None,
        asked_at=draw(instants()),
        asked_by=str(draw(actors())),
        answered_at=None if status is PaymentRequestStatus.PENDING else draw(instants()),
    )


@st.composite
def papers(
    draw: st.DrawFn, plan: Plan, service: Service, sale: Sale, payment: Payment
) -> tuple[Coupon, CouponCode, Quote, NumberSeries, Invoice, PaymentRequest]:
    """A coupon with its code, a quote, an invoice with its series, and a request for payment."""
    coupon = draw(coupons(plan, service))
    return (
        coupon,
        draw(coupon_codes(coupon)),
        draw(quotes(sale, coupon)),
        draw(number_series()),
        draw(invoices(payment)),
        draw(payment_requests(payment)),
    )
