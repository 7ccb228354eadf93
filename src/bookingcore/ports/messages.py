"""The ports through which messages leave: mail, push, SMS."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Message:
    """A rendered message, ready to send.

    Attributes:
        id: stable: a repeated message has the same, so that the receiver can drop it.
        recipient: an e-mail address, a phone number or a push subscription, by channel.
        subject: one line; empty for SMS.
    """

    id: str
    kind: str
    channel: str
    recipient: str
    language: str
    subject: str
    body: str


class Mailer(Protocol):
    """Sends e-mail."""

    def send(self, message: Message, /) -> None:
        """Hand *message* over; raises `Unavailable` when it was not accepted."""


class Push(Protocol):
    """Sends push notifications."""

    def send(self, message: Message, /) -> None:
        """Hand *message* over; raises `Unavailable` when it was not accepted."""


class Sms(Protocol):
    """Sends text messages to phones."""

    def send(self, message: Message, /) -> None:
        """Hand *message* over; raises `Unavailable` when it was not accepted."""
