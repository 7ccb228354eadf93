"""The ports through which messages leave: mail, push, SMS."""

from __future__ import annotations

import re
from typing import Any, Protocol

from attrs import Attribute, field, frozen

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput

UNSUBSCRIBE_LENGTH_MAX = 900
"""So that it fits into one line of a letter, which has 998 characters at most (RFC 5322, 2.1.1)."""

_UNSUBSCRIBE = re.compile(r"(https://|mailto:)[!#-;=?-~]+")


def _can_be_asked(_: object, __: Attribute[str], value: Any) -> None:
    legal = isinstance(value, str) and (not value or _UNSUBSCRIBE.fullmatch(value))
    if not legal or len(value) > UNSUBSCRIBE_LENGTH_MAX:
        remedy = f"give an https or mailto URL of at most {UNSUBSCRIBE_LENGTH_MAX} ASCII characters"
        raise InvalidInput("unsubscribe", shown(value), remedy)


@frozen(kw_only=True)
class Message:
    """A rendered message, ready to send.

    Attributes:
        id: stable: a repeated message has the same, so that the receiver can drop it.
        recipient: an e-mail address, a phone number or a push subscription, by channel.
        subject: one line; empty for SMS.
        html: the body once more, for those who can show it; empty for none.
        calendar: an iCalendar text that comes along; empty for none.
        unsubscribe: where the recipient can be taken off the list, an https or mailto URL;
            empty where there is no list.
        sender_name: who writes, in place of the name that the adapter was opened with.

    Raises:
        InvalidInput: *unsubscribe* is no such URL.
    """

    id: str
    kind: str
    channel: str
    recipient: str
    language: str
    subject: str
    body: str
    html: str = ""
    calendar: str = ""
    unsubscribe: str = field(default="", validator=_can_be_asked)
    sender_name: str = ""


class Mailer(Protocol):
    """Sends e-mail."""

    def send(self, message: Message, /) -> None:
        """Hand *message* over; returns when the other side has accepted it.

        The other side knows a repeated message by its id. Line breaks in the subject and in names
        do no harm; a recipient that would be more than one is none.

        Raises:
            Unavailable: it was not accepted, or nobody knows; send the same message again later.
            Undeliverable: it never will be.
        """


class Push(Protocol):
    """Sends push notifications."""

    def send(self, message: Message, /) -> None:
        """Hand *message* over; returns when the other side has accepted it, as `Mailer.send` does.

        Raises:
            Unavailable: it was not accepted, or nobody knows; send the same message again later.
            Undeliverable: it never will be; when it is `gone`, forget the subscription.
        """


class Sms(Protocol):
    """Sends text messages to phones."""

    def send(self, message: Message, /) -> None:
        """Hand *message* over; returns when the other side has accepted it, as `Mailer.send` does.

        Raises:
            Unavailable: it was not accepted, or nobody knows; send the same message again later.
            Undeliverable: it never will be.
        """
