"""Quotes at the desk (002-28), on every store."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import (
    BookingPaid,
    BookingStatus,
    CouponUsedUp,
    Desk,
    EventKind,
    GiftCardSold,
    GrantOn,
    InvalidInput,
    Line,
    QuoteClosed,
    QuoteExpired,
    QuoteStatus,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio


@pytest.fixture
def studio(desk: Desk) -> Studio:
    return Studio(desk)


@pytest.mark.rule("002-28")
def test_a_quote_says_what_it_would_cost_and_redeems_nothing(studio: Studio) -> None:
    desk, booking = studio.desk, studio.booked("2026-07-02T18:00")

    quote = desk.sales.quote(studio.anna, (studio.pass_physio, 2), note="con calma")

    assert (str(quote.total), quote.status, quote.valid_until) == (
        "80.00 EUR",
        QuoteStatus.OPEN,
        date(2026, 7, 31),
    )
    assert (desk.sales.get_quote(quote), desk.sales.quotes(studio.anna)) == (quote, (quote,))
    assert desk.sales.of(studio.anna) == ()
    assert desk.balances.of(studio.anna) == ()
    assert studio.now(booking).status is BookingStatus.AWAITING_REDEMPTION
    [made] = desk.history(quote)
    assert (made.kind, made.words) == (EventKind.QUOTE_MADE, {"note": "con calma"})


@pytest.mark.rule("002-28")
def test_an_accepted_quote_is_sold_at_its_prices(studio: Studio) -> None:
    """Its units redeem what awaits them, as those of every sale do."""
    desk, booking = studio.desk, studio.booked("2026-07-02T18:00")
    line = Line(plan=studio.pass_physio, price="30.00", discount="5.00")
    quote = desk.sales.quote(studio.anna, line, note="con calma")

    sale = desk.sales.accept_quote(quote, application_date="2026-07-02", key="k1")

    assert (sale.lines, sale.total) == (quote.lines, quote.total)
    assert (sale.note, sale.application_date) == ("con calma", date(2026, 7, 2))
    assert studio.now(booking).status is BookingStatus.BOOKED
    after = desk.sales.get_quote(quote)
    assert (after.status, after.sale_id) == (QuoteStatus.ACCEPTED, sale.id)
    assert desk.sales.accept_quote(quote, application_date="2026-07-02", key="k1") == sale
    with pytest.raises(QuoteClosed):
        desk.sales.accept_quote(quote)
    assert desk.verify() == ()


def test_a_quote_is_accepted_with_other_words_and_another_grant(
    studio: Studio, clock: FrozenClock
) -> None:
    desk = studio.desk
    branch = desk.catalog.add_branch("Tokyo", time_zone="Asia/Tokyo")
    quote = desk.sales.quote(studio.anna, studio.pass_physio, branch=branch, note="prima")
    clock.move_to("2026-07-02T20:00:00+02:00")

    sale = desk.sales.accept_quote(quote, grant_on=GrantOn.PAYMENT, sold_by="maria", note="poi")

    assert (sale.grant_on, sale.sold_by, sale.note) == (GrantOn.PAYMENT, "maria", "poi")
    # In Tokyo it is tomorrow.
    assert (sale.branch_id, sale.application_date) == (branch.id, date(2026, 7, 3))
    assert desk.balances.of(studio.anna) == ()


@pytest.mark.rule("002-28")
def test_a_quote_expires_after_its_last_day(studio: Studio, clock: FrozenClock) -> None:
    desk = studio.desk
    quote = desk.sales.quote(studio.anna, studio.pass_physio, valid_until="2026-07-05")
    clock.move_to("2026-07-05T23:59:59+02:00")
    assert desk.sales.get_quote(quote).status is QuoteStatus.OPEN
    clock.move_to("2026-07-06T00:00:00+02:00")

    assert desk.sales.get_quote(quote).status is QuoteStatus.EXPIRED
    assert [each.status for each in desk.sales.quotes(studio.anna)] == [QuoteStatus.EXPIRED]
    for answer in (desk.sales.accept_quote, desk.sales.decline_quote):
        with pytest.raises(QuoteExpired) as refused:
            answer(quote)
        assert refused.value.on == "2026-07-05"


def test_a_quote_is_declined(studio: Studio) -> None:
    quote = studio.desk.sales.quote(studio.anna, studio.pass_physio)

    declined = studio.desk.sales.decline_quote(quote)

    assert declined.status is QuoteStatus.DECLINED
    assert studio.desk.sales.get_quote(quote) == declined
    with pytest.raises(QuoteClosed):
        studio.desk.sales.accept_quote(quote)


@pytest.mark.rule("002-27", "002-28")
def test_a_coupon_counts_once_its_quote_is_accepted(studio: Studio, clock: FrozenClock) -> None:
    """That it has expired by then makes no difference, that it was used up does."""
    desk = studio.desk
    coupon = desk.catalog.add_coupon(
        "ESTATE", name="Estate", percent=50, valid_until="2026-07-01", uses_max=1
    )
    quotes = [desk.sales.quote(studio.anna, studio.pass_physio, coupon=coupon) for _ in range(2)]
    assert [str(quote.total) for quote in quotes] == ["20.00 EUR"] * 2
    assert desk.catalog.coupons()[0].used == 0
    clock.move_to("2026-07-10T12:00:00+02:00")

    sale = desk.sales.accept_quote(quotes[0])

    assert (sale.coupon_id, str(sale.total)) == (coupon.id, "20.00 EUR")
    with pytest.raises(CouponUsedUp):
        desk.sales.accept_quote(quotes[1])
    assert desk.catalog.coupons()[0].used == 1
    desk.sales.void(sale, reason="by mistake")
    assert desk.sales.accept_quote(quotes[1]).coupon_id == coupon.id
    assert desk.verify() == ()


@pytest.mark.rule("002-28")
def test_what_is_about_bookings_and_gift_cards_is_looked_at_anew(studio: Studio) -> None:
    desk, booking = studio.desk, studio.booked("2026-07-02T18:00")
    card = desk.gift_cards.issue("50.00")
    about = desk.sales.quote(studio.anna, Line(booking=booking, price="20.00"))
    present = desk.sales.quote(studio.anna, card)
    both = [desk.sales.quote(studio.anna, Line(booking=booking, price="9.00"), card)]
    sale = desk.sales.accept_quote(about)
    desk.sales.accept_quote(present)

    assert studio.now(booking).sale_id == sale.id
    with pytest.raises(BookingPaid):
        desk.sales.accept_quote(both[0])
    with pytest.raises(GiftCardSold):
        desk.sales.accept_quote(desk.sales.quote(studio.anna, desk.gift_cards.get(card.id)))
    assert desk.sales.get_quote(both[0]).status is QuoteStatus.OPEN
    assert desk.verify() == ()


def test_a_quote_is_made_for_a_day_that_is_not_over(studio: Studio) -> None:
    for day in ("2026-06-30", "0001-01-01"):
        with pytest.raises(InvalidInput) as refused:
            studio.desk.sales.quote(studio.anna, studio.pass_physio, valid_until=day)
        assert refused.value.field == "valid_until"
    with pytest.raises(InvalidInput):
        studio.desk.sales.quote(studio.anna)

    assert studio.desk.sales.quotes(studio.anna) == ()


def test_customers_see_their_own_quotes(studio: Studio) -> None:
    desk, ugo = studio.desk, studio.desk.customers.register(name="Ugo")
    quote = desk.sales.quote(studio.anna, studio.pass_physio)

    assert desk.by(studio.anna).sales.get_quote(quote) == quote
    assert desk.by(studio.anna).sales.quotes(studio.anna) == (quote,)
    for asked in (
        lambda: desk.by(ugo).sales.get_quote(quote),
        lambda: desk.by(ugo).sales.quotes(studio.anna),
        lambda: desk.sales.get_quote("nothing"),
    ):
        with pytest.raises(Unknown):
            asked()
