"""Messages that go out, what is written to many, and the policies of centers."""

from __future__ import annotations

from functools import cache

from attrs import evolve
from hypothesis import strategies as st

from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.announcement import Announcement, CustomerFilter
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.notifications.policy import (
    REVIEWS_AS,
    ChannelRule,
    NotificationPolicy,
)
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.values.ids import (
    AnnouncementId,
    BranchId,
    CenterId,
    CustomerId,
    DeliveryId,
    ServiceId,
)
from bookingcore.domain.values.notify import Reason
from bookingcore.testing.strategies.catalog import resources
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import actors, ids, instants, names, notes, or_any


@st.composite
def deliveries(
    draw: st.DrawFn, customer: Customer | None = None, professional: Resource | None = None
) -> Delivery:
    """Messages to *customer* or to *professional*, or to anybody; some wait, some were sent."""
    to_customer = draw(st.booleans())
    whose = draw(or_any(customer, customers())).id if to_customer else None
    delivery = Delivery(
        id=DeliveryId(draw(ids())),
        customer_id=whose,
        resource_id=None if to_customer else draw(or_any(professional, resources())).id,
        kind=draw(st.sampled_from(MessageKind)),
        about=draw(ids()),
        branch_id=draw(st.none() | ids().map(BranchId)),
        service_id=draw(st.none() | ids().map(ServiceId)),
        channel=draw(st.none() | st.sampled_from(Channel)),
        category=draw(st.none() | st.sampled_from(Category)),
        facts=draw(st.dictionaries(st.sampled_from(("before", "units")), _facts())),
        status=DeliveryStatus.WAITING,
        at=draw(instants()),
        until=draw(st.none() | instants()),
        caused_at=draw(instants()),
        seq=draw(st.integers(0, 10_000)),
    )
    begun = evolve(
        delivery,
        free_at=draw(st.none() | instants()),
        attempts=draw(st.integers(0, 20)),
    )
    return draw(st.just(delivery) | st.just(begun) | _ended(begun))


@st.composite
def _ended(draw: st.DrawFn, delivery: Delivery) -> Delivery:
    status = draw(st.sampled_from(DeliveryStatus).filter(lambda s: s is not DeliveryStatus.WAITING))
    sent = status is DeliveryStatus.SENT
    return delivery.ended(status, draw(instants()), None if sent else draw(st.sampled_from(Reason)))


@cache
def _facts() -> st.SearchStrategy[str | int | bool | None]:
    return st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | ids()


@st.composite
def announcements(draw: st.DrawFn) -> Announcement:
    """What was written to many, some of it on its way to all."""
    return Announcement(
        id=AnnouncementId(draw(ids())),
        subject=draw(names()),
        text=draw(notes()),
        to=CustomerFilter(
            text=draw(st.just("") | names()),
            status=draw(st.none() | st.sampled_from(CustomerStatus)),
            label=draw(st.none() | names()),
        ),
        category=draw(st.sampled_from(Category)),
        channels=draw(st.none() | _channels()),
        sent_at=draw(instants()),
        sent_by=str(draw(actors())),
        after=draw(st.none() | ids().map(CustomerId)),
        done_at=draw(st.none() | instants()),
    )


def standing_policies(center: CenterId | None = None) -> st.SearchStrategy[StandingPolicy]:
    """The policies of *center*, or of any."""
    policies = st.builds(
        NotificationPolicy,
        rules=st.lists(_rules(), max_size=4, unique_by=lambda rule: rule.place).map(tuple),
        reviews_as=st.sampled_from(REVIEWS_AS),
    )
    centers = or_any(center, ids().map(CenterId))
    return st.builds(StandingPolicy, id=centers, policy=policies)


@cache
def _rules() -> st.SearchStrategy[ChannelRule]:
    """With e-mail, without which no message about the account can be."""
    return st.builds(
        ChannelRule,
        kind=st.sampled_from(MessageKind),
        channels=_channels().map(lambda channels: channels | {Channel.EMAIL}),
        branch_id=st.none() | ids().map(BranchId),
        service_id=st.none() | ids().map(ServiceId),
    )


@cache
def _channels() -> st.SearchStrategy[frozenset[Channel]]:
    return st.frozensets(st.sampled_from(Channel))
