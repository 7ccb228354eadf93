"""Joining a waiting list: the rules in their order, and the place at the end."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.eligibility import Override
from bookingcore.domain.catalog.waiting import Offers
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.ids import EntryId
from bookingcore.domain.waitlist.entry import EntryStatus, WaitlistEntry
from bookingcore.domain.waitlist.joining import JoinFacts, JoinRequest, decide_join
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.errors import Refused
from tests.domain import build
from tests.domain.build import ANNA, MARIA, at, customer
from tests.domain.waitlist.lines import (
    NOON,
    START,
    cancelled,
    due_in,
    ended,
    entries_in,
    entry,
    kinds,
    line,
    offered,
    session_in,
)

FULL = line(booked=1)


THERE = evolve(build.booked(), session_id=FULL.session.id)
"""A booking in the very session."""


def join(
    before: Line,
    *,
    places: int = 1,
    now: DateTime = NOON,
    actor: Actor = MARIA,
    override: Override | None = None,
    **facts: Any,
) -> Decision[WaitlistEntry]:
    """Anna joins."""
    request = JoinRequest(places=places, now=now, actor=actor, override=override)
    found = JoinFacts(customer=customer(), line=advanced(before, now))
    return decide_join(EntryId("new"), request, evolve(found, **facts), before)


def refusals(before: Line, **given: Any) -> list[str]:
    """The codes with which Anna is refused, in their order."""
    with pytest.raises(Refused) as refused:
        join(before, **given)
    return [each.code for each in refused.value.violations]


@pytest.mark.rule("A16", "001-11")
def test_who_joins_waits_at_the_end() -> None:
    before = line(entry("ugo"), entry("mia"), booked=1)

    decision = join(before, places=2)

    assert decision.result.status is EntryStatus.WAITING
    assert (decision.result.position, decision.result.places) == (3, 2)
    assert entries_in(decision.changes) == {"new": "WAITING"}
    assert kinds(decision.happened) == [("WAITLIST_JOINED", "new")]
    assert decision.happened[0].facts == {"places": 2, "position": 3, "overridden": ""}


def test_a_session_knows_that_somebody_has_joined_and_when_to_look_again() -> None:
    decision = join(FULL)

    session = session_in(decision.changes)
    assert (session.waiting, session.edition) == (1, FULL.session.edition + 1)
    assert due_in(decision.changes) == ["QUEUE:s1 02 18:00"]


def test_who_joins_the_list_of_a_session_with_a_place_that_nobody_wanted_is_offered_it() -> None:
    """Ugo's party does not fit, and he did not answer: what is free is for who comes."""
    before = line(entry("ugo", places=2), capacity=2, booked=1)

    decision = join(before)

    assert decision.result.status is EntryStatus.OFFERED
    assert kinds(decision.happened) == [("WAITLIST_JOINED", "new"), ("OFFER_MADE", "new")]


@pytest.mark.rule("A64")
@pytest.mark.parametrize(
    "status", [status for status in CustomerStatus if status is not CustomerStatus.ACTIVE]
)
def test_who_is_not_active_does_not_join(status: CustomerStatus) -> None:
    assert refusals(FULL, customer=customer(status=status)) == ["customer_not_active"]


def test_nobody_waits_for_what_does_not_take_place() -> None:
    assert refusals(cancelled(FULL)) == ["session_cancelled"]


@pytest.mark.rule("A19")
@pytest.mark.parametrize("actor", [ANNA, MARIA])
def test_nobody_waits_for_what_has_begun(actor: Actor) -> None:
    assert refusals(FULL, now=START, actor=actor) == ["session_started"]
    assert join(FULL, now=at(2, 17, 59), actor=actor).result.waits


@pytest.mark.rule("A66")
def test_who_has_a_place_need_not_wait_for_one() -> None:
    assert refusals(FULL, bookings=[THERE]) == ["already_booked"]


@pytest.mark.parametrize("waits", [entry(), offered()])
def test_nobody_waits_twice(waits: WaitlistEntry) -> None:
    assert refusals(line(waits, booked=1)) == ["already_waiting"]


@pytest.mark.rule("A17")
def test_whose_offer_ran_out_joins_again_at_the_end() -> None:
    before = line(offered(until=at(2, 11, 59)), entry("ugo"))

    decision = join(before)

    assert (decision.result.position, decision.result.status.name) == (3, "WAITING")
    assert entries_in(decision.changes) == {"anna": "EXPIRED", "ugo": "OFFERED", "new": "WAITING"}
    assert join(line(ended("anna", EntryStatus.EXPIRED), booked=1)).result.waits


def test_where_places_are_free_nobody_need_wait() -> None:
    free = line(capacity=2, booked=1)

    assert refusals(free) == ["places_free"]
    assert join(free, places=2).result.waits
    assert refusals(line(capacity=None)) == ["places_free"]


def test_unless_the_service_lets_them() -> None:
    free = line(capacity=2, join_when_free=True, offers=Offers.MANUAL)

    assert join(free).result.waits
    assert refusals(line(capacity=None, join_when_free=True)) == ["places_free"]


def test_behind_others_one_may_wait_for_what_is_free() -> None:
    before = line(entry("ugo"), offers=Offers.MANUAL)

    assert join(before).result.position == 2


def list_of(limit: int | None, *entries: WaitlistEntry) -> Line:
    """The list of a full session in which so many may wait."""
    before = line(*entries, booked=1)
    waitlist = evolve(before.policy.waitlist, capacity=limit)
    return evolve(before, policy=evolve(before.policy, waitlist=waitlist))


@pytest.mark.rule("A16")
def test_a_full_list_takes_nobody_and_who_has_an_offer_counts() -> None:
    assert join(list_of(3, offered("ugo"), entry("mia"))).result.waits
    assert refusals(list_of(2, offered("ugo"), entry("mia"))) == ["waitlist_full"]


@pytest.mark.rule("A16")
def test_there_may_be_no_list_or_one_without_end() -> None:
    assert refusals(list_of(0)) == ["waitlist_full"]
    assert join(list_of(None, *map(entry, "abcdefghijklm"))).result.position == 14


@pytest.mark.rule("A67")
def test_staff_may_override_with_a_reason_on_record() -> None:
    override = build.override("places_free", "waitlist_full")

    decision = join(line(capacity=2, offers=Offers.MANUAL), override=override)

    joined = decision.happened[0]
    assert joined.facts["overridden"] == "places_free"
    assert joined.words == {"override_reason": "the teacher agrees"}


@pytest.mark.rule("A67")
def test_an_override_is_staff_s_and_not_for_everything() -> None:
    override = build.override("places_free", "already_waiting")

    assert refusals(line(capacity=2), override=override, actor=ANNA) == ["places_free"]
    assert refusals(line(entry(), booked=1), override=override) == ["already_waiting"]


def test_everything_in_the_way_is_told_in_its_order() -> None:
    before = line(entry(), capacity=2, booked=1, offers=Offers.MANUAL)

    assert refusals(
        before,
        now=START,
        customer=customer(status=CustomerStatus.DEREGISTERED),
        bookings=[THERE],
    ) == ["customer_not_active", "session_started", "already_booked", "places_free"]
