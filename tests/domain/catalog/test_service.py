"""Services, and the resources that serve them."""

from __future__ import annotations

from bookingcore.domain.catalog.service import Resource, ResourceKind
from bookingcore.domain.values.ids import ResourceId, ServiceId

YOGA, PHYSIO = ServiceId("yoga"), ServiceId("physio")


def test_a_resource_serves_every_service_unless_it_names_some() -> None:
    room = Resource(id=ResourceId("r"), name="Sala", kind=ResourceKind.ROOM)
    mara = Resource(
        id=ResourceId("m"), name="Mara", kind=ResourceKind.PROFESSIONAL, services=(YOGA,)
    )

    assert [room.serves(YOGA), room.serves(PHYSIO)] == [True, True]
    assert [mara.serves(YOGA), mara.serves(PHYSIO)] == [True, False]
