"""The adapter for SMS keeps the promises of the port, against a server on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from attrs import evolve

from bookingcore.adapters.sms import HttpSms
from bookingcore.errors import (
    InvalidInput,
    MessagesForbidden,
    MessagesUnavailable,
    Undeliverable,
)
from bookingcore.testing import DeliveryContract, Fault
from bookingcore.testing.contracts.messages import MESSAGE, Parts
from tests.adapters.messages.http_server import HttpServer

ANNA = "+393331234567"
SMS = evolve(MESSAGE, channel="sms", recipient=ANNA, subject="")
SECRET = "Bearer s3cret"


@pytest.fixture
def sms(http_server: HttpServer) -> HttpSms:
    """The adapter, posting to the server."""
    return HttpSms(f"{http_server.url}/send?to=anybody", secret=SECRET, timeout=20.0)


class TestHttpSms(DeliveryContract):
    @pytest.fixture
    def recipient(self) -> str:
        return ANNA

    @pytest.fixture
    def message(self) -> Any:
        return SMS

    @pytest.fixture
    def outlet(self, http_server: HttpServer) -> HttpSms:
        return HttpSms(http_server.url, timeout=2.0)

    @pytest.fixture
    def received(self, http_server: HttpServer) -> Callable[[], Sequence[Parts]]:
        return lambda: [
            {**posted.json, "id": posted.headers["idempotency-key"]}
            for posted in http_server.posted
        ]

    @pytest.fixture
    def broken(self, nobody: int) -> HttpSms:
        return HttpSms(f"http://127.0.0.1:{nobody}")

    @pytest.fixture
    def fail(self, http_server: HttpServer) -> Callable[[Fault], None]:
        return http_server.faults.append


def test_the_service_knows_us_by_the_secret(sms: HttpSms, http_server: HttpServer) -> None:
    sms.send(SMS)

    [posted] = http_server.posted
    assert posted.path == "/send?to=anybody"
    assert posted.headers["authorization"] == SECRET
    assert posted.headers["content-type"] == "application/json"
    assert posted.json["id"] == SMS.id


def test_the_secret_may_stand_in_another_header(http_server: HttpServer) -> None:
    HttpSms(http_server.url, secret="s3cret", header="X-Api-Key").send(SMS)

    assert http_server.posted[0].headers["x-api-key"] == "s3cret"
    assert "authorization" not in http_server.posted[0].headers


def test_a_number_is_sent_without_what_only_people_read(
    sms: HttpSms, http_server: HttpServer
) -> None:
    sms.send(evolve(SMS, recipient="+39 (333) 123-45.67"))

    assert http_server.posted[0].json["recipient"] == ANNA


@pytest.mark.parametrize("recipient", ["", "anna", "12", "+", "++391", f"{ANNA},{ANNA}", "٣٣٣٣٣"])
def test_whoever_has_no_phone_number_is_undeliverable(
    sms: HttpSms, http_server: HttpServer, recipient: str
) -> None:
    with pytest.raises(Undeliverable, match="no phone number"):
        sms.send(evolve(SMS, recipient=recipient))

    assert http_server.asked == []


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_the_service_says_of_the_message_is_final(
    sms: HttpSms, http_server: HttpServer, status: int
) -> None:
    http_server.answer_next(status, b"landline\r\n\x1b[2J " + ANNA.encode() + SECRET.encode())
    with pytest.raises(Undeliverable) as refused:
        sms.send(SMS)

    assert refused.value.reason == f"{status} landline   [2J …67..."


@pytest.mark.parametrize("status", [404, 408, 409, 410, 425, 429, 500, 502, 503, 504])
def test_what_the_service_says_of_itself_may_pass(
    sms: HttpSms, http_server: HttpServer, status: int
) -> None:
    http_server.answer_next(status)
    with pytest.raises(MessagesUnavailable, match=str(status)) as failed:
        sms.send(SMS)

    assert type(failed.value) is MessagesUnavailable
    assert failed.value.service == http_server.url


@pytest.mark.parametrize("status", [401, 403, 407])
def test_a_service_that_does_not_know_us_blames_no_recipient(
    sms: HttpSms, http_server: HttpServer, status: int
) -> None:
    http_server.answer_next(status, f"who is {SECRET}?".encode())
    with pytest.raises(MessagesForbidden) as failed:
        sms.send(SMS)

    assert "s3cret" not in f"{failed.value} {failed.value!r} {sms!r}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_secret_is_taken_nowhere_else(
    sms: HttpSms, http_server: HttpServer, status: int
) -> None:
    http_server.answer_next(status, Location=f"{http_server.url}/elsewhere")
    with pytest.raises(MessagesUnavailable, match=str(status)):
        sms.send(SMS)

    assert http_server.asked == ["POST /send?to=anybody"]


def test_an_answer_that_breaks_off_still_has_its_status(
    sms: HttpSms, http_server: HttpServer
) -> None:
    http_server.answer_next(503, b"", **{"Transfer-Encoding": "chunked"})
    with pytest.raises(MessagesUnavailable, match="503"):
        sms.send(SMS)


@pytest.mark.parametrize(
    "asked",
    [
        {"url": "http://sms.example/send"},
        {"url": "https://"},
        {"url": "https://desk:hunter2@sms.example"},
        {"url": "https://sms.example:port/hunter2"},
        {"url": "https://sms..example/hunter2"},
        {"url": "https://sms.example/hunter2\n"},
        {"url": "https://sms.example/città"},
        {"url": "ftp://127.0.0.1/hunter2"},
        {"url": None},
        {"secret": "hunter2\r\nHost: thief.example"},
        {"secret": "hunter2à"},
        {"header": "X-Api-Key:"},
        {"header": ""},
        {"timeout": 0},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_said_when_the_adapter_is_made(asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as wrong:
        HttpSms(**{"url": "https://sms.example/send", **asked})

    assert "hunter2" not in f"{wrong.value} {wrong.value!r}"


def test_an_adapter_shows_the_service_and_nothing_more() -> None:
    sms = HttpSms("https://sms.example:8443/hunter2", secret="hunter2")

    assert repr(sms) == "HttpSms('https://sms.example:8443')"
