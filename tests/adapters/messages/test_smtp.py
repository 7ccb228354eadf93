"""The adapter for SMTP keeps the promises of the port, against real servers on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from attrs import evolve

from bookingcore.adapters.smtp import SmtpMailer
from bookingcore.errors import (
    InvalidInput,
    MessagesForbidden,
    MessagesUnavailable,
    Undeliverable,
)
from bookingcore.testing import DeliveryContract, Fault
from bookingcore.testing.contracts.messages import MESSAGE, Parts
from tests.adapters.messages.certificates import serving, trusting
from tests.adapters.messages.mail_server import PASSWORD, MailServer

SENDER = "desk@studio.example"
LATER, NEVER = "451 4.3.0 later", "550 5.7.1 never"


def mailer_to(server: MailServer, **more: Any) -> SmtpMailer:
    """The adapter, talking to *server*."""
    asked = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": 20.0, **more}
    return SmtpMailer(sender=SENDER, **asked)


class TestSmtpMailer(DeliveryContract):
    @pytest.fixture
    def outlet(self, mail_server: MailServer) -> SmtpMailer:
        return mailer_to(mail_server, timeout=2.0)

    @pytest.fixture
    def received(self, mail_server: MailServer) -> Callable[[], Sequence[Parts]]:
        return lambda: mail_server.parts

    @pytest.fixture
    def broken(self, nobody: int) -> SmtpMailer:
        return SmtpMailer(host="127.0.0.1", port=nobody, sender=SENDER, tls="none")

    @pytest.fixture
    def fail(self, mail_server: MailServer) -> Callable[[Fault], None]:
        return mail_server.faults.append


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_for_now_is_unavailable_at_each_step(mail_server: MailServer, step: str) -> None:
    setattr(mail_server.answers, step, LATER)
    with pytest.raises(MessagesUnavailable, match=r"451 4\.3\.0 later") as failed:
        mailer_to(mail_server).send(MESSAGE)

    assert failed.value.service == f"smtp://127.0.0.1:{mail_server.port}"
    assert failed.value.__cause__ is not None
    assert type(failed.value) is MessagesUnavailable
    assert mail_server.letters == []


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_for_ever_is_undeliverable_at_each_step(
    mail_server: MailServer, step: str
) -> None:
    setattr(mail_server.answers, step, NEVER)
    with pytest.raises(Undeliverable) as refused:
        mailer_to(mail_server).send(MESSAGE)

    assert refused.value.reason == NEVER
    assert refused.value.recipient == "a…@example.org"
    assert not refused.value.gone
    assert mail_server.letters == []


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_who_must_log_in_first_hears_that_and_no_recipient_is_blamed(
    mail_server: MailServer, step: str
) -> None:
    setattr(mail_server.answers, step, "530 5.7.0 Authentication required")
    with pytest.raises(MessagesForbidden, match="does not let us in"):
        mailer_to(mail_server).send(MESSAGE)


def test_a_server_that_closes_is_unavailable(mail_server: MailServer) -> None:
    mail_server.answers.rcpt = "421 closing"
    with pytest.raises(MessagesUnavailable, match="421 closing"):
        mailer_to(mail_server).send(MESSAGE)


@pytest.mark.parametrize("goodbye", ["", "421 no goodbye", "500 what"])
def test_what_was_accepted_is_sent_whatever_the_goodbye(
    mail_server: MailServer, goodbye: str
) -> None:
    mail_server.answers.quit = goodbye
    mailer_to(mail_server, timeout=2.0).send(MESSAGE)

    assert len(mail_server.letters) == 1


def test_a_server_that_never_greets_is_not_waited_for_for_ever(silent: int) -> None:
    mailer = SmtpMailer(host="127.0.0.1", port=silent, sender=SENDER, timeout=0.2)
    with pytest.raises(MessagesUnavailable):
        mailer.send(MESSAGE)


def test_threads_send_at_the_same_time(mail_server: MailServer) -> None:
    mailer = mailer_to(mail_server)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: mailer.send(evolve(MESSAGE, id=f"m{n}")), range(24)))

    sent = {f"<m{n}@studio.example>" for n in range(24)}
    assert sorted(parts["id"] for parts in mail_server.parts) == sorted(sent)


@pytest.mark.parametrize(
    "said", [b"554 go away\r\n", b"220 hello\r\n550 not you\r\n550 go away\r\n"]
)
def test_a_server_that_does_not_want_us_blames_no_recipient(said: bytes) -> None:
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        mailer = SmtpMailer(
            host="127.0.0.1", port=listener.getsockname()[1], sender=SENDER, tls="none"
        )
        with ThreadPoolExecutor(1) as thread:
            sent = thread.submit(mailer.send, MESSAGE)
            connection, _ = listener.accept()
            with connection:
                connection.sendall(said)
                with pytest.raises(MessagesUnavailable, match="go away"):
                    sent.result(20)


@pytest.mark.parametrize("by", ["starttls", "tls"])
def test_a_letter_travels_encrypted(certificate: Path, by: Any) -> None:
    kinds: dict[str, Any] = {by: serving(certificate)}
    with MailServer(**kinds) as server:
        mailer_to(server, tls=by, context=trusting(certificate)).send(MESSAGE)

        assert server.encrypted == [True]
        assert [parts["body"] for parts in server.parts] == [MESSAGE.body]


@pytest.mark.parametrize("by", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_taken(certificate: Path, by: Any) -> None:
    kinds: dict[str, Any] = {by: serving(certificate)}
    with MailServer(**kinds, auth=True) as server:
        mailer = mailer_to(server, tls=by, username="desk", password=PASSWORD)
        with pytest.raises(MessagesUnavailable, match=r"(?i)certificate"):
            mailer.send(MESSAGE)

        assert server.logins == []
        assert server.letters == []


def test_nothing_is_said_in_the_clear_to_a_server_without_starttls(
    mail_server: MailServer,
) -> None:
    with pytest.raises(MessagesUnavailable, match="STARTTLS"):
        mailer_to(mail_server, tls="starttls").send(MESSAGE)

    assert mail_server.letters == []


def test_the_server_knows_who_logs_in(certificate: Path) -> None:
    with MailServer(starttls=serving(certificate), auth=True) as server:
        url = f"smtp://desk%40studio:s3cret%26%2F%40@127.0.0.1:{server.port}"
        SmtpMailer(url, sender=SENDER, context=trusting(certificate)).send(MESSAGE)

        assert server.logins == [("desk@studio", PASSWORD)]
        assert len(server.letters) == 1


def test_a_wrong_password_is_nobody_else_s_fault_and_is_not_shown() -> None:
    with MailServer(auth=True) as server:
        server.answers.auth = "535 5.7.8 hunter2 is wrong"
        mailer = mailer_to(server, username="desk", password="hunter2")
        with pytest.raises(MessagesForbidden, match="correct the user name and password") as failed:
            mailer.send(MESSAGE)

        assert "hunter2" not in f"{failed.value} {failed.value!r} {mailer!r}"
        assert failed.value.__cause__ is None
        assert server.letters == []


def test_a_server_that_cannot_check_the_password_now_is_unavailable() -> None:
    with MailServer(auth=True) as server:
        server.answers.auth = "454 4.7.0 the directory is down"
        with pytest.raises(MessagesUnavailable, match="454") as failed:
            mailer_to(server, username="desk", password=PASSWORD).send(MESSAGE)

        assert type(failed.value) is MessagesUnavailable


def test_a_server_that_knows_nobody_is_given_no_password(mail_server: MailServer) -> None:
    with pytest.raises(MessagesUnavailable, match="AUTH"):
        mailer_to(mail_server, username="desk", password=PASSWORD).send(MESSAGE)

    assert mail_server.letters == []


@pytest.mark.parametrize("recipient", ["anna@città.example", "ànna@example.org"])
def test_an_address_outside_ascii_is_reached_where_the_server_can(
    mail_server: MailServer, recipient: str
) -> None:
    mailer_to(mail_server).send(evolve(MESSAGE, recipient=recipient))

    [letter] = mail_server.letters
    assert letter.recipients == (recipient,)
    assert "SMTPUTF8" in letter.options
    assert letter.parts["recipient"] == recipient
    assert letter.parts["subject"] == MESSAGE.subject


def test_an_address_outside_ascii_is_undeliverable_where_the_server_cannot() -> None:
    with MailServer(utf8=False) as server:
        with pytest.raises(Undeliverable, match="outside ASCII"):
            mailer_to(server).send(evolve(MESSAGE, recipient="ànna@example.org"))

        assert server.letters == []


@pytest.mark.parametrize(
    "asked",
    [
        {"url": "mail.example"},
        {"url": "http://mail.example"},
        {"url": "smtp://"},
        {"url": "smtp://desk:hunter2@mail.example:port"},
        {"url": "smtp://desk:hunter2@mail.example/inbox"},
        {"url": "smtp://desk:hunter2@mail.example", "host": "mail.example"},
        {"url": "smtp://desk@mail.example"},
        {"url": 25},
        {"host": ""},
        {"host": "mail..example"},
        {"host": "mail example"},
        {"host": "mail.example", "password": "hunter2"},
        {"host": "mail.example", "username": "desk", "password": "hunter2\n"},
        {"host": "mail.example", "username": "desk", "password": "hunter2à"},
        {"host": "mail.example", "tls": "ssl"},
        {"host": "mail.example", "timeout": 0},
        {"host": "mail.example", "sender": "desk"},
        {"host": "mail.example", "sender": "dèsk@studio.example"},
        {"host": "mail.example", "sender": None},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_said_when_the_mailer_is_made(asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as wrong:
        SmtpMailer(**{"sender": SENDER, **asked})

    assert "hunter2" not in f"{wrong.value} {wrong.value!r}"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"url": "smtp://mail.example"}, "smtp://mail.example:587"),
        ({"url": "smtps://mail.example"}, "smtp://mail.example:465"),
        ({"url": "smtp://mail.example", "tls": "none"}, "smtp://mail.example:25"),
        ({"host": "mail.example", "tls": "tls"}, "smtp://mail.example:465"),
        ({"url": "smtp://desk:hunter2@mail.example:2525"}, "smtp://mail.example:2525"),
    ],
    ids=str,
)
def test_a_mailer_shows_where_it_sends_and_no_password(asked: Any, shown: str) -> None:
    mailer = SmtpMailer(**asked, sender=f"Studio <{SENDER}>")

    assert repr(mailer) == f"SmtpMailer('{shown}', sender='{SENDER}')"
