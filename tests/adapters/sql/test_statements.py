"""What a unit says to the database: how much, in which order, and always of one center."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects.mysql import pymysql
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from bookingcore.adapters.sql import SqlStore, tables
from bookingcore.adapters.sql.answers import ANSWERS
from bookingcore.adapters.sql.codec import TEXT
from bookingcore.adapters.sql.owning import oblivion, reassignments
from bookingcore.adapters.sql.phrases import Phrase, PhraseBook, given
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import (
    Add,
    Count,
    Expect,
    Put,
    Withdraw,
)
from bookingcore.ports import audits, deliveries, people, questions
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Ref, Remember
from bookingcore.testing.contracts.rows import (
    ROME,
    a_balance,
    a_booking,
    a_due,
    a_movement,
    a_session,
    an_event,
    july,
)
from bookingcore.testing.contracts.studio import furnished
from tests.adapters.sql.asked import ANNA, ASKED, CHANNELS
from tests.adapters.sql.listening import beginnings, listening

BROWSING = {"All", "CustomersFound", "CustomersPage"}
"""Questions that read everything of their kind, which is little."""

FIRST = questions.NextDue(), people.OpenTasks(None, 10)
"""Questions that read the first rows of an index, and go no further."""

COUNTING = questions.AttendanceOf()
"""A question that counts whatever there is."""

DIALECTS: tuple[Dialect, ...] = (
    pysqlite.dialect(),
    psycopg.dialect(),  # type: ignore[no-untyped-call]
    pymysql.dialect(),
)


def test_every_question_is_among_those_that_are_asked_here() -> None:
    assert {type(question) for question in ASKED} == set(ANSWERS)


def test_a_unit_says_what_it_must_and_nothing_else(store: SqlStore) -> None:
    """Locks, then questions, then changes alike in one batch, then the counts, then the end."""
    studio = furnished(store)
    studio.add(a_balance(), a_movement(a_balance(), 1, 10))
    book = Remember(actor="staff:maria", command="book", key="k1", digest="d", result="r")
    with listening(store) as heard, store.begin(ROME) as unit:
        unit.lock(Ref(Customer, ANNA))
        unit.load(questions.ById(Customer, ANNA), questions.SessionToBook(a_session().id))
        unit.save(
            [
                Add(a_booking(1)),
                Count(session_id=a_session().id, places=1, edition=1),
                Put(a_balance(1, remaining=9, moves=2)),
                Add(a_movement(a_balance(), 2, -1, a_booking(1))),
                Add(an_event(1, words={"note": "early"})),
                Add(an_event(2, words={"note": "late"})),
                Expect(a_due()),
                Withdraw(a_due(2).id),
                book,
            ]
        )

    assert beginnings(heard) == [
        "BEGIN",
        "UPDATE bk_customer",
        "SELECT bk_session",
        "INSERT INTO bk_remembered",
        "INSERT INTO bk_booking",
        "UPDATE bk_balance",
        "INSERT INTO bk_movement",
        "INSERT INTO bk_event",
        "INSERT INTO bk_event",
        "INSERT INTO bk_word",
        "INSERT INTO bk_word",
        "INSERT INTO bk_due",
        "DELETE FROM bk_due",
        "UPDATE bk_session",
        "COMMIT",
    ]
    assert heard[0] == "BEGIN IMMEDIATE"


def test_a_snapshot_takes_no_write_lock(store: SqlStore) -> None:
    with listening(store) as heard, store.snapshot(ROME) as reader:
        reader.load(questions.All(Customer))

    assert [statement for statement in heard if statement.startswith("BEGIN")] == ["BEGIN"]


def test_sessions_are_counted_in_order_of_id(store: SqlStore) -> None:
    furnished(store).add(a_session(2))
    with listening(store) as heard, store.begin(ROME) as unit:
        unit.save([Count(session_id=a_session(n).id, places=1) for n in (2, 1)])

    counted = [statement for statement in heard if statement.startswith("UPDATE")]
    assert [a_session(n).id in counted[n - 1] for n in (1, 2)] == [True, True]


@pytest.mark.parametrize("question", ASKED, ids=lambda question: type(question).__name__)
def test_no_question_looks_into_another_center(question: Question[Any]) -> None:
    """Each table that a statement names is narrowed down to the center (P9)."""
    answer = ANSWERS[type(question)](TEXT, question)
    text = PhraseBook(DIALECTS[0]).spoken(answer.phrase).text

    named = {table for table in tables.center.metadata.tables if f"{table}." in text}
    assert named
    assert [table for table in named if f"{table}.center = " not in text] == []


@pytest.mark.parametrize("question", ASKED, ids=lambda question: type(question).__name__)
def test_every_question_goes_by_an_index(store: SqlStore, question: Question[Any]) -> None:
    """By more of it than the center alone, so that it stays quick as the center grows."""
    plan = _plan(store, question)

    assert [step for step in plan if step.startswith("SCAN bk_")] == []
    by_center = [step for step in plan if step.endswith("(center=?)")]
    everything = type(question).__name__ in BROWSING or question == COUNTING
    assert not by_center or everything or question in FIRST


def test_what_is_due_first_is_read_without_the_rest(store: SqlStore) -> None:
    """In the order of an index: nothing is sorted, so the first row is the only one."""
    (step,) = _plan(store, questions.NextDue())

    assert step == "SEARCH bk_due USING INDEX ix_bk_due_center_due_at_id (center=?)"


@pytest.mark.parametrize("channels", CHANNELS, ids=len)
def test_what_is_to_be_sent_is_looked_up_among_what_waits(
    store: SqlStore, channels: tuple[Channel, ...]
) -> None:
    """And what waits before it too: what was sent is not read again, however much there is."""
    found, _, before, _, to_professionals, _ = _plan(
        store, deliveries.Sendable(july(1), 10, channels)
    )

    index = "USING INDEX ix_bk_delivery_center"
    assert found == f"SEARCH bk_delivery {index}_send_at (center=? AND send_at<?)"
    assert before.startswith(f"SEARCH before {index}_customer_id_channel (center=? AND customer")
    assert to_professionals.startswith(f"SEARCH before {index}_resource_id_channel (center=? AND")


def test_what_is_due_by_then_is_read_in_the_order_of_an_index(store: SqlStore) -> None:
    (step,) = _plan(store, questions.DueBy(july(1), july(2), 10))

    assert step == "SEARCH bk_due USING INDEX ix_bk_due_center_due_at_id (center=? AND due_at<?)"


@pytest.mark.parametrize(
    ("until", "condition"), [(None, "(center=?)"), (date(2026, 7, 1), "(center=? AND due_on<?)")]
)
def test_what_is_to_be_done_is_read_in_the_order_of_an_index(
    store: SqlStore, until: date | None, condition: str
) -> None:
    (step,) = _plan(store, people.OpenTasks(until, 10))

    assert step == f"SEARCH bk_task USING INDEX ix_bk_task_center_due_on_id {condition}"


def test_a_page_of_history_is_read_in_the_order_of_an_index(store: SqlStore) -> None:
    """Of the customer's events no more are read than are wanted, and those of one instant."""
    before = (july(2), ANNA, 7, 0)
    _, event, sorting, *_ = _plan(store, people.HistoryPage(ANNA, (), None, None, before, 10))

    index = "ix_bk_event_center_customer_id_happened_at"
    found_by = "(center=? AND customer_id=? AND happened_at<?)"
    assert event == f"SEARCH bk_event USING INDEX {index} {found_by}"
    assert sorting != "USE TEMP B-TREE FOR ORDER BY"


