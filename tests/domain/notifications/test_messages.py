"""Messages between their cause and their sending: what they say, and whether it is so still."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import pytest
from attrs import evolve

from bookingcore.domain.catalog.center import CenterSettings
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.service import Resource, ResourceKind
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.composing import Composer
from bookingcore.domain.notifications.delivery import (
    DELIVERY_TRANSITIONS,
    Delivery,
    DeliveryStatus,
)
from bookingcore.domain.notifications.expiring import expiry, expiry_changes
from bookingcore.domain.notifications.planning import Planner
from bookingcore.domain.notifications.policy import ChannelRule, NotificationPolicy
from bookingcore.domain.notifications.subjects import first_rows, next_rows, obsolete
from bookingcore.domain.notifications.topics import Topic
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.values.changes import Expect, Put, Withdraw
from bookingcore.domain.values.ids import (
    CenterId,
    CustomerId,
    DeliveryId,
    FormAssignmentId,
    FormId,
    PaymentId,
    ResourceId,
    SaleId,
)
from bookingcore.domain.values.notify import Notify, Reason
from tests.domain.build import at, balance, booking, customer, euro, july, sale, session

T = TypeVar("T")
ANNA = CustomerId("anna")
LAURA = Resource(
    id=ResourceId("laura"), name="Laura", kind=ResourceKind.PROFESSIONAL, email="l@example.org"
)


class Known:
    """The rows that there are."""

    def __init__(self, *rows: Any) -> None:
        self._rows = {(type(row), row.id): row for row in rows}

    def get(self, row: type[T], id: str, /) -> T | None:
        """The row of that type with that id."""
        return self._rows.get((row, id))


def delivery(kind: MessageKind, about: str, **fields: Any) -> Delivery:
    usual: dict[str, Any] = {
        "id": DeliveryId("d1"),
        "customer_id": ANNA,
        "channel": Channel.EMAIL,
        "status": DeliveryStatus.WAITING,
        "at": at(1),
        "caused_at": at(1),
    }
    return Delivery(kind=kind, about=about, **{**usual, **fields})


def composer(*rows: Any) -> Composer:
    settings = CenterSettings(time_zone="Europe/Rome", languages=("it", "en"))
    return Composer(center=CenterId("roma"), settings=settings, rows=Known(*rows), now=at(1))


def test_whoever_has_no_card_is_spoken_to_in_the_center_s_language() -> None:
    content = composer(booking()).content(
        delivery(MessageKind.BOOKING_CANCELLED, "b1", customer_id=None)
    )

    assert (content.language, content.name, content.zone) == ("it", "", "Europe/Rome")


def test_a_card_has_a_language_of_its_own() -> None:
    anna = customer(language="en")
    content = composer(booking(), anna).content(delivery(MessageKind.BOOKING_CANCELLED, "b1"))

    assert (content.language, content.name) == ("en", anna.name)


def test_a_professional_reads_of_a_whole_session() -> None:
    there = session()
    told = delivery(
        MessageKind.RESOURCE_BOOKING_CANCELLED,
        there.id,
        customer_id=None,
        resource_id=LAURA.id,
    )
    content = composer(there, LAURA).content(told)

    assert (content.name, content.starts_at, content.customer) == ("Laura", there.starts_at, "")
    assert (Resource, LAURA.id) in list(first_rows(told))


def payment(status: ChargeStatus) -> Payment:
    return Payment(
        id=PaymentId("p1"),
        sale_id=SaleId("sale"),
        customer_id=ANNA,
        amount=euro(30),
        method=Method.CARD,
        status=status,
        at=at(1),
        by="staff:m",
    )


FORM = FormAssignment(
    id=FormAssignmentId("f1"),
    customer_id=ANNA,
    form_id=FormId("form"),
    assigned_at=at(1),
    assigned_by="staff:m",
)
LEFT = {"valid_until": "2026-07-31"}


@pytest.mark.parametrize(
    ("message", "rows", "over"),
    [
        (delivery(MessageKind.FORM_REMINDER, "f1"), (FORM,), False),
        (delivery(MessageKind.FORM_REMINDER, "f1"), (FORM.answered({}, at(1)),), True),
        (delivery(MessageKind.FORM_REMINDER, "f1"), (), True),
        (delivery(MessageKind.PAYMENT_FAILED, "p1"), (payment(ChargeStatus.CAPTURED),), True),
        (delivery(MessageKind.PAYMENT_FAILED, "p1"), (payment(ChargeStatus.FAILED),), True),
        (
            delivery(MessageKind.PAYMENT_FAILED, "p1"),
            (payment(ChargeStatus.FAILED), sale("sale")),
            False,
        ),
        (delivery(MessageKind.REFUND, "r1", until=at(1)), (), True),
    ],
)
def test_what_is_not_so_any_more_is_not_sent(
    message: Delivery, rows: Iterable[Any], over: bool
) -> None:
    assert obsolete(message, Known(*rows), at(2)) is over


@pytest.mark.parametrize(
    ("fields", "over"),
    [
        ({}, False),
        ({"remaining": 0}, True),
        ({"valid_until": july(30)}, True),
        ({"valid_until": None}, True),
    ],
)
def test_units_that_are_gone_or_last_longer_are_not_told_of(
    fields: dict[str, Any], over: bool
) -> None:
    lot = evolve(balance(), **{"valid_until": july(31), **fields})
    message = delivery(MessageKind.BALANCE_EXPIRING, lot.id, facts=LEFT)

    assert obsolete(message, Known(lot), at(2)) is over


def test_a_form_is_called_by_its_name() -> None:
    form = Form(id=FormId("form"), name="Salute", questions=("Allergie?",))
    content = composer(FORM, form).content(delivery(MessageKind.FORM_REMINDER, "f1"))

    assert content.forms == ("Salute",)
    assert list(next_rows(FORM)) == [(Form, "form")]


def test_every_row_leads_to_those_that_messages_speak_of() -> None:
    assert list(next_rows(evolve(booking(), customer_id=None)))
    assert list(next_rows(customer())) == []
    assert (Balance, "x") not in list(next_rows(balance()))


def test_a_last_day_that_is_too_near_or_taken_away_is_not_told_of() -> None:
    lot = evolve(balance(), valid_until=july(31))
    before = Known(lot)

    def changes(day: Any, on: int) -> list[type]:
        after = Put(evolve(lot, valid_until=day))
        return [type(each) for each in expiry_changes([after], before, 7, "UTC", at(on))]

    assert changes(july(31), 1) == []
    assert changes(july(30), 1) == [Expect]
    assert changes(july(30), 24) == [Withdraw]
    assert changes(None, 1) == [Withdraw]
    assert expiry(lot, 7, "Europe/Rome", at(23)) is None
    assert expiry(lot, 7, "Europe/Rome", at(25)) is not None
    assert expiry(lot, 7, "Europe/Rome", at(31, 22)) is None
    assert expiry(lot, None, "Europe/Rome", at(25)) is None


def test_a_professional_may_be_out_of_reach_or_not_to_be_told() -> None:
    there = evolve(session(), resources=(LAURA.id, ResourceId("gone")))
    kind = MessageKind.RESOURCE_BOOKING_MOVED
    topic = Topic(kind=kind, customer_id=None, about="b1", session_id=there.id)

    def reasons(policy: NotificationPolicy, *rows: Any, told: bool = True) -> list[Any]:
        plans = Planner(
            policy=policy,
            settings=CenterSettings(),
            rows=Known(there, *rows),
            now=at(1),
            ids=iter("abc"),
        )
        return [each.reason for each in plans.deliveries([evolve(topic, asked_for=told)])]

    off = NotificationPolicy(rules=(ChannelRule(kind=kind, channels=frozenset()),))
    assert reasons(NotificationPolicy(), LAURA) == [None]
    assert reasons(NotificationPolicy(), LAURA, told=False) == [Reason.NOT_ASKED_FOR]
    assert reasons(NotificationPolicy(), evolve(LAURA, email=None)) == [Reason.NO_ADDRESS]
    assert reasons(off, LAURA) == [Reason.DISABLED_BY_CENTER]
    assert reasons(off, evolve(LAURA, kind=ResourceKind.ROOM)) == []


def test_what_becomes_of_a_message_is_what_its_table_says() -> None:
    """Only what was withheld may still be sent (A59)."""
    waiting = delivery(MessageKind.REFUND, "r1")
    ends = {waiting.ended(status, at(2), None).status for status in DeliveryStatus}
    assert ends >= DELIVERY_TRANSITIONS[DeliveryStatus.WAITING]
    withheld = waiting.ended(DeliveryStatus.WITHHELD, at(2), Reason.UNVERIFIED)
    assert withheld.released(at(3)).status in DELIVERY_TRANSITIONS[DeliveryStatus.WITHHELD]
    assert withheld.released(at(3)).at == at(3)
    leased = waiting.leased(at(2))
    assert (leased.attempts, leased.let_go().attempts) == (1, 0)
    assert waiting.order < evolve(waiting, seq=1).order


def test_the_box_of_the_refund_is_apart_from_that_of_the_rest() -> None:
    assert Notify(customer=False).told_of_refund == "customer"
    assert Notify(refund=False).told_of_refund == ""
    assert Notify.of(False).told_of_refund == ""
    assert isinstance(customer(), Customer)
