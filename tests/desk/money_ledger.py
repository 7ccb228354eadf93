"""A desk's money and units as one flat list of postings, as a bookkeeper would write them down.

Each posting takes from one account what it gives to another. There are no rows, no sums and no
statuses: whatever a sale, a gift card or a balance should say is added up from the list.
"""

from __future__ import annotations

from typing import NamedTuple


class Account(NamedTuple):
    """Where something is.

    Attributes:
        name: `receivable`, `till`, `provider` and so on.
        of: the sale, gift card or balance.
        item: the payment, part of a refund, or booking.
    """

    name: str
    of: str = ""
    item: str = ""


class Ledger:
    """The postings, and what they add up to.

    Money of a sale: `revenue` gave `receivable`, which gives `till` what is paid and `waived` what
    is not asked for any more; `till` gives `going` what a provider is to give back, and `given`
    what went. What a provider is asked for stands in `coming` until it is decided.

    Money of a gift card: `issued` gave `on card`, which gives `spent` and `lapsed`. Money at the
    provider: `card holders` gave `provider`, when it really moved, whoever has heard of it.

    Units of a balance: `granted` gave `free`, which gives `held` what pays for a booking, and
    `void`; what was forfeited goes from `held` to `used`.
    """

    def __init__(self) -> None:
        self.lines: list[tuple[Account, int]] = []

    def move(self, count: int, source: Account, into: Account) -> None:
        self.lines += [(source, -count), (into, count)]

    def empty(self, source: Account, into: Account) -> int:
        """Move all that is there; how much that was."""
        count = self.sum(source.name, of=source.of, item=source.item)
        self.move(count, source, into)
        return count

    def sum(self, *names: str, of: str | None = None, item: str | None = None) -> int:
        """What lies on these accounts: of everything and everybody, unless said."""
        return sum(
            count
            for account, count in self.lines
            if account.name in names and of in {None, account.of} and item in {None, account.item}
        )

    def total(self, sale: str) -> int:
        return -self.sum("revenue", of=sale)

    def paid(self, sale: str) -> int:
        """All that ever came in."""
        return self.sum("till", "going", "given", of=sale)

    def due(self, sale: str) -> int:
        return max(0, self.sum("receivable", of=sale))

    def open(self, sale: str) -> int:
        """What may be paid now: due, and not on its way."""
        return max(0, self.due(sale) - self.sum("coming", of=sale))

    def excess(self, sale: str) -> int:
        """What came in beyond what was asked for."""
        return max(0, -self.sum("receivable", of=sale))

    def sums(self, sale: str) -> dict[str, int]:
        """What a sale should say of its money."""
        return {
            "total": self.total(sale),
            "paid": self.paid(sale),
            "pending": self.sum("coming", of=sale),
            "refunded": self.sum("given", of=sale),
            "refunding": self.sum("going", of=sale),
            "waived": self.sum("waived", of=sale),
            "due": self.due(sale),
        }

    def status(self, sale: str, *, voided: bool) -> str:
        """The first line of A37 that holds."""
        kept, given = self.sum("till", "going", of=sale), self.sum("given", of=sale)
        ladder = (
            (given > 0 and kept == 0, "REFUNDED"),
            (given > 0, "PARTIALLY_REFUNDED"),
            (kept > 0 and self.due(sale) == 0, "PAID"),
            (kept > 0, "PARTIALLY_PAID"),
            (voided, "VOIDED"),
            (self.total(sale) == 0, "EXEMPT"),
            (self.due(sale) == 0, "VOIDED"),
            (True, "AWAITING_PAYMENT"),
        )
        return next(status for holds, status in ladder if holds)
