"""Booking a place: how it comes out, what is written, and what `check()` says before."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.eligibility import BookingFacts, BookingRequest
from bookingcore.domain.bookings.making import decide_booking, verdict_on
from bookingcore.domain.catalog.policies import BalancePolicy
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.sales.balance import Movement, MovementKind
from bookingcore.domain.values.changes import Add, Count, Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BookingId, SessionId
from bookingcore.errors import Refused, SessionFull
from tests.domain.build import (
    ANNA,
    MARIA,
    TERMS,
    at,
    balance,
    booked,
    customer,
    facts,
    holdings,
    july,
    override,
    policy,
    retied,
    session,
    wish,
)

B1 = BookingId("b1")


def book(request: BookingRequest | None = None, **fields: Any) -> Decision[Booking]:
    return decide_booking(B1, request or wish(), facts(**fields))


def counts(decision: Decision[Booking]) -> list[Count]:
    return [change for change in decision.changes if isinstance(change, Count)]


class TestStatus:
    """A new booking comes out booked or awaiting redemption (000-09)."""

    @pytest.mark.rule("000-09", "000-17", "000-22")
    def test_without_balance_it_awaits_redemption(self) -> None:
        assert book().result.status is BookingStatus.AWAITING_REDEMPTION

    @pytest.mark.rule("000-09")
    def test_with_balance_it_is_booked_and_a_unit_is_redeemed(self) -> None:
        decision = book(holdings=holdings(balance(units=5)))

        assert decision.result.status is BookingStatus.BOOKED
        assert decision.changes[:3] == [
            Add(decision.result),
            Put(balance(units=5, left=4)),
            Add(
                Movement(
                    balance_id=balance().id,
                    no=2,
                    kind=MovementKind.REDEEMED,
                    units=-1,
                    booking_id=B1,
                    customer_id=customer().id,
                    at=at(0),
                    by="staff:maria",
                )
            ),
        ]

    @pytest.mark.rule("A9", "000-17")
    @pytest.mark.parametrize(("first", "last"), [(3, 31), (-30, 1)])
    def test_balance_that_is_not_valid_on_the_day_does_not_count(
        self, first: int, last: int
    ) -> None:
        decision = book(holdings=holdings(balance(first=first, last=last)))

        assert decision.result.awaiting

    @pytest.mark.rule("A12")
    def test_where_no_plan_pays_it_is_booked_and_nothing_is_redeemed(self) -> None:
        decision = book(plan_linked=False, holdings=holdings(balance()))

        assert (decision.result.status, decision.result.units_needed) == (BookingStatus.BOOKED, 0)
        assert len(decision.changes) == 2

    @pytest.mark.rule("A11")
    def test_a_service_that_never_asks_leaves_the_units_alone(self) -> None:
        free = policy(balance=BalancePolicy.NOT_REQUIRED)
        decision = book(policy=free, holdings=holdings(balance()))

        assert (decision.result.status, decision.result.units_needed) == (BookingStatus.BOOKED, 0)
        assert len(decision.changes) == 2

    @pytest.mark.rule("A8")
    def test_a_booking_of_several_places_is_redeemed_wholly_or_not_at_all(self) -> None:
        two = wish(places=2)

        assert book(two, holdings=holdings(balance(units=1))).result.awaiting
        assert not book(two, holdings=holdings(balance(units=2))).result.awaiting

    @pytest.mark.rule("A8")
    def test_another_booking_changes_its_unit_so_that_this_one_is_paid(self) -> None:
        """Both stand in their ledgers, and the other booking's history says so."""
        pilates = booked("pilates", service="pilates", on=3)
        flexible = balance("flexible", services=("yoga", "pilates"), left=0)
        owned = retied(pilates, flexible, balance("other", services=("pilates",)))

        decision = book(holdings=owned)

        assert not decision.result.awaiting
        assert [
            (row.balance_id, row.kind, row.units, row.booking_id)
            for row in (change.row for change in decision.changes if isinstance(change, Add))
            if isinstance(row, Movement)
        ] == [
            ("flexible", MovementKind.RETURNED, 1, "pilates"),
            ("flexible", MovementKind.REDEEMED, -1, "b1"),
            ("other", MovementKind.REDEEMED, -1, "pilates"),
        ]
        assert [(h.kind, h.subject) for h in decision.happened] == [
            (EventKind.BOOKING_MADE, "b1"),
            (EventKind.BOOKING_REDEEMED, "b1"),
            (EventKind.BOOKING_RETIED, "pilates"),
        ]
        assert decision.happened[2].facts == {"units": 1}