def test_absorbed_cards_are_looked_up_by_where_they_lead(store: SqlStore) -> None:
    (step,) = _plan(store, people.AbsorbedInto(ANNA))

    index = "ix_bk_customer_center_absorbed_into"
    assert step == f"SEARCH bk_customer USING INDEX {index} (center=? AND absorbed_into=?)"


def test_what_pays_for_a_booking_is_looked_up_by_its_movements(store: SqlStore) -> None:
    plan = _plan(store, questions.BalancesPaying(a_booking().id))

    index = "ix_bk_movement_center_booking_id_balance_id_units"
    assert [step for step in plan if step.startswith("SEARCH")] == [
        f"SEARCH bk_movement USING INDEX {index} (center=? AND booking_id=?)",
        "SEARCH bk_balance USING INDEX sqlite_autoindex_bk_balance_1 (center=? AND id=?)",
    ]


def test_where_a_resource_is_is_looked_up_by_the_resource(store: SqlStore) -> None:
    plan = "\n".join(_plan(store, audits.ResourceUsesPage("", 10)))

    index = "ix_bk_session_resource_center_resource_id_ends_at"
    assert f"bk_session_resource USING INDEX {index} (center=? AND resource_id=?)" in plan


@pytest.mark.parametrize(
    "question",
    [questions.Queue(a_session().id), audits.PlacesHeldPage("", 10), audits.QueuesPage("", 10)],
    ids=lambda question: type(question).__name__,
)
def test_who_waits_is_looked_up_without_those_who_waited(
    store: SqlStore, question: Question[Any]
) -> None:
    plan = "\n".join(_plan(store, question))

    index = "ix_bk_waitlist_entry_center_session_id_status"
    assert f"bk_waitlist_entry USING INDEX {index} (center=? AND session_id=? AND status=?)" in plan


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_statement_can_be_said_in_every_dialect(dialect: Dialect) -> None:
    book = PhraseBook(dialect)
    phrases = [ANSWERS[type(question)](TEXT, question).phrase for question in ASKED]
    phrases += [kept.insertion for kept in KEPT.values()]
    phrases += [kept.replacement for kept in KEPT.values() if kept.versioned]
    phrases += [kept.removal for kept in KEPT.values()]
    phrases += [*reassignments(), *oblivion()]
    mark = "?" if book.dialect.paramstyle == "qmark" else "%s"

    for phrase in phrases:
        spoken = book.spoken(phrase)
        values = spoken.arranged(tuple(phrase.names))
        assert len(values) == spoken.text.count(mark) - spoken.text.count("%%s")


