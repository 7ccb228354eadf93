"""Messages put into words, and what a reader sees of their HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import attrs
from pendulum import UTC, DateTime

from bookingcore.adapters.texts import JinjaRenderer, sample
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.errors import Language
from bookingcore.ports.renderer import Words

LANGUAGES: tuple[Language, ...] = ("en", "it", "es")

RENDERER = JinjaRenderer()

URL = "https://studio.example/b/7Qm2xVbK9wZt"


def words(
    kind: MessageKind,
    language: Language = "en",
    channel: Channel = Channel.EMAIL,
    *,
    renderer: JinjaRenderer = RENDERER,
    **changes: Any,
) -> Words:
    """The sample of that kind in words, with these fields changed."""
    return renderer.render(attrs.evolve(sample(kind, language, channel), **changes))


def instant(*fields: int) -> DateTime:
    """An instant in UTC."""
    year, month, day, *time = fields
    hour, minute, second = [*time, 0, 0, 0][:3]
    return DateTime(year, month, day, hour, minute, second, tzinfo=UTC)


class Page(HTMLParser):
    """The tags of a page with the names of their attributes, its links, and its text in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str | None] = []
        self.languages: list[str | None] = []
        self.text: list[str] = []
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        values = dict(attrs)
        if tag == "html":
            self.languages.append(values.get("lang"))
        if tag == "a":
            self.links.append(values["href"])
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.text.append(re.sub("[ \n]+", " ", data).strip(" "))
