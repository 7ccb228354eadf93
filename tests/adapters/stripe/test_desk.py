"""A desk that charges through Stripe: what the sale says is what Stripe has."""

from __future__ import annotations

import pytest

from bookingcore import CenterSettings, ChargeStatus, Desk, PaymentStatus, Sale, open_desk
from bookingcore.testing import FrozenClock
from tests.adapters.stripe.between import BAD, GOOD, Between, Fault
from tests.adapters.stripe.hooks import client_of, told_of


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of a summer's day."""
    return FrozenClock("2026-07-01T12:00:00+02:00")


@pytest.fixture
def desk(between: Between, clock: FrozenClock) -> Desk:
    """A desk in Rome."""
    settings = CenterSettings(time_zone="Europe/Rome", currency="EUR")
    return open_desk(
        "memory:", center="roma", settings=settings, clock=clock, payments=between.payments()
    )


@pytest.fixture
def sale(desk: Desk) -> Sale:
    """Forty euros that Anna owes."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    plan = desk.catalog.add_plan("Ten", price="40.00", units=10, services=(yoga,), valid_for=90)
    return desk.sales.sell(desk.customers.register(name="Anna"), plan)


def taken(between: Between) -> int:
    """What Stripe has in all, in cents."""
    client = client_of(between)
    intents = client.v1.payment_intents.list().auto_paging_iter()
    charged = sum(intent.amount for intent in intents if intent.status == "succeeded")
    return charged - sum(one.amount for one in client.v1.refunds.list().auto_paging_iter())


def test_a_card_is_charged_and_a_part_goes_back(desk: Desk, sale: Sale, between: Between) -> None:
    desk.sales.charge_card(sale, BAD)
    before = desk.sales.get(sale)
    desk.sales.charge_card(sale, GOOD)
    desk.sales.refund(sale, "15.00")

    assert before.payment_status is PaymentStatus.AWAITING_PAYMENT
    assert desk.sales.get(sale).payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert taken(between) == 2500
    assert desk.verify() == ()


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_a_silence_is_over_when_the_desk_asks_again(
    desk: Desk, sale: Sale, clock: FrozenClock, between: Between, fault: Fault
) -> None:
    between.fault = fault
    silent = desk.sales.charge_card(sale, GOOD)
    clock.advance(minutes=2)
    desk.run_due()

    assert silent.status is ChargeStatus.UNKNOWN
    assert desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert taken(between) == 4000


def test_a_webhook_ends_a_silence(desk: Desk, sale: Sale, between: Between) -> None:
    between.fault = Fault.LOST_AFTER
    silent = desk.sales.charge_card(sale, GOOD)
    webhook = told_of(between, silent.id)
    desk.sales.provider_event(*webhook)
    desk.sales.provider_event(*webhook)

    assert desk.sales.get(sale).payment_status is PaymentStatus.PAID
    assert [payment.status for payment in desk.sales.payments(sale)] == [ChargeStatus.CAPTURED]
    # What is left to do is to tell, before the units expire.
    assert desk.run_due().done == {}
