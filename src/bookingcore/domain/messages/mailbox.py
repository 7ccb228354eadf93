"""The mailbox of a customer, with links to what may be booked, and the board for all (A61).

Both reach only who is enrolled in the center (001-01). Nothing is sent: who comes in finds them.
A conversation is the host's business; a message with a link to a service or a coupon is what helps
somebody to book (002-21).
"""

from __future__ import annotations

from datetime import date

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.account import card_event
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.values.changes import Add, Decision, Remove
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import (
    BoardMessageId,
    CouponId,
    CustomerId,
    MailboxMessageId,
    ServiceId,
)
from bookingcore.errors import CouponUsedUp, CustomerNotActive, InvalidInput


@frozen(kw_only=True)
class MailboxMessage:
    """What the center has to say to one customer.

    Attributes:
        service_id: the service that it leads to, to be booked; None for none.
        coupon_id: the coupon that it brings along; None for none.
        sent_by: who wrote it, in the text form of the actor.
    """

    id: MailboxMessageId
    customer_id: CustomerId
    text: str
    service_id: ServiceId | None = None
    coupon_id: CouponId | None = None
    sent_at: DateTime
    sent_by: str
    version: int = field(default=1, eq=False, repr=False)


@frozen(kw_only=True)
class BoardMessage:
    """What the center has to say to all its customers.

    Attributes:
        service_id: the service that it leads to, to be booked; None for none.
        coupon_id: the coupon that it brings along; None for none.
        until: its last day, by the center's calendar; None while it stays.
        posted_by: who wrote it, in the text form of the actor.
    """

    id: BoardMessageId
    text: str
    service_id: ServiceId | None = None
    coupon_id: CouponId | None = None
    until: date | None = None
    posted_at: DateTime
    posted_by: str
    version: int = field(default=1, eq=False, repr=False)

    def hangs_on(self, day: date) -> bool:
        """Whether it is still there on *day*."""
        return self.until is None or day <= self.until


def enrolled(customer: Customer) -> bool:
    """Whether the mailbox and the board reach *customer* (001-01)."""
    return customer.status is CustomerStatus.ACTIVE


@frozen(kw_only=True)
class Written:
    """What somebody has to say, and what it leads to.

    Attributes:
        service_id, coupon_id: what is to be booked, and what makes it cheaper; None for none.
        by: who wrote it, in the text form of the actor.
    """

    text: str
    service_id: ServiceId | None
    coupon_id: CouponId | None
    by: str

    @property
    def links(self) -> dict[str, str | None]:
        """What it leads to, as an event tells it."""
        return {"service": self.service_id, "coupon": self.coupon_id}


def decide_message(
    id: MailboxMessageId, written: Written, customer: Customer, now: DateTime
) -> Decision[MailboxMessage]:
    """Leave *written* in the mailbox of *customer*.

    Raises:
        CustomerNotActive: the customer has left the center, or was erased, and would not find it.
    """
    if not enrolled(customer):
        raise CustomerNotActive(customer.id, customer.status.value)
    message = MailboxMessage(
        id=id,
        customer_id=customer.id,
        text=written.text,
        service_id=written.service_id,
        coupon_id=written.coupon_id,
        sent_at=now,
        sent_by=written.by,
    )
    facts = {"message": id, **written.links}
    happened = card_event(EventKind.MAILBOX_MESSAGE_SENT, customer, facts)
    return Decision(result=message, changes=[Add(message)], happened=[happened])


def decide_posting(
    id: BoardMessageId, written: Written, until: date | None, now: DateTime, today: date
) -> Decision[BoardMessage]:
    """Put *written* on the board, until a last day.

    Raises:
        InvalidInput: the last day is over *today*, by the center's calendar.
    """
    if until is not None and until < today:
        remedy = f"give {today.isoformat()} or a later day"
        raise InvalidInput("until", until.isoformat(), remedy)
    message = BoardMessage(
        id=id,
        text=written.text,
        service_id=written.service_id,
        coupon_id=written.coupon_id,
        until=until,
        posted_at=now,
        posted_by=written.by,
    )
    facts = {**written.links, "until": None if until is None else until.isoformat()}
    happened = _about(message, EventKind.BOARD_MESSAGE_POSTED, facts)
    return Decision(result=message, changes=[Add(message)], happened=[happened])


def decide_removal(message: BoardMessage) -> Decision[None]:
    """Take *message* off the board."""
    happened = _about(message, EventKind.BOARD_MESSAGE_REMOVED, {})
    return Decision(result=None, changes=[Remove(message)], happened=[happened])


def refuse_useless(coupon: Coupon, day: date) -> None:
    """Refuse to hand out a coupon that makes nothing cheaper any more; one may be for later.

    Raises:
        CouponExpired: its last day is over.
        CouponUsedUp: it was used as often as it may be.
    """
    if coupon.valid_from is None or day >= coupon.valid_from:
        coupon.refuse_on(day)
    if coupon.uses_max is not None and coupon.used >= coupon.uses_max:
        raise CouponUsedUp(coupon.id)


def _about(message: BoardMessage, kind: EventKind, facts: dict[str, str | None]) -> Happened:
    return Happened(kind=kind, subject=message.id, customer_id=None, facts=dict(facts))
