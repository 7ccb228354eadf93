"""The coupon of a sale or of a quote: found by its code, and taken off the lines it is for."""

from __future__ import annotations

from attrs import evolve
from pendulum import DateTime

from bookingcore.desk.arguments import coupon_told, found
from bookingcore.desk.context import Context
from bookingcore.desk.running import read
from bookingcore.desk.selling.lines import ReadLines
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.gift_card_code import compared, is_id
from bookingcore.domain.values.ids import CouponId, CustomerId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.questions import ById, SalesOf
from bookingcore.ports.store import Reader, Ref, Unit


def coupon_id(context: Context, query: str, coupon: Coupon | str) -> CouponId:
    """The id of a coupon, given as the coupon, its id or its code.

    Raises:
        Unknown: there is none in this center.
        InvalidInput: neither a coupon nor text.
    """
    given = coupon_told(coupon)
    if is_id(given):
        return CouponId(given)
    taken = ById(CouponCode, compared(given))

    def ask(reader: Reader) -> CouponId:
        return found(reader.load(taken)[taken], "coupon", given).coupon_id

    return read(context, query, ask)


def coupon_of(reader: Reader, id: CouponId) -> Coupon:
    """The coupon with that id.

    Raises:
        Unknown: there is none in this center.
    """
    question = ById(Coupon, id)
    return found(reader.load(question)[question], "coupon", id)


def locked_coupon(unit: Unit, id: CouponId | None) -> Coupon | None:
    """The coupon with that id, which nobody else counts a use of meanwhile; None for none.

    Raises:
        Unknown: there is none in this center.
    """
    if id is None:
        return None
    unit.lock(Ref(Coupon, id))
    return coupon_of(unit, id)


def uses_by(reader: Reader, coupon: Coupon, customer: CustomerId) -> int:
    """How many sales of the customer use it; nobody asks where that makes no difference."""
    if coupon.uses_per_customer is None:
        return 0
    sales = reader.load(SalesOf(customer))[SalesOf(customer)]
    return sum(sale.coupon_id == coupon.id and not sale.voided for sale in sales)


def taken_off(
    reader: Reader, coupon: Coupon, customer: CustomerId, lines: ReadLines, now: DateTime, zone: str
) -> ReadLines:
    """*lines* as they are with *coupon*, once it is seen that the customer may use it.

    Raises:
        CouponNotYetValid, CouponExpired: it is not valid today, by the clocks of *zone*.
        CouponUsedUp: it was used as often as it may be.
        CouponNotForThis: it is for none of the lines.
    """
    coupon.refuse_on(local_date(now, zone))
    coupon.refuse_again(uses_by(reader, coupon, customer))
    services = {booking.id: booking.service_id for booking in lines.bookings}
    return evolve(lines, lines=coupon.taken_off(lines.lines, services))
