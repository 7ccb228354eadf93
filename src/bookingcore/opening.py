"""Opening a desk: puts the desk and its adapters together."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.desk.desk import Desk
from bookingcore.domain.catalog.center import Center, CenterSettings
from bookingcore.domain.notifications.content import Content
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import InvalidInput, MissingExtra
from bookingcore.ports.files import Files
from bookingcore.ports.questions import ById
from bookingcore.ports.renderer import Renderer, Words
from bookingcore.ports.store import Store


def open_desk(
    url: str, *, center: str, settings: CenterSettings | None = None, **ports: Any
) -> Desk:
    """Open the desk of a center, creating what is missing.

    Args:
        url: `"memory:"`, or a database: `"sqlite:///studio.db"`.
        center: the center's id, 1 to 64 ASCII characters of your choice.
        settings: what a new center starts with; a center that exists keeps its own.
        ports: `clock`, `chance`, `actor`, `mailer`, `push`, `sms`, `payments`, `files`,
            `signer`, `renderer`: in place of the defaults. Messages are put into words by
            `JinjaRenderer()`, where the packages for texts are installed.

    Raises:
        InvalidInput: a URL of no known kind, a center that cannot be meant.
        MissingExtra: the database needs a package that is not installed.
        Unavailable: the database cannot be reached, or its schema is not this version's.
    """
    store, files = _store(url)
    # The content of documents stands with everything else, unless the host has a place for it.
    parts = {
        "clock": SystemClock(),
        "chance": SystemChance(),
        "files": files,
        "renderer": _renderer(),
        **ports,
    }
    desk = Desk(store, center=center, **parts)
    if not _configured(desk):
        desk.configure(CenterSettings() if settings is None else settings)
    return desk


class _UsualTexts:
    """The texts of the package, read when the first message is put into words."""

    def render(self, content: Content, /) -> Words:
        """*content* in words; see `Renderer`."""
        return _usual_texts().render(content)


@cache
def _usual_texts() -> Renderer:
    from bookingcore.adapters.calendar import CalendarRenderer
    from bookingcore.adapters.texts import JinjaRenderer

    return CalendarRenderer(JinjaRenderer())


@cache
def _renderer() -> Renderer | None:
    """What puts messages into words; None where its packages are not installed."""
    return _UsualTexts() if all(map(find_spec, ("jinja2", "babel"))) else None


def _store(url: object) -> tuple[Store, Files]:
    """The store behind *url*, and the place for documents that it has."""
    if not isinstance(url, str) or ":" not in url:
        raise InvalidInput("url", shown(url), "give 'memory:' or 'sqlite:///studio.db'")
    if url == "memory:":
        from bookingcore.adapters.memory import MemoryStore

        memory = MemoryStore()
        return memory, memory.files()
    try:
        from bookingcore.adapters.sql import open_store
    except ModuleNotFoundError as missing:
        raise MissingExtra("sql", str(missing.name)) from missing
    database = open_store(url)
    return database, database.files()


def _configured(desk: Desk) -> bool:
    question = ById(Center, CenterId(desk.center))
    with desk.store.snapshot(desk.center) as reader:
        return bool(reader.load(question)[question])
