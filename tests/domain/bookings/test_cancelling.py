"""Cancelling: when it is late, whose fault it is, and whether the unit comes back (A13 to A15)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import UTC, DateTime

from bookingcore.domain.bookings.booking import Booking, BookingStatus, Cancelled
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
    free_until,
    is_late,
)
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.cancellation import AllowLate
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.actors import SYSTEM, Actor
from bookingcore.domain.values.changes import Add, Count, Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import RefundId
from bookingcore.domain.values.notify import Reason
from bookingcore.errors import (
    AlreadyCancelled,
    CancellationForbidden,
    NotAllowed,
    NothingToRefund,
    Refused,
    SessionStarted,
)
from tests.domain.build import ANNA, MARIA, at, balance, booked, booking, cancelled, policy

IN_TIME, LATE = at(2, 16, 59), at(2, 17)
HOUR = policy(limit=60)
"""Free until 17:00 for a session at 18:00."""


def cancel(
    of: Booking | None = None,
    *,
    now: DateTime = IN_TIME,
    actor: Actor = MARIA,
    cause: Cause | None = None,
    give_back: bool | None = None,
    promised: ServicePolicy = HOUR,
    paid_by: Sequence[Balance] = (),
    awaiting: Sequence[Booking] = (),
    message: str = "",
    reason: str = "",
) -> Decision[Cancellation]:
    """Cancel a booking that holds one unit of each of *paid_by*."""
    gone = of or booked(units=len(paid_by))
    request = CancellationRequest(
        now=now, actor=actor, cause=cause, give_back=give_back, message=message, reason=reason
    )
    facts = CancellationFacts(
        booking=gone,
        policy=promised,
        redemptions=[Redemption(gone.id, balance.id, 1) for balance in paid_by],
        holdings=Holdings(balances=paid_by, awaiting=awaiting),
    )
    return decide_cancellation(request, facts)


FORBID, FORFEIT = AllowLate.FORBID, AllowLate.FORFEIT
CENTER, OWN = Cause.CENTER, Cause.CUSTOMER_REQUEST


class TestWhetherTheUnitComesBack:
    """The cause decides, not the actor; staff may decide otherwise (A13)."""

    @pytest.mark.rule("A13")
    @pytest.mark.parametrize("allow_late", [FORBID, FORFEIT])
    @pytest.mark.parametrize(
        ("actor", "cause", "give_back", "in_time", "late"),
        [
            (MARIA, None, None, 1, 0),
            (MARIA, OWN, None, 1, 0),
            (MARIA, CENTER, None, 1, 1),
            (MARIA, None, True, 1, 1),
            (MARIA, OWN, True, 1, 1),
            (MARIA, CENTER, True, 1, 1),
            (MARIA, None, False, 0, 0),
            (MARIA, OWN, False, 0, 0),
            (MARIA, CENTER, False, 0, 0),
            (SYSTEM, None, None, 1, 0),
            (SYSTEM, CENTER, None, 1, 1),
        ],
    )
    def test_staff_cancel_at_any_time_and_decide(
        self,
        allow_late: AllowLate,
        actor: Actor,
        cause: Cause | None,
        give_back: bool | None,
        in_time: int,
        late: int,
    ) -> None:
        promised = policy(limit=60, allow_late=allow_late)

        for now, units in ((IN_TIME, in_time), (LATE, late), (at(9), late)):
            result = cancel(
                now=now,
                actor=actor,
                cause=cause,
                give_back=give_back,
                promised=promised,
                paid_by=[balance(left=0)],
            ).result
            assert (result.units_returned, result.units_forfeited) == (units, 1 - units)
            assert result.late is (now != IN_TIME)

    @pytest.mark.rule("A13")
    @pytest.mark.parametrize("cause", [None, OWN])
    @pytest.mark.parametrize(
        ("allow_late", "now", "outcome"),
        [
            (FORFEIT, IN_TIME, 1),
            (FORFEIT, LATE, 0),
            (FORFEIT, at(2, 18), SessionStarted),
            (FORBID, IN_TIME, 1),
            (FORBID, LATE, CancellationForbidden),
            (FORBID, at(2, 18), SessionStarted),
        ],
    )
    def test_customers_cancel_in_time_or_lose_the_unit_or_may_not(
        self,
        cause: Cause | None,
        allow_late: AllowLate,
        now: DateTime,
        outcome: int | type[Refused],
    ) -> None:
        def outcome_of() -> int | type[Refused]:
            promised = policy(limit=60, allow_late=allow_late)
            unit = [balance(left=0)]
            try:
                return cancel(
                    now=now, actor=ANNA, cause=cause, promised=promised, paid_by=unit
                ).result.units_returned
            except Refused as refused:
                return type(refused)

        assert outcome_of() == outcome

    @pytest.mark.rule("A13")
    @pytest.mark.parametrize(
        ("cause", "give_back"), [(CENTER, None), (None, True), (None, False), (CENTER, True)]
    )
    def test_what_staff_decide_is_not_for_customers_to_decide(
        self, cause: Cause | None, give_back: bool | None
    ) -> None:
        with pytest.raises(NotAllowed):
            cancel(actor=ANNA, cause=cause, give_back=give_back)

    @pytest.mark.rule("A13")
    def test_staff_s_decision_is_on_record_with_its_reason(self) -> None:
        (event,) = cancel(now=LATE, give_back=True, reason="flu", paid_by=[balance()]).happened

        assert event.facts == {
            "cause": "CUSTOMER_REQUEST",
            "late": True,
            "units_returned": 1,
            "decided_by_staff": True,
            "fee": None,
            "currency": None,
            "notify": "customer resources",
        }
        assert event.words == {"reason": "flu"}


class TestTheLimit:
    """Free while now < start - limit; at that very instant it is late (A15)."""

    @pytest.mark.rule("A15")
    @pytest.mark.parametrize("limit", [0, 1, 60, 24 * 60])
    def test_the_limit_itself_is_late_and_a_microsecond_before_is_not(self, limit: int) -> None:
        promised = policy(limit=limit)
        at_limit = free_until(booked(), promised)

        assert (booked().starts_at - at_limit).total_seconds() == limit * 60
        assert is_late(booked(), promised, at_limit)
        assert is_late(booked(), promised, at_limit.add(microseconds=1))
        assert not is_late(booked(), promised, at_limit.subtract(microseconds=1))

    @pytest.mark.rule("A15")
    def test_the_limit_is_elapsed_time_even_when_the_clocks_change(self) -> None:
        """Rome, 29 March 2026: a session at 18:00 summer time, 24 hours before is 17:00 winter
        time on the day before."""
        starts_at = DateTime(2026, 3, 29, 16, tzinfo=UTC)
        spring = evolve(booked(), starts_at=starts_at)

        limit = free_until(spring, policy(limit=24 * 60))

        assert limit == DateTime(2026, 3, 28, 16, tzinfo=UTC)
        assert limit.in_timezone("Europe/Rome").hour == 17

    @pytest.mark.rule("A15")
    @given(st.integers(0, 10_000), st.integers(-20_000, 20_000))
    def test_late_means_fewer_elapsed_minutes_before_the_start_than_the_limit(
        self, limit: int, before: int
    ) -> None:
        now = booked().starts_at.subtract(minutes=before)

        assert is_late(booked(), policy(limit=limit), now) is (before <= limit)


class TestWhatIsWritten:
    """The ended booking, the ledgers, the freed places, the history."""

    def test_the_booking_ends_and_its_places_are_free_again(self) -> None:
        group = booking(places=3)
        decision = cancel(group, actor=ANNA, message="see you")

        end = Cancelled(at=IN_TIME, by="customer:anna", cause=OWN, late=False, units_returned=0)
        ended = evolve(group, status=BookingStatus.CANCELLED, cancellation=end)
        assert decision.result == Cancellation(
            booking=ended, late=False, units_returned=0, units_forfeited=0
        )
        assert decision.changes == [Put(ended), Count(session_id=group.session_id, places=-3)]
        (event,) = decision.happened
        assert (event.kind, event.subject) == (EventKind.BOOKING_CANCELLED, "b1")
        assert event.facts["decided_by_staff"] is False
        assert event.words == {"message": "see you"}
        assert not ended.live

    @pytest.mark.rule("A13")
    def test_each_unit_goes_back_to_the_balance_it_came_from(self) -> None:
        decision = cancel(paid_by=[balance("p1", left=0), balance("p2", units=3, left=1)])

        returned = [
            (row.balance_id, row.kind, row.units)
            for row in (change.row for change in decision.changes if isinstance(change, Add))
            if isinstance(row, Movement)
        ]
        assert returned == [("p1", MovementKind.RETURNED, 1), ("p2", MovementKind.RETURNED, 1)]

    @pytest.mark.rule("A13")
    def test_a_forfeited_unit_leaves_the_ledger_alone(self) -> None:
        decision = cancel(now=LATE, paid_by=[balance(left=0)])

        assert [type(change) for change in decision.changes] == [Put, Count]

    @pytest.mark.rule("A14")
    def test_a_returned_unit_keeps_its_expiry_even_when_that_has_passed(self) -> None:
        decision = cancel(cause=CENTER, now=at(20), paid_by=[balance(left=0, last=10)])

        assert Put(balance(last=10, moves=3)) in decision.changes

    @pytest.mark.rule("A8")
    def test_what_comes_back_redeems_another_booking_at_once(self) -> None:
        other = booking("b2", on=5)

        decision = cancel(paid_by=[balance(left=0)], awaiting=[other])

        assert decision.result.redeemed == (other.redeemed(),)
        assert Put(other.redeemed()) in decision.changes
        assert decision.happened[1].kind is EventKind.BOOKING_REDEEMED

    def test_what_was_cancelled_stays_cancelled(self) -> None:
        with pytest.raises(AlreadyCancelled) as refused:
            cancel(cancelled())

        assert refused.value.at == at(1, 12)

    @pytest.mark.rule("A13")
    def test_the_refusal_to_a_late_customer_says_until_when_it_was_free(self) -> None:
        with pytest.raises(CancellationForbidden) as refused:
            cancel(now=LATE, actor=ANNA, promised=policy(limit=60, allow_late=FORBID))

        assert refused.value.free_until == at(2, 17)

    @pytest.mark.rule("003-11", "A31", "A65")
    def test_whom_nobody_knows_nobody_can_tell(self) -> None:
        result = cancel(booking(customer_id=None), message="the teacher is ill").result

        assert [(each.customer_id, each.why) for each in result.not_told] == [
            (None, Reason.NOT_NOTIFIABLE)
        ]

    @pytest.mark.rule("A63")
    def test_no_money_was_paid_for_the_booking_itself(self) -> None:
        request = CancellationRequest(now=IN_TIME, actor=MARIA, refund=RefundId("back"))
        facts = CancellationFacts(
            booking=booked(), policy=HOUR, redemptions=[], holdings=Holdings()
        )
        with pytest.raises(NothingToRefund) as refused:
            decide_cancellation(request, facts)

        assert refused.value.booking_id == "b1"
