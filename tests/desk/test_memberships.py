"""Memberships as they begin, renew, are edited, paused and resumed: on every store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pendulum
import pytest

from bookingcore import (
    AttemptOutcome,
    BookingStatus,
    CustomerNotActive,
    Desk,
    GrantOn,
    InvalidInput,
    MembershipEnded,
    MembershipPaused,
    MembershipStatus,
    PaymentStatus,
    Staff,
    Unknown,
)
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.gym import Gym


@pytest.fixture
def gym(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Gym:
    return Gym(desk, clock, payments)


@pytest.mark.rule("004-15", "004-23")
def test_a_membership_is_added_with_branch_seller_and_note(gym: Gym) -> None:
    branch = gym.desk.catalog.add_branch("Ostia", time_zone="America/New_York")
    made = gym.start(branch=branch, sold_by="Paul", note="per la schiena")

    assert gym.desk.memberships.of(gym.anna) == (made,)
    assert (made.branch_id, made.sold_by, made.note) == (branch.id, "Paul", "per la schiena")
    assert (made.anchor, made.next_payment_on) == (date(2026, 7, 1), date(2026, 8, 1))
    [sale] = gym.sales(made)
    assert (sale.branch_id, sale.sold_by) == (branch.id, "Paul")
    assert gym.desk.verify() == ()


def test_a_day_begins_when_it_does_in_the_branch_s_zone(gym: Gym) -> None:
    gym.clock.move_to("2026-07-01T03:00:00+00:00")
    branch = gym.desk.catalog.add_branch("Queens", time_zone="America/New_York")
    made = gym.start(branch=branch)

    assert made.next_payment_on == date(2026, 7, 30)
    assert gym.desk.next_due() == pendulum.datetime(2026, 7, 30, 4)


@pytest.mark.rule("000-19", "004-15")
def test_without_a_card_the_balance_is_there_and_the_sale_awaits_its_payment(gym: Gym) -> None:
    made = gym.start()

    [sale] = gym.sales(made)
    assert (sale.payment_status, sale.grant_on) == (
        PaymentStatus.AWAITING_PAYMENT,
        GrantOn.SALE,
    )
    assert gym.credits(made) == ["8 until 2026-07-31"]
    assert gym.tried(made) == ["07-01 1 NOT_CHARGED"]
    assert gym.payments.moved == []


@pytest.mark.rule("004-18")
def test_with_a_card_the_balance_comes_with_the_money(gym: Gym) -> None:
    made = gym.start(card="visa")

    [sale] = gym.sales(made)
    assert (sale.payment_status, sale.grant_on) == (PaymentStatus.PAID, GrantOn.PAYMENT)
    assert gym.credits(made) == ["8 until 2026-07-31"]
    [attempt] = gym.desk.memberships.payment_activity(made)
    assert attempt.outcome is AttemptOutcome.CAPTURED
    [payment] = gym.desk.sales.payments(sale)
    assert (attempt.payment_id, attempt.sale_id) == (payment.id, sale.id)


@pytest.mark.rule("004-16")
def test_credits_earned_through_a_membership_are_listed(gym: Gym) -> None:
    made = gym.start()
    gym.desk.sales.sell(gym.anna, gym.plan(every=None))
    gym.on("2026-08-01")

    lots = gym.desk.memberships.credits(made)
    assert gym.credits(made) == ["8 until 2026-07-31", "8 until 2026-08-31"]
    assert {lot.sale_id for lot in lots} == {sale.id for sale in gym.sales(made)}
    assert len(gym.desk.balances.of(gym.anna)) == 3


@pytest.mark.rule("004-24")
def test_the_tab_holds_memberships_credits_and_logs(gym: Gym) -> None:
    first, second = gym.start(card="visa"), gym.start()
    gym.desk.memberships.pause(second)
    own = gym.desk.by(gym.anna)

    assert own.memberships.of(gym.anna) == gym.desk.memberships.of(gym.anna)
    assert {each.id for each in own.memberships.of(gym.anna)} == {first.id, second.id}
    assert own.customers.card(gym.anna).memberships == own.memberships.of(gym.anna)
    for membership, logs in ((first, 3), (second, 3)):
        assert len(own.memberships.credits(membership)) == 1
        assert len(own.memberships.payment_activity(membership)) == 1
        assert len(gym.desk.history(membership)) == logs


@pytest.mark.rule("004-15")
def test_months_are_anchored_on_the_day_that_began_them(gym: Gym) -> None:
    gym.clock.move_to("2027-01-31T09:00:00+01:00")
    made = gym.start()
    for day in ("2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"):
        assert gym.now(made).next_payment_on == date.fromisoformat(day)
        gym.on(day, 1)

    assert gym.days(made) == [
        "01-31/02-27",
        "02-28/03-30",
        "03-31/04-29",
        "04-30/05-30",
        "05-31/06-29",
    ]
    assert gym.desk.verify() == ()


def test_periods_that_nobody_billed_in_time_are_billed_one_by_one(gym: Gym) -> None:
    made = gym.start()
    gym.on("2026-10-15")

    assert gym.days(made) == ["07-01/07-31", "08-01/08-31", "09-01/09-30", "10-01/10-31"]
    assert gym.now(made).next_payment_on == date(2026, 11, 1)
    assert gym.desk.verify() == ()


def test_a_membership_that_begins_later_is_billed_on_its_day(gym: Gym) -> None:
    made = gym.start(card="visa", starts_on="2026-07-20")
    assert (made.period, gym.payments.moved) == (0, [])
    gym.on("2026-07-19")
    assert gym.tried(made) == []

    gym.on("2026-07-20")
    assert gym.tried(made) == ["07-20 1 CAPTURED"]
    assert gym.credits(made) == ["8 until 2026-08-19"]


def test_units_of_a_period_expire_with_it_unless_they_roll_over(gym: Gym) -> None:
    expiring = gym.start()
    lasting = gym.start(gym.plan(unused="ROLL_OVER", valid_for=None))
    ninety = gym.start(gym.plan(unused="ROLL_OVER", valid_for=90))
    gym.on("2026-08-01")

    assert gym.credits(expiring) == ["8 until 2026-07-31", "8 until 2026-08-31"]
    assert gym.credits(lasting) == ["8 until for ever"] * 2
    assert gym.credits(ninety) == ["8 until 2026-09-28", "8 until 2026-10-29"]


@pytest.mark.rule("004-15", "A8")
def test_a_payment_in_the_days_of_grace_moves_nothing_and_redeems_nothing_twice(gym: Gym) -> None:
    """The period runs from its own day; who booked in grace is redeemed once, by the old units."""
    made = gym.start(gym.plan(grace_days=7), card="visa")
    gym.payments.decline_next("no funds")
    gym.on("2026-08-01")
    booking = gym.booked("2026-08-03T18:00")
    assert booking.status is BookingStatus.BOOKED
    assert gym.credits(made) == ["7 until 2026-07-31"]
    gym.on("2026-08-02")

    assert gym.tried(made)[1:] == ["08-01 1 FAILED", "08-01 2 CAPTURED"]
    assert gym.days(made) == ["07-01/07-31", "08-01/08-31"]
    assert gym.credits(made) == ["7 until 2026-07-31", "8 until 2026-08-31"]
    assert gym.now(made).next_payment_on == date(2026, 9, 1)
    paying = gym.desk.bookings.get(booking)
    assert (paying.status, paying.units_needed) == (BookingStatus.BOOKED, 1)
    assert gym.desk.verify() == ()


def test_what_awaits_is_redeemed_by_the_next_period(gym: Gym) -> None:
    made = gym.start(gym.plan(units=1), card="visa")
    gym.booked("2026-07-10T18:00")
    waits = gym.booked("2026-08-10T18:00")
    assert waits.status is BookingStatus.AWAITING_REDEMPTION
    gym.on("2026-08-01")

    assert gym.desk.bookings.get(waits).status is BookingStatus.BOOKED
    assert gym.credits(made) == ["0 until 2026-07-31", "0 until 2026-08-31"]


# Editing.


@pytest.mark.rule("004-19")
def test_the_card_the_next_payment_and_the_note_are_edited(gym: Gym) -> None:
    made = gym.start(card="visa")
    edited = gym.desk.memberships.edit(
        made, card="amex", next_payment_on="2026-08-15", note="paga a metà mese"
    )

    assert edited == gym.now(made)
    assert (edited.card, edited.note) == ("amex", "paga a metà mese")
    assert edited.next_payment_on == date(2026, 8, 15)
    gym.on("2026-08-01")
    assert len(gym.payments.moved) == 1
    gym.on("2026-08-15")
    assert [moved.card for moved in gym.payments.moved] == ["visa", "amex"]
    assert gym.now(made).next_payment_on == date(2026, 9, 15)
    assert gym.desk.verify() == ()


def test_what_is_left_out_stays_and_nothing_edited_is_no_event(gym: Gym) -> None:
    made = gym.start(card="visa", note="prima")
    before = gym.desk.history(gym.anna)

    assert gym.desk.memberships.edit(made) == made
    assert gym.desk.memberships.edit(made, note="prima", next_payment_on="2026-08-01") == made
    assert gym.desk.history(gym.anna) == before
    assert gym.desk.memberships.edit(made, card=None).card is None


@pytest.mark.rule("004-19", "004-20")
def test_a_card_that_is_added_later_pays_for_what_awaits(gym: Gym) -> None:
    made = gym.start()
    gym.desk.memberships.edit(made, card="visa")
    attempt = gym.desk.memberships.process(made)

    assert attempt.outcome is AttemptOutcome.CAPTURED
    assert gym.tried(made) == ["07-01 1 NOT_CHARGED", "07-01 2 CAPTURED"]
    assert gym.sales(made)[0].payment_status is PaymentStatus.PAID


# Pausing and resuming.


@pytest.mark.rule("004-15")
def test_a_paused_membership_bills_nothing_until_it_is_resumed(gym: Gym) -> None:
    made = gym.start(card="visa")
    paused = gym.desk.memberships.pause(made, reason="in vacanza")
    assert (paused.status, paused.next_payment_on) == (MembershipStatus.PAUSED, None)
    assert gym.desk.next_due() is None
    gym.on("2026-09-10")
    assert gym.tried(made) == ["07-01 1 CAPTURED"]
    with pytest.raises(MembershipPaused):
        gym.desk.memberships.process(made)

    resumed = gym.desk.memberships.resume(made)
    assert (resumed.status, resumed.next_payment_on) == (
        MembershipStatus.ACTIVE,
        date(2026, 10, 1),
    )
    gym.on("2026-10-01")
    assert gym.days(made) == ["07-01/07-31", "10-01/10-31"]
    assert gym.desk.verify() == ()


def test_a_short_pause_changes_nothing(gym: Gym) -> None:
    made = gym.start()
    gym.desk.memberships.process(made)
    gym.desk.memberships.pause(made)

    assert gym.desk.memberships.resume(made).next_payment_on == date(2026, 9, 1)
    gym.on("2026-09-01")
    assert gym.days(made) == ["07-01/07-31", "08-01/08-31", "09-01/09-30"]


def test_pausing_and_resuming_again_change_nothing(gym: Gym) -> None:
    made = gym.start()
    assert gym.desk.memberships.resume(made) == made
    paused = gym.desk.memberships.pause(made)
    before = gym.desk.history(gym.anna)

    assert gym.desk.memberships.pause(made, reason="ancora") == paused
    assert gym.desk.history(gym.anna) == before


# Who may, and what cannot be meant.


def test_customers_read_their_own_and_nobody_else_s(gym: Gym) -> None:
    made = gym.start()
    own, other = gym.desk.by(gym.anna), gym.desk.by(gym.desk.customers.register(name="Ugo"))

    assert own.memberships.of(gym.anna) == (made,)
    assert own.memberships.get(made) == made
    assert len(own.memberships.payment_activity(made)) == 1
    assert own.memberships.credits(made) == gym.desk.memberships.credits(made)
    assert own.memberships.periods(made) == gym.desk.memberships.periods(made)
    for ask in (
        other.memberships.get,
        other.memberships.payment_activity,
        other.memberships.credits,
        other.memberships.periods,
        other.memberships.cancellation_terms,
        gym.desk.at("torino").memberships.get,
    ):
        with pytest.raises(Unknown):
            ask(made)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"card": ""}, "card"),
        ({"card": 7}, "card"),
        ({"starts_on": "2026-06-01"}, "starts_on"),
        ({"starts_on": "9900-01-01"}, "starts_on"),
        ({"starts_on": "domani"}, "starts_on"),
        ({"note": None}, "note"),
        ({"sold_by": ""}, "sold_by"),
        ({"key": ""}, "key"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(gym: Gym, fields: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        gym.start(**fields)

    assert refused.value.field == field
    assert gym.desk.memberships.of(gym.anna) == ()


def test_who_has_left_starts_no_membership(gym: Gym) -> None:
    gym.desk.customers.deregister(gym.anna)
    with pytest.raises(CustomerNotActive):
        gym.start()


def test_what_is_over_is_not_changed_any_more(gym: Gym) -> None:
    made = gym.start()
    gym.desk.memberships.cancel(made)
    noun = gym.desk.memberships
    for change in (noun.pause, noun.resume, noun.process, noun.cancel, noun.cancellation_terms):
        with pytest.raises(MembershipEnded):
            change(made)
    with pytest.raises(MembershipEnded):
        noun.edit(made, note="troppo tardi")


def test_next_payments_lie_ahead(gym: Gym) -> None:
    made = gym.start()
    with pytest.raises(InvalidInput, match="next_payment_on"):
        gym.desk.memberships.edit(made, next_payment_on="2026-06-30")
    # The period that begins today is billed already.
    with pytest.raises(InvalidInput, match="2026-07-02"):
        gym.desk.memberships.edit(made, next_payment_on="2026-07-01")
    sooner = gym.desk.memberships.edit(made, next_payment_on="2026-07-02")
    assert sooner.next_payment_on == date(2026, 7, 2)


def test_history_says_who_did_what(gym: Gym) -> None:
    made = gym.desk.by(Staff("maria")).memberships.start(gym.anna, gym.month, note="segreto")
    gym.desk.memberships.pause(made)
    events = gym.desk.history(made)

    assert [(event.kind.name, str(event.actor)) for event in events] == [
        ("MEMBERSHIP_STARTED", "staff:maria"),
        ("PAYMENT_ATTEMPTED", "staff:maria"),
        ("MEMBERSHIP_PAUSED", "staff:desk"),
    ]
    assert events[0].words == {"note": "segreto"}
