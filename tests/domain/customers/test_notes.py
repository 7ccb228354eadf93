"""A task is open until it is done."""

from __future__ import annotations

from bookingcore.domain.customers.notes import Task
from bookingcore.domain.values.ids import CustomerId, TaskId
from tests.domain.build import at, july


def test_a_task_says_when_it_was_done_and_by_whom() -> None:
    task = Task(
        id=TaskId("t"),
        customer_id=CustomerId("anna"),
        text="call her",
        due_on=july(5),
        made_at=at(1, 9),
        made_by="staff:maria",
    )
    done = task.completed(at(2, 9), "staff:ugo")

    assert (task.open, done.open) == (True, False)
    assert (done.completed_at, done.completed_by) == (at(2, 9), "staff:ugo")
    assert (done.text, done.made_by) == ("call her", "staff:maria")
