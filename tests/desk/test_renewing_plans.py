"""Plans that renew: how often, on what terms, and what cannot be meant; on every store."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pendulum
import pytest

from bookingcore import Cycle, Desk, InvalidInput, UnusedUnits
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.gym import Gym


@pytest.fixture
def gym(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Gym:
    return Gym(desk, clock, payments)


@pytest.mark.parametrize(
    ("every", "next_on"),
    [
        ("P1W", "2026-07-08"),
        (timedelta(days=10), "2026-07-11"),
        (pendulum.duration(months=3), "2026-10-01"),
        (Cycle(months=12), "2027-07-01"),
    ],
)
def test_a_plan_says_how_often_it_renews(gym: Gym, every: Any, next_on: str) -> None:
    made = gym.start(gym.plan(every=every))

    assert made.next_payment_on == date.fromisoformat(next_on)


def test_a_plan_comes_back_as_it_was_offered(gym: Gym) -> None:
    offered = gym.plan(
        every="P1Y",
        cancellation_fee="30.00",
        minimum_term=2,
        unused=UnusedUnits.ROLL_OVER,
        void_on_end=True,
    )

    assert offered in gym.desk.catalog.plans()
    assert (offered.every, offered.minimum_term) == (Cycle(months=12), 2)


def test_a_plan_that_does_not_renew_is_sold_and_not_subscribed_to(gym: Gym) -> None:
    with pytest.raises(InvalidInput, match=r"sales\.sell"):
        gym.start(gym.plan(every=None))
    # One period of a plan that renews may be sold by itself.
    gym.desk.sales.sell(gym.anna, gym.month)
    assert gym.desk.memberships.of(gym.anna) == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"every": "P1M1D"}, "every"),
        ({"every": None, "cancellation_fee": "5.00"}, "every"),
        ({"every": None, "minimum_term": 3}, "every"),
        ({"cancellation_fee": "-5.00"}, "cancellation_fee"),
        ({"cancellation_fee": 0.5}, "cancellation_fee"),
        ({"minimum_term": 0}, "minimum_term"),
        ({"unused": "VANISH"}, "unused"),
        ({"void_on_end": 1}, "void_on_end"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(gym: Gym, fields: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        gym.plan(**fields)

    assert refused.value.field == field
