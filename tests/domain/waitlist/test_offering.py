"""Who is offered a place that came free, and until when (A16-A20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from bookingcore.domain.catalog.waiting import Offers, Parties
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.waitlist.entry import EntryStatus, WaitlistEntry
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.offering import advanced, offer_end
from tests.domain.build import at
from tests.domain.waitlist.lines import (
    NOON,
    START,
    cancelled,
    ended,
    entry,
    kinds,
    line,
    offered,
    statuses,
)
from tests.domain.waitlist.model import Queue, Waiting


@pytest.mark.rule("A16", "001-33")
def test_a_free_place_is_offered_to_one_person_who_waits_longest() -> None:
    after = advanced(line(entry("anna"), entry("ugo")), NOON)

    assert statuses(after) == "anna:OFFERED ugo:WAITING"
    assert after.session.taken == 1
    assert kinds(after.happened) == [("OFFER_MADE", "anna")]


@pytest.mark.rule("A16")
def test_each_free_place_is_offered_to_another_one() -> None:
    after = advanced(line(entry("anna"), entry("ugo"), entry("mia"), capacity=2), NOON)

    assert statuses(after) == "anna:OFFERED ugo:OFFERED mia:WAITING"


@pytest.mark.rule("A16")
def test_a_place_that_is_held_is_offered_to_nobody_else() -> None:
    after = advanced(line(offered("anna"), entry("ugo")), NOON)

    assert statuses(after) == "anna:OFFERED ugo:WAITING"
    assert after.happened == ()


@pytest.mark.rule("A16")
def test_where_staff_offer_places_nothing_is_offered_by_itself() -> None:
    after = advanced(line(entry("anna"), offers=Offers.MANUAL), NOON)

    assert statuses(after) == "anna:WAITING"


@pytest.mark.rule("A17", "001-12")
def test_whose_time_is_over_has_lost_it_for_good_and_the_next_one_has_the_place() -> None:
    before = line(offered("anna"), entry("ugo"))

    assert statuses(advanced(before, at(2, 12, 4))) == "anna:OFFERED ugo:WAITING"
    after = advanced(before, at(2, 12, 5))
    assert statuses(after) == "anna:EXPIRED ugo:OFFERED"
    assert kinds(after.happened) == [("OFFER_EXPIRED", "anna"), ("OFFER_MADE", "ugo")]
    assert after.session.taken == 1


@pytest.mark.rule("A18")
def test_at_the_end_of_the_list_the_place_is_everybody_s() -> None:
    after = advanced(line(offered("anna")), at(2, 12, 5))

    assert statuses(after) == "anna:EXPIRED"
    assert (after.session.taken, after.session.places_left) == (0, 1)


@pytest.mark.rule("A18")
def test_nobody_is_offered_anything_twice() -> None:
    over = [ended(status.name.lower(), status) for status in EntryStatus if status.name[0] in "DEL"]
    before = line(*over)

    assert advanced(before, NOON) == before


@pytest.mark.rule("A19")
@pytest.mark.parametrize(
    ("now", "closes", "expires"),
    [
        (at(2, 12), 0, at(2, 12, 10)),
        (at(2, 17, 50), 0, START),
        (at(2, 17, 55), 0, START),
        (at(2, 17, 59, second=59), 0, START),
        (START, 0, None),
        (at(2, 19), 0, None),
        (at(2, 15, 55), 120, at(2, 16)),
        (at(2, 16), 120, None),
    ],
)
def test_an_offer_ends_where_booking_does(
    now: DateTime, closes: int, expires: DateTime | None
) -> None:
    """Ten minutes, or what is left until booking closes; nothing then."""
    assert offer_end(line(closes=closes), now) == expires


@pytest.mark.rule("A19")
def test_none_is_made_when_it_is_too_late_and_the_list_closes_at_the_start() -> None:
    before = line(entry("anna"), closes=120)

    assert statuses(advanced(before, at(2, 16))) == "anna:WAITING"
    after = advanced(before, START)
    assert statuses(after) == "anna:CLOSED"
    assert kinds(after.happened) == [("WAITLIST_CLOSED", "anna")]


@pytest.mark.rule("A19")
def test_a_session_that_was_moved_nearer_closes_its_list_though_an_offer_runs() -> None:
    before = line(offered("anna", until=at(2, 18, 30)), entry("ugo"))

    after = advanced(before, START)

    assert statuses(after) == "anna:CLOSED ugo:CLOSED"
    assert after.session.taken == 0


def test_the_list_of_a_cancelled_session_is_closed() -> None:
    after = advanced(cancelled(line(offered("anna"), entry("ugo"))), NOON)

    assert statuses(after) == "anna:CLOSED ugo:CLOSED"
    assert after.session.taken == 0
    assert offer_end(after, NOON) is None


@pytest.mark.rule("A16")
def test_no_window_runs_in_quiet_hours() -> None:
    night = QuietHours("22:00", "08:00")

    assert offer_end(line(quiet=night), at(1, 23)) == at(2, 8, 10)


@pytest.mark.rule("A16")
def test_smaller_parties_overtake_larger_ones_that_do_not_fit() -> None:
    before = line(entry("anna", places=2), entry("ugo"), entry("mia"), capacity=3, booked=2)

    assert statuses(advanced(before, NOON)) == "anna:WAITING ugo:OFFERED mia:WAITING"


@pytest.mark.rule("A16")
def test_where_order_is_strict_everybody_waits_until_the_first_party_fits() -> None:
    before = line(
        entry("anna", places=2), entry("ugo"), capacity=3, booked=2, parties=Parties.STRICT
    )

    assert statuses(advanced(before, NOON)) == "anna:WAITING ugo:WAITING"
    after = advanced(before.counted(-2), NOON)
    assert statuses(after) == "anna:OFFERED ugo:OFFERED"


def test_a_party_that_is_larger_than_the_session_holds_nobody_up() -> None:
    before = line(entry("anna", places=4), entry("ugo"), capacity=3, parties=Parties.STRICT)

    assert statuses(advanced(before, NOON)) == "anna:WAITING ugo:OFFERED"


@pytest.mark.rule("A16")
@pytest.mark.parametrize("parties", Parties)
def test_who_cannot_be_told_is_passed_over_and_flagged_until_they_can(parties: Parties) -> None:
    before = line(entry("anna"), entry("ugo"), unreachable=["anna"], parties=parties)

    after = advanced(before, NOON)
    assert statuses(after) == "anna:WAITING ugo:OFFERED"
    assert [each.unreachable for each in after.entries] == [True, False]

    told = advanced(evolve(after, unreachable=frozenset()), NOON)
    assert [each.unreachable for each in told.entries] == [False, False]


@pytest.mark.rule("A22")
@pytest.mark.parametrize("parties", Parties)
def test_whom_only_staff_may_offer_places_is_never_offered_one_by_itself(parties: Parties) -> None:
    before = line(entry("anna", staff_only=True), entry("ugo"), capacity=2, parties=parties)

    assert statuses(advanced(before, NOON)) == "anna:WAITING ugo:OFFERED"


def test_where_places_are_unlimited_everybody_is_offered_some() -> None:
    after = advanced(line(entry("anna", places=9), entry("ugo"), capacity=None), NOON)

    assert statuses(after) == "anna:OFFERED ugo:OFFERED"


@pytest.mark.parametrize("booked", [0, 1])
def test_an_appointment_that_nobody_wants_any_more_does_not_take_place(booked: int) -> None:
    before = line(offered("anna"), capacity=2, booked=booked)
    before = evolve(before, session=evolve(before.session, appointment=True))

    assert advanced(before, NOON).session.live
    after = advanced(before, at(2, 12, 5))

    assert after.session.live is bool(booked)
    assert after.session.taken == booked
    called_off = [("OFFER_EXPIRED", "anna"), ("SESSION_CANCELLED", "s1")]
    assert kinds(after.happened) == called_off[: 1 if booked else 2]
    assert advanced(after, at(2, 12, 5)) == after


# Against the model: any list at any time.


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Lists of up to seven people, with offers that run, ran out, or are made."""
    entries = []
    for number in range(draw(st.integers(0, 7))):
        places = draw(st.sampled_from((1, 1, 1, 2, 3)))
        made: WaitlistEntry = draw(
            st.sampled_from(
                (
                    entry(f"w{number}", places=places),
                    entry(f"w{number}", places=places),
                    entry(f"s{number}", places=places, staff_only=True),
                    offered(f"o{number}", places=places, until=at(2, 12, 5)),
                    offered(f"p{number}", places=places, until=at(2, 11, 59)),
                    ended(f"e{number}", EntryStatus.DECLINED),
                )
            )
        )
        entries.append(made)
    policy: dict[str, Any] = {
        "offers": draw(st.sampled_from((Offers.AUTOMATIC, Offers.AUTOMATIC, Offers.MANUAL))),
        "parties": draw(st.sampled_from(Parties)),
        "window": draw(st.sampled_from((1, 10, 300, 5000))),
    }
    before = line(
        *entries,
        capacity=draw(st.none() | st.integers(0, 8)),
        booked=draw(st.integers(0, 6)),
        closes=draw(st.sampled_from((0, 0, 60, 361))),
        unreachable=draw(st.sets(st.sampled_from([f"w{n}" for n in range(7)]), max_size=2)),
        **policy,
    )
    return cancelled(before) if draw(st.integers(0, 9)) == 0 else before


