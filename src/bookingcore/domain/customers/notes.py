"""What staff write beside a card: notes, and tasks with a date (002-20, 002-25)."""

from __future__ import annotations

from datetime import date

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.ids import CustomerId, NoteId, TaskId


@frozen(kw_only=True)
class Note:
    """Something worth remembering about a customer; for staff only.

    Attributes:
        made_by: who wrote it, in the text form of the actor.
    """

    id: NoteId
    customer_id: CustomerId
    text: str
    made_at: DateTime
    made_by: str
    version: int = field(default=1, eq=False, repr=False)


@frozen(kw_only=True)
class Task:
    """Something to be done for a customer by a day: a follow-up reminder; for staff only.

    Attributes:
        due_on: the day, by the center's calendar.
        made_by: who wrote it, in the text form of the actor.
        completed_at: when it was done; None while it is open.
        completed_by: who did it; empty while it is open.
    """

    id: TaskId
    customer_id: CustomerId
    text: str
    due_on: date
    made_at: DateTime
    made_by: str
    completed_at: DateTime | None = None
    completed_by: str = ""
    version: int = field(default=1, eq=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.completed_at is None

    def completed(self, at: DateTime, by: str) -> Task:
        """The task once it was done."""
        return evolve(self, completed_at=at, completed_by=by)
