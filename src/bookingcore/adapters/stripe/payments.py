"""The payment port on Stripe: payment intents and refunds that carry our key in their metadata.

Before anything is asked, Stripe is asked whether it knows the key. Its own idempotency keys, which
are given too, are kept for a day; the metadata is kept for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bookingcore.adapters.stripe.amounts import stripe_currency, stripe_minor
from bookingcore.adapters.stripe.answers import (
    NoAnswer,
    Refusal,
    Told,
    charge_of,
    event_of,
    refund_of,
    with_key,
)
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput, MissingExtra, PaymentsUnavailable
from bookingcore.ports.payments import Capabilities, Charge, ChargeOutcome, ProviderEvent

if TYPE_CHECKING:
    from bookingcore.adapters.stripe.calls import Calls

INDEXED_SECONDS = 2 * 60 * 60
"""After so long the search knows a payment intent; Stripe says an hour at the worst."""

REFUNDS_SECONDS = 30 * 24 * 60 * 60
"""How far back refunds are looked through by `find`: there is no search for them."""

_KEY = re.compile(r"[!-~]+")
_UNKNOWN = Charge(reference="", outcome=ChargeOutcome.UNKNOWN)


class StripePayments:
    """Charges saved cards and gives money back, in one account of Stripe's.

    A card is `pm_…`, or `cus_…/pm_…` for one that was saved for a customer of Stripe's, as it must
    be to be charged more than once. It is charged off session; a bank that wants the customer
    there declines.

    A key is never charged twice: Stripe refuses to for a day, and what the metadata of earlier
    payment intents tells is known before. That leaves one case, with a server that ignores
    idempotency keys: two calls with the same key at the same moment.

    Args:
        api_key: the secret key, or a restricted one that may write payment intents and refunds.
        webhook_secret: `whsec_…`, by which events are known; None lets no event in.
        base: where Stripe is, for tests: `http://127.0.0.1:8420`.
        timeout: seconds to wait for a connection, and again for each part of an answer.

    Raises:
        InvalidInput: no key, or no time to wait.
        MissingExtra: Stripe's library is not installed.
    """

    def __init__(
        self,
        api_key: str,
        *,
        webhook_secret: str | None = None,
        base: str | None = None,
        timeout: float = 20.0,
    ) -> None:
        # Not shown: whatever it is, it may be a key with a slip of the pen.
        if not _KEY.fullmatch(api_key):
            raise InvalidInput("api_key", "...", "give a secret key such as 'sk_live_...'")
        if not timeout > 0:
            raise InvalidInput("timeout", shown(timeout), "give seconds, more than 0")
        self._calls = _calls(api_key, base, timeout)
        self._secret = webhook_secret

    @property
    def capabilities(self) -> Capabilities:
        """Cards, refunds, and refunds in parts."""
        return Capabilities()

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """Charge *card*, unless *key* is known.

        Raises:
            PaymentsUnavailable: Stripe cannot be reached or turns us away, or there is no telling
                whether *key* is known; nothing was asked of it.
        """
        known = self._intent(key)
        if known is not None:
            return charge_of(known)
        minor = stripe_minor(amount)
        if minor is None:
            return _failed(f"Stripe does not charge {amount}")
        currency = stripe_currency(amount)
        try:
            return charge_of(self._calls.charge(minor, currency, card=card, key=key))
        except NoAnswer:
            return _UNKNOWN
        except Refusal as refusal:
            return self._declined(refusal, card, key)

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """Give *amount* of the payment intent *reference* back, unless *key* is known.

        Raises:
            PaymentsUnavailable: as for `charge`.
        """
        try:
            intent = self._calls.intent(reference)
        except Refusal as refusal:
            return _failed(refusal.reason)
        if charge_of(intent).outcome is not ChargeOutcome.CAPTURED:
            return _failed("nothing was captured that could be given back")
        refunds = list(self._calls.refunds(reference))
        known = with_key(refunds, key)
        if known is not None:
            return refund_of(known)
        minor = stripe_minor(amount)
        if minor is None or intent["currency"] != stripe_currency(amount):
            return _failed(f"{amount} is no part of what was charged")
        if minor > intent.get("amount_received", intent["amount"]) - _given(refunds):
            return _failed("more than what was charged and not given back yet")
        try:
            return refund_of(self._calls.refund(reference, minor, key=key))
        except NoAnswer:
            return _UNKNOWN
        except Refusal as refusal:
            return _failed(refusal.reason)

    def find(self, key: str) -> Charge | None:
        """The payment intent or refund with *key*; of refunds, those of the last 30 days.

        Raises:
            PaymentsUnavailable: Stripe cannot be reached, does not answer or turns us away.
        """
        intent = self._intent(key)
        if intent is not None:
            return charge_of(intent)
        refund = with_key(_newest(self._calls.refunds(), REFUNDS_SECONDS), key)
        return None if refund is None else refund_of(refund)

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        """What Stripe told the host's webhook, with the header `Stripe-Signature`.

        Raises:
            ForgedProviderEvent: Stripe did not sign it, or more than five minutes ago.
        """
        return event_of(self._calls.signed(payload, signature, self._secret))

    def _intent(self, key: str) -> Told | None:
        """The payment intent with *key*: of the index, or too new to stand in it.

        Where there is no search, as in India, all of them are looked through.
        """
        try:
            found = with_key(self._calls.intents_searched(key), key)
        except Refusal:
            return with_key(self._calls.intents(), key)
        return found or with_key(_newest(self._calls.intents(), INDEXED_SECONDS), key)

    def _declined(self, refusal: Refusal, card: str, key: str) -> Charge:
        """The payment intent that was declined, so that the same key is answered alike."""
        try:
            intent = refusal.intent or self._intent(key)
        except PaymentsUnavailable:
            intent = None
        return _failed(_without(card, refusal.reason)) if intent is None else charge_of(intent)


def _calls(api_key: str, base: str | None, timeout: float) -> Calls:
    """All that needs Stripe's library.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        from bookingcore.adapters.stripe.calls import Calls
    except ModuleNotFoundError as missing:
        raise MissingExtra("stripe", str(missing.name)) from missing
    return Calls(api_key, base=base, timeout=timeout)


def _failed(reason: str) -> Charge:
    return Charge(reference="", outcome=ChargeOutcome.FAILED, reason=reason)


def _without(card: str, reason: str) -> str:
    """*reason* to be written down: Stripe names a card that it does not know."""
    for part in filter(None, card.split("/")):
        reason = reason.replace(part, "...")
    return reason


def _given(refunds: Iterable[Told]) -> int:
    """What went back or may still go back, in Stripe's smallest units."""
    kept = (refund for refund in refunds if refund_of(refund).outcome is not ChargeOutcome.FAILED)
    return sum(refund["amount"] for refund in kept)


def _newest(objects: Iterable[Told], seconds: int) -> Iterator[Told]:
    """Those that were made at most so many seconds before the first, which is the newest.

    So it goes by Stripe's clock alone.
    """
    until: int | None = None
    for told in objects:
        created = told.get("created", 0)
        until = created - seconds if until is None else until
        if created < until:
            return
        yield told
