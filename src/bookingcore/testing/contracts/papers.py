"""Coupons and their uses, invoices and their numbers, requests for payment."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.paper_audit import CouponUses, NumbersIssued
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.invoice import InvoiceKind, NumberSeries
from bookingcore.ports.papers import (
    CouponUsesPage,
    InvoicesIssued,
    InvoicesOfSale,
    NumbersIssuedPage,
    RequestsOfSale,
)
from bookingcore.ports.questions import ById
from bookingcore.ports.store import LostGuard, Ref
from bookingcore.testing.contracts.paper_rows import (
    a_coupon,
    a_coupon_code,
    a_quote,
    a_request,
    a_series_of_numbers,
    an_invoice,
)
from bookingcore.testing.contracts.rows import a_sale, july
from bookingcore.testing.contracts.studio import OnAStore, Studio

RECEIPT = InvoiceKind.RECEIPT

SPOILT = {
    "coupon-below-zero": a_coupon(used=-1),
    "coupon-beyond-its-uses": a_coupon(uses_max=1, used=2),
    "coupon-for-nothing": a_coupon(percent=None),
    "invoice-number": an_invoice(number=0),
    "request-of-nothing": a_request(amount=a_sale().paid),
}
"""Rows that no store keeps, by what is wrong with them."""

CHANGED: dict[str, tuple[Any, Any]] = {
    "coupon": (a_coupon(used=1), a_coupon(used=2)),
    "quote": (a_quote(note="first"), a_quote(note="second")),
    "invoice": (an_invoice(buyer_name="first"), an_invoice(buyer_name="second")),
    "request": (a_request(reason="first"), a_request(reason="second")),
}
"""Rows as two who read the same version would put them."""


class PaperContract(OnAStore):
    """Papers about sales are found, numbered and counted."""

    @pytest.fixture
    def written(self, studio: Studio) -> Studio:
        """A studio with papers whose numbers do not always run on."""
        studio.add(a_sale(2), a_series_of_numbers())
        studio.add(
            an_invoice(3, number=3, issued_on=date(2026, 7, 2)),
            an_invoice(2, sale=2, number=1, issued_at=july(1, 13), issued_on=date(2026, 7, 3)),
            an_invoice(1, issued_at=july(1, 14)),
            an_invoice(4, kind=RECEIPT, number=7, issued_at=july(1, 12)),
        )
        return studio

    def test_the_papers_of_a_sale_come_in_order_of_issue(self, written: Studio) -> None:
        papers = written.ask(InvoicesOfSale(a_sale().id))

        assert [each.id for each in papers] == [an_invoice(no).id for no in (4, 3, 1)]
        assert written.ask(InvoicesOfSale(a_sale(9).id)) == ()

    def test_the_papers_of_some_days_come_in_order_of_issue(self, written: Studio) -> None:
        """Both days are among them."""
        first, second, third = (date(2026, 7, day) for day in (1, 2, 3))
        found = {
            days: [each.number for each in written.ask(InvoicesIssued(*days))]
            for days in ((first, third), (first, second), (second, second), (date.min, date.max))
        }

        assert found == {
            (first, third): [7, 3, 1, 1],
            (first, second): [7, 3, 1],
            (second, second): [3],
            (date.min, date.max): [7, 3, 1, 1],
        }

    def test_requests_about_a_sale_come_oldest_first(self, studio: Studio) -> None:
        studio.add(a_sale(2), a_request(1, asked_at=july(3)), a_request(2, sale=2), a_request(3))

        assert studio.ask(RequestsOfSale(a_sale().id)) == (
            a_request(3),
            a_request(1, asked_at=july(3)),
        )
        assert studio.ask(RequestsOfSale(a_sale(9).id)) == ()

    def test_numbers_are_told_beside_what_their_series_counted(self, written: Studio) -> None:
        written.number(Ref(NumberSeries, InvoiceKind.INVOICE.name))

        assert written.ask(NumbersIssuedPage("", 10)) == (
            _issued("INVOICE", counted=2, papers=3, numbers=2, lowest=1, highest=3),
            _issued("RECEIPT", counted=0, papers=1, numbers=1, lowest=7, highest=7),
        )

    def test_a_series_without_papers_is_told_too(self, studio: Studio) -> None:
        studio.add(a_series_of_numbers(RECEIPT))

        assert studio.ask(NumbersIssuedPage("", 10)) == (_issued("RECEIPT", counted=1),)

    def test_a_series_begins_with_its_first_number(self, studio: Studio) -> None:
        series = Ref(NumberSeries, RECEIPT.name)
        before = studio.number(series)
        studio.add(a_series_of_numbers(RECEIPT))

        assert (before, studio.number(series)) == (None, 2)

    def test_a_series_is_begun_once(self, studio: Studio) -> None:
        studio.add(a_series_of_numbers(RECEIPT))

        with pytest.raises(LostGuard):
            studio.add(a_series_of_numbers(RECEIPT))

    def test_uses_of_a_coupon_are_told_beside_the_sales_that_use_it(self, studio: Studio) -> None:
        one, two = a_coupon(1, used=7, uses_max=8), a_coupon(2)
        studio.add(two, one)
        its: dict[str, Any] = {"coupon_id": one.id}
        studio.add(a_sale(2, **its), a_sale(3, **its), a_sale(4, **its, voided=True))

        assert studio.ask(CouponUsesPage("", 10)) == (
            CouponUses(coupon_id=one.id, used=7, uses_max=8, sales=2),
            CouponUses(coupon_id=two.id, used=0, uses_max=None, sales=0),
        )

    def test_two_coupons_never_have_one_code(self, studio: Studio) -> None:
        studio.add(a_coupon(1), a_coupon(2), a_coupon_code(coupon=1))

        with pytest.raises(LostGuard):
            studio.add(a_coupon_code(coupon=2))
        code = a_coupon_code()
        assert studio.ask(ById(CouponCode, code.id)) == (code,)

    def test_a_coupon_is_never_used_more_often_than_it_may_be(self, studio: Studio) -> None:
        coupon = a_coupon(uses_max=1, used=1)
        studio.add(coupon)

        with pytest.raises(LostGuard):
            studio.put(evolve(coupon, used=2))
        assert studio.ask(ById(Coupon, coupon.id)) == (coupon,)

    @pytest.mark.parametrize("row", SPOILT.values(), ids=SPOILT.keys())
    def test_a_paper_that_cannot_be_loses_the_guard(self, studio: Studio, row: object) -> None:
        with pytest.raises(LostGuard):
            studio.add(row)

    @pytest.mark.parametrize(("first", "second"), CHANGED.values(), ids=CHANGED.keys())
    def test_putting_a_stale_paper_loses_the_guard(
        self, studio: Studio, first: Any, second: Any
    ) -> None:
        studio.add(first)
        studio.put(first)

        with pytest.raises(LostGuard):
            studio.put(second)
        assert studio.ask(ById(type(first), first.id)) == (first,)


def _issued(kind: str, *, counted: int, **numbers: int) -> NumbersIssued:
    nothing = dict.fromkeys(("papers", "numbers", "lowest", "highest"), 0)
    return NumbersIssued(kind=kind, counted=counted, **{**nothing, **numbers})
