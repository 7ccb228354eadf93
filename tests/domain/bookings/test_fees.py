"""What late cancellations and absences cost: bands, fees, and the sales that they become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from bookingcore.domain.bookings.attending import NoShow, decide_attendance
from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
)
from bookingcore.domain.bookings.fees import Billing, was_billed
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.bookings.warnings import warnings
from bookingcore.domain.catalog.cancellation import (
    AllowLate,
    CancellationBand,
    CancellationPolicy,
)
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.sale import GrantOn, LineKind, PaymentStatus, Sale, SaleLine
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.actors import SYSTEM, Actor
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.events import FACTS, EventKind
from bookingcore.domain.values.ids import BookingId, BranchId, CustomerId, SaleId
from bookingcore.domain.values.money import Money
from tests.domain.build import ANNA, MARIA, at, balance, booked, euro, july, sale

FIVE, EIGHT, TEN = euro(5), euro(8), euro(10)

BANDS = ServicePolicy(
    cancellation=CancellationPolicy(
        limit=24 * 60,
        bands=(
            CancellationBand(within=12 * 60, fee=FIVE, give_back=True),
            CancellationBand(within=2 * 60, fee=EIGHT),
            CancellationBand(within=60),
        ),
    )
)
"""For a session on 2 July at 18:00: free until 18:00 on the 1st, then the unit is lost; from 6:00
five euros save it; from 16:00 it is lost and eight euros are owed; in the last hour it is lost.
"""

BILLING = Billing(
    sale_id=SaleId("fee"),
    customer_id=CustomerId("anna"),
    branch_id=BranchId("prati"),
    on=july(3),
)
BEFORE = {"microsecond": 999_999, "second": 59}


def cancel(
    now: DateTime,
    *,
    actor: Actor = MARIA,
    cause: Cause | None = None,
    give_back: bool | None = None,
    of: Booking | None = None,
    billing: Billing | None = BILLING,
    policy: ServicePolicy = BANDS,
) -> Decision[Cancellation]:
    """Cancel a booking of 2 July, 18:00, that one unit pays for."""
    booking, unit = of or booked(), balance(left=0)
    return decide_cancellation(
        CancellationRequest(now=now, actor=actor, cause=cause, give_back=give_back),
        CancellationFacts(
            booking=booking,
            policy=policy,
            redemptions=[Redemption(booking.id, unit.id, 1)],
            holdings=Holdings(balances=[unit]),
            billing=billing,
        ),
    )


def made(decision: Decision[Any]) -> list[Sale]:
    """The sales that were decided upon."""
    rows = [change.row for change in decision.changes if isinstance(change, Add)]
    return [row for row in rows if isinstance(row, Sale)]


class TestBands:
    """What is late costs what the band that holds at that very instant says (A13, A15)."""

    @pytest.mark.rule("A13", "A15")
    @pytest.mark.parametrize("actor", [ANNA, MARIA, SYSTEM], ids=str)
    @pytest.mark.parametrize(
        ("now", "returned", "fee"),
        [
            (at(1, 17, 59, **BEFORE), 1, None),
            (at(1, 18), 0, None),
            (at(2, 5, 59, **BEFORE), 0, None),
            (at(2, 6), 1, FIVE),
            (at(2, 15, 59, **BEFORE), 1, FIVE),
            (at(2, 16), 0, EIGHT),
            (at(2, 16, 59, **BEFORE), 0, EIGHT),
            (at(2, 17), 0, None),
            (at(2, 17, 59, **BEFORE), 0, None),
        ],
    )
    def test_each_begins_at_its_very_instant(
        self, now: DateTime, actor: Actor, returned: int, fee: Money | None
    ) -> None:
        result = cancel(now, actor=actor).result

        assert (result.units_returned, result.units_forfeited) == (returned, 1 - returned)
        assert result.fee == fee
        assert result.booking.cancellation is not None
        assert result.booking.cancellation.fee == fee

    @pytest.mark.rule("A13")
    def test_after_the_start_the_last_one_holds_on(self) -> None:
        policy = evolve(BANDS, cancellation=evolve(BANDS.cancellation, bands=_last(FIVE)))

        assert cancel(at(9), policy=policy).result.fee == FIVE

    @pytest.mark.rule("A13")
    @pytest.mark.parametrize("give_back", [None, True, False])
    @pytest.mark.parametrize("now", [at(1), at(2, 6), at(2, 16), at(2, 20)])
    def test_the_center_s_own_cause_costs_nothing(
        self, now: DateTime, give_back: bool | None
    ) -> None:
        decision = cancel(now, cause=Cause.CENTER, give_back=give_back)

        assert decision.result.units_returned == (0 if give_back is False else 1)
        assert decision.result.fee is None
        assert made(decision) == []

    @pytest.mark.rule("A13")
    @pytest.mark.parametrize("now", [at(2, 6), at(2, 16), at(2, 17)])
    def test_staff_who_give_the_unit_back_waive_the_fee(self, now: DateTime) -> None:
        decision = cancel(now, give_back=True)

        assert (decision.result.units_returned, decision.result.fee) == (1, None)
        assert made(decision) == []

    @pytest.mark.rule("A13")
    @pytest.mark.parametrize(("now", "fee"), [(at(1, 12), None), (at(2, 6), FIVE)])
    def test_staff_who_keep_the_unit_leave_the_fee(self, now: DateTime, fee: Money | None) -> None:
        result = cancel(now, give_back=False).result

        assert (result.units_returned, result.fee) == (0, fee)

    @pytest.mark.rule("A13")
    def test_staff_are_billed_for_nothing_that_customers_are_forbidden(self) -> None:
        """Where customers may not cancel late, staff may, and the customer owes the band's fee."""
        policy = evolve(BANDS, cancellation=evolve(BANDS.cancellation, allow_late=AllowLate.FORBID))

        assert cancel(at(2, 6), policy=policy).result.fee == FIVE

    @pytest.mark.rule("A15")
    @given(st.integers(-600, 3000), st.lists(st.integers(0, 1440), unique=True, max_size=5))
    def test_the_closest_band_that_has_begun_is_the_one_that_holds(
        self, minutes_left: int, within: list[int]
    ) -> None:
        bands = tuple(CancellationBand(within=n, fee=euro(n + 1)) for n in within)
        policy = ServicePolicy(cancellation=CancellationPolicy(limit=1440, bands=bands))
        begun = [n for n in within if minutes_left <= n]

        result = cancel(booked().starts_at.subtract(minutes=minutes_left), policy=policy).result

        assert result.fee == (euro(min(begun) + 1) if begun else None)


