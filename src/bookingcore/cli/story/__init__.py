"""The demo: a month at the front desk of a studio in Rome, told by what the library answers.

Everything that is printed as an answer was read from the public API; what the story says about it
is checked as it is told, so that it cannot tell what the library does not do.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bookingcore.adapters.system import SystemChance
from bookingcore.cli.story.books import Books
from bookingcore.cli.story.cancelling import FourCancellations
from bookingcore.cli.story.letters import Letters
from bookingcore.cli.story.page import Page
from bookingcore.cli.story.second_of_july import SecondOfJuly
from bookingcore.cli.story.stage import ZONE, Stage
from bookingcore.cli.story.ten_mats import TenMats
from bookingcore.cli.story.the_massage import TheMassage
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.center import CenterSettings
from bookingcore.domain.values.actors import Staff
from bookingcore.opening import open_desk
from bookingcore.ports.chance import Chance
from bookingcore.testing import FakePayments, FrozenClock, RecordingMailer, SeededChance

CENTER = "studio-luce"
SETTINGS = CenterSettings(time_zone=ZONE, currency="EUR", languages=("it", "en"))
LEDGERS = ("Giulia", "Elena", "Bruno", "Dario", "Leo")


def tell(url: str | None, *, fast: bool) -> int:
    """Tell the story in the database *url*, or in one that is thrown away; returns 0.

    Raises:
        StoryBroken: the library answers otherwise than the story tells.
        BookingCoreError: the database cannot be used.
    """
    page = Page.opened(fast=fast)
    if url is None:
        _tell_and_throw_away(page)
        return 0
    provider, mailer = FakePayments(), RecordingMailer()
    with closing(_opened(url, page, SystemChance(), provider, mailer)) as stage:
        _say_what_is_kept(stage, _play(stage, provider, mailer), url)
    return 0


def _tell_and_throw_away(page: Page) -> None:
    with TemporaryDirectory(prefix="bookingcore-") as folder:
        url = f"sqlite:///{Path(folder, 'studio.db').as_posix()}"
        # A file that is open cannot be thrown away everywhere: the stage is closed first.
        provider, mailer = FakePayments(), RecordingMailer()
        with closing(_opened(url, page, SeededChance(CENTER), provider, mailer)) as stage:
            _play(stage, provider, mailer)
    _say_how_to_keep_it(page)


def _opened(
    url: str, page: Page, chance: Chance, provider: FakePayments, mailer: RecordingMailer
) -> Stage:
    """A stage in a center where no story was told yet."""
    clock = FrozenClock("2026-07-01T09:00:00+02:00")
    desk = open_desk(
        url,
        center=CENTER,
        settings=SETTINGS,
        clock=clock,
        chance=chance,
        actor=Staff("chiara"),
        payments=provider,
        mailer=mailer,
    )
    told = 1
    while desk.catalog.services():
        told += 1
        desk = desk.at(f"{CENTER}-{told}")
    if told > 1:
        desk.configure(SETTINGS)
    return Stage(desk, clock, page)


def _play(stage: Stage, provider: FakePayments, mailer: RecordingMailer) -> Booking:
    """All chapters; returns Anna's booking of 2 July."""
    _prologue(stage.page)
    second_of_july = SecondOfJuly.prepared(stage)
    booking = second_of_july.tell()
    mats = TenMats.prepared(stage)
    FourCancellations(stage, mats, mats.tell()).tell()
    massage = TheMassage(stage, provider)
    massage.tell()
    letters = Letters(stage, mailer)
    letters.tell()
    anna = second_of_july.anna
    books = Books(
        stage,
        shown=(anna, *(mats.people[name] for name in LEDGERS)),
        everybody=(anna, *mats.people.values(), massage.marta, letters.rita),
    )
    books.tell(booking)
    return booking


def _prologue(page: Page) -> None:
    page.heading("bookingcore", "a month at the front desk, in ten chapters")
    page.tells("""
        Studio Luce in Rome: physiotherapy, yoga, pilates. Chiara is at the front desk, and July
        goes by on a clock that is moved by hand.

        What stands after [cyan]>>>[/cyan] is a call to the public API; below it is what came
        back. Ids are cut to their last four characters.
    """)


def _say_what_is_kept(stage: Stage, booking: Booking, url: str) -> None:
    center = stage.desk.center
    stage.page.tells("The studio is still open. Look around:")
    stage.page.blank()
    stage.page.command(f"bookingcore verify {url} --center {center}")
    stage.page.command(f"bookingcore explain {url} {booking.id} --center {center}")
    stage.page.blank()


def _say_how_to_keep_it(page: Page) -> None:
    page.tells("The studio was thrown away with its database. To keep one and look around:")
    page.blank()
    page.command("bookingcore demo --url sqlite:///studio.db")
    page.blank()
