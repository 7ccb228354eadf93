"""What customers may see of what belongs to them."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.ownership.card import shown_to_owner
from bookingcore.domain.values.actors import SYSTEM, Oneself, Staff
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import CustomerId, DocumentId, NoteId, TaskId
from bookingcore.testing import strategies
from tests.domain import build
from tests.domain.build import at, july

WORDS = {
    "message": "a presto",
    "note": "secondo tappetino",
    "reason": "maleducata",
    "comment": "sempre in ritardo",
    "label": "difficile",
    "override_reason": "insiste",
}


@pytest.mark.hypothesis
@given(strategies.events(), st.sampled_from([Staff("maria"), SYSTEM]))
def test_what_staff_wrote_for_each_other_is_left_out_of_history(event: Event, actor: Any) -> None:
    [shown] = shown_to_owner([evolve(event, actor=actor, words=WORDS)])

    told = {"message": "a presto", "note": "secondo tappetino"}
    assert shown == evolve(event, actor=actor, words=told)


@given(strategies.events())
def test_what_customers_wrote_themselves_they_see(event: Event) -> None:
    own = evolve(event, actor=Oneself(CustomerId("anna")), words=WORDS)

    assert shown_to_owner([own]) == (own,)


ANNA = CustomerId("anna")
DOCUMENT = Document(
    id=DocumentId("d1"),
    customer_id=ANNA,
    type="waiver",
    name="waiver.pdf",
    size=3,
    digest="abc",
    visible_to_customer=False,
    file="roma/d1",
    added_at=at(1),
    added_by="staff:maria",
)
NOTE = Note(id=NoteId("n1"), customer_id=ANNA, text="tea", made_at=at(1), made_by="staff:maria")
TASK = Task(
    id=TaskId("t1"),
    customer_id=ANNA,
    text="call",
    due_on=july(2),
    made_at=at(1),
    made_by="staff:maria",
)


@pytest.mark.rule("004-14")
def test_documents_are_seen_where_they_are_shown() -> None:
    visible = DOCUMENT.shown(to_customer=True)

    assert shown_to_owner([DOCUMENT, visible]) == (visible,)


def test_notes_and_tasks_are_for_staff() -> None:
    bookings = build.booking("b1"), build.booking("b2")

    assert shown_to_owner([NOTE, TASK]) == ()
    assert shown_to_owner(bookings) == bookings
