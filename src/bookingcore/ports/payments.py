"""The port to a payment provider."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from attrs import frozen

from bookingcore.domain.values.money import Money


class ChargeOutcome(Enum):
    """What the provider says of a charge."""

    CAPTURED = "captured"
    FAILED = "failed"
    # The provider did not answer; ask again with the same key.
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Charge:
    """The provider's answer: its own reference, and what became of the money."""

    reference: str
    outcome: ChargeOutcome
    reason: str = ""


class Payments(Protocol):
    """Moves money at a provider. Called outside of every transaction."""

    @property
    def can_refund(self) -> bool:
        """Whether the provider gives money back at all."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """Charge *card*; the same *key* never charges twice and answers the first charge."""

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """Give *amount* of a charge back; the same *key* never refunds twice."""

    def find(self, key: str) -> Charge | None:
        """The charge or refund made with *key*, or None when the provider knows of none."""
