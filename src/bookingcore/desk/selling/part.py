"""What every part of `desk.sales` knows."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Amount, found, money, sale_id
from bookingcore.desk.context import Context
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.running import read
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import SaleId
from bookingcore.domain.values.moments import local_date
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader


@frozen
class Part:
    """A part of `desk.sales`: each of them can read a sale."""

    _context: Context

    def get(self, sale: Sale | str) -> Sale:
        """The sale as it is now.

        Raises:
            Unknown: no such sale here, or not one of the customer who asks.
        """
        id = sale_id(sale)
        return read(self._context, "sales.get", lambda reader: self._own(reader, id))

    def _own(self, reader: Reader, id: SaleId) -> Sale:
        question = ById(Sale, id)
        sale = found(reader.load(question)[question], "sale", id)
        refuse_foreign(self._context.actor, sale.customer_id, "sale", id)
        return sale

    def _today(self, reader: Reader, now: DateTime) -> date:
        """The center's day."""
        own = self._context.own_center
        settings = self._context.configured(reader.load(own)[own]).settings
        return local_date(now, settings.time_zone)


def above_zero(amount: Amount, currency: str) -> Money:
    """An amount to take or to give back, in *currency*.

    Raises:
        InvalidInput: zero, a negative amount, a float.
        CurrencyMismatch: another currency.
    """
    given = money(amount, currency, "amount")
    if not given.is_positive:
        raise InvalidInput("amount", str(given), "give an amount above zero")
    return given
