"""Entities are frozen values: compared by what they say, not by the revision that was read."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.ids import (
    BookingId,
    BranchId,
    CenterId,
    CustomerId,
    EntryId,
    ResourceId,
    SeriesId,
    ServiceId,
    SessionId,
)
from bookingcore.domain.waitlist.entry import WaitlistEntry
from tests.domain.build import TERMS, at, balance, booking, customer, euro, plan, sale, session

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
        customer_id=CustomerId("anna"),
        session_id=SessionId("s1"),
        places=1,
        position=1,
        joined_at=at(1),
    ),
    LinkAttempts(id=BookingId("b1")),
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
