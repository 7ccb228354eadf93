"""Workers that hand letters to a mail server, each in a process of its own that may be killed."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import field, frozen

from bookingcore import Category, Channel, Customer, Desk, open_desk
from bookingcore.adapters.smtp import SmtpMailer
from bookingcore.ports.messages import Message
from bookingcore.testing import Fault, FrozenClock
from tests.adapters.messages.mail_server import MailServer
from tests.kills.scene import close
from tests.kills.steps import strike_at
from tests.processes import PATIENCE, processes

SENDER = "Studio Roma <desk@studio.example>"
AFTER_THE_YES = "after the yes"
AT_THE_CLAIM = {"before the claim": "before the commit", "after the claim": "after the commit"}
OTHER_DEATHS = (*AT_THE_CLAIM, "before the yes", "after the mark")
"""Where a courier dies beside: with nothing, with letters claimed, with one in hand, or marked."""

FAULTS = (Fault.TEMPORARY, Fault.DROPPED, Fault.LOST)

_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE | re.IGNORECASE)


class MoodyServer(MailServer):
    """A mail server that fails one time in five: says later, hangs up, or loses its own yes.

    Attributes:
        lost: the ids of the letters that it took without saying so.
    """

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.lost: list[str] = []
        self._random = random

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fault = self._random.choice(FAULTS) if self._random.random() < 0.2 else None
        if fault is not None:
            self.faults.append(fault)
        answer = await super().handle_DATA(server, session, envelope)
        if fault is Fault.LOST:
            self.lost.append(_id_in(self.letters[-1].raw))
        return answer

    @property
    def accepted(self) -> Sequence[tuple[str, str]]:
        """The id and the recipient of each letter that it took, in that order."""
        return [(_id_in(letter.raw), letter.recipients[0]) for letter in self.letters]


def _id_in(raw: bytes) -> str:
    found = _ID.search(raw)
    assert found is not None
    return found[1].decode()


@frozen(kw_only=True)
class Office:
    """Where letters wait, and where they go.

    Attributes:
        deaths: the file in which whoever dies with a letter handed over says which.
    """

    url: str
    port: int
    deaths: Path

    def opened(self, at: str, wrap: Callable[[SmtpMailer], Any] = lambda mailer: mailer) -> Desk:
        """A desk whose clock stands still, and whose letters go to the server."""
        mailer = SmtpMailer(host="127.0.0.1", port=self.port, sender=SENDER, tls="none")
        clock = FrozenClock(at)
        return open_desk(self.url, center="roma", clock=clock, mailer=wrap(mailer))

    def furnished(self, at: str, messages: int) -> Sequence[Customer]:
        """Customers for whom so many messages wait: a welcome for each, then an announcement."""
        desk, people = self.opened(at), []
        for number in range(messages // 2):
            anna = desk.customers.register(name="Anna", login_email=f"anna{number}@example.org")
            people.append(desk.customers.activate(anna))
        email, service = {Channel.EMAIL}, Category.SERVICE
        desk.notifications.send("Chiuso ad agosto.", category=service, channels=email)
        desk.run_due()
        close(desk)
        return people

    def died_after_the_yes(self) -> list[str]:
        """The ids of the letters that somebody died with, who had handed them over."""
        return self.deaths.read_text("ascii").split() if self.deaths.exists() else []

    def mourn(self, message: Message) -> None:
        """Write down that somebody dies now who has handed *message* over."""
        with self.deaths.open("ab") as file:
            file.write(f"{message.id}\n".encode())
            file.flush()
            os.fsync(file.fileno())


@frozen(kw_only=True)
class Courier:
    """Somebody who delivers until nothing may be sent, or until they die.

    Attributes:
        death: where, `AFTER_THE_YES` or one of `OTHER_DEATHS`; None for nowhere.
        letters: with which letter; with a later one where the server does not take that one.
    """

    office: Office
    at: str
    death: str | None = None
    letters: int = 1

    def deliver(self) -> None:
        """In this process."""
        if self.death in AT_THE_CLAIM:
            strike_at(AT_THE_CLAIM[self.death], _die)
        desk = self.office.opened(self.at, partial(_Bag, courier=self))
        desk.deliver()
        close(desk)

    def carry(self, mailer: SmtpMailer, message: Message, number: int) -> None:
        """Hand *message* over, unless it is the one to die with."""
        fatal = number >= self.letters
        if fatal and self.death == "before the yes":
            _die()
        mailer.send(message)
        if fatal and self.death == AFTER_THE_YES:
            self.office.mourn(message)
            _die()
        if fatal and self.death == "after the mark":
            strike_at("after the commit", _die)


@frozen
class _Bag:
    """A mailer that knows which letter it has in hand."""

    mailer: SmtpMailer
    courier: Courier
    carried: list[str] = field(factory=list)

    def send(self, message: Message, /) -> None:
        self.carried.append(message.id)
        self.courier.carry(self.mailer, message, len(self.carried))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sent_out(couriers: Sequence[Courier]) -> int:
    """Let *couriers* deliver at the same time; how many of them died."""
    context = processes()
    started = [context.Process(target=courier.deliver) for courier in couriers]
    for process in started:
        process.start()
    for process in started:
        # Ten thousand letters take minutes; the test itself has a limit.
        process.join(PATIENCE * 30)
    codes = [process.exitcode for process in started]
    assert set(codes) <= {0, -signal.SIGKILL}, codes
    return codes.count(-signal.SIGKILL)
