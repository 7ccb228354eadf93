"""The customers' units: listing them, reading their ledgers, correcting them, on every store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bookingcore import (
    Balance,
    BookingStatus,
    InvalidInput,
    MovementKind,
    NotEnoughUnits,
    Staff,
)
from bookingcore.testing import FrozenClock
from tests.desk.records import everything
from tests.desk.studio import Studio


@pytest.fixture
def three(studio: Studio) -> list[Balance]:
    """For ever, until 20 July, and until 10 August from August on; for physio, yoga and both."""
    desk = studio.desk
    studio.sold(studio.plan(studio.physio, valid_for=None))
    studio.sold(studio.plan(studio.yoga, valid_for=20))
    studio.sold(studio.plan(studio.physio, studio.yoga, valid_for=10), from_="2026-08-01")
    found = desk.balances.of(studio.anna)
    assert [balance.valid_until for balance in found] == [
        date(2026, 7, 20),
        date(2026, 8, 10),
        None,
    ]
    return list(found)


@pytest.mark.rule("A8")
@pytest.mark.parametrize(
    ("on", "services", "found"),
    [
        (None, (), [0, 1, 2]),
        ("2026-07-20", (), [0, 2]),
        (date(2026, 7, 21), (), [2]),
        ("2026-08-01", (), [1, 2]),
        ("2026-06-30", (), []),
        (None, ("physio",), [1, 2]),
        (None, ("yoga",), [0, 1]),
        ("2026-07-20", ("yoga",), [0]),
    ],
)
def test_balances_are_listed_in_the_order_in_which_they_pay(
    studio: Studio, three: list[Balance], on: Any, services: tuple[str, ...], found: list[int]
) -> None:
    service = getattr(studio, services[0]) if services else None
    expected = tuple(three[number] for number in found)

    assert studio.desk.balances.of(studio.anna, on=on, service=service) == expected
    own = studio.desk.by(studio.anna)
    assert own.balances.of(studio.anna, on=on, service=service) == expected


def test_the_ledger_tells_every_unit_that_came_or_went(studio: Studio, clock: FrozenClock) -> None:
    desk = studio.desk
    studio.sold(studio.plan(studio.physio, units=3))
    [balance] = desk.balances.of(studio.anna)
    clock.advance(minutes=1)
    booking = studio.booked("2026-07-09T18:00", places=2)
    desk.bookings.cancel(booking)
    maria = desk.by(Staff("maria"))
    maria.balances.adjust(balance, units=2, comment="omaggio")
    maria.balances.adjust(balance, units=-1, comment="troppo")
    after = maria.balances.void(balance)

    ledger = desk.balances.movements(balance)
    assert [(line.no, line.kind, line.units, line.booking_id) for line in ledger] == [
        (1, MovementKind.GRANTED, 3, None),
        (2, MovementKind.REDEEMED, -2, booking.id),
        (3, MovementKind.RETURNED, 2, booking.id),
        (4, MovementKind.ADJUSTED, 2, None),
        (5, MovementKind.ADJUSTED, -1, None),
        (6, MovementKind.VOIDED, -4, None),
    ]
    assert [line.by for line in ledger] == ["staff:desk"] * 3 + ["staff:maria"] * 3
    assert ledger[0].at < ledger[1].at == clock.now()
    assert (after.remaining, after.moves, after.units) == (0, 6, 3)
    assert desk.verify() == ()


@pytest.mark.parametrize(
    ("correct", "wanted"),
    [
        (lambda desk, id: desk.balances.adjust(id, units=-3), 3),
        (lambda desk, id: desk.balances.void(id, units=3), 3),
    ],
)
def test_no_more_units_are_taken_than_remain(studio: Studio, correct: Any, wanted: int) -> None:
    studio.sold(studio.plan(studio.physio, units=3))
    studio.booked("2026-07-02T18:00")
    [balance] = studio.desk.balances.of(studio.anna)
    before = everything(studio.desk)

    with pytest.raises(NotEnoughUnits) as refused:
        correct(studio.desk, balance.id)
    assert (refused.value.wanted, refused.value.remaining) == (wanted, 2)
    assert everything(studio.desk) == before


def test_from_an_empty_balance_nothing_is_voided(studio: Studio) -> None:
    studio.sold()
    [balance] = studio.desk.balances.of(studio.anna)
    studio.desk.balances.void(balance)

    with pytest.raises(NotEnoughUnits):
        studio.desk.balances.void(balance)


@pytest.mark.parametrize("units", [0, 1_000_001, -1_000_001, 1.0, "1", True, None])
def test_units_are_adjusted_by_a_whole_number_that_is_not_zero(studio: Studio, units: Any) -> None:
    studio.sold()
    [balance] = studio.desk.balances.of(studio.anna)
    with pytest.raises(InvalidInput) as refused:
        studio.desk.balances.adjust(balance, units=units)

    assert refused.value.field == "units"
    assert studio.desk.balances.of(studio.anna) == (balance,)


def test_a_balance_without_expiry_pays_for_ever(studio: Studio) -> None:
    studio.sold(studio.plan(studio.physio, valid_for=7))
    far = studio.booked("2030-07-02T18:00")
    assert far.status is BookingStatus.AWAITING_REDEMPTION
    [balance] = studio.desk.balances.of(studio.anna)

    after = studio.desk.balances.set_expiry(balance, None)

    assert (after.valid_until, after.expiry_by_hand) == (None, True)
    assert studio.now(far).status is BookingStatus.BOOKED
    event = studio.desk.history(balance)[-1]
    assert event.facts == {"before": "2026-07-07", "after": None}
