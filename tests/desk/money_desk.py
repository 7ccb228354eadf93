"""A desk beside the books of the tests: what is done at it, and whether both say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import TypeVar

import pytest

import bookingcore
from bookingcore import (
    CancellationBand,
    CancellationPolicy,
    Desk,
    Line,
    Method,
    Money,
    Payment,
    Refund,
    Sale,
    ServicePolicy,
)
from bookingcore.testing import FakePayments, FrozenClock, ProviderCrash, SeededChance
from bookingcore.testing.payments import Webhook
from tests.conftest import MORNING, rome
from tests.desk.money_books import Books
from tests.desk.money_records import MADE, REFUSED, Call, Part, Sold

T = TypeVar("T")

Letter = tuple[str, str, Webhook]
"""What a provider wrote about a key: how it stood then."""

NAMES = ("Anna", "Ugo", "Eva")
PLANS = {"ten": ("30.00", 10), "three": ("25.00", 3), "one": ("10.00", 1)}
PLACE, FINE, MONTHLY, LEAVING = 2000, 500, 4000, 1500
"""Cents: a place, cancelling it late, a month of yoga, and ending that."""
FREE_UNTIL = timedelta(hours=10)

_SAID = {"DONE": MADE}
_numbers = count(1)


def cents(amount: str) -> int:
    return int(Decimal(amount) * 100)


def cut(amount: str | None) -> int | None:
    return None if amount is None else cents(amount)


def euro(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def granted_by(sale: Sale) -> dict[str, int]:
    """The units of a sale, by balance."""
    return {line.balance_id: line.units for line in sale.lines if line.balance_id}


class MoneyDesk:
    """A new center, its customers, and the books about it."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        self.clock, self.payments, self.books = clock, FakePayments(), Books(NAMES)
        clock.move_to(MORNING)
        # A center and chance of its own, so that the same steps give the same ids.
        self.desk = Desk(
            desk.store,
            center=f"till-{next(_numbers)}",
            clock=clock,
            chance=SeededChance(7),
            payments=self.payments,
        )
        self.desk.configure(rome())
        self.members: dict[str, str | None] = {}
        self._offer()
        register = self.desk.customers.register
        self.people = {name: register(name=name) for name in NAMES}

    def _offer(self) -> None:
        catalog = self.desk.catalog
        fine = CancellationBand(within=FREE_UNTIL, fee=Money.of(5, "EUR"))
        policy = ServicePolicy(cancellation=CancellationPolicy(limit=FREE_UNTIL, bands=(fine,)))
        physio = catalog.add_service("physio", duration=60, price="20.00", policy=policy)
        yoga = catalog.add_service("yoga", duration=60)
        self.plans = {
            name: catalog.add_plan(name, price=price, units=n, services=(physio,), valid_for=None)
            for name, (price, n) in PLANS.items()
        }
        self.monthly = catalog.add_plan(
            "monthly",
            price=euro(MONTHLY),
            units=4,
            services=(yoga,),
            valid_for=None,
            every="P1M",
            cancellation_fee=euro(LEAVING),
        )
        self.sessions = [
            self.desk.schedule.add_session(physio, starts_at=f"2026-07-0{day}T18:00", capacity=None)
            for day in range(1, 6)
        ]

    def refused(self, name: str | None, command: Callable[[], T]) -> T | None:
        """Give a *command* that must be refused with that error; None where it must not be."""
        if name is None:
            return command()
        with pytest.raises(getattr(bookingcore, name)) as refusal:
            command()
        assert type(refusal.value).__name__ == name
        return None

    @contextmanager
    def saying(self, answer: str) -> Iterator[None]:
        """The provider answers the next call so; whoever asks may die of it."""
        provider = self.payments
        match answer:
            case "no":
                provider.decline_next()
            case "later":
                provider.accept_next()
            case "silence, made" | "silence, lost":
                provider.fall_silent_next(moved=answer.endswith("made"))
            case "crash, made" | "crash, lost":
                provider.crash_next(at="after" if answer.endswith("made") else "before")
            case _:
                provider.down = answer == "away"
        try:
            yield
        except ProviderCrash:
            assert answer.startswith("crash")
        provider.down = False
        provider.say_yes()

    @property
    def today(self) -> date:
        return self.clock.now().in_timezone("Europe/Rome").date()

    def new_payments(self, sale: str) -> list[Payment]:
        """The payments of the sale that the books do not know, and so on."""
        return [p for p in self.desk.sales.payments(sale) if p.id not in self.books.ways]

    def new_refunds(self, sale: str) -> list[Refund]:
        return [r for r in self.desk.sales.refunds(sale) if r.id not in self.books.backs]

    def new_sales(self, who: str) -> list[Sale]:
        sales = self.desk.sales.of(self.people[who])
        return [sale for sale in sales if sale.id not in self.books.sales]

    def look_for_what_came_twice(self) -> None:
        """The desk gives back by itself what came in beyond what was asked for."""
        ledger = self.books.ledger
        for sale in self.books.sales:
            if not ledger.excess(sale):
                continue
            for refund in self.new_refunds(sale):
                [part] = refund.parts
                assert ledger.sum("till", of=sale, item=part.payment_id) >= part.amount.minor
                amount = part.amount.minor
                self.books.came_twice(sale, refund.id, part.payment_id, amount)

    def passes(self, plan: str, quantity: int, off: str | None) -> tuple[Line, int]:
        """A line that sells passes, and what it costs."""
        full = cents(PLANS[plan][0]) * quantity
        less = full if off == "all" else cents(off or "0")
        line = Line(plan=self.plans[plan], quantity=quantity, discount=euro(less))
        return line, full - less

    def payment_by(self, by: str, sale: str, amount: str | None) -> Callable[[], object]:
        sales, key = self.desk.sales, f"{sale} {len(self.books.ways)}"
        if by == "marked":
            return lambda: sales.mark_paid(sale)
        if by in self.books.gifts:
            return lambda: sales.pay(sale, amount, gift_card=by, key=key)
        method = Method.CARD if by == "terminal" else Method[by.upper()]
        return lambda: sales.pay(sale, amount, method=method, key=key)

    def letters(self, calls: list[Call]) -> list[Letter]:
        """What the provider writes about calls, to be heard whenever it arrives."""
        known = [(call, call.provider) for call in calls if call.provider]
        return [(call.key, now, self.payments.event(call.key)) for call, now in known]

    def turning(self, *, yes: bool) -> list[Call]:
        """The calls that may turn so; nobody gets a charge back, or gives back what stayed."""
        late = (REFUSED, True) if yes else (MADE, False)
        calls = self.books.calls.values()
        return [c for c in calls if c.provider == "PENDING" or (c.provider, c.amount > 0) == late]

    def provider_turns(self, last: int, *, yes: bool, heard: bool) -> Letter:
        """One of the last calls that may turn so does."""
        calls = self.turning(yes=yes)
        call = calls[-1 - min(last, len(calls) - 1)]
        event = (self.payments.settle if yes else self.payments.fail)(call.key)
        self.books.provider_decides(call, MADE if yes else REFUSED)
        letter = call.key, str(call.provider), event
        if heard:
            self.heard(letter)
        return letter

    def heard(self, letter: Letter) -> None:
        key, said, event = letter
        self.desk.sales.provider_event(*event)
        self.books.hear(self.books.calls[key], said)
        self.look_for_what_came_twice()

    def the_worker_comes(self, answer: str) -> list[str]:
        """The sales of the months that he bills."""
        assert self.desk.run_due().failed == ()
        self.books.work()
        self.look_for_what_came_twice()
        self.books.work()
        return self.look_for_new_periods(answer)

    def went_back(
        self, sale: str, parts: list[Part], answer: str, booking: str | None = None
    ) -> list[Letter]:
        """The refund that the desk has made is that of the books, part by part."""
        [refund] = self.new_refunds(sale)
        told = [(part.payment_id, part.amount.minor) for part in refund.parts]
        assert told == [(part.payment, part.amount) for part in parts]
        calls = self.books.give_back(sale, refund.id, parts, booking)
        self.books.ask(calls, answer)
        return self.letters(calls)

    def fined(self, who: str, fine: int) -> list[str]:
        """A fine is a sale of its own; without one there is none."""
        sales = self.new_sales(who)
        assert [sale.total.minor for sale in sales] == ([fine] if fine else [])
        for sale in sales:
            self.books.sell(sale.id, Sold(who, by_itself=True), fine)
        return [sale.id for sale in sales]

    def look_for_new_periods(self, answer: str) -> list[str]:
        """A month is billed by a sale, which is charged: at once, or again after it failed."""
        billed: list[str] = []
        for who in [name for name in self.people if name not in self.books.led]:
            for sale in self.new_sales(who):
                assert sale.total.minor == MONTHLY
                month = Sold(who, units=granted_by(sale), waits=True, by_itself=True)
                self.books.sell(sale.id, month, MONTHLY)
                billed.append(sale.id)
        for id in [id for id, sold in self.books.sales.items() if sold.by_itself]:
            for payment in self.new_payments(id):
                amount = payment.amount.minor
                assert 0 < amount <= self.books.ledger.open(id)
                self.books.ask([self.books.charge(id, payment.id, amount)], answer)
        return billed

    def compare(self) -> None:
        """The desk says what the ledger says."""
        self.provider_agrees()
        for who, sales in self.books.by_owner().items():
            self.sales_agree(who, sales)
            self.units_agree(who, sales)
        for id, gift in self.books.gifts.items():
            card = self.desk.gift_cards.get(id)
            assert (card.remaining.minor, card.active) == (self.books.left_on(id), gift.active)

    def sales_agree(self, who: str, sales: list[str]) -> None:
        ledger = self.books.ledger
        told = {sale.id: sale for sale in self.desk.sales.of(self.people[who])}
        assert set(told) == set(sales)
        for id, sale in told.items():
            sums = {name: getattr(sale, name).minor for name in ledger.sums(id)}
            assert sums == ledger.sums(id)
            voided = self.books.sales[id].voided
            assert sale.payment_status.name == ledger.status(id, voided=voided)
            assert self.books.sent_back(id) == ledger.excess(id)

    def units_agree(self, who: str, sales: list[str]) -> None:
        books, person = self.books, self.people[who]
        granted = [books.sales[id].units for id in sales if books.sales[id].granted]
        left = {balance.id: balance.remaining for balance in self.desk.balances.of(person)}
        assert left == {id: books.free(id) for units in granted for id in units}
        own = [id for id, booked in books.bookings.items() if books.owner(booked.who) == who]
        standing = {booking.id: booking.status.name for booking in self.desk.bookings.of(person)}
        assert standing == {id: books.status(id) for id in own}

    def provider_agrees(self) -> None:
        """All that the provider has is on record, but for what nobody has heard of yet."""
        calls, has = self.books.calls.values(), self.payments.net("EUR").minor
        assert has == self.books.ledger.sum("provider")
        heard = sum(call.amount for call in calls if call.books == MADE)
        assert has == heard + sum(call.unheard for call in calls)

    def audit(self) -> None:
        """Each payment and refund stands where the books say, and every promise is kept."""
        for call in self.books.calls.values():
            told: dict[str, str] = {
                each.id: each.status.name for each in self.desk.sales.payments(call.sale)
            }
            told |= {
                refund.key(no): _SAID.get(part.status.name, part.status.name)
                for refund in self.desk.sales.refunds(call.sale)
                for no, part in enumerate(refund.parts)
            }
            assert told[call.key] == call.books
        assert self.desk.verify() == ()
