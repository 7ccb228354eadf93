"""Forms that customers fill in: assigned, submitted once, removed only before (004-09 to 004-11).

What a form asks stands in the catalog; here is what becomes of it on a card.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import CustomerId, FormAssignmentId, FormId


class FormStatus(Enum):
    """Where a form stands on a card."""

    # Waits to be filled in; may be removed (A57).
    ASSIGNED = "assigned"
    # Was filled in; stays.
    SUBMITTED = "submitted"


FORM_TRANSITIONS: Mapping[FormStatus, frozenset[FormStatus]] = {
    FormStatus.ASSIGNED: frozenset({FormStatus.SUBMITTED}),
    FormStatus.SUBMITTED: frozenset(),
}
"""What may become of a form on a card; before it is submitted it may also be removed (004-11)."""


@frozen(kw_only=True)
class FormAssignment:
    """A form on a customer's card.

    Attributes:
        form_id: which form of the catalog.
        automatic: whether a rule of the form has assigned it, and nobody by hand (004-10).
        answers: what was answered, by question; empty until it is submitted.
    """

    id: FormAssignmentId
    customer_id: CustomerId
    form_id: FormId
    assigned_at: DateTime
    assigned_by: str
    automatic: bool = False
    status: FormStatus = FormStatus.ASSIGNED
    submitted_at: DateTime | None = None
    answers: Mapping[str, str] = field(factory=dict)
    version: int = field(default=1, eq=False, repr=False)

    @property
    def submitted(self) -> bool:
        """Whether it was filled in."""
        return self.status is FormStatus.SUBMITTED

    def answered(self, answers: Mapping[str, str], at: DateTime) -> FormAssignment:
        """Once it was filled in."""
        return evolve(self, status=FormStatus.SUBMITTED, submitted_at=at, answers=dict(answers))


def form_assigned(assignment: FormAssignment) -> Happened:
    """A form has come onto a card."""
    return form_event(EventKind.FORM_ASSIGNED, assignment, automatic=assignment.automatic)


def form_event(kind: EventKind, assignment: FormAssignment, **facts: Fact) -> Happened:
    """What has become of a form on a card."""
    return Happened(
        kind=kind,
        subject=assignment.id,
        customer_id=assignment.customer_id,
        facts={"form": assignment.form_id, **facts},
    )
