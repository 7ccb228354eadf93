"""Waiting for a place: whose entry it is, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bookingcore import (
    EntryEnded,
    EntryStatus,
    IdempotencyKeyReused,
    InvalidInput,
    NoOffer,
    NotAllowed,
    Override,
    Refused,
    Unknown,
    WaitlistEntry,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.waiting import TEN_MINUTES, Class


@pytest.fixture
def full(studio: Studio) -> Class:
    """A class with one place, which is taken."""
    return Class(studio)


# Whose entry it is.


@pytest.mark.parametrize("command", ["get", "accept", "decline", "leave", "public_status"])
def test_another_s_entry_is_unknown(full: Class, command: str) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()
    ours = getattr(full.own(ugo).waitlist, command)

    with pytest.raises(Unknown) as refused:
        ours(anna)
    assert (refused.value.kind, refused.value.id) == ("entry", anna.id)
    with pytest.raises(Unknown):
        ours("01976000-0000-7000-8000-000000000000")
    assert full.statuses() == "OFFERED WAITING"


def test_customers_join_for_themselves_and_leave_order_to_staff(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    own = full.own(ugo).waitlist
    with pytest.raises(Unknown):
        own.join(anna.customer_id, full.session)
    with pytest.raises(Unknown):
        own.of(anna.customer_id)

    commands: list[Callable[[], object]] = [
        lambda: own.promote(ugo, reason="mia"),
        lambda: own.reorder(full.session, [ugo, anna], reason="mia"),
        lambda: own.entries(full.session),
    ]
    for command in commands:
        with pytest.raises(NotAllowed):
            command()


@pytest.mark.rule("001-11", "A32")
def test_who_waits_reads_in_queue_and_then_what_it_has_become(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")

    def read(entry: WaitlistEntry, language: str | None = None) -> str:
        return full.own(entry).waitlist.public_status(entry, language=language).text

    assert read(anna) == "in coda"
    assert [read(anna, language) for language in ("en", "es")] == ["in queue", "en cola"]
    full.frees()
    assert read(anna) == "in coda"
    full.own(anna).waitlist.accept(anna)
    full.own(ugo).waitlist.leave(ugo)
    assert (read(anna, "en"), read(ugo, "en")) == ("booked", "no longer in queue")


def test_an_offer_that_ran_out_is_over_whether_anybody_has_noticed(
    full: Class, clock: FrozenClock
) -> None:
    [anna] = full.joined("Anna")
    full.frees()
    clock.advance(minutes=TEN_MINUTES)

    assert full.own(anna).waitlist.public_status(anna).code.name == "OUT_OF_QUEUE"


# Keys.


def test_the_same_key_joins_once_and_accepts_once(full: Class) -> None:
    anna = full.person("Anna")
    own = full.desk.by(anna).waitlist
    entry = own.join(anna, full.session, key="j1")
    assert own.join(anna, full.session, key="j1") == entry
    with pytest.raises(IdempotencyKeyReused):
        own.join(anna, full.session, places=2, key="j1")

    full.frees()
    booking = own.accept(entry, key="a1")
    assert own.accept(entry, key="a1") == booking
    assert own.join(anna, full.session, key="j1").status is EntryStatus.ACCEPTED
    assert len(full.desk.waitlist.entries(full.session)) == full.taken() == 1


def test_a_key_stands_for_one_entry_and_one_override(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    full.frees()
    override = Override(reason="così", codes={"overlapping"})
    full.desk.waitlist.accept(anna, key="a1", override=override)

    with pytest.raises(IdempotencyKeyReused):
        full.desk.waitlist.accept(ugo, key="a1")
    with pytest.raises(IdempotencyKeyReused):
        full.desk.waitlist.accept(anna, key="a1")


# Bad input.


@pytest.mark.parametrize("places", [0, -1, 10_001, 1.0, "2", True, None])
def test_places_are_a_whole_number_from_one_on(full: Class, places: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        full.join("Anna", places=places)

    assert refused.value.field == "places"
    assert full.statuses() == ""


def test_what_is_not_there_cannot_be_answered(full: Class) -> None:
    [anna] = full.joined("Anna")
    own = full.own(anna).waitlist
    for answer in (own.accept, own.decline):
        with pytest.raises(NoOffer):
            answer(anna)
    own.leave(anna)
    for answer in (own.accept, own.decline, own.leave):
        with pytest.raises(EntryEnded):
            answer(anna)
    with pytest.raises(EntryEnded):
        full.desk.waitlist.promote(anna, reason="c'è ancora")

    assert full.statuses() == "LEFT"


@pytest.mark.parametrize("reason", ["", "  ", None, 7])
def test_staff_say_why(full: Class, reason: Any) -> None:
    [anna] = full.joined("Anna")
    full.frees()
    commands: list[Callable[[], object]] = [
        lambda: full.desk.waitlist.promote(anna, reason=reason),
        lambda: full.desk.waitlist.reorder(full.session, [anna], reason=reason),
    ]
    for command in commands:
        with pytest.raises(InvalidInput) as refused:
            command()
        assert refused.value.field == "reason"


def test_an_order_names_each_of_those_who_wait_once(full: Class) -> None:
    anna, ugo = full.joined("Anna", "Ugo")
    before = full.desk.waitlist.entries(full.session)

    wrong: list[Any] = [[anna], [anna, anna], [anna, ugo, ugo], [], "ab", None, anna]
    for order in wrong:
        with pytest.raises(InvalidInput) as refused:
            full.desk.waitlist.reorder(full.session, order, reason="così")
        assert refused.value.field == "entries"
    with pytest.raises(Unknown):
        full.desk.waitlist.reorder(full.session, [anna, "x"], reason="così")

    assert full.desk.waitlist.entries(full.session) == before


def test_unknown_people_sessions_and_entries_are_said_to_be_unknown(full: Class) -> None:
    nobody = "01976000-0000-7000-8000-000000000000"
    waitlist = full.desk.waitlist
    commands: list[Callable[[], object]] = [
        lambda: waitlist.join(nobody, full.session),
        lambda: waitlist.join(full.studio.anna, nobody),
        lambda: waitlist.entries(nobody),
        lambda: waitlist.of(nobody),
        lambda: waitlist.promote(nobody, reason="così"),
        lambda: waitlist.reorder(nobody, [], reason="così"),
    ]
    for command in commands:
        with pytest.raises(Unknown):
            command()


@pytest.mark.rule("A21")
def test_what_a_rule_of_booking_refuses_changes_nothing(full: Class) -> None:
    [anna] = full.joined("Anna")
    meanwhile = full.studio.session("2026-07-02T18:30")
    full.desk.bookings.book(anna.customer_id, meanwhile)
    full.frees()
    before = full.now(anna), full.desk.schedule.get(full.session), full.desk.history(full.session)

    with pytest.raises(Refused) as refused:
        full.own(anna).waitlist.accept(anna)

    assert [each.code for each in refused.value.violations] == ["overlapping"]
    session, happened = full.desk.schedule.get(full.session), full.desk.history(full.session)
    assert before == (full.now(anna), session, happened)
    override = Override(reason="arriva più tardi", codes={"overlapping"})
    assert full.desk.waitlist.accept(anna, override=override).live
