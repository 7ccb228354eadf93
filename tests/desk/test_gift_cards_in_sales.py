"""Gift cards that are sold, pay, and get money back: 004-25, 004-26 and A55, on every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookingcore import (
    GiftCard,
    GiftCardEmpty,
    GiftCardExpired,
    GiftCardForGiftCard,
    GiftCardMovementKind,
    GiftCardNotActive,
    GiftCardNotReturnable,
    GiftCardSold,
    InvalidInput,
    Line,
    Method,
    MoreThanDue,
    MoreThanOnCard,
    PaymentStatus,
    RefundStatus,
    Sale,
    Unknown,
)
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.studio import Studio

STARTS = "2026-07-09T18:00"


def pass_for(studio: Studio, price: str = "40.00") -> Sale:
    """A sale that awaits its payment."""
    return studio.sold(studio.plan(studio.physio, price=price))


@pytest.mark.rule("004-25", "A55")
def test_a_card_is_sold_and_can_be_spent_once_it_is_paid(studio: Studio) -> None:
    card = studio.desk.gift_cards.issue("50.00")
    gift = studio.desk.sales.sell(studio.anna, card)
    bought = studio.desk.gift_cards.get(card.code)
    with pytest.raises(GiftCardNotActive):
        studio.desk.sales.pay(pass_for(studio), gift_card=card.code)

    studio.desk.sales.mark_paid(gift)
    sale = pass_for(studio)
    payment = studio.desk.sales.pay(sale, gift_card=card.code)

    assert (bought.purchaser_id, bought.sale_id, bought.active) == (studio.anna.id, gift.id, False)
    assert (payment.method, str(payment.amount)) == (Method.GIFT_CARD, "40.00 EUR")
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    [after] = studio.desk.gift_cards.of(studio.anna)
    assert (str(after.remaining), after.active) == ("10.00 EUR", True)
    kinds = [movement.kind for movement in studio.desk.gift_cards.movements(card)]
    assert kinds == [GiftCardMovementKind.ISSUED, GiftCardMovementKind.SPENT]
    assert studio.desk.verify() == ()


@pytest.mark.rule("004-26")
def test_a_card_pays_in_parts_and_others_pay_the_rest(studio: Studio) -> None:
    """As much as it holds, unless the amount is said; cash for what is left."""
    card = studio.desk.gift_cards.issue("50.00")
    first, second = pass_for(studio), pass_for(studio)

    studio.desk.sales.pay(first, gift_card=card)
    part = studio.desk.sales.pay(second, gift_card=card)
    rest = studio.desk.sales.pay(second)

    assert (str(part.amount), str(rest.amount)) == ("10.00 EUR", "30.00 EUR")
    with pytest.raises(GiftCardEmpty):
        studio.desk.sales.pay(pass_for(studio), gift_card=card)
    assert studio.desk.verify() == ()


def test_a_card_pays_no_more_than_it_holds_nor_than_is_due(studio: Studio) -> None:
    card, sale = studio.desk.gift_cards.issue("30.00"), pass_for(studio)

    with pytest.raises(MoreThanOnCard):
        studio.desk.sales.pay(sale, "30.01", gift_card=card)
    with pytest.raises(MoreThanDue):
        studio.desk.sales.pay(sale, "40.01", gift_card=card)

    assert studio.desk.sales.payments(sale) == ()
    assert studio.desk.gift_cards.get(card.code) == card


def test_gift_cards_are_not_bought_with_gift_cards(studio: Studio) -> None:
    card, other = studio.desk.gift_cards.issue("50.00"), studio.desk.gift_cards.issue("50.00")
    sale = studio.desk.sales.sell(studio.anna, other, studio.pass_physio)

    with pytest.raises(GiftCardForGiftCard):
        studio.desk.sales.pay(sale, "40.00", gift_card=card)

    assert str(studio.desk.gift_cards.get(card.code).remaining) == "50.00 EUR"


def test_a_card_is_sold_once(studio: Studio) -> None:
    card = studio.desk.gift_cards.issue("50.00")
    studio.desk.sales.sell(studio.anna, Line(gift_card=card.code, price="45.00"))

    with pytest.raises(GiftCardSold):
        studio.desk.sales.sell(studio.anna, card)
    with pytest.raises(InvalidInput):
        studio.desk.sales.sell(studio.anna, *[studio.desk.gift_cards.issue("5.00")] * 2)
    with pytest.raises(Unknown):
        studio.desk.sales.sell(studio.anna, Line(gift_card="NO-SUCH-CARD"))
    [sale] = studio.desk.sales.of(studio.anna)
    assert str(sale.total) == "45.00 EUR"


def test_a_card_that_has_run_out_pays_nothing(studio: Studio, clock: FrozenClock) -> None:
    card = studio.desk.gift_cards.issue("50.00", expires_on="2026-07-02")
    clock.move_to("2026-07-02T23:59:59+02:00")
    studio.desk.sales.pay(pass_for(studio, "10.00"), gift_card=card)
    clock.advance(timedelta(seconds=1))

    with pytest.raises(GiftCardExpired):
        studio.desk.sales.pay(pass_for(studio), gift_card=card)
    with pytest.raises(Unknown):
        studio.desk.sales.pay(pass_for(studio), gift_card="AAAA-AAAA")


@pytest.mark.rule("A36")
def test_what_a_card_paid_goes_back_onto_it(studio: Studio) -> None:
    card, sale = studio.desk.gift_cards.issue("50.00"), pass_for(studio)
    studio.desk.sales.pay(sale, gift_card=card)

    refund = studio.desk.sales.refund(sale, "15.00")

    [part] = refund.parts
    assert (part.method, part.gift_card_id, part.status) == (
        Method.GIFT_CARD,
        card.id,
        RefundStatus.DONE,
    )
    assert str(studio.desk.gift_cards.get(card.code).remaining) == "25.00 EUR"
    assert studio.desk.gift_cards.movements(card)[-1].refund_id == refund.id
    assert studio.desk.verify() == ()


def test_cash_goes_back_onto_a_gift_card_where_staff_say_so(studio: Studio) -> None:
    card, sale = studio.desk.gift_cards.issue("5.00", holder=studio.anna), pass_for(studio)
    studio.desk.sales.pay(sale)

    studio.desk.sales.refund(sale, to=card.code)

    assert str(studio.desk.gift_cards.get(card.code).remaining) == "45.00 EUR"
    other = pass_for(studio)
    studio.desk.sales.pay(other)
    with pytest.raises(InvalidInput):
        studio.desk.sales.refund(other, to=Method.GIFT_CARD)
    assert studio.desk.verify() == ()


def test_a_card_is_refunded_whole_and_unspent_and_pays_nothing_any_more(
    studio: Studio, payments: FakePayments
) -> None:
    card = studio.desk.gift_cards.issue("50.00")
    sale = studio.desk.sales.sell(studio.anna, card)
    studio.desk.sales.charge_card(sale, "card-1")
    with pytest.raises(GiftCardNotReturnable):
        studio.desk.sales.refund(sale, "10.00")

    payments.decline_next("account closed")
    studio.desk.sales.refund(sale)
    still = studio.desk.gift_cards.get(card.code)
    studio.desk.sales.refund(sale)

    assert still.active
    assert not studio.desk.gift_cards.get(card.code).active
    with pytest.raises(GiftCardNotActive):
        studio.desk.sales.pay(pass_for(studio), gift_card=card)
    assert studio.desk.verify() == ()


def test_a_card_that_was_spent_is_not_refunded(studio: Studio) -> None:
    card = studio.desk.gift_cards.issue("50.00")
    sale = studio.desk.sales.sell(studio.anna, card)
    studio.desk.sales.mark_paid(sale)
    studio.desk.sales.pay(pass_for(studio, "1.00"), gift_card=card)

    with pytest.raises(GiftCardNotReturnable):
        studio.desk.sales.refund(sale)

    assert studio.desk.sales.refunds(sale) == ()


def test_a_card_of_a_sale_that_is_undone_pays_nothing(studio: Studio) -> None:
    card = studio.desk.gift_cards.issue("50.00")
    sale = studio.desk.sales.sell(studio.anna, Line(gift_card=card, price="0"))
    free: GiftCard = studio.desk.gift_cards.get(card.code)

    studio.desk.sales.void(sale, reason="typed in twice")

    assert free.active
    assert not studio.desk.gift_cards.get(card.code).active


@pytest.mark.rule("A63")
def test_what_a_card_paid_for_an_appointment_goes_back_when_it_is_cancelled(
    studio: Studio,
) -> None:
    """By one booking, or with everybody else in the session."""
    massage = studio.desk.catalog.add_service("Massaggio", duration=60, price="30.00")
    card = studio.desk.gift_cards.issue("60.00")
    bookings = []
    for starts in (STARTS, "2026-07-10T18:00"):
        session = studio.session(starts, service=massage)
        bookings.append(studio.desk.bookings.book(studio.anna, session))
        sale = studio.desk.sales.sell(studio.anna, Line(booking=bookings[-1]))
        studio.desk.sales.pay(sale, gift_card=card)
    empty = studio.desk.gift_cards.get(card.code)

    studio.desk.bookings.cancel(bookings[0], refund=True)
    half = studio.desk.gift_cards.get(card.code)
    studio.desk.schedule.cancel_session(bookings[1].session_id, refund=True)

    assert [str(each.remaining) for each in (empty, half)] == ["0.00 EUR", "30.00 EUR"]
    assert str(studio.desk.gift_cards.get(card.code).remaining) == "60.00 EUR"
    assert studio.desk.verify() == ()


def test_ways_to_pay_that_contradict_each_other_are_refused(studio: Studio) -> None:
    card, sale = studio.desk.gift_cards.issue("50.00"), pass_for(studio)
    pay = studio.desk.sales.pay

    for wrong in (
        {"gift_card": card, "method": Method.CASH},
        {"gift_card": card, "card": "card-1"},
        {"method": Method.GIFT_CARD},
        {"card": "card-1", "method": Method.TRANSFER},
        {"gift_card": 7},
    ):
        with pytest.raises(InvalidInput):
            pay(sale, **wrong)
    with pytest.raises(InvalidInput):
        studio.desk.sales.mark_paid(sale, method=Method.GIFT_CARD)
    assert studio.desk.sales.payments(sale) == ()


@pytest.mark.rule("004-25", "A63")
def test_a_card_can_be_spent_once_the_rest_of_its_sale_is_not_asked_for_any_more(
    studio: Studio,
) -> None:
    """The booking that was sold with it is cancelled in time, and the card itself is paid."""
    massage = studio.desk.catalog.add_service("Massaggio", duration=60, price="60.00")
    booking = studio.desk.bookings.book(studio.anna, studio.session(STARTS, service=massage))
    card = studio.desk.gift_cards.issue("50.00")
    sale = studio.desk.sales.sell(studio.anna, Line(booking=booking), card)
    studio.desk.sales.pay(sale, "50.00")
    assert not studio.desk.gift_cards.get(card.code).active

    studio.desk.bookings.cancel(booking)

    assert studio.desk.sales.get(sale).due.is_zero
    assert studio.desk.gift_cards.get(card.code).active
    assert studio.desk.verify() == ()
