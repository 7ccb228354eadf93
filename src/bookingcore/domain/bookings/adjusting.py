"""Changing what balances are worth, and the bookings that this redeems.

Nothing here takes a unit from a booking: what is redeemed stays redeemed (A6, A10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.sales.refund import Refund, RefundStatus
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BalanceId
from bookingcore.errors import InvalidInput, MoreThanVoided, NotEnoughUnits


@frozen(kw_only=True)
class Correction:
    """Who corrects a balance, when, and why."""

    now: DateTime
    actor: Actor
    comment: str = ""

    def ledger(self, holdings: Holdings) -> BalanceLedger:
        """The ledgers of the customer's balances, written by this correction."""
        return BalanceLedger(holdings.balances, at=self.now, by=self.actor)


def decide_adjustment(
    correction: Correction, id: BalanceId, units: int, holdings: Holdings
) -> Decision[Balance]:
    """Add *units* to the balance *id*, or take them away.

    Raises:
        InvalidInput: *units* is 0.
        NotEnoughUnits: more would be taken than remain.
    """
    if units == 0:
        raise InvalidInput("units", "0", "give the units to add, or to take away as a negative")
    ledger = correction.ledger(holdings)
    ledger.move(id, MovementKind.ADJUSTED, units)
    facts = {"units": units, "remaining": ledger.balance(id).remaining}
    return _settled(correction, id, EventKind.BALANCE_ADJUSTED, facts, ledger, holdings)


def decide_voiding(
    correction: Correction, id: BalanceId, units: int | None, holdings: Holdings
) -> Decision[Balance]:
    """Take *units* that are not redeemed out of the balance *id* for good; None for all of them.

    Raises:
        InvalidInput: *units* is below 1.
        NotEnoughUnits: fewer remain, or none at all.
    """
    if units is not None and units < 1:
        raise InvalidInput("units", str(units), "give 1 or more, or None for all that remain")
    ledger = correction.ledger(holdings)
    remaining = ledger.balance(id).remaining
    taken = remaining if units is None else units
    if taken == 0 or taken > remaining:
        raise NotEnoughUnits(id, taken, remaining)
    ledger.move(id, MovementKind.VOIDED, -taken)
    facts = {"units": taken, "remaining": remaining - taken}
    return _settled(correction, id, EventKind.BALANCE_VOIDED, facts, ledger, holdings)


def decide_expiry(
    correction: Correction, id: BalanceId, last: date | None, holdings: Holdings
) -> Decision[Balance]:
    """Make *last* the last day of the balance *id*, inclusive; None for no expiry.

    From now on a new application date leaves it (A6).

    Raises:
        InvalidInput: *last* lies before the first day.
    """
    ledger = correction.ledger(holdings)
    before = ledger.balance(id)
    _refuse_before_first(before, last)
    ledger.replace(evolve(before, valid_until=last, expiry_by_hand=True))
    facts = {"before": _day(before.valid_until), "after": _day(last)}
    return _settled(correction, id, EventKind.BALANCE_EXPIRY_SET, facts, ledger, holdings)


def decide_split(
    correction: Correction,
    id: BalanceId,
    part: BalanceId,
    units: int,
    last: date | None,
    holdings: Holdings,
) -> Decision[Balance]:
    """Give *units* that are not redeemed a lot of their own, *part*, with another last day.

    All of a lot of which none was ever used needs no other one (004-17).

    Raises:
        InvalidInput: *units* is below 1, or *last* lies before the first day.
        NotEnoughUnits: fewer remain.
    """
    if units < 1:
        raise InvalidInput("units", str(units), "give 1 or more, or None for the whole lot")
    ledger = correction.ledger(holdings)
    whole = ledger.balance(id)
    if units == whole.remaining == whole.units:
        return decide_expiry(correction, id, last, holdings)
    _refuse_before_first(whole, last)
    ledger.split(id, part, units)
    ledger.replace(evolve(ledger.balance(part), valid_until=last, expiry_by_hand=True))
    facts: dict[str, Fact] = {
        "into": part,
        "units": units,
        "remaining": ledger.balance(id).remaining,
        "before": _day(whole.valid_until),
        "after": _day(last),
    }
    decision = _settled(correction, id, EventKind.BALANCE_SPLIT, facts, ledger, holdings)
    return evolve(decision, result=ledger.balance(part))


