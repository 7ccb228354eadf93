"""Moving a booking: what follows, what comes back, what is refused, what is written (A8, A9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.eligibility import RULES
from bookingcore.domain.bookings.moving import (
    MoveFacts,
    Placed,
    decide_move,
    move_until,
    redeemed_there,
    refuse_move,
)
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count, Decision, Put
from bookingcore.domain.values.events import FACTS, EventKind
from bookingcore.domain.values.ids import PolicyHash
from bookingcore.errors import (
    AlreadyCancelled,
    AnotherService,
    BalanceRequired,
    IntoThePast,
    MoveTooLate,
    Refused,
    SessionFull,
    SessionStarted,
)
from tests.domain.build import (
    ANNA,
    MARIA,
    at,
    balance,
    booked,
    booking,
    cancelled,
    facts,
    override,
    policy,
    session,
    wish,
)

HOUR = policy(limit=60)
TARGET = session("there", on=10)


def move(
    of: Booking,
    to: Session = TARGET,
    *,
    paid_by: Sequence[Balance] = (),
    awaiting: Sequence[Booking] = (),
    promised: ServicePolicy = HOUR,
    **fields: Any,
) -> MoveFacts:
    """The facts of a booking that holds one unit of each of *paid_by*."""
    old = evolve(session(of.session_id, on=of.on.day, service=of.service_id), taken=of.places)
    holdings = Holdings(balances=paid_by, awaiting=awaiting)
    return MoveFacts(
        booking=of,
        promised=promised,
        old=fields.pop("old", old),
        redemptions=[Redemption(of.id, each.id, 1) for each in paid_by],
        facts=facts(session=to, holdings=holdings, **fields),
    )


def decided(move: MoveFacts, *, now: DateTime | None = None, **wanted: Any) -> Decision[Booking]:
    request = wish(now=now or at(1), places=move.booking.places, **wanted)
    return decide_move(request, move, RULES, "resources")


def movements(decision: Decision[Any]) -> list[tuple[str, int]]:
    rows = [change.row for change in decision.changes if isinstance(change, Add)]
    return [(row.kind.name, row.units) for row in rows if isinstance(row, Movement)]


class TestLimits:
    def test_the_policy_s_own_limit_comes_before_the_free_one(self) -> None:
        assert move_until(booking(), HOUR) == at(2, 17)
        assert move_until(booking(), evolve(HOUR, move_limit=30)) == at(2, 17, 30)
        assert move_until(booking(), evolve(HOUR, move_limit=0)) == at(2, 18)

    @pytest.mark.rule("003-02", "A47")
    @pytest.mark.parametrize(
        ("now", "refused"),
        [
            (at(2, 16, 59), None),
            (at(2, 17), MoveTooLate),
            (at(2, 17, 59), MoveTooLate),
            (at(2, 18), SessionStarted),
        ],
    )
    def test_they_are_for_customers_alone(
        self, now: DateTime, refused: type[Refused] | None
    ) -> None:
        refuse_move(wish(now=now, actor=MARIA), move(booking()))
        if refused is None:
            refuse_move(wish(now=now, actor=ANNA), move(booking()))
        else:
            with pytest.raises(refused):
                refuse_move(wish(now=now, actor=ANNA), move(booking()))

    def test_customers_stay_with_their_service(self) -> None:
        other = session("there", on=10, service="physio")
        refuse_move(wish(actor=MARIA), move(booking(), other))
        with pytest.raises(AnotherService):
            refuse_move(wish(actor=ANNA), move(booking(), other))

    def test_nobody_moves_into_the_past_or_out_of_the_grave(self) -> None:
        with pytest.raises(AlreadyCancelled):
            refuse_move(wish(), move(cancelled()))
        for now in (TARGET.starts_at, at(11)):
            with pytest.raises(IntoThePast):
                refuse_move(wish(now=now), move(booking()))

    def test_what_keeps_its_time_may_change_its_resources_later(self) -> None:
        of = booking()
        same = session(of.session_id, on=2)
        refuse_move(wish(now=at(3)), move(of, same, old=same))
        later = session(of.session_id, on=2, hour=19)
        with pytest.raises(IntoThePast):
            refuse_move(wish(now=at(3)), move(of, later, old=same))


class TestUnits:
    @pytest.mark.rule("A9")
    def test_they_follow_where_all_are_valid(self) -> None:
        decision = decided(move(booked(), paid_by=[balance(left=0)]))

        assert decision.result.status is BookingStatus.BOOKED
        assert movements(decision) == []
        assert [each.kind for each in decision.happened] == [EventKind.BOOKING_MOVED]

    @pytest.mark.rule("A9")
    def test_else_all_of_them_come_back(self) -> None:
        """One of two units is not valid any more: both come back, for it needs two."""
        pays = [balance("short", left=0, last=5), balance("long", left=0)]
        decision = decided(move(booked(places=2), paid_by=pays))

        assert decision.result.status is BookingStatus.AWAITING_REDEMPTION
        assert movements(decision) == [("RETURNED", 1), ("RETURNED", 1)]
        assert decision.happened[-1].kind is EventKind.BOOKING_RELEASED
        assert decision.happened[-1].facts == {"units": 2}

    @pytest.mark.rule("A8", "A9")
    def test_it_is_redeemed_anew_and_others_with_what_came_back(self) -> None:
        short, long = balance("short", left=0, last=5), balance("long", left=1, first=6)
        waits = booking("b2", on=4)
        facts_there = move(booked(), paid_by=[short], awaiting=[waits])
        known = facts_there.facts.holdings
        there = evolve(
            facts_there,
            facts=evolve(facts_there.facts, holdings=evolve(known, balances=[short, long])),
        )
        decision = decided(there)

        assert decision.result.status is BookingStatus.BOOKED
        assert Put(waits.redeemed()) in decision.changes
        assert sorted(movements(decision)) == [
            ("REDEEMED", -1),
            ("REDEEMED", -1),
            ("RETURNED", 1),
        ]
        assert [each.kind.name for each in decision.happened] == [
            "BOOKING_MOVED",
            "BOOKING_RELEASED",
            "BOOKING_REDEEMED",
            "BOOKING_REDEEMED",
        ]

    def test_what_awaited_is_looked_at_in_its_turn(self) -> None:
        """It had no units: it does not get any before an older one."""
        unit = balance(left=1)
        older = booking("b2", on=5)
        there = move(booking(), awaiting=[older])
        known = evolve(there.facts.holdings, balances=[unit])
        decision = decided(evolve(there, facts=evolve(there.facts, holdings=known)))

        assert decision.result.status is BookingStatus.AWAITING_REDEMPTION
        assert Put(older.redeemed()) in decision.changes

    @pytest.mark.rule("A12")
    def test_where_none_is_needed_none_is_kept(self) -> None:
        decision = decided(move(booked(), paid_by=[balance(left=0)], plan_linked=False))

        assert (decision.result.status, decision.result.units_needed) == (BookingStatus.BOOKED, 0)
        assert movements(decision) == [("RETURNED", 1)]

    @pytest.mark.rule("A11")
    def test_its_own_units_count_where_balance_is_required(self) -> None:
        required = policy(balance=BalancePolicy.REQUIRED)
        pays = [balance(left=0, last=15)]
        assert decided(move(booked(), paid_by=pays, policy=required)).result.live
        with pytest.raises(BalanceRequired):
            decided(move(booked(), session("far", on=20), paid_by=pays, policy=required))

    def test_what_follows_may_be_exchanged_unless_it_has_started(self) -> None:
        """A pass for later days frees the one that another booking can use."""
        holds = balance("both", left=0, services=("yoga", "physio"))
        free = balance("late", services=("yoga",), first=8)
        needs = booking("b2", on=3, service="physio")
        placed = Placed(
            booking=booked().placed_in(TARGET),
            needed=1,
            ties=[Redemption("b1", "both", 1)],  # type: ignore[arg-type]
        )
        holdings = Holdings(balances=[holds, free], awaiting=[needs])

        def settled_at(now: DateTime) -> list[str]:
            ledger = BalanceLedger(holdings.balances, at=now, by=MARIA)
            [moved], outcome = redeemed_there([placed], holdings, ledger, now)
            assert moved.status is BookingStatus.BOOKED
            kinds = {each.kind for each in ledger.movements}
            assert kinds <= {MovementKind.REDEEMED, MovementKind.RETURNED}
            return [each.id for each in outcome.redeemed]

        assert settled_at(at(1)) == ["b2"]
        assert settled_at(TARGET.starts_at) == []


class TestPlaces:
    def test_they_are_counted_there_and_given_back_here(self) -> None:
        of = booked(places=2, units=0)
        decision = decided(move(of, plan_linked=False))

        assert [each for each in decision.changes if isinstance(each, Count)] == [
            Count(session_id=TARGET.id, places=2, edition=1, beyond_capacity=False),
            Count(session_id=of.session_id, places=-2, edition=1),
        ]

    def test_where_its_session_moves_none_are_counted(self) -> None:
        of = booked(units=0)
        there = session(of.session_id, on=10)
        decision = decided(move(of, there, plan_linked=False))

        assert not [each for each in decision.changes if isinstance(each, Count)]
        assert decision.result.starts_at == there.starts_at

    @pytest.mark.rule("A67")
    def test_beyond_the_capacity_with_a_reason_on_record(self) -> None:
        full = session("there", on=10, capacity=1, taken=1)
        there = move(booked(units=0), full, plan_linked=False)
        with pytest.raises(SessionFull) as refused:
            decided(there)
        assert refused.value.violations == (refused.value,)

        decision = decided(there, override=override("session_full"))
        counts = [each for each in decision.changes if isinstance(each, Count)]
        assert [each.beyond_capacity for each in counts] == [True, False]
        assert decision.happened[0].facts["overridden"] == "session_full"
        assert decision.happened[0].words == {"override_reason": "the teacher agrees"}


@pytest.mark.rule("003-21")
def test_it_is_the_same_booking_and_the_move_is_on_record() -> None:
    of = booked(units=0, note="con Ugo")
    decision = decided(move(of, plan_linked=False))
    [happened] = decision.happened

    assert decision.result == of.placed_in(TARGET)
    assert (decision.result.id, decision.result.terms, decision.result.note) == (
        of.id,
        of.terms,
        "con Ugo",
    )
    assert happened.facts == {
        "session_before": of.session_id,
        "starts_before": of.starts_at.isoformat(),
        "session": TARGET.id,
        "starts_at": TARGET.starts_at.isoformat(),
        "overridden": "",
        "notify": "resources",
    }
    assert set(happened.facts) == FACTS[EventKind.BOOKING_MOVED]
    assert not happened.words


def test_another_service_promises_its_own() -> None:
    other = evolve(session("there", on=10, service="physio"), terms=PolicyHash("other"))
    decision = decided(move(booked(units=0), other, plan_linked=False))

    assert (decision.result.service_id, decision.result.terms) == ("physio", "other")
