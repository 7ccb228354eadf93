"""Memberships as they begin and change: their days, their term, what is edited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.memberships.membership import (
    MEMBERSHIP_TRANSITIONS,
    Membership,
    MembershipPeriod,
    MembershipStatus,
)
from bookingcore.domain.memberships.renewing import Billed
from bookingcore.domain.memberships.starting import (
    Start,
    decide_edit,
    decide_pause,
    decide_resume,
    decide_start,
    moved_to,
)
from bookingcore.domain.values.changes import Decision, Expect, Withdraw
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import MembershipId
from bookingcore.errors import CustomerNotActive, InvalidInput, MembershipEnded
from tests.domain import build
from tests.domain.build import at, july
from tests.domain.memberships.subscription import (
    added,
    billing,
    day,
    membership,
    monthly,
    put,
    renewed,
)

TODAY = july(1)
ENDED = membership(status=MembershipStatus.ENDED)
PAUSED = membership(status=MembershipStatus.PAUSED)


def started(
    starts_on: date = TODAY, plan: Plan | None = None, **fields: Any
) -> Decision[tuple[Membership, Billed | None]]:
    """Anna's membership, started on the morning of 1 July."""
    start = Start(
        id=MembershipId("m1"),
        branch_id=None,
        zone="Europe/Rome",
        sold_by="maria",
        note="a gift",
        card=None,
        starts_on=starts_on,
        now=at(1, 9),
    )
    customer = build.customer()
    if "status" in fields:
        customer = evolve(customer, status=fields.pop("status"))
    return decide_start(evolve(start, **fields), billing(), plan or monthly(), customer, Holdings())


class TestStarting:
    @pytest.mark.rule("004-23")
    def test_the_first_period_is_billed_at_once_where_its_day_has_come(self) -> None:
        decision = started()

        membership, billed = decision.result
        assert billed is not None
        assert (membership.period, membership.anchor) == (1, july(1))
        assert (membership.sold_by, membership.note) == ("maria", "a gift")
        assert added(decision.changes, Membership) == [membership]
        assert put(decision.changes, Membership) == []
        assert len(added(decision.changes, MembershipPeriod)) == 1
        assert decision.happened[0].kind is EventKind.MEMBERSHIP_STARTED
        assert decision.happened[0].words == {"note": "a gift"}

    def test_one_that_begins_later_is_billed_later(self) -> None:
        decision = started(july(5))

        membership, billed = decision.result
        assert (billed, membership.period) == (None, 0)
        assert membership.next_payment_on == july(5)
        [due] = [each.due for each in decision.changes if isinstance(each, Expect)]
        assert due.due_at == at(4, 22)

    def test_its_first_day_may_have_passed_but_not_its_first_period(self) -> None:
        assert started(day(6, 2)).result[0].next_payment_on == july(2)
        with pytest.raises(InvalidInput, match="starts_on"):
            started(day(6, 1))

    def test_who_has_left_starts_none(self) -> None:
        with pytest.raises(CustomerNotActive):
            started(july(5), status=CustomerStatus.DEREGISTERED)

    def test_a_plan_that_does_not_renew_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="renews"):
            started(plan=monthly(every=None))

    @pytest.mark.parametrize(
        ("term", "until"), [(None, None), (1, july(31)), (3, day(9, 30)), (12, day(6, 30, 2027))]
    )
    def test_the_minimum_term_ends_with_its_last_period(
        self, term: int | None, until: date | None
    ) -> None:
        assert started(plan=monthly(minimum_term=term)).result[0].term_until == until


