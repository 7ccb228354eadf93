"""Having coupons, and counting their uses with the sales that they make cheaper."""

from __future__ import annotations

from attrs import evolve

from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.gift_card_code import compared
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened


def decide_coupon(coupon: Coupon) -> Decision[Coupon]:
    """Have a new coupon; whoever takes its code at the same time loses the guard."""
    taken = CouponCode(id=compared(coupon.code), coupon_id=coupon.id)
    return Decision(result=coupon, changes=[Add(coupon), Add(taken)], happened=[_added(coupon)])


def with_use(coupon: Coupon | None, sold: Decision[Sale]) -> Decision[Sale]:
    """*sold* with one more use of the *coupon* that made it cheaper; as it is without one."""
    if coupon is None:
        return sold
    return _counted(coupon.use(), EventKind.COUPON_USED, sold)


def without_use(coupon: Coupon | None, voided: Decision[Sale]) -> Decision[Sale]:
    """*voided* with the use of its *coupon* given back; as it is where nothing was voided."""
    if coupon is None or not voided.changes:
        return voided
    return _counted(coupon.give_back(), EventKind.COUPON_GIVEN_BACK, voided)


def _counted(coupon: Coupon, kind: EventKind, decision: Decision[Sale]) -> Decision[Sale]:
    sale = decision.result
    happened = Happened(
        kind=kind,
        subject=sale.id,
        customer_id=sale.customer_id,
        facts={"coupon": coupon.id, "used": coupon.used},
    )
    return evolve(
        decision,
        changes=[*decision.changes, Put(coupon)],
        happened=[*decision.happened, happened],
    )


def _added(coupon: Coupon) -> Happened:
    first, last, amount = coupon.valid_from, coupon.valid_until, coupon.amount
    return Happened(
        kind=EventKind.COUPON_ADDED,
        subject=coupon.id,
        facts={
            "percent": None if coupon.percent is None else str(coupon.percent),
            "amount": None if amount is None else amount.minor,
            "currency": None if amount is None else amount.currency,
            "plans": " ".join(coupon.plans),
            "services": " ".join(coupon.services),
            "valid_from": first.isoformat() if first else None,
            "valid_until": last.isoformat() if last else None,
            "uses_max": coupon.uses_max,
            "uses_per_customer": coupon.uses_per_customer,
        },
    )
