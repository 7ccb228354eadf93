"""Charging memberships: retries, answers that come late, crashes, and never a period twice."""

from __future__ import annotations

from datetime import date

import pytest

from bookingcore import (
    AttemptOutcome,
    BookingStatus,
    CardsUnsupported,
    Desk,
    Membership,
    Money,
    PaymentOnItsWay,
    PaymentStatus,
    PortMissing,
)
from bookingcore.domain.values.due import DueKind
from bookingcore.testing import FakePayments, FrozenClock, ProviderCrash
from tests.desk.gym import Gym


@pytest.fixture
def gym(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Gym:
    return Gym(desk, clock, payments)


@pytest.fixture
def subscribed(gym: Gym) -> Membership:
    """Paid by card; July is billed."""
    return gym.start(card="visa")


def moved(gym: Gym) -> Money:
    return gym.payments.net("EUR")


@pytest.mark.rule("004-18")
def test_a_failed_charge_is_tried_again_after_one_three_and_seven_days(
    gym: Gym, subscribed: Membership
) -> None:
    gym.payments.bad_cards = {"visa"}
    for day in range(1, 29):
        gym.on(f"2026-08-{day:02}")

    assert gym.tried(subscribed) == [
        "07-01 1 CAPTURED",
        "08-01 1 FAILED",
        "08-01 2 FAILED",
        "08-01 3 FAILED",
        "08-01 4 FAILED",
    ]
    tries = gym.desk.memberships.payment_activity(subscribed)[1:]
    assert [each.at.day for each in tries] == [1, 2, 4, 8]
    assert {each.reason for each in tries} == {"this card is declined"}
    assert [sale.payment_status for sale in gym.sales(subscribed)] == [
        PaymentStatus.PAID,
        PaymentStatus.AWAITING_PAYMENT,
    ]
    # The units come with the money.
    assert gym.credits(subscribed) == ["8 until 2026-07-31"]
    assert gym.desk.verify() == ()


@pytest.mark.rule("004-18", "004-20")
def test_what_failed_is_charged_again_by_hand(gym: Gym, subscribed: Membership) -> None:
    gym.payments.decline_next("no funds")
    gym.on("2026-08-01")
    attempt = gym.desk.memberships.process(subscribed)

    assert (attempt.due_on, attempt.no) == (date(2026, 8, 1), 2)
    assert attempt.outcome is AttemptOutcome.CAPTURED
    assert gym.now(subscribed).retry_on is None
    gym.on("2026-08-02")
    assert len(gym.tried(subscribed)) == 3
    assert gym.credits(subscribed)[1:] == ["8 until 2026-08-31"]


@pytest.mark.rule("004-20")
def test_the_next_payment_is_run_by_hand_before_its_day(gym: Gym, subscribed: Membership) -> None:
    attempt = gym.desk.memberships.process(subscribed)

    assert (attempt.due_on, attempt.outcome) == (date(2026, 8, 1), AttemptOutcome.CAPTURED)
    assert gym.now(subscribed).next_payment_on == date(2026, 9, 1)
    assert gym.days(subscribed) == ["07-01/07-31", "08-01/08-31"]
    gym.on("2026-08-01")
    assert len(gym.tried(subscribed)) == 2
    assert gym.desk.verify() == ()


def test_what_was_paid_at_the_desk_is_not_charged_again(gym: Gym, subscribed: Membership) -> None:
    gym.payments.decline_next()
    gym.on("2026-08-01")
    gym.desk.sales.mark_paid(gym.sales(subscribed)[-1])
    before = gym.desk.history(gym.anna)
    gym.on("2026-08-02")

    assert gym.desk.history(gym.anna) == before
    assert (moved(gym), gym.now(subscribed).retry_on) == (Money.of(50, "EUR"), None)
    assert gym.credits(subscribed)[1:] == ["8 until 2026-08-31"]
    gym.on("2026-09-01")
    assert gym.tried(subscribed)[-1] == "09-01 1 CAPTURED"
    assert gym.desk.verify() == ()


def test_a_week_is_never_tried_again_once_the_next_one_is_billed(gym: Gym) -> None:
    made = gym.start(gym.plan(every="P1W"), card="visa")
    gym.payments.bad_cards = {"visa"}
    for day in range(8, 23):
        gym.on(f"2026-07-{day:02}")

    assert gym.tried(made)[1:] == [
        *("07-08 1 FAILED", "07-08 2 FAILED", "07-08 3 FAILED"),
        *("07-15 1 FAILED", "07-15 2 FAILED", "07-15 3 FAILED"),
        "07-22 1 FAILED",
    ]


def test_a_paused_membership_is_not_charged_again(gym: Gym, subscribed: Membership) -> None:
    gym.payments.decline_next()
    gym.on("2026-08-01")
    gym.desk.memberships.pause(subscribed)
    gym.on("2026-08-20")

    assert gym.tried(subscribed)[1:] == ["08-01 1 FAILED"]


@pytest.mark.rule("004-18")
def test_an_answer_that_comes_later_settles_its_attempt(gym: Gym, subscribed: Membership) -> None:
    gym.payments.accept_next()
    gym.on("2026-08-01")
    assert gym.tried(subscribed)[-1] == "08-01 1 PENDING"
    with pytest.raises(PaymentOnItsWay):
        gym.desk.memberships.process(subscribed)

    [attempt] = gym.desk.memberships.payment_activity(subscribed)[1:]
    gym.desk.sales.provider_event(*gym.payments.settle(attempt.payment_id or ""))
    assert gym.tried(subscribed)[-1] == "08-01 1 CAPTURED"
    assert gym.credits(subscribed)[1:] == ["8 until 2026-08-31"]
    assert gym.desk.verify() == ()


def test_a_charge_that_fails_later_is_tried_again(gym: Gym, subscribed: Membership) -> None:
    gym.payments.accept_next()
    gym.on("2026-08-01")
    [attempt] = gym.desk.memberships.payment_activity(subscribed)[1:]
    gym.desk.sales.provider_event(*gym.payments.fail(attempt.payment_id or "", "expired"))

    assert gym.now(subscribed).retry_on == date(2026, 8, 2)
    gym.on("2026-08-02")
    assert gym.tried(subscribed)[1:] == ["08-01 1 FAILED", "08-01 2 CAPTURED"]
    assert moved(gym) == Money.of(100, "EUR")


@pytest.mark.parametrize("money", ["before", "after"])
def test_who_dies_while_charging_loses_and_repeats_nothing(
    gym: Gym, subscribed: Membership, money: str
) -> None:
    gym.payments.crash_next(at="before" if money == "before" else "after")
    gym.clock.move_to("2026-08-01T09:00:00+00:00")
    with pytest.raises(ProviderCrash):
        gym.desk.run_due()
    assert gym.tried(subscribed)[-1] == "08-01 1 PENDING"
    gym.on("2026-08-01", hour=10)

    assert gym.tried(subscribed)[1:] == ["08-01 1 CAPTURED"]
    assert gym.days(subscribed) == ["07-01/07-31", "08-01/08-31"]
    assert moved(gym) == Money.of(100, "EUR")
    assert gym.desk.verify() == ()


def test_a_provider_that_cannot_be_reached_is_a_failed_attempt(
    gym: Gym, subscribed: Membership
) -> None:
    gym.payments.down = True
    gym.on("2026-08-01")
    gym.payments.down = False
    gym.on("2026-08-02")

    assert gym.tried(subscribed)[1:] == ["08-01 1 FAILED", "08-01 2 CAPTURED"]


def test_running_what_is_due_again_bills_nothing_twice(gym: Gym, subscribed: Membership) -> None:
    gym.on("2026-08-01")
    before = gym.desk.history(gym.anna)
    for _ in range(3):
        assert gym.desk.run_due().done == {}

    assert gym.desk.history(gym.anna) == before
    assert moved(gym) == Money.of(100, "EUR")


def test_processing_with_a_key_is_done_once(gym: Gym, subscribed: Membership) -> None:
    first = gym.desk.memberships.process(subscribed, key="k1")
    again = gym.desk.memberships.process(subscribed, key="k1")

    assert again == first
    assert len(gym.tried(subscribed)) == 2


def test_in_the_host_s_transaction_the_provider_is_asked_afterwards(gym: Gym) -> None:
    made = gym.desk.atomically(lambda desk: desk.memberships.start(gym.anna, gym.month, card="v"))
    assert gym.tried(made) == ["07-01 1 PENDING"]
    assert gym.payments.moved == []
    gym.on("2026-07-01")

    assert gym.tried(made) == ["07-01 1 CAPTURED"]
    assert gym.credits(made) == ["8 until 2026-07-31"]


def test_a_desk_without_a_provider_bills_and_another_one_charges(
    gym: Gym, subscribed: Membership
) -> None:
    alone = Desk(gym.desk.store, center="roma", clock=gym.clock, chance=gym.desk._context.chance)
    gym.clock.move_to("2026-08-01T09:00:00+00:00")
    assert alone.run_due().done == {DueKind.RENEWAL: 1}
    assert gym.tried(subscribed)[-1] == "08-01 1 PENDING"
    with pytest.raises(PortMissing):
        alone.memberships.start(gym.anna, gym.month, card="visa")
    with pytest.raises(PortMissing):
        alone.memberships.process(subscribed)
    gym.on("2026-08-01", hour=10)

    assert gym.tried(subscribed)[-1] == "08-01 1 CAPTURED"
    assert gym.desk.verify() == ()


def test_a_provider_that_charges_no_cards_any_more_leaves_it_to_the_desk(
    gym: Gym, subscribed: Membership
) -> None:
    other = FakePayments(can_charge_cards=False)
    cashier = Desk(
        gym.desk.store,
        center="roma",
        clock=gym.clock,
        chance=gym.desk._context.chance,
        payments=other,
    )
    with pytest.raises(CardsUnsupported):
        cashier.memberships.edit(subscribed, card="amex")
    gym.clock.move_to("2026-08-01T09:00:00+00:00")
    cashier.run_due()

    assert gym.tried(subscribed)[-1] == "08-01 1 NOT_CHARGED"
    assert gym.credits(subscribed)[1:] == ["8 until 2026-08-31"]


def test_a_price_of_nothing_is_charged_to_nobody(gym: Gym) -> None:
    made = gym.start(gym.plan(price=0), card="visa")

    assert gym.tried(made) == ["07-01 1 NOT_CHARGED"]
    assert gym.payments.moved == []
    assert gym.sales(made)[0].payment_status is PaymentStatus.EXEMPT
    assert gym.desk.memberships.process(made).due_on == date(2026, 8, 1)


def test_money_that_comes_twice_goes_back(gym: Gym, subscribed: Membership) -> None:
    """A provider that said no, and then tells that the money came after all, is believed."""
    gym.payments.accept_next()
    gym.on("2026-08-01")
    [first] = gym.desk.memberships.payment_activity(subscribed)[1:]
    gym.desk.sales.provider_event(*gym.payments.fail(first.payment_id or ""))
    gym.desk.memberships.process(subscribed)
    gym.desk.sales.provider_event(*gym.payments.settle(first.payment_id or ""))
    gym.on("2026-08-01", hour=10)

    assert gym.tried(subscribed)[1:] == ["08-01 1 CAPTURED", "08-01 2 CAPTURED"]
    assert moved(gym) == Money.of(100, "EUR")
    assert gym.desk.verify() == ()


def test_a_booking_that_awaited_is_booked_once_the_money_is_there(
    gym: Gym, subscribed: Membership
) -> None:
    gym.payments.decline_next()
    gym.on("2026-08-01")
    waits = gym.booked("2026-08-05T18:00")
    assert waits.status is BookingStatus.AWAITING_REDEMPTION
    gym.on("2026-08-02")

    assert gym.desk.bookings.get(waits).status is BookingStatus.BOOKED
