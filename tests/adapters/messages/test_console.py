"""The console shows what would have been sent, and nothing in it steers the terminal."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from attrs import evolve

from bookingcore.adapters.console import ConsoleOutlet
from bookingcore.errors import MessagesUnavailable
from bookingcore.testing import MessagesContract
from bookingcore.testing.contracts.messages import MESSAGE, Parts


def read(shown: str) -> list[Parts]:
    """The messages that stand on the console."""
    messages: list[dict[str, str]] = []
    for line in shown.splitlines():
        if not line.startswith("  "):
            messages.append({"body": ""})
            continue
        name, _, value = line[2:].partition(" ")
        told = value.encode("latin-1", "backslashreplace").decode("unicode_escape")
        if name == "|":
            messages[-1]["body"] += f"{told}\n"
        else:
            messages[-1][name.removesuffix(":")] = told
    return [{**message, "body": message["body"].removesuffix("\n")} for message in messages]


class TestConsoleOutlet(MessagesContract):
    @pytest.fixture
    def stream(self) -> io.StringIO:
        return io.StringIO()

    @pytest.fixture
    def outlet(self, stream: io.StringIO) -> ConsoleOutlet:
        return ConsoleOutlet(stream)

    @pytest.fixture
    def received(self, stream: io.StringIO) -> Callable[[], Sequence[Parts]]:
        return lambda: read(stream.getvalue())

    @pytest.fixture
    def broken(self) -> ConsoleOutlet:
        stream = io.StringIO()
        stream.close()
        return ConsoleOutlet(stream)


def test_the_console_is_the_standard_output_of_the_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ConsoleOutlet().send(evolve(MESSAGE, html="<p>", calendar="BEGIN", unsubscribe="mailto:off@b"))

    assert capsys.readouterr().out == (
        "email, booking_made, it\n"
        "  id: m1\n"
        "  recipient: anna@example.org\n"
        "  subject: Prenotazione\n"
        "  unsubscribe: mailto:off@b\n"
        "  html: 3 characters\n"
        "  | È fatta!\n"
        "  | A presto\n"
        "  | BEGIN\n"
    )


@pytest.mark.parametrize("part", ["id", "recipient", "subject", "sender_name", "body"])
def test_nothing_steers_the_terminal(part: str) -> None:
    stream = io.StringIO()
    ConsoleOutlet(stream).send(evolve(MESSAGE, **{part: "a\x1b[2J\x9b\r\u202e\ud800\\b"}))

    assert r"a\x1b[2J\x9b\r\u202e\ud800\\b" in stream.getvalue()


def test_what_the_terminal_has_no_letter_for_is_shown_by_its_number() -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as stream:
        ConsoleOutlet(stream).send(MESSAGE)

        assert rb"| \xc8 fatta!" in raw.getvalue()


def test_a_closed_pipe_is_unavailable() -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError("gone")

    with pytest.raises(MessagesUnavailable, match="gone"):
        ConsoleOutlet(Closed()).send(MESSAGE)
