"""Undoing a sale that was a mistake: nothing is due, nothing pays for anything any more."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.gifting import GiftCards
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.bookings.undoing import VoidFacts, VoidRequest, decide_void
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.sales.sale import PaymentStatus, Sale
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BookingId
from bookingcore.errors import PaymentOnItsWay, SalePaid
from tests.domain.build import MARIA, balance, booked, euro, sale
from tests.domain.sales.test_gift_card import card
from tests.domain.takings import NOW, Takings

REQUEST = VoidRequest(now=NOW, actor=MARIA, reason="sold to the wrong card")
B1 = BookingId("b1")


def undone(**fields: Any) -> Decision[Sale]:
    usual = VoidFacts(sale=sale(), balances=(), bookings=(), holdings=Holdings())
    return decide_void(REQUEST, evolve(usual, **fields))


def rows(decision: Decision[Any]) -> list[object]:
    return [change.row for change in decision.changes if isinstance(change, Put)]


@pytest.mark.rule("A37")
def test_an_unpaid_sale_is_void_and_asks_for_nothing() -> None:
    takings = Takings()
    void = takings.void()

    assert (void.payment_status, void.due, void.waived) == (
        PaymentStatus.VOIDED,
        euro(0),
        euro(30),
    )
    event = takings.history[-1]
    assert (event.kind, event.words) == (
        EventKind.SALE_VOIDED,
        {"reason": "sold to the wrong card"},
    )
    assert event.facts == {"waived": 3000, "currency": "EUR", "units": 10}


@pytest.mark.rule("A36", "A37")
def test_a_sale_whose_money_went_back_is_undone_and_refunded_still() -> None:
    takings = Takings()
    takings.pay(euro(10))
    takings.give_back()
    void = takings.void()

    assert (void.payment_status, void.waived) == (PaymentStatus.REFUNDED, euro(20))


@pytest.mark.rule("A36")
@pytest.mark.parametrize(("paid", "back", "kept"), [(30, 0, "30.00 EUR"), (10, 9, "1.00 EUR")])
def test_a_sale_that_kept_money_is_no_mistake(paid: int, back: int, kept: str) -> None:
    takings = Takings()
    takings.pay(euro(paid))
    if back:
        takings.give_back(euro(back))

    with pytest.raises(SalePaid) as refused:
        takings.void()
    assert refused.value.kept == kept


def test_nothing_is_undone_while_money_is_on_its_way() -> None:
    """Either way: nobody knows yet whether any is left."""
    coming, going = Takings(), Takings()
    coming.charge()
    going.pay_by_card()
    going.give_back()

    for takings in (coming, going):
        with pytest.raises(PaymentOnItsWay):
            takings.void()


def test_doing_it_again_changes_nothing() -> None:
    takings = Takings()
    takings.void()
    before = len(takings.history)

    again = undone(sale=takings.sale)
    assert (again.result, again.changes, again.happened) == (takings.sale, (), ())
    assert len(takings.history) == before


@pytest.mark.rule("A38")
def test_units_that_are_redeemed_stay_so_and_the_others_are_void_for_good() -> None:
    takings = Takings(units=3)
    takings.move(MovementKind.REDEEMED, -1)
    takings.void()
    assert (takings.balance.remaining, takings.balance.refunded) == (0, True)
    assert takings.movements[-1].units == -2

    takings.move(MovementKind.RETURNED, 1)
    assert takings.balance.remaining == 0


def test_a_balance_of_which_nothing_is_left_is_marked_without_a_movement() -> None:
    used = balance(units=1, left=0)
    decision = undone(balances=[used], holdings=Holdings(balances=[used]))

    assert [row for row in rows(decision) if isinstance(row, Balance)] == [
        evolve(used, refunded=True)
    ]
    assert decision.happened[0].facts["units"] == 0


@pytest.mark.rule("A63")
def test_what_its_line_paid_for_awaits_redemption_again() -> None:
    takings = Takings(units=0, places=[euro(20)])
    takings.void()

    after = takings.bookings[B1]
    assert (after.status, after.sale_id) == (BookingStatus.AWAITING_REDEMPTION, None)
    assert takings.history[-1].kind is EventKind.BOOKING_LEFT_UNPAID


@pytest.mark.rule("A63")
def test_what_needs_no_units_stays_booked_without_it() -> None:
    lesson = booked("b1", units=0, sale_id=sale().id)
    decision = undone(bookings=[lesson])

    assert [row for row in rows(decision) if isinstance(row, Booking)] == [booked("b1", units=0)]


@pytest.mark.rule("A63", "A8")
def test_units_of_another_sale_pay_for_it_where_there_are_any() -> None:
    lesson, other = booked("b1", sale_id=sale().id), balance("other", sale_id="another")
    own = balance("own", sale_id=sale().id)
    decision = undone(balances=[own], bookings=[lesson], holdings=Holdings(balances=[own, other]))

    assert booked("b1") in rows(decision)
    balances = {row.id: row for row in rows(decision) if isinstance(row, Balance)}
    assert {id: each.remaining for id, each in balances.items()} == {"own": 0, "other": 0}
    assert [each.kind for each in decision.happened] == [
        EventKind.SALE_VOIDED,
        EventKind.BOOKING_LEFT_UNPAID,
        EventKind.BOOKING_REDEEMED,
    ]


def test_gift_cards_that_it_sold_cannot_be_spent_any_more() -> None:
    free = sale(total=0)
    decision = undone(sale=free, cards=GiftCards(sold=[card()]))

    assert card(active=False) in rows(decision)


@pytest.mark.rule("A36")
def test_money_that_the_provider_tells_of_late_comes_to_a_sale_that_stays_undone() -> None:
    takings = Takings()
    asked = takings.charge()
    takings.hear(asked.id, ChargeStatus.FAILED)
    takings.void()
    takings.hear(asked.id, ChargeStatus.CAPTURED)

    assert takings.sale.voided
    assert (takings.sale.open, takings.sale.refunding) == (euro(0), euro(30))
