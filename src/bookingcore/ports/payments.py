"""The port to a payment provider.

The desk calls it outside of every transaction, and writes down what it will ask before it asks. So
every call carries a key of ours, and whoever finds a call without an answer asks the provider what
became of the key.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from attrs import frozen

from bookingcore.domain.values.money import Money


class ChargeOutcome(Enum):
    """What the provider says of a charge or a refund."""

    # The money has moved.
    CAPTURED = "captured"
    # It has not, and will not.
    FAILED = "failed"
    # The provider has accepted it, and will tell by an event, or when it is asked.
    PENDING = "pending"
    # The provider did not answer, or not in time; ask again with the same key.
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Charge:
    """The provider's answer about a charge or a refund.

    Attributes:
        reference: the provider's own name for it; empty where it has none.
        reason: why it failed, in the provider's words; empty otherwise.
    """

    reference: str
    outcome: ChargeOutcome
    reason: str = ""


@frozen(kw_only=True)
class ProviderEvent:
    """What a provider told by itself: what became of the charge or refund with our *key*.

    Attributes:
        id: the provider's name of the event; the same one may come twice.
        key: None for an event that is about nothing of ours.
    """

    id: str
    key: str | None
    charge: Charge


@frozen(kw_only=True)
class Capabilities:
    """What a provider can do; known before anything is asked of it (A39).

    Attributes:
        cards: whether it charges cards (002-10).
        refunds: whether it gives money back at all.
        partial_refunds: whether it gives back less than was charged.
    """

    cards: bool = True
    refunds: bool = True
    partial_refunds: bool = True


class Payments(Protocol):
    """Moves money at a provider. Called outside of every transaction."""

    @property
    def capabilities(self) -> Capabilities:
        """What the provider can do; always the same."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """Charge *card*, a token of the provider's.

        The same *key* never charges twice, and is answered with the first charge. An answer that
        does not come is `UNKNOWN`, never an error.

        Raises:
            Unavailable: the provider cannot be reached; nothing was asked of it.
        """

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """Give *amount* of the charge *reference* back; the same *key* never refunds twice.

        Raises:
            Unavailable: the provider cannot be reached; nothing was asked of it.
        """

    def find(self, key: str) -> Charge | None:
        """The charge or refund made with *key*, or None when the provider knows of none.

        Raises:
            Unavailable: the provider cannot be reached, or does not answer.
        """

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        """What the provider told the host's webhook.

        Raises:
            ForgedProviderEvent: the signature is not the provider's, or too old.
        """
