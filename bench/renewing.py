"""What it takes to renew a membership, beside a sale at the counter that is paid by card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from attrs import frozen

from bench.figures import Line, Section, Spread, ratio
from bench.furnishing import CENTER
from bench.stopwatch import interleaved, seconds_each
from bench.stores import Ahead, Beside, stores
from bookingcore import Customer, Desk, DueKind, Membership, MembershipStatus, Plan
from bookingcore.adapters.system import SystemChance
from bookingcore.testing import FakePayments
from tests.postgres import Server

CARD = "visa"
DAY = 24 * 60
LONGEST_MONTH = 31


@frozen(kw_only=True)
class Members:
    """Who pays by the month, and what others buy at the counter for as much.

    Attributes:
        memberships: begun on the same day, each with a card.
    """

    plan: Plan
    customers: Sequence[Customer]
    memberships: Sequence[Membership]


def paying(desk: Desk, months: int = 0) -> Desk:
    """A desk on the same rows with a payment provider that says yes, so many months ahead.

    Each month counts as the longest, so that within a few years as many have passed and no more.
    """
    clock = Ahead(months * LONGEST_MONTH * DAY)
    return Desk(
        desk.store, center=CENTER, clock=clock, chance=SystemChance(), payments=FakePayments()
    )


def joined(desk: Desk, members: int) -> Members:
    """So many members, whose first month is paid."""
    own = paying(desk)
    yoga = own.catalog.add_service("Yoga", duration=60)
    month = own.catalog.add_plan(
        "Month", price="50", units=8, services=(yoga,), valid_for=None, every="P1M"
    )
    customers = [own.customers.register(name=f"Member {number}") for number in range(members)]
    return Members(
        plan=own.catalog.add_plan("Eight", price="50", units=8, services=(yoga,), valid_for=31),
        customers=customers,
        memberships=[own.memberships.start(who, month, card=CARD) for who in customers],
    )


def measure(folder: Path, rounds: int, size: int, server: Server | None = None) -> Section:
    """The section of the report."""
    lines: list[Line] = []

    def all_members(desk: Desk) -> Members:
        return joined(desk, size)

    with stores(folder, "members", all_members, server, durable=True) as each:
        for beside, members in each:
            lines.extend(_lines(beside, members, rounds))
    return Section(
        title="Memberships",
        lines=lines,
        note=(
            "A renewal claims its work, makes the sale of the month, charges the card, grants the "
            "units and says when the next one is due. Beside it, in place of a floor, `sell` and "
            "`pay` by card at the same desk, by hand of the staff. The payment provider answers "
            "at once: what is measured is the desk."
        ),
    )


def _lines(beside: Beside, members: Members, rounds: int) -> Iterator[Line]:
    renewals, sales = interleaved(
        [_renewals(beside.desk, members), _sales(beside.desk, members)], rounds
    )
    check(beside.desk, members, rounds + 1)
    yield ratio(f"a renewal, {beside.name}", renewals["each"], sales["each"])
    yield Line(
        name=f"renewals, {beside.name}",
        ours=f"{1 / median(renewals['each']):,.0f} each second",
        floor="",
        figure=Spread.of([1 / seconds for seconds in renewals["each"]]),
        unit="/s",
    )


def _renewals(desk: Desk, members: Members) -> Callable[[int], dict[str, float]]:
    """A round: the month is over, and all are renewed."""
    size = len(members.memberships)

    def play(number: int) -> dict[str, float]:
        ahead = paying(desk, number + 1)

        def renew() -> None:
            report = ahead.run_due()
            if report.failed or report.done.get(DueKind.RENEWAL) != size:
                raise AssertionError(f"not everybody was renewed: {report}")

        return {"each": seconds_each(renew, [()]) / size}

    return play


def _sales(desk: Desk, members: Members) -> Callable[[int], dict[str, float]]:
    """A round: each of the members buys as much at the counter, and pays by card."""

    def play(number: int) -> dict[str, float]:
        ahead = paying(desk, number + 1)

        def sell(who: Customer) -> None:
            ahead.sales.pay(ahead.sales.sell(who, members.plan), "50.00", card=CARD)

        return {"each": seconds_each(sell, [(who,) for who in members.customers])}

    return play


def check(desk: Desk, members: Members, months: int) -> None:
    """Each membership has had its first month and so many more, all of them paid."""
    for membership in members.memberships:
        periods = desk.memberships.periods(membership)
        now = desk.memberships.get(membership)
        unpaid = [period for period in periods if desk.sales.get(period.sale_id).due.is_positive]
        if len(periods) != 1 + months or unpaid or now.status is not MembershipStatus.ACTIVE:
            raise AssertionError(f"membership {membership.id}: {len(periods)}, {len(unpaid)} open")
    if faults := desk.verify():
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")