NOWS = st.sampled_from((at(2, 11), at(2, 11, 59), NOON, at(2, 12, 4), at(2, 12, 5), START))


def modelled(before: Line) -> Queue:
    """The same list, as the model has it."""
    session, policy = before.session, before.policy
    people = [
        Waiting(
            id=each.id,
            who=each.customer_id,
            places=each.places,
            status=each.status.name,
            until=each.offer.expires_at if each.offer else None,
            skipped=each.staff_only or each.customer_id in before.unreachable,
        )
        for each in before.entries
    ]
    queue = Queue(
        capacity=session.capacity,
        starts=session.starts_at,
        closes=session.starts_at - timedelta(minutes=policy.window.closes),
        window=timedelta(minutes=policy.waitlist.window),
        manual=policy.waitlist.offers is Offers.MANUAL,
        strict=policy.waitlist.parties is Parties.STRICT,
        live=session.live,
        people=people,
    )
    queue.booked = session.taken - queue.held
    return queue


@pytest.mark.rule("A16", "A17", "A18", "A19")
@given(before=lines(), now=NOWS)
def test_whatever_is_due_is_done_as_the_model_does_it(before: Line, now: DateTime) -> None:
    queue = modelled(before)
    queue.settle(now)

    after = advanced(before, now)

    assert statuses(after) == " ".join(f"{each.id}:{each.status}" for each in queue.people)
    told = [each.offer and each.offer.expires_at for each in after.entries]
    assert told == [each.until for each in queue.people]
    if after.session.live:
        assert after.session.taken == queue.booked + queue.held
    summed = after.summed_up().session
    assert summed.waiting == len(queue.waiting())
    assert summed.next_lapse == queue.next_lapse