class TestTheSaleOfAFee:
    """A fee is a sale of its own, about the booking, that awaits its payment."""

    @pytest.mark.rule("A13")
    def test_it_says_what_for_how_much_and_from_when(self) -> None:
        decision = cancel(at(2, 6))

        (fee,) = made(decision)
        assert fee == decision.result.sale
        assert (fee.id, fee.customer_id, fee.branch_id) == ("fee", "anna", "prati")
        assert fee.lines == (
            SaleLine(
                kind=LineKind.FEE,
                name="Late cancellation",
                price=FIVE,
                discount=euro(0),
                booking_id=BookingId("b1"),
            ),
        )
        assert (fee.total, fee.due, fee.application_date) == (FIVE, FIVE, july(3))
        assert (fee.grant_on, fee.granted) == (GrantOn.SALE, True)
        assert (fee.sold_at, fee.sold_by) == (at(2, 6), "staff:maria")
        assert fee.payment_status is PaymentStatus.AWAITING_PAYMENT

    @pytest.mark.rule("000-21")
    def test_it_warns_until_it_is_paid(self) -> None:
        warned = warnings([], made(cancel(at(2, 6))))

        assert [warning.due for warning in warned.accounting] == [FIVE]

    def test_it_is_on_record_with_the_cancellation_and_as_a_sale(self) -> None:
        cancelled, sold = cancel(at(2, 6)).happened

        assert cancelled.facts["fee"] == 500
        assert cancelled.facts["currency"] == "EUR"
        assert (sold.kind, sold.subject) == (EventKind.SALE_MADE, "fee")
        assert sold.customer_id == "anna"
        for event in (cancelled, sold):
            assert set(event.facts) == FACTS[event.kind]

    @pytest.mark.rule("A65")
    def test_nobody_owes_nothing(self) -> None:
        decision = cancel(at(2, 16), of=booked(customer_id=None), billing=None)

        assert (decision.result.fee, decision.result.sale, made(decision)) == (None, None, [])
        assert decision.happened[0].facts["fee"] is None

    def test_a_booking_that_owed_a_fee_is_found_among_the_customer_s_sales(self) -> None:
        (fee,) = made(cancel(at(2, 6)))
        pays = SaleLine(
            kind=LineKind.BOOKING,
            name="Yoga",
            price=TEN,
            discount=euro(0),
            booking_id=BookingId("b1"),
        )
        others: Sequence[Sale] = (sale(), sale(lines=(pays,)))

        assert was_billed(BookingId("b1"), [*others, fee])
        assert was_billed(BookingId("b1"), [evolve(fee, paid=FIVE)])
        assert not was_billed(BookingId("b2"), [*others, fee])
        assert not was_billed(BookingId("b1"), others)


class TestNoShow:
    """Not turning up costs nothing more than the unit, unless the terms say so (A35)."""

    @pytest.mark.rule("A35")
    def test_an_absence_makes_the_sale_of_its_fee(self) -> None:
        owed = NoShow(fee=TEN, billing=BILLING, actor=MARIA)
        decision = decide_attendance(booked(), Attendance.ABSENT, at(2, 18), owed)

        (fee,) = made(decision)
        assert (fee.total, fee.lines[0].name, fee.lines[0].booking_id) == (TEN, "No-show", "b1")
        marked, sold = decision.happened
        assert (marked.facts["fee"], marked.facts["currency"]) == (1000, "EUR")
        assert (sold.kind, sold.subject) == (EventKind.SALE_MADE, "fee")

    @pytest.mark.rule("A35")
    @pytest.mark.parametrize("attendance", [Attendance.PRESENT, Attendance.EXPECTED])
    def test_who_is_not_absent_owes_nothing(self, attendance: Attendance) -> None:
        owed = NoShow(fee=TEN, billing=BILLING, actor=MARIA)

        assert made(decide_attendance(booked(), attendance, at(2, 18), owed)) == []

    @pytest.mark.rule("A35")
    def test_by_default_an_absence_costs_nothing(self) -> None:
        decision = decide_attendance(booked(), Attendance.ABSENT, at(2, 18))

        assert made(decision) == []
        assert decision.happened[0].facts["fee"] is None


def _last(fee: Money) -> tuple[CancellationBand, ...]:
    return (CancellationBand(within=60, give_back=True), CancellationBand(within=0, fee=fee))
