"""Giving money back, and undoing what was sold by mistake."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Amount, amount_told, branch_id, found, sale_id, words
from bookingcore.desk.charging import ask_refund
from bookingcore.desk.loading import movable_holdings, settling_holdings, with_balances
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.selling.coupons import locked_coupon
from bookingcore.desk.selling.gifting import gift_card_id, locked_cards
from bookingcore.desk.selling.part import Part, above_zero
from bookingcore.desk.selling.settling import refund_facts
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.gifting import GiftCards, named_by
from bookingcore.domain.bookings.refunding import RefundFacts, RefundWish, decide_refund
from bookingcore.domain.bookings.undoing import VoidFacts, VoidRequest, decide_void
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.couponing import without_use
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.payment import Method
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import LineKind, Sale
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, text
from bookingcore.domain.values.ids import BranchId, GiftCardId, RefundId, SaleId
from bookingcore.domain.values.notify import Notify
from bookingcore.ports.questions import AwaitingOf, BalancesOfSale, ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit


@frozen(kw_only=True)
class _Giving:
    """A refund as it was asked for."""

    id: RefundId
    sale: SaleId
    amount: Amount | None
    to: Method | None
    gift_card: GiftCardId | None
    branch: BranchId | None
    reason: str
    notify: Notify

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        amount = None if self.amount is None else amount_told(self.amount, "amount")
        way = None if self.to is None else self.to.name
        notify = self.notify.told_of_refund
        return self.sale, amount, way, self.gift_card, self.branch, self.reason, notify


@frozen
class Refunding(Part):
    """Giving money back."""

    def refund(
        self,
        sale: Sale | str,
        amount: Amount | None = None,
        *,
        to: Method | GiftCard | str | None = None,
        reason: str | None = None,
        branch: Branch | str | None = None,
        notify: Notify | bool | None = None,
        key: str | None = None,
    ) -> Refund:
        """Give money of a sale back, in full or in part (002-19); never more than was paid (P4).

        What was paid last goes back first, each payment by the way it came unless *to* says
        another one. Units that the money paid for are void, those that are redeemed stay (A38). A
        provider is asked after the refund is on record; look at its `status`.

        Args:
            sale: whose money.
            amount: above zero; None for all that was paid and has not gone back.
            to: by which way; None for the one by which it came. A gift card, its id or its code:
                the money goes onto it.
            reason: why, kept with the refund.
            branch: where; None for the branch of the sale.
            notify: whether the customer is told (002-17); None for the usual: yes.
            key: idempotency key.

        Raises:
            NothingPaid, MoreThanPaid: against what was paid and has not gone back.
            RefundUnsupported: the provider gives no money back, or not in parts (A39).
            GiftCardNotReturnable: the sale sold gift cards that were spent, or a part of it is to
                go back.
            InvalidInput: zero, a negative amount, a float; `CARD` for what was not paid by card,
                `GIFT_CARD` for what was not paid by one.
            CurrencyMismatch: another currency than the sale's.
            Unknown: no such sale, gift card or branch here.
        """
        onto = self._onto(to)
        way = Method.GIFT_CARD if onto else None if to is None else member(to, "to", Method)
        giving = _Giving(
            id=RefundId(self._context.new_id()),
            sale=sale_id(sale),
            amount=amount,
            to=way,
            gift_card=onto,
            branch=None if branch is None else branch_id(branch),
            reason=words(reason, "reason"),
            notify=Notify.of(notify),
        )
        command = Command(
            name="sales.refund",
            stream=Ref(Customer, OwnerOf(Sale, giving.sale)),
            decide=lambda unit, now: self._give_back(giving, unit, now),
            key=keyed(key, *giving.told),
            made=lambda result: result[1].id,
        )

        def again(id: str) -> tuple[Sale, Refund]:
            return self.get(giving.sale), self._refund(RefundId(id))

        _, refund = carry_out(self._context, command, again)
        return ask_refund(self._context, refund, first=refund.id == giving.id)

    def void(self, sale: Sale | str, *, reason: str) -> Sale:
        """Undo a sale that was a mistake, or waive a fee: nothing is due on it any more.

        Units that are redeemed stay so; the others are void, and bookings that a line of it paid
        for await redemption again, unless other units pay for them. Doing it again changes nothing.

        The use of its coupon is given back.

        Args:
            sale: which one.
            reason: why, 1 character or more, kept beside the event.

        Raises:
            SalePaid: money came in for it; refund that first.
            PaymentOnItsWay: a provider has not decided about money of it.
            Unknown: no such sale here.
        """
        id, why = sale_id(sale), text(reason, "reason", required=True)

        def decide(unit: Unit, now: DateTime) -> Decision[Sale]:
            request = VoidRequest(now=now, actor=self._context.actor, reason=why)
            facts = self._void_facts(unit, id, now)
            coupon = locked_coupon(unit, facts.sale.coupon_id)
            return without_use(coupon, decide_void(request, facts))

        stream = Ref(Customer, OwnerOf(Sale, id))
        return carry_out(self._context, Command(name="sales.void", stream=stream, decide=decide))

    def _onto(self, to: object) -> GiftCardId | None:
        """The gift card that money is to go onto, where it is one."""
        is_method = isinstance(to, str) and to in Method.__members__
        if is_method or not isinstance(to, GiftCard | str):
            return None
        return gift_card_id(self._context, "sales.refund", to)

    def _cards(
        self, unit: Unit, facts: RefundFacts, onto: GiftCardId | None, now: DateTime
    ) -> GiftCards:
        others = dict.fromkeys(named_by(facts.payments))
        others |= {} if onto is None else {onto: None}
        return locked_cards(self._context, unit, facts.sale, now, others)

    def _refuse_unknown(self, reader: Reader, branch: BranchId | None) -> None:
        if branch is not None:
            question = ById(Branch, branch)
            found(reader.load(question)[question], "branch", branch)

    def _give_back(
        self, giving: _Giving, unit: Unit, now: DateTime
    ) -> Decision[tuple[Sale, Refund]]:
        facts = refund_facts(self._context, unit, giving.sale)
        facts = evolve(facts, cards=self._cards(unit, facts, giving.gift_card, now))
        self._refuse_unknown(unit, giving.branch)
        amount, currency = giving.amount, facts.sale.total.currency
        wish = RefundWish(
            id=giving.id,
            amount=None if amount is None else above_zero(amount, currency),
            to=giving.to,
            gift_card_id=giving.gift_card,
            branch_id=giving.branch,
            note=giving.reason,
            notify=giving.notify,
            now=now,
            actor=self._context.actor,
        )
        return decide_refund(wish, facts)

    def _void_facts(self, unit: Unit, id: SaleId, now: DateTime) -> VoidFacts:
        itself, granted = ById(Sale, id), BalancesOfSale(id)
        answers = unit.load(itself, granted)
        sale, balances = found(answers[itself], "sale", id), answers[granted]
        lines = sale.lines_of(LineKind.BOOKING)
        asked = [ById(Booking, line.booking_id) for line in lines if line.booking_id is not None]
        bookings = [booking for each in asked for booking in unit.load(each)[each]]
        held = [each for each in bookings if each.live and each.sale_id == id]
        # What is left unpaid may be redeemed by units that nothing awaited so far.
        owner, awaiting = sale.customer_id, AwaitingOf(sale.customer_id)
        if held:
            holdings = movable_holdings(unit, owner, now, unit.load(awaiting)[awaiting])
        else:
            holdings = settling_holdings(unit, owner, now)
        return VoidFacts(
            sale=sale,
            balances=balances,
            bookings=held,
            holdings=with_balances(holdings, balances),
            cards=locked_cards(self._context, unit, sale, now),
        )

    def _refund(self, id: RefundId) -> Refund:
        def ask(reader: Reader) -> Refund:
            question = ById(Refund, id)
            return found(reader.load(question)[question], "refund", id)

        return read(self._context, "sales.refunds", ask)
