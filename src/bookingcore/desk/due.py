"""Due work: claimed by a lease that is committed first, done, and done by the next if that fails.

The lease keeps two workers apart. Each row is looked at again when it is acted on: only the reason
that still holds is carried out, in a transaction of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.desk.announcing import carry_out_announcement
from bookingcore.desk.charging import carry_out_charge, carry_out_refund
from bookingcore.desk.context import Context
from bookingcore.desk.membership.renewing import carry_out_renewal
from bookingcore.desk.noticing import (
    carry_out_balance_notice,
    carry_out_booking_notice,
    carry_out_welcome,
)
from bookingcore.desk.permissions import refuse_strangers
from bookingcore.desk.queues import locked_line
from bookingcore.desk.running import Command, carry_out, read, rerun
from bookingcore.desk.stray import remove_stray
from bookingcore.desk.waitlist import Waitlist
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.changes import Decision, Put, Withdraw
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.ids import SessionId
from bookingcore.domain.waitlist.answering import decide_passing
from bookingcore.domain.waitlist.line import Line
from bookingcore.errors import (
    BookingCoreError,
    Conflict,
    Refused,
    StoreLocked,
    StoreNotMigrated,
    StoreUnavailable,
)
from bookingcore.ports.questions import DueBy, NextDue
from bookingcore.ports.store import Reader, Unit

LEASE = timedelta(minutes=1)
"""How long a worker has for what it claimed; after that it counts as dead."""

CLAIMED_MAX = 20
"""How many rows a worker claims at a time."""


@frozen(kw_only=True)
class DueFailure:
    """Work that could not be done; it will be tried again when its lease has run out."""

    kind: DueKind
    subject: str
    error: BookingCoreError


@frozen(kw_only=True)
class DueReport:
    """What `run_due()` did.

    Attributes:
        done: how many rows of each kind were carried out, or found to have no reason any more.
        failed: what could not be done.
    """

    done: Mapping[DueKind, int] = field(factory=dict)
    failed: tuple[DueFailure, ...] = ()


def run_due(context: Context, until: DateTime | None) -> DueReport:
    """Do all that is due now, or was by *until* if that is earlier.

    Raises:
        NotAllowed: the actor may not ask for it.
        Conflict: in somebody else's transaction, which has to be run again as a whole.
        Unavailable: the store is away; what was claimed is done by whoever comes next.
    """
    refuse_strangers("run_due", context.actor)
    system = context.acting(SYSTEM)
    done: Counter[DueKind] = Counter()
    failed: list[DueFailure] = []
    while claimed := _claimed(system, until):
        for due in claimed:
            try:
                _CARRIED_OUT[due.kind](system, due)
            except BookingCoreError as error:
                if _ends_the_round(error, context):
                    raise
                failed.append(DueFailure(kind=due.kind, subject=due.subject, error=error))
            else:
                done[due.kind] += 1
    return DueReport(done=dict(done), failed=tuple(failed))


def _ends_the_round(error: BookingCoreError, context: Context) -> bool:
    """Whether no other row can be done either: the leases run out, and the next worker does them.

    A transaction of somebody else's has to be run again as a whole, and a store that is away is so
    for all rows. A row that others hold locked, or for which something else is away, is nobody's
    trouble but its own.
    """
    if isinstance(error, Conflict):
        return not context.store.owns
    away = isinstance(error, StoreUnavailable | StoreNotMigrated)
    return away and not isinstance(error, StoreLocked)


def _possible(context: Context) -> tuple[DueKind, ...]:
    """The kinds of work that this desk can do; the rest is for another one.

    It needs the port; and a payment provider is not asked in a transaction that may be undone.
    """
    return tuple(
        kind
        for kind, port in _NEEDED.items()
        if port is None
        or (getattr(context, port) is not None and (context.store.owns or port != "payments"))
    )


def next_due(context: Context) -> DateTime | None:
    """When the next work is due, or its lease runs out; None where none is expected."""
    kinds = _possible(context)

    def ask(reader: Reader) -> DateTime | None:
        earliest = NextDue(kinds)
        for first in reader.load(earliest)[earliest]:
            if first.leased_until is None:
                return first.due_at
            # Somebody does that one: what comes after it may be due before their lease runs out.
            question = DueBy(first.leased_until, context.clock.now(), 1, kinds)
            free = [due.due_at for due in reader.load(question)[question]]
            return min([first.leased_until, *free])
        return None

    return read(context, "next_due", ask)


def _claimed(context: Context, until: DateTime | None) -> list[Due]:
    """Rows that nobody else does, with a lease that is committed; none when all is done."""

    def attempt() -> list[Due]:
        with context.store.begin(context.center) as unit:
            now = context.clock.now()
            latest = now if until is None else min(now, until)
            question = DueBy(latest, now, CLAIMED_MAX, _possible(context))
            leased = [due.leased(now + LEASE) for due in unit.load(question)[question]]
            unit.save([Put(due) for due in leased])
        return leased

    return rerun(context.store.owns, attempt)


def _pass_on(context: Context, due: Due) -> None:
    """Offers run out, free places are offered, lists close."""

    def decide(unit: Unit, now: DateTime) -> Decision[Line]:
        return decide_passing(locked_line(context, unit, SessionId(due.subject)), now)

    carry_out(context, Command(name="run_due", stream=None, decide=decide))


def _book(context: Context, due: Due) -> None:
    """Accept an offer in the customer's name; where a rule says no, it is theirs to answer."""
    try:
        Waitlist(context).accept(due.subject)
    except Refused:
        _withdraw(context, due)


def _withdraw(context: Context, due: Due) -> None:
    def attempt() -> None:
        with context.store.begin(context.center) as unit:
            unit.save([Withdraw(due.id)])

    rerun(context.store.owns, attempt)


_CARRIED_OUT: Mapping[DueKind, Callable[[Context, Due], None]] = {
    DueKind.QUEUE: _pass_on,
    DueKind.AUTO_BOOKING: _book,
    DueKind.STRAY_FILE: remove_stray,
    DueKind.WELCOME: carry_out_welcome,
    DueKind.CHARGE: carry_out_charge,
    DueKind.REFUND: carry_out_refund,
    DueKind.RENEWAL: carry_out_renewal,
    DueKind.BOOKING_NOTICE: carry_out_booking_notice,
    DueKind.BALANCE_NOTICE: carry_out_balance_notice,
    DueKind.ANNOUNCEMENT: carry_out_announcement,
}

_NEEDED: Mapping[DueKind, str | None] = {
    DueKind.QUEUE: None,
    DueKind.AUTO_BOOKING: None,
    DueKind.STRAY_FILE: "files",
    DueKind.WELCOME: None,
    DueKind.CHARGE: "payments",
    DueKind.REFUND: "payments",
    # Who pays at the desk needs no provider; who does not is charged by a desk that has one.
    DueKind.RENEWAL: None,
    # What they write is sent by `deliver()`.
    DueKind.BOOKING_NOTICE: None,
    DueKind.BALANCE_NOTICE: None,
    DueKind.ANNOUNCEMENT: None,
}
"""The port without which work of a kind cannot be done."""
