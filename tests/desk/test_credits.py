"""Credits whose status and expiry are edited one by one, both ways: on every store (004-17)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bookingcore import (
    Balance,
    BookingStatus,
    Desk,
    InvalidInput,
    MoreThanVoided,
    MovementKind,
    NotAllowed,
    NotEnoughUnits,
)
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.gym import Gym


@pytest.fixture
def gym(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Gym:
    return Gym(desk, clock, payments)


@pytest.fixture
def credit(gym: Gym) -> Balance:
    """Eight units of July."""
    [lot] = gym.desk.memberships.credits(gym.start())
    return lot


def lots(gym: Gym) -> list[str]:
    [membership] = gym.desk.memberships.of(gym.anna)
    return gym.credits(membership)


@pytest.mark.rule("004-16", "004-17")
def test_the_expiry_of_some_units_is_changed(gym: Gym, credit: Balance) -> None:
    part = gym.desk.balances.set_expiry(credit, "2026-12-31", units=3, comment="era malata")

    assert (part.remaining, part.valid_until) == (3, date(2026, 12, 31))
    assert lots(gym) == ["5 until 2026-07-31", "3 until 2026-12-31"]
    whole, other = (gym.desk.balances.movements(lot)[-1] for lot in (credit, part))
    assert (whole.kind, whole.units, whole.other_id) == (MovementKind.SPLIT, -3, part.id)
    assert (other.kind, other.units, other.other_id) == (MovementKind.SPLIT, 3, credit.id)
    event = gym.desk.history(credit)[-1]
    assert event.words == {"comment": "era malata"}
    assert event.facts["into"] == part.id
    assert gym.desk.verify() == ()


def test_parts_are_split_again_and_used(gym: Gym, credit: Balance) -> None:
    part = gym.desk.balances.set_expiry(credit, "2026-12-31", units=4)
    gym.desk.balances.set_expiry(part, None, units=1)
    assert gym.booked("2026-09-01T18:00").status is BookingStatus.BOOKED

    assert sorted(lots(gym)) == [
        "1 until for ever",
        "2 until 2026-12-31",
        "4 until 2026-07-31",
    ]
    assert gym.desk.verify() == ()


@pytest.mark.rule("004-17")
def test_the_status_of_units_is_changed_both_ways(gym: Gym, credit: Balance) -> None:
    gym.desk.balances.void(credit, units=5, comment="errore")
    assert lots(gym) == ["3 until 2026-07-31"]
    back = gym.desk.balances.reinstate(credit, units=2, comment="errore mio")
    assert back.remaining == 5
    assert gym.desk.balances.reinstate(credit).remaining == 8

    moved = gym.desk.balances.movements(credit)
    assert [(each.kind.name, each.units) for each in moved] == [
        ("GRANTED", 8),
        ("VOIDED", -5),
        ("REINSTATED", 2),
        ("REINSTATED", 3),
    ]
    with pytest.raises(MoreThanVoided):
        gym.desk.balances.reinstate(credit)
    assert gym.desk.verify() == ()


@pytest.mark.rule("A38")
def test_what_went_with_a_refund_stays_void(gym: Gym) -> None:
    made = gym.start(card="visa")
    [credit] = gym.desk.memberships.credits(made)
    [sale] = gym.sales(made)
    gym.desk.balances.void(credit, units=1)
    gym.desk.sales.refund(sale, "25.00")
    assert gym.credits(made) == ["3 until 2026-07-31"]
    with pytest.raises(MoreThanVoided):
        gym.desk.balances.reinstate(credit, units=2)
    assert gym.desk.balances.reinstate(credit).remaining == 4
    gym.desk.sales.refund(sale)

    with pytest.raises(MoreThanVoided):
        gym.desk.balances.reinstate(credit)
    assert gym.desk.verify() == ()


@pytest.mark.rule("A38")
def test_a_refund_takes_units_of_split_lots_too(gym: Gym) -> None:
    made = gym.start(card="visa")
    [credit] = gym.desk.memberships.credits(made)
    gym.desk.balances.set_expiry(credit, "2026-12-31", units=6)
    gym.desk.sales.refund(gym.sales(made)[0], "25.00")
    assert gym.credits(made) == ["0 until 2026-07-31", "4 until 2026-12-31"]
    gym.desk.sales.refund(gym.sales(made)[0])

    assert gym.credits(made) == ["0 until 2026-07-31", "0 until 2026-12-31"]
    assert gym.desk.verify() == ()


@pytest.mark.parametrize(("units", "error"), [(9, NotEnoughUnits), (0, InvalidInput)])
def test_no_more_units_are_split_off_than_there_are(
    gym: Gym, credit: Balance, units: int, error: type[Any]
) -> None:
    with pytest.raises(error):
        gym.desk.balances.set_expiry(credit, "2026-12-31", units=units)

    assert lots(gym) == ["8 until 2026-07-31"]


def test_credits_are_edited_by_staff_alone(gym: Gym, credit: Balance) -> None:
    own = gym.desk.by(gym.anna).balances
    with pytest.raises(NotAllowed):
        own.reinstate(credit)
    with pytest.raises(NotAllowed):
        own.set_expiry(credit, None, units=1)


def test_units_that_come_back_redeem_what_awaits(gym: Gym, credit: Balance) -> None:
    gym.desk.balances.void(credit)
    waits = gym.booked("2026-07-10T18:00")
    gym.desk.balances.reinstate(credit, units=1)

    assert gym.desk.bookings.get(waits).status is BookingStatus.BOOKED
