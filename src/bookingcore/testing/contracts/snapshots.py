"""What a snapshot sees, and what the units of a joined store are."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from contextlib import suppress

import pytest

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count
from bookingcore.errors import UnitClosed
from bookingcore.ports.questions import All, ById
from bookingcore.ports.store import LostGuard, Ref, Unit
from bookingcore.testing.contracts.rows import TURIN, a_customer, a_session
from bookingcore.testing.contracts.studio import Mishap, OnAStore, Studio
from bookingcore.testing.contracts.threads import Threads

EVERYBODY = All(Customer)
ANNA = Ref(Customer, a_customer(1).id)


class SnapshotContract(OnAStore):
    """A snapshot sees one moment and holds up no writer."""

    def test_a_snapshot_sees_what_was_committed(self, studio: Studio) -> None:
        with studio.snapshot() as reader:
            assert reader.load(EVERYBODY)[EVERYBODY] == (a_customer(1), a_customer(2))

    def test_a_snapshot_sees_one_moment(self, studio: Studio) -> None:
        session = ById(Session, a_session().id)
        writer = Threads()

        with studio.snapshot() as reader:
            reader.load(EVERYBODY)
            writer.start(lambda: studio.add(a_customer(3)))
            writer.start(lambda: studio.save(Count(session_id=a_session().id, places=1)))
            writer.join()
            answers = reader.load(EVERYBODY, session)
        assert len(answers[EVERYBODY]) == 2
        assert answers[session][0].taken == 0

    def test_a_snapshot_holds_up_no_writer(self, studio: Studio) -> None:
        writer = Threads()

        with studio.snapshot() as reader:
            reader.load(EVERYBODY)
            writer.start(lambda: studio.add(a_customer(3)))
            writer.join()
        assert len(studio.ask(EVERYBODY)) == 3

    def test_two_snapshots_may_be_open_at_once(self, studio: Studio) -> None:
        with studio.snapshot() as first:
            first.load(EVERYBODY)
            studio.add(a_customer(3))
            with studio.snapshot() as second:
                assert len(second.load(EVERYBODY)[EVERYBODY]) == 3
            assert len(first.load(EVERYBODY)[EVERYBODY]) == 2

    def test_a_snapshot_never_sees_what_is_undone(self, studio: Studio) -> None:
        reader = Threads()
        seen: list[int] = []

        with suppress(Mishap), studio.unit() as unit:
            studio.joined(unit).add(a_customer(3))
            reader.start(lambda: seen.append(len(studio.ask(EVERYBODY))))
            raise Mishap
        reader.join()
        assert seen == [2]

    def test_a_snapshot_of_a_center_without_rows_is_empty(self, studio: Studio) -> None:
        assert studio.at(TURIN).ask(EVERYBODY) == ()

    def test_a_snapshot_that_has_ended_answers_nothing(self, studio: Studio) -> None:
        with studio.snapshot() as reader:
            reader.load(EVERYBODY)

        with pytest.raises(UnitClosed):
            reader.load(EVERYBODY)

    def test_a_question_that_was_not_asked_a_snapshot_has_no_answer(self, studio: Studio) -> None:
        with studio.snapshot() as reader:
            answers = reader.load(EVERYBODY)
        with pytest.raises(KeyError):
            answers[All(Session)]


class JoinedContract(OnAStore):
    """The units of a joined store are savepoints in the transaction that is open."""

    def test_a_joined_store_owns_no_transaction(self, studio: Studio) -> None:
        with studio.unit() as unit:
            assert studio.joined(unit).store.owns is False

    def test_what_a_savepoint_saved_is_there_after_the_end_of_all(self, studio: Studio) -> None:
        with studio.unit() as unit:
            studio.joined(unit).add(a_customer(3))
            unit.save([Add(a_customer(4))])

        assert len(studio.ask(EVERYBODY)) == 4

    def test_the_unit_around_a_savepoint_sees_what_it_saved(self, studio: Studio) -> None:
        with studio.unit() as unit:
            studio.joined(unit).add(a_customer(3))
            assert len(unit.load(EVERYBODY)[EVERYBODY]) == 3

    def test_the_next_savepoint_sees_what_the_last_one_saved(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)
            joined.add(a_customer(3))
            with joined.unit() as savepoint:
                assert len(savepoint.load(EVERYBODY)[EVERYBODY]) == 3

    def test_a_joined_snapshot_sees_what_savepoints_have_saved(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)
            joined.add(a_customer(3))
            assert len(joined.ask(EVERYBODY)) == 3

    def test_a_savepoint_goes_with_the_unit_around_it(self, studio: Studio) -> None:
        with suppress(Mishap), studio.unit() as unit:
            studio.joined(unit).add(a_customer(3))
            raise Mishap

        assert len(studio.ask(EVERYBODY)) == 2

    def test_a_savepoint_that_raises_is_undone_alone(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)
            joined.add(a_customer(3))
            with pytest.raises(Mishap):
                _spoil(joined)
            joined.add(a_customer(5))

        assert studio.ask(EVERYBODY)[2:] == (a_customer(3), a_customer(5))

    def test_a_savepoint_that_loses_a_guard_is_undone_alone(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)
            joined.add(a_customer(3))
            with pytest.raises(LostGuard):
                joined.add(a_customer(4), a_customer(1))
            joined.add(a_customer(5))

        assert studio.ask(EVERYBODY)[2:] == (a_customer(3), a_customer(5))

    def test_a_lock_goes_with_its_savepoint(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)
            with pytest.raises(Mishap):
                _spoil(joined)
            assert joined.number(ANNA) == 2

    def test_each_savepoint_counts_its_own_lock(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)
            assert (joined.number(ANNA), joined.number(ANNA)) == (2, 3)

        assert studio.number(ANNA) == 4

    def test_a_savepoint_may_hold_savepoints(self, studio: Studio) -> None:
        with studio.unit() as unit:
            with suppress(Mishap), studio.joined(unit).unit() as savepoint:
                studio.joined(savepoint).add(a_customer(3))
                raise Mishap
            studio.joined(unit).add(a_customer(4))

        assert studio.ask(EVERYBODY)[2:] == (a_customer(4),)

    def test_savepoints_may_be_in_another_center(self, studio: Studio) -> None:
        with studio.unit() as unit:
            studio.joined(unit).at(TURIN).add(a_customer(3))

        assert studio.at(TURIN).ask(EVERYBODY) == (a_customer(3),)

    def test_a_unit_that_has_ended_is_not_joined(self, studio: Studio) -> None:
        with studio.unit() as unit:
            joined = studio.joined(unit)

        with pytest.raises(UnitClosed):
            joined.add(a_customer(3))
        assert len(studio.ask(EVERYBODY)) == 2

    def test_a_savepoint_that_has_ended_is_used_no_more(self, studio: Studio) -> None:
        with studio.unit() as unit:
            with studio.joined(unit).unit() as savepoint:
                pass
            with pytest.raises(UnitClosed):
                savepoint.load(EVERYBODY)


def _spoil(joined: Studio) -> None:
    with joined.unit() as savepoint:
        _write(savepoint)
        raise Mishap


def _write(unit: Unit) -> None:
    unit.lock(ANNA)
    unit.load()
    unit.save([Add(a_customer(4))])
