"""What a store promises about work that falls due."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.values.changes import Expect, Put, Withdraw
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.ports.questions import ById, DueBy, NextDue
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import TURIN, a_due, july
from bookingcore.testing.contracts.studio import Mishap, OnAStore, Studio

NOON = july(5, 12)


class DueContract(OnAStore):
    """`Expect` and `Withdraw`; `DueBy` and `NextDue`."""

    def test_work_is_expected_once_for_each_kind_and_subject(self, studio: Studio) -> None:
        other = evolve(a_due(), kind=DueKind.AUTO_BOOKING)
        studio.save(Expect(a_due()), Expect(other))
        studio.save(Expect(a_due(1, due_at=NOON)))

        assert _by(studio) == [other, a_due(1, due_at=NOON)]
        assert studio.ask(ById(Due, other.id)) == (other,)

    def test_work_that_is_expected_again_is_moved(self, studio: Studio) -> None:
        """Earlier or later; what stands there in the end is what was said last."""
        studio.save(Expect(a_due(1, due_at=july(5))))
        studio.save(Expect(a_due(1, due_at=july(3))))
        assert _by(studio) == [a_due(1, due_at=july(3))]

        studio.save(Expect(a_due(1, due_at=july(4))), Expect(a_due(1, due_at=july(6))))
        assert _by(studio) == [a_due(1, due_at=july(6))]

    def test_expecting_work_again_ends_its_lease(self, studio: Studio) -> None:
        studio.add(a_due(1, leased_until=july(9), attempts=3))
        studio.save(Expect(a_due()))

        assert _by(studio, now=NOON) == [a_due()]

    def test_whoever_had_the_lease_loses_the_guard_then(self, studio: Studio) -> None:
        """So what was read before the work was moved is not written over it."""
        studio.save(Expect(a_due()))
        (read,) = studio.ask(ById(Due, a_due().id))
        studio.save(Expect(a_due()))

        with pytest.raises(LostGuard):
            studio.put(read.leased(july(9)))
        (still,) = studio.ask(ById(Due, a_due().id))
        assert (still, read.version, still.version) == (a_due(), 1, 2)

    def test_a_lease_is_taken_once(self, studio: Studio) -> None:
        studio.save(Expect(a_due()))
        (read,) = studio.ask(ById(Due, a_due().id))
        studio.put(read.leased(july(9)))

        with pytest.raises(LostGuard):
            studio.put(read.leased(july(9)))
        assert studio.ask(ById(Due, a_due().id)) == (read.leased(july(9)),)

    def test_work_that_is_expected_again_is_begun_as_it_says(self, studio: Studio) -> None:
        """Whoever expects work that they do themselves takes the lease with it."""
        begun = evolve(a_due(due_at=NOON), leased_until=july(9), attempts=3)
        studio.save(Expect(a_due()))
        studio.save(Expect(begun))

        assert studio.ask(ById(Due, a_due().id)) == (begun,)

    def test_work_that_is_withdrawn_is_gone(self, studio: Studio) -> None:
        studio.save(Expect(a_due(1)), Expect(a_due(2)))
        studio.save(Withdraw(a_due(1).id))

        assert _by(studio) == [a_due(2)]

    def test_withdrawing_what_is_not_there_is_fine(self, studio: Studio) -> None:
        studio.save(Withdraw(a_due().id), Withdraw(a_due().id), Expect(a_due(2)))

        assert _by(studio) == [a_due(2)]

    def test_work_that_was_withdrawn_can_be_expected_again(self, studio: Studio) -> None:
        studio.save(Expect(a_due()))
        studio.save(Withdraw(a_due().id), Expect(a_due(1, due_at=NOON)))

        assert _by(studio) == [a_due(1, due_at=NOON)]

    def test_what_is_expected_or_withdrawn_is_undone_with_its_unit(self, studio: Studio) -> None:
        studio.save(Expect(a_due(1)), Expect(a_due(2)))

        with suppress(Mishap), studio.unit() as unit:
            unit.save([Expect(a_due(1, due_at=NOON)), Withdraw(a_due(2).id), Expect(a_due(3))])
            studio.joined(unit).save(Expect(a_due(1, due_at=july(6))), Withdraw(a_due(2).id))
            raise Mishap
        assert _by(studio) == [a_due(1), a_due(2)]

    def test_work_of_another_center_is_neither_moved_nor_withdrawn(self, studio: Studio) -> None:
        studio.save(Expect(a_due()))
        studio.at(TURIN).save(Expect(a_due(1, due_at=NOON)))
        studio.at(TURIN).save(Withdraw(a_due().id))

        assert _by(studio) == [a_due()]
        assert _by(studio.at(TURIN)) == []

    def test_what_is_due_comes_earliest_first(self, studio: Studio) -> None:
        """Of one instant in order of id."""
        late, early, twin, first = (
            a_due(2, due_at=july(5)),
            a_due(3, due_at=july(4)),
            a_due(1, due_at=july(4)),
            a_due(4, due_at=july(3)),
        )
        studio.add(late, early, first, twin)

        assert _by(studio) == [first, twin, early, late]
        assert studio.ask(NextDue()) == (first,)

    def test_no_more_work_is_found_than_wanted(self, studio: Studio) -> None:
        studio.add(*(a_due(number) for number in (3, 1, 2)))

        assert _by(studio, limit=2) == [a_due(1), a_due(2)]

    def test_work_is_due_at_its_instant_and_not_before(self, studio: Studio) -> None:
        studio.add(a_due(1, due_at=NOON), a_due(2, due_at=july(5, 12, 0, 1)))

        assert studio.ask(DueBy(july(5, 11, 59, 999_999), NOON, 9)) == ()
        assert studio.ask(DueBy(NOON, NOON, 9)) == (a_due(1, due_at=NOON),)

    def test_a_lease_that_ends_now_is_free(self, studio: Studio) -> None:
        held = a_due(1, leased_until=july(5, 12, 0, 1))
        free = a_due(2, leased_until=NOON)
        studio.add(held, free, a_due(3))

        assert _by(studio, now=NOON) == [free, a_due(3)]
        assert _by(studio, now=july(5, 12, 0, 1)) == [held, free, a_due(3)]

    def test_what_somebody_does_is_the_next_work_all_the_same(self, studio: Studio) -> None:
        """Should they die, it is the next one again when the lease has run out."""
        held = a_due(1, leased_until=july(20))
        studio.add(a_due(2), held)

        assert studio.ask(NextDue()) == (held,)

    def test_only_work_of_the_kinds_that_are_wanted_is_found(self, studio: Studio) -> None:
        file = a_due(1, kind=DueKind.STRAY_FILE, due_at=july(2))
        queue, welcome = a_due(2, kind=DueKind.QUEUE), a_due(3, kind=DueKind.WELCOME)
        studio.add(file, queue, welcome)
        kinds = (DueKind.QUEUE, DueKind.WELCOME)

        assert studio.ask(DueBy(july(31), july(31), 9, kinds)) == (queue, welcome)
        assert studio.ask(NextDue(kinds)) == (queue,)
        assert studio.ask(NextDue((DueKind.WELCOME,))) == (welcome,)

    def test_where_nothing_is_expected_nothing_is_next(self, studio: Studio) -> None:
        assert studio.ask(NextDue()) == ()
        assert _by(studio) == []

    def test_work_is_put_in_the_unit_that_expects_other_work(self, studio: Studio) -> None:
        studio.save(Expect(a_due(1)))
        (read,) = studio.ask(ById(Due, a_due(1).id))
        studio.save(Put(read.leased(july(9))), Expect(a_due(2)))

        assert _by(studio, now=july(9)) == [read.leased(july(9)), a_due(2)]


def _by(studio: Studio, *, now: DateTime | None = None, limit: int = 99) -> Sequence[Due]:
    """All work that is due in July, and free *now*, at its end unless said."""
    end = july(31)
    return list(studio.ask(DueBy(end, now or end, limit)))
