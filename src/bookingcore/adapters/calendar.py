"""The entry for the recipient's own calendar that comes with a letter: `bookingcore[ical]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unicodedata import category

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.content import Content
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.moments import utc
from bookingcore.errors import InvalidInput, MissingExtra
from bookingcore.ports.renderer import Renderer, Words

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//bookingcore//messages//EN"

_ADDRESS = re.compile(r"[!#-+\--9=?A-Z^-~]+@[A-Za-z0-9.-]+")

METHODS: Mapping[MessageKind, str] = {
    MessageKind.QUEUE_PLACE_OBTAINED: "PUBLISH",
    MessageKind.BOOKING_CREATED: "PUBLISH",
    MessageKind.BOOKING_MOVED: "PUBLISH",
    MessageKind.BOOKING_CANCELLED: "CANCEL",
    MessageKind.RESOURCE_BOOKING_MOVED: "PUBLISH",
    MessageKind.RESOURCE_BOOKING_CANCELLED: "CANCEL",
}
"""The messages with which an entry comes or goes; none of them asks for an answer (RFC 5546)."""


@frozen
class CalendarRenderer:
    """A renderer whose letters about bookings bring an entry for the recipient's own calendar.

    Where the library for calendars is not installed, they bring none.

    Attributes:
        words: what puts them into words.
    """

    words: Renderer

    def render(self, content: Content, /) -> Words:
        """*content* in words, with the entry.

        Raises:
            TextsBroken: it cannot be put into words.
        """
        said = self.words.render(content)
        if content.channel is not Channel.EMAIL or not content.uid:
            return said
        with suppress(MissingExtra):
            entry = calendar_of(content, uid=content.uid, sequence=content.edition)
            return evolve(said, calendar=entry)
        return said


def calendar_of(content: Content, *, uid: str, sequence: int = 0, organizer: str = "") -> str:
    """An iCalendar text for what *content* tells: an entry to make, to change, or to take away.

    The link is not in it: calendars are shared, and whoever has the link may cancel.

    Args:
        content: what the letter says.
        uid: of the booking, the same in all letters about it, such as `"b7@studio.example"`.
        sequence: how many letters about it there were before; a later one counts more.
        organizer: the e-mail address of the center; empty for none.

    Returns:
        It is empty where there is nothing to enter, for another kind of message or without a time.

    Raises:
        InvalidInput: *organizer* is no e-mail address.
        MissingExtra: the library for calendars is not installed.
    """
    method = METHODS.get(content.kind)
    if method is None or content.starts_at is None:
        return ""
    try:
        from icalendar import Calendar
    except ModuleNotFoundError as missing:
        raise MissingExtra("ical", str(missing.name)) from missing
    calendar = Calendar()
    for name, value in (("version", "2.0"), ("prodid", PRODUCT), ("method", method)):
        calendar.add(name, value)
    event = _event(content, content.starts_at)
    event.add("uid", _written(uid))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if organizer:
        event.add("organizer", f"mailto:{_address(organizer)}")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(content: Content, start: DateTime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("summary", _joined(" - ", content.customer, content.service, content.center))
    event.add("dtstamp", _plain(content.now))
    event.add("dtstart", _plain(start))
    if content.ends_at is not None:
        event.add("dtend", _plain(content.ends_at))
    place = _joined(", ", content.center, content.branch)
    if place:
        event.add("location", place)
    return event


def _joined(between: str, *names: str) -> str:
    return between.join(written for name in names if (written := _written(name)))


def _address(organizer: str) -> str:
    if _ADDRESS.fullmatch(organizer):
        return organizer
    raise InvalidInput("organizer", shown(organizer), "give an e-mail address, and nothing else")


def _written(text: str) -> str:
    """*text* in one line, without characters that a calendar might take for its own."""
    line = " ".join(text.split())
    written = "".join(char for char in line if category(char) not in {"Cc", "Cs"})
    # The library takes a backslash before N for a line break that somebody escaped.
    return re.sub(r"\\+(?=N)", "", written)


def _plain(at: DateTime) -> datetime:
    """*at* in UTC, which every calendar knows without being told about a zone."""
    return datetime.combine(utc(at).date(), utc(at).time(), UTC)
