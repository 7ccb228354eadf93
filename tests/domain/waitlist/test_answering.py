"""What customers answer to an offer, and what staff make of a waiting list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.making import decide_booking
from bookingcore.domain.catalog.waiting import Offers, Parties
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.ids import BookingId, CustomerId, EntryId
from bookingcore.domain.waitlist.answering import (
    as_shown_to,
    decide_declining,
    decide_leaving,
    decide_order,
    decide_passing,
    decide_promotion,
    opened_for,
    passed_through,
    taken_out,
)
from bookingcore.domain.waitlist.entry import EntryStatus, WaitlistEntry
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.offering import advanced
from bookingcore.errors import (
    EntryEnded,
    InvalidInput,
    NoOffer,
    OfferExpired,
    OfferTooLate,
    SessionFull,
    UnwantedServiceBlocked,
)
from tests.domain.build import at, facts, wish
from tests.domain.waitlist.lines import (
    NOON,
    START,
    bookings_in,
    cancelled,
    due_in,
    ended,
    entries_in,
    entry,
    kinds,
    line,
    offered,
    session_in,
    written,
)

Answer = Callable[[WaitlistEntry, Line, DateTime], Decision[WaitlistEntry]]
LATE = at(2, 12, 5)
"""When the offers of these tests have run out."""


CARD = Customer(id=CustomerId("anna"), name="Anna")


def anna(of: Line) -> WaitlistEntry:
    """Anna's own entry, the first one."""
    return of.entries[0]


def ids(*names: str) -> Sequence[EntryId]:
    return [EntryId(name) for name in names]


@pytest.mark.rule("A20", "001-10")
@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (decide_declining, "DECLINED", "OFFER_DECLINED"),
        (decide_leaving, "LEFT", "WAITLIST_LEFT"),
    ],
)
def test_what_one_does_not_want_goes_on_to_the_next(answer: Answer, status: str, kind: str) -> None:
    before = line(offered("anna"), entry("ugo"))

    decision = answer(anna(before), before, NOON)

    assert (decision.result.status.name, decision.result.ended_at) == (status, NOON)
    assert entries_in(decision.changes) == {"anna": status, "ugo": "OFFERED"}
    assert kinds(decision.happened) == [(kind, "anna"), ("OFFER_MADE", "ugo")]
    session = session_in(decision.changes)
    assert (session.taken, session.waiting, session.next_lapse) == (1, 0, at(2, 12, 10))


def test_who_waits_may_leave_too() -> None:
    before = line(entry("anna"), booked=1)

    decision = decide_leaving(anna(before), before, NOON)

    assert entries_in(decision.changes) == {"anna": "LEFT"}
    assert due_in(decision.changes) == ["no QUEUE:s1"]


@pytest.mark.parametrize("answer", [decide_declining, opened_for])
def test_there_is_nothing_to_answer_while_there_is_no_offer(answer: Any) -> None:
    before = line(entry("anna"), booked=1)

    with pytest.raises(NoOffer) as refused:
        answer(anna(before), before, NOON)

    assert (refused.value.entry_id, refused.value.status) == ("anna", "WAITING")


@pytest.mark.rule("001-12", "A17")
@pytest.mark.parametrize("answer", [decide_declining, opened_for])
@pytest.mark.parametrize("noticed", [False, True])
def test_the_opportunity_is_lost_whether_anybody_has_noticed_or_not(
    answer: Any, noticed: bool
) -> None:
    before = line(offered("anna"), entry("ugo"))
    if noticed:
        before = advanced(before, LATE)

    with pytest.raises(OfferExpired) as refused:
        answer(anna(before), before, LATE)

    assert refused.value.expired_at == LATE


@pytest.mark.rule("A17")
@pytest.mark.parametrize("answer", [decide_declining, decide_leaving, opened_for])
@pytest.mark.parametrize("status", ["ACCEPTED", "DECLINED", "LEFT", "CLOSED"])
def test_a_wait_that_is_over_stays_over(answer: Any, status: str) -> None:
    over = ended("anna", EntryStatus[status])

    with pytest.raises(EntryEnded) as refused:
        answer(over, line(booked=1), NOON)

    assert refused.value.status == status


def test_leaving_is_too_late_when_the_offer_has_run_out() -> None:
    """As it is once somebody has noticed."""
    before = line(offered("anna"))

    with pytest.raises(EntryEnded) as refused:
        decide_leaving(anna(before), before, LATE)

    assert refused.value.status == "EXPIRED"


@pytest.mark.rule("A19")
@pytest.mark.parametrize("answer", [decide_declining, decide_leaving, opened_for])
def test_at_the_start_every_wait_is_over_though_an_offer_runs(answer: Any) -> None:
    """The session was moved to an earlier time."""
    before = line(offered("anna", until=at(2, 19)))

    with pytest.raises(EntryEnded) as refused:
        answer(anna(before), before, START)

    assert refused.value.status == "CLOSED"


