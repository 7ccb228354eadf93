"""What staff are warned of on a customer's card, in its two tabs (A60)."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.explaining import said
from bookingcore.domain.customers.warnings import CardWarning
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.money import Money


@frozen(kw_only=True)
class BookingWarning:
    """A booking that awaits redemption (000-16), and what it needs."""

    booking: Booking
    needs: str


@frozen(kw_only=True)
class SaleWarning:
    """A sale with anything due (000-21), and what it needs."""

    sale: Sale
    due: Money
    needs: str


@frozen(kw_only=True)
class Warnings:
    """The warnings of a card: the *Bookings* tab and the *Accounting* section (000-12).

    Attributes:
        card: about the card itself and its account (000-39).
    """

    bookings: tuple[BookingWarning, ...] = ()
    accounting: tuple[SaleWarning, ...] = ()
    card: tuple[CardWarning, ...] = ()


def warnings(bookings: Iterable[Booking], sales: Iterable[Sale]) -> Warnings:
    """The warnings that a customer's *bookings* and *sales* give cause for."""
    return Warnings(
        bookings=tuple(
            BookingWarning(booking=booking, needs=_sale_needed(booking))
            for booking in bookings
            if booking.awaiting
        ),
        accounting=tuple(
            SaleWarning(sale=sale, due=sale.due, needs=f"a payment of {sale.due}")
            for sale in sales
            if not sale.due.is_zero
        ),
    )


def _sale_needed(booking: Booking) -> str:
    units = "1 unit" if booking.units_needed == 1 else f"{booking.units_needed} units"
    return f"a sale that grants {units} valid on {said(booking.on)}"
