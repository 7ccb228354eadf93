"""Giving money back: from which payments, by which way, and the units that go with it (A38).

A refund is a record of its own (A36): it undoes no payment, and never adds up to more than was
paid (P4). Cancelling a booking gives no money back by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards
from bookingcore.domain.sales.asking import asked_now
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import (
    Refund,
    RefundPart,
    RefundStatus,
    UnitsTaken,
)
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.sales.till import Till
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change, Decision, Expect
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BalanceId, BookingId, BranchId, GiftCardId, RefundId
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import InvalidInput, MoreThanPaid, NothingPaid, RefundUnsupported

GOING = frozenset({RefundStatus.PENDING, RefundStatus.UNKNOWN, RefundStatus.DONE})
"""Where a part of a refund takes from what is left of its payment."""


@frozen(kw_only=True)
class RefundWish:
    """Money to give back.

    Attributes:
        amount: None for all that can be given back.
        to: by which way; None for the one by which it came.
        gift_card_id: the gift card to put it onto, where it goes back that way.
        booking_id: the booking whose line is given back; None for the whole sale.
        notify: whether the customer is told of it (002-17).
    """

    id: RefundId
    amount: Money | None
    to: Method | None
    now: DateTime
    actor: Actor
    gift_card_id: GiftCardId | None = None
    booking_id: BookingId | None = None
    branch_id: BranchId | None = None
    note: str = ""
    notify: Notify = field(factory=Notify)


@frozen(kw_only=True)
class RefundFacts:
    """What a refund looks at.

    Attributes:
        payments: those of the sale, oldest first.
        refunds: those of the sale, oldest first.
        balances: those that the sale granted.
        refunds_cards: whether a provider gives money back at all, `partially` less than all (A39).
        cards: the gift cards that the sale sells, and those that money goes back onto.
    """

    sale: Sale
    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    balances: Sequence[Balance] = ()
    refunds_cards: bool = False
    partially: bool = False
    cards: GiftCards = NO_CARDS


def decide_refund(wish: RefundWish, facts: RefundFacts) -> Decision[tuple[Sale, Refund]]:
    """Give money of a sale back, and take the units that it paid for (A38).

    Raises:
        InvalidInput: the amount is not above zero; or it cannot go the way that was asked for.
        NothingPaid: nothing was paid, or all of it went back.
        MoreThanPaid: the amount is larger than what can be given back.
        RefundUnsupported: the provider gives no money back, or not in parts.
        CurrencyMismatch: the amount is in another currency than the sale.
        GiftCardNotReturnable: the sale sells gift cards, and not all of it goes back unspent.
    """
    till, cards = Till(facts.sale), facts.cards.moving(wish.now, wish.actor)
    ledger = BalanceLedger(facts.balances, at=wish.now, by=wish.actor)
    refund = refunded(wish, facts, till, ledger)
    cards.refuse_spent(facts.sale, refund.amount)
    cards.disable(till.sale)
    cards.put_back(refund)
    return Decision(
        result=(till.sale, refund),
        changes=[
            *till.changes(),
            *ledger.changes(),
            *cards.changes(),
            *calls(refund, wish.now),
        ],
        happened=[refund_made(refund, wish.notify)],
    )


def refunded(wish: RefundWish, facts: RefundFacts, till: Till, ledger: BalanceLedger) -> Refund:
    """The refund, recorded in *till* and *ledger*.

    Raises:
        InvalidInput, NothingPaid, MoreThanPaid, RefundUnsupported, CurrencyMismatch: see
            `decide_refund`.
    """
    amount = _amount(wish, till.sale)
    parts = tuple(_parts(wish, facts, amount))
    units = () if wish.booking_id else _units_taken(amount, facts, ledger)
    refund = Refund(
        id=wish.id,
        sale_id=till.sale.id,
        customer_id=till.sale.customer_id,
        amount=amount,
        parts=parts,
        booking_id=wish.booking_id,
        units=units,
        branch_id=till.sale.branch_id if wish.branch_id is None else wish.branch_id,
        note=wish.note,
        at=wish.now,
        by=str(wish.actor),
    )
    till.give_back(refund)
    return refund


def _amount(wish: RefundWish, sale: Sale) -> Money:
    if not sale.refundable.is_positive:
        raise NothingPaid(sale.id)
    amount = sale.refundable if wish.amount is None else wish.amount
    if not amount.is_positive:
        raise InvalidInput("amount", str(amount), "give more than zero")
    if amount > sale.refundable:
        raise MoreThanPaid(sale.id, str(amount), str(sale.refundable))
    return amount


def _parts(wish: RefundWish, facts: RefundFacts, amount: Money) -> Iterator[RefundPart]:
    """What comes back of each payment: what was paid last comes back first."""
    missing = amount
    for payment in reversed(facts.payments):
        back = min(left_of(payment, facts.refunds), missing)
        if back.is_positive:
            yield _part(wish, facts, payment, back)
            missing -= back


def left_of(payment: Payment, refunds: Iterable[Refund]) -> Money:
    """What of a *payment* has not gone back, and is not on its way."""
    if payment.status is not ChargeStatus.CAPTURED:
        return Money.zero(payment.amount.currency)
    gone = (
        part.amount
        for refund in refunds
        for part in refund.parts
        if part.payment_id == payment.id and part.status in GOING
    )
    return payment.amount - sum(gone, Money.zero(payment.amount.currency))


def _part(wish: RefundWish, facts: RefundFacts, payment: Payment, amount: Money) -> RefundPart:
    method = payment.method if wish.to is None else wish.to
    if method is Method.CARD and payment.method is not Method.CARD:
        raise InvalidInput("to", method.name, "only what was paid by card goes back to one")
    charge = payment.reference if method is Method.CARD else ""
    if charge and not _can_give_back(facts, payment, amount):
        raise RefundUnsupported(facts.sale.id)
    return RefundPart(
        payment_id=payment.id,
        method=method,
        amount=amount,
        status=RefundStatus.PENDING if charge else RefundStatus.DONE,
        gift_card_id=_card(wish, payment) if method is Method.GIFT_CARD else None,
        charge=charge,
    )


def _card(wish: RefundWish, payment: Payment) -> GiftCardId:
    """The gift card that money goes onto."""
    card = wish.gift_card_id or payment.gift_card_id
    if card is None:
        raise InvalidInput("to", "GIFT_CARD", "give the gift card that the money goes onto")
    return card


def _can_give_back(facts: RefundFacts, payment: Payment, amount: Money) -> bool:
    return facts.refunds_cards and (facts.partially or amount == payment.amount)


def _units_taken(
    amount: Money, facts: RefundFacts, ledger: BalanceLedger
) -> tuple[UnitsTaken, ...]:
    """The units that go with the money: as many as it paid for, where they are not redeemed (A38).

    Of what was refunded in parts the whole is looked at, so that rounding adds up to nothing. Once
    all was refunded, units that come back to the balance later are void.
    """
    earlier = [each for each in facts.refunds if any(part.status in GOING for part in each.parts)]
    gone, whole = _gone_of_whole(amount, facts.sale, earlier)
    if not gone.is_positive:
        # What came in beyond what was asked for paid for none.
        return ()
    before: Counter[BalanceId] = Counter()
    for each in (taken for refund in earlier for taken in refund.units):
        before[each.balance_id] += each.units
    taken = []
    for lots in _by_grant(facts.balances):
        granted, had = sum(lot.units for lot in lots), sum(before[lot.id] for lot in lots)
        share = 0 if gone >= whole else granted * gone.minor // whole.minor - had
        for lot in lots:
            units = max(0, min(lot.remaining, share))
            if gone >= whole:
                units = lot.remaining
                ledger.replace(evolve(ledger.balance(lot.id), refunded=True))
            if units:
                ledger.move(lot.id, MovementKind.VOIDED, -units)
                taken.append(UnitsTaken(lot.id, units))
            share -= units
    return tuple(taken)


def _gone_of_whole(amount: Money, sale: Sale, earlier: Sequence[Refund]) -> tuple[Money, Money]:
    """How much of what its units cost has gone back, *amount* included, and how much they cost.

    What came in beyond what was asked for paid for no units, and neither did what is not asked for
    any more, or was given back for bookings.
    """
    excess, for_bookings = Till(sale).excess, Money.zero(amount.currency)
    gone = amount - excess
    for each in earlier:
        if each.booking_id is None:
            gone += each.total(*GOING)
        else:
            for_bookings += each.total(*GOING)
    return gone, sale.total - sale.waived - for_bookings


def _by_grant(balances: Iterable[Balance]) -> Iterable[list[Balance]]:
    """*balances*, each beside the lots that were split from it."""
    lots: dict[BalanceId, list[Balance]] = {}
    for balance in balances:
        lots.setdefault(balance.granted_as, []).append(balance)
    return lots.values()


def returned_to(
    payment: Payment, amount: Money, id: RefundId, now: DateTime, actor: Actor
) -> Refund:
    """The refund of *amount* to the *payment* by which it came in beyond what was asked for."""
    asked = bool(payment.reference) and payment.method is Method.CARD
    part = RefundPart(
        payment_id=payment.id,
        method=payment.method,
        amount=amount,
        status=RefundStatus.PENDING if asked else RefundStatus.DONE,
        charge=payment.reference if asked else "",
    )
    return Refund(
        id=id,
        sale_id=payment.sale_id,
        customer_id=payment.customer_id,
        amount=amount,
        parts=(part,),
        branch_id=payment.branch_id,
        at=now,
        by=str(actor),
    )


def calls(refund: Refund, now: DateTime) -> list[Change]:
    """The provider is asked for each part that it gives back, by whoever writes that down."""
    return [Expect(asked_now(DueKind.REFUND, key, now)) for key in _asked(refund)]


def calls_by_others(refund: Refund, now: DateTime) -> list[Change]:
    """The provider is to be asked for each part that it gives back, by whoever does due work."""
    return [Expect(Due(kind=DueKind.REFUND, subject=key, due_at=now)) for key in _asked(refund)]


def _asked(refund: Refund) -> list[str]:
    return [refund.key(no) for no, part in enumerate(refund.parts) if part.asked]


def refund_made(refund: Refund, notify: Notify) -> Happened:
    """The event of money that goes back, or of which a provider is asked to give it back."""
    event = refund_event(EventKind.REFUND_MADE, refund, refund.amount)
    methods = " ".join(dict.fromkeys(part.method.name for part in refund.parts))
    taken = sum(each.units for each in refund.units)
    more: dict[str, Fact] = {
        "methods": methods,
        "status": refund.status.name,
        "units": taken,
        "notify": notify.told_of_refund,
    }
    words = {"note": refund.note} if refund.note else {}
    return evolve(event, facts={**event.facts, **more}, words=words)


def refund_event(kind: EventKind, refund: Refund, amount: Money, said: str = "") -> Happened:
    """An event of a refund, or of *amount* of it, with the provider's words."""
    return Happened(
        kind=kind,
        subject=refund.sale_id,
        customer_id=refund.customer_id,
        facts={"refund": refund.id, "amount": amount.minor, "currency": amount.currency},
        words={"answer": said} if said else {},
    )
