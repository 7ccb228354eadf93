"""Commands that ask the provider, the stage on which they are struck, and how they are resumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from attrs import define, field

from bookingcore import (
    AlreadyCancelled,
    ChargeStatus,
    Customer,
    Desk,
    EventKind,
    Line,
    Money,
    Payment,
    Plan,
    Refund,
    RefundStatus,
    Sale,
    Service,
    SessionCancelled,
)
from bookingcore.ports.payments import ChargeOutcome
from bookingcore.testing import FakePayments, FrozenClock, SeededChance
from tests.desk.striking import Steps, WatchedPayments, WatchedStore
from tests.desk.studio import Studio

TWO_MINUTES = timedelta(minutes=2)
"""Longer than anybody's lease, and than the first wait of a call without an answer."""

SOON = timedelta(hours=2)
"""Later than anybody waits to ask again."""

Give = Callable[[Desk], object]
"""A command, ready to be given at any desk."""


@define
class Stage:
    """A desk and its provider, on which one command after the other is struck.

    Attributes:
        people: the customers of the round.
        give: its command.
        money: what the provider had when the round began.
        moved: how often it had moved money by then.
    """

    studio: Studio
    clock: FrozenClock
    payments: FakePayments
    massage: Service = field(init=False)
    yearly: Plan = field(init=False)
    chance: SeededChance = field(factory=lambda: SeededChance(8))
    people: list[Customer] = field(factory=list)
    give: Give = field(init=False)
    money: Money = field(init=False)
    moved: int = 0

    @massage.default
    def _massage(self) -> Service:
        return self.desk.catalog.add_service("Massaggio", duration=60, price="60.00")

    @yearly.default
    def _yearly(self) -> Plan:
        catalog, physio = self.desk.catalog, self.studio.physio
        return catalog.add_plan(
            "Abbonamento", price=40, units=4, services=(physio,), valid_for=None, every="P1Y"
        )

    @property
    def desk(self) -> Desk:
        """The desk that nothing strikes."""
        return self.studio.desk

    def desk_of(self, steps: Steps) -> Desk:
        """The desk of a process that is watched, or struck."""
        return Desk(
            WatchedStore(self.desk.store, steps),
            center="roma",
            clock=self.clock,
            chance=self.chance,
            payments=WatchedPayments(self.payments, steps),
        )

    def begin(self) -> None:
        """Begin a round, in which only what is new counts."""
        for who in self.people:
            # What failed in the last round is not charged again in this one.
            for membership in self.desk.memberships.of(who):
                self.desk.memberships.pause(membership)
        self.people.clear()
        self.money, self.moved = self.payments.net("EUR"), len(self.payments.moved)

    def somebody(self) -> Customer:
        """A new customer."""
        self.people.append(self.desk.customers.register(name="Bruno"))
        return self.people[-1]

    def sold(self) -> Sale:
        """A pass of 40 euros, sold to a new customer."""
        return self.desk.sales.sell(self.somebody(), self.studio.pass_physio)

    def sales(self) -> list[Sale]:
        """The sales of the round."""
        return [sale for who in self.people for sale in self.desk.sales.of(who)]

    def payments_made(self) -> list[Payment]:
        """The payments of the round."""
        return [each for sale in self.sales() for each in self.desk.sales.payments(sale)]

    def refunds_made(self) -> list[Refund]:
        """The refunds of the round."""
        return [each for sale in self.sales() for each in self.desk.sales.refunds(sale)]

    def known_keys(self) -> list[str]:
        """The keys of the round that the provider knows."""
        keys: list[str] = [payment.id for payment in self.payments_made()]
        for refund in self.refunds_made():
            keys += [refund.key(no) for no, part in enumerate(refund.parts) if part.asked]
        return [key for key in keys if self.payments.find(key)]

    def work(self) -> None:
        """Let the workers do what is due, until nothing is for a while."""
        for _ in range(20):
            due = self.desk.next_due()
            if due is None or due > self.clock.now() + SOON:
                return
            self.clock.move_to(max(due, self.clock.now()))
            assert self.desk.run_due().failed == ()
        raise AssertionError("there is no end of what is due")

    def decide(self, *, moves: bool) -> None:
        """The provider decides what it had accepted, and tells nobody."""
        for key in self.known_keys():
            found = self.payments.find(key)
            if found and found.outcome is ChargeOutcome.PENDING:
                (self.payments.settle if moves else self.payments.fail)(key)

    def check(self) -> None:
        """Books and provider agree, all is decided, and nothing is recorded twice."""
        sales, payments, refunds = self.sales(), self.payments_made(), self.refunds_made()
        parts = [part for refund in refunds for part in refund.parts]
        booked = sum((sale.paid - sale.refunded for sale in sales), Money.zero("EUR"))
        assert self.payments.net("EUR") - self.money == booked
        assert not any(each.undecided for each in payments)
        assert not any(part.on_its_way for part in parts)
        keys = [moved.key for moved in self.payments.moved[self.moved :]]
        assert len(keys) == len(set(keys))
        captured = [each.id for each in payments if each.status is ChargeStatus.CAPTURED]
        assert self.told(EventKind.PAYMENT_TAKEN, "payment") == Counter(captured)
        done = [each.id for each in refunds for p in each.parts if p.status is RefundStatus.DONE]
        assert self.told(EventKind.REFUND_DONE, "refund") == Counter(done)

    def told(self, kind: EventKind, what: str) -> Counter[object]:
        """How often something happened to each payment or refund of the round."""
        events = [event for sale in self.sales() for event in self.desk.history(sale)]
        return Counter(event.facts[what] for event in events if event.kind is kind)


