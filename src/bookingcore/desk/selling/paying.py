"""Taking payment: at the desk, or through the payment provider."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Amount, amount_told, branch_id, found, sale_id, words
from bookingcore.desk.charging import ask_charge, hear, provider_of, refuse_no_cards
from bookingcore.desk.loading import settling_holdings
from bookingcore.desk.permissions import refuse_strangers
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.selling.gifting import gift_card_id, locked_cards
from bookingcore.desk.selling.part import Part, above_zero
from bookingcore.domain.bookings.paying import PaymentWish, decide_charge, decide_payment
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.payment import Method, Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, name, shown
from bookingcore.domain.values.ids import BranchId, GiftCardId, PaymentId, SaleId
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit


@frozen(kw_only=True)
class _Taking:
    """A payment as it was asked for."""

    id: PaymentId
    sale: SaleId
    amount: Amount | None
    method: Method
    card: str | None = None
    gift_card: GiftCardId | None = None
    branch: BranchId | None = None
    note: str = ""

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        amount = None if self.amount is None else amount_told(self.amount, "amount")
        by = self.method.name, self.card, self.gift_card
        return self.sale, amount, by, self.branch, self.note


@frozen
class Paying(Part):
    """Taking payment."""

    def pay(
        self,
        sale: Sale | str,
        amount: Amount | None = None,
        *,
        method: Method | None = None,
        gift_card: GiftCard | str | None = None,
        card: str | None = None,
        branch: Branch | str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Payment:
        """Take a payment for the sale: a deposit, a part, or all of it (002-08, A37).

        Money that is there counts at once. With *card* the payment provider is asked, as by
        `charge_card`. Several payments by several methods make up one sale.

        Args:
            sale: what is paid.
            amount: above zero, at most what is due; None for all that is due, or as much of it as
                the gift card holds.
            method: how it came in; None for cash, or what *card* or *gift_card* say. `CARD` without
                *card* was taken by a terminal of the center's own.
            gift_card: a gift card, its id or its code, to take it from.
            card: the provider's token of a card to charge.
            branch: where it was taken; None for the branch of the sale.
            note: words kept with the payment.
            key: idempotency key.

        Raises:
            NothingDue, MoreThanDue: against what is still due, and not on its way already.
            InvalidInput: zero, a negative amount, a float; a card with another method.
            CurrencyMismatch: another currency than the sale's.
            PortMissing, CardsUnsupported: *card* is given, and nobody can charge it.
            GiftCardForGiftCard: the sale sells gift cards.
            GiftCardNotActive, GiftCardExpired, GiftCardEmpty, MoreThanOnCard: the gift card does
                not hold that money now.
            Unknown: no such sale, gift card or branch here.
        """
        how = _method(method, card, gift_card)
        if card is not None:
            return self.charge_card(sale, card, amount, branch=branch, note=note, key=key)
        taking = self._taking(sale, amount, how, branch, note)
        if gift_card is not None:
            id = gift_card_id(self._context, "sales.pay", gift_card)
            taking = evolve(taking, gift_card=id)
        command = Command(
            name="sales.pay",
            stream=Ref(Customer, OwnerOf(Sale, taking.sale)),
            decide=lambda unit, now: self._pay(taking, unit, now),
            key=keyed(key, *taking.told),
            made=lambda result: result[1].id,
        )

        def again(id: str) -> tuple[Sale, Payment]:
            return self.get(taking.sale), self._payment(PaymentId(id))

        return carry_out(self._context, command, again)[1]

    def charge_card(
        self,
        sale: Sale | str,
        card: str,
        amount: Amount | None = None,
        *,
        branch: Branch | str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Payment:
        """Charge a card through the payment provider (002-09, 002-10).

        The wish is on record before the provider is asked, outside of any transaction. Look at the
        payment's `status`: `CAPTURED`, `FAILED` with the provider's `reason`, or `PENDING` and
        `UNKNOWN`, which `run_due()` and the provider's events settle. In a transaction of the
        host's own, and in `desk.atomically`, the provider is asked by `run_due()`.

        Args:
            sale: what is paid.
            card: the provider's token of the card.
            amount: above zero, at most what is due; None for all that is due.
            branch: where it was taken; None for the branch of the sale.
            note: words kept with the payment.
            key: idempotency key.

        Raises:
            NothingDue, MoreThanDue: against what is still due, and not on its way already.
            InvalidInput: zero, a negative amount, a float; no card.
            CurrencyMismatch: another currency than the sale's.
            PortMissing: the desk has no payment provider.
            CardsUnsupported: the provider charges no cards.
            Unknown: no such sale or branch here.
        """
        refuse_strangers("sales.charge_card", self._context.actor)
        refuse_no_cards(provider_of(self._context))
        taking = self._taking(sale, amount, Method.CARD, branch, note)
        taking = evolve(taking, card=name(card, "card"))
        command = Command(
            name="sales.charge_card",
            stream=Ref(Customer, OwnerOf(Sale, taking.sale)),
            decide=lambda unit, now: self._charge(taking, unit, now),
            key=keyed(key, *taking.told),
        )
        payment = carry_out(self._context, command, lambda id: self._payment(PaymentId(id)))
        return ask_charge(self._context, payment, first=payment.id == taking.id)

    def mark_paid(self, sale: Sale | str, *, method: Method = Method.CASH) -> Sale:
        """Take all that is still due, when the customer pays in person; for good (002-12, 002-13).

        Raises:
            NothingDue: nothing was due.
            Unknown: no such sale here.
        """
        taking = self._taking(sale, None, _method(method, None, None), None, None)
        command = Command(
            name="sales.mark_paid",
            stream=Ref(Customer, OwnerOf(Sale, taking.sale)),
            decide=lambda unit, now: self._pay(taking, unit, now),
        )
        after, _ = carry_out(self._context, command)
        return after

    def provider_event(self, payload: bytes, signature: str) -> Payment | Refund | None:
        """Hear what the payment provider told the host's webhook, which hands it over as it came.

        The same event twice, or events out of order, change nothing more.

        Returns:
            The payment or refund that it is about, as it is now; None where it is about none here.

        Raises:
            ForgedProviderEvent: it is not the provider's.
            InvalidInput: no bytes, or a signature that is no text.
            PortMissing: the desk has no payment provider.
        """
        refuse_strangers("sales.provider_event", self._context.actor)
        if not isinstance(payload, bytes):
            raise InvalidInput("payload", shown(payload), "give the bytes as they came")
        if not isinstance(signature, str):
            raise InvalidInput("signature", shown(signature), "give the text of the header")
        event = provider_of(self._context).read_event(payload, signature)
        if event.key is None:
            return None
        return hear(self._context, event.key, event.charge)

    def _payment(self, id: PaymentId) -> Payment:
        def ask(reader: Reader) -> Payment:
            question = ById(Payment, id)
            return found(reader.load(question)[question], "payment", id)

        return read(self._context, "sales.payments", ask)

    def _taking(
        self,
        sale: Sale | str,
        amount: Amount | None,
        method: Method,
        branch: Branch | str | None,
        note: str | None,
    ) -> _Taking:
        return _Taking(
            id=PaymentId(self._context.new_id()),
            sale=sale_id(sale),
            amount=amount,
            method=method,
            branch=None if branch is None else branch_id(branch),
            note=words(note, "note"),
        )

    def _read(self, taking: _Taking, unit: Unit, now: DateTime) -> tuple[PaymentWish, Sale]:
        itself = ById(Sale, taking.sale)
        places = [ById(Branch, taking.branch)] if taking.branch else []
        answers = unit.load(itself, *places)
        sale = found(answers[itself], "sale", taking.sale)
        for place in places:
            found(answers[place], "branch", place.id)
        amount = taking.amount
        wish = PaymentWish(
            id=taking.id,
            amount=None if amount is None else above_zero(amount, sale.total.currency),
            method=taking.method,
            card=taking.card,
            gift_card_id=taking.gift_card,
            branch_id=taking.branch,
            note=taking.note,
            now=now,
            actor=self._context.actor,
        )
        return wish, sale

    def _pay(self, taking: _Taking, unit: Unit, now: DateTime) -> Decision[tuple[Sale, Payment]]:
        wish, sale = self._read(taking, unit, now)
        paying = [] if taking.gift_card is None else [taking.gift_card]
        cards = locked_cards(self._context, unit, sale, now, paying)
        for card in cards.others if wish.amount is None else ():
            # What is empty is refused with its own name further on.
            held = card.remaining if card.remaining.is_positive else sale.open
            wish = evolve(wish, amount=min(sale.open, held))
        waits = not sale.granted
        holdings = settling_holdings(unit, sale.customer_id, now) if waits else Holdings()
        return decide_payment(wish, sale, holdings, cards)

    def _charge(self, taking: _Taking, unit: Unit, now: DateTime) -> Decision[Payment]:
        return decide_charge(*self._read(taking, unit, now))


def _method(method: Method | None, card: str | None, gift_card: GiftCard | str | None) -> Method:
    """How money comes in, as the arguments say it.

    Raises:
        InvalidInput: they say two things, or a gift card without which.
    """
    said = [Method.CARD] * (card is not None) + [Method.GIFT_CARD] * (gift_card is not None)
    if method is None and len(said) < 2:
        return said[0] if said else Method.CASH
    how = member(method, "method", Method) if method is not None else None
    if said and said != [how]:
        raise InvalidInput("method", shown(method), "leave it out where a card is given")
    if how is Method.GIFT_CARD and not said:
        raise InvalidInput("gift_card", "None", "give the gift card that pays, or its code")
    return how or Method.CASH
