"""The fees that a policy promises, and the currency that they must be in."""

from __future__ import annotations

from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.errors import CurrencyMismatch


def refuse_foreign_fees(policy: ServicePolicy, currency: str) -> None:
    """Refuse a policy whose fees a center that takes *currency* could not bill.

    Raises:
        CurrencyMismatch: a fee in another currency.
    """
    fees = [("policy.cancellation.bands.fee", band.fee) for band in policy.cancellation.bands]
    for field, fee in (*fees, ("policy.no_show_fee", policy.no_show_fee)):
        if fee is not None and fee.currency != currency:
            raise CurrencyMismatch(field, str(fee), f"give an amount in {currency}")
