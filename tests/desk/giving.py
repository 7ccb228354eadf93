"""Who gives gift cards to whom."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from bookingcore import Customer, Desk, GiftCard, Money

FIFTY = Money.of(50, "EUR")


@frozen
class People:
    """Who gives gift cards to whom, at whose desk."""

    desk: Desk
    anna: Customer
    ugo: Customer
    mia: Customer

    @classmethod
    def of(cls, desk: Desk) -> People:
        """Three cards."""
        return cls(desk, *(desk.customers.register(name=name) for name in ("Anna", "Ugo", "Mia")))

    def given(self, amount: str = "50.00", **fields: Any) -> GiftCard:
        """A gift card that Anna bought for Ugo, unless told otherwise."""
        return self.desk.gift_cards.issue(
            amount, **{"purchaser": self.anna, "holder": self.ugo, **fields}
        )
