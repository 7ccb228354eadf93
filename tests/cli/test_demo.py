"""The demo tells what the library does, and fails when it does otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bookingcore import open_desk
from bookingcore.cli.failing import StoryBroken
from bookingcore.cli.story import LEDGERS
from bookingcore.cli.story.overhearing import call_lines
from bookingcore.cli.story.page import BREATH, WIDTH, Page
from bookingcore.cli.story.stage import Stage
from bookingcore.domain.bookings import public_status
from bookingcore.errors import InvalidInput, Refused, SessionFull, Unknown
from bookingcore.testing import FrozenClock
from tests.cli.commandline import COLOUR, Ran, given
from tests.cli.conftest import Typed

ROOT = Path(__file__).parent.parent.parent

THE_HEART = (
    ">>> booking = desk.bookings.book(anna, appointment)",
    "status AWAITING_REDEMPTION",
    "Anna's app in attesa di pagamento",
    "Bookings tab a sale that grants 1 unit valid on 2 July 2026",
    ">>> sale = desk.sales.sell(anna, five_sessions)",
    "payment AWAITING_PAYMENT",
    "applies from 10 July 2026",
    "status AWAITING_REDEMPTION",
    "Accounting tab a payment of 180.00 EUR",
    "applies from 10 July 2026, the session is on 2 July 2026;",
    "set the application date to 2 July 2026",
    ">>> desk.sales.change_application_date(sale, date(2026, 7, 2))",
    "status BOOKED",
    "Anna's app prenotato",
    "Bookings tab nothing",
    "payment PARTIALLY_PAID",
    "payment PAID",
    "NothingDue nothing is due on this sale (PAID)",
    "10 of 10 places taken",
    "session_full places left: 0",
    "balance_required no balance covers this service",
    "SessionFull posti liberi: 0",
    "Yoga Mon 20 July Yoga o Pilates",
    "Yoga Mon 20 July Yoga x 5",
    "Pilates Wed 22 July Yoga o Pilates",
    "last event BOOKING_RETIED",
    "late no",
    "late yes",
    "units forfeited 1",
    "on record his train stood still for two hours",
    "cause=Cause.CENTER",
    "balance on movement units left booking",
    "ATTENDANCE_MARKED EXPECTED -> PRESENT",
    "BOOKING_REDEEMED units=1",
    ">>> desk.verify()",
    "faults nothing",
)


def words_of(out: str) -> str:
    """*out* with every stretch of white space as one space."""
    return re.sub(r"\s+", " ", out)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The story on SQLite, told by a process of its own into a pipe."""
    return given("demo", folder=tmp_path_factory.mktemp("told"))


@pytest.fixture
def stage() -> Stage:
    """A stage on which nothing has been played."""
    clock = FrozenClock("2026-07-01T09:00:00+02:00")
    return Stage(open_desk("memory:", center="roma", clock=clock), clock, Page.opened(fast=True))


def test_the_story_is_told_on_sqlite_from_booking_to_books(told: Ran) -> None:
    assert (told.code, told.err) == (0, "")
    words, at = words_of(told.out), 0
    for line in THE_HEART:
        assert line in words[at:], line
        at = words.index(line, at) + 1


def test_the_story_reads_well_at_eighty_columns(told: Ran) -> None:
    lines = told.out.splitlines()

    assert max(map(len, lines)) <= WIDTH
    assert [line for line in lines if line != line.rstrip()] == []
    assert [line for line in lines if "\x1b" in line] == [], "no colour into a pipe"


def test_the_story_says_the_same_with_colour(told: Ran, folder: Path) -> None:
    coloured = given("demo", folder=folder, FORCE_COLOR="1").out

    assert "\x1b" in coloured
    plain = [line.rstrip() for line in COLOUR.sub("", coloured).splitlines()]
    assert plain == told.out.splitlines()
    assert list(folder.iterdir()) == [], "the database was thrown away"


