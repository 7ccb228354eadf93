"""From a command at the desk to a letter on a mail server, over a real conversation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from bookingcore import Desk, Links, NotificationPolicy, Reason, open_desk
from bookingcore.adapters.smtp import SmtpMailer
from bookingcore.testing import FrozenClock, SeededChance
from tests.adapters.messages.mail_server import Answers, MailServer
from tests.conftest import MORNING, closing, rome

LINKS = Links(
    manage="https://studio.example/b/{token}", unsubscribe="https://studio.example/off/{token}"
)


@pytest.fixture
def desk(tmp_path: Path, mail_server: MailServer) -> Iterator[Desk]:
    """A desk on SQLite whose letters go to the server."""
    mailer = SmtpMailer(
        host="127.0.0.1",
        port=mail_server.port,
        sender="Studio Roma <desk@studio.example>",
        tls="none",
    )
    desk = open_desk(
        f"sqlite:///{tmp_path / 'studio.db'}",
        center="roma",
        settings=rome(),
        clock=FrozenClock(MORNING),
        chance=SeededChance(3),
        mailer=mailer,
    )
    desk.notifications.set_policy(NotificationPolicy(links=LINKS))
    yield desk
    closing(desk)


def booked(desk: Desk) -> None:
    """Anna, who speaks Spanish and has a wild name, books yoga online."""
    anna = desk.customers.register(name="Añá <b>", login_email="anna@example.org", language="es")
    desk.customers.activate(anna)
    yoga = desk.catalog.add_service("Yoga & più", duration=60)
    session = desk.schedule.add_session(yoga, starts_at="2026-07-10T18:00", capacity=5)
    desk.deliver()
    desk.by(anna).bookings.book(anna, session)


@pytest.mark.rule("003-13", "003-14")
def test_a_booking_becomes_a_letter_in_the_customer_s_language_with_its_button_at_the_end(
    desk: Desk, mail_server: MailServer
) -> None:
    booked(desk)
    assert desk.deliver().sent == 1
    letter = mail_server.letters[-1].read
    text = letter.get_body(("plain",))
    html = letter.get_body(("html",))
    assert text is not None
    assert html is not None
    words, markup = text.get_content(), html.get_content()

    assert letter["To"] == "anna@example.org"
    assert "Yoga & più" in str(letter["Subject"])
    assert "viernes, 10 de julio" in words
    assert "18:00" in words
    assert "Añá &lt;b&gt;" in markup
    assert words.rstrip().count("https://studio.example/b/") == 1
    assert markup.rindex("Yoga") < markup.rindex("https://studio.example/b/")
    assert str(letter["List-Unsubscribe"]).startswith("<https://studio.example/off/")
    [invitation] = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(str(invitation.get_content())).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Yoga & più - roma"


def test_a_server_that_says_later_gets_the_same_letter_later(
    desk: Desk, mail_server: MailServer
) -> None:
    booked(desk)
    mail_server.answers = Answers(rcpt="451 4.7.1 greylisted")
    [failure] = desk.deliver().failed
    assert failure.again_at is not None
    mail_server.answers = Answers()
    clock = desk._context.clock
    assert isinstance(clock, FrozenClock)
    clock.move_to(failure.again_at)

    assert desk.deliver().sent == 1
    ids = [str(letter.read["Message-ID"]) for letter in mail_server.letters]
    assert ids[-1] == f"<{failure.delivery.id}@studio.example>"


def test_a_server_that_knows_nobody_of_that_name_ends_it(
    desk: Desk, mail_server: MailServer
) -> None:
    booked(desk)
    mail_server.answers = Answers(rcpt="550 5.1.1 no such user")
    [failure] = desk.deliver().failed

    assert failure.again_at is None
    [anna] = desk.customers.find("anna@example.org")
    reasons = [each.reason for each in desk.notifications.history(anna)]
    assert Reason.UNDELIVERABLE in reasons
