"""What a message looks like: a plausible one, put into words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

from rich.console import Console

from bookingcore.adapters.texts import JinjaRenderer, sample
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput, Language


def preview(
    kind: str, *, language: str, channel: str, html: str | None, templates: str | None
) -> int:
    """Show a message of that *kind*; its HTML goes into the file *html*, if there is one.

    *templates* is the folder of the host's own templates; None for none.

    Raises:
        InvalidInput: there is no such kind, language or channel; *html* is asked for what has
            none, or cannot be written; there is no such folder.
        TextsBroken: a template cannot be used.
        MissingExtra: the libraries for texts are not installed.
    """
    content = sample(
        MessageKind(_one_of(kind, "kind", [each.value for each in MessageKind])),
        cast("Language", _one_of(language, "language", get_args(Language))),
        Channel(_one_of(channel, "channel", [each.value for each in Channel])),
    )
    words = JinjaRenderer(templates).render(content)
    if html is not None:
        _write(html, words.html)
    lines = [f"Subject: {words.subject}\n"] if words.subject else []
    Console(highlight=False).print("\n".join([*lines, words.body]), markup=False, soft_wrap=True)
    return 0


def _one_of(value: str, field: str, choices: Sequence[str]) -> str:
    """*value*, which may be typed with hyphens, as one of *choices*."""
    meant = value.replace("-", "_").lower()
    if meant in choices:
        return meant
    raise InvalidInput(field, shown(value), f"give one of {', '.join(choices)}")


def _write(path: str, html: str) -> None:
    if not html:
        raise InvalidInput("html", shown(path), "only e-mail has HTML; leave it out")
    try:
        Path(path).write_text(html, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InvalidInput("html", shown(path), f"it cannot be written: {error}") from error
