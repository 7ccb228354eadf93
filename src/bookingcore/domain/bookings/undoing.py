"""Undoing what was sold: the line of a booking that is cancelled, and a sale made by mistake.

A line pays for its booking as a unit does, so it comes back as a unit does (A13): where the
booking gives its units back, what was not paid of the line is not asked for any more. Money that
was paid goes back only where a refund was asked for (A38, A63).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards, together
from bookingcore.domain.bookings.refunding import (
    GOING,
    RefundFacts,
    RefundWish,
    calls,
    refund_made,
    refunded,
)
from bookingcore.domain.bookings.selling import opened
from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import LineKind, Sale, SaleLine
from bookingcore.domain.sales.till import Till
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BookingId, RefundId, SaleId
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import NothingToRefund, PaymentOnItsWay, SalePaid


@frozen(kw_only=True)
class Share:
    """What the line of a booking stands for in its sale.

    Attributes:
        unpaid: what is still due of it; what is due of the sale is taken for this line's first.
        refundable: what was paid of it and can go back.
    """

    unpaid: Money
    refundable: Money


@frozen(kw_only=True)
class LineEnd:
    """What became of the line of a booking that ended.

    Attributes:
        refund: the money that goes back; None for none.
        waived: what is not asked for any more; None for nothing.
    """

    refund: Refund | None = None
    waived: Money | None = None


class PaidLines:
    """The sales of one customer whose lines pay for bookings, while these come to their end."""

    def __init__(
        self,
        sales: Iterable[RefundFacts],
        *,
        now: DateTime,
        actor: Actor,
        notify: Notify | None = None,
    ) -> None:
        self._facts = {facts.sale.id: facts for facts in sales}
        self._cards = together(facts.cards for facts in self._facts.values()).moving(now, actor)
        self._tills = {id: Till(facts.sale) for id, facts in self._facts.items()}
        self._asked: list[Change] = []
        self._happened: list[Happened] = []
        self._now = now
        self._actor = actor
        self._notify = notify or Notify()

    @property
    def happened(self) -> tuple[Happened, ...]:
        """What has become of money, in the order in which it came."""
        return tuple(self._happened)

    def changes(self) -> list[Change]:
        """The sales that changed, their refunds, and what a provider is to be asked."""
        tills = (change for till in self._tills.values() for change in till.changes())
        return [*tills, *self._cards.changes(), *self._asked]

    def share(self, booking: Booking) -> Share | None:
        """What the line of *booking* stands for; None where no line pays for it."""
        if booking.sale_id is None:
            return None
        facts, sale = self._facts[booking.sale_id], self._tills[booking.sale_id].sale
        [line] = (each for each in sale.lines_of(LineKind.BOOKING) if _is_of(each, booking))
        left = line.total - _given_back(facts.refunds, booking.id, line)
        unpaid = min(left, sale.due)
        return Share(unpaid=unpaid, refundable=min(left - unpaid, sale.refundable))

    def end(self, booking: Booking, *, forgives: bool, refund: RefundId | None) -> LineEnd:
        """End the line of *booking*.

        Args:
            booking: as it was until now.
            forgives: whether what was not paid is not asked for any more.
            refund: the id for a refund of what was paid; None where nobody asked for one.

        Raises:
            NothingToRefund: a refund was asked for, and nothing that was paid is left.
            RefundUnsupported: the provider gives no money back (A39).
        """
        share = self.share(booking)
        if refund is not None and (share is None or not share.refundable.is_positive):
            raise NothingToRefund(booking.id)
        if share is None or booking.sale_id is None:
            return LineEnd()
        back = None
        waived = share.unpaid if (forgives or refund) and share.unpaid.is_positive else None
        if waived is not None:
            self._tills[booking.sale_id].waive(waived)
            self._cards.enable(self._tills[booking.sale_id].sale)
            self._happened.append(_waived(booking, booking.sale_id, waived))
        if refund is not None:
            back = self._refund(refund, booking.sale_id, booking.id, share.refundable)
        return LineEnd(refund=back, waived=waived)

    def grant(self, ledger: BalanceLedger) -> None:
        """Open the balances that waited for what is not asked for any more (A4)."""
        for till in self._tills.values():
            if till.owes_balance:
                till.grant()
                self._happened += opened(till.sale, ledger)

    def _refund(self, id: RefundId, sale: SaleId, booking: BookingId, amount: Money) -> Refund:
        facts = self._facts[sale]
        wish = RefundWish(
            id=id,
            amount=amount,
            to=None,
            booking_id=booking,
            notify=self._notify,
            now=self._now,
            actor=self._actor,
        )
        # A booking's line granted no units, so that no ledger is written to.
        ledger = BalanceLedger((), at=self._now, by=self._actor)
        back = refunded(wish, facts, self._tills[sale], ledger)
        self._facts[sale] = evolve(facts, refunds=[*facts.refunds, back])
        self._cards.put_back(back)
        self._asked += calls(back, self._now)
        self._happened.append(refund_made(back, self._notify))
        return back


def _is_of(line: SaleLine, booking: Booking) -> bool:
    return line.booking_id == booking.id


def _given_back(refunds: Sequence[Refund], booking: BookingId, line: SaleLine) -> Money:
    """What of the line went back already, or is on its way."""
    amounts = (each.total(*GOING) for each in refunds if each.booking_id == booking)
    return min(sum(amounts, Money.zero(line.total.currency)), line.total)


def _waived(booking: Booking, sale: SaleId, amount: Money) -> Happened:
    return Happened(
        kind=EventKind.SALE_WAIVED,
        subject=sale,
        customer_id=booking.customer_id,
        facts={"waived": amount.minor, "currency": amount.currency},
    )


@frozen(kw_only=True)
class VoidRequest:
    """The wish to undo a sale that was a mistake, with the *reason*."""

    now: DateTime
    actor: Actor
    reason: str


@frozen(kw_only=True)
class VoidFacts:
    """What undoing a sale looks at.

    Attributes:
        balances: those that the sale granted.
        bookings: the live ones that its lines pay for.
        holdings: what redemption needs of the customer, *balances* included.
        cards: the gift cards that the sale sells.
    """

    sale: Sale
    balances: Sequence[Balance]
    bookings: Sequence[Booking]
    holdings: Holdings
    cards: GiftCards = NO_CARDS


def decide_void(request: VoidRequest, facts: VoidFacts) -> Decision[Sale]:
    """Undo a sale for which no money is left: nothing is due, nothing pays for anything any more.

    Units that are redeemed stay so (A38); the others are void, and so are the gift cards that it
    sold. Bookings that a line paid for await redemption again, unless the customer's units pay for
    them. Doing it again changes nothing.

    Raises:
        SalePaid: money came in for it and did not go back.
        PaymentOnItsWay: a provider has not decided about money of it.
    """
    sale = facts.sale
    if sale.voided:
        return Decision(result=sale, changes=(), happened=())
    if sale.pending.is_positive or sale.refunding.is_positive:
        raise PaymentOnItsWay(sale.id)
    if sale.refundable.is_positive:
        raise SalePaid(sale.id, str(sale.refundable))
    till = Till(sale)
    till.void()
    ledger = BalanceLedger(facts.holdings.balances, at=request.now, by=request.actor)
    cards = facts.cards.moving(request.now, request.actor)
    cards.disable(till.sale)
    units = _voided(facts.balances, ledger)
    left = [booking.left_unpaid() for booking in facts.bookings]
    waiting = [booking for booking in left if booking.awaiting]
    awaiting = [*facts.holdings.awaiting, *waiting]
    outcome = settled(evolve(facts.holdings, awaiting=awaiting), ledger)
    known = {booking.id: booking for booking in (*left, *outcome.redeemed)}
    return Decision(
        result=till.sale,
        changes=[
            *till.changes(),
            *cards.changes(),
            *ledger.changes(),
            *map(Put, known.values()),
        ],
        happened=[
            _sale_voided(request, sale, till.sale.waived - sale.waived, units),
            *(_left_unpaid(booking, sale.id) for booking in left),
            *outcome.happened,
        ],
    )


def _voided(balances: Sequence[Balance], ledger: BalanceLedger) -> int:
    """Take out all units that are not redeemed, for good; how many."""
    units = 0
    for balance in balances:
        ledger.replace(evolve(ledger.balance(balance.id), refunded=True))
        if balance.remaining:
            ledger.move(balance.id, MovementKind.VOIDED, -balance.remaining)
            units += balance.remaining
    return units


def _sale_voided(request: VoidRequest, sale: Sale, waived: Money, units: int) -> Happened:
    return Happened(
        kind=EventKind.SALE_VOIDED,
        subject=sale.id,
        customer_id=sale.customer_id,
        facts={"waived": waived.minor, "currency": waived.currency, "units": units},
        words={"reason": request.reason},
    )


def _left_unpaid(booking: Booking, sale: SaleId) -> Happened:
    return Happened(
        kind=EventKind.BOOKING_LEFT_UNPAID,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts={"sale": sale},
    )
