"""What giving money back looks at."""

from __future__ import annotations

from bookingcore.desk.arguments import found
from bookingcore.desk.context import Context
from bookingcore.domain.bookings.refunding import RefundFacts
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import SaleId
from bookingcore.ports.payments import Capabilities
from bookingcore.ports.questions import BalancesOfSale, ById, PaymentsOf, RefundsOf
from bookingcore.ports.store import Reader

NO_PROVIDER = Capabilities(cards=False, refunds=False, partial_refunds=False)
"""What a desk without a payment provider can do at one."""


def refund_facts(context: Context, reader: Reader, id: SaleId) -> RefundFacts:
    """The sale with what was paid and went back, and what the provider can do (A39): one trip.

    Raises:
        Unknown: no such sale here.
    """
    itself, paid, back, granted = ById(Sale, id), PaymentsOf(id), RefundsOf(id), BalancesOfSale(id)
    answers = reader.load(itself, paid, back, granted)
    can = context.payments.capabilities if context.payments else NO_PROVIDER
    return RefundFacts(
        sale=found(answers[itself], "sale", id),
        payments=answers[paid],
        refunds=answers[back],
        balances=answers[granted],
        refunds_cards=can.refunds,
        partially=can.partial_refunds,
    )
