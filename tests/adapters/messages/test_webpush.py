"""The adapter for Web Push keeps the promises of the port, against a server on the loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from time import time
from typing import Any

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bookingcore.adapters.webpush import WebPush
from bookingcore.adapters.webpush.push import PAYLOAD_BYTES_MAX
from bookingcore.errors import (
    InvalidInput,
    MessagesForbidden,
    MessagesUnavailable,
    MissingExtra,
    Undeliverable,
)
from bookingcore.ports.messages import Message
from bookingcore.testing import DeliveryContract, Fault
from bookingcore.testing.contracts.messages import MESSAGE, Parts
from tests.adapters.messages.browser import Browser, claims_of, in_base64
from tests.adapters.messages.http_server import HttpServer

KEY = ec.derive_private_key(7, ec.SECP256R1())
PRIVATE_KEY = in_base64((7).to_bytes(32, "big"))
CONTACT = "mailto:desk@studio.example"


def pushing(server: HttpServer, **more: Any) -> WebPush:
    """The adapter, posting to *server*."""
    asked = {"contact": CONTACT, "services": [server.url], "timeout": 20.0, **more}
    return WebPush(PRIVATE_KEY, **asked)


@pytest.fixture
def browser(http_server: HttpServer) -> Browser:
    """A browser that subscribed there."""
    return Browser(http_server)


@pytest.fixture
def note(browser: Browser) -> Message:
    """Something for that browser."""
    return evolve(MESSAGE, channel="push", recipient=browser.subscription)


class TestWebPush(DeliveryContract):
    @pytest.fixture
    def message(self, note: Message) -> Message:
        return note

    @pytest.fixture
    def outlet(self, http_server: HttpServer) -> WebPush:
        return pushing(http_server, timeout=2.0)

    @pytest.fixture
    def received(self, http_server: HttpServer, browser: Browser) -> Callable[[], Sequence[Parts]]:
        return lambda: [browser.read(posted) for posted in http_server.posted]

    @pytest.fixture
    def broken(self, http_server: HttpServer, note: Message) -> WebPush:
        outlet = pushing(http_server)
        http_server.stop()
        return outlet

    @pytest.fixture
    def fail(self, http_server: HttpServer) -> Callable[[Fault], None]:
        return http_server.faults.append


def test_a_notification_says_how_long_and_how_urgent_it_is(
    http_server: HttpServer, note: Message
) -> None:
    pushing(http_server, ttl=60, urgency="high").send(note)

    [posted] = http_server.posted
    assert (posted.headers["ttl"], posted.headers["urgency"]) == ("60", "high")
    assert posted.headers["content-encoding"] == "aes128gcm"
    assert len(posted.headers["topic"]) == 32


def test_the_push_service_knows_us_by_our_signature(http_server: HttpServer, note: Message) -> None:
    pushing(http_server).send(note)

    scheme, _, rest = http_server.posted[0].headers["authorization"].partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    claims = claims_of(parts["t"], KEY.public_key())
    assert scheme == "vapid"
    assert claims["sub"] == CONTACT
    assert claims["aud"] == http_server.url
    assert claims["exp"] <= time() + 24 * 60 * 60


def test_a_key_may_be_given_as_pem(http_server: HttpServer, note: Message) -> None:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    WebPush(pem, contact=CONTACT, services=[http_server.url]).send(note)

    assert len(http_server.posted) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_to_be_forgotten(
    http_server: HttpServer, note: Message, status: int
) -> None:
    http_server.answer_next(status, b"expired /s/s3cret\n")
    with pytest.raises(Undeliverable) as refused:
        pushing(http_server).send(note)

    assert refused.value.gone
    assert refused.value.recipient == f"{http_server.url}/…"
    assert refused.value.reason == f"{status} expired /…"


@pytest.mark.parametrize("status", [400, 413])
def test_a_message_that_is_refused_leaves_the_subscription(
    http_server: HttpServer, note: Message, status: int
) -> None:
    http_server.answer_next(status)
    with pytest.raises(Undeliverable, match=str(status)) as refused:
        pushing(http_server).send(note)

    assert not refused.value.gone


@pytest.mark.parametrize("status", [405, 408, 429, 500, 502, 503, 504])
def test_what_the_push_service_says_of_itself_may_pass(
    http_server: HttpServer, note: Message, status: int
) -> None:
    http_server.answer_next(status)
    with pytest.raises(MessagesUnavailable, match=str(status)) as failed:
        pushing(http_server).send(note)

    assert type(failed.value) is MessagesUnavailable
    assert failed.value.service == http_server.url


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_taken_blames_no_subscription(
    http_server: HttpServer, note: Message, status: int
) -> None:
    http_server.answer_next(status)
    with pytest.raises(MessagesForbidden, match=str(status)):
        pushing(http_server).send(note)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_sends_us_elsewhere(http_server: HttpServer, note: Message, status: int) -> None:
    http_server.answer_next(status, Location=f"{http_server.url}/elsewhere")
    with pytest.raises(MessagesUnavailable, match=str(status)):
        pushing(http_server).send(note)

    assert http_server.asked == ["POST /s/s3cret"]


def test_a_refusal_that_breaks_off_still_has_its_status(
    http_server: HttpServer, note: Message
) -> None:
    http_server.answer_next(503, b"?", **{"Transfer-Encoding": "chunked"})
    with pytest.raises(MessagesUnavailable, match="503"):
        pushing(http_server).send(note)


def test_a_message_is_as_long_as_a_push_service_takes_it(
    http_server: HttpServer, browser: Browser, note: Message
) -> None:
    bare = len(json.dumps(json.loads(_payload_of(note)), separators=(",", ":")))
    outlet = pushing(http_server)
    outlet.send(evolve(note, body="x" * (PAYLOAD_BYTES_MAX - bare)))
    with pytest.raises(Undeliverable, match="too long"):
        outlet.send(evolve(note, body="x" * (PAYLOAD_BYTES_MAX - bare + 1)))

    [posted] = http_server.posted
    assert len(posted.body) == 4096
    assert browser.read(posted)["body"][:1] == "x"


def _payload_of(note: Message) -> str:
    told = ("id", "kind", "language", "subject", "sender_name")
    return json.dumps({"body": "", **{name: getattr(note, name) for name in told}})


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "anna@example.org",
        "[]",
        '{"endpoint": "https://push.example/s"}',
        '{"endpoint": "https://push.example/s", "keys": []}',
        '{"endpoint": "https://push.example/s", "keys": {"p256dh": "a", "auth": 7}}',
        '{"endpoint": "https://a:b@push.example/s", "keys": {"p256dh": "a", "auth": "b"}}',
        '{"endpoint": "https://push.example/s\\n", "keys": {"p256dh": "a", "auth": "b"}}',
        '{"endpoint": "https://[::1]/s", "keys": {"p256dh": "a", "auth": "b"}}',
        '{"endpoint": "https://[/s", "keys": {"p256dh": "a", "auth": "b"}}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:90],
)
def test_what_is_no_subscription_is_undeliverable(http_server: HttpServer, recipient: str) -> None:
    with pytest.raises(Undeliverable, match="no push subscription"):
        pushing(http_server).send(evolve(MESSAGE, channel="push", recipient=recipient))


@pytest.mark.parametrize("key", ["p256dh", "auth"])
@pytest.mark.parametrize("value", ["", "a", "à", "AAAA", "B" * 87])
def test_keys_that_are_none_are_undeliverable(
    http_server: HttpServer, note: Message, key: str, value: str
) -> None:
    told = json.loads(note.recipient)
    told["keys"][key] = value
    with pytest.raises(Undeliverable, match="its keys are none"):
        pushing(http_server).send(evolve(note, recipient=json.dumps(told)))

    assert http_server.asked == []


@pytest.mark.parametrize(
    "origin",
    [
        "http://push.example",
        "https://localhost",
        "https://localhost.",
        "https://127.0.0.1",
        "https://127.1",
        "https://10.0.0.0x1",
        "https://2130706433",
        "https://push.example:8080",
        "file://push.example",
    ],
)
def test_nobody_makes_us_post_behind_our_own_walls(note: Message, origin: str) -> None:
    told = {**json.loads(note.recipient), "endpoint": f"{origin}/s"}
    outlet = WebPush(PRIVATE_KEY, contact=CONTACT)
    with pytest.raises(Undeliverable, match=r"no push (service|subscription)"):
        outlet.send(evolve(note, recipient=json.dumps(told)))


def test_services_that_are_named_are_the_only_ones(http_server: HttpServer, note: Message) -> None:
    outlet = pushing(http_server, services=["https://push.example"])
    with pytest.raises(Undeliverable, match="no push service"):
        outlet.send(note)

    assert http_server.asked == []


def test_any_service_with_a_name_is_one(note: Message) -> None:
    told = {**json.loads(note.recipient), "endpoint": "https://push.invalid/s/s3cret"}
    with pytest.raises(MessagesUnavailable) as failed:
        WebPush(PRIVATE_KEY, contact=CONTACT).send(evolve(note, recipient=json.dumps(told)))

    assert failed.value.service == "https://push.invalid"
    assert "s3cret" not in str(failed.value)


@pytest.mark.parametrize(
    "asked",
    [
        {"private_key": ""},
        {"private_key": "hunter2"},
        {"private_key": "à"},
        {"private_key": "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----"},
        {"contact": "desk@studio.example"},
        {"contact": "mailto:"},
        {"services": ["push.example"]},
        {"services": ["https://push.example/s"]},
        {"urgency": "at once"},
        {"ttl": -1},
        {"timeout": 0},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_said_when_the_adapter_is_made(asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as wrong:
        WebPush(**{"private_key": PRIVATE_KEY, "contact": CONTACT, **asked})

    assert "hunter2" not in f"{wrong.value} {wrong.value!r}"


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bookingcore.adapters.webpush.calls", raising=False)
    monkeypatch.setitem(sys.modules, "pywebpush", None)

    with pytest.raises(MissingExtra, match=r"pip install 'bookingcore\[push\]'"):
        WebPush(PRIVATE_KEY, contact=CONTACT)


def test_importing_the_adapter_does_not_load_the_library() -> None:
    heavy = "{'pywebpush', 'requests'}"
    code = f"import sys, bookingcore.adapters.webpush; print({heavy} & {{*sys.modules}})"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert fresh.stdout.strip() == "set()"
