"""The numbers of invoices, receipts and credit notes: one after the other, none left out."""

from __future__ import annotations

from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.domain.sales.invoice import InvoiceKind, NumberSeries
from bookingcore.domain.sales.invoicing import Numbered
from bookingcore.domain.values.changes import Add, Change
from bookingcore.domain.values.ids import InvoiceId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Ref, Unit


def next_paper(
    context: Context, unit: Unit, kind: InvoiceKind, now: DateTime
) -> tuple[Numbered, list[Change]]:
    """What the next paper of that *kind* is written with; ask only where it will be written.

    The lock of the series gives the number, and goes back with the unit if that is undone.
    """
    own, series = context.own_center, ById(NumberSeries, kind.name)
    locked = Ref(NumberSeries, kind.name)
    unit.lock(locked)
    answers = unit.load(own, series)
    zone = context.configured(answers[own]).settings.time_zone
    # Where there is no series yet it begins with this number; who begins it too loses the guard.
    begun: list[Change] = [] if answers[series] else [Add(NumberSeries(id=kind.name))]
    numbered = Numbered(
        id=InvoiceId(context.new_id()),
        number=unit.number(locked) or 1,
        on=local_date(now, zone),
        now=now,
        actor=context.actor,
    )
    return numbered, begun
