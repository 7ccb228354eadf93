"""The devices of a card when it is merged, erased or exported: they stay with nobody else."""

from __future__ import annotations

from attrs import evolve

from bookingcore import Customer, Desk
from bookingcore.domain.customers.devices import Device
from bookingcore.domain.values.changes import Put
from bookingcore.testing.contracts.rows import july
from tests.desk.belongings import card_on_record

PHONE = Device(subscription="token-of-a-phone", added_at=july(1))


def with_phone(desk: Desk, name: str) -> Customer:
    """A card with a phone that takes push messages."""
    card = evolve(desk.customers.register(name=name), devices=(PHONE,))
    with desk.store.begin(desk.center) as unit:
        unit.save([Put(card)])
    return desk.customers.get(card)


def test_devices_of_the_old_card_do_not_come_along(desk: Desk) -> None:
    """The old account is unlinked (A42): whoever has its phone is not known to be the person."""
    old, into = with_phone(desk, "Anna"), desk.customers.register(name="Anna Rossi")
    assert old.devices == (PHONE,)

    merged = desk.customers.absorb(into=into, old=old).customer

    assert merged.devices == ()
    assert card_on_record(desk, old.id).devices == ()


def test_a_card_that_absorbs_keeps_its_own_devices(desk: Desk) -> None:
    into = with_phone(desk, "Anna")

    merged = desk.customers.absorb(into=into, old=desk.customers.register(name="Ann")).customer

    assert merged.devices == (PHONE,)


def test_devices_go_when_their_customer_is_erased(desk: Desk) -> None:
    anna = with_phone(desk, "Anna")

    desk.customers.erase(anna)

    assert card_on_record(desk, anna.id).devices == ()


def test_an_export_tells_since_when_there_are_devices_and_no_secret(desk: Desk) -> None:
    """Whoever has a subscription could send to it."""
    told = desk.customers.export(with_phone(desk, "Anna"))

    assert told["customer"]["devices"] == [{"added_at": PHONE.added_at.isoformat()}]
    assert PHONE.subscription not in repr(told)
