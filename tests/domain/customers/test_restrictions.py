"""Unwanted services: one entry for each, in order, from one card or from two."""

from __future__ import annotations

import pytest

from bookingcore.domain.customers.restrictions import (
    UnwantedService,
    united,
    unwanted,
    with_unwanted,
    without_unwanted,
)
from bookingcore.domain.values.ids import ServiceId

MASSAGE, PILATES, YOGA = map(ServiceId, ("massage", "pilates", "yoga"))


def entry(service: ServiceId, comment: str = "") -> UnwantedService:
    return UnwantedService(service_id=service, comment=comment)


@pytest.mark.rule("004-28")
def test_an_entry_is_a_service_with_a_comment_each_once_and_in_order() -> None:
    one = with_unwanted((), entry(YOGA, "knee"))
    two = with_unwanted(one, entry(MASSAGE))
    edited = with_unwanted(two, entry(YOGA, "hip"))

    assert edited == (entry(MASSAGE), entry(YOGA, "hip"))
    assert unwanted(edited, YOGA) == entry(YOGA, "hip")
    assert unwanted(edited, PILATES) is None


@pytest.mark.rule("004-29")
def test_what_is_removed_is_wanted_again() -> None:
    both = (entry(MASSAGE), entry(YOGA))

    assert without_unwanted(both, YOGA) == (entry(MASSAGE),)
    assert without_unwanted(both, PILATES) == both


@pytest.mark.rule("A40")
def test_two_cards_in_one_want_nothing_that_either_did_not_want() -> None:
    stays = (entry(MASSAGE), entry(YOGA, "knee"))
    goes = (entry(MASSAGE, "oil"), entry(PILATES, "back"), entry(YOGA, "hip"))

    assert united(stays, goes) == (
        entry(MASSAGE, "oil"),
        entry(PILATES, "back"),
        entry(YOGA, "knee"),
    )
    assert united((), goes) == goes
    assert united(stays, ()) == stays
