"""`migrate`, `verify` and `explain`: what they print, and how they fail."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bookingcore import Booking, CenterSettings, Conflict, Desk, open_desk
from bookingcore.adapters.sql import SqlStore
from bookingcore.cli.failing import exit_code
from bookingcore.cli.operating import PROMISES
from bookingcore.errors import BookingCoreError, InvalidInput, MissingExtra, Unknown
from tests.cli.commandline import Ran, given
from tests.cli.conftest import Typed
from tests.conftest import closing as close_files_of

URL = "sqlite:///studio.db"


@pytest.fixture
def booking(folder: Path) -> Booking:
    """A booking in the center `torino`; `roma` stands empty beside it."""
    desk = open_desk(URL, center="roma")
    torino = desk.at("torino")
    torino.configure(CenterSettings())
    made = booked(torino)
    close_files_of(desk)
    return made


def booked(desk: Desk) -> Booking:
    """A booking that awaits redemption."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    desk.catalog.add_plan("Ten", price="90.00", units=10, services=(yoga,), valid_for=None)
    session = desk.schedule.add_session(yoga, starts_at="2026-07-02T18:00", capacity=2)
    return desk.bookings.book(desk.customers.register(name="Anna"), session)


def tampered(statement: str) -> None:
    """Write to the database around the library."""
    with closing(sqlite3.connect("studio.db")) as connection, connection:
        connection.execute(statement)


