"""Stores that lie about waiting lists and due work, and what notices them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from attrs import evolve

from bookingcore.domain.values.changes import Change, Expect, Put, Withdraw
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.questions import DueBy, EntriesIn
from bookingcore.ports.store import Remember, Unit
from bookingcore.testing.contracts.rows import a_due, a_session, july
from tests.liars.lies import (
    Changes,
    Hears,
    Invents,
    Mixes,
    OverwritesTheStale,
    PutsWhatWasThere,
    adds,
    drops,
    reverses,
    stored,
)
from tests.liars.stores import LyingStore

Liars = Mapping[str, Callable[[], LyingStore]]


class ExpectsOnce(LyingStore):
    """Work that is expected already stays as it was expected first."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        known: set[str] = set()
        kept: list[Change | Remember] = []
        for change in changes:
            if isinstance(change, Expect):
                if change.due.id in known or stored(unit, change.due) is not change.due:
                    continue
                known.add(change.due.id)
            kept.append(change)
        return kept


class KeepsLeases(LyingStore):
    """Expecting work again leaves it to whoever has the lease."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        def leased(due: Due) -> Expect:
            return Expect(evolve(due, leased_until=stored(unit, due).leased_until))

        return [leased(each.due) if isinstance(each, Expect) else each for each in changes]


class ExpectsAfresh(LyingStore):
    """Whatever is expected has been begun by nobody."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        def afresh(due: Due) -> Expect:
            return Expect(evolve(due, leased_until=None, attempts=0))

        return [afresh(each.due) if isinstance(each, Expect) else each for each in changes]


class ExpectsAtOnce(LyingStore):
    """Expects and withdraws work in a unit of its own, which stays when this one is undone."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Change | Remember] = []

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        self.waiting += [each for each in changes if isinstance(each, Expect | Withdraw)]
        return [each for each in changes if not isinstance(each, Expect | Withdraw)]

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        try:
            with super().begin(center) as unit:
                yield unit
        finally:
            if self is self.root and self.waiting:
                waiting, self.waiting = self.waiting, []
                with self.inner.begin(center) as anew:
                    anew.save(waiting)


WAITLIST: Liars = {
    "a_queue_comes_in_order_of_position": reverses,
    "who_waits_no_more_is_in_no_queue": lambda: Invents(EntriesIn(a_session(9).id)),
    "an_entry_is_in_the_queue_as_it_is_now": PutsWhatWasThere,
    "each_session_has_a_queue_of_its_own": lambda: Hears(session_id=a_session().id),
    "everybody_who_ever_waited_comes_in_order_of_position": reverses,
    "entries_of_a_customer_come_in_the_order_in_which_they_joined": reverses,
}

DUE: Liars = {
    "work_is_expected_once_for_each_kind_and_subject": ExpectsOnce,
    "work_that_is_expected_again_is_moved": ExpectsOnce,
    "expecting_work_again_ends_its_lease": KeepsLeases,
    "work_that_is_expected_again_is_begun_as_it_says": ExpectsAfresh,
    "whoever_had_the_lease_loses_the_guard_then": OverwritesTheStale,
    "a_lease_is_taken_once": OverwritesTheStale,
    "work_that_is_withdrawn_is_gone": lambda: drops(Withdraw),
    "withdrawing_what_is_not_there_is_fine": lambda: drops(Expect),
    "work_that_was_withdrawn_can_be_expected_again": ExpectsOnce,
    "what_is_expected_or_withdrawn_is_undone_with_its_unit": ExpectsAtOnce,
    "work_of_another_center_is_neither_moved_nor_withdrawn": Mixes,
    "what_is_due_comes_earliest_first": reverses,
    "no_more_work_is_found_than_wanted": lambda: Hears(limit=99),
    "work_is_due_at_its_instant_and_not_before": lambda: Hears(until=july(6)),
    "a_lease_that_ends_now_is_free": lambda: Hears(now=july(31)),
    "what_somebody_does_is_the_next_work_all_the_same": lambda: Invents(
        DueBy(july(31), july(1), 9)
    ),
    "only_work_of_the_kinds_that_are_wanted_is_found": lambda: Hears(kinds=()),
    "where_nothing_is_expected_nothing_is_next": lambda: adds(a_due()),
    "work_is_put_in_the_unit_that_expects_other_work": lambda: drops(Put),
}
