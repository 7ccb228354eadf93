"""What Maria may do with money, and what becomes of it: written down in the ledger of the tests.

It knows nothing of how the library works: amounts are cents, everything else is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from attrs import define, field

from tests.desk.money_ledger import Account, Ledger
from tests.desk.money_records import (
    ANSWERS,
    MADE,
    REFUSED,
    UNDECIDED,
    Back,
    Booked,
    Call,
    Gift,
    Part,
    Sold,
)


@define
class Books:
    """The books of a desk.

    Attributes:
        ways: how each payment came in: `cash`, `transfer`, `terminal`, `card`, or a gift card.
        paying: the payments of each sale, in their order.
        dead: the balances whose money went back: nothing of them pays for anything again.
        led: whose card has absorbed whose.
    """

    people: tuple[str, ...]
    ledger: Ledger = field(factory=Ledger)
    sales: dict[str, Sold] = field(factory=dict)
    gifts: dict[str, Gift] = field(factory=dict)
    bookings: dict[str, Booked] = field(factory=dict)
    ways: dict[str, str] = field(factory=dict)
    paying: dict[str, list[str]] = field(factory=dict)
    calls: dict[str, Call] = field(factory=dict)
    backs: dict[str, Back] = field(factory=dict)
    passes: set[str] = field(factory=set)
    dead: set[str] = field(factory=set)
    led: dict[str, str] = field(factory=dict)

    def owner(self, who: str) -> str:
        return self.owner(self.led[who]) if who in self.led else who

    def by_owner(self) -> dict[str, list[str]]:
        """The sales of each who is still there."""
        owned: dict[str, list[str]] = {who: [] for who in self.people if who not in self.led}
        for id, sold in self.sales.items():
            owned[self.owner(sold.who)].append(id)
        return owned

    def sent_back(self, sale: str) -> int:
        """What the desk gave back by itself."""
        own = [back for back in self.backs.values() if back.sale == sale and back.by_itself]
        return sum(part.amount for back in own for part in back.parts)

    # Selling.

    def sell(self, sale: str, sold: Sold, total: int) -> None:
        self.sales[sale], self.paying[sale] = sold, []
        self.ledger.move(total, Account("revenue", sale), Account("receivable", sale))
        for booking in sold.lines:
            self.bookings[booking].sale = sale
        for gift in sold.gifts:
            self.gifts[gift].sold, self.gifts[gift].active = True, total == 0
        if total == 0 or not sold.waits:
            self.grant(sale)
        self.settle()

    def grant(self, sale: str) -> None:
        sold = self.sales[sale]
        if sold.granted or sold.voided:
            return
        sold.granted = True
        for balance, units in sold.units.items():
            self.ledger.move(units, Account("granted", balance), Account("free", balance))

    def issue(self, gift: str, amount: int, until: date | None) -> None:
        self.gifts[gift] = Gift(amount, until)
        self.ledger.move(amount, Account("issued", gift), Account("on card", gift))

    def left_on(self, gift: str) -> int:
        return self.ledger.sum("on card", of=gift)

    def settle(self) -> None:
        """Whatever free units can pay for they pay for, oldest start first."""
        waiting = [(b.starts, id) for id, b in self.bookings.items() if self.status(id)[0] == "A"]
        for _, booking in sorted(waiting):
            missing = self.bookings[booking].places
            own = self._passes_of(self.bookings[booking].who)
            if sum(self.free(balance) for balance in own) < missing:
                continue
            for balance in own:
                units = min(self.free(balance), missing)
                missing -= units
                held = Account("held", balance, booking)
                self.ledger.move(units, Account("free", balance), held)

    def free(self, balance: str) -> int:
        return self.ledger.sum("free", of=balance)

    def _passes_of(self, who: str) -> list[str]:
        owner = self.owner(who)
        own = [each for each in self.sales.values() if self.owner(each.who) == owner]
        return sorted(b for each in own for b in each.units if b in self.passes)

    def status(self, booking: str) -> str:
        """Where a booking should stand."""
        booked = self.bookings[booking]
        if not booked.live:
            return "CANCELLED"
        paid = booked.sale is not None or self.ledger.sum("held", item=booking) > 0
        return "BOOKED" if paid else "AWAITING_REDEMPTION"

    # Paying.

    def refusal_to_pay(self, sale: str, amount: int | None) -> str | None:
        open_ = self.ledger.open(sale)
        if open_ == 0:
            return "NothingDue"
        return "MoreThanDue" if (amount or 0) > open_ else None

    def refusal_of_gift(self, sale: str, amount: int | None, gift: str, on: date) -> str | None:
        card, left = self.gifts[gift], self.left_on(gift)
        wrong = (
            (bool(self.sales[sale].gifts), "GiftCardForGiftCard"),
            (not card.active, "GiftCardNotActive"),
            (card.until is not None and on > card.until, "GiftCardExpired"),
            (left == 0, "GiftCardEmpty"),
            ((amount or 0) > left, "MoreThanOnCard"),
        )
        return next((name for holds, name in wrong if holds), None)

    def pay(self, sale: str, payment: str, amount: int, way: str) -> None:
        """Money is there."""
        self._put_down(sale, payment, way)
        if way in self.gifts:
            self.ledger.move(amount, Account("on card", way), Account("spent", way, payment))
        self._comes_in(sale, payment, amount)

    def charge(self, sale: str, payment: str, amount: int) -> Call:
        """A provider is about to be asked."""
        self._put_down(sale, payment, "card")
        coming = Account("coming", sale, payment)
        self.ledger.move(amount, Account("promised", sale, payment), coming)
        call = self.calls[payment] = Call(payment, sale, payment, amount)
        return call

    def _put_down(self, sale: str, payment: str, way: str) -> None:
        self.ways[payment] = way
        self.paying[sale].append(payment)

    def _comes_in(self, sale: str, payment: str, amount: int) -> None:
        receivable, till = Account("receivable", sale), Account("till", sale, payment)
        owed = self.ledger.due(sale)
        self.ledger.move(amount, receivable, till)
        if owed:
            self._if_paid(sale)
        self.settle()

    def _if_paid(self, sale: str) -> None:
        """What waited until nothing is due is there."""
        if not self.ledger.due(sale) and not self.sales[sale].voided:
            self.grant(sale)
            self._let(sale, active=True)

    def _let(self, sale: str, *, active: bool) -> None:
        for gift in self.sales[sale].gifts:
            self.gifts[gift].active = active

    def ask(self, calls: Sequence[Call], answer: str) -> None:
        """The provider is asked for each; the first one gets that answer."""
        for no, call in enumerate(calls):
            if no and answer.startswith("crash"):
                return
            there, said = ANSWERS[answer if no == 0 or answer == "away" else "yes"]
            if there is not None:
                self.provider_decides(call, there)
            self.hear(call, said)

    def provider_decides(self, call: Call, now: str) -> None:
        """What was asked stands otherwise at the provider; nobody has heard of it."""
        turns = (now == MADE) - (call.provider == MADE)
        self.ledger.move(turns * call.amount, Account("card holders"), Account("provider"))
        call.provider = now

    def work(self) -> None:
        """A worker asks what became of all that is undecided; it is made where it never was."""
        for call in [each for each in self.calls.values() if each.undecided]:
            if call.provider is None:
                self.provider_decides(call, MADE)
            self.hear(call, str(call.provider))

    def hear(self, call: Call, said: str) -> None:
        """The provider says where a call stands, or stood: what was decided stays so.

        But a bank may send back what was given, and a charge that failed may come after all.
        """
        before, charge = call.books, call.amount > 0
        turn = (REFUSED, MADE) if charge else (MADE, REFUSED)
        if said == before or not (before in UNDECIDED or (before, said) == turn):
            return
        call.books = said
        if said not in UNDECIDED:
            (self._charged if charge else self._went_back)(call, said)

    def _charged(self, call: Call, said: str) -> None:
        coming = Account("coming", call.sale, call.of)
        self.ledger.empty(coming, Account("promised", call.sale, call.of))
        if said == MADE:
            self._comes_in(call.sale, call.of, call.amount)

    def _went_back(self, call: Call, said: str) -> None:
        going, given = (Account(name, call.sale, call.key) for name in ("going", "given"))
        if said == MADE:
            self.ledger.empty(going, given)
            return
        for source in (going, given):
            self.ledger.empty(source, Account("till", call.sale, call.of))
        self._stays(call.key.partition(".")[0])

    # Giving back.

    def refusal_to_give_back(self, sale: str, amount: int | None, to: str | None) -> str | None:
        left = self.ledger.sum("till", of=sale)
        if left == 0:
            return "NothingPaid"
        if amount is not None and amount > left:
            return "MoreThanPaid"
        back = left if amount is None else amount
        came = {self.ways[part.payment] for part in self.parts(sale, back, None)}
        if to == "card" and came - {"card", "terminal"}:
            return "InvalidInput"
        spent = any(self.left_on(g) != self.gifts[g].amount for g in self.sales[sale].gifts)
        if self.sales[sale].gifts and (spent or back != self.ledger.total(sale)):
            return "GiftCardNotReturnable"
        return None

    def parts(self, sale: str, amount: int, to: str | None) -> list[Part]:
        """What was paid last goes back first."""
        parts = []
        for payment in reversed(self.paying[sale]):
            back = min(amount, self.ledger.sum("till", of=sale, item=payment))
            own = self.ways[payment]
            if back:
                parts.append(Part(payment, back, own if to in {None, "card"} else str(to)))
            amount -= back
        return parts

    def give_back(
        self, sale: str, refund: str, parts: list[Part], booking: str | None = None
    ) -> list[Call]:
        """Money goes back; what a provider is to be asked for."""
        back = Back(sale, parts, booking)
        if booking is None:
            back.units = self._take_units(sale, sum(part.amount for part in parts), refund)
            self._let(sale, active=False)
        self.backs[refund] = back
        return self._send(sale, refund, parts)

    def came_twice(self, sale: str, refund: str, payment: str, amount: int) -> None:
        """What came in beyond what was asked for goes back, sooner or later."""
        part = Part(payment, amount, "card")
        self.backs[refund] = Back(sale, [part], by_itself=True)
        self._send(sale, refund, [part])

    def _send(self, sale: str, refund: str, parts: list[Part]) -> list[Call]:
        asked = []
        for no, part in enumerate(parts):
            key = f"{refund}.{no}"
            into = Account("going" if part.way == "card" else "given", sale, key)
            self.ledger.move(part.amount, Account("till", sale, part.payment), into)
            if part.way == "card":
                part.call = self.calls[key] = Call(key, sale, part.payment, -part.amount)
                asked.append(part.call)
            if part.way in self.gifts:
                source = Account("put back", part.way, key)
                self.ledger.move(part.amount, source, Account("on card", part.way))
        return asked

    def _take_units(self, sale: str, amount: int, refund: str) -> dict[str, int]:
        """Of all units as many are void as of the money has gone back, rounded down (A38)."""
        earlier = [
            each
            for each in self.backs.values()
            if each.sale == sale and not all(part.stays for part in each.parts)
        ]
        gone = amount - self.ledger.excess(sale) + self._gone(earlier, for_bookings=False)
        price = self.ledger.total(sale) - self.ledger.sum("waived", of=sale)
        price -= self._gone(earlier, for_bookings=True)
        taken: dict[str, int] = {}
        if gone <= 0:
            return taken
        for balance, units in self.sales[sale].units.items() if self.sales[sale].granted else ():
            free, so_far = self.free(balance), sum(each.units.get(balance, 0) for each in earlier)
            if gone >= price:
                self.dead.add(balance)
                taken[balance] = free
            else:
                share = floor(Fraction(units * gone, price)) - so_far
                taken[balance] = max(0, min(free, share))
            void = Account("void", balance, refund)
            self.ledger.move(taken[balance], Account("free", balance), void)
        return taken

    def _gone(self, backs: Iterable[Back], *, for_bookings: bool) -> int:
        return sum(
            part.amount
            for back in backs
            for part in back.parts
            if not part.stays and (back.booking is not None) is for_bookings
        )

    def _stays(self, refund: str) -> None:
        """A part of a refund stays after all; the units come back where all of it does."""
        back = self.backs[refund]
        sold = self.sales[back.sale]
        if sold.voided:
            return
        self.dead -= set(sold.units)
        if all(part.stays for part in back.parts):
            for balance in back.units:
                self.ledger.empty(Account("void", balance, refund), Account("free", balance))
        self._if_paid(back.sale)
        self.settle()

    def share(self, booking: str) -> tuple[int, int]:
        """What of the line of a booking is unpaid, and what of it can go back."""
        sale = self.bookings[booking].sale
        if sale is None:
            return 0, 0
        price = self.sales[sale].lines[booking]
        unpaid = min(price, self.ledger.due(sale))
        return unpaid, min(price - unpaid, self.ledger.sum("till", of=sale))

    def cancel(self, booking: str, *, free: bool, waives: bool) -> None:
        """A place is given back: its units too where it is free; what is unpaid may be waived."""
        booked = self.bookings[booking]
        unpaid, _ = self.share(booking)
        booked.live = False
        for balance in {account.of for account, _ in self.ledger.lines if account.item == booking}:
            held = Account("held", balance, booking)
            self.ledger.empty(
                held, Account("free", balance) if free else held._replace(name="used")
            )
            if balance in self.dead:
                self.ledger.empty(Account("free", balance), Account("void", balance, "late"))
        if booked.sale is not None and waives and unpaid:
            self._waive(booked.sale, unpaid)
            self._if_paid(booked.sale)
        self.settle()

    def _waive(self, sale: str, amount: int) -> None:
        self.ledger.move(amount, Account("receivable", sale), Account("waived", sale))

    def refusal_to_void(self, sale: str) -> str | None:
        if self.sales[sale].voided:
            return None
        if self.ledger.sum("coming", "going", of=sale):
            return "PaymentOnItsWay"
        return "SalePaid" if self.ledger.sum("till", of=sale) else None

    def void(self, sale: str) -> None:
        """A sale was a mistake."""
        sold = self.sales[sale]
        if sold.voided:
            return
        sold.voided = True
        self._waive(sale, self.ledger.due(sale))
        self._let(sale, active=False)
        for balance in sold.units if sold.granted else ():
            self.dead.add(balance)
            self.ledger.empty(Account("free", balance), Account("void", balance, "sale"))
        for booked in self.bookings.values():
            if booked.live and booked.sale == sale:
                booked.sale = None
        self.settle()

    def lapse(self, gift: str) -> None:
        """What is left of a gift card is taken off it."""
        self.ledger.empty(Account("on card", gift), Account("lapsed", gift))

    def absorb(self, into: str, old: str) -> None:
        """Two cards are one person's."""
        self.led[old] = into
        self.settle()