Act = Callable[[Stage], Give]
"""All that comes before a command, and the command."""


def charging(stage: Stage) -> Give:
    """A card is charged for all that is due."""
    sale = stage.sold()
    return lambda desk: desk.sales.charge_card(sale, "card-1", key=sale.id)


def paying(stage: Stage) -> Give:
    """A part is paid with a card."""
    sale = stage.sold()
    return lambda desk: desk.sales.pay(sale, "15.00", card="card-1", key=sale.id)


def refunding(stage: Stage) -> Give:
    """Money goes back onto the two cards by which it came."""
    sale = stage.sold()
    stage.desk.sales.charge_card(sale, "card-1", "25.00")
    stage.desk.sales.charge_card(sale, "card-2")
    return lambda desk: desk.sales.refund(sale, "30.00", key=sale.id)


def cancelling(stage: Stage) -> Give:
    """A booking that was paid by card is cancelled."""
    [booking] = _paid_bookings(stage, 1)
    return lambda desk: desk.bookings.cancel(booking, refund=True)


def cancelling_a_session(stage: Stage) -> Give:
    """A session is cancelled in which three have paid by card."""
    [first, *_] = [stage.desk.bookings.get(each) for each in _paid_bookings(stage, 3)]
    session = str(first.session_id)
    return lambda desk: desk.schedule.cancel_session(session, refund=True)


def _paid_bookings(stage: Stage, count: int) -> list[str]:
    session = stage.studio.session("2026-07-09T18:00", service=stage.massage)
    bookings: list[str] = []
    for _ in range(count):
        who = stage.somebody()
        bookings.append(stage.desk.bookings.book(who, session).id)
        sale = stage.desk.sales.sell(who, Line(booking=bookings[-1]))
        stage.desk.sales.charge_card(sale, "card-1")
    return bookings


def approving(stage: Stage) -> Give:
    """A customer confirms in the app what they were asked for."""
    sale = stage.sold()
    asked, who = stage.desk.sales.request_payment(sale, card="card-1"), stage.people[-1]
    return lambda desk: desk.by(who).sales.approve(asked, key=sale.id)


def collecting(stage: Stage) -> Give:
    """Money is collected without being confirmed."""
    sale = stage.sold()
    return lambda desk: desk.sales.request_payment(sale, card="card-1", direct=True, key=sale.id)


def subscribing(stage: Stage) -> Give:
    """A membership begins, and its first period is charged."""
    who = stage.somebody()
    return lambda desk: desk.memberships.start(who, stage.yearly, card="card-1", key=who.id)


def billing(stage: Stage) -> Give:
    """The next period of a membership is charged before its day."""
    started = stage.desk.memberships.start(stage.somebody(), stage.yearly, card="card-1")
    return lambda desk: desk.memberships.process(started, key=started.id)