def decide_reinstatement(
    correction: Correction, id: BalanceId, units: int | None, voided: int, holdings: Holdings
) -> Decision[Balance]:
    """Let units of the balance *id* count again that were made void; None for all of them.

    *voided* is how many were made void by hand, and have not come back (`voided_by_hand`).

    Raises:
        InvalidInput: *units* is below 1.
        MoreThanVoided: fewer were made void, or none at all; or the money of all went back.
    """
    if units is not None and units < 1:
        raise InvalidInput("units", str(units), "give 1 or more, or None for all that were void")
    ledger = correction.ledger(holdings)
    back = voided if units is None else units
    if back == 0 or back > voided:
        raise MoreThanVoided(id, back, voided)
    ledger.move(id, MovementKind.REINSTATED, back)
    facts = {"units": back, "remaining": ledger.balance(id).remaining}
    return _settled(correction, id, EventKind.BALANCE_REINSTATED, facts, ledger, holdings)


def voided_by_hand(
    balance: Balance, movements: Iterable[Movement], refunds: Iterable[Refund]
) -> int:
    """How many units of *balance* were made void, and neither came back nor went with a refund.

    None where all its money went back: units and money never both come back (A38).
    """
    if balance.refunded:
        return 0
    moved = (each.units for each in movements if each.kind in _VOIDING)
    refunded = (
        taken.units
        for refund in refunds
        if any(part.status is not RefundStatus.FAILED for part in refund.parts)
        for taken in refund.units
        if taken.balance_id == balance.id
    )
    return max(0, -sum(moved) - sum(refunded))


_VOIDING = frozenset({MovementKind.VOIDED, MovementKind.REINSTATED})


def decide_application_date(
    correction: Correction, sale: Sale, day: date, holdings: Holdings
) -> Decision[Sale]:
    """Let *sale* apply from *day*, move the validity of its balances, redeem what fits (A5, A6).

    *holdings* must hold all balances of the sale, those without units left too.
    """
    after = evolve(sale, application_date=day)
    ledger = correction.ledger(holdings)
    for balance in ledger.balances:
        if balance.sale_id == sale.id:
            ledger.replace(balance.applied_from(day))
    outcome = settled(holdings, ledger)
    happened = Happened(
        kind=EventKind.APPLICATION_DATE_CHANGED,
        subject=sale.id,
        customer_id=sale.customer_id,
        facts={"before": _day(sale.application_date), "after": _day(day)},
    )
    return Decision(
        result=after,
        changes=[Put(after), *ledger.changes(), *outcome.changes()],
        happened=[happened, *outcome.happened],
    )


def _settled(
    correction: Correction,
    id: BalanceId,
    kind: EventKind,
    facts: Mapping[str, Fact],
    ledger: BalanceLedger,
    holdings: Holdings,
) -> Decision[Balance]:
    """Redeem what the corrected balance can redeem, and close the decision."""
    outcome = settled(holdings, ledger)
    balance = ledger.balance(id)
    happened = Happened(
        kind=kind,
        subject=id,
        customer_id=balance.customer_id,
        facts=facts,
        words={"comment": correction.comment} if correction.comment else {},
    )
    return Decision(
        result=balance,
        changes=[*ledger.changes(), *outcome.changes()],
        happened=[happened, *outcome.happened],
    )


def _refuse_before_first(balance: Balance, last: date | None) -> None:
    if last is not None and last < balance.valid_from:
        first = balance.valid_from
        raise InvalidInput("day", last.isoformat(), f"give {first} or a later day, or None")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
