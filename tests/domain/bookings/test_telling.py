"""Who is told, and who is named so that somebody can call them (A31, 003-09 to 003-11)."""

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.telling import NotTold, Told, told
from bookingcore.domain.values.notify import Notify, Reason
from tests.domain.build import booked

ANNA_S, NOBODY_S = booked(), booked(customer_id=None)


@pytest.mark.rule("A31", "003-10")
@pytest.mark.parametrize("customer", [None, True, False])
@pytest.mark.parametrize("resources", [None, True, False])
@pytest.mark.parametrize("usual", [True, False])
def test_a_box_that_is_left_alone_is_as_usual(
    customer: bool | None, resources: bool | None, usual: bool
) -> None:
    boxes = Notify(customer=customer, resources=resources)
    outcome = told(ANNA_S, boxes, customer=usual, resources=usual)

    said = [usual if customer is None else customer, usual if resources is None else resources]
    names = ("customer", "resources")
    assert outcome.text.split() == [n for n, yes in zip(names, said, strict=True) if yes]
    assert bool(outcome.not_told) is not said[0]


@pytest.mark.rule("A31")
def test_a_customer_whose_box_is_not_ticked_is_named() -> None:
    outcome = told(ANNA_S, Notify(customer=False), customer=True, resources=True)

    named = NotTold(booking_id=ANNA_S.id, customer_id=ANNA_S.customer_id, why=Reason.NOT_ASKED_FOR)
    assert outcome == Told(text="resources", not_told=(named,))


@pytest.mark.rule("003-11", "A31")
@pytest.mark.parametrize("box", [None, True, False])
def test_where_nobody_is_stored_nobody_can_be_told(box: bool | None) -> None:
    outcome = told(NOBODY_S, Notify(customer=box), customer=True, resources=True)

    named = NotTold(booking_id=NOBODY_S.id, customer_id=None, why=Reason.NOT_NOTIFIABLE)
    assert outcome == Told(text="resources", not_told=(named,))