def renewing(stage: Stage) -> Give:
    """A membership is due."""
    tomorrow = stage.clock.now().add(days=1).date()
    stage.desk.memberships.start(stage.somebody(), stage.yearly, card="card-1", starts_on=tomorrow)
    stage.clock.advance(days=2)
    return lambda desk: desk.run_due()


def hearing_of_a_charge(stage: Stage) -> Give:
    """The provider tells that an accepted charge is made."""
    sale = stage.sold()
    stage.payments.accept_next()
    told = stage.payments.settle(stage.desk.sales.charge_card(sale, "card-1").id)
    return lambda desk: desk.sales.provider_event(*told)


def hearing_of_a_refund(stage: Stage) -> Give:
    """The provider tells that an accepted refund is made."""
    sale = stage.sold()
    stage.desk.sales.charge_card(sale, "card-1")
    stage.payments.accept_next()
    told = stage.payments.settle(stage.desk.sales.refund(sale).key(0))
    return lambda desk: desk.sales.provider_event(*told)


def hearing_of_money_that_came_twice(stage: Stage) -> Give:
    """After a no another card paid, and then the first is charged after all."""
    sale = stage.sold()
    stage.payments.accept_next()
    asked = stage.desk.sales.charge_card(sale, "card-1")
    stage.desk.sales.provider_event(*stage.payments.fail(asked.id))
    stage.desk.sales.charge_card(sale, "card-2")
    told = stage.payments.settle(asked.id)
    return lambda desk: desk.sales.provider_event(*told)


def working_off_a_charge(stage: Stage) -> Give:
    """A charge that never came to be, and of which nobody heard, is due."""
    return _working_off_a_charge(stage, moved=False)


def working_off_a_charge_that_was_made(stage: Stage) -> Give:
    """A charge that was made, and of which nobody heard, is due."""
    return _working_off_a_charge(stage, moved=True)


def _working_off_a_charge(stage: Stage, *, moved: bool) -> Give:
    sale = stage.sold()
    stage.payments.fall_silent_next(moved=moved)
    stage.desk.sales.charge_card(sale, "card-1")
    stage.clock.advance(TWO_MINUTES)
    return lambda desk: desk.run_due()


def working_off_a_refund(stage: Stage) -> Give:
    """A refund that never came to be, and of which nobody heard, is due."""
    sale = stage.sold()
    stage.desk.sales.charge_card(sale, "card-1")
    stage.payments.fall_silent_next(moved=False)
    stage.desk.sales.refund(sale)
    stage.clock.advance(TWO_MINUTES)
    return lambda desk: desk.run_due()


ASKING = (
    charging,
    paying,
    approving,
    collecting,
    subscribing,
    billing,
    refunding,
    cancelling,
    cancelling_a_session,
)
"""Those that ask at once."""

WORKING = (
    renewing,
    working_off_a_charge,
    working_off_a_charge_that_was_made,
    working_off_a_refund,
)
"""Those that workers ask."""

HEARING = (hearing_of_a_charge, hearing_of_a_refund)
"""Those by which the provider tells."""


def by_workers(stage: Stage, give: Give) -> None:
    """Nobody knows of it but the store."""


def by_the_caller(stage: Stage, give: Give) -> None:
    """The command is given again at once."""
    given(stage.desk, give)


def by_events(stage: Stage, give: Give) -> None:
    """The provider tells by itself, twice, and out of order."""
    for key in stage.known_keys():
        before = stage.payments.event(key)
        found = stage.payments.find(key)
        if found and found.outcome is ChargeOutcome.PENDING:
            stage.payments.settle(key)
        now = stage.payments.event(key)
        for told in (now, before, now):
            stage.desk.sales.provider_event(*told)


Way = Callable[[Stage, Give], None]
"""How a command that was struck is resumed; whatever is left then is done by workers."""

WAYS: tuple[Way, ...] = (by_workers, by_the_caller, by_events)


def given(desk: Desk, give: Give) -> object:
    """Give a command; its answer, None where it is refused because it was done before."""
    with suppress(AlreadyCancelled, SessionCancelled):
        return give(desk)
    return None
