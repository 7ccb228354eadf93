"""The numbers of invoices, receipts and credit notes: one after the other, none left out."""

from __future__ import annotations

from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.domain.sales.invoice import InvoiceKind, NumberSeries
from bookingcore.domain.sales.invoicing import Numbered
from bookingcore.domain.values.changes import Add, Change
from bookingcore.domain.values.ids import InvoiceId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.store import Ref, Unit


def next_paper(
    context: Context, unit: Unit, kind: InvoiceKind, now: DateTime
) -> tuple[Numbered, list[Change]]:
    """What the next paper of that *kind* is written with; ask only where it will be written.

    The lock of the series gives the number, and goes back with the unit if that is undone.
    """
    own, locked = context.own_center, Ref(NumberSeries, kind.name)
    unit.lock(locked)
    answers = unit.load(own)
    zone = context.configured(answers[own]).settings.time_zone
    number = unit.number(locked)
    # Where the lock found no series it begins with this number; who begins it too loses the guard.
    # Not asked for by itself: somebody may have begun it after the lock had looked.
    begun: list[Change] = [] if number is not None else [Add(NumberSeries(id=kind.name))]
    numbered = Numbered(
        id=InvoiceId(context.new_id()),
        number=number or 1,
        on=local_date(now, zone),
        now=now,
        actor=context.actor,
    )
    return numbered, begun
