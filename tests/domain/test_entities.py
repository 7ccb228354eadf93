"""Entities are frozen values: compared by what they say, not by the revision that was read."""

from __future__ import annotations

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
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose
from bookingcore.domain.ownership.registry import OWNED, OWNED_THROUGH, UNOWNED
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import (
    BookingId,
    BranchId,
    CenterId,
    CustomerId,
    DocumentId,
    EntryId,
    FormAssignmentId,
    FormId,
    NoteId,
    ResourceId,
    SeriesId,
    ServiceId,
    SessionId,
    TaskId,
    TokenId,
)
from bookingcore.domain.waitlist.entry import WaitlistEntry
from tests.domain.build import TERMS, at, balance, booking, customer, euro, plan, sale, session

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


def test_every_row_with_a_revision_is_among_those_looked_at_here() -> None:
    kept: set[Any] = {*OWNED, *OWNED_THROUGH, *UNOWNED}
    revised = {row for row in kept if "version" in attrs.fields_dict(row)}

    assert {type(entity) for entity in ENTITIES} == revised - {Due, Event}
