"""Who has one professional sees and books their sessions alone (000-29 to 000-33, A24)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import field, frozen

from bookingcore import (
    AnotherProfessional,
    Customer,
    Desk,
    InvalidInput,
    NotAllowed,
    Override,
    Resource,
    ResourceKind,
    Session,
    Unknown,
)
from tests.desk.studio import Studio

JULY = ("2026-07-01", "2026-07-31")
AGREED = Override(reason="Maria è in ferie", codes={"another_professional"})


@frozen
class House:
    """Two professionals and a room; Anna has Maria."""

    studio: Studio
    maria: Resource = field(init=False)
    luca: Resource = field(init=False)
    room: Resource = field(init=False)
    anna: Customer = field(init=False)

    @maria.default
    def _maria(self) -> Resource:
        return self.desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)

    @luca.default
    def _luca(self) -> Resource:
        return self.desk.catalog.add_resource("Luca", kind=ResourceKind.PROFESSIONAL)

    @room.default
    def _room(self) -> Resource:
        return self.desk.catalog.add_resource("Sala", kind=ResourceKind.ROOM)

    @anna.default
    def _anna(self) -> Customer:
        return self.desk.customers.assign_professional(self.studio.anna, self.maria)

    @property
    def desk(self) -> Desk:
        return self.studio.desk

    @property
    def online(self) -> Desk:
        """The desk as Anna finds it."""
        return self.desk.by(self.anna)

    def session(self, day: int, *resources: Resource, capacity: int = 5) -> Session:
        return self.desk.schedule.add_session(
            self.studio.yoga,
            starts_at=f"2026-07-{day:02}T18:00",
            capacity=capacity,
            resources=resources,
        )


@pytest.fixture
def house(studio: Studio) -> House:
    return House(studio)


def refused(command: Callable[..., object], *given: object, **named: object) -> None:
    """Nothing but the professional is in the way of *command*."""
    with pytest.raises(AnotherProfessional) as refusal:
        command(*given, **named)
    assert [each.code for each in refusal.value.violations] == ["another_professional"]


@pytest.mark.rule("000-29", "000-33")
def test_staff_assign_one_professional_or_none(house: House) -> None:
    desk, anna = house.desk, house.anna
    assert anna.professional_id == house.maria.id

    assert desk.customers.assign_professional(anna, house.luca).professional_id == house.luca.id
    assert desk.customers.assign_professional(anna, None).professional_id is None

    told = [event.facts for event in desk.history(anna)[-2:]]
    assert told == [{"professional": house.luca.id}, {"professional": None}]
    with pytest.raises(NotAllowed):
        house.online.customers.assign_professional(anna, house.luca)


@pytest.mark.rule("000-29", "A24")
def test_rooms_and_strangers_are_no_professionals(house: House) -> None:
    with pytest.raises(InvalidInput) as wrong:
        house.desk.customers.assign_professional(house.anna, house.room)
    assert wrong.value.field == "professional"
    elsewhere = house.desk.at("torino").catalog.add_resource("Ugo", kind=ResourceKind.PROFESSIONAL)
    for given in (elsewhere, "nobody"):
        with pytest.raises(Unknown):
            house.desk.customers.assign_professional(house.anna, given)
    assert house.desk.customers.get(house.anna) == house.anna


@pytest.mark.rule("000-30", "000-31", "000-33", "A24")
def test_they_see_that_professional_s_sessions_and_no_others(house: House) -> None:
    """Whatever the services say: both professionals give this one."""
    hers = house.session(2, house.maria)
    both = house.session(3, house.luca, house.maria, house.room)
    hidden = [house.session(4, house.luca), house.session(5, house.room), house.session(6)]
    every = (hers, both, *hidden)

    for desk, seen in ((house.online, (hers, both)), (house.desk, every)):
        assert desk.schedule.sessions(between=JULY) == seen
        assert desk.schedule.sessions(between=JULY, service=house.studio.yoga) == seen
    for each in hidden:
        with pytest.raises(Unknown):
            house.online.schedule.get(each)
    assert house.online.schedule.get(both) == both
    house.desk.customers.assign_professional(house.anna, None)
    assert house.online.schedule.sessions(between=JULY) == every


@pytest.mark.rule("000-30")
def test_series_show_them_the_same(house: House) -> None:
    series = [
        house.desk.schedule.add_series(
            house.studio.yoga, rule="FREQ=DAILY;COUNT=2", starts_at=starts_at, resources=[who]
        )
        for starts_at, who in (("2026-07-02T09:00", house.maria), ("2026-07-02T11:00", house.luca))
    ]

    assert [len(house.online.schedule.sessions_of(each)) for each in series] == [2, 0]
    assert [len(house.desk.schedule.sessions_of(each)) for each in series] == [2, 2]


@pytest.mark.rule("A24")
def test_what_they_are_in_or_wait_for_stays_in_sight(house: House) -> None:
    in_it, waited_for = house.session(2, house.luca), house.session(3, house.luca, capacity=0)
    house.desk.bookings.book(house.anna, in_it, override=AGREED)
    house.desk.waitlist.join(house.anna, waited_for, override=AGREED)

    assert house.online.schedule.get(in_it).id == in_it.id
    assert house.online.schedule.get(waited_for).id == waited_for.id
    assert house.online.schedule.sessions(between=JULY) == ()


@pytest.mark.rule("000-32", "A24")
def test_nothing_is_booked_with_another_one(house: House) -> None:
    hers, other = house.session(2, house.maria), house.session(3, house.luca)
    nobodys = house.session(4)
    anna, yoga = house.anna, house.studio.yoga
    booking = house.online.bookings.book(anna, hers)
    before = house.desk.history(anna)

    for desk in (house.online, house.desk):
        for session in (other, nobodys):
            refused(desk.bookings.book, anna, session)
            refused(desk.bookings.reschedule, booking, to=session)
            assert not desk.bookings.check(anna, session).allowed
        for resources in ((), (house.luca,)):
            appoint = desk.bookings.book_appointment
            refused(appoint, anna, yoga, starts_at="2026-07-05T10:00", resources=resources)

    assert house.desk.history(anna) == before
    assert house.desk.bookings.of(anna) == (booking,)
    made = house.online.bookings.book_appointment(
        anna, yoga, starts_at="2026-07-05T10:00", resources=[house.maria]
    )
    refused(house.online.bookings.reschedule, made, resources=[house.luca])
    assert house.online.bookings.reschedule(made, starts_at="2026-07-05T12:00").id == made.id
    assert house.desk.verify() == ()


@pytest.mark.rule("000-32", "A24")
def test_nobody_s_appointment_with_another_one_does_not_become_theirs(house: House) -> None:
    def kept(day: int, who: Resource) -> str:
        starts_at = f"2026-07-{day:02}T10:00"
        return house.desk.bookings.book_appointment(
            None, house.studio.yoga, starts_at=starts_at, resources=[who]
        ).id

    refused(house.desk.bookings.attach_customer, kept(2, house.luca), house.anna)

    hers = house.desk.bookings.attach_customer(kept(3, house.maria), house.anna)
    assert hers.customer_id == house.anna.id


@pytest.mark.rule("A24", "A67")
def test_staff_override_it_on_record(house: House) -> None:
    desk, anna, other = house.desk, house.anna, house.session(2, house.luca)
    with pytest.raises(AnotherProfessional):
        desk.bookings.book(anna, other, override=Override(reason="posti", codes={"session_full"}))
    assert desk.bookings.check(anna, other, override=AGREED).allowed

    made = desk.bookings.book(anna, other, override=AGREED)
    moved = desk.bookings.reschedule(made, to=house.session(3), override=AGREED)
    appointment = desk.bookings.book_appointment(
        anna,
        house.studio.yoga,
        starts_at="2026-07-04T10:00",
        resources=[house.luca],
        override=AGREED,
    )

    events = [*desk.history(moved), desk.history(appointment)[0]]
    assert [event.facts["overridden"] for event in events] == ["another_professional"] * 3
    assert {event.words["override_reason"] for event in events} == {"Maria è in ferie"}
    assert desk.verify() == ()


@pytest.mark.rule("A24")
def test_bookings_that_they_have_stay(house: House) -> None:
    desk = house.desk
    desk.customers.assign_professional(house.anna, None)
    had = desk.bookings.book(house.anna, house.session(2, house.luca))

    desk.customers.assign_professional(house.anna, house.maria)

    assert house.online.bookings.of(house.anna) == (had,)
    house.online.bookings.cancel(had)
    assert not desk.bookings.get(had).live
    assert desk.verify() == ()


@pytest.mark.rule("A24", "A67")
def test_the_queue_is_joined_and_left_by_the_same_rule(house: House) -> None:
    other = house.session(2, house.luca, capacity=1)
    first = house.desk.customers.register(name="Ugo")
    taken = house.desk.bookings.book(first, other)

    for desk in (house.online, house.desk):
        refused(desk.waitlist.join, house.anna, other)
    entry = house.desk.waitlist.join(house.anna, other, override=AGREED)
    assert entry.staff_only
    house.desk.bookings.cancel(taken)
    assert house.desk.waitlist.get(entry).waits

    house.desk.waitlist.promote(entry, reason="è d'accordo")
    for desk in (house.online, house.desk):
        refused(desk.waitlist.accept, entry)
    booking = house.desk.waitlist.accept(entry, override=AGREED)

    assert house.desk.history(booking)[0].facts["overridden"] == "another_professional"
    assert house.desk.verify() == ()


def test_who_waits_stands_anew_when_the_session_gets_another_professional(house: House) -> None:
    session = house.session(2, house.maria, capacity=1)
    taken = house.desk.bookings.book(house.desk.customers.register(name="Ugo"), session)
    entry = house.online.waitlist.join(house.anna, session)

    house.desk.schedule.move_session(session, resources=[house.luca])
    house.desk.bookings.cancel(taken)
    assert house.desk.waitlist.get(entry).waits

    house.desk.schedule.move_session(session, resources=[house.maria])
    assert house.online.waitlist.accept(entry).live
