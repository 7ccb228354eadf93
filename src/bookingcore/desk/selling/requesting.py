"""Asking customers for money in the app, and their answers (001-07, 001-08, 001-31)."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Amount, amount_told, found, request_id, sale_id, words
from bookingcore.desk.charging import ask_charge, provider_of, refuse_no_cards
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.selling.part import Part, above_zero
from bookingcore.domain.bookings.paying import PaymentWish
from bookingcore.domain.bookings.requesting import (
    RequestWish,
    decide_approval,
    decide_decline,
    decide_direct,
    decide_request,
    decide_withdrawal,
    refuse_others,
)
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.payment import Method, Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import name, truth
from bookingcore.domain.values.ids import CustomerId, PaymentId, PaymentRequestId, SaleId
from bookingcore.errors import InvalidInput
from bookingcore.ports.papers import RequestsOfSale
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

Asked = tuple[PaymentRequest, Payment | None]
"""A request with the payment that the provider is to be asked for, if it is."""


@frozen(kw_only=True)
class _Asking:
    """A request for payment as it was asked for, with new ids made."""

    id: PaymentRequestId
    payment: PaymentId
    sale: SaleId
    amount: Amount | None
    reason: str
    card: str | None
    direct: bool | None

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another."""
        amount = None if self.amount is None else amount_told(self.amount, "amount")
        return self.sale, amount, self.reason, self.card, self.direct


