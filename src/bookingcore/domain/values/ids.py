"""Ids: canonical UUIDv7 text, a type of its own for each kind of thing.

They are made from a clock and a random port, for locality in a database, never for order.
"""

from __future__ import annotations

from typing import NewType

from bookingcore.errors import InvalidInput

CenterId = NewType("CenterId", str)
BranchId = NewType("BranchId", str)
CustomerId = NewType("CustomerId", str)
ServiceId = NewType("ServiceId", str)
ResourceId = NewType("ResourceId", str)
PlanId = NewType("PlanId", str)
SessionId = NewType("SessionId", str)
SeriesId = NewType("SeriesId", str)
BookingId = NewType("BookingId", str)
EntryId = NewType("EntryId", str)
SaleId = NewType("SaleId", str)
PaymentId = NewType("PaymentId", str)
BalanceId = NewType("BalanceId", str)
MovementId = NewType("MovementId", str)
EventId = NewType("EventId", str)
NoteId = NewType("NoteId", str)
TaskId = NewType("TaskId", str)
DocumentId = NewType("DocumentId", str)
FormId = NewType("FormId", str)
FormAssignmentId = NewType("FormAssignmentId", str)
TokenId = NewType("TokenId", str)
CouponId = NewType("CouponId", str)
GiftCardId = NewType("GiftCardId", str)
RefundId = NewType("RefundId", str)
QuoteId = NewType("QuoteId", str)
InvoiceId = NewType("InvoiceId", str)
PaymentRequestId = NewType("PaymentRequestId", str)
MembershipId = NewType("MembershipId", str)
AttemptId = NewType("AttemptId", str)
MailboxMessageId = NewType("MailboxMessageId", str)
BoardMessageId = NewType("BoardMessageId", str)
DeliveryId = NewType("DeliveryId", str)
AnnouncementId = NewType("AnnouncementId", str)
SubscriptionId = NewType("SubscriptionId", str)

PolicyHash = NewType("PolicyHash", str)
"""The address of a policy: the hash of its canonical JSON."""

RANDOM_BITS = 74
"""How many random bits one UUIDv7 takes."""

# RFC 9562, section 5.7: 48 bits of time, the version, 12 random bits, the variant, 62 random bits.
_VERSION_AND_VARIANT = (7 << 76) | (0b10 << 62)
_LOW_62 = (1 << 62) - 1


def uuid7(unix_ms: int, random_bits: int) -> str:
    """The UUIDv7 of an instant and 74 random bits, as 36 lower-case characters.

    Args:
        unix_ms: whole milliseconds since 1970-01-01T00:00Z, 0 to 2**48 - 1.
        random_bits: 0 to 2**74 - 1; the highest 12 bits come first.

    Raises:
        InvalidInput: a number with a sign, or with more bits than its place has.

    Source: RFC 9562, section 5.7.
    """
    if unix_ms >> 48:
        raise InvalidInput("unix_ms", hex(unix_ms), "give 0 to 2**48 - 1 milliseconds")
    if random_bits >> RANDOM_BITS:
        raise InvalidInput("random_bits", hex(random_bits), f"give {RANDOM_BITS} random bits")
    number = unix_ms << 80 | random_bits >> 62 << 64 | random_bits & _LOW_62 | _VERSION_AND_VARIANT
    form = f"{number:032x}"
    return f"{form[:8]}-{form[8:12]}-{form[12:16]}-{form[16:20]}-{form[20:]}"
