"""`bookingcore deliver`: messages that wait, sent by a process of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookingcore import Desk, open_desk
from bookingcore.adapters.system import SystemClock
from tests.adapters.messages.mail_server import Answers, MailServer
from tests.cli.commandline import Running
from tests.cli.conftest import Typed
from tests.conftest import closing

SENDER = "Studio Roma <desk@studio.example>"


@pytest.fixture
def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'studio.db'}"


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    """A desk in whose database two welcomes wait."""
    desk = open_desk(url, center="roma", clock=SystemClock())
    for name in ("anna", "bea"):
        desk.customers.register(name=name, email=f"{name}@example.org")
    yield desk
    closing(desk)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_letters_are_put_into_a_folder(desk: Desk, url: str, typed: Typed, folder: Path) -> None:
    ran = typed("deliver", url, "--once", "--sender", SENDER, "--folder", "mail")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(" roma: 2 sent\n")
    assert len(list((folder / "mail").glob("*.eml"))) == 2
    assert typed("deliver", url, "--once", "--sender", SENDER, "--folder", "mail").out == ""


def test_every_message_is_shown_on_the_console(desk: Desk, url: str, typed: Typed) -> None:
    ran = typed("deliver", url, "--once", "--console", "--center", "roma")

    assert ran.code == 0
    assert "subject: Welcome to roma" in ran.out


def test_without_a_sender_or_a_server_it_says_what_to_give(
    desk: Desk, url: str, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOOKINGCORE_SMTP", raising=False)
    nobody = typed("deliver", url, "--once")
    nowhere = typed("deliver", url, "--once", "--sender", SENDER)
    never = typed("deliver", url, "--console", "--every", "0")

    assert (nobody.code, nowhere.code, never.code) == (2, 2, 2)
    assert "--sender" in nobody.err
    assert "BOOKINGCORE_SMTP" in nowhere.err
    assert "seconds from 0.1" in never.err


def test_letters_go_to_the_mail_server_and_a_refusal_is_told(
    desk: Desk, url: str, typed: Typed, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bookingcore.cli.delivering.SmtpMailer",
        lambda url, sender: _plain(mail_server.port, sender),
    )
    monkeypatch.setenv("BOOKINGCORE_SMTP", "smtp://mail.example")
    mail_server.answers = Answers(rcpt="451 4.7.1 later")
    refused = typed("deliver", url, "--once", "--sender", SENDER)
    assert refused.code != 0
    assert refused.err.count("it is tried again") == 2
    mail_server.answers = Answers(rcpt="550 5.1.1 nobody")
    desk.customers.register(name="Cleo", email="cleo@example.org")
    assert "given up" in typed("deliver", url, "--once", "--sender", SENDER).err


def _plain(port: int, sender: str) -> object:
    from bookingcore.adapters.smtp import SmtpMailer

    return SmtpMailer(host="127.0.0.1", port=port, sender=sender, tls="none")


def test_a_worker_sends_until_a_signal_comes(desk: Desk, url: str, folder: Path) -> None:
    words = ("deliver", url, "--every", "0.1", "--sender", SENDER, "--folder", str(folder / "m"))
    worker = Running(folder / "one", words)
    try:
        worker.hear("roma: 2 sent\n")
        desk.customers.register(name="Cleo", email="cleo@example.org")
        worker.hear("roma: 1 sent\n")
        ran = worker.signalled(signal.SIGTERM)
    finally:
        worker.kill()

    assert (ran.code, ran.err) == (0, "")
    assert len(list((folder / "m").glob("*.eml"))) == 3
    assert desk.verify() == ()
