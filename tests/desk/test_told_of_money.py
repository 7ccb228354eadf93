"""What customers are told of money: sales, requests, receipts, failures, refunds (001, 002)."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    Channel,
    ChannelRule,
    Customer,
    Line,
    MessageKind,
    Method,
    NotificationPolicy,
    Notify,
    Sale,
)
from bookingcore.testing import FakePayments
from tests.desk.post import Post


def sold(post: Post, anna: Customer, **fields: Any) -> Sale:
    """Ten units for a hundred euros, of which the customer has been told."""
    plan = post.desk.catalog.add_plan(
        "Dieci", price="100.00", units=10, services=(post.yoga,), valid_for=30
    )
    sale = post.desk.sales.sell(anna, plan, **fields)
    post.desk.deliver()
    post.forget()
    return sale


@pytest.mark.rule("001-17", "A50")
def test_a_new_sale_is_told_by_push_and_by_mail_where_the_center_wants_it(post: Post) -> None:
    anna = post.anna()
    plan = post.desk.catalog.add_plan(
        "Dieci", price="100.00", units=10, services=(post.yoga,), valid_for=30
    )
    post.desk.sales.sell(anna, plan)
    assert post.delivered() == ["push sale"]
    [content] = post.renderer.contents
    assert (content.item, content.units, str(content.amount)) == ("Dieci", 10, "100.00 EUR")

    post.forget()
    both = frozenset({Channel.EMAIL, Channel.PUSH})
    rule = ChannelRule(kind=MessageKind.SALE, channels=both)
    post.desk.notifications.set_policy(NotificationPolicy(rules=(rule,)))
    post.desk.sales.sell(anna, plan)
    assert post.delivered() == ["email sale", "push sale"]


@pytest.mark.rule("001-07", "001-08", "001-31", "001-30", "A49")
def test_a_payment_is_asked_for_in_the_app_and_its_receipt_is_sent(post: Post) -> None:
    anna = post.anna()
    sale = sold(post, anna)
    request = post.desk.sales.request_payment(sale, reason="July", card="tok_anna")
    assert post.delivered() == ["email payment_request", "push payment_request"]
    content = post.renderer.contents[0]
    assert (str(content.amount), content.text) == ("100.00 EUR", "July")

    post.forget()
    post.desk.by(anna).sales.approve(request)
    assert post.delivered() == ["email payment_receipt"]


def test_a_request_that_was_answered_is_not_sent_any_more(post: Post) -> None:
    anna = post.anna()
    request = post.desk.sales.request_payment(sold(post, anna))
    post.desk.by(anna).sales.decline(request)

    assert post.delivered() == []
    assert "EMAIL PAYMENT_REQUEST WITHHELD OBSOLETE" in post.told(anna)


def test_who_pays_at_the_desk_gets_no_mail_about_it(post: Post) -> None:
    sale = sold(post, post.anna())
    post.desk.sales.pay(sale, method=Method.CARD)

    assert post.delivered() == []


def test_a_payment_that_failed_is_told(post: Post) -> None:
    anna = post.anna()
    sale = sold(post, anna)
    provider = post.desk._context.payments
    assert isinstance(provider, FakePayments)
    provider.decline_next()
    post.desk.sales.charge_card(sale, "tok_anna")

    assert post.delivered() == ["email payment_failed", "push payment_failed"]


@pytest.mark.rule("002-17", "A31")
@pytest.mark.parametrize("cancellation", [True, False])
@pytest.mark.parametrize("refund", [True, False])
def test_the_mails_of_cancellation_and_refund_are_ticked_apart(
    post: Post, cancellation: bool, refund: bool
) -> None:
    anna = post.anna()
    booking = post.desk.bookings.book(anna, post.session())
    sale = post.desk.sales.sell(anna, Line(booking=booking, price="30.00"))
    post.desk.sales.pay(sale)
    post.desk.deliver()
    post.forget()
    boxes = Notify(customer=cancellation, refund=refund)
    post.desk.bookings.cancel(booking, refund=True, notify=boxes)
    post.desk.deliver()

    assert ("email booking_cancelled" in post.sent()) is cancellation
    assert ("email refund" in post.sent()) is refund


@pytest.mark.rule("002-18")
@pytest.mark.parametrize(("amount", "full"), [(None, True), ("40.00", False)])
def test_the_refund_mail_says_whether_all_of_it_went_back(
    post: Post, amount: str | None, full: bool
) -> None:
    sale = sold(post, post.anna())
    post.desk.sales.pay(sale)
    post.desk.sales.refund(sale, amount)

    assert post.delivered() == ["email refund"]
    [content] = post.renderer.contents
    assert (content.full, str(content.amount)) == (full, f"{amount or '100.00'} EUR")


@pytest.mark.rule("002-17")
def test_a_refund_from_the_sale_is_told_unless_its_box_is_empty(post: Post) -> None:
    sale = sold(post, post.anna())
    post.desk.sales.pay(sale)
    post.desk.sales.refund(sale, "10.00", notify=False)
    assert post.delivered() == []


def test_a_sale_that_was_undone_is_not_told_of_any_more(post: Post) -> None:
    anna = post.anna()
    plan = post.desk.catalog.add_plan(
        "Dieci", price="100.00", units=10, services=(post.yoga,), valid_for=30
    )
    sale = post.desk.sales.sell(anna, plan)
    post.desk.sales.void(sale, reason="mistake")

    assert post.delivered() == []
