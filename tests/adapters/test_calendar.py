"""Entries for calendars, as a calendar reads them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from bookingcore.adapters.calendar import calendar_of
from bookingcore.adapters.texts import sample
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.errors import InvalidInput, MissingExtra

UID = "b7@studio.example"


def entry(kind: MessageKind, **changes: Any) -> tuple[Calendar, Component]:
    """The calendar that comes with the sample of that kind, and its one entry."""
    asked = {name: changes.pop(name) for name in ("sequence", "organizer") if name in changes}
    content = attrs.evolve(sample(kind, "en"), **changes)
    calendar = Calendar.from_ical(calendar_of(content, uid=UID, **asked))
    assert isinstance(calendar, Calendar)
    [event] = calendar.walk("VEVENT")
    assert calendar.errors == event.errors == []
    return calendar, event


@pytest.mark.parametrize(
    "kind",
    [
        MessageKind.QUEUE_PLACE_OBTAINED,
        MessageKind.BOOKING_CREATED,
        MessageKind.BOOKING_MOVED,
        MessageKind.RESOURCE_BOOKING_MOVED,
    ],
)
def test_a_booking_becomes_an_entry_in_the_calendar(kind: MessageKind) -> None:
    calendar, event = entry(kind, sequence=3)

    assert (calendar["method"], calendar["version"]) == ("PUBLISH", "2.0")
    assert (event["uid"], event["sequence"], event["status"]) == (UID, 3, "CONFIRMED")
    assert event.decoded("dtstart") == datetime(2026, 7, 2, 17, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 7, 2, 18, tzinfo=UTC)
    assert event.decoded("dtstamp") == datetime(2026, 7, 2, 13, 30, tzinfo=UTC)
    assert event["location"] == "Studio Roma, Trastevere, via della Lungara 12"


@pytest.mark.parametrize(
    "kind", [MessageKind.BOOKING_CANCELLED, MessageKind.RESOURCE_BOOKING_CANCELLED]
)
def test_a_cancelled_booking_takes_its_entry_away(kind: MessageKind) -> None:
    calendar, event = entry(kind, sequence=4)

    assert calendar["method"] == "CANCEL"
    assert (event["uid"], event["sequence"], event["status"]) == (UID, 4, "CANCELLED")


def test_an_entry_says_what_and_where_and_for_professionals_with_whom() -> None:
    _, mine = entry(MessageKind.BOOKING_CREATED)
    _, theirs = entry(MessageKind.RESOURCE_BOOKING_MOVED)
    _, bare = entry(MessageKind.BOOKING_CREATED, branch="", center="", ends_at=None)

    assert mine["summary"] == "Gentle yoga - Studio Roma"
    assert theirs["summary"] == "Anna Bianchi - Gentle yoga - Studio Roma"
    assert bare["summary"] == "Gentle yoga"
    assert {"location", "dtend", "organizer"} & {name.lower() for name in bare} == set()


def test_the_center_organizes_it_where_it_is_named() -> None:
    _, event = entry(MessageKind.BOOKING_CREATED, organizer="desk@studio.example")

    assert event["organizer"] == "mailto:desk@studio.example"


@pytest.mark.parametrize(
    "organizer", ["desk", "desk@studio.example\r\nATTENDEE:x", "a b@c", "mailto:a@b", "a@b;c=d"]
)
def test_what_is_no_address_organizes_nothing(organizer: str) -> None:
    with pytest.raises(InvalidInput, match="organizer"):
        entry(MessageKind.BOOKING_CREATED, organizer=organizer)


def test_whoever_sees_the_calendar_cannot_cancel() -> None:
    content = sample(MessageKind.BOOKING_CREATED, "en")

    assert content.link
    assert content.link not in calendar_of(content, uid=UID).replace("\r\n ", "")


def test_what_has_no_time_or_is_no_booking_makes_no_entry() -> None:
    untimed = attrs.evolve(sample(MessageKind.BOOKING_CREATED, "en"), starts_at=None)
    made = {kind for kind in MessageKind if calendar_of(sample(kind, "en"), uid=UID)}

    assert calendar_of(untimed, uid=UID) == ""
    assert made == {
        MessageKind.QUEUE_PLACE_OBTAINED,
        MessageKind.BOOKING_CREATED,
        MessageKind.BOOKING_MOVED,
        MessageKind.BOOKING_CANCELLED,
        MessageKind.RESOURCE_BOOKING_MOVED,
        MessageKind.RESOURCE_BOOKING_CANCELLED,
    }


@example("\\N", "\\\x08N")
@given(
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from("\r\n\\;,:\"=^' ABEGINDV\x00\u2028\x85")),
)
def test_no_text_writes_a_line_of_its_own(one: str, other: str) -> None:
    calendar, event = entry(
        MessageKind.BOOKING_CREATED,
        service=f"x{one}\r\nATTENDEE:mailto:eve@example.org\nEND:VEVENT",
        branch=f"x{other}\\nX-EVIL:1",
        organizer="desk@studio.example",
    )
    plain, plain_event = entry(MessageKind.BOOKING_CREATED, organizer="desk@studio.example")

    assert list(event) == list(plain_event)
    assert list(calendar) == list(plain)
    assert "\n" not in str(event["summary"])


def test_a_name_comes_back_as_it_was_given() -> None:
    _, event = entry(MessageKind.BOOKING_CREATED, service='Yoga; "soft", \\n è: 100%', center="")

    assert event["summary"] == 'Yoga; "soft", \\n è: 100%'


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)

    with pytest.raises(MissingExtra, match=r"pip install 'bookingcore\[ical\]'"):
        calendar_of(sample(MessageKind.BOOKING_CREATED, "en"), uid=UID)
