"""Amounts as Stripe counts them.

See https://docs.stripe.com/currencies for zero-decimal, three-decimal and special currencies.
"""

from __future__ import annotations

from bookingcore.domain.values.currencies import minor_digits
from bookingcore.domain.values.money import Money

_DIGITS = {
    # Without decimals today, and still counted in hundredths.
    "ISK": 2,
    "UGX": 2,
    # Fifths in the standard, and whole ones at Stripe.
    "MGA": 0,
}


def stripe_minor(amount: Money) -> int | None:
    """*amount* in Stripe's smallest units of its currency; None where these do not hold it.

    They are those of ISO 4217 but for three currencies; and of three decimals the last must be 0.
    """
    ours = minor_digits(amount.currency)
    theirs = _DIGITS.get(amount.currency, ours)
    minor, excess = divmod(amount.minor * 10**theirs, 10**ours)
    return None if excess or (theirs == 3 and minor % 10) else minor


def stripe_currency(amount: Money) -> str:
    """Its currency, as Stripe writes it."""
    return amount.currency.lower()
