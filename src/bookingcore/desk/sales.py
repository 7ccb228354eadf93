"""`desk.sales`: selling, taking payment, and the date from which a sale applies."""

from __future__ import annotations

from datetime import date
from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Amount,
    Day,
    amount_told,
    branch_id,
    customer_id,
    found,
    money,
    plan_id,
    sale_id,
    words,
)
from bookingcore.desk.context import Context
from bookingcore.desk.loading import settling_holdings, with_balances
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import following, found_card, read_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.bookings.adjusting import Correction, decide_application_date
from bookingcore.domain.bookings.selling import (
    Granted,
    PaymentRequest,
    SaleRequest,
    decide_payment,
    decide_sale,
)
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.sale import GrantOn, Method, Payment, Sale
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, name, shown, whole
from bookingcore.domain.values.ids import BalanceId, BranchId, CustomerId, PaymentId, PlanId, SaleId
from bookingcore.domain.values.moments import as_date, local_date
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import BalancesOf, ById, OwnerOf, PaymentsOf, SalesOf
from bookingcore.ports.store import Reader, Ref, Unit

QUANTITY_MAX = 1000
LINES_MAX = 100
FIRST_DAY_MIN, FIRST_DAY_MAX = date(1000, 1, 1), date(9000, 12, 31)

SoldLine = Plan | str | tuple[Plan | str, int]
"""A line as a caller gives it: a plan or its id, or that with a quantity."""


@frozen(kw_only=True)
class _Wish:
    """A sale as it was asked for, its ids read and new ids made."""

    id: SaleId
    lines: tuple[tuple[PlanId, int, BalanceId], ...]
    application_date: date | None
    branch: BranchId | None
    sold_by: str
    note: str
    grant_on: GrantOn


