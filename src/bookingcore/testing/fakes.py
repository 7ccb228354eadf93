"""Fakes that record: what would have been sent can be looked at."""

from __future__ import annotations

from bookingcore.errors import Unavailable
from bookingcore.ports.messages import Message


class _Recording:
    """Records the messages that were handed over, and accepts none while it is `down`.

    Attributes:
        sent: every accepted message, oldest first; a repeated one stands there again.
        down: whether the service is out of order.
    """

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.down = False

    def send(self, message: Message, /) -> None:
        """Record *message*.

        Raises:
            Unavailable: the service is `down`.
        """
        if self.down:
            raise Unavailable
        self.sent.append(message)


class RecordingMailer(_Recording):
    """A mailer whose letters stay in `sent`."""


class RecordingPush(_Recording):
    """A push service whose notifications stay in `sent`."""


class RecordingSms(_Recording):
    """A text message service whose messages stay in `sent`."""
