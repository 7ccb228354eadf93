"""E-mail over SMTP, by the standard library alone."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Literal, NoReturn
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from bookingcore.domain.values.checks import shown
from bookingcore.errors import (
    InvalidInput,
    MessagesForbidden,
    MessagesUnavailable,
    Undeliverable,
)
from bookingcore.errors.delivery import masked
from bookingcore.ports.letters import Sender, letter_of, one_line, raw_letter
from bookingcore.ports.messages import Message

Tls = Literal["starttls", "tls", "none"]

_PORTS: dict[Tls, int] = {"starttls": 587, "tls": 465, "none": 25}
_SCHEMES: dict[str, Tls] = {"smtp": "starttls", "smtps": "tls"}

FORBIDDEN = frozenset({530, 534, 535, 538})
"""Answers about who we are, whatever was asked for (RFC 4954, 6)."""

_DETAIL_LENGTH_MAX = 200

_Answered = smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused


@frozen(kw_only=True)
class _Server:
    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"smtp://{self.host}:{self.port}"


class SmtpMailer:
    """Hands each message to a mail server, on a connection of its own; for any number of threads.

    The server's certificate is checked, and nothing is said in the clear unless *tls* is `"none"`.
    A message that is sent again has the same Message-ID.

    Args:
        url: `smtp://user:password@mail.example:587`, or `smtps://` for TLS from the first byte;
            `%40` in a user name is an at sign. Or none, and *host*.
        sender: `"Studio Roma <desk@studio.example>"`; the address in ASCII.
        host, port, username, password: what the URL would say.
        tls: `"starttls"`, `"tls"` or `"none"`; by default what the URL says, else `"starttls"`.
        timeout: seconds to wait for a connection, and again for each answer.
        context: how certificates are checked; by default, as the machine does it.

    Raises:
        InvalidInput: one of them cannot be used.
    """

    def __init__(
        self,
        url: str = "",
        *,
        sender: str,
        host: str = "",
        port: int | None = None,
        username: str = "",
        password: str = "",
        tls: Tls | None = None,
        timeout: float = 10.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        if not timeout > 0:
            raise InvalidInput("timeout", shown(timeout), "give seconds, more than 0")
        if url and (host or port or username or password):
            raise InvalidInput("url", "...", "give a URL, or host, port, username and password")
        if url:
            self._server = _parsed(url, tls)
        else:
            self._server = _server(host, port, username, password, tls or "starttls")
        self._sender = Sender.parse(sender)
        self._timeout = timeout
        self._context = context or ssl.create_default_context()

    def __repr__(self) -> str:
        return f"SmtpMailer({str(self._server)!r}, sender={self._sender.address!r})"

    def send(self, message: Message, /) -> None:
        """Hand *message* to the server; returns when it was accepted.

        Raises:
            Undeliverable: the server refused it for ever, or the address needs what the server
                does not offer.
            MessagesForbidden: the server does not let us in.
            MessagesUnavailable: the server cannot be reached, says "later", or fell silent.
        """
        letter = letter_of(message, self._sender, at=datetime.now(UTC))
        with self._told(message):
            client = self._connected()
            try:
                self._deliver(client, letter, message)
                # Accepted: whatever becomes of the goodbye, it is not to be sent again.
                with suppress(OSError, smtplib.SMTPException):
                    client.quit()
            finally:
                client.close()

    def _connected(self) -> smtplib.SMTP:
        """A server that knows us, or an error of connecting, which no recipient is to blame for."""
        try:
            return self._opened()
        except smtplib.SMTPAuthenticationError as refused:
            # The server's words are not to be trusted with what they may repeat.
            forbidden = refused.smtp_code in FORBIDDEN
            kind = MessagesForbidden if forbidden else MessagesUnavailable
            raise kind(str(self._server), self._detail(refused)) from None
        except smtplib.SMTPResponseException as refused:
            raise MessagesUnavailable(str(self._server), self._detail(refused)) from refused

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        at = server.host, server.port
        client: smtplib.SMTP
        if server.tls == "tls":
            client = smtplib.SMTP_SSL(*at, timeout=self._timeout, context=self._context)
        else:
            client = smtplib.SMTP(*at, timeout=self._timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                client.starttls(context=self._context)
                client.ehlo_or_helo_if_needed()
            if server.username:
                client.login(server.username, server.password)
        except BaseException:
            client.close()
            raise
        return client

    def _deliver(self, client: smtplib.SMTP, letter: EmailMessage, message: Message) -> None:
        wide = not message.recipient.isascii()
        if wide and not client.has_extn("smtputf8"):
            reason = "the mail server takes no addresses outside ASCII"
            raise Undeliverable("email", message.recipient, reason)
        raw = raw_letter(letter, wide=wide)
        options = ("SMTPUTF8", "BODY=8BITMIME") if wide else ()
        client.sendmail(self._sender.address, [message.recipient], raw, options)

    @contextmanager
    def _told(self, message: Message) -> Iterator[None]:
        """What the server says, in the port's words."""
        try:
            yield
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refused:
            self._refuse(message, refused)
        # The library stumbles over what it cannot read with a ValueError.
        except (OSError, smtplib.SMTPException, ValueError) as failed:
            detail = _private(self._detail(failed), message)
            raise MessagesUnavailable(str(self._server), detail) from failed

    def _refuse(self, message: Message, refused: _Answered) -> NoReturn:
        code, detail = _code(refused), _private(self._detail(refused), message)
        if code in FORBIDDEN:
            raise MessagesForbidden(str(self._server), detail) from refused
        if 500 <= code < 600:
            raise Undeliverable("email", message.recipient, detail) from refused
        raise MessagesUnavailable(str(self._server), detail) from refused

    def _detail(self, error: Exception) -> str:
        """What was said, in one line, without the password."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            [(code, words)] = error.recipients.values()
            said = f"{code} {_text(words)}"
        elif isinstance(error, smtplib.SMTPResponseException):
            said = f"{error.smtp_code} {_text(error.smtp_error)}"
        else:
            said = str(error) or type(error).__name__
        if self._server.password:
            said = said.replace(self._server.password, "...")
        return one_line(said)[:_DETAIL_LENGTH_MAX]


def _private(said: str, message: Message) -> str:
    """*said* with the recipient as far as a log may show it: servers like to repeat it."""
    whom = re.escape(message.recipient)
    return re.sub(whom, lambda _: masked(message.recipient), said, flags=re.IGNORECASE)


def _code(refused: _Answered) -> int:
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        [(code, _)] = refused.recipients.values()
        return int(code)
    return int(refused.smtp_code)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _parsed(url: str, tls: Tls | None) -> _Server:
    """The server that *url* names; an error does not show the URL, which has a password in it."""
    remedy = "give a URL such as 'smtp://user:password@mail.example:587'"
    try:
        parts = urlsplit(url)
        scheme, host, port = _SCHEMES[parts.scheme], parts.hostname or "", parts.port
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InvalidInput("url", "...", remedy) from None
    if parts.path.strip("/") or parts.query or parts.fragment or not host:
        raise InvalidInput("url", "...", remedy)
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    return _server(host, port, username, password, tls or scheme)


def _server(host: str, port: int | None, username: str, password: str, tls: Tls) -> _Server:
    if tls not in _PORTS:
        raise InvalidInput("tls", shown(tls), "give 'starttls', 'tls' or 'none'")
    if not _is_host(host):
        raise InvalidInput("host", shown(host), "give the name of the mail server, or a URL")
    if bool(username) is not bool(password):
        raise InvalidInput("username", shown(username), "give a user name and a password, or none")
    if not (username + password).isascii() or not (username + password).isprintable():
        raise InvalidInput("password", "...", "give a user name and a password in ASCII")
    port = _PORTS[tls] if port is None else port
    return _Server(host=host, port=port, tls=tls, username=username, password=password)


def _is_host(host: str) -> bool:
    try:
        return bool(host.encode("idna")) and host.isprintable() and " " not in host
    except UnicodeError:
        return False
