"""Refunds: 002-07, 002-14 to 002-19, A36, A38, A39 and A63, on every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookingcore import (
    BookingStatus,
    CurrencyMismatch,
    Desk,
    DueKind,
    EventKind,
    InvalidInput,
    Method,
    Money,
    MoreThanPaid,
    MovementKind,
    NotAllowed,
    NothingDue,
    NothingPaid,
    PaymentStatus,
    RefundStatus,
    RefundUnsupported,
    Sale,
    Unknown,
)
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.studio import Studio
from tests.desk.test_charging import with_payments

STARTS = "2026-07-09T18:00"


def paid(
    studio: Studio, *, units: int = 10, price: str = "100.00", card: str | None = None
) -> Sale:
    """A pass that was paid, by card or in cash."""
    plan = studio.plan(studio.physio, units=units, price=price)
    sale = studio.sold(plan)
    studio.desk.sales.pay(sale, card=card)
    return studio.desk.sales.get(sale)


def left(studio: Studio) -> list[int]:
    """The units left on Anna's balances."""
    return [balance.remaining for balance in studio.desk.balances.of(studio.anna)]


@pytest.mark.rule("A36", "002-14")
def test_a_refund_is_a_new_record_and_undoes_no_payment(studio: Studio) -> None:
    sale = paid(studio)

    refund = studio.desk.sales.refund(sale, reason="moved away")

    assert (str(refund.amount), refund.status, refund.note) == (
        "100.00 EUR",
        RefundStatus.DONE,
        "moved away",
    )
    after = studio.desk.sales.get(sale)
    assert (after.payment_status, after.paid, after.due.is_zero) == (
        PaymentStatus.REFUNDED,
        sale.paid,
        True,
    )
    assert [payment.amount for payment in studio.desk.sales.payments(sale)] == [sale.total]
    assert studio.desk.sales.refunds(sale) == (refund,)
    with pytest.raises(NothingDue):
        studio.desk.sales.pay(sale)
    assert studio.desk.verify() == ()


@pytest.mark.rule("002-19", "A37")
def test_parts_of_a_sale_are_refunded_from_the_order(studio: Studio) -> None:
    sale = paid(studio)
    seen = []
    for amount in ("30.00", "20.00", "50.00"):
        studio.desk.sales.refund(sale, amount)
        seen.append(studio.desk.sales.get(sale).payment_status)

    assert seen == [
        PaymentStatus.PARTIALLY_REFUNDED,
        PaymentStatus.PARTIALLY_REFUNDED,
        PaymentStatus.REFUNDED,
    ]
    with pytest.raises(NothingPaid):
        studio.desk.sales.refund(sale, "0.01")


def test_no_more_goes_back_than_was_paid(studio: Studio) -> None:
    sale = studio.sold()
    with pytest.raises(NothingPaid):
        studio.desk.sales.refund(sale)
    studio.desk.sales.pay(sale, "30.00")
    studio.desk.sales.refund(sale, "10.00")

    with pytest.raises(MoreThanPaid) as refused:
        studio.desk.sales.refund(sale, "20.01")

    assert refused.value.refundable == "20.00 EUR"
    assert len(studio.desk.sales.refunds(sale)) == 1


@pytest.mark.rule("A38")
def test_a_refund_takes_the_units_that_it_paid_for(studio: Studio) -> None:
    """Thirty of a hundred euros take three of ten units; all of them take what is left."""
    sale = paid(studio)

    first = studio.desk.sales.refund(sale, "39.99")
    then = left(studio)
    second = studio.desk.sales.refund(sale, "0.01")
    after = left(studio)
    studio.desk.sales.refund(sale)

    assert [taken.units for taken in first.units] == [3]
    assert [taken.units for taken in second.units] == [1]
    assert (then, after, left(studio)) == ([7], [6], [0])
    [balance] = studio.desk.balances.of(studio.anna)
    kinds = [movement.kind for movement in studio.desk.balances.movements(balance)]
    assert kinds == [MovementKind.GRANTED, *[MovementKind.VOIDED] * 3]