def test_the_story_can_be_read_on_a_terminal_that_lacks_letters(folder: Path) -> None:
    poor = given("demo", "--url", "memory:", folder=folder, PYTHONIOENCODING="ascii").out

    assert poor.isascii()
    assert "?" not in poor.replace("Why?", "").replace("add up?", "")


def test_the_readme_quotes_the_story(told: Ran) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    quotes = re.findall(r"^```text\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)

    assert quotes
    assert [quote for quote in quotes if quote not in told.out] == []


def test_a_story_told_twice_in_one_database_plays_in_two_centers(typed: Typed) -> None:
    first, second = (typed("demo", "--url", "sqlite:///kept.db") for _ in range(2))

    assert (first.code, second.code) == (0, 0)
    assert "bookingcore verify sqlite:///kept.db --center studio-luce\n" in first.out
    assert "bookingcore verify sqlite:///kept.db --center studio-luce-2\n" in second.out
    assert typed("verify", "sqlite:///kept.db").code == 0


def test_the_commands_that_the_story_ends_with_work(typed: Typed) -> None:
    told = typed("demo", "--url", "sqlite:///kept.db").out
    commands = re.findall(r"^   bookingcore (.*)$", told, re.MULTILINE)

    verified, explained = (typed(*command.split()) for command in commands)
    assert (verified.code, explained.code) == (0, 0)
    assert explained.out.startswith("BOOKED, 2 July 2026, center studio-luce\n")


def test_the_story_is_the_same_every_time(typed: Typed, told: Ran) -> None:
    assert typed("demo", "--fast").out == told.out


def test_the_ledger_shows_whoever_cancelled() -> None:
    assert {"Elena", "Bruno", "Dario", "Giulia"} <= set(LEDGERS)


def test_the_story_fails_when_the_library_answers_otherwise(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no text of its own to go on with: one changed answer, and it stops."""
    texts = public_status._TEXTS[public_status.PublicCode.AWAITING_PAYMENT]
    monkeypatch.setitem(texts, "it", "tutto a posto")

    ran = typed("demo", "--url", "memory:")

    assert ran.code == 1
    assert ran.err.startswith("bookingcore: the story does not hold: Anna's app:")
    assert "'tutto a posto'" in ran.err
    assert "Accounting tab" not in ran.out


def test_a_fact_that_differs_breaks_the_story(stage: Stage) -> None:
    with pytest.raises(StoryBroken, match="places: the story tells 1, the desk answers 2"):
        stage.reads("places", 2, 1)


def test_a_refusal_that_is_missing_or_another_one_breaks_the_story(stage: Stage) -> None:
    def refuse() -> None:
        raise SessionFull("s1", 1, 0)

    assert isinstance(stage.refused(refuse, SessionFull), Refused)
    with pytest.raises(StoryBroken, match="instead of unknown"):
        stage.refused(refuse, Unknown)
    with pytest.raises(StoryBroken, match="allowed what the story tells is refused"):
        stage.refused(lambda: None, SessionFull)


def test_only_somebody_at_a_terminal_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Page.opened(fast=False).breath == 0
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    assert Page.opened(fast=False).breath == BREATH
    assert Page.opened(fast=True).breath == 0


def test_a_url_that_cannot_be_meant_is_told_so(typed: Typed) -> None:
    ran = typed("demo", "--url", "studio.db")

    assert (ran.code, ran.out.count("\n1. ")) == (2, 0)
    assert InvalidInput.code == "invalid_input"
    assert "give 'memory:' or 'sqlite:///studio.db'" in ran.err


def test_a_call_is_shown_as_it_is_typed() -> None:
    short = call_lines("desk.bookings.get", ("b1",), {}, {"b1": "booking"})
    long = call_lines("desk.bookings.cancel", ("b1",), {"reason": "x" * 60, "n": 1}, {})

    assert short == ['desk.bookings.get("b1")']
    assert long[0] == "desk.bookings.cancel("
    assert long[1:] == ['    "b1",', f'    reason="{"x" * 60}",', "    n=1,", ")"]
