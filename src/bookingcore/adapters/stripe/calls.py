"""Calling Stripe: plain data in and out, and what went wrong told in three ways.

The only module that loads Stripe's library. It asks everything once: the library's own repeating
relies on the server to know the idempotency key, and who found no answer looks before asking again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests
import stripe
import urllib3

from bookingcore.adapters.stripe.answers import KEY, NoAnswer, Refusal, Told
from bookingcore.errors import ForgedProviderEvent, PaymentsUnavailable

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams, RefundListParams

VERSION = "2026-10-28.endive"
"""The version of Stripe's interface that this was written for: a newer library asks for it too."""

_PAGE = 100

_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What the library stumbles over when the answer is JSON, and no object of Stripe's."""


class Calls:
    """An account of Stripe's.

    Args:
        api_key: a secret or restricted key.
        base: where Stripe is; None for the real one.
        timeout: seconds to wait for a connection, and again for each part of an answer.
    """

    def __init__(self, api_key: str, *, base: str | None, timeout: float) -> None:
        self._client = stripe.StripeClient(
            api_key,
            stripe_version=VERSION,
            base_addresses={} if base is None else {"api": base},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=timeout),
        )

    def intents(self) -> Iterator[Told]:
        """Every payment intent, newest first."""
        with _looking():
            yield from _all(self._client.v1.payment_intents.list({"limit": _PAGE}))

    def intents_searched(self, key: str) -> list[Told]:
        """The payment intents with our *key*, as far as the index of the search knows them.

        Raises:
            Refusal: the search is not to be had here.
        """
        quoted = key.replace("\\", "\\\\").replace("'", "\\'")
        query = f"metadata['{KEY}']:'{quoted}'"
        with _looking_for():
            return [
                found.to_dict()
                for found in self._client.v1.payment_intents.search({"query": query}).data
            ]

    def intent(self, reference: str) -> Told:
        """The payment intent *reference*.

        Raises:
            Refusal: there is none.
        """
        with _looking_for():
            return self._client.v1.payment_intents.retrieve(reference).to_dict()

    def refunds(self, reference: str | None = None) -> Iterator[Told]:
        """Every refund, or those of the payment intent *reference*, newest first."""
        params: RefundListParams = {"limit": _PAGE}
        if reference is not None:
            params["payment_intent"] = reference
        with _looking():
            yield from _all(self._client.v1.refunds.list(params))

    def charge(self, minor: int, currency: str, *, card: str, key: str) -> Told:
        """Make a payment intent and confirm it: the customer is not there.

        Raises:
            Refusal: it was declined, or is not possible.
            NoAnswer: it may have been charged.
        """
        customer, _, method = card.rpartition("/")
        params: PaymentIntentCreateParams = {
            "amount": minor,
            "currency": currency,
            "payment_method": method,
            # Nobody is there to be sent anywhere; without this an address to return to is wanted.
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "confirm": True,
            "off_session": True,
            "metadata": {KEY: key},
        }
        if customer:
            params["customer"] = customer
        with _asking():
            made = self._client.v1.payment_intents.create(params, {"idempotency_key": key})
            return made.to_dict()

    def refund(self, reference: str, minor: int, *, key: str) -> Told:
        """Give *minor* of the payment intent *reference* back.

        Raises:
            Refusal: it is not possible.
            NoAnswer: it may have been given back.
        """
        with _asking():
            made = self._client.v1.refunds.create(
                {"payment_intent": reference, "amount": minor, "metadata": {KEY: key}},
                {"idempotency_key": key},
            )
            return made.to_dict()

    @staticmethod
    def signed(payload: bytes, signature: str, secret: str | None) -> Told:
        """The event in *payload*, which Stripe has signed with *secret* a moment ago.

        Raises:
            ForgedProviderEvent: it has not, or more than five minutes ago, or there is no secret.
        """
        if secret is None:
            raise ForgedProviderEvent("no webhook secret was given to know it by")
        try:
            stripe.WebhookSignature.verify_header(
                payload, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
            event = json.loads(payload)
        except (stripe.SignatureVerificationError, ValueError, TypeError) as error:
            # No UTF-8, no JSON, and a signature that is no ASCII are not from Stripe either.
            raise ForgedProviderEvent("the signature is not Stripe's, or too old") from error
        if not isinstance(event, dict):
            raise ForgedProviderEvent("it is no event")
        return event


def _all(page: stripe.ListObject[Any]) -> Iterator[Told]:
    for told in page.auto_paging_iter():
        yield told.to_dict()


@contextmanager
def _looking() -> Iterator[None]:
    """Whatever goes wrong while looking has changed nothing."""
    try:
        yield
    except (stripe.StripeError, *_UNREADABLE) as error:
        raise PaymentsUnavailable from error


@contextmanager
def _looking_for() -> Iterator[None]:
    """The same, where Stripe may also say that it is not to be had."""
    with _looking():
        try:
            yield
        except stripe.InvalidRequestError as error:
            raise Refusal(_reason(error)) from error


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except stripe.CardError as error:
        raise Refusal(_reason(error), _declined(error)) from error
    except stripe.InvalidRequestError as error:
        raise Refusal(_reason(error)) from error
    except (stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        # Turned away at the door: the request was not looked at.
        raise PaymentsUnavailable from error
    except stripe.APIConnectionError as error:
        raise (PaymentsUnavailable() if _never_sent(error) else NoAnswer()) from error
    except (stripe.StripeError, *_UNREADABLE) as error:
        # Theirs to mend (5xx), not to be read, or the same key is being worked on.
        raise NoAnswer from error


def _reason(error: stripe.StripeError) -> str:
    return error.user_message or type(error).__name__


def _declined(error: stripe.StripeError) -> Told | None:
    intent = getattr(error.error, "payment_intent", None)
    return intent.to_dict() if isinstance(intent, stripe.StripeObject) else None


def _never_sent(error: stripe.APIConnectionError) -> bool:
    """Whether no connection came to be, so that nothing can have arrived."""
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
