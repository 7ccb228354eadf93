"""What is unwanted for a customer is never scheduled for them, by anybody (004-27 to 004-29)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore import (
    SYSTEM,
    Booking,
    Customer,
    Desk,
    NotAllowed,
    Override,
    Resource,
    ResourceKind,
    Session,
    Staff,
    Unknown,
    UnwantedService,
    UnwantedServiceBlocked,
)
from bookingcore.domain.values.actors import Actor
from tests.desk.links import STARTS
from tests.desk.records import everything
from tests.desk.studio import Studio

FRIDAY, SUNDAY = "2026-07-03T18:00", "2026-07-05T18:00"
JULY = ("2026-07-01", "2026-07-31")
PLEASE = Override(reason="insiste", codes={"unwanted_service"})


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """Physiotherapy that Anna had booked before."""
    return studio.booked(STARTS)


@pytest.fixture
def anna(studio: Studio, booking: Booking) -> Customer:
    """Anna, for whom physiotherapy is unwanted."""
    return studio.desk.customers.add_unwanted_service(studio.anna, studio.physio, comment="ernia")


@pytest.fixture
def friday(studio: Studio) -> Session:
    return studio.session(FRIDAY)


def refused(command: Callable[..., object], *given: object, **named: object) -> None:
    """Nothing but the unwanted service is in the way of *command*."""
    with pytest.raises(UnwantedServiceBlocked) as refusal:
        command(*given, **named)
    assert [each.code for each in refusal.value.violations] == ["unwanted_service"]


@pytest.mark.rule("004-28")
def test_an_entry_is_a_service_with_a_comment_that_can_be_edited_and_removed(
    studio: Studio,
) -> None:
    people, anna = studio.desk.customers, studio.anna
    people.add_unwanted_service(anna, studio.physio)
    people.add_unwanted_service(anna, studio.yoga, comment="polso")
    card = people.edit_unwanted_service(anna, studio.physio, comment="ernia")

    assert set(card.unwanted_services) == {
        UnwantedService(service_id=studio.physio.id, comment="ernia"),
        UnwantedService(service_id=studio.yoga.id, comment="polso"),
    }
    again = people.add_unwanted_service(anna, studio.physio, comment="lombare")
    assert len(again.unwanted_services) == 2
    left = people.remove_unwanted_service(anna, studio.yoga)
    assert left.unwanted_services == (
        UnwantedService(service_id=studio.physio.id, comment="lombare"),
    )


@pytest.mark.rule("004-28", "A23")
def test_each_step_is_on_record(studio: Studio) -> None:
    people, anna, physio = studio.desk.customers, studio.anna, studio.physio
    people.add_unwanted_service(anna, physio, comment="ernia")
    people.edit_unwanted_service(anna, physio, comment="ernia lombare")
    people.remove_unwanted_service(anna, physio)

    told = studio.desk.history(anna)[-3:]

    assert [(event.kind.name, event.words) for event in told] == [
        ("UNWANTED_SERVICE_ADDED", {"comment": "ernia"}),
        ("UNWANTED_SERVICE_EDITED", {"comment": "ernia lombare"}),
        ("UNWANTED_SERVICE_REMOVED", {}),
    ]
    assert {event.facts["service"] for event in told} == {physio.id}


@pytest.mark.rule("004-27", "A23")
@pytest.mark.parametrize("who", ["herself", "staff", "system"])
def test_nobody_schedules_it_for_them(
    studio: Studio, anna: Customer, booking: Booking, friday: Session, who: str
) -> None:
    actors: dict[str, Actor | Customer] = {"staff": Staff("maria"), "system": SYSTEM}
    desk, full = studio.desk.by(actors.get(who, anna)), studio.session(SUNDAY, capacity=0)
    taken_up = studio.desk.bookings.book_appointment(None, studio.physio, starts_at=FRIDAY)
    yoga = studio.desk.bookings.book(anna, studio.session("2026-07-04T18:00", service=studio.yoga))
    before = everything(studio.desk)

    refused(desk.bookings.book, anna, friday)
    refused(desk.bookings.book_appointment, anna, studio.physio, starts_at=FRIDAY)
    refused(desk.bookings.reschedule, booking, to=friday)
    refused(desk.waitlist.join, anna, full)
    verdict = desk.bookings.check(anna, friday)
    assert [each.code for each in verdict.violations] == ["unwanted_service"]
    if who != "herself":
        refused(desk.bookings.attach_customer, taken_up, anna)
        refused(desk.bookings.reschedule, yoga, to=friday)

    assert everything(studio.desk) == before
    assert studio.desk.verify() == ()


@pytest.mark.rule("A23", "A67")
def test_no_override_of_staff_lets_it_pass(
    studio: Studio, anna: Customer, booking: Booking, friday: Session
) -> None:
    desk, full = studio.desk.by(Staff("maria")), studio.session(SUNDAY, capacity=0)

    refused(desk.bookings.book, anna, friday, override=PLEASE)
    refused(desk.bookings.book_appointment, anna, studio.physio, starts_at=FRIDAY, override=PLEASE)
    refused(desk.bookings.reschedule, booking, to=friday, override=PLEASE)
    refused(desk.waitlist.join, anna, full, override=PLEASE)
    assert not desk.bookings.check(anna, friday, override=PLEASE).allowed


@pytest.mark.rule("004-29", "A23")
def test_once_the_entry_is_removed_it_is_booked_again(
    studio: Studio, anna: Customer, friday: Session
) -> None:
    studio.desk.customers.remove_unwanted_service(anna, studio.physio)

    assert studio.desk.bookings.check(anna, friday).allowed
    assert studio.desk.by(anna).bookings.book(anna, friday).live


@pytest.mark.rule("A23")
def test_bookings_that_they_have_stay_even_when_the_class_moves(
    studio: Studio, anna: Customer, booking: Booking
) -> None:
    desk = studio.desk
    assert studio.now(booking) == booking

    desk.schedule.move_session(booking.session_id, starts_at="2026-07-02T20:00")

    moved = studio.now(booking)
    assert (moved.live, moved.starts_at) == (True, booking.starts_at.add(hours=2))
    desk.by(anna).bookings.cancel(booking)
    assert not studio.now(booking).live
    assert desk.verify() == ()


@pytest.mark.rule("004-27")
def test_other_services_and_other_people_are_not_concerned(
    studio: Studio, anna: Customer, friday: Session
) -> None:
    ugo = studio.desk.customers.register(name="Ugo")
    yoga = studio.session("2026-07-04T18:00", service=studio.yoga)

    assert studio.desk.by(anna).bookings.book(anna, yoga).live
    assert studio.desk.by(ugo).bookings.book(ugo, friday).live


@pytest.mark.rule("004-27")
def test_they_do_not_find_it_in_the_schedule_but_for_what_they_have(
    studio: Studio, anna: Customer, booking: Booking, friday: Session
) -> None:
    online = studio.desk.by(anna)
    yoga = studio.session("2026-07-04T18:00", service=studio.yoga)

    assert online.schedule.sessions(between=JULY) == (yoga,)
    assert online.schedule.get(booking.session_id).id == booking.session_id
    with pytest.raises(Unknown):
        online.schedule.get(friday)


@pytest.mark.rule("004-28")
def test_the_comment_and_the_list_are_staff_s(studio: Studio, anna: Customer) -> None:
    online: Desk = studio.desk.by(anna)

    [entry] = online.customers.get(anna).unwanted_services
    assert (entry.service_id, entry.comment) == (studio.physio.id, "")
    for command in (
        online.customers.add_unwanted_service,
        online.customers.remove_unwanted_service,
    ):
        with pytest.raises(NotAllowed):
            command(anna, studio.physio)


@pytest.mark.rule("004-28")
def test_what_is_not_on_the_list_is_neither_edited_nor_removed(
    studio: Studio, anna: Customer
) -> None:
    people = studio.desk.customers
    elsewhere = studio.desk.at("torino").catalog.add_service("Yoga", duration=60)

    with pytest.raises(Unknown):
        people.edit_unwanted_service(anna, studio.yoga, comment="polso")
    with pytest.raises(Unknown):
        people.remove_unwanted_service(anna, studio.yoga)
    with pytest.raises(Unknown):
        people.add_unwanted_service(anna, elsewhere)
    assert people.get(anna) == anna


@pytest.mark.rule("A23")
def test_a_session_s_professional_changes_nothing(studio: Studio, anna: Customer) -> None:
    maria: Resource = studio.desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
    studio.desk.customers.assign_professional(anna, maria)

    refused(
        studio.desk.bookings.book_appointment,
        anna,
        studio.physio,
        starts_at=FRIDAY,
        resources=[maria],
    )
