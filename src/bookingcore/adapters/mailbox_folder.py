"""E-mail as files in a folder, for development: any mail program opens them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput, MessagesUnavailable
from bookingcore.ports.letters import Sender, letter_of, raw_letter
from bookingcore.ports.messages import Message

LETTER = ".eml"
"""What the name of a letter ends with; what is being written has a name without it."""


class FolderMailer:
    """Puts each message into a folder, as a file that is there as a whole or not at all.

    The names begin with the instant, in UTC, so that they sort by age. A message that is sent
    again takes the place of the first.

    Args:
        path: the folder, which is made if only it is missing.
        sender: `"Studio Roma <desk@studio.example>"`.

    Raises:
        InvalidInput: *path* is no path, or *sender* no address.
        MessagesUnavailable: there is no folder, and none can be made.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, sender: str = "desk@studio.example"
    ) -> None:
        self._sender = Sender.parse(sender)
        # Absolute from the start: the host may change its folder later.
        self._folder = _path(path).absolute()
        with self._told():
            self._folder.mkdir(mode=0o700, exist_ok=True)

    def send(self, message: Message, /) -> None:
        """Put *message* into the folder.

        Raises:
            Undeliverable: the recipient is no e-mail address.
            MessagesUnavailable: the folder is gone, full, or may not be written.
        """
        now = datetime.now(UTC)
        letter = letter_of(message, self._sender, at=now)
        raw = raw_letter(letter, wide=not message.recipient.isascii())
        with self._told():
            self._write(raw, self._place(message, now))

    def _place(self, message: Message, at: datetime) -> Path:
        """Where *message* is to be: where it stands already, if it does."""
        digest = sha256(message.id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        said = re.sub("[^a-z0-9]+", "-", message.id.lower())[:40].strip("-")
        name = f"{at:%Y%m%dT%H%M%S.%f}-{said or 'message'}-{digest}{LETTER}"
        earlier = sorted(self._folder.glob(f"*-{digest}{LETTER}"))
        return earlier[0] if earlier else self._folder / name

    def _write(self, raw: bytes, place: Path) -> None:
        descriptor, name = mkstemp(dir=self._folder, prefix=".")
        try:
            with os.fdopen(descriptor, "wb") as draft:
                draft.write(raw)
            Path(name).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the system says, in the port's words."""
        try:
            yield
        except (OSError, ValueError) as error:
            raise MessagesUnavailable(str(self._folder), str(error)) from error


def _path(path: object) -> Path:
    if isinstance(path, str | os.PathLike) and os.fspath(path):
        return Path(path)
    raise InvalidInput("path", shown(path), "give the path of a folder, such as 'mail'")
