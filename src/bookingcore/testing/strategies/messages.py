"""Messages in mailboxes and on the board."""

from __future__ import annotations

from hypothesis import strategies as st

from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.values.ids import BoardMessageId, MailboxMessageId
from bookingcore.testing.strategies.catalog import services
from bookingcore.testing.strategies.papers import coupons
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import actors, days, ids, instants, notes, or_any


@st.composite
def mailbox_messages(
    draw: st.DrawFn,
    customer: Customer | None = None,
    service: Service | None = None,
    coupon: Coupon | None = None,
) -> MailboxMessage:
    """Messages to *customer*, or to anybody; some lead to *service* or *coupon*, or to any."""
    return MailboxMessage(
        id=MailboxMessageId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        text=draw(notes()),
        service_id=draw(st.none() | or_any(service, services()).map(lambda row: row.id)),
        coupon_id=draw(st.none() | or_any(coupon, coupons()).map(lambda row: row.id)),
        sent_at=draw(instants()),
        sent_by=str(draw(actors())),
    )


@st.composite
def board_messages(
    draw: st.DrawFn, service: Service | None = None, coupon: Coupon | None = None
) -> BoardMessage:
    """Messages for all, some of which lead to *service* or *coupon*, or to any."""
    return BoardMessage(
        id=BoardMessageId(draw(ids())),
        text=draw(notes()),
        service_id=draw(st.none() | or_any(service, services()).map(lambda row: row.id)),
        coupon_id=draw(st.none() | or_any(coupon, coupons()).map(lambda row: row.id)),
        until=draw(st.none() | days()),
        posted_at=draw(instants()),
        posted_by=str(draw(actors())),
    )
