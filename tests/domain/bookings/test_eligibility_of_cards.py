"""What stands on the card and says no: blacklist, one professional, unwanted services, forms."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.eligibility import (
    BookingRequest,
    may_see,
    stands_aside,
    violations,
)
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import SYSTEM, Actor
from bookingcore.domain.values.ids import FormId, ResourceId, ServiceId
from bookingcore.errors import AnotherProfessional, FormRequired
from tests.domain.build import ANNA, MARIA, customer, facts, override, session, wish

LUCA, PAOLA = ResourceId("luca"), ResourceId("paola")
OF_LUCA: dict[str, Any] = {"professional_id": LUCA}
BLACKLISTED: dict[str, Any] = {"blacklisted": True}
UNWANTED = (UnwantedService(service_id=ServiceId("yoga")),)
NO_YOGA: dict[str, Any] = {"unwanted_services": UNWANTED}


def led_by(*resources: ResourceId) -> Session:
    return evolve(session(), resources=resources)


def codes(request: BookingRequest, **fields: Any) -> list[str]:
    return [refusal.code for refusal in violations(request, facts(**fields))]


@pytest.mark.rule("004-03", "004-05")
@pytest.mark.parametrize(
    ("actor", "expected"), [(ANNA, ["blacklisted"]), (MARIA, []), (SYSTEM, [])]
)
def test_the_blacklist_keeps_customers_from_booking_and_nobody_else(
    actor: Actor, expected: list[str]
) -> None:
    assert codes(wish(actor=actor), customer=customer(**BLACKLISTED)) == expected


@pytest.mark.rule("004-27", "A23", "A67")
@pytest.mark.parametrize("actor", [ANNA, MARIA, SYSTEM])
def test_what_is_unwanted_is_booked_by_nobody_whatever_is_overridden(actor: Actor) -> None:
    request = wish(actor=actor, override=override("unwanted_service"))

    assert codes(request, customer=customer(**NO_YOGA)) == ["unwanted_service"]
    pilates = session(service="pilates")
    assert codes(request, customer=customer(**NO_YOGA), session=pilates) == []


@pytest.mark.rule("000-32", "000-33", "A24")
@pytest.mark.parametrize("actor", [ANNA, MARIA, SYSTEM])
def test_one_professional_is_enough_in_a_session_and_none_is_another(actor: Actor) -> None:
    of_luca = customer(**OF_LUCA)

    assert codes(wish(actor=actor), customer=of_luca, session=led_by(PAOLA, LUCA)) == []
    for other in (led_by(PAOLA), led_by()):
        assert codes(wish(actor=actor), customer=of_luca, session=other) == ["another_professional"]
    assert codes(wish(actor=actor), session=led_by(PAOLA)) == []


@pytest.mark.rule("A24", "A67")
def test_the_professional_is_named_and_staff_override_them() -> None:
    of_paola = facts(customer=customer(**OF_LUCA), session=led_by(PAOLA))

    [refusal] = violations(wish(), of_paola)

    assert isinstance(refusal, AnotherProfessional)
    assert (refusal.customer_id, refusal.professional_id, refusal.session_id) == (
        "anna",
        LUCA,
        "s1",
    )
    assert violations(wish(override=override("another_professional")), of_paola) == ()


@pytest.mark.rule("004-08", "A67")
@pytest.mark.parametrize("actor", [ANNA, MARIA, SYSTEM])
def test_required_forms_are_named_and_staff_override_them(actor: Actor) -> None:
    missing = facts(missing_forms=[FormId("waiver"), FormId("privacy")])

    [refusal] = violations(wish(actor=actor), missing)

    assert isinstance(refusal, FormRequired)
    assert (refusal.customer_id, refusal.service_id) == ("anna", "yoga")
    assert refusal.forms == "waiver privacy"
    assert violations(wish(override=override("form_required")), missing) == ()


@pytest.mark.rule("A22", "A23", "A24")
@pytest.mark.parametrize("card", [BLACKLISTED, NO_YOGA, OF_LUCA])
def test_who_could_not_accept_a_place_is_offered_it_by_staff_only(card: dict[str, Any]) -> None:
    assert stands_aside(customer(**card), led_by(PAOLA))


@pytest.mark.parametrize(
    ("card", "where"),
    [({}, led_by()), (OF_LUCA, led_by(PAOLA, LUCA)), (NO_YOGA, session(service="pilates"))],
)
def test_others_are_offered_places_like_anybody(card: dict[str, Any], where: Session) -> None:
    assert not stands_aside(customer(**card), where)


@pytest.mark.rule("000-30", "000-31", "000-33", "004-27")
@pytest.mark.parametrize(
    ("card", "where", "seen"),
    [
        ({}, led_by(PAOLA), True),
        (BLACKLISTED, led_by(PAOLA), True),
        (OF_LUCA, led_by(PAOLA, LUCA), True),
        (OF_LUCA, led_by(PAOLA), False),
        (OF_LUCA, led_by(), False),
        (NO_YOGA, led_by(), False),
        (NO_YOGA, session(service="pilates"), True),
        ({**OF_LUCA, **NO_YOGA}, led_by(LUCA), False),
    ],
)
def test_a_customer_sees_what_could_be_theirs(
    card: dict[str, Any], where: Session, seen: bool
) -> None:
    assert may_see(customer(**card), where) is seen