def assert_one_sentence(ran: Ran, code: int, *fragments: str) -> None:
    """The command failed with that code and one line, without a traceback."""
    assert ran.code == code
    assert ran.err.startswith("bookingcore: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    for fragment in fragments:
        assert fragment in ran.err


def test_each_command_runs_as_a_process(booking: Booking, folder: Path) -> None:
    migrated = given("migrate", URL, folder=folder)
    verified = given("verify", URL, folder=folder)
    explained = given("explain", URL, booking.id, folder=folder)
    refused = given("explain", URL, "nobody's", folder=folder)

    assert [each.code for each in (migrated, verified, explained)] == [0, 0, 0]
    assert migrated.out.startswith("nothing to do: ")
    assert verified.out == "roma: every promise holds\ntorino: every promise holds\n"
    assert explained.out.startswith("AWAITING_REDEMPTION, 2 July 2026, center torino\n- awaiting")
    assert_one_sentence(refused, 1, "there is no booking", "check the id and the center")


def test_a_new_database_is_migrated_from_nothing(typed: Typed) -> None:
    first, second = typed("migrate", URL), typed("migrate", URL)

    assert first.out.startswith("migrated from an empty database to 0")
    assert second.out.startswith("nothing to do: the schema is at 0")
    assert typed("verify", URL).out == (
        "no center is configured in this database, so there is nothing to verify\n"
    )


def test_a_database_from_the_future_is_left_alone(typed: Typed) -> None:
    typed("migrate", URL)
    tampered("UPDATE bk_version SET version_num = '9999_tomorrow'")

    for command in (("migrate", URL), ("verify", URL), ("demo", "--url", URL)):
        assert_one_sentence(typed(*command), 3, "9999_tomorrow", "upgrade bookingcore")


def test_verify_prints_faults_and_exits_with_one(booking: Booking, typed: Typed) -> None:
    tampered("UPDATE bk_session SET taken = 2")
    tampered("UPDATE bk_customer SET no = no + 1")

    ran = typed("verify", URL)

    assert (ran.code, ran.err) == (1, "")
    assert "P1 seats" in ran.out
    assert "counts 2 places, bookings hold 1" in ran.out
    assert booking.session_id in ran.out, "whole, so that it can be copied"
    assert "P10 history" in ran.out
    assert ran.out.endswith("roma: every promise holds\ntorino: 2 faults\n")


def test_verify_can_look_at_one_center_only(booking: Booking, typed: Typed) -> None:
    tampered("UPDATE bk_session SET taken = 2")

    assert typed("verify", URL, "--center", "roma").out == "roma: every promise holds\n"
    assert typed("verify", URL, "--center", "torino").out.endswith("torino: 1 fault\n")


def test_a_center_that_is_not_there_is_answered_with_those_that_are(
    booking: Booking, typed: Typed
) -> None:
    ran = typed("verify", URL, "--center", "napoli")

    assert_one_sentence(ran, 2, "center='napoli'", "give one of these: roma, torino")


def test_explain_finds_the_booking_in_any_center_or_in_the_one_that_is_named(
    booking: Booking, typed: Typed
) -> None:
    assert typed("explain", URL, booking.id).code == 0
    assert typed("explain", URL, booking.id, "--center", "torino").code == 0
    assert_one_sentence(typed("explain", URL, booking.id, "--center", "roma"), 1, booking.id)


def test_a_database_that_is_not_there_is_not_made_by_looking_at_it(typed: Typed) -> None:
    for words in (("verify", URL), ("explain", URL, "b1")):
        assert_one_sentence(typed(*words), 3, "run: bookingcore migrate sqlite:///studio.db")

    assert list(Path().iterdir()) == []


def test_a_file_that_is_no_database_is_told_so(typed: Typed) -> None:
    Path("studio.db").write_text("a shopping list, and a long one at that\n" * 100)

    for words in (("migrate", URL), ("verify", URL), ("demo", "--url", URL)):
        assert_one_sentence(typed(*words), 3, "sqlite:///studio.db", "not a database")


def test_what_is_not_kept_cannot_be_looked_at(typed: Typed) -> None:
    for words in (("migrate", "memory:"), ("verify", "memory:"), ("explain", "memory:", "b1")):
        assert_one_sentence(typed(*words), 2, "give a database that is kept")


@pytest.mark.parametrize(
    "words",
    [
        ("verify",),
        ("verfy", URL),
        ("explain", URL),
        ("demo", "--slow"),
        ("verify", "studio.db"),
        ("migrate", URL, "now"),
    ],
    ids=" ".join,
)
def test_a_command_that_cannot_be_meant_exits_with_two(
    words: tuple[str, ...], typed: Typed
) -> None:
    assert_one_sentence(typed(*words), 2)


def test_without_words_the_commands_are_listed(typed: Typed) -> None:
    ran = typed()

    assert ran.code == 0
    for command in ("demo", "migrate", "verify", "explain", "run"):
        assert command in ran.out


def test_the_version_is_told(typed: Typed) -> None:
    assert typed("--version").out[0].isdigit()


@pytest.mark.parametrize(
    ("missing", "extra"), [("cyclopts", "cli"), ("rich", "cli"), ("sqlalchemy", "sql")]
)
def test_a_missing_extra_is_named_with_the_way_to_get_it(
    missing: str, extra: str, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.startswith(("bookingcore.cli.", "bookingcore.adapters.sql", f"{missing}.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    ran = typed("verify", URL)

    assert_one_sentence(ran, 3, f"{missing} is not installed", f"'bookingcore[{extra}]'")


def test_a_module_that_no_extra_brings_is_a_fault_of_ours(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lost in ("bookingcore.cli.operating", "bookingcore.cli.commands"):
        monkeypatch.delitem(sys.modules, lost, raising=False)
        monkeypatch.setitem(sys.modules, lost, None)
        with pytest.raises(ModuleNotFoundError):
            typed("verify", URL)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unknown("booking", "b1"), 1),
        (InvalidInput("url", "x", "y"), 2),
        (MissingExtra("sql", "sqlalchemy"), 3),
        (Conflict(), 3),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_the_exit_code_says_whose_turn_it_is(error: BookingCoreError, code: int) -> None:
    assert exit_code(error) == code


def test_every_promise_has_a_word() -> None:
    assert list(PROMISES) == [f"P{number}" for number in range(1, 11)]


def test_centers_are_listed_in_order(folder: Path) -> None:
    desk = open_desk(URL, center="roma")
    desk.at("alba").configure(CenterSettings())
    assert isinstance(desk.store, SqlStore)

    assert desk.store.centers() == ("alba", "roma")
    close_files_of(desk)
