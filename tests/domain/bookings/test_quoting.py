"""Quotes: a wish at the prices of the day, and a sale at these prices (002-28)."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore import (
    BookingPaid,
    CustomerNotActive,
    CustomerStatus,
    InvalidInput,
    QuoteClosed,
    QuoteExpired,
)
from bookingcore.domain.bookings.quoting import (
    QuoteWish,
    decide_acceptance,
    decide_quote,
    decide_quote_decline,
)
from bookingcore.domain.bookings.selling import SaleRequest
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.sales.lines import booking_line
from bookingcore.domain.sales.quote import Quote, QuoteStatus
from bookingcore.domain.sales.sale import GrantOn
from bookingcore.domain.values.changes import Add, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CouponId, QuoteId, SaleId
from tests.domain.build import MARIA, at, booking, customer, euro, july

ANNA = customer("anna")
YOGA = booking("b1")
LINE = booking_line(YOGA.id, "Yoga", 1, euro(15))


def wish(**fields: Any) -> QuoteWish:
    row = QuoteWish(
        id=QuoteId("q1"),
        lines=(LINE,),
        bookings=(YOGA,),
        coupon_id=CouponId("c1"),
        branch_id=None,
        valid_until=july(10),
        note="per l'estate",
        today=july(1),
        now=at(1),
        actor=MARIA,
    )
    return evolve(row, **fields)


def quoted(**fields: Any) -> Quote:
    return decide_quote(wish(**fields), ANNA).result


def request(quote: Quote) -> SaleRequest:
    return SaleRequest(
        id=SaleId("s1"),
        lines=quote.lines,
        bookings=(YOGA,),
        application_date=july(5),
        grant_on=GrantOn.SALE,
        branch_id=None,
        sold_by="staff:maria",
        note=quote.note,
        now=at(5),
        actor=MARIA,
    )


@pytest.mark.rule("002-28")
def test_a_quote_is_made_of_lines_and_holds_nothing() -> None:
    decision = decide_quote(wish(), ANNA)

    quote = decision.result
    assert decision.changes == [Add(quote)]
    assert (quote.total, quote.status, quote.valid_until) == (euro(15), QuoteStatus.OPEN, july(10))
    [happened] = decision.happened
    assert happened.kind is EventKind.QUOTE_MADE
    assert happened.facts == {
        "total": 1_500,
        "currency": "EUR",
        "valid_until": "2026-07-10",
        "coupon": "c1",
    }
    assert happened.words == {"note": "per l'estate"}
    assert decide_quote(wish(note=""), ANNA).happened[0].words == {}


def test_what_cannot_be_quoted_is_refused() -> None:
    with pytest.raises(CustomerNotActive):
        decide_quote(wish(), evolve(ANNA, status=CustomerStatus.DEREGISTERED))
    with pytest.raises(InvalidInput) as over:
        decide_quote(wish(valid_until=july(0)), ANNA)
    with pytest.raises(InvalidInput) as foreign:
        decide_quote(wish(), customer("ugo"))

    assert (over.value.field, foreign.value.field) == ("valid_until", "booking")
    assert quoted(valid_until=july(1)).valid_until == july(1)


@pytest.mark.rule("002-28")
def test_an_accepted_quote_is_a_sale_at_its_prices() -> None:
    quote = quoted()

    decision = decide_acceptance(quote, request(quote), ANNA, Holdings(), july(5))

    sale = decision.result
    assert (sale.lines, sale.total) == (quote.lines, quote.total)
    accepted = evolve(quote, status=QuoteStatus.ACCEPTED, sale_id=sale.id)
    assert decision.changes[-1] == Put(accepted)
    assert decision.happened[-1].kind is EventKind.QUOTE_ACCEPTED
    assert decision.happened[-1].facts == {"sale": sale.id}


def test_bookings_are_looked_at_anew_when_a_quote_is_accepted() -> None:
    quote = quoted()
    paid = evolve(request(quote), bookings=(YOGA.paid_by(SaleId("other")),))

    with pytest.raises(BookingPaid):
        decide_acceptance(quote, paid, ANNA, Holdings(), july(5))


def test_a_quote_is_answered_once_and_in_time() -> None:
    quote = quoted()
    declined = decide_quote_decline(quote, july(10))

    assert declined.result.status is QuoteStatus.DECLINED
    assert declined.changes == [Put(declined.result)]
    for refusal, known, on in (
        (QuoteExpired, quote, july(11)),
        (QuoteClosed, declined.result, july(5)),
    ):
        with pytest.raises(refusal):
            decide_acceptance(known, request(known), ANNA, Holdings(), on)
        with pytest.raises(refusal):
            decide_quote_decline(known, on)
