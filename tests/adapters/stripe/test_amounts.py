"""Amounts as Stripe counts them, against the lists on its page about currencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.adapters.stripe.amounts import stripe_currency, stripe_minor
from bookingcore.domain.values.currencies import MINOR_DIGITS
from bookingcore.domain.values.money import Money

WHOLE = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD JOD KWD OMR TND"
# Whole ones by now, and still counted in hundredths; then hundredths that are paid out whole.
HUNDREDTHS = "ISK UGX HUF TWD EUR USD CHF GBP"


@pytest.mark.parametrize(
    ("currency", "five"),
    [
        *((currency, 5) for currency in WHOLE.split()),
        *((currency, 500) for currency in HUNDREDTHS.split()),
        *((currency, 5000) for currency in THOUSANDTHS.split()),
    ],
)
def test_five_are_counted_as_stripe_counts_them(currency: str, five: int) -> None:
    assert stripe_minor(Money.of(5, currency)) == five
    assert stripe_currency(Money.of(5, currency)) == currency.lower()


@pytest.mark.parametrize(
    ("amount", "minor"),
    [("5.120 KWD", 5120), ("5.124 KWD", None), ("0.40 MGA", None), ("10.00 MGA", 10)],
)
def test_what_stripe_does_not_count_is_not_rounded(amount: str, minor: int | None) -> None:
    assert stripe_minor(Money.parse(amount)) == minor


@given(st.sampled_from(sorted(MINOR_DIGITS)), st.integers(1, 10**12), st.integers(1, 10**12))
def test_amounts_keep_their_order_and_their_sum(currency: str, one: int, other: int) -> None:
    """Whatever the currency: a unit of Stripe's is worth the same in every amount."""
    amounts = Money(minor=one, currency=currency), Money(minor=other, currency=currency)
    counted = [stripe_minor(amount) for amount in (*amounts, amounts[0] + amounts[1])]
    if None not in counted[:2]:
        assert counted[2] == sum(filter(None, counted[:2]))
        assert (amounts[0] < amounts[1]) == ((counted[0] or 0) < (counted[1] or 0))
