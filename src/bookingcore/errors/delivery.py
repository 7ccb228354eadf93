"""What may become of a message: it cannot be put into words, it goes later, or it never will."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from attrs import define, field

from bookingcore.errors.tree import Language, Misuse, Refused, Unavailable

_URL = re.compile(r"(https?://[^/?#@\s]+)[/?#]")


def masked(recipient: str) -> str:
    """*recipient* as far as a log may show it; what is masked already stays as it is.

    >>> masked("anna@example.org"), masked("+39 333 1234567"), masked("https://push.example/s/1")
    ('a…@example.org', '…67', 'https://push.example/…')
    """
    url = _URL.match(recipient)
    if url is not None:
        return f"{url[1]}/…"
    local, at, domain = recipient.rpartition("@")
    shown = f"{local[:1].strip('…')}…@{domain}" if at else f"…{recipient.lstrip('…')[-2:]}"
    return "".join(char if char.isprintable() else "?" for char in shown)


@define(slots=False)
class Undeliverable(Refused):
    """The message will never arrive there: trying again is no use.

    Attributes:
        channel: `"email"`, `"push"`, `"sms"`.
        recipient: not shown in full, whatever was given.
        reason: in the words of the other side.
        gone: whether the recipient is no more, such as a push subscription: forget it.
    """

    channel: str
    recipient: str = field(converter=masked)
    reason: str
    gone: bool = False
    code: ClassVar[str] = "undeliverable"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "nothing reaches {recipient} by {channel} ({reason}); correct the address",
        "it": "a {recipient} non arriva nulla via {channel} ({reason}); correggi il recapito",
        "es": "nada llega a {recipient} por {channel} ({reason}); corrige la dirección",
    }


@define(slots=False)
class MessagesUnavailable(Unavailable):
    """The message was not accepted, or nobody knows; send the same one again later.

    Attributes:
        service: where it was to be handed over, without a password.
        detail: in the words of the other side, or of this machine.
    """

    service: str
    detail: str
    code: ClassVar[str] = "messages_unavailable"

    def __str__(self) -> str:
        return f"{self.service} did not accept the message ({self.detail}); send it again later"


@define(slots=False)
class MessagesForbidden(MessagesUnavailable):
    """The service does not let us in, whoever the recipient is: the password or key is wrong."""

    code: ClassVar[str] = "messages_forbidden"

    def __str__(self) -> str:
        return (
            f"{self.service} does not let us in ({self.detail}); "
            "correct the user name and password, or the key, that the adapter was opened with"
        )


@define(slots=False)
class TextsBroken(Misuse):
    """A message cannot be put into words: there is none rather than half of it.

    Attributes:
        kind: of the message; empty where the fault is in what all of them share.
        language: in which it was to be written; empty for any.
        template: the file, and after a colon the line where that is known.
        detail: what is wrong there, in the words of whoever read it.
    """

    kind: str
    language: str
    template: str
    detail: str
    code: ClassVar[str] = "texts_broken"

    def __str__(self) -> str:
        said = f"{self.template} cannot be used ({self.detail}); mend it, or take it away"
        message = f"the message {self.kind} in {self.language}: " if self.kind else ""
        return " ".join(f"{message}{said} to have the library's own words".split())