@frozen
class Sales:
    """What was sold, and what was paid."""

    _context: Context

    def sell(
        self,
        customer: Customer | str,
        *lines: SoldLine,
        application_date: Day | None = None,
        branch: Branch | str | None = None,
        sold_by: str | None = None,
        note: str | None = None,
        grant_on: GrantOn = GrantOn.SALE,
        key: str | None = None,
    ) -> Sale:
        """Sell plans; their balance redeems at once what awaits it (000-06, 000-24, A5).

        Args:
            customer: who buys.
            lines: plans, or (plan, quantity) with 1 to 1,000; at most 100 lines.
            application_date: first day on which the balance is valid, past or future (years
                1000 to 9000); None for today in the branch's zone (A6).
            branch: where; None for the center's own place.
            sold_by: who sold; None for the actor.
            note: words kept with the sale.
            grant_on: whether the balance is granted now or when all is paid (A4).
            key: idempotency key.

        Raises:
            Unknown: a customer, plan or branch that this center does not have.
            InvalidInput: no line, a quantity out of bounds, an impossible date.
            CustomerNotActive: the card is not active any more.
        """
        wish = self._wish(lines, application_date, branch, sold_by, note, grant_on)
        given, sold = customer_id(customer), [line[:2] for line in wish.lines]
        told = keyed(
            key,
            *(given, sold, str(wish.application_date), wish.branch),
            *(wish.sold_by, wish.note, wish.grant_on.name),
        )

        def sell(who: CustomerId) -> Sale:
            command = Command(
                name="sales.sell",
                stream=Ref(Customer, who),
                decide=lambda unit, now: self._sell(unit, now, ById(Customer, who), wish),
                key=told,
            )
            return carry_out(self._context, command, self.get)

        return following(self._context, "sales.sell", customer, sell)

    def pay(
        self,
        sale: Sale | str,
        amount: Amount | None = None,
        *,
        method: Method = Method.CASH,
        key: str | None = None,
    ) -> Payment:
        """Take a payment for the sale.

        Args:
            sale: what is paid.
            amount: above zero, at most what is due; None for all that is due.
            method: how it came in.
            key: idempotency key.

        Raises:
            NothingDue, MoreThanDue: against what is still due.
            InvalidInput: zero, a negative amount, a float.
            CurrencyMismatch: another currency than the sale's.
            Unknown: no such sale here.
        """
        id = sale_id(sale)
        how = member(method, "method", Method)
        told = None if amount is None else amount_told(amount, "amount")
        command = Command(
            name="sales.pay",
            stream=Ref(Customer, OwnerOf(Sale, id)),
            decide=partial(self._pay, id, PaymentId(self._context.new_id()), amount, how),
            key=keyed(key, id, told, how.name),
            made=lambda result: result[1].id,
        )
        _, payment = carry_out(self._context, command, lambda paid: self._paid(id, paid))
        return payment

    def mark_paid(self, sale: Sale | str, *, method: Method = Method.CASH) -> Sale:
        """Take all that is still due, when the customer pays in person; for good (002-12, 002-13).

        Raises:
            NothingDue: nothing was due.
            Unknown: no such sale here.
        """
        id = sale_id(sale)
        command = Command(
            name="sales.mark_paid",
            stream=Ref(Customer, OwnerOf(Sale, id)),
            decide=partial(
                self._pay,
                *(id, PaymentId(self._context.new_id()), None, member(method, "method", Method)),
            ),
        )
        after, _ = carry_out(self._context, command)
        return after

    def change_application_date(self, sale: Sale | str, day: Day) -> Sale:
        """Let the sale apply from another day; its balance redeems what it covers now (A5, A6).

        What is redeemed already stays redeemed.

        Raises:
            Unknown: no such sale here.
            InvalidInput: no date, or one outside the years 1000 to 9000.
        """
        id, first = sale_id(sale), _first_day(day, "day")
        owner = OwnerOf(Sale, id)

        def decide(unit: Unit, now: DateTime) -> Decision[Sale]:
            itself, balances = ById(Sale, id), BalancesOf(owner)
            answers = unit.load(itself, balances)
            before = found(answers[itself], "sale", id)
            own = tuple(balance for balance in answers[balances] if balance.sale_id == id)
            holdings = with_balances(settling_holdings(unit, owner, now), own)
            correction = Correction(now=now, actor=self._context.actor)
            return decide_application_date(correction, before, first, holdings)

        command = Command(
            name="sales.change_application_date", stream=Ref(Customer, owner), decide=decide
        )
        return carry_out(self._context, command)

    def get(self, sale: Sale | str) -> Sale:
        """The sale as it is now.

        Raises:
            Unknown: no such sale here, or not one of the customer who asks.
        """
        id = sale_id(sale)
        return read(self._context, "sales.get", lambda reader: self._own(reader, id))

    def of(self, customer: Customer | str) -> tuple[Sale, ...]:
        """The customer's sales, oldest first.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(who: CustomerId, reader: Reader) -> tuple[Sale, ...]:
            card, question = ById(Customer, who), SalesOf(who)
            answers = reader.load(card, question)
            found_card(answers[card], who)
            return answers[question]

        return read_of(self._context, "sales.of", customer, ask)

    def payments(self, sale: Sale | str) -> tuple[Payment, ...]:
        """The payments of a sale, oldest first.

        Raises:
            Unknown: no such sale here, or not one of the customer who asks.
        """
        id = sale_id(sale)

        def ask(reader: Reader) -> tuple[Payment, ...]:
            self._own(reader, id)
            return reader.load(PaymentsOf(id))[PaymentsOf(id)]

        return read(self._context, "sales.payments", ask)

    def _own(self, reader: Reader, id: SaleId) -> Sale:
        question = ById(Sale, id)
        sale = found(reader.load(question)[question], "sale", id)
        refuse_foreign(self._context.actor, sale.customer_id, "sale", id)
        return sale

    def _paid(self, sale: SaleId, payment: str) -> tuple[Sale, Payment]:
        """The sale as it is now, with the payment that an earlier command took."""
        payments = {each.id: each for each in self.payments(sale)}
        return self.get(sale), payments[PaymentId(payment)]

    def _wish(
        self,
        lines: tuple[SoldLine, ...],
        application_date: Day | None,
        branch: Branch | str | None,
        sold_by: str | None,
        note: str | None,
        grant_on: GrantOn,
    ) -> _Wish:
        if not 0 < len(lines) <= LINES_MAX:
            raise InvalidInput("lines", str(len(lines)), f"sell 1 to {LINES_MAX} lines")
        return _Wish(
            id=SaleId(self._context.new_id()),
            lines=tuple((*_line(line), BalanceId(self._context.new_id())) for line in lines),
            application_date=(
                None
                if application_date is None
                else _first_day(application_date, "application_date")
            ),
            branch=None if branch is None else branch_id(branch),
            sold_by=str(self._context.actor) if sold_by is None else name(sold_by, "sold_by"),
            note=words(note, "note"),
            grant_on=member(grant_on, "grant_on", GrantOn),
        )

    def _sell(self, unit: Unit, now: DateTime, card: ById[Customer], wish: _Wish) -> Decision[Sale]:
        own, plans = self._context.own_center, [ById(Plan, plan) for plan, _, _ in wish.lines]
        places = [ById(Branch, wish.branch)] if wish.branch else []
        answers = unit.load(card, own, *plans, *places)
        customer = found_card(answers[card], card.id)
        zone = self._context.configured(answers[own]).settings.time_zone
        for place in places:
            zone = found(answers[place], "branch", place.id).time_zone
        sold = [found(answers[plan], "plan", plan.id) for plan in plans]
        request = SaleRequest(
            id=wish.id,
            grants=[
                Granted(plan=plan, quantity=quantity, balance_id=balance)
                for plan, (_, quantity, balance) in zip(sold, wish.lines, strict=True)
            ],
            application_date=(
                local_date(now, zone) if wish.application_date is None else wish.application_date
            ),
            grant_on=wish.grant_on,
            branch_id=wish.branch,
            sold_by=wish.sold_by,
            note=wish.note,
            now=now,
            actor=self._context.actor,
        )
        return decide_sale(request, customer, settling_holdings(unit, customer.id, now))

    def _pay(
        self,
        id: SaleId,
        payment: PaymentId,
        amount: Amount | None,
        method: Method,
        unit: Unit,
        now: DateTime,
    ) -> Decision[tuple[Sale, Payment]]:
        question = ById(Sale, id)
        sale = found(unit.load(question)[question], "sale", id)
        request = PaymentRequest(
            id=payment,
            amount=None if amount is None else _above_zero(amount, sale.total.currency),
            method=method,
            now=now,
            actor=self._context.actor,
        )
        if sale.granted:
            return decide_payment(request, sale, (), Holdings())
        asked = [ById(Plan, line.plan_id) for line in sale.lines if line.plan_id is not None]
        answers = unit.load(*asked)
        plans = [answers[plan][0] for plan in asked]
        return decide_payment(request, sale, plans, settling_holdings(unit, sale.customer_id, now))


def _line(line: object) -> tuple[PlanId, int]:
    plan, quantity = line if isinstance(line, tuple) and len(line) == 2 else (line, 1)
    if not isinstance(plan, Plan | str):
        raise InvalidInput("lines", shown(line), "give a plan, or (plan, quantity)")
    return plan_id(plan), whole(quantity, "quantity", 1, QUANTITY_MAX)


def _first_day(day: Day, field: str) -> date:
    """A day from which a sale may apply: one that leaves room for the longest validity."""
    first = as_date(day, field)
    if not FIRST_DAY_MIN <= first <= FIRST_DAY_MAX:
        raise InvalidInput(field, first.isoformat(), "give a day of the years 1000 to 9000")
    return first


def _above_zero(amount: Amount, currency: str) -> Money:
    paid = money(amount, currency, "amount")
    if not paid.is_positive:
        raise InvalidInput("amount", str(paid), "give an amount above zero")
    return paid