class TestWhatIsWritten:
    """The row, the count of places, the history."""

    def test_the_booking_holds_what_was_wished_and_promised(self) -> None:
        decision = book(wish(places=2, note="by the window", actor=ANNA))

        assert decision.result == Booking(
            id=B1,
            customer_id=customer().id,
            session_id=SessionId("s1"),
            service_id=session().service_id,
            starts_at=at(2, 18),
            ends_at=at(2, 18, 59),
            on=july(2),
            places=2,
            units_needed=2,
            status=BookingStatus.AWAITING_REDEMPTION,
            terms=TERMS,
            made_at=at(0),
            made_by="customer:anna",
            note="by the window",
        )

    @pytest.mark.rule("000-10")
    @pytest.mark.parametrize("owned", [holdings(), holdings(balance(units=2))])
    def test_the_places_are_counted_whether_units_pay_or_not(self, owned: object) -> None:
        decision = book(wish(places=2), holdings=owned, session=evolve(session(), edition=4))

        assert decision.changes[-1] == Count(session_id=SessionId("s1"), places=2, edition=4)

    def test_history_tells_what_was_made_and_notes_stay_beside_it(self) -> None:
        (made,) = book(wish(note="by the window")).happened

        assert (made.kind, made.subject, made.customer_id, made.session_id) == (
            EventKind.BOOKING_MADE,
            "b1",
            "anna",
            "s1",
        )
        assert made.facts == {
            "session": "s1",
            "places": 1,
            "status": "AWAITING_REDEMPTION",
            "overridden": "",
        }
        assert made.words == {"note": "by the window"}

    @pytest.mark.rule("A67")
    def test_what_staff_overrode_is_on_record_with_its_reason(self) -> None:
        request = wish(override=override("session_full", "balance_required", "overlapping"))
        strict = policy(balance=BalancePolicy.REQUIRED)

        decision = book(request, session=session(capacity=1, taken=1), policy=strict)

        assert decision.result.awaiting
        assert decision.happened[0].facts["overridden"] == "balance_required session_full"
        assert decision.happened[0].words == {"override_reason": "the teacher agrees"}
        assert counts(decision)[0].beyond_capacity

    @pytest.mark.rule("A67")
    def test_an_override_that_was_not_needed_leaves_no_record(self) -> None:
        decision = book(wish(override=override("session_full")))

        assert decision.happened[0].words == {}
        assert not counts(decision)[0].beyond_capacity


class TestRefusal:
    """The first refusal is raised and carries all of them."""

    def test_the_first_in_order_is_raised_with_all(self) -> None:
        with pytest.raises(SessionFull) as refused:
            book(
                session=session(capacity=0),
                policy=policy(balance=BalancePolicy.REQUIRED, awaiting_max=0),
            )

        assert [violation.code for violation in refused.value.violations] == [
            "session_full",
            "balance_required",
            "awaiting_limit",
        ]
        assert refused.value.violations[0] is refused.value


wishes = st.builds(
    wish,
    places=st.integers(1, 3),
    now=st.sampled_from([at(1), at(2, 18), at(3)]),
    actor=st.sampled_from([ANNA, MARIA]),
    override=st.none() | st.builds(override, st.sampled_from(["session_full", "overlapping"])),
)
facts_at_hand = st.builds(
    facts,
    customer=st.builds(customer, status=st.sampled_from(CustomerStatus)) | st.just(customer()),
    session=st.builds(session, capacity=st.none() | st.integers(1, 3), taken=st.integers(0, 2)),
    policy=st.builds(
        policy,
        balance=st.sampled_from(BalancePolicy),
        awaiting_max=st.none() | st.integers(0, 2),
        allow_overlap=st.booleans(),
    ),
    plan_linked=st.booleans(),
    clashes=st.lists(st.just(booked("elsewhere")), max_size=1),
    awaiting=st.integers(0, 2),
    holdings=st.builds(holdings, st.builds(balance, units=st.integers(1, 3))),
)


@given(wishes, facts_at_hand)
def test_check_says_beforehand_what_book_will_do(
    request: BookingRequest, facts: BookingFacts
) -> None:
    def outcome() -> tuple[BookingStatus | None, list[str]]:
        try:
            return decide_booking(B1, request, facts).result.status, []
        except Refused as refused:
            return None, [violation.code for violation in refused.violations]

    verdict = verdict_on(request, facts)

    assert (verdict.status, [v.code for v in verdict.violations]) == outcome()
    assert verdict.allowed is (verdict.status is not None)
