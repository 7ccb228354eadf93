"""A mail server on the loopback, on `aiosmtpd`: it keeps what it takes, and fails when told to."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from threading import Thread
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import define, frozen

from bookingcore.testing import Fault
from bookingcore.testing.contracts.messages import Parts

ACCEPTED = "250 OK"
PATIENCE = 30.0
PASSWORD = "s3cret&/@"


@frozen(kw_only=True)
class Letter:
    """What the server accepted: the envelope, and what is in it."""

    sender: str
    recipients: tuple[str, ...]
    options: tuple[str, ...]
    raw: bytes

    @property
    def read(self) -> EmailMessage:
        """The letter, as another program reads it."""
        letter = message_from_bytes(self.raw, policy=default)
        assert isinstance(letter, EmailMessage)
        return letter

    @property
    def parts(self) -> Parts:
        """Its parts in the words of the port."""
        read = self.read
        body = read.get_body(("plain",))
        assert body is not None
        named = [_utf8(address.addr_spec) for address in read["To"].addresses]
        # A file has no envelope.
        assert self.recipients in {(), tuple(named)}
        return {
            "id": str(read["Message-ID"]),
            "recipient": ", ".join(named),
            "subject": str(read["Subject"]),
            "sender_name": self._sender_name,
            "body": body.get_content().replace("\r\n", "\n").removesuffix("\n"),
        }

    @property
    def _sender_name(self) -> str:
        # Not as the newer interface reads it: that one leaves spaces between encoded words.
        name, _ = parseaddr(message_from_bytes(self.raw)["From"].replace("\r\n", ""))
        return str(make_header(decode_header(name)))


def _utf8(text: str) -> str:
    """*text* as it was meant: the parser reads ASCII, and keeps other bytes for later."""
    return text.encode("utf-8", "surrogateescape").decode()


@define
class Answers:
    """What the server says at each step, in place of yes."""

    mail: str = ACCEPTED
    rcpt: str = ACCEPTED
    data: str = ACCEPTED
    auth: str = ""
    quit: str = "221 Bye"


class _Hooks:
    """What each conversation calls: it looks at all that this has, and would read every letter."""

    def __init__(self, server: MailServer) -> None:
        self.handle_MAIL = server.handle_MAIL
        self.handle_RCPT = server.handle_RCPT
        self.handle_DATA = server.handle_DATA
        self.handle_QUIT = server.handle_QUIT


class MailServer:
    """A running server on a free port."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        auth: bool = False,
        utf8: bool = True,
    ) -> None:
        self.letters: list[Letter] = []
        self.logins: list[tuple[str, str]] = []
        self.encrypted: list[bool] = []
        self.answers = Answers()
        self.faults: deque[Fault] = deque()
        self._options: dict[str, Any] = {
            "enable_SMTPUTF8": utf8,
            "tls_context": starttls,
            "require_starttls": starttls is not None,
            # It would rather not, without TLS, and says so in a warning.
            "auth_required": auth and starttls is not None,
            "auth_require_tls": starttls is not None or not auth,
            "authenticator": self._authenticate if auth else None,
            "hostname": "mail.example",
        }
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(
            self._loop.create_server(self._session, "127.0.0.1", 0, ssl=self._tls)
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    @property
    def parts(self) -> list[Parts]:
        """What was accepted, in the words of the port."""
        return [letter.parts for letter in self.letters]

    async def handle_MAIL(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.mail

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers.rcpt == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return self.answers.rcpt

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fault = self.faults.popleft() if self.faults else None
        if fault is Fault.TEMPORARY:
            return f"451 4.3.0 <{envelope.rcpt_tos[0]}> later"
        if fault is Fault.PERMANENT:
            return f"550 5.1.1 <{envelope.rcpt_tos[0]}> unknown"
        if fault is Fault.SILENT:
            await asyncio.sleep(PATIENCE)
        if fault in {None, Fault.LOST} and self.answers.data == ACCEPTED:
            self._keep(session, envelope)
        if fault is not None:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.answers.data

    async def handle_QUIT(  # noqa: N802
        self, _: SMTP, __: Session, ___: Envelope
    ) -> str:
        if self.answers.quit == "":
            await asyncio.sleep(PATIENCE)
        return self.answers.quit

    def _keep(self, session: Session, envelope: Envelope) -> None:
        assert isinstance(envelope.original_content, bytes)
        self.encrypted.append(session.ssl is not None or self._tls is not None)
        letter = Letter(
            sender=str(envelope.mail_from),
            recipients=tuple(map(str, envelope.rcpt_tos)),
            options=tuple(envelope.mail_options),
            raw=envelope.original_content,
        )
        self.letters.append(letter)

    def _authenticate(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        if self.answers.auth:
            return AuthResult(success=False, handled=False, message=self.answers.auth)
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)

    def _session(self) -> SMTP:
        return SMTP(_Hooks(self), loop=self._loop, **self._options)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
