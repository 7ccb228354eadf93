"""A coupon: a code that makes a sale cheaper, for some lines, some days and some uses (002-27)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from attrs import evolve, field, frozen

from bookingcore.domain.sales.gift_card_code import CODE_LENGTH_MAX, compared, is_id
from bookingcore.domain.sales.lines import discounted
from bookingcore.domain.sales.sale import LineKind, SaleLine
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import BookingId, CouponId, PlanId, ServiceId
from bookingcore.domain.values.money import Money
from bookingcore.errors import (
    CouponExpired,
    CouponNotForThis,
    CouponNotYetValid,
    CouponUsedUp,
    InvalidInput,
)

CODE_LENGTH_MIN = 3

USES_MAX = 1_000_000

_CODE = re.compile(r"[A-Za-z0-9-]+")
_PERCENTAGE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_STEP = Decimal("0.01")


@frozen(kw_only=True)
class CouponCode:
    """Which coupon has a code: one, in a center.

    Attributes:
        id: the code in the one form in which codes are compared.
    """

    id: str
    coupon_id: CouponId


@frozen(kw_only=True)
class Coupon:
    """What makes a sale cheaper: by a percentage, or by an amount; exactly one of them is set.

    Attributes:
        code: as it is shown.
        percent: hundredths of each line's total, rounded half to even line by line.
        amount: what all its lines together are cheaper by, or less where they cost less.
        plans: the plans that it is for.
        services: the services that it is for: bookings of one of them, and plans whose units pay
            for nothing else. With no plan and no service it is for anything but gift cards.
        valid_from, valid_until: its first and its last day, inclusive, in the center's zone; None
            for no such bound.
        uses_max: how many sales may use it; None for any number.
        uses_per_customer: how many sales of one customer may use it; None for any number.
        used: how many sales use it that are not voided, recomputed by `verify()`.
    """

    id: CouponId
    code: str
    name: str
    percent: Decimal | None = None
    amount: Money | None = None
    plans: tuple[PlanId, ...] = ()
    services: tuple[ServiceId, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    uses_max: int | None = None
    uses_per_customer: int | None = None
    used: int = 0
    version: int = field(default=1, eq=False, repr=False)

    def refuse_on(self, day: date) -> None:
        """Refuse to use it on *day*, a local date of the center.

        Raises:
            CouponNotYetValid: its first day is still to come.
            CouponExpired: its last day is over.
        """
        if self.valid_from is not None and day < self.valid_from:
            raise CouponNotYetValid(self.id, self.valid_from.isoformat())
        if self.valid_until is not None and day > self.valid_until:
            raise CouponExpired(self.id, self.valid_until.isoformat())

    def refuse_again(self, by_customer: int) -> None:
        """Refuse one more use, when *by_customer* of those so far are the same customer's.

        Raises:
            CouponUsedUp: it was used as often as it may be.
        """
        everybody = self.uses_max is not None and self.used >= self.uses_max
        customer = self.uses_per_customer is not None and by_customer >= self.uses_per_customer
        if everybody or customer:
            raise CouponUsedUp(self.id)

    def is_for(self, line: SaleLine, bookings: Mapping[BookingId, ServiceId]) -> bool:
        """Whether it makes *line* cheaper; *bookings* tells the service of each booking."""
        if line.kind not in {LineKind.PLAN, LineKind.BOOKING}:
            return False
        if not self.plans and not self.services:
            return True
        if line.booking_id is not None:
            return bookings.get(line.booking_id) in self.services
        covered = bool(line.services) and set(line.services) <= set(self.services)
        return line.plan_id in self.plans or covered

    def taken_off(
        self, lines: Sequence[SaleLine], bookings: Mapping[BookingId, ServiceId]
    ) -> tuple[SaleLine, ...]:
        """*lines*, each one that it is for cheaper by its share; no cent is lost (P4).

        Raises:
            CouponNotForThis: it is for none of them, or these cost nothing.
            CurrencyMismatch: its amount is in another currency than theirs.
        """
        meant = {
            no: line.total
            for no, line in enumerate(lines)
            if self.is_for(line, bookings) and line.total.is_positive
        }
        if not meant:
            raise CouponNotForThis(self.id)
        shares = dict(zip(meant, self._shares(list(meant.values())), strict=True))
        return tuple(
            discounted(line, shares[no], "coupon") if no in shares else line
            for no, line in enumerate(lines)
        )

    def use(self) -> Coupon:
        """It with one more use."""
        return evolve(self, used=self.used + 1)

    def give_back(self) -> Coupon:
        """It with one use less, as the sale was voided."""
        return evolve(self, used=self.used - 1)

    def _shares(self, totals: Sequence[Money]) -> Sequence[Money]:
        """What each line of *totals*, all above zero, is cheaper by; never more than it costs."""
        if self.percent is not None:
            percent = self.percent
            return [total.percent(percent, rounding=ROUND_HALF_EVEN) for total in totals]
        first, *others = totals
        whole = sum(others, first)
        amount = whole if self.amount is None else min(self.amount, whole)
        return amount.allocate([total.minor for total in totals])


def coupon_code(value: object, field: str) -> str:
    """A coupon's code, as it is shown.

    Raises:
        InvalidInput: not 3 to 64 ASCII letters, digits and dashes, or fewer than 3 without the
            dashes; or what has the form of an id.
    """
    code = value.strip() if isinstance(value, str) else ""
    fits = _CODE.fullmatch(code) and len(code) <= CODE_LENGTH_MAX
    if not fits or len(compared(code)) < CODE_LENGTH_MIN:
        remedy = f"give {CODE_LENGTH_MIN} to {CODE_LENGTH_MAX} letters, digits and dashes"
        raise InvalidInput(field, shown(value), remedy)
    if is_id(code):
        raise InvalidInput(field, shown(value), "give a code that has not the form of an id")
    return code


def percentage(value: object, field: str) -> Decimal:
    """*value* as a percentage: more than 0, at most 100, in steps of 0.01.

    Raises:
        InvalidInput: anything else, a float included.
    """
    written = str(value) if isinstance(value, Decimal | str) else ""
    number = Decimal(written) if _PERCENTAGE.fullmatch(written) else Decimal(0)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 100:
        number = Decimal(value)
    if not 0 < number <= 100:
        raise InvalidInput(field, shown(value), "give more than 0 and at most 100, such as '12.5'")
    return number.quantize(_STEP)
