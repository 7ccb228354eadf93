"""One sale at the counter: its rows, what Maria does about its money, what the provider says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from attrs import evolve

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.paying import (
    PaymentWish,
    decide_answer,
    decide_charge,
    decide_payment,
)
from bookingcore.domain.bookings.refund_answers import decide_refund_answer
from bookingcore.domain.bookings.refunding import (
    RefundFacts,
    RefundWish,
    decide_refund,
)
from bookingcore.domain.bookings.selling import SaleRequest, decide_sale
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.bookings.undoing import (
    LineEnd,
    PaidLines,
    VoidFacts,
    VoidRequest,
    decide_void,
)
from bookingcore.domain.sales.asking import Answer
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.lines import booking_line, plan_line
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import GrantOn, PaymentStatus, Sale, SaleLine
from bookingcore.domain.values.changes import Add, Change, Decision, Expect, Put, Withdraw
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import FACTS, Happened
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CustomerId,
    PaymentId,
    RefundId,
    SaleId,
)
from bookingcore.domain.values.money import Money
from tests.domain.build import MARIA, at, booking, customer, euro, july, plan

T = TypeVar("T")

NOW = at(10, 12)
PASS = BalanceId("pass")


def cents(number: int) -> Money:
    return Money(minor=number, currency="EUR")


def payment(id: str = "m1", amount: str | int = 30, **fields: Any) -> Payment:
    """Cash that was taken for the sale, unless said otherwise."""
    made = Payment(
        id=PaymentId(id),
        sale_id=SaleId("sale"),
        customer_id=CustomerId("anna"),
        amount=euro(amount),
        method=Method.CASH,
        at=NOW,
        by="staff:maria",
    )
    return evolve(made, **fields)


def by_card(id: str = "m1", amount: str | int = 30, **fields: Any) -> Payment:
    """Money that a provider took from a card, and knows by a name of its own."""
    usual = {"method": Method.CARD, "card": "tok", "reference": f"charge of {id}"}
    return payment(id, amount, **{**usual, **fields})


def part(of: str = "m1", amount: str | int = 30, **fields: Any) -> RefundPart:
    """Cash that went back, unless said otherwise."""
    made = RefundPart(
        payment_id=PaymentId(of),
        method=Method.CASH,
        amount=euro(amount),
        status=RefundStatus.DONE,
    )
    return evolve(made, **fields)


def refund(id: str = "r1", *parts: RefundPart, **fields: Any) -> Refund:
    """A refund of *parts*: of all the cash unless said."""
    known = parts or (part(),)
    made = Refund(
        id=RefundId(id),
        sale_id=SaleId("sale"),
        customer_id=CustomerId("anna"),
        amount=sum((each.amount for each in known), euro(0)),
        parts=known,
        at=NOW,
        by="staff:maria",
    )
    return evolve(made, **fields)


def answer(
    status: ChargeStatus, subject: str = "m1", kind: DueKind = DueKind.CHARGE, **fields: Any
) -> Answer:
    """What the provider says at the first call."""
    said = Answer(
        status=status,
        reference=f"charge of {subject}",
        reason="",
        now=NOW,
        actor=MARIA,
        due=(kind, subject),
        attempts=1,
        refund_id=RefundId("what came twice"),
    )
    return evolve(said, **fields)


class Takings:
    """Anna's sale of *price* euros for *units*, and of a place in a lesson for each of *places*.

    The provider gives everything back, in parts too, unless said otherwise.
    """

    def __init__(
        self,
        price: Money | None = None,
        units: int = 10,
        places: Sequence[Money] = (),
        grant_on: GrantOn = GrantOn.SALE,
    ) -> None:
        self.made = 0
        self.refunds_cards = True
        self.partially = True
        self.payments: dict[PaymentId, Payment] = {}
        self.refunds: dict[RefundId, Refund] = {}
        self.balances: dict[BalanceId, Balance] = {}
        self.bookings = {
            each.id: each for each in (booking(f"b{no}") for no in range(1, 1 + len(places)))
        }
        self.movements: list[Movement] = []
        self.dues: dict[str, Due] = {}
        self.history: list[Happened] = []
        self.arrows: list[tuple[PaymentStatus, PaymentStatus]] = []
        self.ended: set[BookingId] = set()
        self._sell(euro(30) if price is None else price, units, places, grant_on)

    def _sell(self, price: Money, units: int, places: Sequence[Money], grant_on: GrantOn) -> None:
        bought = evolve(plan(units=units), price=price)
        lines: list[SaleLine] = [plan_line(bought, 1, PASS)]
        for known, cost in zip(self.bookings, places, strict=True):
            lines.append(booking_line(known, "Lesson", 1, cost))
        request = SaleRequest(
            id=SaleId("sale"),
            lines=lines,
            application_date=july(10),
            grant_on=grant_on,
            branch_id=None,
            sold_by="maria",
            note="",
            now=NOW,
            actor=MARIA,
            bookings=list(self.bookings.values()),
        )
        self.carry_out(decide_sale(request, customer(), Holdings()))

    @property
    def balance(self) -> Balance:
        return self.balances[PASS]

    @property
    def facts(self) -> RefundFacts:
        return RefundFacts(
            sale=self.sale,
            payments=list(self.payments.values()),
            refunds=list(self.refunds.values()),
            balances=list(self.balances.values()),
            refunds_cards=self.refunds_cards,
            partially=self.partially,
        )

    @property
    def holdings(self) -> Holdings:
        return Holdings(balances=list(self.balances.values()))

    def wish(self, amount: Money | None, **fields: Any) -> PaymentWish:
        wish = PaymentWish(
            id=PaymentId(self._new("m")), amount=amount, method=Method.CASH, now=NOW, actor=MARIA
        )
        return evolve(wish, **fields)

    def pay(self, amount: Money | None = None, **fields: Any) -> Payment:
        wish = self.wish(amount, **fields)
        return self.carry_out(decide_payment(wish, self.sale, self.holdings))[1]

    def charge(self, amount: Money | None = None) -> Payment:
        wish = self.wish(amount, method=Method.CARD, card="tok")
        return self.carry_out(decide_charge(wish, self.sale))

    def hear(self, id: PaymentId, status: ChargeStatus, **fields: Any) -> Payment:
        """The provider says what became of a charge."""
        said = answer(status, id, refund_id=RefundId(self._new("x")), **fields)
        return self.carry_out(decide_answer(said, self.payments[id], self.sale, self.holdings))

    def pay_by_card(self, amount: Money | None = None) -> Payment:
        return self.hear(self.charge(amount).id, ChargeStatus.CAPTURED)

    def give_back(self, amount: Money | None = None, **fields: Any) -> Refund:
        wish = RefundWish(id=RefundId(self._new("r")), amount=amount, to=None, now=NOW, actor=MARIA)
        return self.carry_out(decide_refund(evolve(wish, **fields), self.facts))[1]

    def hear_back(self, id: RefundId, status: ChargeStatus, no: int = 0, **fields: Any) -> Refund:
        """The provider says what became of part *no* of a refund."""
        back = self.refunds[id]
        said = answer(status, back.key(no), DueKind.REFUND, **fields)
        balances = list(self.balances.values())
        return self.carry_out(decide_refund_answer(said, back, no, self.sale, balances))

    def end(self, id: BookingId, *, forgives: bool = True, refunds: bool = False) -> LineEnd:
        """A booking that a line pays for is cancelled."""
        lines = PaidLines([self.facts], now=NOW, actor=MARIA)
        back = RefundId(self._new("r")) if refunds else None
        end = lines.end(self.bookings[id], forgives=forgives, refund=back)
        ledger = BalanceLedger(self.balances.values(), at=NOW, by=MARIA)
        lines.grant(ledger)
        self.ended.add(id)
        changes = [*lines.changes(), *ledger.changes()]
        return self.carry_out(Decision(result=end, changes=changes, happened=lines.happened))

    def void(self) -> Sale:
        facts = VoidFacts(
            sale=self.sale,
            balances=list(self.balances.values()),
            bookings=[each for id, each in self.bookings.items() if id not in self.ended],
            holdings=self.holdings,
        )
        request = VoidRequest(now=NOW, actor=MARIA, reason="sold to the wrong card")
        return self.carry_out(decide_void(request, facts))

    def move(self, kind: MovementKind, units: int) -> None:
        """Units of the pass are redeemed, or come back."""
        ledger = BalanceLedger(self.balances.values(), at=NOW, by=MARIA)
        ledger.move(PASS, kind, units, BookingId("some lesson"))
        self.carry_out(Decision(result=None, changes=ledger.changes(), happened=()))

    def carry_out(self, decision: Decision[T]) -> T:
        """Write what was decided."""
        for change in decision.changes:
            self._write(change)
        for happened in decision.happened:
            assert set(happened.facts) == FACTS[happened.kind], happened.kind
        self.history += decision.happened
        return decision.result

    def _write(self, change: Change) -> None:
        match change:
            case Expect(due):
                self.dues[due.id] = due
            case Withdraw(key):
                self.dues.pop(key, None)
            case Add(Movement() as row):
                assert row.no == 1 + sum(m.balance_id == row.balance_id for m in self.movements)
                self.movements.append(row)
            case Add(Sale() as row):
                self.sale = row
            case Put(Sale() as row):
                self.arrows.append((self.sale.payment_status, row.payment_status))
                self.sale = row
            case Add(Payment() | Refund() | Balance() | Booking() as row):
                assert row.id not in self._rows(row)
                self._rows(row)[row.id] = row
            case Put(Payment() | Refund() | Balance() | Booking() as row):
                assert row.id in self._rows(row)
                self._rows(row)[row.id] = row
            case _:
                raise AssertionError(f"no decision about money asks for {change}")

    def _rows(self, row: object) -> Any:
        kinds = {
            Payment: self.payments,
            Refund: self.refunds,
            Balance: self.balances,
            Booking: self.bookings,
        }
        return kinds[type(row)]

    def _new(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"
