"""Selling, and the date from which a sale applies."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, branch_id, customer_id, found, sale_id, words
from bookingcore.desk.loading import settling_holdings, with_balances
from bookingcore.desk.redirecting import following, found_card
from bookingcore.desk.running import Command, carry_out, keyed
from bookingcore.desk.selling.coupons import coupon_id, locked_coupon, taken_off
from bookingcore.desk.selling.lines import (
    SoldLine,
    WishedLine,
    asked_for,
    first_day,
    read_lines,
    wished_lines,
)
from bookingcore.desk.selling.part import Part
from bookingcore.domain.bookings.adjusting import Correction, decide_application_date
from bookingcore.domain.bookings.selling import SaleRequest, decide_sale
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.couponing import with_use
from bookingcore.domain.sales.sale import GrantOn, Sale
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, name
from bookingcore.domain.values.ids import BranchId, CouponId, CustomerId, SaleId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.questions import BalancesOf, ById, OwnerOf
from bookingcore.ports.store import Ref, Unit


@frozen(kw_only=True)
class _Wish:
    """A sale as it was asked for, its ids read and new ids made."""

    id: SaleId
    lines: tuple[WishedLine, ...]
    application_date: date | None
    branch: BranchId | None
    sold_by: str
    note: str
    grant_on: GrantOn
    coupon: CouponId | None = None

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        lines = [line.told for line in self.lines]
        day = str(self.application_date)
        words = self.sold_by, self.note
        return lines, day, self.branch, *words, self.grant_on.name, self.coupon


@frozen
class Making(Part):
    """Selling."""

    def sell(
        self,
        customer: Customer | str,
        *lines: SoldLine,
        application_date: Day | None = None,
        branch: Branch | str | None = None,
        sold_by: str | None = None,
        note: str | None = None,
        coupon: Coupon | str | None = None,
        grant_on: GrantOn = GrantOn.SALE,
        key: str | None = None,
    ) -> Sale:
        """Sell plans; their balance redeems at once what awaits it (000-06, 000-24, A5).

        Args:
            customer: who buys.
            lines: plans, or (plan, quantity) with 1 to 1,000, gift cards that were issued, or a
                `Line` for what a booking costs (A63), another price or a discount; at most 100.
            application_date: first day on which the balance is valid, past or future (years
                1000 to 9000); None for today in the branch's zone (A6).
            branch: where; None for the center's own place.
            sold_by: who sold; None for the actor.
            note: words kept with the sale.
            coupon: a coupon, its id or its code, that makes the lines it is for cheaper (002-27).
            grant_on: whether the balance is granted now or when all is paid (A4).
            key: idempotency key.

        Raises:
            Unknown: a customer, plan, booking, branch or coupon that this center does not have.
            InvalidInput: no line, a quantity out of bounds, an impossible date; or a booking of
                somebody else.
            AlreadyCancelled, BookingPaid: a booking that cannot be paid for.
            GiftCardSold: a gift card that was sold before.
            CouponNotYetValid, CouponExpired, CouponUsedUp, CouponNotForThis: the coupon.
            CustomerNotActive: the card is not active any more.
        """
        wish = self._wish(lines, application_date, branch, sold_by, note, grant_on)
        if coupon is not None:
            wish = evolve(wish, coupon=coupon_id(self._context, "sales.sell", coupon))
        told = keyed(key, customer_id(customer), *wish.told)

        def sell(who: CustomerId) -> Sale:
            command = Command(
                name="sales.sell",
                stream=Ref(Customer, who),
                decide=lambda unit, now: self._sell(unit, now, who, wish),
                key=told,
            )
            return carry_out(self._context, command, self.get)

        return following(self._context, "sales.sell", customer, sell)

    def change_application_date(self, sale: Sale | str, day: Day) -> Sale:
        """Let the sale apply from another day; its balance redeems what it covers now (A5, A6).

        What is redeemed already stays redeemed.

        Raises:
            Unknown: no such sale here.
            InvalidInput: no date, or one outside the years 1000 to 9000.
        """
        id, first = sale_id(sale), first_day(day, "day")
        owner = OwnerOf(Sale, id)

        def decide(unit: Unit, now: DateTime) -> Decision[Sale]:
            itself, balances = ById(Sale, id), BalancesOf(owner)
            answers = unit.load(itself, balances)
            before = found(answers[itself], "sale", id)
            own = tuple(balance for balance in answers[balances] if balance.sale_id == id)
            holdings = with_balances(settling_holdings(unit, owner, now), own)
            correction = Correction(now=now, actor=self._context.actor)
            return decide_application_date(correction, before, first, holdings)

        command = Command(
            name="sales.change_application_date", stream=Ref(Customer, owner), decide=decide
        )
        return carry_out(self._context, command)

    def _wish(
        self,
        lines: tuple[SoldLine, ...],
        application_date: Day | None,
        branch: Branch | str | None,
        sold_by: str | None,
        note: str | None,
        grant_on: GrantOn,
    ) -> _Wish:
        return _Wish(
            id=SaleId(self._context.new_id()),
            lines=wished_lines(self._context, lines),
            application_date=(
                None
                if application_date is None
                else first_day(application_date, "application_date")
            ),
            branch=None if branch is None else branch_id(branch),
            sold_by=str(self._context.actor) if sold_by is None else name(sold_by, "sold_by"),
            note=words(note, "note"),
            grant_on=member(grant_on, "grant_on", GrantOn),
        )

    def _sell(self, unit: Unit, now: DateTime, who: CustomerId, wish: _Wish) -> Decision[Sale]:
        own, card = self._context.own_center, ById(Customer, who)
        places = [ById(Branch, wish.branch)] if wish.branch else []
        answers = unit.load(card, own, *places, *asked_for(wish.lines))
        customer = found_card(answers[card], who)
        settings = self._context.configured(answers[own]).settings
        zone = settings.time_zone
        for place in places:
            zone = found(answers[place], "branch", place.id).time_zone
        read = read_lines(self._context, unit, wish.lines, answers, settings.currency, now)
        coupon = locked_coupon(unit, wish.coupon)
        if coupon is not None:
            read = taken_off(unit, coupon, who, read, now, settings.time_zone)
        request = SaleRequest(
            id=wish.id,
            lines=read.lines,
            bookings=read.bookings,
            cards=read.cards,
            application_date=(
                local_date(now, zone) if wish.application_date is None else wish.application_date
            ),
            grant_on=wish.grant_on,
            branch_id=wish.branch,
            coupon_id=wish.coupon,
            sold_by=wish.sold_by,
            note=wish.note,
            now=now,
            actor=self._context.actor,
        )
        sold = decide_sale(request, customer, settling_holdings(unit, customer.id, now))
        return with_use(coupon, sold)
