"""What Stripe tells by itself: known by its signature, and told in our words."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from bookingcore.adapters.stripe import StripePayments
from bookingcore.domain.values.money import Money
from bookingcore.errors import ForgedProviderEvent
from bookingcore.ports.payments import Charge, ChargeOutcome
from tests.adapters.stripe.between import API_KEY, GOOD, PATIENCE, WEBHOOK_SECRET
from tests.adapters.stripe.hooks import Webhook, event, signed
from tests.adapters.stripe.server import StripeServer

OURS = {"bookingcore_key": "k1"}
CAPTURED, FAILED, PENDING, UNKNOWN = (
    ChargeOutcome[name] for name in ("CAPTURED", "FAILED", "PENDING", "UNKNOWN")
)


@pytest.fixture
def reader() -> StripePayments:
    """The adapter, which reads an event without asking anybody."""
    return StripePayments(API_KEY, webhook_secret=WEBHOOK_SECRET)


@pytest.fixture
def mailbox() -> Iterator[tuple[str, Queue[Webhook]]]:
    """An address for webhooks, and what arrived there."""
    arrived: Queue[Webhook] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            arrived.put((payload, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", arrived
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("kind", "told", "outcome", "reason"),
    [
        ("payment_intent.succeeded", {"status": "succeeded"}, CAPTURED, ""),
        ("payment_intent.processing", {"status": "processing"}, PENDING, ""),
        (
            "payment_intent.payment_failed",
            {"status": "requires_payment_method", "last_payment_error": {"message": "no funds"}},
            FAILED,
            "no funds",
        ),
        (
            "payment_intent.canceled",
            {"status": "canceled", "cancellation_reason": "abandoned"},
            FAILED,
            "abandoned",
        ),
        ("payment_intent.canceled", {"status": "canceled"}, FAILED, "canceled"),
        ("refund.created", {"status": "pending"}, PENDING, ""),
        ("refund.updated", {"status": "succeeded"}, CAPTURED, ""),
        ("refund.updated", {"status": "requires_action"}, PENDING, ""),
        ("refund.updated", {"status": "canceled"}, FAILED, "canceled"),
        ("refund.failed", {"status": "failed", "failure_reason": "lost_card"}, FAILED, "lost_card"),
        ("charge.refund.updated", {"status": "succeeded"}, CAPTURED, ""),
        ("payment_intent.succeeded", {"status": "something_new"}, PENDING, ""),
        ("payment_intent.succeeded", {}, UNKNOWN, ""),
    ],
)
def test_an_event_tells_an_outcome(
    reader: StripePayments, kind: str, told: dict[str, Any], outcome: ChargeOutcome, reason: str
) -> None:
    heard = reader.read_event(*signed(event(kind, {"id": "x_1", "metadata": OURS, **told})))

    assert heard.id
    assert heard.key == "k1"
    assert heard.charge == Charge(reference="x_1", outcome=outcome, reason=reason)


def test_a_refunded_charge_tells_of_its_newest_refund(reader: StripePayments) -> None:
    """The charge itself has the key of the payment, whose outcome this is not."""
    refunds = [
        {"id": "re_2", "status": "succeeded", "metadata": {"bookingcore_key": "k2"}},
        {"id": "re_1", "status": "succeeded", "metadata": {"bookingcore_key": "k3"}},
    ]
    charge = {"id": "ch_1", "metadata": OURS, "status": "succeeded", "refunds": {"data": refunds}}
    heard = reader.read_event(*signed(event("charge.refunded", charge)))

    assert (heard.key, heard.charge.reference) == ("k2", "re_2")


@pytest.mark.parametrize("refunds", [None, {}, {"data": []}])
def test_a_refunded_charge_without_its_refunds_tells_nothing(
    reader: StripePayments, refunds: dict[str, Any] | None
) -> None:
    """As it comes since 2022; Stripe sends an event of the refund, too."""
    charge = {"id": "ch_1", "metadata": OURS, "status": "succeeded", "refunds": refunds}

    assert reader.read_event(*signed(event("charge.refunded", charge))).key is None


@pytest.mark.parametrize(
    "payload",
    [
        event("charge.succeeded", {"id": "ch_1", "metadata": OURS, "status": "succeeded"}),
        event("payment_intent.created", {"id": "pi_1", "metadata": OURS, "status": "succeeded"}),
        event("payment_intent.succeeded", {"id": "pi_1", "metadata": {}, "status": "succeeded"}),
        event("payment_intent.succeeded", {"id": "pi_1", "metadata": None}),
        event("refund.updated", {"id": "re_1", "metadata": {"bookingcore_key": 7}}),
        json.dumps({"id": "evt_1", "object": "v2.core.event", "type": "v1.billing.meter.error"}),
        "{}",
    ],
)
def test_an_event_of_something_else_has_no_key(reader: StripePayments, payload: str) -> None:
    heard = reader.read_event(*signed(payload))

    assert heard.key is None
    assert heard.charge == Charge(reference="", outcome=UNKNOWN)


@pytest.mark.parametrize(
    "webhook",
    [
        signed("{}", at=int(time.time()) - 600),
        signed("{}", secret="whsec_another"),
        signed("[]"),
        signed("no json"),
        (b"{}", "t=1,v1=abc"),
        (b"{}", "v1=abc"),
        (b"{}", "nonsense"),
    ],
    ids=["old", "another secret", "a list", "no json", "wrong", "no time", "nonsense"],
)
def test_what_is_not_signed_by_stripe_now_is_forged(
    reader: StripePayments, webhook: Webhook
) -> None:
    with pytest.raises(ForgedProviderEvent):
        reader.read_event(*webhook)


def test_without_a_secret_no_event_is_let_in() -> None:
    with pytest.raises(ForgedProviderEvent, match="no webhook secret"):
        StripePayments(API_KEY).read_event(*signed("{}"))


def test_a_webhook_that_somebody_else_signed_is_read(
    payments: StripePayments, stripe_server: StripeServer, mailbox: tuple[str, Queue[Webhook]]
) -> None:
    """The process that stands for Stripe signs and sends it, a second after the charge."""
    url, arrived = mailbox
    stripe = HTTPConnection("127.0.0.1", stripe_server.port, timeout=PATIENCE)
    wish = json.dumps({"url": url, "secret": WEBHOOK_SECRET})
    stripe.request("POST", "/_config/webhooks/tests", wish, {"Content-Type": "application/json"})
    assert stripe.getresponse().status == 200
    stripe.close()
    charge = payments.charge(Money.of(10, "EUR"), card=GOOD, key="to be told")
    # What was charged a second before by another test comes here, too.
    heard = (payments.read_event(*arrived.get(timeout=PATIENCE)) for _ in range(100))

    assert next(event.charge for event in heard if event.key == "to be told") == charge
