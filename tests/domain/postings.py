"""The money of one sale as a flat list of signed postings, summed by account: nothing else is kept.

Written to disagree with `Till`, should that be wrong: there every sum is kept beside its rows, here
there are no sums and no rows, and each posting takes from one account what it gives to another.
"""

from __future__ import annotations

from bookingcore.domain.sales.sale import PaymentStatus

CUSTOMER, COMING, TILL, GOING, GIVEN = "customer", "coming", "till", "going", "given"
"""Where money is: with the customer, on its way in, in the till, on its way back, given back."""

DEBT, CLAIM, LOSS = "debt", "claim", "loss"
"""What the customer owes, the sale that says so, and what is not asked for any more."""


class Postings:
    """The postings of a sale over *total* cents."""

    def __init__(self, total: int) -> None:
        self.lines: list[tuple[str, int]] = []
        self.voided = False
        self.move(total, CLAIM, DEBT)

    def move(self, cents: int, source: str, into: str) -> None:
        self.lines += [(source, -cents), (into, cents)]

    def of(self, *accounts: str) -> int:
        return sum(cents for account, cents in self.lines if account in accounts)

    @property
    def paid(self) -> int:
        """All that ever came in."""
        return self.of(TILL, GOING, GIVEN)

    @property
    def due(self) -> int:
        return max(0, self.of(DEBT) - self.paid)

    @property
    def open(self) -> int:
        return max(0, self.due - self.of(COMING))

    @property
    def excess(self) -> int:
        return max(0, self.paid - self.of(DEBT))

    def captured_late(self, cents: int) -> int:
        """Money that came after the provider had said no; what of it goes back at once."""
        before = self.excess
        self.move(cents, CUSTOMER, TILL)
        return self.send_back(self.excess - before)

    def captured(self, cents: int) -> int:
        """Money on its way that has come; what of it goes back at once."""
        before = self.excess
        self.move(cents, COMING, TILL)
        return self.send_back(self.excess - before)

    def send_back(self, cents: int) -> int:
        self.move(cents, TILL, GOING)
        return cents

    def waive(self, cents: int) -> None:
        self.move(min(cents, self.due), DEBT, LOSS)

    @property
    def status(self) -> PaymentStatus:
        """The first line of A37 that holds."""
        total, kept = -self.of(CLAIM), self.of(TILL, GOING)
        ladder = [
            (self.of(GIVEN) > 0 and kept == 0, PaymentStatus.REFUNDED),
            (self.of(GIVEN) > 0, PaymentStatus.PARTIALLY_REFUNDED),
            (kept > 0 and self.due == 0, PaymentStatus.PAID),
            (kept > 0, PaymentStatus.PARTIALLY_PAID),
            (self.voided, PaymentStatus.VOIDED),
            (total == 0, PaymentStatus.EXEMPT),
            (self.due == 0, PaymentStatus.VOIDED),
            (True, PaymentStatus.AWAITING_PAYMENT),
        ]
        return next(status for holds, status in ladder if holds)

    @property
    def sums(self) -> dict[str, int]:
        """What a sale should say of its money."""
        return {
            "paid": self.paid,
            "pending": self.of(COMING),
            "refunded": self.of(GIVEN),
            "refunding": self.of(GOING),
            "waived": self.of(LOSS),
            "due": self.due,
            "open": self.open,
            "refundable": self.of(TILL),
        }
