"""A payment provider that is a process of its own: it outlives whoever asks it, and keeps keys."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from bookingcore.domain.values.money import Money
from bookingcore.errors import PaymentsUnavailable
from bookingcore.ports.payments import Capabilities, Charge, ProviderEvent
from bookingcore.testing import FakePayments
from tests.processes import PATIENCE, processes

BEFORE_ASKING = "before the provider is asked"
ASKED = "while the provider is asked"
ANSWERED = "once the provider has answered"
PROVIDER_STEPS = (BEFORE_ASKING, ASKED, ANSWERED)

_strikes: dict[str, Callable[[], None]] = {}


def strike_asking_at(step: str, strike: Callable[[], None]) -> None:
    """From now on call *strike* when this process comes to *step* of a charge or a refund."""
    _strikes[step] = strike


def _reach(step: str) -> None:
    if step in _strikes:
        _strikes[step]()


@frozen
class RemotePayments:
    """The provider as a host sees it: asked over a socket, and in doubt where that breaks."""

    address: str

    @property
    def capabilities(self) -> Capabilities:
        """All of them."""
        return Capabilities()

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """Charge *card*, once for each *key*."""
        return self._move("charge", amount, card=card, key=key)

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """Give *amount* back, once for each *key*."""
        return self._move("refund", reference, amount, key=key)

    def find(self, key: str) -> Charge | None:
        """What became of *key*."""
        found: Charge | None = self._asked("find", (key,), {})
        return found

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        """What the provider told."""
        event: ProviderEvent = self._asked("read_event", (payload, signature), {})
        return event

    def net(self, currency: str) -> Money:
        """What the provider has in all."""
        net: Money = self._asked("net", (currency,), {})
        return net

    def _move(self, what: str, *given: object, **named: object) -> Charge:
        _reach(BEFORE_ASKING)
        charge: Charge = self._asked(what, given, named, lambda: _reach(ASKED))
        _reach(ANSWERED)
        return charge

    def _asked(
        self,
        what: str,
        given: tuple[object, ...],
        named: dict[str, object],
        sent: Callable[[], None] = lambda: None,
    ) -> Any:
        try:
            connection = Client(self.address)
        except OSError as error:
            raise PaymentsUnavailable from error
        with connection:
            connection.send((what, given, named))
            sent()
            return connection.recv()


@define
class Provider:
    """The provider's process."""

    _folder: Path = field(factory=lambda: Path(tempfile.mkdtemp(prefix="pay")), init=False)
    _process: Any = field(init=False)

    @property
    def payments(self) -> RemotePayments:
        """How to ask it, from any process."""
        # In a short folder, because the path of a socket may have 100 characters.
        return RemotePayments(str(self._folder / "provider"))

    def start(self) -> None:
        """Start it, and wait until it can be asked."""
        context = processes()
        ear, mouth = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_serve, args=(self.payments.address, mouth), daemon=True
        )
        self._process.start()
        assert ear.poll(PATIENCE)
        ear.close()

    def stop(self) -> None:
        """Stop it, and forget what it knew."""
        self._process.kill()
        self._process.join(PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)


def _serve(address: str, mouth: Connection) -> None:
    payments = FakePayments()
    with Listener(address) as listener:
        mouth.send("ready")
        while True:
            # Whoever asks may die before the question is sent, or before the answer is read.
            with suppress(EOFError, OSError), listener.accept() as connection:
                what, given, named = connection.recv()
                answer = getattr(payments, what)(*given, **named)
                connection.send(answer)
