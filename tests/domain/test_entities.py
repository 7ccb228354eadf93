"""Entities are frozen values: compared by what they say, not by the revision that was read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose
from bookingcore.domain.memberships.attempt import AttemptOutcome, PaymentAttempt
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.notifications.announcement import Announcement, CustomerFilter
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.notifications.policy import NotificationPolicy
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.ownership.registry import OWNED, OWNED_THROUGH, UNOWNED
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.invoice import Invoice, InvoiceKind
from bookingcore.domain.sales.payment import Method, Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import (
    AnnouncementId,
    AttemptId,
    BoardMessageId,
    BookingId,
    BranchId,
    CenterId,
    CouponId,
    CustomerId,
    DeliveryId,
    DocumentId,
    EntryId,
    FormAssignmentId,
    FormId,
    GiftCardId,
    InvoiceId,
    MailboxMessageId,
    MembershipId,
    NoteId,
    PaymentId,
    PaymentRequestId,
    PlanId,
    QuoteId,
    RefundId,
    ResourceId,
    SaleId,
    SeriesId,
    ServiceId,
    SessionId,
    SubscriptionId,
    TaskId,
    TokenId,
)
from bookingcore.domain.waitlist.entry import WaitlistEntry
from tests.domain.build import (
    TERMS,
    at,
    balance,
    booking,
    customer,
    euro,
    july,
    plan,
    sale,
    session,
)

ANNA = CustomerId("anna")

ENTITIES = [
    Center(id=CenterId("roma"), settings=CenterSettings()),
    Branch(id=BranchId("centro"), name="Centro", time_zone="Europe/Rome"),
    Service(id=ServiceId("yoga"), name="Yoga", duration=60, price=euro("12.50"), terms=TERMS),
    Resource(id=ResourceId("laura"), name="Laura", kind=ResourceKind.PROFESSIONAL),
    plan(),
    customer(),
    session(),
    booking(),
    balance(),
    sale(),
    Payment(
        id=PaymentId("m1"),
        sale_id=SaleId("sale"),
        customer_id=ANNA,
        amount=euro(30),
        method=Method.CASH,
        at=at(1),
        by="staff:m",
    ),
    Refund(
        id=RefundId("r1"),
        sale_id=SaleId("sale"),
        customer_id=ANNA,
        amount=euro(10),
        parts=(),
        at=at(2),
        by="staff:m",
    ),
    Series(
        id=SeriesId("mondays"),
        service_id=ServiceId("yoga"),
        branch_id=None,
        rule="FREQ=WEEKLY;COUNT=4",
        starts="2026-07-06T18:00",
        zone="Europe/Rome",
        duration=60,
        capacity=10,
    ),
    WaitlistEntry(
        id=EntryId("w1"),
        customer_id=ANNA,
        session_id=SessionId("s1"),
        places=1,
        position=1,
        joined_at=at(1),
    ),
    LinkAttempts(id=BookingId("b1")),
    Membership(
        id=MembershipId("m1"),
        customer_id=ANNA,
        plan_id=PlanId("monthly"),
        branch_id=None,
        zone="Europe/Rome",
        sold_by="maria",
        anchor=at(1).date(),
        next_period_on=at(1).date(),
        started_at=at(1),
    ),
    PaymentAttempt(
        id=AttemptId("a1"),
        membership_id=MembershipId("m1"),
        customer_id=ANNA,
        due_on=at(1).date(),
        no=1,
        at=at(1),
        by="system",
        outcome=AttemptOutcome.FAILED,
        sale_id=SaleId("s1"),
    ),
    Form(id=FormId("health"), name="Health", questions=("Allergies?",)),
    Address(id="anna@example.org", holders=(CustomerId("anna"),)),
    Note(id=NoteId("n1"), customer_id=ANNA, text="early bird", made_at=at(1), made_by="staff:m"),
    Task(
        id=TaskId("t1"),
        customer_id=ANNA,
        text="call",
        due_on=at(1).date(),
        made_at=at(1),
        made_by="staff:m",
    ),
    Document(
        id=DocumentId("d1"),
        customer_id=ANNA,
        type="waiver",
        name="waiver.pdf",
        size=1,
        digest="0" * 64,
        visible_to_customer=False,
        file="roma/d1",
        added_at=at(1),
        added_by="staff:m",
    ),
    FormAssignment(
        id=FormAssignmentId("f1"),
        customer_id=ANNA,
        form_id=FormId("health"),
        assigned_at=at(1),
        assigned_by="staff:m",
    ),
    GiftCard(
        id=GiftCardId("g1"),
        code="ABCD-EFGH",
        amount=euro(50),
        remaining=euro(50),
        moves=1,
        issued_at=at(1),
        issued_by="staff:m",
    ),
    MailboxMessage(
        id=MailboxMessageId("m1"), customer_id=ANNA, text="hello", sent_at=at(1), sent_by="staff:m"
    ),
    BoardMessage(id=BoardMessageId("b1"), text="hello", posted_at=at(1), posted_by="staff:m"),
    Delivery(
        id=DeliveryId("d1"),
        customer_id=ANNA,
        kind=MessageKind.SALE,
        about="s1",
        channel=Channel.EMAIL,
        status=DeliveryStatus.WAITING,
        at=at(1),
        caused_at=at(1),
    ),
    Announcement(
        id=AnnouncementId("a1"),
        subject="August",
        text="closed",
        to=CustomerFilter(),
        category=Category.SERVICE,
        channels=None,
        sent_at=at(1),
        sent_by="staff:m",
    ),
    StandingPolicy(id=CenterId("roma"), policy=NotificationPolicy()),
    Subscription(id=SubscriptionId("crm")),
    Coupon(id=CouponId("c1"), code="ESTATE", name="Estate", percent=Decimal(10)),
    Quote(
        id=QuoteId("q1"),
        customer_id=ANNA,
        branch_id=None,
        lines=(),
        total=euro(50),
        valid_until=july(31),
        made_at=at(1),
        made_by="staff:m",
    ),
    Invoice(
        id=InvoiceId("i1"),
        kind=InvoiceKind.INVOICE,
        number=1,
        sale_id=SaleId("s1"),
        customer_id=ANNA,
        issued_on=july(1),
        lines=(),
        total=euro(50),
        buyer_name="Anna",
        buyer_address="",
        issued_at=at(1),
        issued_by="staff:m",
    ),
    PaymentRequest(
        id=PaymentRequestId("r1"),
        sale_id=SaleId("s1"),
        customer_id=ANNA,
        amount=euro(50),
        asked_at=at(1),
        asked_by="staff:m",
    ),
    AccountToken(
        id=TokenId("l1"),
        customer_id=ANNA,
        purpose=TokenPurpose.VERIFY,
        address="anna@example.org",
        expires_at=at(8),
    ),
]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: type(entity).__name__)
def test_the_revision_that_was_read_makes_no_difference(entity: Any) -> None:
    """So that what was saved equals what is read again; the store alone counts revisions."""
    read_later = attrs.evolve(entity, version=7)

    assert entity.version == 1
    assert read_later == entity
    assert attrs.evolve(entity, id="another") != entity
    assert "version" not in repr(entity)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: type(entity).__name__)
def test_an_entity_cannot_be_changed_in_place(entity: Any) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        entity.version = 7


def test_the_revision_of_due_work_makes_no_difference_either() -> None:
    """Its id is made of its kind and its subject."""
    due = Due(kind=DueKind.QUEUE, subject="s1", due_at=at(1))

    assert attrs.evolve(due, version=7) == due
    assert attrs.evolve(due, subject="s2") != due
    assert (due.id, "version" in repr(due)) == ("QUEUE:s1", False)


def test_the_revision_of_a_reaction_makes_no_difference_either() -> None:
    """Its id is made of its subscription and its event."""
    reaction = Reaction(
        subscription_id=SubscriptionId("crm"), customer_id=ANNA, stream=ANNA, no=7, seq=1, at=at(1)
    )

    assert attrs.evolve(reaction, version=7) == reaction
    assert attrs.evolve(reaction, seq=2) != reaction
    assert (reaction.id, "version" in repr(reaction)) == (f"crm:{ANNA}:7:1", False)


def test_every_row_with_a_revision_is_among_those_looked_at_here() -> None:
    kept: set[Any] = {*OWNED, *OWNED_THROUGH, *UNOWNED}
    revised = {row for row in kept if "version" in attrs.fields_dict(row)}

    assert {type(entity) for entity in ENTITIES} == revised - {Due, Event, Reaction}
