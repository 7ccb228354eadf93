"""What is said when everything of a customer is given to another card, or forgotten."""

from __future__ import annotations

import pytest

from bookingcore.adapters.sql import SqlStore
from bookingcore.adapters.sql.owning import oblivion, reassignments
from bookingcore.adapters.sql.phrases import Phrase
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.domain.values.changes import Add, Change, Forget, Reassign, Remove
from bookingcore.testing.contracts.people_rows import a_note
from bookingcore.testing.contracts.rows import ROME, a_customer, an_event
from bookingcore.testing.contracts.studio import furnished
from tests.adapters.sql.listening import beginnings, listening

ANNA, BRUNO = a_customer(1).id, a_customer(2).id

NAMING = {name for owned in OWNED.values() for name in owned.by}
"""The fields that name whose a row is."""


@pytest.mark.parametrize("change", [Reassign(ANNA, BRUNO), Forget(ANNA)], ids=type)
def test_whose_things_are_is_settled_by_as_many_statements_whatever_there_is(
    store: SqlStore, change: Change
) -> None:
    studio = furnished(store)

    def said() -> list[str]:
        with listening(store) as heard:
            studio.save(Add(a_note(99)), change)
        studio.save(Remove(a_note(99)))
        return beginnings(heard)

    of_little = said()
    studio.add(*(a_note(number) for number in range(1, 30)))
    studio.add(*(an_event(no, words={"note": "n"}) for no in range(2, 30)))
    assert said() == of_little
    assert of_little[-2:] == ["INSERT INTO bk_note", "COMMIT"]
    assert len(of_little) < 2 * len(OWNED)


@pytest.mark.parametrize("phrase", [*reassignments(), *oblivion()])
def test_whose_things_are_is_settled_by_an_index(store: SqlStore, phrase: Phrase) -> None:
    wire = store._exchange.connect()
    spoken = store._exchange.book.spoken(phrase)
    values = spoken.arranged((ROME, ANNA, BRUNO)[: len(phrase.names)])
    steps = wire._cursor.execute(f"EXPLAIN QUERY PLAN {spoken.text}", values).fetchall()
    wire.hang_up()

    searched = [step[3] for step in steps if step[3].startswith("SEARCH")]
    assert searched
    assert [step for step in searched if step.endswith("(center=?)")] == []
    assert any(f"(center=? AND {name}=?)" in searched[-1] for name in NAMING)
    assert [step for step in steps if step[3].startswith("SCAN")] == []
