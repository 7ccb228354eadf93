"""What `verify()` looks at: who holds an address, and where an absorbed card leads."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.values.ids import CustomerId


@frozen(kw_only=True)
class AddressKept:
    """An address with the cards that are on record as its holders, and those that have it.

    Attributes:
        id: the address, in the one form in which addresses are compared.
        holders: on record under the address; in order of id.
        cards: the live cards with the address in one of their fields; in order of id.
    """

    id: str
    holders: tuple[CustomerId, ...]
    cards: tuple[CustomerId, ...]

    def faults(self) -> Iterator[Fault]:
        """An address that its card does not hold could be given to another one as well."""
        if self.holders != self.cards:
            held, had = " ".join(self.holders) or "nobody", " ".join(self.cards) or "nobody"
            # The address itself is a person's: it stands in no report.
            subject = next(iter((*self.cards, *self.holders)))
            yield Fault("P8", subject, f"an e-mail address is held by {held}; {had} should hold it")


@frozen(kw_only=True)
class Tombstone:
    """An absorbed card.

    Attributes:
        into: the card to which it leads.
        status: of that card; None where there is none.
        owned: how many rows still belong to the absorbed one.
    """

    id: CustomerId
    into: CustomerId | None
    status: CustomerStatus | None
    owned: int

    def faults(self) -> Iterator[Fault]:
        """What an absorbed card had belongs to the one that stays, to which it leads straight."""
        if self.owned:
            yield Fault("P8", self.id, f"{self.owned} rows belong to this absorbed card, none may")
        if self.status is None or self.status is CustomerStatus.ABSORBED:
            yield Fault("P8", self.id, f"this absorbed card leads to {self.into}, which is no card")
