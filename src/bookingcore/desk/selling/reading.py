"""Reading sales, and what was paid and given back for them."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.arguments import booking_id, found, sale_id
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import found_card, read_of
from bookingcore.desk.running import read
from bookingcore.desk.selling.part import Part
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import ById, PaymentsOf, RefundsOf, SalesOf
from bookingcore.ports.store import Reader


@frozen
class Reading(Part):
    """What was sold, paid and given back."""

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

    def for_booking(self, booking: Booking | str) -> tuple[Sale, ...]:
        """The sales with a line about a booking: what pays for it, its fees (A63); oldest first.

        Raises:
            Unknown: no such booking here, or not one of the customer who asks.
        """
        id = booking_id(booking)

        def ask(reader: Reader) -> tuple[Sale, ...]:
            itself = ById(Booking, id)
            owner = found(reader.load(itself)[itself], "booking", id).customer_id
            refuse_foreign(self._context.actor, owner, "booking", id)
            if owner is None:
                return ()
            sales = reader.load(SalesOf(owner))[SalesOf(owner)]
            return tuple(
                sale for sale in sales if any(line.booking_id == id for line in sale.lines)
            )

        return read(self._context, "sales.for_booking", ask)

    def payments(self, sale: Sale | str) -> tuple[Payment, ...]:
        """The payments of a sale, oldest first; those that failed too.

        Raises:
            Unknown: no such sale here, or not one of the customer who asks.
        """
        id = sale_id(sale)

        def ask(reader: Reader) -> tuple[Payment, ...]:
            self._own(reader, id)
            return reader.load(PaymentsOf(id))[PaymentsOf(id)]

        return read(self._context, "sales.payments", ask)

    def refunds(self, sale: Sale | str) -> tuple[Refund, ...]:
        """The refunds of a sale, oldest first; those that failed too.

        Raises:
            Unknown: no such sale here, or not one of the customer who asks.
        """
        id = sale_id(sale)

        def ask(reader: Reader) -> tuple[Refund, ...]:
            self._own(reader, id)
            return reader.load(RefundsOf(id))[RefundsOf(id)]

        return read(self._context, "sales.refunds", ask)
