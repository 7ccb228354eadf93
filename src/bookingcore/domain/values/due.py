"""Work that falls due: rows that a scheduler asks for, written with what causes them.

There is one row for each kind and subject, so that the same work is never expected twice. Who does
it takes a lease first; should they die, the lease runs out and the next one does it.
"""

from __future__ import annotations

from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime


class DueKind(Enum):
    """What is to be done."""

    # The waiting list of a session: offers run out, places pass on, it closes at the start.
    QUEUE = "queue"
    # An offer that the system accepts in the customer's name.
    AUTO_BOOKING = "auto_booking"
    # Content behind the files port that may belong to no document.
    STRAY_FILE = "stray_file"
    # The welcome of a customer, to be sent.
    WELCOME = "welcome"
    # A charge that a payment provider was asked for; its subject is the payment.
    CHARGE = "charge"
    # A part of a refund that a provider was asked for; its subject is the key of the part.
    REFUND = "refund"
    # A membership to be billed, charged again, or ended.
    RENEWAL = "renewal"
    # What is to be told of a booking as its time comes; its subject is the booking.
    BOOKING_NOTICE = "booking_notice"
    # What is to be told of a balance before it expires; its subject is the balance.
    BALANCE_NOTICE = "balance_notice"
    # Something written by hand that is on its way to many; its subject is the announcement.
    ANNOUNCEMENT = "announcement"


@frozen(kw_only=True)
class Due:
    """Work to be done at an instant.

    Attributes:
        subject: the id of what it is about.
        due_at: when, UTC.
        leased_until: until when somebody does it; None while nobody does.
        attempts: how often it was begun.
    """

    kind: DueKind
    subject: str
    due_at: DateTime
    leased_until: DateTime | None = None
    attempts: int = 0
    version: int = field(default=1, eq=False, repr=False)

    @property
    def id(self) -> str:
        """What the row is known by: the kind and the subject."""
        return due_key(self.kind, self.subject)

    def leased(self, until: DateTime) -> Due:
        """Once somebody has begun it, who has time *until* then."""
        return evolve(self, leased_until=until, attempts=self.attempts + 1)


def due_key(kind: DueKind, subject: str) -> str:
    """The key of the work of that *kind* about *subject*."""
    return f"{kind.name}:{subject}"
