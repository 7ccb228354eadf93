"""The whole chain at the desk: every violation in order, and the host's own rules after ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pytest
from attrs import define

from bookingcore import (
    BookingFacts,
    BookingRequest,
    Desk,
    InvalidInput,
    Language,
    Override,
    Refused,
    ResourceKind,
    Rule,
    Session,
    SessionFull,
    Staff,
)
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING
from tests.desk.records import everything
from tests.desk.studio import Studio
from tests.desk.waiting import Class

FRIDAY = "2026-07-03T18:00"


@define(slots=False)
class NoShoes(Refused):
    """A rule of the host's own: nobody comes in shoes."""

    customer_id: str
    code: ClassVar[str] = "no_shoes"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "take your shoes off first",
        "it": "prima togliti le scarpe",
        "es": "antes quítate los zapatos",
    }


@define(slots=False)
class NoHat(NoShoes):
    """Another one, which staff may override."""

    code: ClassVar[str] = "no_hat"
    overridable: ClassVar[bool] = True


def in_shoes(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Who is called Rossi comes in shoes."""
    return NoShoes(facts.customer.id) if facts.customer.surname == "Rossi" else None


def in_a_hat(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Who is called Rossi also wears a hat."""
    return NoHat(facts.customer.id) if facts.customer.surname == "Rossi" else None


def upset(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """A rule with a mistake in it."""
    raise LookupError(facts.session.id)


def with_rules(desk: Desk, *rules: Rule) -> Desk:
    """Another desk on the same rows, with rules of its own."""
    return Desk(
        desk.store,
        center=desk.center,
        clock=FrozenClock(MORNING),
        chance=SeededChance(11),
        rules=rules,
    )


@pytest.fixture
def full(studio: Studio) -> Class:
    return Class(studio)


def attempts(studio: Studio, full: Class, desk: Desk) -> dict[str, Callable[..., object]]:
    """Each way in which Anna's place is asked for, of *desk*; made without its rules."""
    plain, anna, yoga = studio.desk, studio.anna, studio.yoga
    friday = studio.session(FRIDAY, service=yoga)
    booking = plain.bookings.book(anna, studio.session("2026-07-04T18:00", service=yoga))
    kept = plain.bookings.book_appointment(None, yoga, starts_at="2026-07-05T10:00")
    waits = Class(studio)
    entry = plain.waitlist.join(anna, waits.session)
    waits.frees()
    return {
        "book": lambda **given: desk.bookings.book(anna, friday, **given),
        "appointment": lambda **given: desk.bookings.book_appointment(
            anna, yoga, starts_at="2026-07-06T10:00", **given
        ),
        "attach": lambda **given: desk.bookings.attach_customer(kept, anna, **given),
        "reschedule": lambda **given: desk.bookings.reschedule(booking, to=friday, **given),
        "join": lambda **given: desk.waitlist.join(anna, full.session, **given),
        "accept": lambda **given: desk.waitlist.accept(entry, **given),
    }


WAYS = ("book", "appointment", "attach", "reschedule", "join", "accept")


def crowded(studio: Studio) -> Session:
    """A full session that Anna may not book for every reason there is on a card."""
    desk, anna = studio.desk, studio.anna
    maria = desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
    desk.catalog.add_form("Salute", questions=["Allergie?"], services=(studio.yoga,), required=True)
    desk.bookings.book(anna, studio.session(FRIDAY))
    desk.customers.blacklist(anna)
    desk.customers.add_unwanted_service(anna, studio.yoga)
    desk.customers.assign_professional(anna, maria)
    return studio.session(FRIDAY, service=studio.yoga, capacity=0)


@pytest.mark.rule("004-03", "004-27", "000-32", "A66")
def test_check_lists_every_violation_in_order_and_writes_nothing(studio: Studio) -> None:
    session = crowded(studio)
    before = everything(studio.desk)

    for desk, first in ((studio.desk.by(studio.anna), ["blacklisted"]), (studio.desk, [])):
        found = desk.bookings.check(studio.anna, session).violations
        assert [each.code for each in found] == [
            *first,
            "unwanted_service",
            "another_professional",
            "overlapping",
            "session_full",
            "form_required",
        ]
        with pytest.raises(Refused) as refused:
            desk.bookings.book(studio.anna, session)
        assert refused.value.code == found[0].code
        assert [each.code for each in refused.value.violations] == [each.code for each in found]
    assert everything(studio.desk) == before
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("way", WAYS)
def test_a_host_s_rule_is_asked_wherever_ours_are(studio: Studio, full: Class, way: str) -> None:
    desk = with_rules(studio.desk, in_shoes)
    attempt = attempts(studio, full, desk)[way]
    before = everything(studio.desk)

    with pytest.raises(NoShoes) as refused:
        attempt()

    assert refused.value.customer_id == studio.anna.id
    assert everything(studio.desk) == before
    assert studio.desk.verify() == ()


@pytest.mark.parametrize("way", WAYS)
def test_a_host_s_rule_that_raises_leaves_no_trace(studio: Studio, full: Class, way: str) -> None:
    attempt = attempts(studio, full, with_rules(studio.desk, upset))[way]
    before = everything(studio.desk)

    with pytest.raises(LookupError):
        attempt()

    assert everything(studio.desk) == before
    assert studio.desk.verify() == ()


@pytest.mark.rule("A67")
@pytest.mark.parametrize("way", [way for way in WAYS if way != "attach"])
def test_staff_override_a_host_s_rule_where_it_says_so(
    studio: Studio, full: Class, way: str
) -> None:
    desk = with_rules(studio.desk, in_a_hat)
    attempt = attempts(studio, full, desk)[way]

    made: Any = attempt(override=Override(reason="fa freddo", codes={"no_hat"}))

    told = [event for event in desk.history(made) if event.facts.get("overridden")]
    assert [event.facts["overridden"] for event in told] == ["no_hat"]
    assert told[0].words["override_reason"] == "fa freddo"
    strict = with_rules(studio.desk, in_shoes)
    with pytest.raises(NoShoes):
        strict.bookings.book(
            studio.anna,
            studio.session("2026-07-08T18:00"),
            override=Override(reason="fa freddo", codes={"no_shoes"}),
        )


def test_ours_come_first_and_the_host_s_own_in_the_order_given(studio: Studio) -> None:
    desk = with_rules(studio.desk, in_a_hat, in_shoes)
    session = studio.session(FRIDAY, capacity=0)

    found = desk.bookings.check(studio.anna, session).violations

    assert [each.code for each in found] == ["session_full", "no_hat", "no_shoes"]
    with pytest.raises(SessionFull):
        desk.bookings.book(studio.anna, session)
    ugo = studio.desk.customers.register(name="Ugo")
    assert [each.code for each in desk.bookings.check(ugo, session).violations] == ["session_full"]


def test_the_rules_stay_with_the_desk_whoever_acts_and_together(studio: Studio) -> None:
    desk = with_rules(studio.desk, in_shoes)
    friday = studio.session(FRIDAY)

    for each in (desk.by(studio.anna), desk.by(Staff("maria"))):
        assert not each.bookings.check(studio.anna, friday).allowed
    with pytest.raises(NoShoes):
        desk.atomically(lambda inside: inside.bookings.book(studio.anna, friday))
    assert studio.desk.bookings.check(studio.anna, friday).allowed


def test_a_host_s_refusal_speaks_its_own_three_languages(studio: Studio) -> None:
    desk = with_rules(studio.desk, in_shoes)
    [refusal] = desk.bookings.check(studio.anna, studio.session(FRIDAY)).violations

    assert str(refusal) == "take your shoes off first"
    assert refusal.told("it") == "prima togliti le scarpe"
    assert refusal.told("es") == "antes quítate los zapatos"


@pytest.mark.parametrize(
    "rules", [in_shoes, "in_shoes", {"in_shoes": in_shoes}, ["in_shoes"], [None]]
)
def test_what_cannot_be_asked_is_no_rule(desk: Desk, rules: Any) -> None:
    with pytest.raises(InvalidInput) as wrong:
        Desk(
            desk.store,
            center="roma",
            clock=FrozenClock(MORNING),
            chance=SeededChance(11),
            rules=rules,
        )
    assert wrong.value.field == "rules"