@pytest.mark.rule("A38")
def test_redeemed_units_stay_and_a_unit_that_comes_back_later_is_void(studio: Studio) -> None:
    """Money and unit never both come back."""
    sale = paid(studio, units=2)
    booking = studio.booked(STARTS)
    other = studio.desk.bookings.book(
        studio.anna, studio.session("2026-07-10T18:00", service=studio.yoga)
    )

    studio.desk.sales.refund(sale)
    kept = studio.now(booking)
    done = studio.desk.bookings.cancel(booking)

    assert kept.status is BookingStatus.BOOKED
    assert (done.units_returned, done.units_forfeited) == (0, 1)
    assert left(studio) == [0]
    assert studio.now(other).status is BookingStatus.BOOKED
    assert studio.desk.verify() == ()


@pytest.mark.rule("A38")
def test_what_comes_back_to_a_refunded_pass_pays_for_nothing_else(studio: Studio) -> None:
    sale = paid(studio, units=1)
    first, second = studio.booked(STARTS), studio.booked("2026-07-10T18:00")
    studio.desk.sales.refund(sale)

    studio.desk.bookings.cancel(first)

    assert studio.now(second).status is BookingStatus.AWAITING_REDEMPTION
    assert left(studio) == [0]
    assert studio.desk.verify() == ()


@pytest.mark.rule("A38")
def test_cancelling_gives_no_money_back_by_itself(studio: Studio, payments: FakePayments) -> None:
    sale = paid(studio, card="card-1")
    booking = studio.booked(STARTS)

    done = studio.desk.bookings.cancel(booking)

    assert (done.refund, done.units_returned) == (None, 1)
    assert studio.desk.sales.refunds(sale) == ()
    assert payments.net("EUR") == sale.total


