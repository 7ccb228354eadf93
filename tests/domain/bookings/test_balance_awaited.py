"""A balance that waits for the whole payment of its sale, and a lesson of that sale that ends."""

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore.domain.bookings.attendees import (
    Attendee,
    Fate,
    SessionRequest,
    decide_upheaval,
)
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.sale import GrantOn
from bookingcore.domain.schedule.session import CalledOff, Cause
from bookingcore.domain.values.changes import Add
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.notify import Notify
from tests.domain.bookings.test_booking_lines import B1, SALE, ended, sold
from tests.domain.build import MARIA, booking, euro, holdings, policy, session
from tests.domain.takings import NOW, Takings


class TestBalanceThatWaitedForTheLine:
    """What is not asked for any more keeps no balance waiting: nobody could ever pay it (A4)."""

    @pytest.mark.rule("A4", "A63")
    def test_it_is_granted_with_the_cancellation_and_pays_for_what_awaits(self) -> None:
        takings = Takings(euro(30), places=[euro(20)], grant_on=GrantOn.PAYMENT)
        takings.pay(euro(30))
        other = booking("b2", on=12)
        assert takings.balances == {}

        decision = ended(takings, owned=holdings(awaiting=[other]))

        [after] = sold(decision)
        assert (after.granted, after.due) == (True, euro(0))
        [granted] = [row.row for row in decision.changes if isinstance(row, Add)][:1]
        assert isinstance(granted, Balance)
        assert (granted.sale_id, granted.units, granted.remaining) == (SALE, 10, 9)
        assert decision.result.redeemed == (evolve(other, status=BookingStatus.BOOKED),)
        assert [each.kind for each in decision.happened[1:]] == [
            EventKind.SALE_WAIVED,
            EventKind.BALANCE_GRANTED,
            EventKind.BOOKING_REDEEMED,
        ]

    @pytest.mark.rule("A4", "A63")
    def test_it_is_granted_when_the_session_is_cancelled(self) -> None:
        takings = Takings(euro(30), places=[euro(20)], grant_on=GrantOn.PAYMENT)
        takings.pay(euro(30))
        of = session("lesson", on=20)
        inside = evolve(takings.bookings[B1], session_id=of.id)
        off = of.called_off(CalledOff(at=NOW, by="staff:maria", cause=Cause.CENTER))
        there = Attendee(customer_id=inside.customer_id, bookings=[inside], lines=[takings.facts])

        decision = decide_upheaval(
            SessionRequest(now=NOW, actor=MARIA, notify=Notify()),
            [Fate(before=of, after=off)],
            [there],
            {inside.terms: policy()},
        )

        assert [after.granted for after in sold(decision)] == [True]
        assert EventKind.BALANCE_GRANTED in [each.kind for each in decision.happened]

    @pytest.mark.rule("A4")
    def test_it_waits_on_while_anything_is_due(self) -> None:
        takings = Takings(euro(30), places=[euro(20)], grant_on=GrantOn.PAYMENT)
        takings.pay(euro(29))
        takings.end(B1)

        assert (takings.sale.granted, takings.balances) == (False, {})
