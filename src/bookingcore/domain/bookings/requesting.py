"""Asking a customer for money in the app, and charging their card once they confirm (001-07).

Where direct collection is on nobody confirms: the card is charged at once (001-08, A49). What the
provider says is written down with the payment, and the request follows it.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.paying import PaymentWish, decide_charge
from bookingcore.domain.sales.payment import ChargeStatus, Payment
from bookingcore.domain.sales.payment_request import (
    PAYMENT_REQUEST_TRANSITIONS,
    PaymentRequest,
    PaymentRequestStatus,
)
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import PaymentRequestId
from bookingcore.domain.values.money import Money
from bookingcore.errors import AnswerOfCustomer, InvalidInput, MoreThanDue, NothingDue


@frozen(kw_only=True)
class RequestWish:
    """Money to ask a customer for.

    Attributes:
        amount: None for all that is due and not on its way already.
        card: the provider's token of the card to charge; None where it is not known.
    """

    id: PaymentRequestId
    amount: Money | None
    reason: str
    card: str | None
    direct: bool
    now: DateTime
    actor: Actor


def decide_request(
    wish: RequestWish, sale: Sale, known: Sequence[PaymentRequest]
) -> Decision[PaymentRequest]:
    """Ask the customer to confirm a payment (001-31); one that still waits is withdrawn for it.

    *known* are the requests about the sale.

    Raises:
        InvalidInput: the amount is not above zero.
        NothingDue: the sale is paid, or what is due is on its way already.
        MoreThanDue: the amount is larger than what may be paid.
        CurrencyMismatch: the amount is in another currency than the sale.
    """
    request = _asked(wish, sale)
    replaced = [_withdrawn(each, wish.now) for each in known if each.pending]
    gone = [_event(EventKind.PAYMENT_REQUEST_WITHDRAWN, each) for each in replaced]
    return Decision(
        result=request,
        changes=[*map(Put, replaced), Add(request)],
        happened=[*gone, _requested(request)],
    )


def decide_direct(
    wish: RequestWish, payment: PaymentWish, sale: Sale, known: Sequence[PaymentRequest]
) -> Decision[tuple[PaymentRequest, Payment]]:
    """Ask the provider for the money at once: nobody is asked to confirm it (001-08, A49).

    Raises:
        InvalidInput, NothingDue, MoreThanDue, CurrencyMismatch: see `decide_request`.
    """
    asked = decide_request(wish, sale, known)
    before, charged = asked.changes[:-1], _charged(asked.result, payment, sale)
    request, charge = charged.result
    return Decision(
        result=(request, charge),
        changes=[*before, *charged.changes, Add(request)],
        happened=[*asked.happened, *charged.happened],
    )


def decide_approval(
    request: PaymentRequest, payment: PaymentWish, sale: Sale
) -> Decision[tuple[PaymentRequest, Payment]]:
    """Confirm a payment: the provider is asked for the money, or for what is open of it by now.

    Raises:
        AnswerOfCustomer: somebody else than the customer confirms it.
        RequestClosed: it was answered or withdrawn.
        NothingDue: the sale was paid meanwhile, or undone.
    """
    refuse_others(request, payment.actor)
    request.refuse_closed()
    charged = _charged(request, payment, sale)
    after, charge = charged.result
    return Decision(
        result=(after, charge),
        changes=[*charged.changes, Put(after)],
        happened=charged.happened,
    )


def decide_decline(
    request: PaymentRequest, now: DateTime, actor: Actor
) -> Decision[PaymentRequest]:
    """Say no to a request for payment; the sale still awaits it.

    Raises:
        AnswerOfCustomer: somebody else than the customer declines it.
        RequestClosed: it was answered or withdrawn.
    """
    refuse_others(request, actor)
    request.refuse_closed()
    after = evolve(request, status=PaymentRequestStatus.DECLINED, answered_at=now)
    happened = _event(EventKind.PAYMENT_REQUEST_DECLINED, after)
    return Decision(result=after, changes=[Put(after)], happened=[happened])


def decide_withdrawal(request: PaymentRequest, now: DateTime) -> Decision[PaymentRequest]:
    """Ask for the payment no more.

    Raises:
        RequestClosed: it was answered or withdrawn.
    """
    request.refuse_closed()
    after = _withdrawn(request, now)
    happened = _event(EventKind.PAYMENT_REQUEST_WITHDRAWN, after)
    return Decision(result=after, changes=[Put(after)], happened=[happened])


def refuse_others(request: PaymentRequest, actor: Actor) -> None:
    """Refuse an answer that the customer does not give.

    Raises:
        AnswerOfCustomer: staff, or the system, would answer in their place.
    """
    if actor != Oneself(request.customer_id):
        raise AnswerOfCustomer(request.id)


def followed(request: PaymentRequest, payment: Payment) -> PaymentRequest:
    """The request once it follows what became of its *payment*."""
    after = _FOLLOWS.get(payment.status, request.status)
    if after not in PAYMENT_REQUEST_TRANSITIONS[request.status]:
        return request
    return evolve(request, status=after)


_FOLLOWS = {
    ChargeStatus.CAPTURED: PaymentRequestStatus.PAID,
    ChargeStatus.FAILED: PaymentRequestStatus.FAILED,
}
"""What becomes of a request with its payment; nothing while nobody can tell."""


def _asked(wish: RequestWish, sale: Sale) -> PaymentRequest:
    if sale.open.is_zero:
        raise NothingDue(sale.id, sale.payment_status.name)
    amount = sale.open if wish.amount is None else wish.amount
    if not amount.is_positive:
        raise InvalidInput("amount", str(amount), "ask for more than zero")
    if amount > sale.open:
        raise MoreThanDue(sale.id, str(amount), str(sale.open))
    return PaymentRequest(
        id=wish.id,
        sale_id=sale.id,
        customer_id=sale.customer_id,
        amount=amount,
        reason=wish.reason,
        direct=wish.direct,
        card=wish.card,
        asked_at=wish.now,
        asked_by=str(wish.actor),
    )


def _charged(
    request: PaymentRequest, wish: PaymentWish, sale: Sale
) -> Decision[tuple[PaymentRequest, Payment]]:
    """The request with the payment that it becomes, which the provider will be asked for."""
    # Where nothing is open any more, the payment itself says so.
    amount = min(request.amount, sale.open) if sale.open.is_positive else request.amount
    charge = decide_charge(evolve(wish, amount=amount), sale)
    approved = evolve(
        request,
        status=PaymentRequestStatus.APPROVED,
        card=wish.card,
        payment_id=charge.result.id,
        answered_at=wish.now,
    )
    said = _event(
        EventKind.PAYMENT_REQUEST_APPROVED,
        approved,
        payment=charge.result.id,
        **_told(charge.result.amount),
    )
    return Decision(
        result=(approved, charge.result),
        changes=charge.changes,
        happened=[said, *charge.happened],
    )


def _withdrawn(request: PaymentRequest, now: DateTime) -> PaymentRequest:
    return evolve(request, status=PaymentRequestStatus.WITHDRAWN, answered_at=now)


def _told(amount: Money) -> dict[str, Fact]:
    return {"amount": amount.minor, "currency": amount.currency}


def _requested(request: PaymentRequest) -> Happened:
    return evolve(
        _event(
            EventKind.PAYMENT_REQUESTED, request, direct=request.direct, **_told(request.amount)
        ),
        words={"reason": request.reason} if request.reason else {},
    )


def _event(kind: EventKind, request: PaymentRequest, **facts: Fact) -> Happened:
    return Happened(
        kind=kind,
        subject=request.sale_id,
        customer_id=request.customer_id,
        facts={"request": request.id, **facts},
    )
