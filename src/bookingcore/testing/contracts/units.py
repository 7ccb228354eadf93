"""What a unit promises: all of it or nothing, at its end."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count, Put
from bookingcore.errors import UnitClosed
from bookingcore.ports.questions import All, ById, Remembered
from bookingcore.ports.store import LostGuard, Ref, Remember, Store, Unit
from bookingcore.testing.contracts.rows import a_customer, a_session
from bookingcore.testing.contracts.studio import Mishap, OnAStore, Studio

ANNA = a_customer(1)
NEW = a_customer(3)
SESSION = a_session(1)
REMEMBER = Remember(actor="staff:maria", command="book", key="k1", digest="d", result="r")


class UnitContract(OnAStore):
    """A unit is one transaction: committed at the end of its block, undone when that raises."""

    def test_a_store_owns_its_transactions(self, store: Store) -> None:
        assert store.owns is True

    def test_what_a_unit_saved_is_there_after_its_end(self, studio: Studio) -> None:
        with studio.unit() as unit:
            unit.save([Add(NEW)])

        assert studio.ask(ById(Customer, NEW.id)) == (NEW,)

    def test_a_unit_may_save_more_than_once(self, studio: Studio) -> None:
        with studio.unit() as unit:
            unit.save([Add(NEW)])
            unit.save([])
            unit.save([Add(a_customer(4))])

        assert len(studio.ask(All(Customer))) == 4

    def test_changes_are_written_at_the_end_of_the_unit(self, studio: Studio) -> None:
        """So what a unit saves is not among the answers to its own questions."""
        question = ById(Customer, NEW.id)

        with studio.unit() as unit:
            unit.save([Add(NEW)])
            assert unit.load(question)[question] == ()

    def test_one_load_answers_all_questions(self, studio: Studio) -> None:
        card, session, nobody = (
            ById(Customer, ANNA.id),
            ById(Session, SESSION.id),
            ById(Customer, NEW.id),
        )

        with studio.unit() as unit:
            answers = unit.load(card, session, nobody)
        assert (answers[card], answers[session], answers[nobody]) == ((ANNA,), (SESSION,), ())

    def test_a_question_asked_again_is_answered_again(self, studio: Studio) -> None:
        card = ById(Customer, ANNA.id)

        with studio.unit() as unit:
            assert unit.load(card)[card] == unit.load(card, card)[card] == (ANNA,)

    def test_a_question_that_was_not_asked_has_no_answer(self, studio: Studio) -> None:
        with studio.unit() as unit:
            answers = unit.load(ById(Customer, ANNA.id))
            with pytest.raises(KeyError):
                answers[ById(Session, SESSION.id)]

    def test_the_error_of_the_block_comes_out_as_it_is(self, studio: Studio) -> None:
        mishap = Mishap()

        with pytest.raises(Mishap) as raised, studio.unit():
            raise mishap
        assert raised.value is mishap

    def test_a_unit_that_raises_leaves_no_trace(self, studio: Studio) -> None:
        with pytest.raises(Mishap):
            _spoil(studio)

        assert _traces(studio) == (2, "Customer 1", 0, ())
        assert studio.number(Ref(Customer, ANNA.id)) == 2

    def test_a_unit_that_loses_a_guard_leaves_no_trace(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            _lose(studio)

        assert _traces(studio) == (2, "Customer 1", 0, ())
        assert studio.number(Ref(Customer, ANNA.id)) == 2

    def test_a_lost_guard_is_raised_on_leaving_the_block(self, studio: Studio) -> None:
        saved: list[Unit] = []

        with pytest.raises(LostGuard), studio.unit() as unit:
            _save_in(unit, saved)
        assert saved == [unit]

    def test_the_next_unit_works_after_one_that_failed(self, studio: Studio) -> None:
        for failure in (_spoil, _lose):
            with pytest.raises((Mishap, LostGuard)):
                failure(studio)

        studio.add(NEW)
        assert studio.ask(ById(Customer, NEW.id)) == (NEW,)

    def test_a_unit_that_has_ended_answers_nothing(self, studio: Studio) -> None:
        with pytest.raises(UnitClosed):
            _ended(studio).load(ById(Customer, ANNA.id))

    def test_a_unit_that_has_ended_locks_nothing(self, studio: Studio) -> None:
        with pytest.raises(UnitClosed):
            _ended(studio).lock(Ref(Customer, ANNA.id))

    def test_a_unit_that_has_ended_knows_no_number(self, studio: Studio) -> None:
        with pytest.raises(UnitClosed):
            _ended(studio).number(Ref(Customer, ANNA.id))

    def test_a_unit_that_has_ended_saves_nothing(self, studio: Studio) -> None:
        with pytest.raises(UnitClosed):
            _ended(studio).save([Add(NEW)])

        assert studio.ask(ById(Customer, NEW.id)) == ()


def _everything() -> list[Add | Put | Count | Remember]:
    """A change of every kind."""
    return [
        REMEMBER,
        Add(NEW),
        Put(a_customer(1, name="Anna")),
        Count(session_id=SESSION.id, places=1),
    ]


def _spoil(studio: Studio) -> None:
    with studio.unit() as unit:
        unit.lock(Ref(Customer, ANNA.id))
        unit.load()
        unit.save(_everything())
        raise Mishap


def _lose(studio: Studio) -> None:
    with studio.unit() as unit:
        unit.lock(Ref(Customer, ANNA.id))
        unit.load()
        unit.save([*_everything(), Count(session_id=SESSION.id, places=99)])


def _traces(studio: Studio) -> tuple[int, str, int, tuple[object, ...]]:
    """What is seen of `_everything`: customers, a name, places taken, a memory."""
    (session,) = studio.ask(ById(Session, SESSION.id))
    (card,) = studio.ask(ById(Customer, ANNA.id))
    remembered = studio.ask(Remembered(REMEMBER.actor, REMEMBER.command, REMEMBER.key))
    return len(studio.ask(All(Customer))), card.name, session.taken, remembered


def _save_in(unit: Unit, saved: list[Unit]) -> None:
    unit.save([Add(ANNA)])
    saved.append(unit)


def _ended(studio: Studio) -> Unit:
    with studio.unit() as unit:
        pass
    return unit