def test_what_is_due_is_done_with_nobody_at_the_keyboard() -> None:
    before = line(offered("anna"), entry("ugo"))

    decision = decide_passing(before, LATE)

    assert entries_in(decision.changes) == {"anna": "EXPIRED", "ugo": "OFFERED"}
    assert due_in(decision.changes) == ["QUEUE:s1 02 12:15"]
    assert kinds(decision.happened) == [("OFFER_EXPIRED", "anna"), ("OFFER_MADE", "ugo")]


def test_where_nothing_is_due_nothing_is_written_but_when_to_look_again() -> None:
    before = line(offered("anna"), entry("ugo"))

    decision = decide_passing(before, NOON)

    assert (entries_in(decision.changes), decision.happened) == ({}, ())
    assert due_in(decision.changes) == ["QUEUE:s1 02 12:05"]


# Acceptance.


def accepted(before: Line, now: DateTime = NOON) -> Decision[Any]:
    """Anna accepts: the places are booked in the line as it is for her."""
    ready, own, session = opened_for(anna(before), before, now)
    request = wish(places=own.places, now=now)
    decision = decide_booking(BookingId("b1"), request, facts(session=session, plan_linked=False))
    return passed_through(decision, before, ready, own, now)


@pytest.mark.rule("001-13", "A21")
def test_the_places_that_were_held_are_booked() -> None:
    before = line(offered("anna", places=2), entry("ugo"), capacity=2)

    decision = accepted(before)

    [booking] = bookings_in(decision.changes)
    assert (booking.places, booking.status.name) == (2, "BOOKED")
    [own] = written(decision.changes)
    assert (own.status.name, own.booking_id, own.ended_at) == ("ACCEPTED", "b1", NOON)
    session = session_in(decision.changes)
    assert (session.taken, session.waiting, session.next_lapse) == (2, 1, None)
    assert kinds(decision.happened) == [("BOOKING_MADE", "b1"), ("OFFER_ACCEPTED", "anna")]


@pytest.mark.rule("A20")
def test_what_is_due_for_others_is_done_with_it() -> None:
    before = line(offered("anna"), offered("ugo", until=NOON), entry("mia"), capacity=2)

    decision = accepted(before)

    assert entries_in(decision.changes) == {"anna": "ACCEPTED", "ugo": "EXPIRED", "mia": "OFFERED"}
    assert session_in(decision.changes).taken == 2


def test_a_cut_in_capacity_takes_no_offer_back() -> None:
    """What was on offer can be accepted; nobody has the place after that (P1)."""
    before = line(offered("anna"), booked=1, capacity=2)
    before = evolve(before, session=before.session.resized(0))

    session = session_in(accepted(before).changes)

    assert (session.capacity, session.taken, session.admitted) == (0, 2, 2)


def test_who_has_no_entry_sees_the_session_as_it_is() -> None:
    before = line(offered("ugo"))

    assert taken_out(before, None) == before
    assert as_shown_to(None, before) == before.session
    unlimited = line(offered("ugo"), capacity=None)
    assert as_shown_to(offered("ugo"), unlimited) == unlimited.session


def test_a_booking_of_somebody_who_does_not_wait_is_counted_and_that_is_all() -> None:
    before = line(entry("ugo", places=2), capacity=2, booked=1)
    decision = decide_booking(
        BookingId("b1"), wish(), facts(session=before.session, plan_linked=False)
    )

    through = passed_through(decision, before, before, None, NOON)

    assert entries_in(through.changes) == {}
    assert session_in(through.changes).taken == 2
    assert kinds(through.happened) == [("BOOKING_MADE", "b1")]


def test_what_one_books_less_than_was_held_goes_on_to_the_next() -> None:
    before = line(offered("anna", places=2), entry("ugo"), capacity=2)
    ready, own, session = opened_for(anna(before), before, NOON)
    decision = decide_booking(
        BookingId("b1"), wish(places=1), facts(session=session, plan_linked=False)
    )

    through = passed_through(decision, before, ready, own, NOON)

    assert entries_in(through.changes) == {"ugo": "OFFERED", "anna": "ACCEPTED"}
    assert session_in(through.changes).taken == 2


# Promotion.


@pytest.mark.rule("A16")
def test_staff_offer_a_place_out_of_order_with_a_reason_on_record() -> None:
    before = line(entry("ugo"), entry("anna"), offers=Offers.MANUAL)

    decision = decide_promotion(before.entries[1], before, CARD, NOON, "she is ill")

    assert entries_in(decision.changes) == {"anna": "OFFERED"}
    [made] = decision.happened
    assert made.facts == {
        "places": 1,
        "expires_at": "2026-07-02T12:10:00+00:00",
        "promoted": True,
    }
    assert made.words == {"reason": "she is ill"}
    assert decision.result.offer is not None
    assert decision.result.offer.promoted


