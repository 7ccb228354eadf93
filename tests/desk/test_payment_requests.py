"""Payments that customers confirm in the app, or that are collected directly, on every store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from bookingcore import (
    AnswerOfCustomer,
    BookingStatus,
    CardsUnsupported,
    CenterSettings,
    ChargeStatus,
    Desk,
    EventKind,
    GrantOn,
    InvalidInput,
    InvoiceKind,
    MoreThanDue,
    NothingDue,
    PaymentRequest,
    PaymentRequestStatus,
    PaymentStatus,
    PortMissing,
    RequestClosed,
    Unknown,
)
from bookingcore.testing import FakePayments, FrozenClock, SeededChance
from tests.conftest import rome
from tests.desk.studio import Studio

Status = PaymentRequestStatus
DIRECT = evolve(rome(), direct_collection=True)


@pytest.fixture
def studio(desk: Desk) -> Studio:
    return Studio(desk)


def receipts(studio: Studio) -> list[str]:
    """The receipts of Anna's payments: their numbers and amounts."""
    papers = studio.desk.sales.invoices(studio.anna, kind=InvoiceKind.RECEIPT)
    return [f"{paper.full_number} {paper.total}" for paper in papers]


def approved(studio: Studio, request: PaymentRequest) -> PaymentRequest:
    """The request once Anna has confirmed it, with a card of hers."""
    return studio.desk.by(studio.anna).sales.approve(request, card="card-1")


@pytest.mark.rule("001-07", "001-31")
def test_a_request_asks_for_confirmation(studio: Studio, payments: FakePayments) -> None:
    """It carries the amount and the reason; nothing is charged before the customer says yes."""
    desk, sale = studio.desk, studio.sold()

    request = desk.sales.request_payment(sale, amount="15.00", reason="la prima seduta")

    assert (request.status, str(request.amount), request.reason) == (
        Status.PENDING,
        "15.00 EUR",
        "la prima seduta",
    )
    assert desk.by(studio.anna).sales.requests(studio.anna) == (request,)
    assert desk.by(studio.anna).sales.get_request(request) == request
    assert payments.moved == []
    assert desk.sales.get(sale).open == sale.total
    event = desk.history(sale)[-1]
    assert (event.kind, event.words) == (
        EventKind.PAYMENT_REQUESTED,
        {"reason": "la prima seduta"},
    )


@pytest.mark.rule("001-31", "001-30")
def test_a_payment_that_is_confirmed_is_charged_and_receipted(
    studio: Studio, payments: FakePayments
) -> None:
    desk, sale = studio.desk, studio.sold()
    request = desk.sales.request_payment(sale, card="card-7")

    paid = desk.by(studio.anna).sales.approve(request, key="k1")

    assert paid.status is Status.PAID
    assert desk.sales.get(sale).payment_status is PaymentStatus.PAID
    [moved] = payments.moved
    assert (moved.card, str(moved.amount), moved.key) == ("card-7", "40.00 EUR", paid.payment_id)
    assert receipts(studio) == ["REC-000001 40.00 EUR"]
    assert desk.by(studio.anna).sales.approve(request, key="k1") == paid
    kinds = [event.kind.name for event in desk.history(sale)]
    assert kinds[-5:] == [
        "PAYMENT_REQUESTED",
        "PAYMENT_REQUEST_APPROVED",
        "PAYMENT_ASKED",
        "PAYMENT_TAKEN",
        "RECEIPT_ISSUED",
    ]
    actors = {event.kind: str(event.actor) for event in desk.history(sale)}
    assert actors[EventKind.PAYMENT_ASKED] == f"customer:{studio.anna.id}"
    assert actors[EventKind.RECEIPT_ISSUED] == "system"
    assert len(payments.moved) == 1
    assert desk.verify() == ()