@frozen
class Requesting(Part):
    """Collecting money in the app."""

    def request_payment(
        self,
        sale: Sale | str,
        *,
        amount: Amount | None = None,
        reason: str | None = None,
        card: str | None = None,
        direct: bool | None = None,
        key: str | None = None,
    ) -> PaymentRequest:
        """Ask the customer for money in the app, saying how much and what for (001-07).

        It asks for confirmation unless direct collection is active (001-08): then *card* is charged
        at once, and a charge that fails leaves the sale awaiting payment (A49). A request about the
        sale that still waits for its answer is withdrawn for this one.

        Args:
            sale: what is to be paid.
            amount: above zero, at most what is due; None for all that is due.
            reason: what for, as the customer reads it.
            card: the provider's token of the card to charge; None where the customer will name it.
            direct: whether nobody is asked to confirm it; None for what the center's settings say,
                where *card* is given.
            key: idempotency key.

        Raises:
            NothingDue, MoreThanDue: against what is still due, and not on its way already.
            InvalidInput: zero, a negative amount, a float; direct without a card.
            CurrencyMismatch: another currency than the sale's.
            PortMissing: it is direct, and the desk has no payment provider.
            CardsUnsupported: it is direct, and the provider charges no cards.
            Unknown: no such sale here.
        """
        asking = _Asking(
            id=PaymentRequestId(self._context.new_id()),
            payment=PaymentId(self._context.new_id()),
            sale=sale_id(sale),
            amount=amount,
            reason=words(reason, "reason"),
            card=None if card is None else name(card, "card"),
            direct=None if direct is None else truth(direct, "direct"),
        )
        if asking.direct and asking.card is None:
            raise InvalidInput("card", "None", "name the card that is charged at once")
        command = Command(
            name="sales.request_payment",
            stream=Ref(Customer, OwnerOf(Sale, asking.sale)),
            decide=lambda unit, now: self._request(asking, unit, now),
            key=keyed(key, *asking.told),
            made=lambda result: result[0].id,
        )
        return self._carried_out(command, asking.payment)

    def approve(
        self, request: PaymentRequest | str, *, card: str | None = None, key: str | None = None
    ) -> PaymentRequest:
        """Confirm a payment in the customer's own name; their card is charged (001-31).

        What is charged is what was asked for, or as much of it as is still open. Look at the
        request's `status`: `PAID`, `FAILED`, or `APPROVED` while the provider has not decided.

        Args:
            request: which one.
            card: the provider's token of the card to charge; None for the one of the request.
            key: idempotency key.

        Raises:
            AnswerOfCustomer: anybody but the customer confirms it.
            RequestClosed: it was answered or withdrawn.
            NothingDue: the sale was paid meanwhile.
            InvalidInput: no card is known.
            PortMissing, CardsUnsupported: nobody can charge it.
            Unknown: no such request here, or not one of the customer who acts.
        """
        id, given = request_id(request), None if card is None else name(card, "card")
        payment = PaymentId(self._context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[Asked]:
            asked = self._own_request(unit, id)
            refuse_others(asked, self._context.actor)
            asked.refuse_closed()
            refuse_no_cards(provider_of(self._context))
            itself = ById(Sale, asked.sale_id)
            [sale] = unit.load(itself)[itself]
            wish = self._charge_wish(payment, given or asked.card, now)
            return _widened(decide_approval(asked, wish, sale))

        command = Command(
            name="sales.approve",
            stream=Ref(Customer, OwnerOf(PaymentRequest, id)),
            decide=decide,
            key=keyed(key, id, given),
            made=lambda result: result[0].id,
        )
        return self._carried_out(command, payment)

    def decline(self, request: PaymentRequest | str) -> PaymentRequest:
        """Say no to a payment in the customer's own name; the sale still awaits it.

        Raises:
            AnswerOfCustomer: anybody but the customer declines it.
            RequestClosed: it was answered or withdrawn.
            Unknown: no such request here, or not one of the customer who acts.
        """
        id = request_id(request)

        def decide(unit: Unit, now: DateTime) -> Decision[PaymentRequest]:
            return decide_decline(self._own_request(unit, id), now, self._context.actor)

        stream = Ref(Customer, OwnerOf(PaymentRequest, id))
        return carry_out(self._context, Command(name="sales.decline", stream=stream, decide=decide))

    def withdraw_request(self, request: PaymentRequest | str) -> PaymentRequest:
        """Ask the customer for that payment no more.

        Raises:
            RequestClosed: it was answered or withdrawn.
            Unknown: no such request here.
        """
        id = request_id(request)
        command = Command(
            name="sales.withdraw_request",
            stream=Ref(Customer, OwnerOf(PaymentRequest, id)),
            decide=lambda unit, now: decide_withdrawal(self._own_request(unit, id), now),
        )
        return carry_out(self._context, command)

    def get_request(self, request: PaymentRequest | str) -> PaymentRequest:
        """A request for payment as it is now; `WITHDRAWN` once its sale was paid in another way.

        Raises:
            Unknown: no such request here, or not one of the customer who asks.
        """
        id = request_id(request)

        def ask(reader: Reader) -> PaymentRequest:
            [seen] = _seen(reader, [self._own_request(reader, id)])
            return seen

        return read(self._context, "sales.get_request", ask)

    def requests(self, customer: Customer | str) -> tuple[PaymentRequest, ...]:
        """What the customer was asked to pay in the app, oldest first.

        Those that waited for an answer are `WITHDRAWN` once their sales were paid in another way.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(who: CustomerId, reader: Reader) -> tuple[PaymentRequest, ...]:
            card_of(who, reader)
            known = reader.load(Owned(PaymentRequest, who))[Owned(PaymentRequest, who)]
            seen = _seen(reader, known)
            return tuple(sorted(seen, key=lambda each: (each.asked_at, each.id)))

        return read_of(self._context, "sales.requests", customer, ask)

    def _carried_out(self, command: Command[Asked], payment: PaymentId) -> PaymentRequest:
        """Carry out what may lead to a charge, and ask the provider for it."""

        def known(id: str) -> Asked:
            return read(self._context, command.name, lambda reader: self._with_payment(reader, id))

        request, charge = carry_out(self._context, command, known)
        if charge is None:
            return request
        ask_charge(self._context, charge, first=charge.id == payment)
        return known(request.id)[0]

    def _request(self, asking: _Asking, unit: Unit, now: DateTime) -> Decision[Asked]:
        own, itself, known = (
            self._context.own_center,
            ById(Sale, asking.sale),
            RequestsOfSale(asking.sale),
        )
        answers = unit.load(own, itself, known)
        sale = found(answers[itself], "sale", asking.sale)
        settings = self._context.configured(answers[own]).settings
        usual = settings.direct_collection and asking.card is not None
        amount, currency = asking.amount, sale.total.currency
        wish = RequestWish(
            id=asking.id,
            amount=None if amount is None else above_zero(amount, currency),
            reason=asking.reason,
            card=asking.card,
            direct=usual if asking.direct is None else asking.direct,
            now=now,
            actor=self._context.actor,
        )
        if not wish.direct:
            asked = decide_request(wish, sale, answers[known])
            return Decision(
                result=(asked.result, None), changes=asked.changes, happened=asked.happened
            )
        refuse_no_cards(provider_of(self._context))
        charge = self._charge_wish(asking.payment, asking.card, now)
        return _widened(decide_direct(wish, charge, sale, answers[known]))

    def _charge_wish(self, id: PaymentId, card: str | None, now: DateTime) -> PaymentWish:
        if card is None:
            raise InvalidInput("card", "None", "name the card to charge")
        return PaymentWish(
            id=id,
            amount=None,
            method=Method.CARD,
            card=card,
            now=now,
            actor=self._context.actor,
        )

    def _own_request(self, reader: Reader, id: PaymentRequestId) -> PaymentRequest:
        question = ById(PaymentRequest, id)
        known = found(reader.load(question)[question], "request", id)
        refuse_foreign(self._context.actor, known.customer_id, "request", id)
        return known

    def _with_payment(self, reader: Reader, id: str) -> Asked:
        """The request as it is now, with the payment that it became."""
        request = self._own_request(reader, PaymentRequestId(id))
        if request.payment_id is None:
            return request, None
        question = ById(Payment, request.payment_id)
        return request, reader.load(question)[question][0]


def _seen(reader: Reader, requests: Sequence[PaymentRequest]) -> list[PaymentRequest]:
    """*requests* as they are seen; only for those that wait does anybody look at the sales."""
    asked = {ById(Sale, each.sale_id) for each in requests if each.pending}
    if not asked:
        return list(requests)
    answers = reader.load(*asked)
    sales = {sale.id: sale for question in asked for sale in answers[question]}
    return [each.seen_with(sales[each.sale_id]) if each.pending else each for each in requests]


def _widened(decision: Decision[tuple[PaymentRequest, Payment]]) -> Decision[Asked]:
    """*decision* as one that leads to a charge perhaps."""
    return Decision(result=decision.result, changes=decision.changes, happened=decision.happened)
