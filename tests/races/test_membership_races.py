"""Real processes that renew memberships at the same moment: each period is billed once."""

from __future__ import annotations

from collections import Counter

from bookingcore import AttemptOutcome, Desk, MembershipStatus
from bookingcore.testing import FakePayments, FrozenClock
from tests.races.contest import at, raced

PROCESSES, MEMBERS = 4, 12
AUGUST = "2099-08-01T09:00:00+02:00"


def renew(desk: Desk, given: str) -> str:
    """Do what is due, with a provider of one's own."""
    worker = Desk(
        desk.store,
        center=desk.center,
        clock=FrozenClock(given),
        chance=desk._context.chance,
        payments=FakePayments(),
    )
    report = worker.run_due()
    return " ".join(error.error.code for error in report.failed)


def process(desk: Desk, given: str) -> str:
    """Bill the next period by hand."""
    return at(desk, AUGUST).memberships.process(given).due_on.isoformat()


def cancel(desk: Desk, given: str) -> str:
    """End it at once."""
    return str(at(desk, AUGUST).memberships.cancel(given).fee is not None)


def joined(desk: Desk, **fields: str) -> list[str]:
    """Members who pay by the month, by the ids of their memberships."""
    here = at(desk, "2099-07-01T09:00:00+02:00")
    yoga = here.catalog.add_service("Yoga", duration=60)
    plan = here.catalog.add_plan(
        "Mese",
        price="50.00",
        units=8,
        services=(yoga,),
        valid_for=None,
        every="P1M",
        cancellation_fee="30.00",
    )
    people = [here.customers.register(name=f"N. {number}") for number in range(MEMBERS)]
    return [here.memberships.start(person, plan, **fields).id for person in people]


def test_workers_that_run_at_once_bill_each_period_once(desk: Desk, url: str) -> None:
    ids = joined(desk)
    told = raced(url, [(renew, [[AUGUST]])] * PROCESSES)

    assert {outcome for process in told for [outcome] in process} == {""}
    for id in ids:
        assert [each.no for each in desk.memberships.periods(id)] == [1, 2]
        assert len(desk.memberships.payment_activity(id)) == 2
    assert desk.verify() == ()


def test_a_period_is_billed_by_hand_and_by_workers_one_after_the_other(
    desk: Desk, url: str
) -> None:
    """Whoever comes first: no period is left out, none is billed twice."""
    ids = joined(desk)
    rounds = [[AUGUST], [AUGUST]]
    told = raced(url, [(process, [ids, ids]), (process, [ids, ids]), (renew, rounds)])

    by_hand = Counter(day for process in told[:2] for each in process for day in each)
    for id in ids:
        periods = desk.memberships.periods(id)
        assert [each.no for each in periods] == list(range(1, len(periods) + 1))
        assert len(periods) in {5, 6}
        tries = desk.memberships.payment_activity(id)
        assert {each.outcome for each in tries} == {AttemptOutcome.NOT_CHARGED}
    assert sum(by_hand.values()) == 4 * MEMBERS
    assert desk.verify() == ()


def test_of_processes_that_cancel_one_membership_one_bills_the_fee(desk: Desk, url: str) -> None:
    ids = joined(desk)
    told = raced(url, [(cancel, [[id] for id in ids])] * PROCESSES)

    for number, id in enumerate(ids):
        outcomes = Counter(process[number][0] for process in told)
        assert outcomes == {"True": 1, "membership_ended": PROCESSES - 1}
        assert desk.memberships.get(id).status is MembershipStatus.ENDED
    assert desk.verify() == ()
