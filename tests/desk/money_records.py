"""What the books of the tests know beside the ledger: who agreed to what with whom.

No sums: amounts are cents that never change, everything else is text.
"""

from __future__ import annotations

from datetime import date, datetime

from attrs import define, field

UNDECIDED = ("PENDING", "UNKNOWN")
MADE, REFUSED = "CAPTURED", "FAILED"

ANSWERS = {
    "yes": (MADE, MADE),
    "no": (REFUSED, REFUSED),
    "later": ("PENDING", "PENDING"),
    "silence, made": (MADE, "UNKNOWN"),
    "silence, lost": (None, "UNKNOWN"),
    "away": (None, REFUSED),
    "crash, made": (MADE, "PENDING"),
    "crash, lost": (None, "PENDING"),
}
"""What a provider may answer: where the money stands there, and in the books."""


@define
class Sold:
    """What was agreed at a sale.

    Attributes:
        who: the customer.
        units: what it grants, by balance.
        lines: what the places cost that its lines pay for, by booking.
        gifts: the gift cards that it sells.
        waits: whether it grants nothing until it is paid.
        by_itself: whether nobody sold it at the desk: a fine, or a month.
    """

    who: str
    units: dict[str, int] = field(factory=dict)
    lines: dict[str, int] = field(factory=dict)
    gifts: tuple[str, ...] = ()
    waits: bool = False
    granted: bool = False
    voided: bool = False
    by_itself: bool = False


@define
class Gift:
    """A gift card: what it was issued with, its last day, and whether it can be spent."""

    amount: int
    until: date | None
    active: bool = True
    sold: bool = False


@define
class Booked:
    """A place: whose, when, for how many, and the sale whose line pays for it."""

    who: str
    starts: datetime
    places: int
    session: str
    live: bool = True
    sale: str | None = None


@define
class Call:
    """Money that a provider was asked to move: more than zero for a charge, less for a refund.

    Attributes:
        of: the payment that is charged, or given back.
        provider: where it stands there; None where nobody ever heard of it.
        books: what was heard of it.
    """

    key: str
    sale: str
    of: str
    amount: int
    provider: str | None = None
    books: str = "PENDING"

    @property
    def undecided(self) -> bool:
        return self.books in UNDECIDED

    @property
    def unheard(self) -> int:
        """The money that has moved at the provider, and not in the books."""
        return self.amount * ((self.provider == MADE) - (self.books == MADE))


@define
class Part:
    """A part of a refund: so much of a payment goes back, by a way."""

    payment: str
    amount: int
    way: str
    call: Call | None = None

    @property
    def stays(self) -> bool:
        return self.call is not None and self.call.books == REFUSED


@define
class Back:
    """A refund: its parts, the booking that it is for, and the units that it took.

    `by_itself`: whether nobody asked for it: the money had come twice.
    """

    sale: str
    parts: list[Part]
    booking: str | None = None
    by_itself: bool = False
    units: dict[str, int] = field(factory=dict)
