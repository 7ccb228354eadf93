"""Lines of sales that pay for bookings, as a unit does: from the sale to the end (A63)."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
)
from bookingcore.domain.bookings.eligibility import RULES
from bookingcore.domain.bookings.moving import MoveFacts, decide_move
from bookingcore.domain.bookings.selling import SaleRequest, balance_granted, decide_sale
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.bookings.undoing import PaidLines, Share
from bookingcore.domain.catalog.policies import BalancePolicy
from bookingcore.domain.sales.lines import booking_line, fee_line, plan_line
from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.sales.refund import RefundStatus
from bookingcore.domain.sales.sale import GrantOn, PaymentStatus, Sale
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BalanceId, BookingId, CustomerId, RefundId, SaleId
from bookingcore.errors import (
    AlreadyCancelled,
    BalanceRequired,
    BookingPaid,
    InvalidInput,
    NotAllowed,
    NothingToRefund,
    RefundUnsupported,
)
from tests.domain.build import (
    ANNA,
    MARIA,
    at,
    booked,
    booking,
    cancelled,
    customer,
    euro,
    facts,
    holdings,
    july,
    plan,
    policy,
    sale,
    session,
    wish,
)
from tests.domain.takings import NOW, Takings

B1, B2 = BookingId("b1"), BookingId("b2")
SALE = SaleId("sale")


def sell_for(*bookings: Booking, owned: Holdings | None = None, units: int = 0) -> Decision[Sale]:
    """Maria sells what each booking costs, 20 euros, and *units* beside it."""
    lines = [booking_line(each.id, "Physio", each.places, euro(20)) for each in bookings]
    pass_ = plan_line(plan(units=units), 1, BalanceId("p1"))
    request = SaleRequest(
        id=SALE,
        lines=[*lines, pass_] if units else lines,
        application_date=july(1),
        grant_on=GrantOn.SALE,
        branch_id=None,
        sold_by="maria",
        note="",
        now=NOW,
        actor=MARIA,
        bookings=bookings,
    )
    return decide_sale(request, customer(), owned or holdings())


def bookings_of(decision: Decision[Any]) -> list[Booking]:
    rows = [change.row for change in decision.changes if isinstance(change, Put | Add)]
    return [row for row in rows if isinstance(row, Booking)]


class TestSelling:
    @pytest.mark.rule("A63", "002-01")
    @pytest.mark.parametrize(
        "before", [booking(), booked(units=0), booking(on=20, places=3)], ids=lambda each: each.id
    )
    def test_the_booking_is_booked_at_once_though_nothing_has_been_paid(
        self, before: Booking
    ) -> None:
        decision = sell_for(before)

        assert decision.result.payment_status is PaymentStatus.AWAITING_PAYMENT
        assert decision.result.total == euro(20 * before.places)
        [after] = bookings_of(decision)
        assert after == evolve(before, status=BookingStatus.BOOKED, sale_id=SALE)
        assert not after.redeems
        assert [each.kind for each in decision.happened] == [
            EventKind.SALE_MADE,
            EventKind.BOOKING_PAID_FOR,
        ]

    @pytest.mark.rule("A63")
    def test_units_of_the_same_sale_pay_for_what_else_awaits(self) -> None:
        """The line pays for its booking, so that the unit is left for the other one."""
        own, other = booking("b1", on=2), booking("b2", on=3)
        decision = sell_for(own, owned=holdings(awaiting=[own, other]), units=1)

        by_id = {each.id: each for each in bookings_of(decision)}
        assert (by_id[B1].sale_id, by_id[B2].sale_id) == (SALE, None)
        assert by_id[B2].status is BookingStatus.BOOKED

    @pytest.mark.rule("A63")
    @pytest.mark.parametrize("before", [booked(), booking(sale_id=SaleId("another"))])
    def test_what_is_paid_for_is_not_sold_again(self, before: Booking) -> None:
        """Be it by units or by a line."""
        with pytest.raises(BookingPaid):
            sell_for(before)

    @pytest.mark.rule("A63")
    def test_nobody_pays_for_somebody_else(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            sell_for(booking(customer_id=CustomerId("ugo")))

        assert refused.value.field == "booking"

    @pytest.mark.rule("A63")
    def test_nobody_pays_for_what_was_cancelled(self) -> None:
        with pytest.raises(AlreadyCancelled):
            sell_for(cancelled())


def test_only_the_line_of_a_plan_grants_balance() -> None:
    line = booking_line(B1, "Physio", 1, euro(20))

    with pytest.raises(InvalidInput) as refused:
        balance_granted(sale(), line, BalanceId("p1"))
    assert refused.value.field == "line"


class TestMoving:
    """What a line pays for stays paid for, wherever it goes."""

    @pytest.mark.rule("A63", "A9")
    @pytest.mark.parametrize("service", ["yoga", "physio"])
    def test_it_follows_where_units_are_asked_for_and_none_are_there(self, service: str) -> None:
        paid = booked(sale_id=SALE)
        there = session("there", on=20, service=service)
        required = policy(balance=BalancePolicy.REQUIRED)

        def move(of: Booking) -> Booking:
            known = MoveFacts(
                booking=of,
                promised=policy(),
                old=evolve(session(of.session_id), taken=1),
                facts=facts(session=there, policy=required),
            )
            return decide_move(wish(now=at(1)), known, RULES).result

        moved = move(paid)
        assert (moved.status, moved.sale_id, moved.units_needed) == (BookingStatus.BOOKED, SALE, 1)
        with pytest.raises(BalanceRequired):
            move(booking())


def ended(
    takings: Takings,
    *,
    refund: bool = False,
    late: bool = False,
    owned: Holdings | None = None,
    **fields: Any,
) -> Decision[Cancellation]:
    """The first booking of *takings*, on 2 July, is cancelled in time unless said."""
    request = CancellationRequest(
        now=at(2, 17, 30) if late else at(1),
        actor=MARIA,
        refund=RefundId("back") if refund else None,
    )
    known = CancellationFacts(
        booking=takings.bookings[B1],
        policy=policy(limit=60),
        redemptions=(),
        holdings=owned or Holdings(),
        line=takings.facts,
    )
    return decide_cancellation(evolve(request, **fields), known)


def lesson(paid: int = 0) -> Takings:
    """A pass for 30 euros and a lesson for 20, of which so many euros are paid."""
    takings = Takings(euro(30), places=[euro(20)])
    if paid:
        takings.pay(euro(paid))
    return takings


def sold(decision: Decision[Any]) -> list[Sale]:
    rows = [change.row for change in decision.changes if isinstance(change, Put)]
    return [row for row in rows if isinstance(row, Sale)]


class TestCancelling:
    """In time, what was not paid is not asked for; what was paid goes back if asked for (A38)."""

    @pytest.mark.rule("A63", "A13")
    @pytest.mark.parametrize(("paid", "waived"), [(0, 20), (29, 20), (35, 15)])
    def test_in_time_what_was_not_paid_is_not_asked_for_any_more(
        self, paid: int, waived: int
    ) -> None:
        decision = ended(lesson(paid))

        assert decision.result.waived == euro(waived)
        [after] = sold(decision)
        assert (after.waived, after.due) == (euro(waived), euro(50 - paid - waived))
        event = decision.happened[1]
        assert (event.kind, event.subject) == (EventKind.SALE_WAIVED, SALE)
        assert event.facts == {"waived": waived * 100, "currency": "EUR"}

    @pytest.mark.rule("A38", "A63", "002-16")
    def test_what_was_paid_stays_unless_a_refund_is_asked_for(self) -> None:
        decision = ended(lesson(50))

        assert (decision.result.waived, decision.result.refund) == (None, None)
        assert sold(decision) == []

    @pytest.mark.rule("A63", "A13")
    def test_late_nothing_is_forgiven(self) -> None:
        decision = ended(lesson(), late=True)

        assert (decision.result.late, decision.result.waived) == (True, None)
        assert sold(decision) == []

    @pytest.mark.rule("A63", "A13")
    def test_late_it_is_forgiven_where_staff_or_the_center_decide_so(self) -> None:
        assert ended(lesson(), late=True, give_back=True).result.waived == euro(20)
        assert ended(lesson(), late=True, cause=Cause.CENTER).result.waived == euro(20)

    @pytest.mark.rule("A63", "002-14")
    @pytest.mark.parametrize("late", [False, True])
    def test_the_refund_that_staff_ask_for_gives_back_what_was_paid_of_the_line(
        self, late: bool
    ) -> None:
        decision = ended(lesson(35), refund=True, late=late)

        back = decision.result.refund
        assert back is not None
        assert (back.amount, back.booking_id, back.units) == (euro(5), B1, ())
        assert decision.result.waived == euro(15)
        [after] = sold(decision)
        assert (after.refunded, after.waived) == (euro(5), euro(15))
        assert decision.happened[-1].kind is EventKind.REFUND_MADE

    @pytest.mark.rule("A63", "A39")
    def test_a_provider_is_asked_for_it_where_a_card_paid(self) -> None:
        takings = lesson()
        takings.pay_by_card()
        back = ended(takings, refund=True).result.refund

        assert back is not None
        assert back.status is RefundStatus.PENDING
        takings.refunds_cards = False
        with pytest.raises(RefundUnsupported):
            ended(takings, refund=True)

    @pytest.mark.rule("A63")
    @pytest.mark.parametrize("paid", [0, 30])
    def test_nothing_goes_back_where_nothing_was_paid_for_it(self, paid: int) -> None:
        with pytest.raises(NothingToRefund):
            ended(lesson(paid), refund=True)

    @pytest.mark.rule("A63")
    def test_nothing_goes_back_where_units_paid_for_it(self) -> None:
        takings = lesson(50)
        takings.bookings[B1] = booked("b1")

        assert ended(takings).result.waived is None
        with pytest.raises(NothingToRefund):
            ended(takings, refund=True)

    @pytest.mark.rule("A63")
    def test_what_went_back_for_it_already_is_neither_waived_nor_given_back_again(self) -> None:
        takings = lesson(50)
        takings.give_back(euro(15), booking_id=B1)

        back = ended(takings, refund=True).result.refund
        assert back is not None
        assert back.amount == euro(5)
        takings.give_back(euro(5), booking_id=B1)
        with pytest.raises(NothingToRefund):
            ended(takings, refund=True)

    @pytest.mark.rule("002-16")
    def test_customers_ask_for_no_refund_by_themselves(self) -> None:
        with pytest.raises(NotAllowed):
            ended(lesson(50), refund=True, actor=ANNA)

    @pytest.mark.rule("A63")
    def test_money_that_was_on_its_way_goes_back_by_itself_once_it_is_not_asked_for(self) -> None:
        takings = Takings(euro(0), units=0, places=[euro(20)])
        asked = takings.charge()
        takings.end(B1)
        assert takings.sale.payment_status is PaymentStatus.VOIDED

        takings.hear(asked.id, ChargeStatus.CAPTURED)
        assert (takings.sale.paid, takings.sale.refunding) == (euro(20), euro(20))


class TestShares:
    """What a line stands for in its sale; what is due is taken for that line first."""

    def share(self, takings: Takings, id: BookingId = B1) -> Share | None:
        lines = PaidLines([takings.facts], now=NOW, actor=MARIA)
        return lines.share(takings.bookings[id])

    @pytest.mark.parametrize(
        ("paid", "unpaid", "refundable"), [(0, 20, 0), (30, 20, 0), (35, 15, 5), (50, 0, 20)]
    )
    def test_the_rest_of_what_is_due_is_of_the_other_lines(
        self, paid: int, unpaid: int, refundable: int
    ) -> None:
        assert self.share(lesson(paid)) == Share(unpaid=euro(unpaid), refundable=euro(refundable))

    def test_what_went_back_of_the_whole_sale_cannot_go_back_for_the_line(self) -> None:
        takings = lesson(50)
        takings.give_back(euro(45))

        assert self.share(takings) == Share(unpaid=euro(0), refundable=euro(5))

    def test_where_no_line_pays_there_is_none(self) -> None:
        takings = lesson()
        takings.bookings[B1] = booking("b1")

        assert self.share(takings) is None

    def test_two_lines_of_a_sale_end_one_after_the_other(self) -> None:
        """Each takes what is due first, and what was paid then."""
        takings = Takings(euro(0), units=0, places=[euro(20), euro(30)])
        takings.pay(euro(25))
        lines = PaidLines([takings.facts], now=NOW, actor=MARIA)
        first = lines.end(takings.bookings[B1], forgives=True, refund=None)
        second = lines.end(takings.bookings[B2], forgives=True, refund=RefundId("r"))

        assert (first.waived, first.refund) == (euro(20), None)
        assert second.waived == euro(5)
        assert second.refund is not None
        assert second.refund.amount == euro(25)
        [written] = [each.row for each in lines.changes() if isinstance(each, Put)]
        assert isinstance(written, Sale)
        assert (written.due, written.payment_status) == (euro(0), PaymentStatus.REFUNDED)

    def test_the_fee_of_a_booking_is_no_line_that_pays_for_it(self) -> None:
        takings = lesson()
        fee = fee_line(B1, "Late cancellation", euro(10))
        takings.sale = evolve(takings.sale, lines=(*takings.sale.lines, fee))

        assert self.share(takings) == Share(unpaid=euro(20), refundable=euro(0))
