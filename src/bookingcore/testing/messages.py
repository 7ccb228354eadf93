"""An outlet for messages that can fail in every way, and tells what the other side has."""

from __future__ import annotations

from collections import deque
from enum import Enum

from bookingcore.errors import MessagesUnavailable, Undeliverable
from bookingcore.ports.messages import Message


class Fault(Enum):
    """What becomes of the next message."""

    # The other side says: later.
    TEMPORARY = "temporary"
    # It says: never.
    PERMANENT = "permanent"
    # It says nothing, and has nothing.
    SILENT = "silent"
    # The connection is cut before it has the message.
    DROPPED = "dropped"
    # It has the message, and the connection is cut before its answer.
    LOST = "lost"


class Recording:
    """Records the messages that were handed over, until it is told otherwise.

    Attributes:
        sent: every message that the other side has, oldest first; a repeated one stands there
            again.
        down: whether the service is out of order.
    """

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.down = False
        self._script: deque[Fault] = deque()

    def fail_next(self, fault: Fault) -> None:
        """The next message will meet *fault*; once for each call of this."""
        self._script.append(fault)

    def send(self, message: Message, /) -> None:
        """Record *message*.

        Raises:
            MessagesUnavailable: the service is `down`, or was told to fail.
            Undeliverable: it was told to refuse the message for ever.
        """
        if self.down:
            raise MessagesUnavailable("the fake", "it is down")
        fault = self._script.popleft() if self._script else None
        if fault is Fault.PERMANENT:
            raise Undeliverable(message.channel, message.recipient, "as it was told")
        if fault in {None, Fault.LOST}:
            self.sent.append(message)
        if fault is not None:
            raise MessagesUnavailable("the fake", fault.value)
