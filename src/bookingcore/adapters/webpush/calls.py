"""Calling a push service: the only module that loads the library for Web Push."""

from __future__ import annotations

from time import time

import requests
from py_vapid import Vapid
from pywebpush import WebPusher, WebPushException

from bookingcore.adapters.webpush.subscription import Subscription
from bookingcore.errors import MessagesUnavailable, Undeliverable

TOKEN_SECONDS = 12 * 60 * 60
"""How long what we sign is good for; push services refuse more than 24 hours (RFC 8292, 2)."""

AUTH_BYTES = 16
"""How long the secret of a subscription is (RFC 8291, 3.2)."""

_ANSWER_BYTES_MAX = 2_000
_DETAIL_LENGTH_MAX = 200


class Pusher:
    """Encrypts, signs and posts.

    Raises:
        Exception: whatever the library stumbles over in a key that is none.
    """

    def __init__(self, private_key: str, *, contact: str, timeout: float) -> None:
        pem = private_key.lstrip().startswith("-----")
        self._key = Vapid.from_pem(private_key.encode()) if pem else Vapid.from_string(private_key)
        self._contact = contact
        self._timeout = timeout
        # As soon as now: a key that cannot sign is none.
        self._signed("https://push.example")

    def push(
        self, subscription: Subscription, payload: bytes, headers: dict[str, str]
    ) -> tuple[int, str]:
        """Post *payload*; the status of the answer, and what it says in one line.

        Raises:
            Undeliverable: the keys of the subscription are none.
            MessagesUnavailable: nobody answered.
        """
        headers = {
            **headers,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **self._signed(subscription.origin),
        }
        body = _encrypted(subscription, payload)
        try:
            with requests.Session() as session:
                # A callable is all the login there is: none is to be looked up on this machine.
                answer = session.post(
                    subscription.endpoint,
                    data=body,
                    headers=headers,
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                    auth=lambda request: request,
                )
                return answer.status_code, _said(answer, subscription)
        except (OSError, ValueError) as failed:
            detail = _private(str(failed), subscription)
            raise MessagesUnavailable(subscription.origin, detail) from failed

    def _signed(self, origin: str) -> dict[str, str]:
        claims = {"sub": self._contact, "aud": origin, "exp": int(time()) + TOKEN_SECONDS}
        signed: dict[str, str] = self._key.sign(claims)
        return signed


def _encrypted(subscription: Subscription, payload: bytes) -> bytes:
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    try:
        pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
        if len(pusher.auth_key or b"") != AUTH_BYTES:
            raise ValueError("no secret")
        body: bytes = pusher.encode(payload)["body"]
    except (LookupError, TypeError, ValueError, WebPushException) as wrong:
        reason = "it is no push subscription: its keys are none"
        raise Undeliverable("push", subscription.endpoint, reason) from wrong
    return body


def _said(answer: requests.Response, subscription: Subscription) -> str:
    """The beginning of what a refusal says; an acceptance has said enough."""
    if answer.ok:
        return ""
    try:
        said = next(answer.iter_content(_ANSWER_BYTES_MAX), b"")
    except (OSError, ValueError):
        return ""
    return _private(said.decode("utf-8", "replace"), subscription)


def _private(said: str, subscription: Subscription) -> str:
    """*said* in one line, without the part of the endpoint that only its browser knows."""
    path = subscription.endpoint[len(subscription.origin) :]
    hidden = said.replace(path, "/…") if len(path) > 1 else said
    return "".join(c if c.isprintable() else " " for c in hidden)[:_DETAIL_LENGTH_MAX]
