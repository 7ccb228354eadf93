"""The money of one sale while a decision is being made: each move recorded, each sum kept."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from attrs import evolve

from bookingcore.domain.sales.payment import UNDECIDED, ChargeStatus, Payment
from bookingcore.domain.sales.refund import ON_ITS_WAY, Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Add, Change, Put
from bookingcore.domain.values.ids import PaymentId, RefundId
from bookingcore.domain.values.money import Money


class Till:
    """The sums of one sale, its payments and refunds as they come and change.

    The sums of the sale follow by themselves, and `changes()` tells what to write: each row once,
    however often it changed.
    """

    def __init__(self, sale: Sale) -> None:
        self._before = sale
        self._sale = sale
        self._new: set[str] = set()
        self._payments: dict[PaymentId, Payment] = {}
        self._refunds: dict[RefundId, Refund] = {}

    @property
    def sale(self) -> Sale:
        """The sale as it stands now."""
        return self._sale

    def take(self, payment: Payment) -> None:
        """Record a new payment: money that is there, or that a provider is asked for."""
        self._new.add(payment.id)
        self._payments[payment.id] = payment
        self._count(_PAID_INTO, payment.status, payment.amount)

    def decide(self, payment: Payment, known: Payment) -> None:
        """Record what became of a *payment*: it is *known* now."""
        self._payments[payment.id] = known
        self._count(_PAID_INTO, payment.status, -payment.amount)
        self._count(_PAID_INTO, known.status, known.amount)

    def give_back(self, refund: Refund) -> None:
        """Record a new refund, part by part."""
        self._new.add(refund.id)
        self._refunds[refund.id] = refund
        for part in refund.parts:
            self._count(_REFUNDED_INTO, part.status, part.amount)

    def decide_part(self, refund: Refund, no: int, known: RefundPart) -> Refund:
        """Record what became of part *no* of a *refund*; the refund as it is then."""
        part = refund.parts[no]
        self._count(_REFUNDED_INTO, part.status, -part.amount)
        self._count(_REFUNDED_INTO, known.status, known.amount)
        self._refunds[refund.id] = refund.with_part(no, known)
        return self._refunds[refund.id]

    def waive(self, amount: Money) -> None:
        """Ask for so much less: at most what is due."""
        self._sale = evolve(self._sale, waived=self._sale.waived + min(amount, self._sale.due))

    def void(self) -> None:
        """Undo the sale as a whole: nothing is asked for any more."""
        self.waive(self._sale.due)
        self._sale = evolve(self._sale, voided=True)

    @property
    def owes_balance(self) -> bool:
        """Whether its balance waited until nothing is due, and nothing is (A4)."""
        sale = self._sale
        return sale.due.is_zero and not (sale.granted or sale.voided)

    def grant(self) -> None:
        """Say that its balance exists."""
        self._sale = evolve(self._sale, granted=True)

    @property
    def excess(self) -> Money:
        """What came in beyond all that was ever asked for."""
        over = self._sale.paid + self._sale.waived - self._sale.total
        return max(over, Money.zero(over.currency))

    def changes(self) -> list[Change]:
        """The sale if it changed, then its payments and refunds."""
        rows: list[Payment | Refund] = [*self._payments.values(), *self._refunds.values()]
        own: list[Change] = [Put(self._sale)] if self._sale != self._before else []
        return own + [Add(row) if row.id in self._new else Put(row) for row in rows]

    def _count(self, into: Mapping[object, str], status: object, amount: Money) -> None:
        name = into.get(status)
        if name is not None:
            self._sale = evolve(self._sale, **{name: attrgetter(name)(self._sale) + amount})


_PAID_INTO: Mapping[object, str] = {
    ChargeStatus.CAPTURED: "paid",
    **dict.fromkeys(UNDECIDED, "pending"),
}
_REFUNDED_INTO: Mapping[object, str] = {
    RefundStatus.DONE: "refunded",
    **dict.fromkeys(ON_ITS_WAY, "refunding"),
}
"""The sum of the sale in which a payment, or a part of a refund, counts at each status."""
