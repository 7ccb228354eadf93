"""What Stripe's objects say in our words: payment intents, refunds and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bookingcore.ports.payments import Charge, ChargeOutcome, ProviderEvent

KEY = "bookingcore_key"
"""Under which name of the metadata our key stands, on a payment intent and on a refund."""

Told = Mapping[str, Any]
"""An object of Stripe's."""

_OUTCOMES = {
    "succeeded": ChargeOutcome.CAPTURED,
    "canceled": ChargeOutcome.FAILED,
    # A payment intent whose card was declined: nobody confirms it again.
    "requires_payment_method": ChargeOutcome.FAILED,
    # A refund that the bank sent back.
    "failed": ChargeOutcome.FAILED,
}
_INTENT_EVENTS = frozenset(
    f"payment_intent.{what}" for what in ("succeeded", "payment_failed", "processing", "canceled")
)
_REFUND_EVENTS = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)
_NOTHING_OF_OURS = Charge(reference="", outcome=ChargeOutcome.UNKNOWN)


class Refusal(Exception):
    """Stripe answered no: nothing was done, and nothing will be.

    Attributes:
        reason: in Stripe's words.
        intent: the payment intent that was declined, where Stripe tells.
    """

    def __init__(self, reason: str, intent: Told | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.intent = intent


class NoAnswer(Exception):
    """What was asked may have been done, or not."""


def charge_of(intent: Told) -> Charge:
    """What became of a payment intent."""
    error = intent.get("last_payment_error") or {}
    return _answer(intent, error.get("message") or intent.get("cancellation_reason"))


def refund_of(refund: Told) -> Charge:
    """What became of a refund."""
    return _answer(refund, refund.get("failure_reason"))


def _answer(told: Told, reason: str | None) -> Charge:
    """Whatever is neither done nor refused is under way, as what the next version may say is.

    An object without a status is no answer at all.
    """
    status = told.get("status")
    outcome = _OUTCOMES.get(status, ChargeOutcome.PENDING) if status else ChargeOutcome.UNKNOWN
    failed = outcome is ChargeOutcome.FAILED
    return Charge(
        reference=told.get("id") or "",
        outcome=outcome,
        reason=(reason or str(status)) if failed else "",
    )


def key_of(told: Told) -> str | None:
    """Our key on an object; None where it has none."""
    key = (told.get("metadata") or {}).get(KEY)
    return key if isinstance(key, str) else None


def with_key(objects: Iterable[Told], key: str) -> Told | None:
    """The first of *objects* that has our *key*."""
    return next((told for told in objects if key_of(told) == key), None)


def event_of(event: Told) -> ProviderEvent:
    """An event, whose signature was found to be Stripe's."""
    kind, told = event.get("type"), (event.get("data") or {}).get("object") or {}
    if kind in _INTENT_EVENTS:
        return _event(event, told, charge_of(told))
    if kind in _REFUND_EVENTS:
        return _event(event, told, refund_of(told))
    if kind == "charge.refunded":
        # Of the charge, whose metadata is that of the payment intent: it tells of the newest
        # refund where that stands in it, as it did until 2022.
        refunds = (told.get("refunds") or {}).get("data") or [{}]
        return _event(event, refunds[0], refund_of(refunds[0]))
    return _event(event, {}, _NOTHING_OF_OURS)


def _event(event: Told, told: Told, charge: Charge) -> ProviderEvent:
    key = key_of(told)
    return ProviderEvent(
        id=event.get("id") or "", key=key, charge=_NOTHING_OF_OURS if key is None else charge
    )
