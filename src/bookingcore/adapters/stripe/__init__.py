"""Payments through Stripe, on its own library: `pip install 'bookingcore[stripe]'`."""

from __future__ import annotations

from bookingcore.adapters.stripe.payments import StripePayments

__all__ = ["StripePayments"]
