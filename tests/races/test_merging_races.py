"""Real processes that merge cards crosswise, and merge them while others act on the old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from attrs import field, frozen

from bookingcore import (
    Booking,
    CustomerStatus,
    Desk,
    Plan,
    Service,
    ServicePolicy,
    Session,
    WaitlistPolicy,
)
from tests.desk.belongings import card_on_record, things
from tests.races.contest import Act, raced
from tests.races.test_moving_races import deadlocks

PAIRS, ROUNDS = 200, 20
A_ROUND = PAIRS // ROUNDS

Rounds = Sequence[Sequence[str]]


def merge(desk: Desk, given: str) -> str:
    """Let the first card absorb the second one, both named in *given*."""
    into, old = given.split()[:2]
    return desk.customers.absorb(into=into, old=old).customer.id


def act_by_card(desk: Desk, given: str) -> str:
    """Book, wait, buy, write a note: with the id of the card."""
    who, free, full, plan = given.split()
    desk.bookings.book(who, free)
    desk.waitlist.join(who, full)
    desk.sales.sell(who, plan)
    return desk.customers.add_note(who, "ciao").text


def act_by_things(desk: Desk, given: str) -> str:
    """Cancel, leave, pay, correct, finish: with the ids of what the card had."""
    booking, entry, sale, balance, task = given.split()
    desk.bookings.cancel(booking)
    desk.waitlist.leave(entry)
    desk.sales.pay(sale, "1.00")
    desk.balances.adjust(balance, units=1)
    return desk.customers.complete_task(task).id


@frozen
class House:
    """Where everybody books, waits and buys."""

    desk: Desk
    free: Session = field(init=False)
    other: Session = field(init=False)
    full: Session = field(init=False)
    waiting: Session = field(init=False)
    left: Session = field(init=False)
    plan: Plan = field(init=False)

    @free.default
    def _free(self) -> Session:
        return self._session(1, 1000)

    @other.default
    def _other(self) -> Session:
        return self._session(2, 1000)

    @full.default
    def _full(self) -> Session:
        return self._session(3, 0)

    @waiting.default
    def _waiting(self) -> Session:
        return self._session(4, 0)

    @left.default
    def _left(self) -> Session:
        return self._session(5, 0)

    @plan.default
    def _plan(self) -> Plan:
        service = self.desk.catalog.services()[0]
        return self.desk.catalog.add_plan(
            "Tre", price="45.00", units=3, services=(service,), valid_for=None
        )

    def _session(self, day: int, capacity: int) -> Session:
        services = self.desk.catalog.services()
        yoga = services[0] if services else self._yoga()
        return self.desk.schedule.add_session(
            yoga, starts_at=f"2036-07-{day:02}T18:00Z", capacity=capacity
        )

    def _yoga(self) -> Service:
        policy = ServicePolicy(waitlist=WaitlistPolicy(capacity=None))
        return self.desk.catalog.add_service("Yoga", duration=60, policy=policy)

    def cards(self, number: int) -> list[str]:
        return [self.desk.customers.register(name=f"C{n}").id for n in range(number)]

    def endow(self, who: str, full: Session) -> str:
        """Give the card something of everything; the ids of what may be acted on."""
        desk = self.desk
        sale, booking = desk.sales.sell(who, self.plan), desk.bookings.book(who, self.other)
        entry = desk.waitlist.join(who, full)
        balance = desk.balances.of(who)[0]
        task = desk.customers.add_task(who, "chiamare", due_on="2036-07-01")
        return " ".join(each.id for each in (booking, entry, sale, balance, task))


def in_rounds(given: Sequence[str]) -> list[Sequence[str]]:
    return [given[n : n + A_ROUND] for n in range(0, len(given), A_ROUND)]


def stays(desk: Desk, pair: tuple[str, str]) -> str:
    """Which card of the pair stayed: exactly one, and the other leads to it and has nothing."""
    cards = [card_on_record(desk, each) for each in pair]
    assert Counter(each.status for each in cards) == {
        CustomerStatus.ACTIVE: 1,
        CustomerStatus.ABSORBED: 1,
    }
    cards.sort(key=lambda each: each.status is CustomerStatus.ABSORBED)
    assert cards[1].absorbed_into == cards[0].id
    assert not any(things(desk, cards[1].id).values())
    return cards[0].id


@pytest.mark.rule("A40")
@pytest.mark.parametrize("url", ["sqlite", "postgres"], indirect=True)
def test_pairs_that_are_merged_crosswise_become_one_card_each(desk: Desk, url: str) -> None:
    """Two processes merge one way, two the other way, each pair all four at the same time."""
    house = House(desk)
    firsts, seconds = house.cards(PAIRS), house.cards(PAIRS)
    for who in (*firsts, *seconds):
        desk.sales.sell(who, house.plan)
    pairs = list(zip(firsts, seconds, strict=True))
    there = in_rounds([f"{into} {old}" for into, old in pairs])
    back = in_rounds([f"{into} {old}" for old, into in pairs])
    told = raced(url, [(merge, there), (merge, back), (merge, there), (merge, back)])

    for number, pair in enumerate(pairs):
        answers = [process[number // A_ROUND][number % A_ROUND] for process in told]
        stayed = stays(desk, pair)
        assert answers == [stayed if each == stayed else "cannot_absorb" for each in pair * 2]
        assert [each.remaining for each in desk.balances.of(stayed)] == [3, 3]
        merges = desk.customers.history(stayed, kinds=("CUSTOMER_ABSORBED",)).events
        assert len(merges) == 1
    assert deadlocks(url) == 0
    assert desk.verify() == ()


@pytest.mark.rule("A40", "000-44")
@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_whatever_is_done_to_a_card_that_is_merged_belongs_to_the_one_that_stays(
    desk: Desk, url: str
) -> None:
    """Two processes merge crosswise, one acts by the old card's id, one by the ids of its things.

    All of it is done, once, whoever was first; nothing is written on the card that went.
    """
    house = House(desk)
    firsts, seconds = house.cards(A_ROUND * 4), house.cards(A_ROUND * 4)
    given = {who: house.endow(who, house.waiting) for who in firsts}
    given |= {who: house.endow(who, house.left) for who in seconds}
    pairs = list(zip(firsts, seconds, strict=True))
    where = f"{house.free.id} {house.full.id} {house.plan.id}"
    acts: list[tuple[Act, Rounds]] = [
        (merge, in_rounds([f"{into} {old}" for into, old in pairs])),
        (merge, in_rounds([f"{into} {old}" for old, into in pairs])),
        (act_by_card, in_rounds([f"{old} {where}" for _, old in pairs])),
        (act_by_things, in_rounds([given[old] for _, old in pairs])),
    ]
    told = raced(url, acts)

    assert {said for part in told[2] for said in part} == {"ciao"}
    done = [said for part in told[3] for said in part]
    assert done == [given[old].split()[-1] for _, old in pairs]
    for pair in pairs:
        check(desk, house, stays(desk, pair), given[pair[1]].split())
    assert deadlocks(url) == 0
    assert desk.verify() == ()


def check(desk: Desk, house: House, stayed: str, acted: Sequence[str]) -> None:
    """The sums of both cards and of all that was done to them are those of the one that stays."""
    booking, entry, *_ = acted
    bookings = desk.bookings.of(stayed)
    assert Counter((each.session_id, each.live) for each in bookings) == {
        (house.other.id, False): 1,
        (house.other.id, True): 1,
        (house.free.id, True): 1,
    }
    assert desk.bookings.get(booking).customer_id == stayed
    waits = Counter(each.session_id for each in desk.waitlist.of(stayed) if each.open)
    assert waits == {house.full.id: 1, house.waiting.id: 1}
    assert not desk.waitlist.get(entry).open
    assert paid_units(desk, stayed, bookings) == 3 * 3 + 1
    assert sum(each.paid.minor for each in desk.sales.of(stayed)) == 100
    assert len(desk.customers.notes(stayed)) == 1
    assert [each.open for each in desk.customers.tasks(stayed)].count(False) == 1


def paid_units(desk: Desk, who: str, bookings: Sequence[Booking]) -> int:
    """The units that are left, and those that pay for a booking."""
    assert not any(each.awaiting for each in bookings)
    left = sum(each.remaining for each in desk.balances.of(who))
    return left + sum(each.units_needed for each in bookings if each.live)
