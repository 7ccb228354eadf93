"""Servers on the loopback to which messages are handed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest

from tests.adapters.messages.certificates import make_certificate
from tests.adapters.messages.http_server import HttpServer
from tests.adapters.messages.mail_server import MailServer


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that no machine trusts."""
    return make_certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server without any secrets."""
    with MailServer() as server:
        yield server


@pytest.fixture
def nobody() -> int:
    """A port of the loopback on which nobody listens."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where somebody listens, and says nothing."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port: int = listener.getsockname()[1]
        yield port


@pytest.fixture
def http_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    """A server to which messages are posted, whatever proxy this machine has."""
    monkeypatch.setenv("no_proxy", "*")
    with HttpServer() as server:
        yield server
