"""What the provider's answer means to the request that asked for the money (001-30, A49)."""

from __future__ import annotations

from attrs import evolve
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.selling.numbering import next_paper
from bookingcore.domain.bookings.requesting import followed
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.invoice import InvoiceKind
from bookingcore.domain.sales.invoicing import decide_receipt
from bookingcore.domain.sales.payment import ChargeStatus, Payment
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.ports.papers import RequestsOfSale
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Unit


def with_request(
    context: Context, unit: Unit, now: DateTime, answered: Decision[Payment], sale: Sale
) -> Decision[Payment]:
    """*answered*, with the request that its payment is of, and its receipt once it is captured.

    A receipt is sent in both cases, confirmed and direct (001-30, A49), so it is issued in the
    transaction that says that the money is there, whenever the provider tells.
    """
    payment, asked = answered.result, RequestsOfSale(sale.id)
    if not answered.happened:
        return answered
    for request in unit.load(asked)[asked]:
        after = followed(request, payment)
        if request.payment_id == payment.id and after != request:
            answered = evolve(answered, changes=[*answered.changes, Put(after)])
            if payment.status is ChargeStatus.CAPTURED:
                return _with_receipt(context, unit, now, answered, sale)
    return answered


def _with_receipt(
    context: Context, unit: Unit, now: DateTime, answered: Decision[Payment], sale: Sale
) -> Decision[Payment]:
    buyer = ById(Customer, sale.customer_id)
    numbered, begun = next_paper(context, unit, InvoiceKind.RECEIPT, now)
    receipt = decide_receipt(numbered, answered.result, sale, unit.load(buyer)[buyer][0])
    return evolve(
        answered,
        changes=[*answered.changes, *begun, *receipt.changes],
        happened=[*answered.happened, *receipt.happened],
    )
