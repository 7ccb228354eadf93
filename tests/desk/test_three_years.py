"""Three years of monthly renewals, on a clock that is moved by hand from due day to due day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from attrs import frozen
from dateutil.relativedelta import relativedelta

from bookingcore import AttemptOutcome, Desk, Membership, MembershipStatus, Money
from bookingcore.domain.values.moments import local_date
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.gym import Gym

END = date(2029, 12, 31)
MONTHS = 36
PRICE = Money.of("50.00", "EUR")
MEMBERS = {"memory": 50, "sqlite": 12, "postgres": 12}


@frozen
class Member:
    """Whose membership began on the day of their number in January 2027.

    Attributes:
        number: of every `number + 2` charges the first one is declined.
    """

    number: int
    membership: Membership

    @property
    def began(self) -> date:
        return first_day(self.number)

    @property
    def days(self) -> list[date]:
        """When each period begins, by another calendar."""
        months = (self.began + relativedelta(months=number) for number in range(MONTHS))
        return [day for day in months if day <= END]


def first_day(number: int) -> date:
    return date(2027, 1, 1 + number % 31)


def three_years(gym: Gym, members: int) -> list[Member]:
    """So many members, until the end of 2029."""
    plan = gym.plan(grace_days=3)
    people = [gym.desk.customers.register(name=f"N. {number}") for number in range(members)]
    gym.clock.move_to("2026-12-31T09:00:00+01:00")
    joined = [
        Member(
            number,
            gym.desk.memberships.start(
                person, plan, card=f"card {number}", starts_on=first_day(number)
            ),
        )
        for number, person in enumerate(people)
    ]
    rounds = 0
    while (due := gym.desk.next_due()) is not None and local_date(due, "Europe/Rome") <= END:
        gym.clock.move_to(due)
        gym.payments.bad_cards = {
            f"card {each.number}" for each in joined if rounds % (each.number + 2) == 0
        }
        assert gym.desk.run_due().failed == ()
        rounds += 1
    return joined


def assert_each_month_was_billed_once(gym: Gym, joined: list[Member]) -> None:
    noun, outcomes = gym.desk.memberships, Counter[AttemptOutcome]()
    for member in joined:
        now = noun.get(member.membership)
        assert [period.first for period in noun.periods(now)] == member.days
        assert now.status is MembershipStatus.ACTIVE
        assert now.next_payment_on == member.began + relativedelta(months=MONTHS)
        tries = noun.payment_activity(now)
        outcomes.update(each.outcome for each in tries)
        captured = [each.due_on for each in tries if each.outcome is AttemptOutcome.CAPTURED]
        assert len(captured) == len(set(captured))
        assert len(noun.credits(now)) == len(captured)
    assert outcomes[AttemptOutcome.FAILED] > 0
    assert gym.payments.net("EUR") == PRICE * outcomes[AttemptOutcome.CAPTURED]
    assert gym.desk.verify() == ()


@pytest.mark.rule("004-15", "004-18")
def test_each_month_is_billed_once_on_its_day(
    desk: Desk, clock: FrozenClock, payments: FakePayments, store_kind: str
) -> None:
    gym = Gym(desk, clock, payments)

    assert_each_month_was_billed_once(gym, three_years(gym, MEMBERS[store_kind]))


@pytest.mark.soak
@pytest.mark.parametrize("store_kind", ["sqlite", "postgres"], indirect=True)
def test_each_month_of_ten_thousand_members_is_billed_once_on_its_day(
    desk: Desk, clock: FrozenClock, payments: FakePayments
) -> None:
    gym = Gym(desk, clock, payments)

    assert_each_month_was_billed_once(gym, three_years(gym, 10_000))