def test_money_goes_back_the_way_it_came_what_was_paid_last_first(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    sale = studio.sold(studio.plan(studio.physio, price="100.00"))
    studio.desk.sales.pay(sale, "20.00")
    clock.advance(timedelta(hours=1))
    studio.desk.sales.pay(sale, "50.00", card="card-1")
    clock.advance(timedelta(hours=1))
    studio.desk.sales.pay(sale, method=Method.TRANSFER)

    refund = studio.desk.sales.refund(sale, "90.00")

    parts = [(part.method, str(part.amount), part.status) for part in refund.parts]
    assert parts == [
        (Method.TRANSFER, "30.00 EUR", RefundStatus.DONE),
        (Method.CARD, "50.00 EUR", RefundStatus.DONE),
        (Method.CASH, "10.00 EUR", RefundStatus.DONE),
    ]
    assert payments.net("EUR").is_zero
    assert studio.desk.verify() == ()


def test_money_goes_back_in_another_way_where_staff_say_so(
    studio: Studio, payments: FakePayments
) -> None:
    sale = paid(studio, card="card-1")

    refund = studio.desk.sales.refund(sale, to=Method.CASH)

    [part] = refund.parts
    assert (part.method, part.asked, payments.net("EUR")) == (Method.CASH, False, sale.total)
    with pytest.raises(InvalidInput):
        studio.desk.sales.refund(paid(studio), to=Method.CARD)


def test_a_provider_that_gives_back_no_parts_gives_back_all(
    studio: Studio, desk: Desk, clock: FrozenClock
) -> None:
    only_whole = with_payments(desk, clock, FakePayments(partial_refunds=False))
    sale = studio.sold()
    only_whole.sales.charge_card(sale, "card-1")

    with pytest.raises(RefundUnsupported):
        only_whole.sales.refund(sale, "10.00")

    assert only_whole.sales.refund(sale).status is RefundStatus.DONE


@pytest.mark.rule("A38")
def test_a_refund_that_the_provider_refuses_gives_the_units_back(
    studio: Studio, payments: FakePayments
) -> None:
    sale = paid(studio, card="card-1")
    payments.decline_next("account closed")

    refund = studio.desk.sales.refund(sale)

    [part] = refund.parts
    assert (refund.status, part.reason) == (RefundStatus.FAILED, "account closed")
    assert left(studio) == [10]
    after = studio.desk.sales.get(sale)
    assert (after.payment_status, after.refundable) == (PaymentStatus.PAID, sale.total)
    assert studio.desk.sales.refund(sale, to=Method.CASH).status is RefundStatus.DONE
    assert left(studio) == [0]
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("moved", [True, False])
def test_a_refund_without_an_answer_is_asked_about_and_made_once(
    studio: Studio, payments: FakePayments, clock: FrozenClock, *, moved: bool
) -> None:
    sale = paid(studio, card="card-1")
    payments.fall_silent_next(moved=moved)

    refund = studio.desk.sales.refund(sale)
    with pytest.raises(NothingPaid):
        studio.desk.sales.refund(sale, to=Method.CASH)
    clock.advance(timedelta(minutes=2))
    report = studio.desk.run_due()

    assert refund.status is RefundStatus.UNKNOWN
    assert report.done == {DueKind.REFUND: 1}
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.REFUNDED
    assert payments.net("EUR").is_zero
    assert studio.desk.next_due() is None
    assert studio.desk.verify() == ()


def test_a_bank_that_sends_a_refund_back_is_believed(
    studio: Studio, payments: FakePayments
) -> None:
    sale = paid(studio, card="card-1")
    payments.accept_next()
    refund = studio.desk.sales.refund(sale)
    done = studio.desk.sales.provider_event(*payments.settle(refund.key(0)))

    sent_back = studio.desk.sales.provider_event(*payments.fail(refund.key(0), "returned"))

    assert getattr(done, "status", None) is RefundStatus.DONE
    assert getattr(sent_back, "status", None) is RefundStatus.FAILED
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert left(studio) == [10]
    assert studio.desk.verify() == ()


@pytest.mark.rule("A5", "A38")
def test_units_that_come_back_with_a_refund_that_failed_redeem_what_awaits(
    studio: Studio, payments: FakePayments
) -> None:
    """Nobody is asked to pay while units of their own would do (P3), whoever brought them back."""
    sale = paid(studio, card="card-1")
    refund = studio.desk.sales.refund(sale)
    booking = studio.booked(STARTS)
    assert booking.status is BookingStatus.AWAITING_REDEMPTION

    studio.desk.sales.provider_event(*payments.fail(refund.key(0), "account closed"))

    assert studio.now(booking).status is BookingStatus.BOOKED
    [redeemed] = [
        event for event in studio.desk.history(booking) if event.kind is EventKind.BOOKING_REDEEMED
    ]
    assert redeemed.customer_id == studio.anna.id
    assert studio.desk.verify() == ()


def test_a_key_refunds_once(studio: Studio, payments: FakePayments) -> None:
    sale = paid(studio, card="card-1")

    first = studio.desk.sales.refund(sale, "10.00", key="k")
    again = studio.desk.sales.refund(sale, "10.00", key="k")

    assert first == again
    assert str(payments.net("EUR")) == "90.00 EUR"


def test_what_cannot_be_meant_gives_nothing_back(studio: Studio) -> None:
    sale = paid(studio)

    for amount in ("0", "-1", "x", 1.5):
        with pytest.raises(InvalidInput):
            studio.desk.sales.refund(sale, amount)  # type: ignore[arg-type]
    with pytest.raises(CurrencyMismatch):
        studio.desk.sales.refund(sale, Money.of(1, "CHF"))
    with pytest.raises(InvalidInput):
        studio.desk.sales.refund(sale, to=7)  # type: ignore[arg-type]
    with pytest.raises(Unknown):
        studio.desk.sales.refund(sale, to="no such gift card")
    with pytest.raises(Unknown):
        studio.desk.at("torino").sales.refund(sale)
    with pytest.raises(NotAllowed):
        studio.desk.by(studio.anna).sales.refund(sale)
    assert studio.desk.sales.refunds(sale) == ()


def test_a_provider_that_contradicts_its_no_is_on_record_and_not_booked(
    studio: Studio, payments: FakePayments
) -> None:
    """The money has gone back in cash by then: no more than was paid ever does (P4)."""
    sale = paid(studio, card="card-1")
    payments.accept_next()
    refund = studio.desk.sales.refund(sale)
    studio.desk.sales.provider_event(*payments.fail(refund.key(0), "account closed"))
    studio.desk.sales.refund(sale, to=Method.CASH)

    told = [studio.desk.sales.provider_event(*payments.settle(refund.key(0))) for _ in range(2)]

    assert {getattr(each, "status", None) for each in told} == {RefundStatus.FAILED}
    kinds = [event.kind for event in studio.desk.history(sale)]
    assert kinds.count(EventKind.REFUND_DISPUTED) == 1
    after = studio.desk.sales.get(sale)
    assert (after.refunded, after.paid) == (sale.total, sale.total)
    assert studio.desk.verify() == ()
