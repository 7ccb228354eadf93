"""Having coupons (002-21, 002-27)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Amount,
    Day,
    amount_told,
    found,
    money,
    plan_id,
    several,
)
from bookingcore.desk.context import Context
from bookingcore.desk.offering import refuse_unknown, service_ids
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.sales.coupon import (
    USES_MAX,
    Coupon,
    CouponCode,
    coupon_code,
    percentage,
)
from bookingcore.domain.sales.couponing import decide_coupon
from bookingcore.domain.sales.gift_card_code import compared
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import name as named
from bookingcore.domain.values.checks import shown, whole
from bookingcore.domain.values.ids import CouponId, PlanId, ServiceId
from bookingcore.domain.values.moments import as_date
from bookingcore.domain.values.money import Money
from bookingcore.errors import CouponCodeTaken, InvalidInput
from bookingcore.ports.questions import All, ById
from bookingcore.ports.store import Reader, Unit


@frozen(kw_only=True)
class _Wish:
    """A coupon as it was asked for."""

    id: CouponId
    code: str
    name: str
    percent: Decimal | None
    amount: Amount | None
    plans: tuple[PlanId, ...]
    services: tuple[ServiceId, ...]
    days: tuple[date | None, date | None]
    uses: tuple[int | None, int | None]

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        amount = None if self.amount is None else amount_told(self.amount, "amount")
        off = self.code, self.name, str(self.percent), amount
        return *off, self.plans, self.services, list(map(str, self.days)), self.uses

    def coupon(self, amount: Money | None) -> Coupon:
        """The coupon that is wished for, with its amount once the currency is known."""
        return Coupon(
            id=self.id,
            code=self.code,
            name=self.name,
            percent=self.percent,
            amount=amount,
            plans=self.plans,
            services=self.services,
            valid_from=self.days[0],
            valid_until=self.days[1],
            uses_max=self.uses[0],
            uses_per_customer=self.uses[1],
        )


@frozen
class Coupons:
    """The coupons of the center."""

    _context: Context

    def add_coupon(
        self,
        code: str,
        *,
        name: str,
        percent: str | int | Decimal | None = None,
        amount: Amount | None = None,
        plans: tuple[Plan | str, ...] = (),
        services: tuple[Service | str, ...] = (),
        valid_from: Day | None = None,
        valid_until: Day | None = None,
        uses_max: int | None = None,
        uses_per_customer: int | None = None,
        key: str | None = None,
    ) -> Coupon:
        """Have a coupon, which makes sales cheaper by a percentage or by an amount (002-27).

        Args:
            code: 3 to 64 letters, digits and dashes; however it is typed, it is one coupon's.
            name: 1 to 200 characters.
            percent: more than 0, at most 100, in steps of 0.01, off each line that it is for.
            amount: above zero, in the center's currency, off all these lines together.
            plans: the plans that it is for.
            services: the services that it is for: bookings of one of them, and plans whose units
                pay for nothing else. With no plan and no service it is for anything but gift cards.
            valid_from: its first day, in the center's zone; None for no such bound.
            valid_until: its last day, inclusive; None for no such bound.
            uses_max: how many sales may use it, 1 to 1,000,000; None for any number.
            uses_per_customer: how many sales of one customer may; None for any number.
            key: idempotency key.

        Raises:
            InvalidInput: not one of *percent* and *amount*; a value out of bounds; days the wrong
                way round.
            CurrencyMismatch: an amount in another currency than the center's.
            CouponCodeTaken: another coupon here has that code.
            Unknown: no such plan or service here.
        """
        wish = _Wish(
            id=CouponId(self._context.new_id()),
            code=coupon_code(code, "code"),
            name=named(name, "name"),
            percent=None if percent is None else percentage(percent, "percent"),
            amount=amount,
            plans=_plan_ids(plans),
            services=service_ids(services),
            days=_days(valid_from, valid_until),
            uses=(_uses(uses_max, "uses_max"), _uses(uses_per_customer, "uses_per_customer")),
        )
        if (percent is None) is (amount is None):
            raise InvalidInput("percent", shown(percent), "give either a percent or an amount")
        command = Command(
            name="catalog.add_coupon",
            stream=None,
            decide=lambda unit, now: self._coupon(unit, now, wish),
            key=keyed(key, *wish.told),
        )
        return carry_out(self._context, command, self._known_coupon)

    def coupons(self) -> tuple[Coupon, ...]:
        """All coupons, in order of id: as they were added, to the millisecond."""
        return read(
            self._context, "catalog.coupons", lambda reader: reader.load(All(Coupon))[All(Coupon)]
        )

    def _coupon(self, unit: Unit, _: DateTime, wish: _Wish) -> Decision[Coupon]:
        own, taken = self._context.own_center, ById(CouponCode, compared(wish.code))
        plans = [ById(Plan, plan) for plan in wish.plans]
        answers = unit.load(own, taken, *plans)
        currency = self._context.configured(answers[own]).settings.currency
        for each in plans:
            found(answers[each], "plan", each.id)
        refuse_unknown(unit, wish.services)
        if answers[taken]:
            raise CouponCodeTaken(wish.code)
        amount = None if wish.amount is None else _above_zero(wish.amount, currency)
        return decide_coupon(wish.coupon(amount))

    def _known_coupon(self, id: str) -> Coupon:
        def ask(reader: Reader) -> Coupon:
            question = ById(Coupon, id)
            return found(reader.load(question)[question], "coupon", id)

        return read(self._context, "catalog.coupons", ask)


def _plan_ids(plans: object) -> tuple[PlanId, ...]:
    given = several(plans, "plans")
    for plan in given:
        if not isinstance(plan, Plan | str):
            raise InvalidInput("plans", shown(plan), "give plans or their ids")
    return tuple(dict.fromkeys(plan_id(plan) for plan in given if isinstance(plan, Plan | str)))


def _days(first: Day | None, last: Day | None) -> tuple[date | None, date | None]:
    begins = None if first is None else as_date(first, "valid_from")
    ends = None if last is None else as_date(last, "valid_until")
    if begins is not None and ends is not None and ends < begins:
        remedy = f"give {begins.isoformat()} or a later day"
        raise InvalidInput("valid_until", ends.isoformat(), remedy)
    return begins, ends


def _uses(given: int | None, field: str) -> int | None:
    return None if given is None else whole(given, field, 1, USES_MAX)


def _above_zero(amount: Amount, currency: str) -> Money:
    given = money(amount, currency, "amount")
    if not given.is_positive:
        raise InvalidInput("amount", str(given), "give an amount above zero")
    return given
