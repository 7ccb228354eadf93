"""Messages on the console, for development: nothing leaves the machine."""

from __future__ import annotations

import sys
from typing import TextIO

from bookingcore.errors import MessagesUnavailable
from bookingcore.ports.messages import Message


class ConsoleOutlet:
    r"""Shows each message on the console: a mailer, push and SMS service, for any threads.

    >>> welcome = Message(
    ...     id="welcome-7",
    ...     kind="welcome",
    ...     channel="email",
    ...     recipient="anna@example.org",
    ...     language="it",
    ...     subject="Benvenuta",
    ...     body="Ciao Anna!\nA presto.",
    ... )
    >>> ConsoleOutlet().send(welcome)
    email, welcome, it
      id: welcome-7
      recipient: anna@example.org
      subject: Benvenuta
      | Ciao Anna!
      | A presto.

    Args:
        stream: what is written to; by default, what is the standard output by then.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, message: Message, /) -> None:
        """Show *message*; what would steer the terminal is shown as Python writes it.

        Raises:
            MessagesUnavailable: the console is gone.
        """
        stream = self._stream or sys.stdout
        try:
            stream.write(_encodable(_written(message), stream))
            stream.flush()
        except (OSError, ValueError) as gone:
            raise MessagesUnavailable("the console", str(gone)) from gone


def _written(message: Message) -> str:
    about = {
        "id": message.id,
        "recipient": message.recipient,
        "sender_name": message.sender_name,
        "subject": message.subject,
        "unsubscribe": message.unsubscribe,
    }
    written = [f"{message.channel}, {message.kind}, {message.language}"]
    written += [f"  {name}: {_tame(value)}" for name, value in about.items() if value]
    if message.html:
        # Nobody reads the layout of a letter on a console; the text says the same.
        written.append(f"  html: {len(message.html)} characters")
    for text in (message.body, message.calendar):
        written += [f"  | {_tame(line)}" for line in text.split("\n") if text]
    return "\n".join(written) + "\n"


def _tame(text: str) -> str:
    """*text* without what steers a terminal or ends a line."""
    return "".join(char if _is_shown(char) else ascii(char)[1:-1] for char in text)


def _is_shown(char: str) -> bool:
    return char != "\\" and (char.isprintable() or char in "\u200d\u00a0")


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
