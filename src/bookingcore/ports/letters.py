"""A message as a letter: how the adapters that deal in e-mail write it down (RFC 5322, MIME)."""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UniqueSingleAddressHeader,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from attrs import frozen

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput, Undeliverable
from bookingcore.ports.messages import Message

ADDRESS_LENGTH_MAX = 254
"""Characters, as many as a command of SMTP holds (RFC 5321, 4.5.3.1.3)."""

# One address and nothing else: no list, no comment, no quotes, nothing that ends a line.
_PART = r"[^\s\x00-\x20\x7f-\x9f()<>\[\],;:\\\"@]+"
_ADDRESS = re.compile(f"{_PART}@{_PART}")

_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ]{0,50}|")
_SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_METHOD = re.compile(r"^METHOD:([A-Za-z]+)\s*$", re.MULTILINE | re.IGNORECASE)


# The standard library's own folding drops spaces between encoded words, and the quotes of a long
# name; and it encodes whatever is longer than a line, which nobody reads in a URL.


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is never folded."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Worded(UnstructuredHeader, BaseHeader):
    """A header of words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {_words(str(self), self.name, policy)}{policy.linesep}"


class _Named(UniqueSingleAddressHeader, BaseHeader):  # type: ignore[misc]  # as they are at run time
    """A header of one name and its address."""

    def fold(self, *, policy: Policy) -> str:
        words = _words(self.address.display_name, self.name, policy)
        return f"{self.name}: {f'{words} '.lstrip()}<{self.address.addr_spec}>{policy.linesep}"


def _words(text: str, header: str, policy: Policy) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return Header(text, "utf-8", header_name=header).encode(linesep=policy.linesep)


def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("from", _Named)
    headers.map_to_type("subject", _Worded)
    headers.map_to_type("list-unsubscribe", _Whole)
    headers.map_to_type("message-id", _Whole)
    # Seven bits only: it passes every server, whatever that offers.
    return SMTP.clone(cte_type="7bit", header_factory=headers)


_POLICY = _policy()
_WIDE = _POLICY.clone(utf8=True)


@frozen
class Sender:
    """Who writes.

    Attributes:
        address: in ASCII; answers and failures come here.
        name: shown in place of the address; may be empty.
    """

    address: str
    name: str

    @classmethod
    def parse(cls, value: object) -> Sender:
        """The sender from `"desk@studio.example"` or `"Studio Roma <desk@studio.example>"`.

        Raises:
            InvalidInput: it is neither.
        """
        name, address = parseaddr(one_line(value)) if isinstance(value, str) else ("", "")
        if not (address.isascii() and is_address(address)):
            remedy = "give 'desk@studio.example' or 'Studio Roma <desk@studio.example>'"
            raise InvalidInput("sender", shown(value), remedy)
        return cls(address, name)

    @property
    def domain(self) -> str:
        """What stands after the at sign."""
        return self.address.rpartition("@")[2]


def is_address(text: str) -> bool:
    """Whether *text* is one e-mail address, and nothing besides."""
    fits = len(text) <= ADDRESS_LENGTH_MAX and _encodable(text) == text
    return fits and _ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    """*text* with one space for whatever ends a line, steers a terminal, or is more than a space.

    What no encoding holds becomes `?`.
    """
    return _BREAKS.sub(" ", _encodable(text)).strip()


def letter_id(message: Message, sender: Sender) -> str:
    """The Message-ID: the same for the same message, and no other's.

    >>> anna = dict(kind="", channel="email", recipient="", language="it", subject="", body="")
    >>> letter_id(Message(id="welcome-7", **anna), Sender.parse("desk@studio.example"))
    '<welcome-7@studio.example>'
    """
    digest = sha256(message.id.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    local = message.id if _SAFE_ID.fullmatch(message.id) else f"{digest}.h"
    return f"<{local}@{sender.domain}>"


def raw_letter(letter: EmailMessage, *, wide: bool = False) -> bytes:
    """*letter* as it travels; *wide* where the address needs more than ASCII (RFC 6531)."""
    return letter.as_bytes(policy=_WIDE if wide else _POLICY)


def letter_of(message: Message, sender: Sender, *, at: datetime) -> EmailMessage:
    """*message* as a letter written at *at*: text, and HTML and an invitation if there are any.

    Raises:
        Undeliverable: the recipient is no e-mail address.
    """
    if not is_address(message.recipient):
        raise Undeliverable("email", message.recipient, "it is no e-mail address")
    letter = EmailMessage(policy=_POLICY)
    for name, value in _headers(message, sender, at):
        letter[name] = value
    letter.set_content(_encodable(message.body))
    if message.html:
        letter.add_alternative(_encodable(message.html), subtype="html")
    if message.calendar:
        _invite(letter, _encodable(message.calendar))
    return letter


def _headers(message: Message, sender: Sender, at: datetime) -> list[tuple[str, object]]:
    name = one_line(message.sender_name) or sender.name
    local, _, domain = message.recipient.rpartition("@")
    headers: list[tuple[str, object]] = [
        ("From", Address(display_name=name, addr_spec=sender.address)),
        ("To", Address(username=local, domain=domain)),
        ("Subject", one_line(message.subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", letter_id(message, sender)),
        # Nobody's holiday notice is to answer a machine (RFC 3834).
        ("Auto-Submitted", "auto-generated"),
    ]
    if message.unsubscribe:
        headers.append(("List-Unsubscribe", f"<{message.unsubscribe}>"))
    if message.unsubscribe.startswith("https:"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _invite(letter: EmailMessage, calendar: str) -> None:
    """The invitation says twice what it is for, and must say the same (RFC 6047, 2.4)."""
    found = _METHOD.search(calendar)
    method = found[1].upper() if found else "REQUEST"
    letter.add_attachment(
        calendar,
        subtype="calendar",
        filename="invite.ics",
        params={"method": method},
        cte="base64",
    )


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
