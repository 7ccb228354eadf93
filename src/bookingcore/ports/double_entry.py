"""The questions of the double-entry check: what stands against what, a page at a time.

Pages like those of `audits`: each starts after an id, and holds at most `limit` rows in order of
id.
"""

from __future__ import annotations

from attrs import frozen

from bookingcore.domain.bookings.double_entry import (
    BookingPaired,
    LinesPaired,
    MembershipPaired,
    UnitsPaired,
)
from bookingcore.domain.bookings.double_entry_of_money import (
    CardPaired,
    PaymentPaired,
    RefundPaired,
)
from bookingcore.ports.questions import Question


@frozen
class UnitsPairedPage(Question[UnitsPaired]):
    """For each balance, its movements beside its sale, its bookings and its refunds."""

    after: str
    limit: int


@frozen
class LinesPairedPage(Question[LinesPaired]):
    """For each sale, its lines beside the balances, gift cards and bookings that they name."""

    after: str
    limit: int


@frozen
class BookingsPairedPage(Question[BookingPaired]):
    """For each booking, its sale and its fee beside the lines that are about it."""

    after: str
    limit: int


@frozen
class MembershipsPairedPage(Question[MembershipPaired]):
    """For each membership, the sale of its fee beside the lines of that."""

    after: str
    limit: int


@frozen
class CardsPairedPage(Question[CardPaired]):
    """For each gift card, its movements beside payments and refunds, its sale beside its line."""

    after: str
    limit: int


@frozen
class PaymentsPairedPage(Question[PaymentPaired]):
    """For each payment, its sale, and the movements of the gift card that it names."""

    after: str
    limit: int


@frozen
class RefundsPairedPage(Question[RefundPaired]):
    """For each refund, its sale, and the movements of the gift cards that it was put onto."""

    after: str
    limit: int
