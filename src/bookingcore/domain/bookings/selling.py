"""Selling and taking payment, and the bookings that the granted balance redeems at once.

Selling reaches into bookings because a sale redeems what awaits it in the same step (A5): no
further action, no matter whether it is paid (000-15, 000-24).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.sale import GrantOn, Method, Payment, Sale, SaleLine
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BalanceId, BranchId, PaymentId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.periods import Validity
from bookingcore.errors import CustomerNotActive, InvalidInput, MoreThanDue, NothingDue


@frozen(kw_only=True)
class Granted:
    """One plan to sell, how many of it, and the id for the balance that it grants."""

    plan: Plan
    quantity: int
    balance_id: BalanceId

    def line(self) -> SaleLine:
        """The line of the sale."""
        units = self.plan.units * self.quantity
        return SaleLine(
            plan_id=self.plan.id,
            name=self.plan.name,
            quantity=self.quantity,
            price=self.plan.price,
            units=units,
            balance_id=self.balance_id if units else None,
        )


@frozen(kw_only=True)
class SaleRequest:
    """The wish to sell; at least one line, all in one currency."""

    id: SaleId
    grants: Sequence[Granted]
    application_date: date
    grant_on: GrantOn
    branch_id: BranchId | None
    sold_by: str
    note: str
    now: DateTime
    actor: Actor


def decide_sale(request: SaleRequest, customer: Customer, holdings: Holdings) -> Decision[Sale]:
    """Sell, grant the balance unless that waits for payment (A4), and redeem what awaits (A5).

    Raises:
        CustomerNotActive: the card is not active any more.
    """
    if customer.status is not CustomerStatus.ACTIVE:
        raise CustomerNotActive(customer.id, customer.status.name)
    lines = tuple(grant.line() for grant in request.grants)
    total = sum((line.total for line in lines[1:]), lines[0].total)
    sale = Sale(
        id=request.id,
        customer_id=customer.id,
        branch_id=request.branch_id,
        lines=lines,
        total=total,
        paid=Money.zero(total.currency),
        application_date=request.application_date,
        grant_on=request.grant_on,
        granted=request.grant_on is GrantOn.SALE or total.is_zero,
        sold_at=request.now,
        sold_by=request.sold_by,
        note=request.note,
    )
    ledger = BalanceLedger(holdings.balances, at=request.now, by=request.actor)
    plans = [grant.plan for grant in request.grants]
    changes, happened = _granted(sale, plans, holdings, ledger) if sale.granted else ([], [])
    return Decision(
        result=sale, changes=[Add(sale), *changes], happened=[sale_made(sale), *happened]
    )


@frozen(kw_only=True)
class PaymentRequest:
    """Money that the front desk took. *amount* None: all that is still due."""

    id: PaymentId
    amount: Money | None
    method: Method
    now: DateTime
    actor: Actor


def decide_payment(
    request: PaymentRequest, sale: Sale, plans: Sequence[Plan], holdings: Holdings
) -> Decision[tuple[Sale, Payment]]:
    """Take a payment; the last one grants the balance of a sale that waited for it (A4).

    *plans* are those of the sale's lines, in order.

    Raises:
        InvalidInput: the amount is not above zero.
        NothingDue: the sale is paid or costs nothing.
        MoreThanDue: the amount is larger than what is due.
        CurrencyMismatch: the amount is in another currency than the sale.
    """
    if sale.due.is_zero:
        raise NothingDue(sale.id, sale.payment_status.name)
    amount = sale.due if request.amount is None else request.amount
    if not amount.is_positive:
        raise InvalidInput(
            "amount", str(amount), "give more than zero; money goes back by a refund"
        )
    if amount > sale.due:
        raise MoreThanDue(sale.id, str(amount), str(sale.due))
    payment = Payment(
        id=request.id,
        sale_id=sale.id,
        customer_id=sale.customer_id,
        amount=amount,
        method=request.method,
        at=request.now,
        by=str(request.actor),
    )
    paid = evolve(sale, paid=sale.paid + amount)
    grants_now = paid.due.is_zero and not sale.granted
    after = evolve(paid, granted=True) if grants_now else paid
    ledger = BalanceLedger(holdings.balances, at=request.now, by=request.actor)
    changes, happened = _granted(after, plans, holdings, ledger) if grants_now else ([], [])
    return Decision(
        result=(after, payment),
        changes=[Put(after), Add(payment), *changes],
        happened=[_paid(after, payment), *happened],
    )


def _granted(
    sale: Sale, plans: Sequence[Plan], holdings: Holdings, ledger: BalanceLedger
) -> tuple[list[Change], list[Happened]]:
    """Open the sale's balances and redeem what awaits them."""
    granted = []
    for line, plan in zip(sale.lines, plans, strict=True):
        if line.balance_id is not None:
            ledger.grant(balance_granted(sale, line, line.balance_id, plan))
            granted.append(_grant_event(sale, ledger.balance(line.balance_id)))
    outcome = settled(holdings, ledger)
    return [*ledger.changes(), *outcome.changes()], [*granted, *outcome.happened]


def balance_granted(sale: Sale, line: SaleLine, id: BalanceId, plan: Plan) -> Balance:
    """The balance *id* that a *line* of *sale* grants, all of its units left (A6)."""
    validity = Validity.lasting(sale.application_date, plan.valid_for)
    return Balance(
        id=id,
        customer_id=sale.customer_id,
        sale_id=sale.id,
        plan_id=plan.id,
        services=plan.services,
        units=line.units,
        remaining=line.units,
        moves=0,
        valid_from=validity.first,
        valid_until=validity.last,
        grace_days=plan.grace_days,
    )


def sale_made(sale: Sale) -> Happened:
    """What the history says of a new sale."""
    return Happened(
        kind=EventKind.SALE_MADE,
        subject=sale.id,
        customer_id=sale.customer_id,
        facts={
            "total": sale.total.minor,
            "currency": sale.total.currency,
            "application_date": sale.application_date.isoformat(),
            "grant_on": sale.grant_on.name,
        },
        words={"note": sale.note} if sale.note else {},
    )


def _grant_event(sale: Sale, balance: Balance) -> Happened:
    last = balance.valid_until
    return Happened(
        kind=EventKind.BALANCE_GRANTED,
        subject=balance.id,
        customer_id=balance.customer_id,
        facts={
            "sale": sale.id,
            "units": balance.units,
            "valid_from": balance.valid_from.isoformat(),
            "valid_until": last.isoformat() if last else None,
        },
    )


def _paid(sale: Sale, payment: Payment) -> Happened:
    return Happened(
        kind=EventKind.PAYMENT_TAKEN,
        subject=sale.id,
        customer_id=sale.customer_id,
        facts={
            "payment": payment.id,
            "amount": payment.amount.minor,
            "currency": payment.amount.currency,
            "method": payment.method.name,
            "due": sale.due.minor,
        },
    )
