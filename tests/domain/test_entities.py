"""Entities are frozen values: compared by what they say, not by the revision that was read."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.values.ids import BranchId, CenterId, ResourceId, ServiceId
from tests.domain.build import TERMS, balance, booking, customer, euro, plan, sale, session

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
