"""Events as Stripe sends them: made of what the server holds, signed by Stripe's own library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

import stripe

from tests.adapters.stripe.between import API_KEY, WEBHOOK_SECRET, Between

Webhook = tuple[bytes, str]

_NUMBERS = count(1)


def client_of(between: Between) -> stripe.StripeClient:
    """Stripe's own library on the same server, to see what is really there."""
    return stripe.StripeClient(API_KEY, base_addresses={"api": between.url})


def signed(payload: str, *, at: int | None = None, secret: str = WEBHOOK_SECRET) -> Webhook:
    """*payload*, signed."""
    signature = stripe.WebhookSignature.generate_signature_header(payload, secret, at)
    return payload.encode(), signature


def event(kind: str, told: Mapping[str, Any]) -> str:
    """An event about an object."""
    return json.dumps(
        {"id": f"evt_{next(_NUMBERS)}", "object": "event", "type": kind, "data": {"object": told}}
    )


def told_of(between: Between, key: str | None) -> Webhook:
    """What Stripe tells of our *key* as it stands there; given None, of a customer."""
    client = client_of(between)
    if key is None:
        return signed(event("customer.created", {"object": "customer", "metadata": {}}))
    for intent in client.v1.payment_intents.list().auto_paging_iter():
        if intent.metadata["bookingcore_key"] == key:
            kind = "succeeded" if intent.status == "succeeded" else "payment_failed"
            return signed(event(f"payment_intent.{kind}", intent.to_dict()))
    [refund] = [
        refund
        for refund in client.v1.refunds.list().auto_paging_iter()
        if refund.metadata and refund.metadata["bookingcore_key"] == key
    ]
    return signed(event("refund.updated", refund.to_dict()))
