"""The questions about invoices, their numbers, requests for payment, and the uses of coupons."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from bookingcore.domain.bookings.paper_audit import CouponUses, NumbersIssued
from bookingcore.domain.sales.invoice import Invoice
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.values.ids import SaleId
from bookingcore.ports.questions import Question


@frozen
class InvoicesOfSale(Question[Invoice]):
    """The papers about a sale, in order of issue and then of id."""

    sale_id: SaleId


@frozen
class InvoicesIssued(Question[Invoice]):
    """The papers that were issued on a day from *first* to *last*, in order of issue and id."""

    first: date
    last: date


@frozen
class RequestsOfSale(Question[PaymentRequest]):
    """The requests for payment about a sale, oldest first."""

    sale_id: SaleId


@frozen
class NumbersIssuedPage(Question[NumbersIssued]):
    """For each series of numbers, and each kind of paper, how far it has counted.

    In order of the name of the kind; a page, like `audits`.
    """

    after: str
    limit: int


@frozen
class CouponUsesPage(Question[CouponUses]):
    """For each coupon, its uses beside the sales that use it; a page, like `audits`."""

    after: str
    limit: int
