"""The double-entry check of `verify()` on units and lines: each movement has its counterpart.

What a ledger says is read beside what stands against it: a grant beside the line that was sold, a
redemption beside its booking, void units beside the refunds that took them, a fee beside what it
is owed for. Money has a module of its own, `double_entry_of_money`.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.values.ids import BalanceId, BookingId, MembershipId, SaleId


@frozen(kw_only=True)
class UnitsPaired:
    """A balance's ledger, beside its sale, its bookings and the refunds of its sale.

    Attributes:
        split: whether it is a part of another lot, which was granted in its place.
        whole: whether that lot is there, of the same sale and customer; True where it is no part.
        owned: whether its sale is of its customer.
        grants: how many movements granted units, and `granted` how many units.
        lines: how many lines of its sale name it, and `sold` how many units they are of.
        strays: how many movements redeem or return units for no booking, or name one otherwise.
        strangers: how many movements are another customer's than its own, or for a booking of one.
        taken: how many units the refunds of its sale say they took from it.
        voided: how many of its units were made void and were not reinstated.
    """

    balance_id: BalanceId
    split: bool
    whole: bool
    owned: bool
    grants: int
    granted: int
    lines: int
    sold: int
    strays: int
    strangers: int
    taken: int
    voided: int

    def faults(self) -> Iterator[Fault]:
        """P2: its units come from the line of a sale, and go where somebody knows of them."""
        return (Fault("P2", self.balance_id, said) for said in (*self._came(), *self._went()))

    def _came(self) -> Iterator[str]:
        granted = f"granted by {self.grants} movements and {self.lines} lines of its sale"
        if self.split and (self.grants, self.lines) != (0, 0):
            yield f"was split from another lot, and {granted}"
        if not self.split and (self.grants, self.lines) != (1, 1):
            yield f"was {granted}"
        elif self.granted != self.sold:
            yield f"was granted {self.granted} units, its line is of {self.sold}"
        if not self.whole:
            yield "was split from a lot that its sale did not grant to its customer"
        if not self.owned:
            yield "is of another customer than its sale"

    def _went(self) -> Iterator[str]:
        if self.strays:
            yield f"has {self.strays} movements that name no booking and should, or name one"
        if self.strangers:
            yield f"has {self.strangers} movements of another customer, or for another's booking"
        if self.taken > self.voided:
            yield f"gave refunds {self.taken} units, and made {self.voided} void"


@frozen(kw_only=True)
class LinesPaired:
    """The lines of a sale, and the refunds that took units of it, beside what they name.

    Attributes:
        granted: whether it says that its balances exist.
        granting: how many of its lines are of units.
        found: how many of those name a balance of the sale that is there.
        balances: how many balances say that it granted them.
        cards: how many of its lines sell a gift card, and `sold` how many of those cards say so.
        strangers: how many lines are about a booking that its customer does not have.
        unowed: how many fees are about no booking, and about no membership of its customer.
        taken: how many units its refunds say they took.
        voided: how many units of the balances that it granted were made void, and not reinstated.
    """

    sale_id: SaleId
    granted: bool
    granting: int
    found: int
    balances: int
    cards: int
    sold: int
    strangers: int
    unowed: int
    taken: int
    voided: int

    def faults(self) -> Iterator[Fault]:
        """P2 and P4: what it sold is there, and knows of the sale."""
        yield from (Fault("P2", self.sale_id, said) for said in self._units())
        yield from (Fault("P4", self.sale_id, said) for said in self._money())

    def _units(self) -> Iterator[str]:
        if self.granted and self.found != self.granting:
            yield f"sold units by {self.granting} lines, {self.found} of their balances are there"
        if self.balances and not self.granted:
            yield f"has not granted its units, {self.balances} balances say so"
        if self.taken > self.voided:
            yield f"took {self.taken} units back by refunds, {self.voided} of its units are void"

    def _money(self) -> Iterator[str]:
        if self.cards != self.sold:
            yield f"sold {self.cards} gift cards, {self.sold} of them say so"
        if self.strangers:
            yield f"has {self.strangers} lines about bookings that its customer does not have"
        if self.unowed:
            yield f"has {self.unowed} fees about no booking, and about no membership"


@frozen(kw_only=True)
class BookingPaired:
    """A booking's sale and its fee, beside the lines that say the same.

    Attributes:
        sold: whether it says that a sale pays for it.
        lines: how many lines of that sale pay for it.
        fee: what it says is owed for its cancellation, in minor units; None for nothing.
        fees: how many lines bill a fee for it, and `billed` what they come to.
    """

    booking_id: BookingId
    sold: bool
    lines: int
    fee: int | None
    fees: int
    billed: int

    def faults(self) -> Iterator[Fault]:
        """P4: the sale that it names pays for it, and it owes one fee at most, that was billed."""
        if self.sold and self.lines != 1:
            yield self._fault(f"names a sale of which {self.lines} lines pay for it")
        if self.fees > 1:
            yield self._fault(f"was billed {self.fees} fees")
        if self.fee is not None and self.fee != self.billed:
            yield self._fault(f"owes a fee of {self.fee}, was billed {self.billed}")

    def _fault(self, sentence: str) -> Fault:
        return Fault("P4", self.booking_id, sentence)


@frozen(kw_only=True)
class MembershipPaired:
    """A membership's fee for ending it, beside the lines of its sale.

    Attributes:
        billed: whether it says that a sale bills it.
        fees: how many lines of that sale are a fee about no booking, where it is its customer's.
    """

    membership_id: MembershipId
    billed: bool
    fees: int

    def faults(self) -> Iterator[Fault]:
        """P4: the sale of its fee is there, of its customer, and of one fee."""
        if self.billed and self.fees != 1:
            said = f"names a sale of its fee, {self.fees} lines of it are one"
            yield Fault("P4", self.membership_id, said)
