"""What a provider says of a refund: that the money went, or that it stays after all (A38)."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards
from bookingcore.domain.bookings.refunding import refund_event
from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.sales.asking import Answer
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.payment import ChargeStatus
from bookingcore.domain.sales.refund import (
    ON_ITS_WAY,
    REFUND_TRANSITIONS,
    Refund,
    RefundPart,
    RefundStatus,
)
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.sales.till import Till
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import EventKind

DISPUTED = "first the provider said no, then that the money went: look at its records"
"""The reason of a part of a refund about which the provider contradicts itself."""

NOTHING_AWAITS = Holdings()
"""Of a customer none of whose bookings awaits redemption."""


def decide_refund_answer(
    answer: Answer,
    refund: Refund,
    no: int,
    sale: Sale,
    balances: Sequence[Balance],
    cards: GiftCards = NO_CARDS,
    holdings: Holdings = NOTHING_AWAITS,
) -> Decision[Refund]:
    """Write down what became of part *no* of a refund.

    Where all of its money stays after all, the units come back that the refund took, and redeem
    what awaits them. A provider that said no and then tells of money that went is not believed,
    but on record.

    Args:
        answer: what the provider said.
        refund: the refund of the part.
        no: its place, counted from 0.
        sale: the sale of the refund.
        balances: those that the sale granted.
        cards: the gift cards that the sale sells.
        holdings: what redemption needs of the customer.
    """
    part, status = refund.parts[no], _SAID[answer.status]
    if part.status is RefundStatus.FAILED and status is RefundStatus.DONE:
        return _disputed(refund, no)
    if status is part.status or status not in REFUND_TRANSITIONS[part.status]:
        return Decision(result=refund, changes=(), happened=())
    known, till = _known(part, answer), Till(sale)
    after = till.decide_part(refund, no, known)
    lots = {each.id: each for each in (*holdings.balances, *balances)}
    ledger = BalanceLedger(lots.values(), at=answer.now, by=answer.actor)
    moving = cards.moving(answer.now, answer.actor)
    if status is RefundStatus.FAILED:
        _give_units_back(after, till.sale, ledger)
        moving.enable(till.sale)
    outcome = settled(holdings, ledger)
    return Decision(
        result=after,
        changes=[
            *till.changes(),
            *ledger.changes(),
            *moving.changes(),
            *outcome.changes(),
            *answer.later(status in ON_ITS_WAY),
        ],
        happened=[
            refund_event(_TOLD[status], after, known.amount, answer.reason),
            *outcome.happened,
        ],
    )


def _known(part: RefundPart, answer: Answer) -> RefundPart:
    """A part of a refund as the provider says it stands."""
    status = _SAID[answer.status]
    return evolve(
        part,
        status=status,
        reference=answer.reference or part.reference,
        reason=answer.reason if status is RefundStatus.FAILED else "",
    )


def _disputed(refund: Refund, no: int) -> Decision[Refund]:
    """The provider says that money went, of which it had said no: on record, for people to look at.

    It is not booked: units have come back by then, and the money may have gone another way.
    """
    part = refund.parts[no]
    if part.reason == DISPUTED:
        return Decision(result=refund, changes=(), happened=())
    after = refund.with_part(no, evolve(part, reason=DISPUTED))
    happened = refund_event(EventKind.REFUND_DISPUTED, after, part.amount, DISPUTED)
    return Decision(result=after, changes=[Put(after)], happened=[happened])


def _give_units_back(refund: Refund, sale: Sale, ledger: BalanceLedger) -> None:
    """What a refund took counts again, unless its sale was undone since."""
    if sale.voided:
        return
    for balance in [each for each in ledger.balances if each.sale_id == sale.id]:
        ledger.replace(evolve(balance, refunded=False))
    stays = all(part.status is RefundStatus.FAILED for part in refund.parts)
    for taken in refund.units if stays else ():
        ledger.move(taken.balance_id, MovementKind.REINSTATED, taken.units)


_SAID = {
    ChargeStatus.PENDING: RefundStatus.PENDING,
    ChargeStatus.UNKNOWN: RefundStatus.UNKNOWN,
    ChargeStatus.CAPTURED: RefundStatus.DONE,
    ChargeStatus.FAILED: RefundStatus.FAILED,
}
_TOLD = {
    RefundStatus.PENDING: EventKind.REFUND_ASKED,
    RefundStatus.UNKNOWN: EventKind.REFUND_UNANSWERED,
    RefundStatus.DONE: EventKind.REFUND_DONE,
    RefundStatus.FAILED: EventKind.REFUND_FAILED,
}
