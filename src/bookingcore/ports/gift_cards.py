"""The questions about gift cards."""

from __future__ import annotations

from attrs import frozen

from bookingcore.domain.bookings.gift_card_audit import GiftCardSum
from bookingcore.domain.sales.gift_card import GiftCardMovement
from bookingcore.domain.values.ids import GiftCardId
from bookingcore.ports.questions import Question


@frozen
class GiftCardMovementsOf(Question[GiftCardMovement]):
    """The ledger of a gift card, from its first movement."""

    gift_card_id: GiftCardId


@frozen
class GiftCardSumsPage(Question[GiftCardSum]):
    """For each gift card, the sums of its movements beside what it says; a page, like `audits`."""

    after: str
    limit: int
