"""A server for HTTP on the loopback: it keeps what it accepts, and fails when it is told to."""

from __future__ import annotations

import json
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from attrs import frozen

from bookingcore.testing import Fault

PATIENCE = 30.0

Answer = tuple[int, bytes, dict[str, str]]
"""A status, a body and headers; without a body, what was asked is repeated."""

_REFUSALS: dict[Fault | None, Answer] = {
    Fault.TEMPORARY: (503, b"", {}),
    Fault.PERMANENT: (400, b"", {}),
}


@frozen(kw_only=True)
class Posted:
    """A request that was accepted."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body, read."""
        return json.loads(self.body)


class HttpServer:
    """A running server on a free port."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.asked: list[str] = []
        self.faults: deque[Fault] = deque()
        self.answers: deque[Answer] = deque()
        self.over = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer_next(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Refuse the next request so."""
        self.answers.append((status, body, headers))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Be there no more."""
        self.over.set()
        self._server.shutdown()
        self._thread.join(PATIENCE)
        self._server.server_close()


def _handler(server: HttpServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(f"GET {self.path}")
            self.answer(200)

        def do_POST(self) -> None:
            server.asked.append(f"POST {self.path}")
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = server.faults.popleft() if server.faults else None
            refusal = server.answers.popleft() if server.answers else _REFUSALS.get(fault)
            if refusal is not None:
                status, said, headers = refusal
                self.answer(status, said or body, headers)
            elif fault is Fault.SILENT:
                server.over.wait(PATIENCE)
            elif fault is not Fault.DROPPED:
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.posted.append(Posted(path=self.path, headers=headers, body=body))
                if fault is None:
                    self.answer(201)

        def answer(self, status: int, body: bytes = b"", headers: Any = ()) -> None:
            self.send_response(status)
            for name, value in dict(headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