@given(before=lines(), now=NOWS)
def test_what_is_done_is_done_once(before: Line, now: DateTime) -> None:
    once = advanced(before, now)

    assert advanced(once, now) == once


@pytest.mark.rule("A16", "A18")
@given(before=lines(), now=NOWS)
def test_no_more_is_offered_than_is_free_and_to_nobody_who_had_an_offer(
    before: Line, now: DateTime
) -> None:
    after = advanced(before, now)
    made = [each for each in after.happened if each.kind.name == "OFFER_MADE"]

    names = [each.subject for each in made]
    assert len(set(names)) == len(names)
    assert all(before_entry(before, name).offer is None for name in names)
    capacity = after.session.capacity
    if made and capacity is not None:
        assert after.session.taken <= capacity


@pytest.mark.rule("A16")
@given(before=lines(), now=NOWS)
def test_nobody_passes_who_waits_longer_and_wants_no_more(before: Line, now: DateTime) -> None:
    after = advanced(before, now)
    if after.policy.waitlist.offers is Offers.MANUAL:
        return
    for place, later in enumerate(after.entries):
        if later.status is EntryStatus.OFFERED and before_entry(before, later.id).waits:
            for earlier in after.entries[:place]:
                assert (
                    not earlier.waits
                    or after.passed_over(earlier)
                    or (
                        earlier.places > later.places
                        and after.policy.waitlist.parties is Parties.FIRST_FIT
                    )
                )


def before_entry(before: Line, id: str) -> WaitlistEntry:
    return next(each for each in before.entries if each.id == id)
