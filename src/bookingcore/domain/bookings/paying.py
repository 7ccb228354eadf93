"""Taking money for a sale: at the desk at once, or by asking a provider and hearing its answer.

What a provider is asked is written down before, as a payment that is `PENDING`; so whoever comes
upon it later knows what to ask about. Until it is decided, its amount can be paid by nobody else.
"""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards
from bookingcore.domain.bookings.refunding import calls_by_others, refund_made, returned_to
from bookingcore.domain.bookings.selling import grant
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.sales.asking import Answer, asked_now
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.payment import CHARGE_TRANSITIONS, ChargeStatus, Method, Payment
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.sales.till import Till
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change, Decision, Expect
from bookingcore.domain.values.due import DueKind
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BranchId, GiftCardId, PaymentId
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import InvalidInput, MoreThanDue, NothingDue


@frozen(kw_only=True)
class PaymentWish:
    """Money to take for a sale.

    Attributes:
        amount: None for all that is due and not on its way already.
        card: the provider's token of the card to charge; None where no provider is asked.
        gift_card_id: the gift card to take it from; None for other methods.
    """

    id: PaymentId
    amount: Money | None
    method: Method
    now: DateTime
    actor: Actor
    card: str | None = None
    gift_card_id: GiftCardId | None = None
    branch_id: BranchId | None = None
    note: str = ""

    def payment(self, sale: Sale, status: ChargeStatus) -> Payment:
        """The payment that is wished for.

        Raises:
            InvalidInput: the amount is not above zero.
            NothingDue: the sale is paid, or what is due is on its way already.
            MoreThanDue: the amount is larger than what may be paid.
            CurrencyMismatch: the amount is in another currency than the sale.
        """
        if sale.open.is_zero:
            raise NothingDue(sale.id, sale.payment_status.name)
        amount = sale.open if self.amount is None else self.amount
        if not amount.is_positive:
            raise InvalidInput(
                "amount", str(amount), "give more than zero; money goes back by a refund"
            )
        if amount > sale.open:
            raise MoreThanDue(sale.id, str(amount), str(sale.open))
        return Payment(
            id=self.id,
            sale_id=sale.id,
            customer_id=sale.customer_id,
            amount=amount,
            method=self.method,
            status=status,
            card=self.card,
            gift_card_id=self.gift_card_id,
            branch_id=sale.branch_id if self.branch_id is None else self.branch_id,
            note=self.note,
            at=self.now,
            by=str(self.actor),
        )


def decide_payment(
    wish: PaymentWish, sale: Sale, holdings: Holdings, cards: GiftCards = NO_CARDS
) -> Decision[tuple[Sale, Payment]]:
    """Take money that is there; the last of it grants the balance that waited for it (A4).

    *cards* are those that the sale sells, and the one that pays.

    Raises:
        InvalidInput, NothingDue, MoreThanDue, CurrencyMismatch: see `PaymentWish.payment`.
        GiftCardForGiftCard, GiftCardNotActive, GiftCardExpired, GiftCardEmpty, MoreThanOnCard:
            the gift card does not pay for this now.
    """
    payment = wish.payment(sale, ChargeStatus.CAPTURED)
    till, moving = Till(sale), cards.moving(wish.now, wish.actor)
    till.take(payment)
    moving.spend(payment, sale)
    moving.enable(till.sale)
    changes, happened = granted_if_paid(till, holdings, wish.now, wish.actor)
    return Decision(
        result=(till.sale, payment),
        changes=[*till.changes(), *moving.changes(), *changes],
        happened=[payment_taken(till.sale, payment), *happened],
    )


def granted_if_paid(
    till: Till, holdings: Holdings, now: DateTime, actor: Actor
) -> tuple[list[Change], list[Happened]]:
    """Grant the balance that waited until nothing is due any more (A4)."""
    if not till.owes_balance:
        return [], []
    till.grant()
    return grant(till.sale, holdings, BalanceLedger(holdings.balances, at=now, by=actor))


