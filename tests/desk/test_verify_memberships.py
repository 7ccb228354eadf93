"""`verify()` on memberships: each period was billed once, each movement has its counterpart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attrs import evolve

from bookingcore import Desk, Membership
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.gym import Gym
from tests.desk.tampering import CannotHappen, taken_away, written_over


@pytest.fixture
def gym(desk: Desk, clock: FrozenClock, payments: FakePayments) -> Gym:
    return Gym(desk, clock, payments)


@pytest.fixture
def renewed(gym: Gym) -> Membership:
    """Two periods; the second one was charged twice."""
    made = gym.start(card="visa")
    gym.payments.decline_next()
    gym.on("2026-08-01")
    gym.on("2026-08-02")
    return gym.now(made)


def _without_a_period(gym: Gym, made: Membership) -> None:
    taken_away(gym.desk, gym.desk.memberships.periods(made)[0])


def _by_one_sale(gym: Gym, made: Membership) -> None:
    first, second = gym.desk.memberships.periods(made)
    written_over(gym.desk, second, sale_id=first.sale_id)


def _with_another_sale(gym: Gym, made: Membership) -> None:
    written_over(gym.desk, made, sale_id=gym.desk.memberships.periods(made)[0].sale_id)


def _without_an_attempt(gym: Gym, made: Membership) -> None:
    taken_away(gym.desk, gym.desk.memberships.payment_activity(made)[-1])


def _at_another_sale(gym: Gym, made: Membership) -> None:
    other = gym.desk.sales.sell(gym.anna, gym.month)
    written_over(gym.desk, gym.desk.memberships.payment_activity(made)[0], sale_id=other.id)


SPOILED: Mapping[str, tuple[Callable[[Gym, Membership], None], tuple[str, ...]]] = {
    "without a period": (_without_a_period, ("2 periods were billed", "not its own")),
    "by one sale": (_by_one_sale, ("by 1 sales", "another sale", "not its own")),
    "with another sale": (_with_another_sale, ("another sale", "2 times, there are 1")),
    "without an attempt": (_without_an_attempt, ("2 times, there are 1",)),
    "at another sale": (_at_another_sale, ("not its own",)),
}


def test_what_the_desk_writes_is_no_fault(gym: Gym, renewed: Membership) -> None:
    assert (renewed.period, renewed.attempts) == (2, 2)
    assert gym.desk.verify() == ()


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_was_tampered_with_is_found(gym: Gym, renewed: Membership, spoil: str) -> None:
    tamper, told = SPOILED[spoil]
    tamper(gym, renewed)

    faults = gym.desk.verify()
    assert {(fault.promise, fault.subject) for fault in faults} == {("P4", renewed.id)}
    assert len(faults) == len(told)
    assert all(any(part in fault.sentence for fault in faults) for part in told)


def test_periods_are_never_counted_below_none(gym: Gym, renewed: Membership) -> None:
    try:
        written_over(gym.desk, renewed, period=-1)
    except CannotHappen:
        return
    assert gym.desk.verify() != ()


@pytest.mark.parametrize("fields", [{"units": 2}, {"other_id": None}], ids=str)
def test_a_movement_between_lots_without_its_counterpart_is_found(
    gym: Gym, renewed: Membership, fields: Any
) -> None:
    [whole, _] = gym.desk.memberships.credits(renewed)
    part = gym.desk.balances.set_expiry(whole, None, units=3)
    [movement] = gym.desk.balances.movements(part)
    written_over(gym.desk, movement, **fields)

    faults = [fault for fault in gym.desk.verify() if "other lots" in fault.sentence]
    assert {fault.subject for fault in faults} == {whole.id, part.id}
    assert evolve(movement, **fields) == gym.desk.balances.movements(part)[0]
