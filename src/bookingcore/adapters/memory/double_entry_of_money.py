"""What money stands against: payments, refunds and gift cards, from the rows themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bookingcore.adapters.memory.books import Books
from bookingcore.domain.bookings.double_entry_of_money import (
    CardPaired,
    PaymentPaired,
    RefundPaired,
)
from bookingcore.domain.sales.gift_card import GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import LineKind, SaleLine
from bookingcore.domain.values.ids import CustomerId, GiftCardId, SaleId
from bookingcore.ports import double_entry as ask


def lines_of(books: Books, sale: SaleId | None) -> Iterable[SaleLine]:
    """The lines of a sale; none where it is not there."""
    row = None if sale is None else books.sales.rows.get(sale)
    return () if row is None else row.lines


def owned(books: Books, sale: SaleId, customer: CustomerId) -> bool:
    """Whether a sale is there, and of that customer."""
    row = books.sales.rows.get(sale)
    return row is not None and row.customer_id == customer


def cards_paired(books: Books, asked: ask.CardsPairedPage) -> Iterable[CardPaired]:
    """The ledgers of gift cards beside payments, refunds and lines."""
    issued = GiftCardMovementKind.ISSUED
    for card in books.gift_cards.page(asked.after, asked.limit):
        ledger = list(_ledger(books, card.id))
        lines = lines_of(books, card.sale_id)
        yield CardPaired(
            gift_card_id=card.id,
            misplaced=sum((each.kind is issued) != (each.no == 1) for each in ledger),
            unpaid=_unpaid(books, ledger),
            unrefunded=_unrefunded(books, ledger),
            sold=card.sale_id is not None,
            lines=sum(_sells(line, card.id) for line in lines),
        )


def _sells(line: SaleLine, card: GiftCardId) -> bool:
    return line.kind is LineKind.GIFT_CARD and line.gift_card_id == card


def _unpaid(books: Books, ledger: Iterable[GiftCardMovement]) -> int:
    """How many movements spent money for no payment, or for one that another one was for."""
    spent = [each for each in ledger if each.kind is GiftCardMovementKind.SPENT]
    times = Counter(each.payment_id for each in spent)
    return sum(times[each.payment_id] > 1 or not _is_paid(books, each) for each in spent)


def _is_paid(books: Books, movement: GiftCardMovement) -> bool:
    """Whether the payment that a movement was for is there, by that card and of that amount."""
    payment = books.payments.rows.get(movement.payment_id)
    return (
        payment is not None
        and payment.status is ChargeStatus.CAPTURED
        and payment.gift_card_id == movement.gift_card_id
        and payment.amount == -movement.amount
    )


def _unrefunded(books: Books, ledger: Iterable[GiftCardMovement]) -> int:
    """How many movements came back otherwise than parts of refunds went."""
    back = [each for each in ledger if each.kind is GiftCardMovementKind.REFUNDED]
    known = (books.refunds.rows.get(id) for id in {each.refund_id for each in back})
    refunds = [refund for refund in known if refund is not None]
    came = Counter((each.gift_card_id, each.refund_id, each.amount) for each in back)
    went = Counter(_put_onto(refund, part) for refund in refunds for part in refund.parts)
    return sum(times for like, times in came.items() if went[like] != times)


def _put_onto(refund: Refund, part: RefundPart) -> tuple[object, ...] | None:
    """The card that money is on by a part of a refund; None where it went elsewhere."""
    there = part.gift_card_id is not None and part.status is RefundStatus.DONE
    return (part.gift_card_id, refund.id, part.amount) if there else None


def _ledger(books: Books, card: GiftCardId | None) -> Iterable[GiftCardMovement]:
    return books.gift_card_movements.picked(books.gift_card_movements_of.of(card))


def payments_paired(books: Books, asked: ask.PaymentsPairedPage) -> Iterable[PaymentPaired]:
    """Payments beside their sales and gift cards."""
    for payment in books.payments.page(asked.after, asked.limit):
        yield PaymentPaired(
            payment_id=payment.id,
            owned=owned(books, payment.sale_id, payment.customer_id),
            by_card=payment.method is Method.GIFT_CARD,
            spent=sum(_is_for(each, payment) for each in _ledger(books, payment.gift_card_id)),
        )


def _is_for(movement: GiftCardMovement, payment: Payment) -> bool:
    spent = movement.kind is GiftCardMovementKind.SPENT
    return spent and (movement.payment_id, -movement.amount) == (payment.id, payment.amount)


def refunds_paired(books: Books, asked: ask.RefundsPairedPage) -> Iterable[RefundPaired]:
    """Refunds beside their sales and gift cards."""
    for refund in books.refunds.page(asked.after, asked.limit):
        onto = [part for part in refund.parts if part.method is Method.GIFT_CARD]
        yield RefundPaired(
            refund_id=refund.id,
            owned=owned(books, refund.sale_id, refund.customer_id),
            line=refund.booking_id is None
            or any(_pays_for(line, refund) for line in lines_of(books, refund.sale_id)),
            by_card=len(onto),
            unmoved=sum(not _has_come(books, refund, part) for part in onto),
        )


def _pays_for(line: SaleLine, refund: Refund) -> bool:
    return line.kind is LineKind.BOOKING and line.booking_id == refund.booking_id


def _has_come(books: Books, refund: Refund, part: RefundPart) -> bool:
    """Whether the card has as many movements like a part as the refund has parts like it."""
    wanted = part.gift_card_id, refund.id, part.amount
    came = sum(
        each.kind is GiftCardMovementKind.REFUNDED
        and (each.gift_card_id, each.refund_id, each.amount) == wanted
        for each in _ledger(books, part.gift_card_id)
    )
    went = sum(_put_onto(refund, each) == wanted for each in refund.parts)
    return came == went > 0
