"""Writing to the ledgers of balances: each movement numbered, each sum kept beside it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Add, Change, Put
from bookingcore.domain.values.ids import BalanceId, BookingId
from bookingcore.errors import NotEnoughUnits


class BalanceLedger:
    """The ledgers of one customer's balances while a decision is being made.

    Movements are appended, balances follow, and `changes()` tells what to write: each balance
    once, however often it moved.
    """

    def __init__(self, balances: Iterable[Balance], *, at: DateTime, by: Actor) -> None:
        self._balances = {balance.id: balance for balance in balances}
        self._new: set[BalanceId] = set()
        self._changed: dict[BalanceId, None] = {}
        self._movements: list[Movement] = []
        self._at = at
        self._by = str(by)

    @property
    def balances(self) -> tuple[Balance, ...]:
        """The balances as they stand now."""
        return tuple(self._balances.values())

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The movements that were appended, in their order."""
        return tuple(self._movements)

    def balance(self, id: BalanceId) -> Balance:
        """The balance *id* as it stands now."""
        return self._balances[id]

    def grant(self, balance: Balance) -> None:
        """Open the ledger of a new *balance* with the units that it grants."""
        self._new.add(balance.id)
        self._balances[balance.id] = evolve(balance, remaining=0, moves=0)
        self.move(balance.id, MovementKind.GRANTED, balance.units)

    def split(self, id: BalanceId, part: BalanceId, units: int) -> None:
        """Give *units* of the balance *id* a lot of their own, *part*: -n here and +n there.

        Raises:
            NotEnoughUnits: fewer remain (P2).
        """
        whole = self._balances[id]
        # Units that were added by hand are nobody's grant.
        own = min(units, whole.units)
        self.replace(evolve(whole, units=whole.units - own))
        self.move(id, MovementKind.SPLIT, -units, other=part)
        self._new.add(part)
        self._balances[part] = evolve(
            whole, id=part, units=own, remaining=0, moves=0, split_from=whole.granted_as, version=1
        )
        self.move(part, MovementKind.SPLIT, units, other=id)

    def replace(self, balance: Balance) -> None:
        """Take over a change of *balance* that moves no units."""
        self._balances[balance.id] = balance
        self._changed[balance.id] = None

    def move(
        self,
        id: BalanceId,
        kind: MovementKind,
        units: int,
        booking: BookingId | None = None,
        other: BalanceId | None = None,
    ) -> None:
        """Append a movement of *units* (positive: they come, negative: they go).

        Raises:
            NotEnoughUnits: more would go than remain (P2).
        """
        before = self._balances[id]
        if before.remaining + units < 0:
            raise NotEnoughUnits(id, -units, before.remaining)
        after = evolve(before, remaining=before.remaining + units, moves=before.moves + 1)
        self._balances[id] = after
        self._changed[id] = None
        self._movements.append(
            Movement(
                balance_id=id,
                no=after.moves,
                kind=kind,
                units=units,
                booking_id=booking,
                customer_id=after.customer_id,
                at=self._at,
                by=self._by,
                other_id=other,
            )
        )

    def changes(self) -> list[Change]:
        """The balances that changed, then their movements.

        What came back to a balance whose money went back is void: both never come back (A38).
        """
        for id in [key for key in self._changed if self._balances[key].refunded]:
            if remaining := self._balances[id].remaining:
                self.move(id, MovementKind.VOIDED, -remaining)
        rows = [self._balances[key] for key in self._changed]
        balances: list[Change] = [Add(row) if row.id in self._new else Put(row) for row in rows]
        return balances + [Add(movement) for movement in self._movements]
