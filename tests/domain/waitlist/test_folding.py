"""Places that a decision gives or takes, counted where they belong, and passed on."""

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore.domain.values.changes import Change, Count, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import SessionId
from bookingcore.domain.waitlist.folding import folded, guarded
from tests.domain import build
from tests.domain.waitlist.lines import NOON, entries_in, entry, kinds, line, session_in

GONE = Happened(kind=EventKind.BOOKING_CANCELLED, subject="b1")


def decided(*changes: Change) -> Decision[str]:
    return Decision(result="done", changes=changes, happened=[GONE])


def count(session: str, places: int, edition: int | None = None) -> Count:
    return Count(session_id=SessionId(session), places=places, edition=edition)


@pytest.mark.rule("A20")
def test_a_place_that_is_given_back_goes_on_to_who_waits() -> None:
    before = line(entry("anna"), booked=1)

    after = folded(decided(count("s1", -1)), {before.session.id: (before, before)}, NOON)

    assert after.result == "done"
    assert entries_in(after.changes) == {"anna": "OFFERED"}
    assert session_in(after.changes).taken == 1
    assert kinds(after.happened) == [("BOOKING_CANCELLED", "b1"), ("OFFER_MADE", "anna")]
    assert not [each for each in after.changes if isinstance(each, Count)]


def test_counts_elsewhere_stay_as_they_are() -> None:
    before, elsewhere = line(entry("anna"), booked=1), count("s2", 1)

    after = folded(decided(elsewhere), {before.session.id: (before, before)}, NOON)

    assert elsewhere in after.changes
    assert folded(decided(elsewhere), {}, NOON).changes == [elsewhere]


def test_counts_hold_for_the_edition_that_was_read() -> None:
    read = evolve(build.session("s1"), edition=7)
    other = Put(build.booking())

    after = guarded(decided(count("s1", -1), count("s2", 1, 3), other), [read])

    assert after.changes == [count("s1", -1, 7), count("s2", 1, 3), other]


def test_an_appointment_that_is_left_empty_does_not_take_place() -> None:
    before = line(booked=1, capacity=1)
    before = evolve(before, session=evolve(before.session, appointment=True))
    other = Put(build.booking())

    given_back = decided(count("s1", -1), count("s2", 1), other)
    after = folded(given_back, {before.session.id: (before, before)}, NOON)

    assert after.changes[:2] == [count("s2", 1), other]
    called_off = session_in(after.changes)
    assert (called_off.live, called_off.taken, called_off.edition) == (False, 0, 2)
    assert called_off.cancellation is not None
    assert (called_off.cancellation.by, called_off.cancellation.at) == ("system", NOON)
    assert kinds(after.happened) == [("BOOKING_CANCELLED", "b1"), ("SESSION_CANCELLED", "s1")]
    assert after.happened[1].facts == {"cause": "CUSTOMER_REQUEST", "bookings": 0, "notify": ""}