@pytest.mark.rule("001-08", "A49", "001-30")
def test_direct_collection_asks_nobody(desk: Desk, payments: FakePayments) -> None:
    desk.configure(DIRECT)
    studio = Studio(desk)
    sale = studio.sold()

    request = desk.sales.request_payment(sale, reason="la prima seduta", card="card-1")

    assert (request.status, request.direct) == (Status.PAID, True)
    assert desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert receipts(studio) == ["REC-000001 40.00 EUR"]
    assert len(payments.moved) == 1
    assert desk.verify() == ()


@pytest.mark.rule("001-08")
def test_each_request_may_say_whether_it_is_direct(studio: Studio) -> None:
    """What the center says holds where nothing is said; without a card nobody can be charged."""
    desk, asked = studio.desk, []
    for settings in (rome(), DIRECT):
        desk.configure(settings)
        for direct in (None, True, False):
            request = desk.sales.request_payment(studio.sold(), card="card-1", direct=direct)
            asked.append((settings.direct_collection, direct, request.direct))

    assert asked == [
        *((False, None, False), (False, True, True), (False, False, False)),
        *((True, None, True), (True, True, True), (True, False, False)),
    ]
    assert desk.sales.request_payment(studio.sold()).status is Status.PENDING
    with pytest.raises(InvalidInput) as refused:
        desk.sales.request_payment(studio.sold(), direct=True)
    assert refused.value.field == "card"


@pytest.mark.rule("A49")
@pytest.mark.parametrize("direct", [True, False])
def test_a_charge_that_fails_leaves_the_sale_awaiting_payment(
    studio: Studio, payments: FakePayments, *, direct: bool
) -> None:
    """It is on record, there is no receipt, and the center may ask anew."""
    desk, sale = studio.desk, studio.sold()
    payments.decline_next("no funds")

    request = desk.sales.request_payment(sale, card="card-1", direct=direct)
    if not direct:
        request = approved(studio, request)

    assert request.status is Status.FAILED
    assert desk.sales.get(sale).payment_status is PaymentStatus.AWAITING_PAYMENT
    assert receipts(studio) == []
    [payment] = desk.sales.payments(sale)
    assert (payment.status, payment.reason) == (ChargeStatus.FAILED, "no funds")
    assert EventKind.PAYMENT_FAILED in {event.kind for event in desk.history(sale)}
    with pytest.raises(RequestClosed):
        approved(studio, request)
    assert approved(studio, desk.sales.request_payment(sale)).status is Status.PAID
    assert receipts(studio) == ["REC-000001 40.00 EUR"]
    assert desk.verify() == ()


@pytest.mark.rule("001-30", "A49")
@pytest.mark.parametrize("way", ["run_due", "event"])
@pytest.mark.parametrize("direct", [True, False])
def test_the_receipt_comes_with_the_money_however_late(
    studio: Studio, payments: FakePayments, clock: FrozenClock, way: str, *, direct: bool
) -> None:
    desk, sale = studio.desk, studio.sold()
    payments.fall_silent_next(moved=True)
    request = desk.sales.request_payment(sale, card="card-1", direct=direct)
    if not direct:
        request = approved(studio, request)
    assert (request.status, receipts(studio)) == (Status.APPROVED, [])

    for _ in range(2):
        clock.advance(minutes=5)
        if way == "run_due":
            desk.run_due()
        else:
            desk.sales.provider_event(*payments.event(request.payment_id))

    assert desk.sales.get_request(request).status is Status.PAID
    assert receipts(studio) == ["REC-000001 40.00 EUR"]
    assert desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert desk.verify() == ()


@pytest.mark.rule("001-30")
def test_money_that_came_after_all_is_receipted(studio: Studio, payments: FakePayments) -> None:
    """A provider that said no, and then tells that it was wrong, is believed."""
    desk = studio.desk
    payments.accept_next()
    request = approved(studio, desk.sales.request_payment(studio.sold()))
    key = request.payment_id or ""
    desk.sales.provider_event(*payments.fail(key, "no funds"))
    assert desk.sales.get_request(request).status is Status.FAILED

    desk.sales.provider_event(*payments.settle(key))

    assert desk.sales.get_request(request).status is Status.PAID
    assert receipts(studio) == ["REC-000001 40.00 EUR"]


