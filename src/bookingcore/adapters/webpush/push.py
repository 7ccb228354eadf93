"""The port for push notifications on Web Push (RFC 8030), encrypted (8291), signed (8292)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from bookingcore.adapters.webpush.subscription import ORIGIN, Subscription
from bookingcore.domain.values.checks import shown
from bookingcore.errors import (
    InvalidInput,
    MessagesForbidden,
    MessagesUnavailable,
    MissingExtra,
    Undeliverable,
)
from bookingcore.ports.messages import Message

if TYPE_CHECKING:
    from bookingcore.adapters.webpush.calls import Pusher

Urgency = Literal["very-low", "low", "normal", "high"]

PAYLOAD_BYTES_MAX = 3_993
"""What fits into the one record that every push service takes (RFC 8291, 4)."""

TTL_SECONDS = 24 * 60 * 60

GONE = frozenset({404, 410})
REFUSED = frozenset({400, 413})
FORBIDDEN = frozenset({401, 403})

_CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://\S+)")


class WebPush:
    """Sends each message to a browser that subscribed, encrypted for it alone.

    The service worker of the host's page gets JSON: `id`, `kind`, `language`, `subject`, `body`
    and `sender_name`. A message that is sent again takes the place of the first while that waits.

    Args:
        private_key: the VAPID key, in base64 or PEM; browsers subscribe with the public one.
        contact: whom the push service may ask: `"mailto:…"` or an https URL.
        services: the origins that are reached, such as `"https://push.example"`; by default any
            that is https and has a name. Whoever subscribes says where we post to.
        ttl: seconds for which the push service keeps a message for a browser that is off.
        urgency: whether a browser that saves power is woken.
        timeout: seconds to wait for a connection, and again for each part of an answer.

    Raises:
        InvalidInput: one of them cannot be used.
        MissingExtra: the library for Web Push is not installed.
    """

    def __init__(
        self,
        private_key: str,
        *,
        contact: str,
        services: Collection[str] | None = None,
        ttl: int = TTL_SECONDS,
        urgency: Urgency = "normal",
        timeout: float = 10.0,
    ) -> None:
        if not _CONTACT.fullmatch(contact):
            raise InvalidInput("contact", shown(contact), "give 'mailto:desk@studio.example'")
        if urgency not in get_args(Urgency):
            raise InvalidInput("urgency", shown(urgency), f"give one of {get_args(Urgency)}")
        if ttl < 0 or not timeout > 0:
            raise InvalidInput("timeout", shown(timeout), "give a ttl from 0 and a time to wait")
        for service in services or ():
            if not ORIGIN.fullmatch(service):
                raise InvalidInput("services", shown(service), "give 'https://push.example'")
        self._services = services
        self._headers = {"TTL": str(ttl), "Urgency": urgency}
        self._pusher = _pusher(private_key, contact, timeout)

    def send(self, message: Message, /) -> None:
        """Hand *message* to the push service; returns when that has accepted it.

        Raises:
            Undeliverable: the subscription is `gone`, or none; or the message is too long.
            MessagesForbidden: the push service does not take our key for this subscription.
            MessagesUnavailable: the push service cannot be reached, says "later", or fell silent.
        """
        subscription = Subscription.parse(message.recipient)
        self._check(subscription)
        payload = _payload(message)
        if len(payload) > PAYLOAD_BYTES_MAX:
            raise Undeliverable("push", subscription.endpoint, "the message is too long")
        headers = {**self._headers, "Topic": topic_of(message)}
        status, said = self._pusher.push(subscription, payload, headers)
        if not 200 <= status < 300:
            raise _error(subscription, status, f"{status} {said}".strip())

    def _check(self, subscription: Subscription) -> None:
        """Whoever subscribes is not to make us post to the machines behind our own walls."""
        services = self._services
        known = subscription.is_public if services is None else subscription.origin in services
        if not known:
            raise Undeliverable("push", subscription.endpoint, "it is at no push service")


def topic_of(message: Message) -> str:
    """By which a push service knows a message that it has already (RFC 8030, 5.4)."""
    digest = sha256(message.id.encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(digest[:24]).decode()


def _payload(message: Message) -> bytes:
    told = {
        "id": message.id,
        "kind": message.kind,
        "language": message.language,
        "subject": message.subject,
        "body": message.body,
        "sender_name": message.sender_name,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _error(
    subscription: Subscription, status: int, detail: str
) -> MessagesUnavailable | Undeliverable:
    if status in FORBIDDEN:
        return MessagesForbidden(subscription.origin, detail)
    if status in GONE | REFUSED:
        return Undeliverable("push", subscription.endpoint, detail, gone=status in GONE)
    return MessagesUnavailable(subscription.origin, detail)


def _pusher(private_key: str, contact: str, timeout: float) -> Pusher:
    try:
        from bookingcore.adapters.webpush.calls import Pusher
    except ModuleNotFoundError as missing:
        raise MissingExtra("push", str(missing.name)) from missing
    try:
        return Pusher(private_key, contact=contact, timeout=timeout)
    except Exception:  # noqa: BLE001 - the library fails in many ways; none may show the key
        remedy = "give a VAPID key, 32 bytes in base64 or a PEM text"
        raise InvalidInput("private_key", "...", remedy) from None