@pytest.mark.rule("A22")
def test_staff_promote_whom_nobody_else_may() -> None:
    before = line(entry("anna", staff_only=True))

    assert decide_promotion(anna(before), before, CARD, NOON, "she paid").result.held == 1


def test_who_is_offered_the_place_anyway_need_not_be_promoted() -> None:
    before = line(entry("anna"))

    decision = decide_promotion(anna(before), before, CARD, NOON, "why not")

    assert decision.result.offer is not None
    assert not decision.result.offer.promoted
    again = line(decision.result)
    assert decide_promotion(anna(again), again, CARD, NOON, "once more").result == anna(again)


def test_nobody_is_promoted_to_a_place_that_is_not_free() -> None:
    before = line(entry("anna", places=2), capacity=2, booked=1)

    with pytest.raises(SessionFull) as refused:
        decide_promotion(anna(before), before, CARD, NOON, "a friend")

    assert (refused.value.places_wanted, refused.value.places_left) == (2, 1)


@pytest.mark.rule("A19")
def test_it_may_be_too_late_for_promotion() -> None:
    before = line(entry("anna"), closes=60)

    with pytest.raises(OfferTooLate):
        decide_promotion(anna(before), before, CARD, at(2, 17), "a friend")
    with pytest.raises(EntryEnded):
        decide_promotion(anna(before), before, CARD, START, "a friend")


@pytest.mark.parametrize(
    "over", [ended("anna", EntryStatus.LEFT), offered("anna", until=at(2, 11, 59))]
)
def test_nobody_is_promoted_whose_wait_is_over(over: WaitlistEntry) -> None:
    with pytest.raises(EntryEnded):
        decide_promotion(over, line(over), CARD, NOON, "a friend")


def test_nobody_is_promoted_into_what_does_not_take_place() -> None:
    before = cancelled(line(entry("anna")))

    with pytest.raises(EntryEnded):
        decide_promotion(anna(before), before, CARD, NOON, "a friend")


@pytest.mark.rule("A23")
def test_nobody_is_promoted_to_what_is_unwanted_for_them() -> None:
    before = line(entry("anna"), capacity=1)
    unwanted = UnwantedService(service_id=before.session.service_id)

    with pytest.raises(UnwantedServiceBlocked):
        decide_promotion(
            anna(before), before, evolve(CARD, unwanted_services=(unwanted,)), NOON, "a friend"
        )


# Order.


@pytest.mark.rule("A16")
def test_staff_change_the_order_with_a_reason_on_record() -> None:
    before = line(offered("ugo"), entry("anna"), entry("mia"), entry("leo"), capacity=1)

    decision = decide_order(before, ids("leo", "anna", "mia"), NOON, "as agreed")

    assert [(each.id, each.position) for each in decision.result] == [
        ("leo", 2),
        ("anna", 3),
        ("mia", 4),
    ]
    assert kinds(decision.happened) == [("WAITLIST_REORDERED", "s1")]
    assert decision.happened[0].facts == {"entries": "leo anna mia"}
    assert decision.happened[0].words == {"reason": "as agreed"}


@pytest.mark.rule("A16", "A20")
def test_who_held_others_up_may_come_after_them() -> None:
    before = line(
        entry("anna", places=2), entry("ugo"), capacity=2, booked=1, parties=Parties.STRICT
    )

    decision = decide_order(before, ids("ugo", "anna"), NOON, "she agrees")

    assert [(each.id, each.status.name) for each in decision.result] == [
        ("ugo", "OFFERED"),
        ("anna", "WAITING"),
    ]
    assert kinds(decision.happened) == [("WAITLIST_REORDERED", "s1"), ("OFFER_MADE", "ugo")]


@pytest.mark.parametrize(
    "order",
    [("anna",), ("anna", "anna"), ("anna", "mia", "ugo"), ("anna", "leo"), ()],
    ids=" ".join,
)
def test_an_order_names_each_of_those_who_wait_once(order: tuple[str, ...]) -> None:
    before = line(entry("anna"), entry("mia"), offered("ugo"), booked=1)

    with pytest.raises(InvalidInput) as refused:
        decide_order(before, ids(*order), NOON, "so")

    assert refused.value.field == "entries"


def test_where_nobody_waits_there_is_nothing_to_put_in_order() -> None:
    assert decide_order(line(), (), NOON, "so").result == ()
    with pytest.raises(InvalidInput, match="nobody"):
        decide_order(line(), ids("anna"), NOON, "so")