@pytest.mark.rule("A4")
def test_the_balance_comes_with_the_captured_payment(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    """And redeems then what awaits it."""
    desk, booking = studio.desk, studio.booked("2026-07-02T18:00")
    sale = desk.sales.sell(studio.anna, studio.pass_physio, grant_on=GrantOn.PAYMENT)
    payments.fall_silent_next(moved=True)
    request = approved(studio, desk.sales.request_payment(sale))

    assert desk.balances.of(studio.anna) == ()
    assert studio.now(booking).status is BookingStatus.AWAITING_REDEMPTION
    clock.advance(minutes=5)
    desk.run_due()

    assert desk.sales.get_request(request).status is Status.PAID
    [balance] = desk.balances.of(studio.anna)
    assert (balance.sale_id, balance.remaining) == (sale.id, 0)
    assert studio.now(booking).status is BookingStatus.BOOKED
    assert desk.verify() == ()


@pytest.mark.rule("001-31")
def test_nobody_confirms_in_the_customer_s_place(studio: Studio, payments: FakePayments) -> None:
    desk, ugo = studio.desk, studio.desk.customers.register(name="Ugo")
    request = desk.sales.request_payment(studio.sold(), card="card-1")

    for answer in (desk.sales.approve, desk.sales.decline):
        with pytest.raises(AnswerOfCustomer):
            answer(request)
    for unknown in (
        lambda: desk.by(ugo).sales.approve(request),
        lambda: desk.by(ugo).sales.decline(request),
        lambda: desk.by(ugo).sales.get_request(request),
        lambda: desk.by(ugo).sales.requests(studio.anna),
        lambda: desk.sales.withdraw_request("nothing"),
    ):
        with pytest.raises(Unknown):
            unknown()
    assert desk.sales.get_request(request) == request
    assert payments.moved == []


@pytest.mark.rule("001-31")
def test_a_request_is_declined_or_withdrawn_and_the_sale_still_due(studio: Studio) -> None:
    desk, sale = studio.desk, studio.sold()
    declined = desk.by(studio.anna).sales.decline(desk.sales.request_payment(sale))
    withdrawn = desk.sales.withdraw_request(desk.sales.request_payment(sale))

    assert (declined.status, withdrawn.status) == (Status.DECLINED, Status.WITHDRAWN)
    for closed in (declined, withdrawn):
        with pytest.raises(RequestClosed):
            approved(studio, closed)
    assert desk.sales.get(sale).open == sale.total
    assert [each.id for each in desk.sales.requests(studio.anna)] == [
        each.id for each in sorted((declined, withdrawn), key=lambda each: (each.asked_at, each.id))
    ]


def test_one_request_about_a_sale_waits_at_a_time(studio: Studio) -> None:
    """The customer is never asked twice for the same money."""
    desk, sale = studio.desk, studio.sold()
    first = desk.sales.request_payment(sale)
    other = desk.sales.request_payment(studio.sold())
    second = desk.sales.request_payment(sale, amount="10.00")

    assert desk.sales.get_request(first).status is Status.WITHDRAWN
    assert desk.sales.get_request(other).status is Status.PENDING
    assert approved(studio, second).status is Status.PAID
    # The rest of it may be asked for meanwhile.
    assert str(desk.sales.request_payment(sale).amount) == "30.00 EUR"


def test_no_more_is_charged_than_is_still_open(studio: Studio, payments: FakePayments) -> None:
    desk, sale = studio.desk, studio.sold()
    request = desk.sales.request_payment(sale)
    desk.sales.pay(sale, "25.00")

    assert approved(studio, request).status is Status.PAID
    assert [str(each.amount) for each in payments.moved] == ["15.00 EUR"]
    assert receipts(studio) == ["REC-000001 15.00 EUR"]
    late = desk.sales.request_payment(studio.sold())
    desk.sales.mark_paid(late.sale_id)
    with pytest.raises(NothingDue):
        approved(studio, late)
    assert desk.sales.get_request(late).status is Status.WITHDRAWN
    assert desk.verify() == ()


def test_what_cannot_be_asked_for_is_refused(studio: Studio) -> None:
    desk, sale = studio.desk, studio.sold()
    with pytest.raises(MoreThanDue):
        desk.sales.request_payment(sale, amount="40.01")
    with pytest.raises(InvalidInput):
        desk.sales.request_payment(sale, amount=0)
    with pytest.raises(NothingDue):
        desk.sales.request_payment(desk.sales.void(studio.sold(), reason="by mistake"))
    with pytest.raises(InvalidInput) as cardless:
        desk.by(studio.anna).sales.approve(desk.sales.request_payment(sale))
    assert cardless.value.field == "card"


def test_cards_need_a_provider_that_supports_them(
    desk: Desk, studio: Studio, clock: FrozenClock
) -> None:
    sale = studio.sold()
    request = desk.sales.request_payment(sale)
    without = Desk(desk.store, center="roma", clock=clock, chance=SeededChance(1))
    cashless = Desk(
        desk.store,
        center="roma",
        clock=clock,
        chance=SeededChance(2),
        payments=FakePayments(can_charge_cards=False),
    )
    for poor, refusal in ((without, PortMissing), (cashless, CardsUnsupported)):
        with pytest.raises(refusal):
            poor.by(studio.anna).sales.approve(request, card="card-1")
        with pytest.raises(refusal):
            poor.sales.request_payment(sale, card="card-1", direct=True)

    assert desk.sales.get_request(request).status is Status.PENDING
    assert without.sales.request_payment(sale).status is Status.PENDING


def test_inside_a_transaction_the_provider_is_asked_by_due_work(
    studio: Studio, payments: FakePayments
) -> None:
    desk = studio.desk
    request = desk.sales.request_payment(studio.sold())
    inside = desk.atomically(lambda inner: inner.by(studio.anna).sales.approve(request, card="c"))
    assert (inside.status, payments.moved) == (Status.APPROVED, [])
    assert desk.next_due() is not None

    studio.desk._context.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    desk.run_due()

    assert desk.sales.get_request(request).status is Status.PAID
    assert receipts(studio) == ["REC-000001 40.00 EUR"]


def test_other_payments_get_a_receipt_when_staff_ask_for_it_only(studio: Studio) -> None:
    desk, sale = studio.desk, studio.sold()
    desk.sales.request_payment(sale)
    payment = desk.sales.charge_card(sale, "card-1")

    assert receipts(studio) == []
    assert desk.sales.receipt(payment).number == 1


@pytest.mark.parametrize("given", ["no", 1, None])
def test_direct_collection_is_on_or_off(given: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        CenterSettings(direct_collection=given)
    assert refused.value.field == "direct_collection"


@pytest.mark.rule("001-07")
def test_nobody_is_asked_any_more_for_what_was_paid_in_another_way(studio: Studio) -> None:
    """Cash at the counter, and the question in the app is gone."""
    sale = studio.sold(studio.plan(studio.physio, price="40.00"))
    request = studio.desk.sales.request_payment(sale, reason="fisio")
    studio.desk.sales.pay(sale, "39.99")
    assert studio.desk.sales.get_request(request).pending

    studio.desk.sales.pay(sale)

    own = studio.desk.by(studio.anna).sales
    assert own.get_request(request).status is PaymentRequestStatus.WITHDRAWN
    assert [each.status for each in own.requests(studio.anna)] == [PaymentRequestStatus.WITHDRAWN]
    with pytest.raises(NothingDue):
        own.approve(request, card="card-1")
    assert studio.desk.verify() == ()
