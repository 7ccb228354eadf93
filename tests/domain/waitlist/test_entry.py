"""An entry, its offer, and what may become of it."""

from __future__ import annotations

import pytest

from bookingcore.domain.values.ids import BookingId
from bookingcore.domain.waitlist.entry import (
    ENTRY_TRANSITIONS,
    OPEN,
    EntryStatus,
    Offer,
)
from tests.domain.build import at
from tests.domain.waitlist.lines import NOON, ended, entry, offered


@pytest.mark.rule("A17")
def test_an_offer_can_be_accepted_until_the_instant_it_runs_out() -> None:
    offer = Offer(made_at=NOON, expires_at=at(2, 12, 10))

    assert offer.live(at(2, 12, 9, second=59))
    assert not offer.live(at(2, 12, 10))


def test_places_are_held_while_an_offer_is_open() -> None:
    assert [entry(places=2).held, offered(places=2).held] == [0, 2]
    assert ended("anna", EntryStatus.EXPIRED).held == 0


def test_whether_an_offer_ran_out_is_told_by_the_clock_not_by_the_status() -> None:
    made = offered(until=at(2, 12, 5))

    assert (made.answerable(NOON), made.lapsed(NOON)) == (True, False)
    assert (made.answerable(at(2, 12, 5)), made.lapsed(at(2, 12, 5))) == (False, True)
    assert (entry().answerable(NOON), entry().lapsed(NOON)) == (False, False)


def test_an_entry_that_was_flagged_is_told_of_its_offer() -> None:
    offer = Offer(made_at=NOON, expires_at=at(2, 12, 10))

    assert not entry(unreachable=True).offered(offer).unreachable


def test_an_entry_that_was_accepted_names_its_booking() -> None:
    accepted = offered().accepted(BookingId("b1"), NOON)

    assert (accepted.status, accepted.booking_id) == (EntryStatus.ACCEPTED, "b1")
    assert (accepted.open, accepted.ended_at) == (False, NOON)


@pytest.mark.rule("A17")
def test_every_end_is_final() -> None:
    ends = {status for status, following in ENTRY_TRANSITIONS.items() if not following}

    assert set(ENTRY_TRANSITIONS) == set(EntryStatus)
    assert ends == set(EntryStatus) - OPEN
    assert all(following - {status} for status, following in ENTRY_TRANSITIONS.items() if following)