class TestEditing:
    @pytest.mark.rule("004-19")
    def test_card_note_and_next_payment_are_edited(self) -> None:
        before = membership(period=1, next_period_on=day(8, 1))
        moved = moved_to(before, monthly(), day(8, 15), july(10))
        decision = decide_edit(before, evolve(moved, card="visa", note="pays late"))

        after = decision.result
        assert (after.card, after.note) == ("visa", "pays late")
        assert (after.anchor, after.next_payment_on) == (day(8, 15), day(8, 15))
        assert decision.happened[0].facts == {
            "fields": "card note next_period_on",
            "next_payment_on": "2026-08-15",
        }
        assert decision.happened[0].words == {"note": "pays late"}

    def test_later_periods_are_counted_from_the_day_it_was_moved_to(self) -> None:
        moved = moved_to(membership(period=1), monthly(), day(8, 31), july(10))

        after = renewed(renewed(moved).result.membership).result.membership
        assert after.next_payment_on == day(10, 31)

    def test_the_same_day_moves_nothing(self) -> None:
        before = membership(anchor=day(1, 31), next_period_on=day(2, 28))

        assert moved_to(before, monthly(), day(2, 28), day(2, 1)) is before

    def test_nothing_edited_is_no_event(self) -> None:
        decision = decide_edit(membership(), membership())

        assert (list(decision.changes), list(decision.happened)) == ([], [])

    def test_no_payment_is_moved_into_the_past(self) -> None:
        with pytest.raises(InvalidInput, match="next_payment_on"):
            moved_to(membership(), monthly(), july(9), july(10))

    @pytest.mark.parametrize(
        ("begun", "moves"), [(None, True), (july(9), True), (july(10), False), (day(8, 1), False)]
    )
    def test_no_payment_is_moved_onto_a_period_that_is_billed(
        self, begun: date | None, moves: bool
    ) -> None:
        before = membership(due_on=begun, next_period_on=day(9, 1))
        if moves:
            assert moved_to(before, monthly(), july(10), july(10)).next_payment_on == july(10)
        else:
            with pytest.raises(InvalidInput, match="next_payment_on"):
                moved_to(before, monthly(), july(10), july(10))

    def test_the_minimum_term_moves_along(self) -> None:
        plan = monthly(minimum_term=3)
        first = renewed(membership(term_until=day(9, 30)), plan).result.membership

        assert moved_to(first, plan, day(8, 15), july(10)).term_until == day(10, 14)

    def test_a_minimum_term_that_is_billed_stays(self) -> None:
        plan = monthly(minimum_term=1)
        first = renewed(membership(term_until=july(31)), plan).result.membership

        assert moved_to(first, plan, day(8, 15), july(10)).term_until == july(31)

    def test_what_is_over_is_not_edited(self) -> None:
        with pytest.raises(MembershipEnded):
            decide_edit(ENDED, evolve(ENDED, note="too late"))


class TestPausing:
    def test_a_paused_one_is_due_for_nothing(self) -> None:
        decision = decide_pause(membership(retry_on=july(2)), "holidays")

        after = decision.result
        assert (after.status, after.retry_on) == (MembershipStatus.PAUSED, None)
        assert after.next_payment_on is None
        assert [type(each) for each in decision.changes][1:] == [Withdraw]
        assert decision.happened[0].words == {"reason": "holidays"}

    def test_one_that_was_cancelled_still_ends(self) -> None:
        decision = decide_pause(membership(ends_on=july(31)), "")

        [due] = [each.due for each in decision.changes if isinstance(each, Expect)]
        assert due.due_at == at(31, 22)

    @pytest.mark.parametrize("before", [PAUSED, evolve(PAUSED, note="twice")])
    def test_pausing_again_changes_nothing(self, before: Membership) -> None:
        decision = decide_pause(before, "again")

        assert (decision.result, list(decision.changes)) == (before, [])

    @pytest.mark.parametrize(
        ("today", "next_on"),
        [
            (day(7, 20), day(8, 31)),
            (day(8, 31), day(8, 31)),
            (day(9, 1), day(9, 30)),
            (day(10, 31), day(10, 31)),
        ],
    )
    def test_it_renews_again_on_the_first_of_its_days(self, today: date, next_on: date) -> None:
        before = membership(
            anchor=day(1, 31), next_period_on=day(8, 31), status=MembershipStatus.PAUSED, period=7
        )
        decision = decide_resume(before, monthly(), today)

        assert decision.result.next_payment_on == next_on
        assert decision.result.anchor == day(1, 31)
        assert decision.happened[0].facts == {"next_payment_on": next_on.isoformat()}

    def test_a_period_that_was_billed_before_the_pause_is_not_billed_again(self) -> None:
        ahead = membership(next_period_on=day(10, 1), status=MembershipStatus.PAUSED, period=3)

        assert decide_resume(ahead, monthly(), july(20)).result.next_payment_on == day(10, 1)

    def test_the_minimum_term_is_as_much_longer(self) -> None:
        plan = monthly(minimum_term=3)
        paused = membership(
            next_period_on=day(8, 1),
            period=1,
            term_until=day(9, 30),
            status=MembershipStatus.PAUSED,
        )

        assert decide_resume(paused, plan, day(9, 20)).result.term_until == day(11, 30)

    def test_resuming_what_renews_changes_nothing(self) -> None:
        decision = decide_resume(membership(), monthly(), day(12, 24))

        assert (decision.result, list(decision.changes)) == (membership(), [])

    def test_what_is_over_is_neither_paused_nor_resumed(self) -> None:
        with pytest.raises(MembershipEnded):
            decide_pause(ENDED, "")
        with pytest.raises(MembershipEnded):
            decide_resume(ENDED, monthly(), july(1))

    @given(st.lists(st.sampled_from(["pause", "resume", "renew"]), max_size=20))
    def test_every_change_of_status_is_in_the_table(self, steps: list[str]) -> None:
        current, today = membership(), july(1)
        for step in steps:
            before, today = current, today + timedelta(days=11)
            if step == "pause":
                current = decide_pause(before, "").result
            elif step == "resume":
                current = decide_resume(before, monthly(), today).result
            elif before.renews_by(today):
                current = renewed(before).result.membership
            changed = current.status is not before.status
            assert not changed or current.status in MEMBERSHIP_TRANSITIONS[before.status]
            assert current.next_period_on >= before.next_period_on
