"""A waiting list as a decision sees it, and what it leaves to be written."""

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore.domain.catalog.waiting import Offers, Parties
from bookingcore.domain.waitlist.entry import EntryStatus
from bookingcore.domain.waitlist.line import Line, changes_of
from bookingcore.domain.waitlist.offering import advanced
from tests.domain.build import at
from tests.domain.waitlist.lines import (
    NOON,
    due_in,
    ended,
    entries_in,
    entry,
    line,
    offered,
    session_in,
)

STRICT = Parties.STRICT


def test_the_session_has_a_word_of_its_own_on_who_waits() -> None:
    before = line(
        offered("anna", until=at(2, 12, 9)), offered("ugo", until=at(2, 12, 4)), entry("mia")
    )

    assert (before.session.waiting, before.session.next_lapse) == (1, at(2, 12, 4))
    assert before.session.queued
    assert not line(ended("anna", EntryStatus.LEFT)).session.queued


def test_a_customer_s_entry_is_the_one_that_is_open() -> None:
    before = line(ended("anna", EntryStatus.LEFT), entry("ugo"))

    assert before.of(before.entries[0].customer_id) is None
    assert before.of(before.entries[1].customer_id) == before.entries[1]
    assert (before.of(None), before.entry(before.entries[0].id)) == (None, before.entries[0])


@pytest.mark.parametrize(
    ("before", "ahead"),
    [
        pytest.param(line(entry("ugo"), entry("anna"), offers=Offers.MANUAL), [0, 1, 2], id="all"),
        pytest.param(line(entry("ugo"), entry("anna")), [0, 0, 0], id="those who fit have offers"),
        pytest.param(line(offered("ugo"), entry("anna"), parties=STRICT), [0, 0, 1], id="waits"),
        pytest.param(
            line(entry("ugo", staff_only=True), entry("anna"), parties=STRICT), [0, 0, 1], id="A22"
        ),
        pytest.param(
            line(entry("ugo"), entry("anna"), unreachable=["ugo"], parties=STRICT),
            [0, 0, 1],
            id="cannot be told",
        ),
        pytest.param(
            line(entry("ugo", places=2), entry("anna"), parties=STRICT), [0, 0, 1], id="too large"
        ),
        pytest.param(
            line(entry("ugo", places=9), entry("anna"), capacity=None, parties=STRICT),
            [0, 1, 2],
            id="never too large",
        ),
        pytest.param(
            line(entry("ugo", staff_only=True), entry("anna"), offers=Offers.MANUAL),
            [0, 1, 2],
            id="staff's own, where staff offer",
        ),
    ],
)
def test_who_is_not_to_be_passed_by(before: Line, ahead: list[int]) -> None:
    """For the first, the second, and somebody who does not wait."""
    assert [before.ahead_of(each) for each in (*before.entries, None)] == ahead


def test_only_what_has_changed_is_written() -> None:
    before = line(offered("anna"), entry("ugo"), entry("mia"))

    changes = changes_of(before, advanced(before, at(2, 12, 5)), at(2, 12, 5))

    assert entries_in(changes) == {"anna": "EXPIRED", "ugo": "OFFERED"}
    assert session_in(changes).taken == 1


def test_somebody_looks_again_when_an_offer_runs_out_or_at_the_start() -> None:
    waiting = line(entry("anna"), booked=1)
    running = line(offered("anna", until=at(2, 12, 9)))
    moved = line(offered("anna", until=at(2, 19)))

    assert due_in(changes_of(waiting, waiting, NOON)) == ["QUEUE:s1 02 18:00"]
    assert due_in(changes_of(running, running, NOON)) == ["QUEUE:s1 02 12:09"]
    assert due_in(changes_of(moved, moved, NOON)) == ["QUEUE:s1 02 18:00"]
    assert due_in(changes_of(line(), line(), NOON)) == ["no QUEUE:s1"]


@pytest.mark.rule("A16")
def test_where_the_system_accepts_offers_that_is_expected_at_once_and_withdrawn_with_them() -> None:
    before = line(offered("anna"), entry("ugo"), auto_book=True)

    changes = changes_of(before, advanced(before, at(2, 12, 5)), at(2, 12, 5))

    assert due_in(changes) == [
        "QUEUE:s1 02 12:15",
        "AUTO_BOOKING:ugo 02 12:05",
        "no AUTO_BOOKING:anna",
    ]


def test_places_are_counted_with_who_holds_them() -> None:
    before = line(entry("anna", places=2), capacity=3)
    after = before.with_entry(offered("anna", places=2))

    assert (before.session.taken, after.session.taken) == (0, 2)
    assert after.with_entry(ended("anna", EntryStatus.LEFT)).session.taken == 0
    assert before.with_entry(evolve(before.entries[0], position=9)).session == before.session