def decide_charge(wish: PaymentWish, sale: Sale) -> Decision[Payment]:
    """Write down what a provider will be asked for, before it is asked.

    Raises:
        InvalidInput, NothingDue, MoreThanDue, CurrencyMismatch: see `PaymentWish.payment`.
    """
    payment = wish.payment(sale, ChargeStatus.PENDING)
    till = Till(sale)
    till.take(payment)
    asked = asked_now(DueKind.CHARGE, payment.id, wish.now)
    return Decision(
        result=payment,
        changes=[*till.changes(), Expect(asked)],
        happened=[payment_event(EventKind.PAYMENT_ASKED, payment)],
    )


def decide_answer(
    answer: Answer,
    payment: Payment,
    sale: Sale,
    holdings: Holdings,
    cards: GiftCards = NO_CARDS,
) -> Decision[Payment]:
    """Write down what became of a charge; once the money is there, nothing that comes later counts.

    A provider that said no may still tell that the money came: then it is believed, and what is
    not asked for any more goes back. Where nothing changes, the caller says when to ask again.
    """
    if answer.status is payment.status or answer.status not in CHARGE_TRANSITIONS[payment.status]:
        return Decision(result=payment, changes=(), happened=())
    known = evolve(
        payment,
        status=answer.status,
        reference=answer.reference or payment.reference,
        reason=answer.reason if answer.status is ChargeStatus.FAILED else "",
    )
    till = Till(sale)
    till.decide(payment, known)
    changes, happened = _what_follows(answer, known, till, sale, holdings)
    moving = cards.moving(answer.now, answer.actor)
    moving.enable(till.sale)
    return Decision(
        result=known,
        changes=[
            *till.changes(),
            *moving.changes(),
            *answer.later(known.undecided),
            *changes,
        ],
        happened=[_told(known, till.sale, answer), *happened],
    )


def _what_follows(
    answer: Answer, payment: Payment, till: Till, before: Sale, holdings: Holdings
) -> tuple[list[Change], list[Happened]]:
    """What money that has come does beside being there."""
    if answer.status is not ChargeStatus.CAPTURED:
        return [], []
    changes, happened = granted_if_paid(till, holdings, answer.now, answer.actor)
    twice = till.excess - Till(before).excess
    if twice.is_positive:
        refund = returned_to(payment, twice, answer.refund_id, answer.now, answer.actor)
        till.give_back(refund)
        asked = calls_by_others(refund, answer.now)
        changes, happened = [*changes, *asked], [*happened, refund_made(refund, Notify())]
    return changes, happened


def payment_taken(sale: Sale, payment: Payment) -> Happened:
    """The event of money that is there."""
    return evolve(
        payment_event(EventKind.PAYMENT_TAKEN, payment),
        facts={**payment_facts(payment), "due": sale.due.minor},
    )


def payment_facts(payment: Payment) -> dict[str, Fact]:
    """What every event of a payment tells."""
    return {
        "payment": payment.id,
        "amount": payment.amount.minor,
        "currency": payment.amount.currency,
        "method": payment.method.name,
    }


def payment_event(kind: EventKind, payment: Payment, words: str = "") -> Happened:
    """An event of a payment, with the provider's *words*."""
    return Happened(
        kind=kind,
        subject=payment.sale_id,
        customer_id=payment.customer_id,
        facts=payment_facts(payment),
        words={"answer": words} if words else {},
    )


def _told(payment: Payment, sale: Sale, answer: Answer) -> Happened:
    if payment.status is ChargeStatus.CAPTURED:
        return payment_taken(sale, payment)
    return payment_event(_TOLD[payment.status], payment, answer.reason)


_TOLD = {
    ChargeStatus.FAILED: EventKind.PAYMENT_FAILED,
    ChargeStatus.UNKNOWN: EventKind.PAYMENT_UNANSWERED,
    ChargeStatus.PENDING: EventKind.PAYMENT_ASKED,
}
