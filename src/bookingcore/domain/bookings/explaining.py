"""Why a booking is as it is, and what would change it: the support desk's own question.

Every remedy that is offered was tried first: the balance is changed as proposed and redemption is
asked whether the booking would then be redeemed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum

from attrs import evolve, frozen

from bookingcore.domain.bookings.booking import Booking, Cancelled
from bookingcore.domain.bookings.selling import balance_granted
from bookingcore.domain.bookings.settling import Holdings, supply_of
from bookingcore.domain.redemption.matching import settle
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.ids import BalanceId, SaleId


class Why(Enum):
    """Why a balance or a sale does not pay for the booking."""

    OTHER_SERVICE = "other_service"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NO_UNITS_LEFT = "no_units_left"
    TOO_FEW_UNITS = "too_few_units"
    # The sale grants its balance only once it is paid.
    NOT_GRANTED = "not_granted"


class Remedy(Enum):
    """What would redeem the booking."""

    SET_APPLICATION_DATE = "set_application_date"
    EXTEND_EXPIRY = "extend_expiry"
    TAKE_PAYMENT = "take_payment"


@frozen(kw_only=True)
class Obstacle:
    """One balance (or sale without balance yet) that does not pay, and what would change that.

    Attributes:
        remedy: what to do; None when nothing sensible makes this one pay.
        day: the day that the remedy sets.
    """

    sale_id: SaleId
    balance_id: BalanceId | None
    why: Why
    sentence: str
    remedy: Remedy | None = None
    day: date | None = None


@frozen(kw_only=True)
class Explanation:
    """Why a booking is as it is.

    Attributes:
        sentences: the answer in English, the most useful first.
        paid_by: the redemptions that pay for it.
        obstacles: for a booking that awaits redemption, why each balance does not pay.
    """

    booking: Booking
    sentences: tuple[str, ...]
    paid_by: tuple[Redemption, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.sentences)


@frozen(kw_only=True)
class ExplanationFacts:
    """What an explanation looks at.

    Attributes:
        redemptions: those of the booking itself.
        balances: all balances of the customer.
        sales: all sales of the customer.
        holdings: what redemption needs of the customer.
    """

    booking: Booking
    redemptions: Sequence[Redemption]
    balances: Sequence[Balance]
    sales: Sequence[Sale]
    holdings: Holdings


def explain(facts: ExplanationFacts) -> Explanation:
    """Why the booking is as it is, and what would change it."""
    booking = facts.booking
    if booking.cancellation is not None:
        sentence = _cancelled(booking, booking.cancellation)
        return Explanation(booking=booking, sentences=(sentence,))
    return _awaiting(facts) if booking.awaiting else _booked(facts)


def _cancelled(booking: Booking, end: Cancelled) -> str:
    when = "late" if end.late else "in time"
    cause = end.cause.name.lower().replace("_", " ")
    units = "no unit had to come back"
    if booking.units_needed:
        units = f"{_units(end.units_returned)} came back"
    at = f"{said(end.at.date())}, {end.at:%H:%M} UTC"
    fee = "" if end.fee is None else f"; a fee of {end.fee} was sold"
    return f"cancelled by {end.by} on {at}, {when}, cause: {cause}; {units}{fee}"


def _booked(facts: ExplanationFacts) -> Explanation:
    if facts.booking.sale_id is not None:
        sentence = f"booked: a line of sale {facts.booking.sale_id} pays for it"
        return Explanation(booking=facts.booking, sentences=(sentence,))
    if not facts.booking.units_needed:
        sentence = "booked: this booking needs no balance"
        return Explanation(booking=facts.booking, sentences=(sentence,))
    sales = {balance.id: balance.sale_id for balance in facts.balances}
    return Explanation(
        booking=facts.booking,
        sentences=tuple(
            f"booked: {_units(tie.units)} of balance {tie.balance_id}"
            f" (sale {sales[tie.balance_id]}) pays for it"
            for tie in facts.redemptions
        ),
        paid_by=tuple(facts.redemptions),
    )


def _awaiting(facts: ExplanationFacts) -> Explanation:
    booking = facts.booking
    obstacles = sorted(_obstacles(facts), key=lambda obstacle: obstacle.remedy is None)
    need = (
        f"awaiting redemption: {_units(booking.units_needed)} must be valid on {said(booking.on)}"
    )
    sell = (
        f"a sale that covers service {booking.service_id}"
        f" and applies from {said(booking.on)} or earlier would redeem it"
    )
    return Explanation(
        booking=booking,
        sentences=(need, *(obstacle.sentence for obstacle in obstacles), sell),
        obstacles=tuple(obstacles),
    )


def _obstacles(facts: ExplanationFacts) -> Iterator[Obstacle]:
    for balance in sorted(facts.balances, key=lambda balance: supply_of(balance).order):
        yield _obstacle(balance, facts)
    for sale in facts.sales:
        if not (sale.granted or sale.voided):
            yield _unpaid(sale, facts)


def _obstacle(balance: Balance, facts: ExplanationFacts) -> Obstacle:
    """Why *balance* does not pay for the booking: the first reason that stands in the way."""
    booking, supply = facts.booking, supply_of(balance)
    if booking.service_id not in balance.services:
        return _standing(
            balance, Why.OTHER_SERVICE, f"pays for other services than {booking.service_id}"
        )
    if booking.on < balance.valid_from:
        return _too_late(balance, facts)
    if booking.on > supply.pays_until:
        return _expired(balance, facts)
    if balance.remaining == 0:
        return _standing(balance, Why.NO_UNITS_LEFT, f"has none of its {balance.units} units left")
    return _standing(
        balance,
        Why.TOO_FEW_UNITS,
        f"has {_units(balance.remaining)} left and {booking.units_needed} are needed",
    )


def _standing(balance: Balance, why: Why, sentence: str) -> Obstacle:
    return Obstacle(
        sale_id=balance.sale_id,
        balance_id=balance.id,
        why=why,
        sentence=f"balance {balance.id} of sale {balance.sale_id} {sentence}",
    )


def _too_late(balance: Balance, facts: ExplanationFacts) -> Obstacle:
    """The example of 000-05: the sale applies from a day after the session."""
    on = facts.booking.on
    fact = (
        f"sale {balance.sale_id} applies from {said(balance.valid_from)},"
        f" the session is on {said(on)}"
    )
    moved = [b.applied_from(on) for b in facts.balances if b.sale_id == balance.sale_id]
    helps = _would_redeem(moved, facts)
    return Obstacle(
        sale_id=balance.sale_id,
        balance_id=balance.id,
        why=Why.NOT_YET_VALID,
        sentence=f"{fact}; set the application date to {said(on)}" if helps else fact,
        remedy=Remedy.SET_APPLICATION_DATE if helps else None,
        day=on if helps else None,
    )


def _expired(balance: Balance, facts: ExplanationFacts) -> Obstacle:
    on, last = facts.booking.on, supply_of(balance).pays_until
    fact = f"balance {balance.id} was valid until {said(last)}, the session is on {said(on)}"
    helps = _would_redeem([evolve(balance, valid_until=on)], facts)
    return Obstacle(
        sale_id=balance.sale_id,
        balance_id=balance.id,
        why=Why.EXPIRED,
        sentence=f"{fact}; set its expiry to {said(on)}" if helps else fact,
        remedy=Remedy.EXTEND_EXPIRY if helps else None,
        day=on if helps else None,
    )


def _unpaid(sale: Sale, facts: ExplanationFacts) -> Obstacle:
    """A sale that grants its balance when it is paid (A4)."""
    granted = [
        balance_granted(sale, line, line.balance_id)
        for line in sale.lines
        if line.balance_id is not None
    ]
    fact = f"sale {sale.id} grants its balance when it is paid; {sale.due} is still due"
    helps = _would_redeem(granted, facts)
    return Obstacle(
        sale_id=sale.id,
        balance_id=None,
        why=Why.NOT_GRANTED,
        sentence=f"{fact}: take the payment" if helps else fact,
        remedy=Remedy.TAKE_PAYMENT if helps else None,
    )


def _would_redeem(changed: Sequence[Balance], facts: ExplanationFacts) -> bool:
    """Whether redemption, asked with the *changed* balances, would redeem the booking."""
    balances = {balance.id: balance for balance in (*facts.balances, *changed)}
    supplies = map(supply_of, balances.values())
    awaiting = [booking.demand for booking in facts.holdings.awaiting]
    settlement = settle(awaiting, supplies, facts.holdings.held())
    return any(demand.booking_id == facts.booking.id for demand in settlement.admitted)


def said(day: date) -> str:
    """*day* as an English sentence says it, whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"