def test_values_go_where_their_names_stand() -> None:
    booking = tables.booking.c
    statement = tables.booking.select().where(
        booking.status != "CANCELLED",
        booking.center == given("center"),
        booking.id == given("id"),
        booking.session_id == given("id"),
    )
    spoken = PhraseBook(DIALECTS[0]).spoken(Phrase(statement, ("center", "unused", "id")))

    assert spoken.arranged(("roma", 1, "b1")) == ("CANCELLED", "roma", "b1", "b1")


def test_a_single_value_is_arranged_too() -> None:
    statement = tables.booking.select().where(tables.booking.c.id == given("id"))
    spoken = PhraseBook(DIALECTS[0]).spoken(Phrase(statement, ("center", "id")))

    assert spoken.arranged(("roma", "b1")) == ("b1",)


def test_a_statement_is_written_once(store: SqlStore) -> None:
    book = store._exchange.book
    phrase = KEPT[Session].by_id

    assert book.spoken(phrase) is book.spoken(phrase)


def test_rows_that_never_change_cannot_be_put(store: SqlStore) -> None:
    with pytest.raises(TypeError, match="Movement"), store.begin(ROME) as unit:
        unit.save([Put(a_movement(a_balance(), 1, 10))])


def test_only_rows_with_a_number_can_be_locked(store: SqlStore) -> None:
    with store.begin(ROME) as unit:
        unit.lock(Ref(Booking, a_booking(1).id))
        with pytest.raises(TypeError, match="Booking"):
            unit.load()


def _plan(store: SqlStore, question: Question[Any]) -> list[str]:
    exchange = store._exchange
    answer = ANSWERS[type(question)](exchange.codec, question)
    spoken = exchange.book.spoken(answer.phrase)
    wire = exchange.connect()
    values = spoken.arranged((ROME, *answer.values))
    steps = wire._cursor.execute(f"EXPLAIN QUERY PLAN {spoken.text}", values).fetchall()
    wire.hang_up()
    return [step[3] for step in steps]
