"""What stands against what: the double-entry check of `verify()`, from the rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bookingcore.adapters.memory.books import Books
from bookingcore.adapters.memory.double_entry_of_money import (
    cards_paired,
    lines_of,
    owned,
    payments_paired,
    refunds_paired,
)
from bookingcore.domain.bookings.double_entry import (
    BookingPaired,
    LinesPaired,
    MembershipPaired,
    UnitsPaired,
)
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.refund import RefundStatus, UnitsTaken
from bookingcore.domain.sales.sale import LineKind, Sale, SaleLine
from bookingcore.domain.values.ids import BalanceId, GiftCardId, SaleId
from bookingcore.ports import double_entry as ask

_FOR_A_BOOKING = frozenset({MovementKind.REDEEMED, MovementKind.RETURNED})
_VOIDING = frozenset({MovementKind.VOIDED, MovementKind.REINSTATED})


def _units_paired(books: Books, asked: ask.UnitsPairedPage) -> Iterable[UnitsPaired]:
    for balance in books.balances.page(asked.after, asked.limit):
        ledger = _movements(books, balance.id)
        grants = [each.units for each in ledger if each.kind is MovementKind.GRANTED]
        lines = [each for each in lines_of(books, balance.sale_id) if each.balance_id == balance.id]
        taken = [each for each in _taken(books, balance.sale_id) if each.balance_id == balance.id]
        yield UnitsPaired(
            balance_id=balance.id,
            split=balance.split_from is not None,
            whole=_whole(books, balance),
            owned=owned(books, balance.sale_id, balance.customer_id),
            grants=len(grants),
            granted=sum(grants),
            lines=len(lines),
            sold=sum(each.units for each in lines),
            strays=sum(map(_is_stray, ledger)),
            strangers=sum(_is_strange(books, balance, each) for each in ledger),
            taken=sum(each.units for each in taken),
            voided=_voided(ledger),
        )


def _movements(books: Books, balance: BalanceId) -> list[Movement]:
    return list(books.movements.picked(books.movements_of.of(balance)))


def _voided(ledger: Iterable[Movement]) -> int:
    """How many units were made void, and were not reinstated."""
    return -sum(each.units for each in ledger if each.kind in _VOIDING)


def _whole(books: Books, balance: Balance) -> bool:
    """Whether the lot that it was split from is there, of the same sale and customer."""
    if balance.split_from is None:
        return True
    lot = books.balances.rows.get(balance.split_from)
    return lot is not None and (
        (lot.sale_id, lot.customer_id) == (balance.sale_id, balance.customer_id)
    )


def _is_stray(movement: Movement) -> bool:
    return (movement.kind in _FOR_A_BOOKING) != (movement.booking_id is not None)


def _is_strange(books: Books, balance: Balance, movement: Movement) -> bool:
    if movement.booking_id is not None:
        booking = books.bookings.rows.get(movement.booking_id)
        if booking is None or booking.customer_id != balance.customer_id:
            return True
    return movement.customer_id != balance.customer_id


def _taken(books: Books, sale: SaleId) -> Iterator[UnitsTaken]:
    """What the refunds of a sale took from balances, but for those that failed."""
    for refund in books.refunds.picked(books.refunds_of.of(sale)):
        if any(part.status is not RefundStatus.FAILED for part in refund.parts):
            yield from refund.units


def _lines_paired(books: Books, asked: ask.LinesPairedPage) -> Iterable[LinesPaired]:
    for sale in books.sales.page(asked.after, asked.limit):
        balances = set(books.granted_by.of(sale.id))
        granting = [line.balance_id for line in sale.lines if line.units]
        cards = [line.gift_card_id for line in sale.lines_of(LineKind.GIFT_CARD)]
        yield LinesPaired(
            sale_id=sale.id,
            granted=sale.granted,
            granting=len(granting),
            found=sum(id in balances for id in granting),
            balances=len(balances),
            cards=len(cards),
            sold=sum(_is_sold_by(books, id, sale) for id in cards),
            strangers=sum(_is_about_a_stranger(books, line, sale) for line in sale.lines),
            unowed=sum(map(_is_about_nothing, sale.lines)) if not _ends(books, sale) else 0,
            taken=sum(each.units for each in _taken(books, sale.id)),
            voided=sum(_voided(_movements(books, id)) for id in balances),
        )


def _is_sold_by(books: Books, id: GiftCardId | None, sale: Sale) -> bool:
    card = books.gift_cards.rows.get(id)
    return card is not None and card.sale_id == sale.id


def _is_about_a_stranger(books: Books, line: SaleLine, sale: Sale) -> bool:
    if line.booking_id is None:
        return False
    booking = books.bookings.rows.get(line.booking_id)
    return booking is None or booking.customer_id != sale.customer_id


def _is_about_nothing(line: SaleLine) -> bool:
    return line.kind is LineKind.FEE and line.booking_id is None


def _ends(books: Books, sale: Sale) -> bool:
    """Whether it bills what its customer owes for ending a membership."""
    theirs = books.memberships.picked(books.owned[Membership].of(sale.customer_id))
    return any(each.fee_sale_id == sale.id for each in theirs)


def _bookings_paired(books: Books, asked: ask.BookingsPairedPage) -> Iterable[BookingPaired]:
    for booking in books.bookings.page(asked.after, asked.limit):
        about = [
            (sale.id, line)
            for sale in books.sales.picked(books.sales_about.of(booking.id))
            for line in sale.lines
            if line.booking_id == booking.id
        ]
        fees = [line.total.minor for _, line in about if line.kind is LineKind.FEE]
        paying = [sale for sale, line in about if line.kind is LineKind.BOOKING]
        owed = None if booking.cancellation is None else booking.cancellation.fee
        yield BookingPaired(
            booking_id=booking.id,
            sold=booking.sale_id is not None,
            lines=paying.count(booking.sale_id or SaleId("")),
            fee=None if owed is None else owed.minor,
            fees=len(fees),
            billed=sum(fees),
        )


def _memberships_paired(
    books: Books, asked: ask.MembershipsPairedPage
) -> Iterable[MembershipPaired]:
    for membership in books.memberships.page(asked.after, asked.limit):
        sale = membership.fee_sale_id
        known = sale is not None and owned(books, sale, membership.customer_id)
        yield MembershipPaired(
            membership_id=membership.id,
            billed=sale is not None,
            fees=sum(map(_is_about_nothing, lines_of(books, sale))) if known else 0,
        )


DOUBLE_ENTRY: Mapping[Any, Callable[[Books, Any], Iterable[Any]]] = {
    ask.UnitsPairedPage: _units_paired,
    ask.LinesPairedPage: _lines_paired,
    ask.BookingsPairedPage: _bookings_paired,
    ask.MembershipsPairedPage: _memberships_paired,
    ask.CardsPairedPage: cards_paired,
    ask.PaymentsPairedPage: payments_paired,
    ask.RefundsPairedPage: refunds_paired,
}
