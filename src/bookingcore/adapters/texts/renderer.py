"""The port that puts messages into words, on templates that the host may override one by one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.content import Content
from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput, MissingExtra
from bookingcore.ports.renderer import Words

if TYPE_CHECKING:
    from bookingcore.adapters.texts.typesetting import Typesetter

PUSH_LENGTH_MAX = 300
"""The most characters of a notification: more is shown nowhere, and has to fit when encrypted."""

PUSH_TITLE_LENGTH_MAX = 100


class JinjaRenderer:
    """Puts each message into words from the templates of the package, and those of the host.

    A file of *folder* takes the place of the one of the package with the same name:
    `welcome.jinja`, or `it/welcome.jinja` for one language alone; `layouts/email.html.jinja` for
    what all letters look like; `catalogues/it.po` for single sentences, the others staying as
    they are. A template of the host's may extend the one that it stands for, which is called
    `bookingcore/welcome.jinja`.

    Args:
        folder: the host's own templates; None for none.

    Raises:
        InvalidInput: *folder* is no folder.
        TextsBroken: a catalogue of the host's cannot be read.
        MissingExtra: the libraries for texts are not installed.
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self._typesetter = _typesetter(None if folder is None else _existing(folder))

    def render(self, content: Content, /) -> Words:
        """*content* in its language, written as that language writes times, money and numbers.

        Raises:
            TextsBroken: a template cannot be used, says nothing, or lacks a translation.
        """
        match content.channel:
            case Channel.EMAIL:
                return self._letter(content)
            case Channel.PUSH:
                return self._notification(content)
            case Channel.SMS:
                return Words(subject="", body=self._text_message(content))

    def _letter(self, content: Content) -> Words:
        typeset = self._typesetter
        return Words(
            subject=typeset.line(content, "subject.txt"),
            body=typeset.text(content, "email.txt"),
            html=typeset.html(content, "email.html"),
        )

    def _notification(self, content: Content) -> Words:
        title = self._typesetter.line(content, "subject.txt")
        body = self._typesetter.text(content, "push.txt")
        return Words(subject=_cut(title, PUSH_TITLE_LENGTH_MAX), body=_cut(body, PUSH_LENGTH_MAX))

    def _text_message(self, content: Content) -> str:
        # The space that does not break is in no alphabet of phones: it would double the price.
        return self._typesetter.text(content, "sms.txt").replace("\xa0", " ")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _existing(folder: object) -> Path:
    if isinstance(folder, str | os.PathLike) and os.fspath(folder):
        # Absolute from the start: the host may change its folder later.
        path = Path(os.fsdecode(folder)).absolute()
        if "\x00" not in str(path) and path.is_dir():
            return path
    raise InvalidInput("folder", shown(folder), "give a folder of templates that exists")


def _typesetter(folder: Path | None) -> Typesetter:
    try:
        from bookingcore.adapters.texts.typesetting import Typesetter
    except ModuleNotFoundError as missing:
        raise MissingExtra("i18n", str(missing.name)) from missing
    return Typesetter(folder)
