"""A server between the adapter and Stripe, which hands on, remembers, and fails when it is told to.

Written by hand on the standard library: what is asked of it goes to `localstripe` unless a fault
says otherwise, which holds for the next request that changes anything.
"""

from __future__ import annotations

from enum import Enum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Event, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlencode

from attrs import frozen

from bookingcore.adapters.stripe import StripePayments

GOOD, BAD = "pm_card_visa", "pm_card_chargeCustomerFail"
"""Test cards that `localstripe` knows from Stripe: one to charge, one that is declined."""

API_KEY = "sk_test_12345"
WEBHOOK_SECRET = "whsec_of_the_tests"

PATIENCE = 30.0
"""Seconds after which somebody who never came fails the test."""

_NEWER = "automatic_payment_methods"
"""What `localstripe` does not know yet."""


class Fault(Enum):
    """What becomes of the next request that changes anything."""

    # The connection is cut, and Stripe never hears of it.
    LOST_BEFORE = "lost before"
    # Stripe does it, and the connection is cut before the answer.
    LOST_AFTER = "lost after"
    # Stripe does it, and the answer comes when nobody waits any more.
    LATE = "late"
    # The answer breaks off in the middle.
    TORN = "torn"


@frozen(kw_only=True)
class Asked:
    """A request that came by."""

    method: str
    path: str
    key: str | None
    form: dict[str, str]


class Between:
    """A running server on a free port of the loopback."""

    def __init__(self, port: int) -> None:
        self.asked: list[Asked] = []
        self.fault: Fault | None = None
        self.answers: list[tuple[int, bytes]] = []
        self.shown: dict[str, tuple[int, bytes]] = {}
        self.shown_after: dict[str, tuple[int, bytes]] = {}
        self.go_on = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, port))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Where it is, as the adapter's *base*."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def payments(self, timeout: float = PATIENCE) -> StripePayments:
        """The adapter, asking here."""
        return StripePayments(
            API_KEY, webhook_secret=WEBHOOK_SECRET, base=self.url, timeout=timeout
        )

    @property
    def changing(self) -> list[Asked]:
        """The requests that change anything."""
        return [asked for asked in self.asked if asked.method == "POST"]

    def answer_next(self, status: int, body: bytes) -> None:
        """Answer the next request that changes anything by itself; Stripe never hears of it."""
        self.answers.append((status, body))

    def show(self, path: str, body: bytes, *, status: int = 200, after: bool = False) -> None:
        """Show this to whoever looks at a path that begins so.

        Args:
            path: such as `/v1/refunds`.
            body: of the answer.
            status: of the answer.
            after: only from the next request on that changes anything.
        """
        (self.shown_after if after else self.shown)[path] = status, body

    def _shown_at(self, path: str) -> tuple[int, bytes] | None:
        found = (said for beginning, said in self.shown.items() if path.startswith(beginning))
        return next(found, None)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def nobody_there() -> str:
    """An address on which nobody listens."""
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def _handler(between: Between, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            between.asked.append(Asked(method="GET", path=self.path, key=None, form={}))
            self._answer(*(between._shown_at(self.path) or self._handed_on(b"")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            form = dict(parse_qsl(body.decode()))
            key = self.headers["Idempotency-Key"]
            between.asked.append(Asked(method="POST", path=self.path, key=key, form=form))
            fault, between.fault = between.fault, None
            between.shown |= between.shown_after
            if between.answers:
                self._answer(*between.answers.pop(0))
            elif fault is not Fault.LOST_BEFORE:
                known = {name: value for name, value in form.items() if _NEWER not in name}
                self._answer(*self._handed_on(urlencode(known).encode()), fault)

        def _handed_on(self, body: bytes) -> tuple[int, bytes]:
            stripe = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            headers = {
                name: self.headers[name]
                for name in ("Authorization", "Content-Type")
                if name in self.headers
            }
            stripe.request(self.command, self.path, body, headers)
            response = stripe.getresponse()
            said = response.status, response.read()
            stripe.close()
            return said

        def _answer(self, status: int, body: bytes, fault: Fault | None = None) -> None:
            if fault is Fault.LOST_AFTER:
                return
            if fault is Fault.LATE:
                between.go_on.wait(PATIENCE)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if fault is Fault.TORN else body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
