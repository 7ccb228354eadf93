"""Forms on a card: where they stand, and what may become of them."""

from __future__ import annotations

from bookingcore.domain.customers.forms import (
    FORM_TRANSITIONS,
    FormAssignment,
    FormStatus,
    form_assigned,
)
from bookingcore.domain.values.events import FACTS
from bookingcore.domain.values.ids import CustomerId, FormAssignmentId, FormId
from tests.domain.build import at

ON_CARD = FormAssignment(
    id=FormAssignmentId("annas"),
    customer_id=CustomerId("anna"),
    form_id=FormId("health"),
    assigned_at=at(1),
    assigned_by="staff:maria",
)


def test_every_status_has_its_transitions_and_what_was_submitted_stays() -> None:
    assert set(FORM_TRANSITIONS) == set(FormStatus)
    assert not FORM_TRANSITIONS[FormStatus.SUBMITTED]


def test_a_form_waits_until_it_is_answered() -> None:
    given = {"Allergies?": "pollen"}

    answered = ON_CARD.answered(given, at(2))
    given["Allergies?"] = "none"

    assert not ON_CARD.submitted
    assert answered.submitted
    assert answered.status in FORM_TRANSITIONS[ON_CARD.status]
    assert (answered.submitted_at, answered.answers) == (at(2), {"Allergies?": "pollen"})


def test_history_tells_of_a_form_without_its_answers() -> None:
    told = form_assigned(ON_CARD)

    assert (told.subject, told.customer_id) == ("annas", "anna")
    assert told.facts == {"form": "health", "automatic": False}
    assert not told.words
    assert set(told.facts) == FACTS[told.kind]
