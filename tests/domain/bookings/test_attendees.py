"""Everybody in sessions at once: moved with them, or cancelled with them."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.attendees import (
    Attendee,
    Fate,
    SessionRequest,
    Upheaval,
    decide_upheaval,
    refuse_dead,
)
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.schedule.session import CalledOff, Cause, Session
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import FACTS, EventKind
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.domain.values.notify import Notify, Reason
from bookingcore.domain.values.periods import Period
from bookingcore.errors import IntoThePast, SessionCancelled
from tests.domain.build import MARIA, TERMS, at, balance, booked, booking, policy, session

POLICIES = {TERMS: policy(limit=24 * 60)}
S1, S2 = session("s1"), session("s2", on=3)


def request(**fields: Any) -> SessionRequest:
    return SessionRequest(**{"now": at(1), "actor": MARIA, "notify": Notify(), **fields})


def moved(of: Session, on: int, hour: int = 18) -> Fate:
    return Fate(before=of, after=of.moved(Period(at(on, hour), at(on, hour, 59)), ()))


def ended(of: Session, cause: Cause = Cause.CENTER) -> Fate:
    return Fate(before=of, after=of.called_off(CalledOff(at=at(1), by="staff:maria", cause=cause)))


def inside(of: Session, id: str = "b1", **fields: Any) -> Booking:
    return evolve(booked(id, on=of.on.day), session_id=of.id, **fields)


def attendee(*bookings: Booking, paid_by: dict[str, Balance] | None = None) -> Attendee:
    """Anna, whose bookings hold one unit each of the balances named for them."""
    ties = [
        Redemption(booking.id, (paid_by or {})[booking.id].id, 1)
        for booking in bookings
        if booking.id in (paid_by or {})
    ]
    balances = {each.id: each for each in (paid_by or {}).values()}
    return Attendee(
        customer_id=CustomerId("anna"),
        bookings=bookings,
        redemptions=ties,
        holdings=Holdings(balances=tuple(balances.values())),
    )


def decide(*fates: Fate, attendees: tuple[Attendee, ...], **fields: Any) -> Decision[Upheaval]:
    return decide_upheaval(request(**fields), fates, attendees, POLICIES)


class TestMoving:
    @pytest.mark.rule("A9")
    def test_each_booking_goes_where_its_session_goes(self) -> None:
        """One customer in two sessions: one unit follows, one comes back."""
        pays = balance(units=2, left=0, last=10)
        first, second = inside(S1), inside(S2, "b2")
        decision = decide(
            moved(S1, 9),
            moved(S2, 11),
            attendees=(attendee(first, second, paid_by={"b1": pays, "b2": pays}),),
        )
        one, other = decision.result.moved

        assert (one.status, one.starts_at) == (BookingStatus.BOOKED, at(9))
        assert (other.status, other.starts_at) == (BookingStatus.AWAITING_REDEMPTION, at(11))
        [after] = [each.row for each in decision.changes if isinstance(each, Put)][2:]
        assert isinstance(after, Balance)
        assert after.remaining == 1
        assert [each.kind.name for each in decision.happened] == [
            "SESSION_MOVED",
            "SESSION_MOVED",
            "BOOKING_MOVED",
            "BOOKING_MOVED",
            "BOOKING_RELEASED",
        ]
        for each in decision.happened:
            assert set(each.facts) == FACTS[each.kind]

    def test_what_comes_back_pays_for_others(self) -> None:
        pays = balance(left=0, last=10)
        waits = booking("b9", on=5)
        anna = attendee(inside(S1), paid_by={"b1": pays})
        anna = evolve(anna, holdings=evolve(anna.holdings, awaiting=[waits]))
        decision = decide(moved(S1, 11), attendees=(anna,))

        assert decision.result.redeemed == (waits.redeemed(),)
        assert Put(waits.redeemed()) in decision.changes

    def test_nothing_moves_into_the_past_but_what_keeps_its_time_may_stay(self) -> None:
        for on in (0, 1):
            with pytest.raises(IntoThePast):
                decide(moved(S1, on), attendees=())
        assert decide(moved(S1, 2), attendees=(), now=at(2, 20)).result.moved == ()


class TestCancelling:
    @pytest.mark.rule("A13")
    @pytest.mark.parametrize(("cause", "back"), [(Cause.CENTER, 1), (Cause.CUSTOMER_REQUEST, 0)])
    def test_the_cause_decides_what_comes_back(self, cause: Cause, back: int) -> None:
        anna = attendee(inside(S1), paid_by={"b1": balance(left=0)})
        decision = decide(ended(S1, cause), attendees=(anna,), now=at(2, 12))
        [gone] = decision.result.cancelled
        assert gone.cancellation is not None

        assert (gone.cancellation.cause, gone.cancellation.late) == (cause, True)
        assert gone.cancellation.units_returned == back
        session_event, event = decision.happened
        assert session_event.facts == {
            "cause": cause.name,
            "bookings": 1,
            "notify": "customer resources",
        }
        assert event.kind is EventKind.BOOKING_CANCELLED
        assert set(event.facts) == FACTS[event.kind]
        assert (event.facts["units_returned"], event.facts["late"]) == (back, True)

    def test_one_customer_may_move_and_be_cancelled_at_once(self) -> None:
        """The unit of the session that ends pays for the one that moves."""
        short, long = balance("short", left=0, last=5), balance("long", left=0)
        anna = attendee(inside(S1), inside(S2, "b2"), paid_by={"b1": long, "b2": short})
        decision = decide(ended(S1), moved(S2, 20), attendees=(anna,))

        assert [each.id for each in decision.result.cancelled] == ["b1"]
        [there] = decision.result.moved
        assert there.status is BookingStatus.BOOKED

    def test_once_is_enough(self) -> None:
        end = CalledOff(at=at(0), by="staff:maria", cause=Cause.CENTER)
        gone = S1.called_off(end)
        refuse_dead(S1)
        with pytest.raises(SessionCancelled):
            refuse_dead(gone)
        for fate in (ended(gone), moved(gone, 9)):
            with pytest.raises(SessionCancelled) as refused:
                decide(fate, attendees=())
            assert refused.value.at == at(0)


@pytest.mark.rule("A31")
def test_everybody_is_in_the_record_once_and_who_is_not_told_is_named() -> None:
    kept = Attendee(customer_id=None, bookings=[inside(S1, "b2", customer_id=None)])
    decision = decide(
        ended(S1),
        attendees=(attendee(inside(S1)), kept),
        notify=Notify(resources=False),
        message="Maria è malata",
    )
    whole, anna, nobody = decision.happened

    assert [each.facts["notify"] for each in (whole, anna, nobody)] == ["customer", "customer", ""]
    assert {each.words["message"] for each in decision.happened} == {"Maria è malata"}
    assert [(each.booking_id, each.why) for each in decision.result.not_told] == [
        ("b2", Reason.NOT_NOTIFIABLE)
    ]
    assert whole.facts["bookings"] == 2
    assert whole.session_id == SessionId("s1")
