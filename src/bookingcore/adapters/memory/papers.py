"""What the questions about invoices, requests for payment and uses of coupons find."""

from __future__ import annotations

from collections.abc import Iterable

from bookingcore.adapters.memory.books import Books
from bookingcore.domain.bookings.paper_audit import CouponUses, NumbersIssued
from bookingcore.domain.sales.invoice import Invoice, NumberSeries
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.ports.papers import (
    CouponUsesPage,
    InvoicesIssued,
    InvoicesOfSale,
    NumbersIssuedPage,
    RequestsOfSale,
)


def invoices_of_sale(books: Books, asked: InvoicesOfSale) -> Iterable[Invoice]:
    """The papers about a sale."""
    return _in_order(books.invoices.picked(books.invoices_of.of(asked.sale_id)))


def invoices_issued(books: Books, asked: InvoicesIssued) -> Iterable[Invoice]:
    """The papers that were issued on some days."""
    papers = books.invoices.rows.values()
    return _in_order(paper for paper in papers if asked.first <= paper.issued_on <= asked.last)


def requests_of_sale(books: Books, asked: RequestsOfSale) -> Iterable[PaymentRequest]:
    """The requests for payment about a sale."""
    requests = books.payment_requests.picked(books.requests_of.of(asked.sale_id))
    return sorted(requests, key=lambda request: (request.asked_at, request.id))


def numbers_issued(books: Books, asked: NumbersIssuedPage) -> Iterable[NumbersIssued]:
    """How far each series has counted, beside the papers of its kind."""
    kinds = {*books.number_series.rows, *(each.kind.name for each in books.invoices.rows.values())}
    for kind in sorted(each for each in kinds if each > asked.after)[: asked.limit]:
        papers = [each for each in books.invoices.rows.values() if each.kind.name == kind]
        numbers = {each.number for each in papers}
        begun = kind in books.number_series.rows
        yield NumbersIssued(
            kind=kind,
            counted=books.numbers.rows.get((NumberSeries, kind), 1) if begun else 0,
            papers=len(papers),
            numbers=len(numbers),
            lowest=min(numbers, default=0),
            highest=max(numbers, default=0),
        )


def coupon_uses(books: Books, asked: CouponUsesPage) -> Iterable[CouponUses]:
    """How often coupons say that they are used, beside the sales that use them."""
    for coupon in books.coupons.page(asked.after, asked.limit):
        sales = books.sales.picked(books.sales_with.of(coupon.id))
        yield CouponUses(
            coupon_id=coupon.id,
            used=coupon.used,
            uses_max=coupon.uses_max,
            sales=sum(not sale.voided for sale in sales),
        )


def _in_order(papers: Iterable[Invoice]) -> list[Invoice]:
    return sorted(papers, key=lambda paper: (paper.issued_at, paper.id))
