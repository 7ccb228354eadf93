"""Charging cards through a payment provider: 002-08 to 002-10, on every store."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest

from bookingcore import (
    CardsUnsupported,
    ChargeStatus,
    Desk,
    DueKind,
    EventKind,
    ForgedProviderEvent,
    GrantOn,
    InvalidInput,
    Method,
    MoreThanDue,
    NothingDue,
    PaymentStatus,
    PortMissing,
    Sale,
)
from bookingcore.testing import FakePayments, FrozenClock, ProviderCrash, SeededChance
from tests.desk.studio import Studio

MINUTE = timedelta(minutes=1)


def with_payments(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Desk:
    """The same desk with another payment provider."""
    return Desk(desk.store, center="roma", clock=clock, chance=SeededChance(8), payments=payments)


@pytest.mark.rule("002-08", "A37")
def test_a_deposit_online_and_the_rest_in_person_make_a_sale_paid(studio: Studio) -> None:
    sale = studio.sold()

    deposit = studio.desk.sales.charge_card(sale, "card-1", "15.00")
    part = studio.desk.sales.get(sale)
    studio.desk.sales.mark_paid(sale)

    assert (deposit.status, deposit.method) == (ChargeStatus.CAPTURED, Method.CARD)
    assert part.payment_status is PaymentStatus.PARTIALLY_PAID
    after = studio.desk.sales.get(sale)
    assert (after.payment_status, str(after.paid)) == (PaymentStatus.PAID, "40.00 EUR")
    assert studio.desk.verify() == ()


@pytest.mark.rule("002-09")
def test_a_card_is_charged_by_hand(studio: Studio, payments: FakePayments) -> None:
    payment = studio.desk.sales.pay(studio.sold(), card="card-1", note="at the counter")

    assert (payment.card, payment.note) == ("card-1", "at the counter")
    [moved] = payments.moved
    assert (moved.key, str(moved.amount), moved.card) == (payment.id, "40.00 EUR", "card-1")
    assert payment.reference == moved.reference


@pytest.mark.rule("002-10")
def test_cards_need_a_provider_that_supports_them(
    desk: Desk, studio: Studio, clock: FrozenClock
) -> None:
    sale = studio.sold()
    without = Desk(desk.store, center="roma", clock=clock, chance=SeededChance(1))
    cashless = with_payments(desk, clock, FakePayments(can_charge_cards=False))

    with pytest.raises(PortMissing):
        without.sales.charge_card(sale, "card-1")
    with pytest.raises(CardsUnsupported):
        cashless.sales.pay(sale, card="card-1")
    assert desk.sales.payments(sale) == ()
    assert desk.sales.get(sale).open == sale.total


def test_a_card_that_is_declined_leaves_the_sale_due(
    studio: Studio, payments: FakePayments
) -> None:
    sale = studio.sold()
    payments.decline_next("insufficient funds")

    payment = studio.desk.sales.charge_card(sale, "card-1")

    assert (payment.status, payment.reason) == (ChargeStatus.FAILED, "insufficient funds")
    after = studio.desk.sales.get(sale)
    assert (after.payment_status, after.open) == (PaymentStatus.AWAITING_PAYMENT, sale.total)
    [asked, failed] = [
        event
        for event in studio.desk.history(sale)
        if event.kind in {EventKind.PAYMENT_ASKED, EventKind.PAYMENT_FAILED}
    ]
    assert (asked.actor, str(failed.actor)) == (studio.desk.actor, "system")
    assert failed.words == {"answer": "insufficient funds"}
    studio.desk.sales.charge_card(sale, "card-2")
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert studio.desk.verify() == ()


def test_a_provider_that_is_away_was_asked_for_nothing(
    studio: Studio, payments: FakePayments
) -> None:
    sale = studio.sold()
    payments.down = True

    payment = studio.desk.sales.charge_card(sale, "card-1")

    assert (payment.status, payments.moved) == (ChargeStatus.FAILED, [])
    assert studio.desk.sales.get(sale).open == sale.total
    assert studio.desk.next_due() is None


@pytest.mark.parametrize("moved", [True, False])
def test_a_provider_that_says_nothing_is_asked_again(
    studio: Studio, payments: FakePayments, clock: FrozenClock, *, moved: bool
) -> None:
    """Whether the money had moved or not: it has moved once in the end, and is recorded once."""
    sale = studio.sold()
    payments.fall_silent_next(moved=moved)

    silent = studio.desk.sales.charge_card(sale, "card-1")
    meanwhile = studio.desk.sales.get(sale)
    clock.advance(2 * MINUTE)
    report = studio.desk.run_due()

    assert silent.status is ChargeStatus.UNKNOWN
    assert (str(meanwhile.pending), meanwhile.open.is_zero) == ("40.00 EUR", True)
    assert report.done == {DueKind.CHARGE: 1}
    after = studio.desk.sales.get(sale)
    assert (after.payment_status, after.pending.is_zero) == (PaymentStatus.PAID, True)
    assert [str(each.amount) for each in payments.moved] == ["40.00 EUR"]
    assert studio.desk.next_due() is None
    assert studio.desk.verify() == ()


def test_what_is_on_its_way_is_paid_by_nobody_else(studio: Studio, payments: FakePayments) -> None:
    sale = studio.sold()
    payments.accept_next()
    studio.desk.sales.charge_card(sale, "card-1", "30.00")

    with pytest.raises(MoreThanDue):
        studio.desk.sales.pay(sale, "10.01")
    studio.desk.sales.pay(sale, "10.00")
    with pytest.raises(NothingDue):
        studio.desk.sales.pay(sale)


def test_a_provider_that_is_slow_is_asked_less_and_less_often(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    payments.accept_next()
    payment = studio.desk.sales.charge_card(studio.sold(), "card-1")
    waits = []
    for _ in range(8):
        due = studio.desk.next_due()
        assert due is not None
        waits.append((due - clock.now()).in_minutes())
        clock.move_to(due)
        studio.desk.run_due()

    assert payment.status is ChargeStatus.PENDING
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    payments.settle(payment.id)
    clock.advance(60 * MINUTE)
    studio.desk.run_due()
    assert studio.desk.sales.payments(payment.sale_id)[0].status is ChargeStatus.CAPTURED


def test_a_provider_tells_by_itself_what_became_of_a_charge(
    studio: Studio, payments: FakePayments
) -> None:
    sale = studio.sold()
    payments.accept_next()
    asked = studio.desk.sales.charge_card(sale, "card-1")
    told = payments.settle(asked.id)

    first = studio.desk.sales.provider_event(*told)
    again = studio.desk.sales.provider_event(*told)

    assert first == again
    assert getattr(first, "status", None) is ChargeStatus.CAPTURED
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert studio.desk.next_due() is None
    assert studio.desk.verify() == ()


def test_events_out_of_order_change_nothing_more(studio: Studio, payments: FakePayments) -> None:
    """First the yes, then what was told before it."""
    sale = studio.sold()
    payments.accept_next()
    asked = studio.desk.sales.charge_card(sale, "card-1")
    before = payments.event(asked.id)
    studio.desk.sales.provider_event(*payments.settle(asked.id))

    late = studio.desk.sales.provider_event(*before)

    assert getattr(late, "status", None) is ChargeStatus.CAPTURED
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert studio.desk.next_due() is None


def test_forged_events_and_those_of_others_change_nothing(
    studio: Studio, payments: FakePayments
) -> None:
    payments.accept_next()
    asked = studio.desk.sales.charge_card(studio.sold(), "card-1")
    payload, signature = payments.settle(asked.id)

    for forged in (("x" + signature[1:]), "", "nothing"):
        with pytest.raises(ForgedProviderEvent):
            studio.desk.sales.provider_event(payload, forged)
    elsewhere = studio.desk.at("torino").sales.provider_event(payload, signature)

    assert elsewhere is None
    assert studio.desk.sales.payments(asked.sale_id) == (asked,)


def test_money_that_comes_after_a_no_goes_back_where_it_is_not_due_any_more(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    """The provider says no, the customer pays cash, and then the card is charged after all."""
    sale = studio.sold()
    payments.accept_next()
    asked = studio.desk.sales.charge_card(sale, "card-1")
    studio.desk.sales.provider_event(*payments.fail(asked.id, "declined"))
    studio.desk.sales.pay(sale)

    studio.desk.sales.provider_event(*payments.settle(asked.id))
    twice = studio.desk.sales.get(sale)
    clock.advance(2 * MINUTE)
    studio.desk.run_due()

    assert (str(twice.paid), str(twice.refunding)) == ("80.00 EUR", "40.00 EUR")
    after = studio.desk.sales.get(sale)
    assert (str(after.refunded), after.due.is_zero) == ("40.00 EUR", True)
    assert payments.net("EUR").is_zero
    assert studio.desk.verify() == ()


@pytest.mark.rule("A4")
def test_a_balance_that_waits_for_payment_comes_with_the_money(
    studio: Studio, payments: FakePayments
) -> None:
    sale = studio.desk.sales.sell(studio.anna, studio.pass_physio, grant_on=GrantOn.PAYMENT)
    booking = studio.booked("2026-07-02T18:00")
    payments.accept_next()
    asked = studio.desk.sales.charge_card(sale, "card-1")
    waiting = studio.now(booking).awaiting
    studio.desk.sales.provider_event(*payments.settle(asked.id))

    assert waiting
    assert not studio.now(booking).awaiting
    assert studio.desk.verify() == ()


def test_a_key_asks_once(studio: Studio, payments: FakePayments) -> None:
    sale = studio.sold()

    first = studio.desk.sales.charge_card(sale, "card-1", "10.00", key="k")
    again = studio.desk.sales.charge_card(sale, "card-1", "10.00", key="k")

    assert first == again
    assert len(payments.moved) == 1


@pytest.mark.parametrize("at", ["before", "after"])
def test_who_gives_the_same_key_after_a_crash_finds_the_charge(
    studio: Studio, payments: FakePayments, at: Literal["before", "after"]
) -> None:
    sale = studio.sold()
    payments.crash_next(at=at)
    with pytest.raises(ProviderCrash):
        studio.desk.sales.charge_card(sale, "card-1", key="k")

    payment = studio.desk.sales.charge_card(sale, "card-1", key="k")

    assert payment.status is ChargeStatus.CAPTURED
    assert [str(each.amount) for each in payments.moved] == ["40.00 EUR"]
    assert studio.desk.verify() == ()


def test_a_provider_that_is_away_after_a_crash_is_not_taken_for_a_no(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    sale = studio.sold()
    payments.crash_next(at="after")
    with pytest.raises(ProviderCrash):
        studio.desk.sales.charge_card(sale, "card-1", key="k")
    payments.down = True

    payment = studio.desk.sales.charge_card(sale, "card-1", key="k")
    clock.advance(2 * MINUTE)
    report = studio.desk.run_due()

    assert payment.status is ChargeStatus.PENDING
    assert [failure.kind for failure in report.failed] == [DueKind.CHARGE]
    payments.down = False
    clock.advance(2 * MINUTE)
    assert studio.desk.run_due().done == {DueKind.CHARGE: 1}
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert len(payments.moved) == 1


def test_in_one_transaction_with_others_the_provider_is_asked_afterwards(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    def sell_and_charge(desk: Desk) -> Sale:
        sale = desk.sales.sell(studio.anna, studio.pass_physio)
        desk.sales.charge_card(sale, "card-1")
        return sale

    sale = studio.desk.atomically(sell_and_charge)
    before = list(payments.moved)
    clock.advance(2 * MINUTE)
    studio.desk.run_due()

    assert before == []
    assert studio.desk.sales.get(sale).payment_status is PaymentStatus.PAID


def test_what_cannot_be_meant_asks_nobody(studio: Studio, payments: FakePayments) -> None:
    sale, charge = studio.sold(), studio.desk.sales.charge_card

    for card, amount in (("", None), ("card-1", "0"), ("card-1", "-1"), ("card-1", 1.5)):
        with pytest.raises(InvalidInput):
            charge(sale, card, amount)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        studio.desk.sales.pay(sale, card="card-1", method=Method.CASH)
    with pytest.raises(MoreThanDue):
        charge(sale, "card-1", "40.01")
    assert (payments.moved, studio.desk.sales.payments(sale)) == ([], ())


def test_a_customer_sees_their_own_payments(studio: Studio) -> None:
    """Where branch and note of a payment are kept, its customer may read them."""
    payment = studio.desk.sales.pay(studio.sold(), "10.00", note="change given")

    own = studio.desk.by(studio.anna).sales.payments(payment.sale_id)

    assert own == (payment,)


def test_due_work_in_a_transaction_that_may_be_undone_asks_no_provider(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    sale = studio.sold()
    payments.fall_silent_next(moved=False)
    studio.desk.sales.charge_card(sale, "card-1")
    clock.advance(2 * MINUTE)

    told = studio.desk.atomically(lambda desk: (desk.run_due(), desk.next_due()))

    assert (told[0].done, told[1], payments.moved) == ({}, None, [])
    assert studio.desk.run_due().done == {DueKind.CHARGE: 1}
