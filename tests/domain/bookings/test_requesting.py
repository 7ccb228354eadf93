"""Asking for money in the app, in every order of answers (001-07, 001-08, 001-31, A49)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore import (
    AnswerOfCustomer,
    InvalidInput,
    MoreThanDue,
    NothingDue,
    RequestClosed,
)
from bookingcore.domain.bookings.paying import PaymentWish
from bookingcore.domain.bookings.requesting import (
    RequestWish,
    decide_approval,
    decide_decline,
    decide_direct,
    decide_request,
    decide_withdrawal,
    followed,
)
from bookingcore.domain.sales.lines import booking_line, opened_sale
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.payment_request import (
    PAYMENT_REQUEST_TRANSITIONS,
    PaymentRequest,
    PaymentRequestStatus,
)
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import SYSTEM, Actor
from bookingcore.domain.values.changes import Add, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import (
    BookingId,
    CustomerId,
    PaymentId,
    PaymentRequestId,
    SaleId,
)
from tests.domain.build import ANNA, MARIA, at, euro, july

Status = PaymentRequestStatus


def sale(**fields: Any) -> Sale:
    """Fifty euros, of which nothing is paid."""
    row = opened_sale(
        id=SaleId("s1"),
        customer_id=CustomerId("anna"),
        branch_id=None,
        lines=(booking_line(BookingId("b1"), "Yoga", 1, euro(50)),),
        application_date=july(1),
        sold_at=at(1),
        sold_by="staff:maria",
    )
    return evolve(row, **fields)


def wish(amount: int | None = None, **fields: Any) -> RequestWish:
    row = RequestWish(
        id=PaymentRequestId("r2"),
        amount=None if amount is None else euro(amount),
        reason="yoga",
        card=None,
        direct=False,
        now=at(2),
        actor=MARIA,
    )
    return evolve(row, **fields)


def charge(actor: Actor = ANNA) -> PaymentWish:
    return PaymentWish(
        id=PaymentId("pay1"), amount=None, method=Method.CARD, card="tok", now=at(3), actor=actor
    )


def request(status: Status = Status.PENDING, **fields: Any) -> PaymentRequest:
    row = PaymentRequest(
        id=PaymentRequestId("r1"),
        sale_id=SaleId("s1"),
        customer_id=CustomerId("anna"),
        amount=euro(50),
        status=status,
        asked_at=at(1),
        asked_by="staff:maria",
    )
    return evolve(row, **fields)


@pytest.mark.rule("001-07")
@pytest.mark.parametrize(("amount", "asked"), [(None, 40), (15, 15), (40, 40)])
def test_a_request_carries_the_amount_and_the_reason(amount: int | None, asked: int) -> None:
    decision = decide_request(wish(amount), sale(pending=euro(10)), ())

    made = decision.result
    assert decision.changes == [Add(made)]
    assert (made.amount, made.reason, made.status) == (euro(asked), "yoga", Status.PENDING)
    [happened] = decision.happened
    assert (happened.kind, happened.subject) == (EventKind.PAYMENT_REQUESTED, "s1")
    assert happened.facts == {
        "request": "r2",
        "amount": asked * 100,
        "currency": "EUR",
        "direct": False,
    }
    assert happened.words == {"reason": "yoga"}
    assert decide_request(wish(reason=""), sale(), ()).happened[0].words == {}


def test_no_more_is_asked_for_than_is_open() -> None:
    for paid in ({"paid": euro(50)}, {"pending": euro(50)}, {"voided": True, "waived": euro(50)}):
        with pytest.raises(NothingDue):
            decide_request(wish(), sale(**paid), ())
    with pytest.raises(MoreThanDue):
        decide_request(wish(41), sale(paid=euro(10)), ())
    with pytest.raises(InvalidInput):
        decide_request(wish(0), sale(), ())


def test_a_request_withdraws_the_one_that_still_waits() -> None:
    others = [request(status, id=PaymentRequestId(status.name)) for status in Status]

    decision = decide_request(wish(), sale(), others)

    withdrawn = request(Status.WITHDRAWN, id=PaymentRequestId("PENDING"), answered_at=at(2))
    assert decision.changes == [Put(withdrawn), Add(decision.result)]
    assert [each.kind for each in decision.happened] == [
        EventKind.PAYMENT_REQUEST_WITHDRAWN,
        EventKind.PAYMENT_REQUESTED,
    ]


@pytest.mark.rule("001-08", "A49")
def test_direct_collection_asks_nobody_to_confirm() -> None:
    direct = wish(20, direct=True, card="tok")

    decision = decide_direct(direct, charge(MARIA), sale(), [request()])

    made, payment = decision.result
    assert (made.status, made.direct, made.payment_id, made.card) == (
        Status.APPROVED,
        True,
        payment.id,
        "tok",
    )
    assert (payment.amount, payment.status) == (euro(20), ChargeStatus.PENDING)
    assert decision.changes[-1] == Add(made)
    assert [each.kind for each in decision.happened] == [
        EventKind.PAYMENT_REQUEST_WITHDRAWN,
        EventKind.PAYMENT_REQUESTED,
        EventKind.PAYMENT_REQUEST_APPROVED,
        EventKind.PAYMENT_ASKED,
    ]


@pytest.mark.rule("001-31")
@pytest.mark.parametrize(("paid", "charged"), [(0, 50), (20, 30)])
def test_what_is_charged_is_what_was_asked_for_or_what_is_left_of_it(
    paid: int, charged: int
) -> None:
    decision = decide_approval(request(), charge(), sale(paid=euro(paid)))

    approved, payment = decision.result
    assert (approved.status, approved.answered_at) == (Status.APPROVED, at(3))
    assert payment.amount == euro(charged)
    assert decision.changes[-1] == Put(approved)
    assert decision.happened[0].facts["amount"] == charged * 100


def test_what_was_paid_meanwhile_is_not_charged() -> None:
    with pytest.raises(NothingDue):
        decide_approval(request(), charge(), sale(paid=euro(50)))


@pytest.mark.rule("001-31")
@pytest.mark.parametrize("actor", [MARIA, SYSTEM], ids=str)
def test_nobody_answers_in_the_customer_s_place(actor: Actor) -> None:
    with pytest.raises(AnswerOfCustomer):
        decide_approval(request(), charge(actor), sale())
    with pytest.raises(AnswerOfCustomer):
        decide_decline(request(), at(3), actor)


@pytest.mark.parametrize("status", set(Status) - {Status.PENDING})
def test_what_waits_for_no_answer_gets_none(status: Status) -> None:
    for answered in (
        lambda: decide_approval(request(status), charge(), sale()),
        lambda: decide_decline(request(status), at(3), ANNA),
        lambda: decide_withdrawal(request(status), at(3)),
    ):
        with pytest.raises(RequestClosed) as refused:
            answered()
        assert refused.value.status == status.name


@pytest.mark.rule("001-31")
def test_a_request_is_declined_or_withdrawn_once() -> None:
    declined = decide_decline(request(), at(3), ANNA)
    withdrawn = decide_withdrawal(request(), at(3))

    assert (declined.result.status, declined.result.answered_at) == (Status.DECLINED, at(3))
    assert (withdrawn.result.status, withdrawn.result.answered_at) == (Status.WITHDRAWN, at(3))
    assert declined.changes == [Put(declined.result)]
    assert withdrawn.happened[0].kind is EventKind.PAYMENT_REQUEST_WITHDRAWN


FOLLOWS = {
    (Status.APPROVED, ChargeStatus.CAPTURED): Status.PAID,
    (Status.APPROVED, ChargeStatus.FAILED): Status.FAILED,
    (Status.FAILED, ChargeStatus.CAPTURED): Status.PAID,
}


def paid_by(status: ChargeStatus) -> Payment:
    [charged] = [decide_approval(request(), charge(), sale()).result[1]]
    return evolve(charged, status=status)


@pytest.mark.parametrize(("before", "said"), [*product(Status, ChargeStatus)])
def test_a_request_follows_its_payment(before: Status, said: ChargeStatus) -> None:
    """Money that came after all is believed; nothing leads from paid to unpaid."""
    after = followed(request(before), paid_by(said)).status

    assert after is FOLLOWS.get((before, said), before)
    assert after is before or after in PAYMENT_REQUEST_TRANSITIONS[before]


@given(st.lists(st.sampled_from(ChargeStatus), max_size=6))
def test_whatever_a_provider_says_in_whatever_order_paid_stays_paid(
    said: list[ChargeStatus],
) -> None:
    known = request(Status.APPROVED)
    for each in said:
        known = followed(known, paid_by(each))

    decided = [each for each in said if each in {ChargeStatus.CAPTURED, ChargeStatus.FAILED}]
    if ChargeStatus.CAPTURED in decided:
        assert known.status is Status.PAID
    else:
        assert known.status is (Status.FAILED if decided else Status.APPROVED)
