"""What it takes to deliver letters, beside a bare loop of `smtplib` that sends the same ones."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import field, frozen

from bench.figures import Line, Section, Spread, ratio
from bench.furnishing import CENTER
from bench.stopwatch import interleaved, seconds_each
from bench.stores import Beside, stores
from bookingcore import Category, Channel, Customer, DeliveryStatus, Desk
from bookingcore.adapters.calendar import CalendarRenderer
from bookingcore.adapters.smtp import SmtpMailer
from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.adapters.texts import JinjaRenderer
from bookingcore.ports.letters import Sender, letter_of, raw_letter
from bookingcore.ports.messages import Mailer, Message
from bookingcore.testing import RecordingMailer
from tests.postgres import Server
from tests.processes import PATIENCE, processes

ADDRESS = "desk@studio.example"
SENDER = f"Studio Roma <{ADDRESS}>"
WORDS = "In August we are closed for two weeks; from September on there is yoga every morning."


class _Takes:
    """What the mail server does with a letter: nothing."""

    async def handle_DATA(self, _: SMTP, __: Session, ___: Envelope) -> str:  # noqa: N802
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[int]:
    """The port of a mail server in a process of its own, which takes every letter."""
    ours, its = processes().Pipe()
    process = processes().Process(target=_serve, args=(its,), daemon=True)
    process.start()
    assert ours.poll(PATIENCE)
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join(PATIENCE)


def _serve(mouth: Connection) -> None:
    asyncio.run(_serving(mouth))


async def _serving(mouth: Connection) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Takes(), hostname="mail.example", loop=loop), "127.0.0.1", 0
    )
    mouth.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


@frozen
class Keeping:
    """A mailer that keeps what it has sent."""

    mailer: SmtpMailer
    kept: list[Message] = field(factory=list)

    def send(self, message: Message, /) -> None:
        """Send, and keep."""
        self.mailer.send(message)
        self.kept.append(message)


def sending(desk: Desk, mailer: Mailer) -> Desk:
    """A desk on the same rows that sends letters."""
    return Desk(
        desk.store,
        center=CENTER,
        clock=SystemClock(),
        chance=SystemChance(),
        mailer=mailer,
        renderer=CalendarRenderer(JinjaRenderer()),
    )


def reachable(desk: Desk, number: int) -> Sequence[Customer]:
    """So many customers with verified addresses, who have been welcomed."""
    book = desk.customers
    cards = [
        book.activate(book.register(name="Anna", login_email=f"anna{each}@example.org"))
        for each in range(number)
    ]
    sending(desk, RecordingMailer()).deliver()
    return cards


def measure(folder: Path, rounds: int, size: int, server: Server | None = None) -> Section:
    """The section of the report: so many letters in a round."""
    lines: list[Line] = []

    def customers(desk: Desk) -> Sequence[Customer]:
        return reachable(desk, size)

    with (
        mail_server() as port,
        stores(folder, "letters", customers, server, durable=True) as each,
    ):
        for beside, people in each:
            lines.extend(_lines(beside, people, port, rounds))
    return Section(
        title="Letters",
        lines=lines,
        note=(
            "`deliver()` claims a letter by a lease, looks again whether it is to be sent, puts it "
            "into words as text and HTML, hands it over on a connection of its own, and "
            "marks it as sent. Beside it a loop of `smtplib` that sends the same letters, ready "
            "made: on a connection for each, and all of them on one. The server is on this "
            "machine and does nothing with them: over a network, all sides wait for it."
        ),
    )


def _lines(beside: Beside, people: Sequence[Customer], port: int, rounds: int) -> Iterator[Line]:
    mailer = Keeping(SmtpMailer(host="127.0.0.1", port=port, sender=SENDER, tls="none"))
    ours, alone, kept = interleaved(
        [
            _delivered(sending(beside.desk, mailer), len(people)),
            _looped(mailer, port, len(people), one=False),
            _looped(mailer, port, len(people), one=True),
        ],
        rounds,
    )
    check(beside.desk, people, rounds + 1)
    yield ratio(f"a letter, {beside.name}, reconnecting", ours["each"], alone["each"])
    yield ratio(f"a letter, {beside.name}, connected", ours["each"], kept["each"])
    yield Line(
        name=f"letters, {beside.name}",
        ours=f"{1 / median(ours['each']):,.0f} each second",
        floor=f"{1 / median(kept['each']):,.0f} each second",
        figure=Spread.of([1 / seconds for seconds in ours["each"]]),
        unit="/s",
    )


def _delivered(desk: Desk, size: int) -> Callable[[int], dict[str, float]]:
    """A round: everybody is written to, and all of it is delivered."""

    def play(_: int) -> dict[str, float]:
        desk.notifications.send(WORDS, category=Category.SERVICE, channels={Channel.EMAIL})
        desk.run_due()

        def deliver() -> None:
            report = desk.deliver()
            if report.sent != size:
                raise AssertionError(f"not every letter was sent: {report}")

        return {"each": seconds_each(deliver, [()]) / size}

    return play


def _looped(
    mailer: Keeping, port: int, size: int, *, one: bool
) -> Callable[[int], dict[str, float]]:
    """A round: the letters that were sent last, sent again by hand."""

    def play(_: int) -> dict[str, float]:
        written = letters(mailer.kept[-size:])
        act = _on_one_connection if one else _on_a_connection_each
        return {"each": seconds_each(act, [(port, written)]) / size}

    return play


def letters(messages: Sequence[Message]) -> list[tuple[str, bytes]]:
    """Messages as they travel, each with its recipient."""
    sender, now = Sender.parse(SENDER), datetime.now(UTC)
    return [(each.recipient, raw_letter(letter_of(each, sender, at=now))) for each in messages]


def _on_one_connection(port: int, written: Sequence[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for recipient, raw in written:
            client.sendmail(ADDRESS, [recipient], raw)


def _on_a_connection_each(port: int, written: Sequence[tuple[str, bytes]]) -> None:
    for each in written:
        _on_one_connection(port, [each])


def check(desk: Desk, people: Sequence[Customer], rounds: int) -> None:
    """Each of *people* was sent a welcome, and a letter in every round."""
    for who in people:
        told = desk.notifications.history(who)
        sent = [each for each in told if each.status is DeliveryStatus.SENT]
        if len(sent) != 1 + rounds or len(told) != len(sent):
            raise AssertionError(f"customer {who.id}: {len(sent)} of {len(told)} sent")
