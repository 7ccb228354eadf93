"""Telling of units before they expire: when, and whether there is still something to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pendulum import DateTime

from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.topics import Rows, Topic
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.changes import Add, Change, Expect, Put, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.moments import resolve, start_of_day

HOUR = "09:00"
"""When in the morning of the day customers are told, by the center's clocks."""


def told_at(balance: Balance, lead: int | None, zone: str) -> DateTime | None:
    """When the customer is told that *balance* expires, *lead* days before; None for never."""
    if balance.valid_until is None or lead is None:
        return None
    day = balance.valid_until - timedelta(days=lead)
    return resolve(f"{day:%Y-%m-%d}T{HOUR}", zone, fold=1, field="expiry")


def expiry_changes(
    changes: Sequence[Change], before: Rows, lead: int | None, zone: str, now: DateTime
) -> Iterator[Change]:
    """What is expected of the balances among *changes*, whose last days are new.

    Of units whose last day is so near that the day to tell is over, nothing is told: who bought or
    changed them has just seen it.
    """
    for change in changes:
        balance = change.row if isinstance(change, Add | Put) else None
        if not isinstance(balance, Balance):
            continue
        known = before.get(Balance, balance.id)
        if known is not None and known.valid_until == balance.valid_until:
            continue
        at = told_at(balance, lead, zone)
        if at is not None and at > now:
            yield Expect(Due(kind=DueKind.BALANCE_NOTICE, subject=balance.id, due_at=at))
        elif known is not None:
            yield Withdraw(due_key(DueKind.BALANCE_NOTICE, balance.id))


def expiry(balance: Balance, lead: int | None, zone: str, now: DateTime) -> Topic | None:
    """What is told of *balance* now; None where it is too early or too late, or nothing is left."""
    at = told_at(balance, lead, zone)
    if at is None or now < at or balance.remaining == 0 or balance.valid_until is None:
        return None
    over = start_of_day(balance.valid_until + timedelta(days=1), zone)
    if now >= over:
        return None
    return Topic(
        kind=MessageKind.BALANCE_EXPIRING,
        customer_id=balance.customer_id,
        about=balance.id,
        until=over,
        facts={"valid_until": balance.valid_until.isoformat()},
    )
