"""SMS through a service that takes JSON over HTTP, by the standard library alone."""

from __future__ import annotations

import json
import re
from email.message import Message as Headers
from hashlib import sha256
from http.client import HTTPException
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bookingcore.domain.values.checks import shown
from bookingcore.errors import (
    InvalidInput,
    MessagesForbidden,
    MessagesUnavailable,
    Undeliverable,
)
from bookingcore.errors.delivery import masked
from bookingcore.ports.messages import Message

REFUSED = frozenset({400, 413, 422})
"""Answers about this very message; any other failure is about the service, and may pass."""

FORBIDDEN = frozenset({401, 403, 407})

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_SEPARATORS = re.compile(r"[ ()./-]")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_SECRET = re.compile(r"[ -~]*")

_ANSWER_BYTES_MAX = 2_000
_DETAIL_LENGTH_MAX = 200


class _Nowhere(HTTPRedirectHandler):
    """Follows nobody: the secret is for one service alone."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> None:
        """Stay."""


class HttpSms:
    """Posts each message as JSON to a service, or to a small program of the host's in front of one.

    The JSON has `id`, `kind`, `language`, `recipient` (digits, perhaps after a plus sign), `body`
    and `sender_name`. The header `Idempotency-Key` is the same for a message that is sent again.

    Args:
        url: where to; `https`, or `http` on this very machine.
        secret: what the service knows us by, such as `"Bearer …"`; empty for none.
        header: the name of the header that carries the secret.
        timeout: seconds to wait for a connection, and again for each part of an answer.

    Raises:
        InvalidInput: one of them cannot be used.
    """

    def __init__(
        self, url: str, *, secret: str = "", header: str = "Authorization", timeout: float = 10.0
    ) -> None:
        if not timeout > 0:
            raise InvalidInput("timeout", shown(timeout), "give seconds, more than 0")
        if not _HEADER.fullmatch(header):
            raise InvalidInput("header", shown(header), "give a name such as 'Authorization'")
        if not _SECRET.fullmatch(secret):
            raise InvalidInput("secret", "...", "give ASCII characters in one line")
        self._service = _service(url)
        self._url = url
        self._secret = {header: secret} if secret else {}
        self._timeout = timeout
        self._opener = build_opener(_Nowhere)

    def __repr__(self) -> str:
        return f"HttpSms({self._service!r})"

    def send(self, message: Message, /) -> None:
        """Post *message*; returns when the service has answered that it accepts it.

        Raises:
            Undeliverable: the recipient is no phone number, or the service refused the message.
            MessagesForbidden: the service does not know us.
            MessagesUnavailable: the service cannot be reached, says "later", or fell silent.
        """
        request = self._request(message)
        try:
            with self._opener.open(request, timeout=self._timeout):
                # Its status says it all.
                return
        except HTTPError as refused:
            with refused:
                raise self._error(message, refused) from refused
        except (OSError, HTTPException, ValueError) as failed:
            said = str(getattr(failed, "reason", "") or failed) or type(failed).__name__
            raise MessagesUnavailable(self._service, said) from failed

    def _request(self, message: Message) -> Request:
        number = _SEPARATORS.sub("", message.recipient)
        if not _NUMBER.fullmatch(number):
            raise Undeliverable("sms", message.recipient, "it is no phone number")
        told = {
            "id": message.id,
            "kind": message.kind,
            "language": message.language,
            "recipient": number,
            "body": message.body,
            "sender_name": message.sender_name,
        }
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": sha256(message.id.encode("utf-8", "surrogatepass")).hexdigest(),
            **self._secret,
        }
        # The scheme was looked at when the adapter was made.
        return Request(self._url, json.dumps(told).encode(), headers)  # noqa: S310

    def _error(self, message: Message, refused: HTTPError) -> MessagesUnavailable | Undeliverable:
        detail = f"{refused.code} {self._said(message, refused)}".strip()
        if refused.code in FORBIDDEN:
            return MessagesForbidden(self._service, detail)
        if refused.code in REFUSED:
            return Undeliverable("sms", message.recipient, detail)
        return MessagesUnavailable(self._service, detail)

    def _said(self, message: Message, refused: HTTPError) -> str:
        """The beginning of the answer, in one line, without whom and the secret."""
        try:
            said = refused.read(_ANSWER_BYTES_MAX).decode("utf-8", "replace")
        except (OSError, HTTPException, ValueError):
            return ""
        for whom in (message.recipient, _SEPARATORS.sub("", message.recipient)):
            said = said.replace(whom, masked(whom))
        for secret in self._secret.values():
            said = said.replace(secret, "...")
        return "".join(c if c.isprintable() else " " for c in said)[:_DETAIL_LENGTH_MAX]


def _service(url: object) -> str:
    """Where *url* leads, without what may be a secret in it."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        host, port, named = parts.hostname or "", parts.port, parts.username is None
        host.encode("idna")
    except ValueError:
        host, port, named, parts = "", None, False, urlsplit("")
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not (safe and host and named and str(url).isascii() and str(url).isprintable()):
        remedy = "give an https URL without a user name in it, such as 'https://sms.example/send'"
        raise InvalidInput("url", "...", remedy)
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
