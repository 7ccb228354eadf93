"""Chapter 8: who is told what, and who is not, and why."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore.cli.story.stage import Stage
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.values.notify import Reason
from bookingcore.testing import RecordingMailer


@frozen
class Letters:
    """Rita, who books online before anybody knows that her address is hers.

    Attributes:
        mailer: where the letters of the studio go.
    """

    stage: Stage
    mailer: RecordingMailer
    rita: Customer = field(init=False)

    @rita.default
    def _rita(self) -> Customer:
        register = self.stage.desk.customers.register
        card = register(name="Rita", login_email="rita@example.org", language="en")
        return self.stage.named("rita", card)

    def tell(self) -> None:
        """The chapter."""
        stage = self.stage
        stage.chapter("8. Who is told", "2026-07-31T12:00")
        # What the chapters before have written is sent now, or withheld.
        stage.desk.deliver()
        self.mailer.sent.clear()
        self.books_online()
        self.shows_who_she_is()
        self.is_not_told()

    def books_online(self) -> None:
        """Nothing goes to an address that may be somebody else's, but for the question."""
        stage, desk = self.stage, self.stage.desk
        dance = desk.catalog.add_service("Tango", duration=90)
        evening = stage.named(
            "evening", desk.schedule.add_session(dance, starts_at="2026-08-07T19:00", capacity=8)
        )
        stage.page.tells("""
            Each command writes the messages that tell of it, in its own transaction. Rita books in
            the app, and nobody knows yet whether the address is hers: she is asked first.
        """)
        stage.aloud("dance", by=self.rita).bookings.book(self.rita, evening)
        stage.aloud().deliver()
        stage.reads("sent", self._sent(), ("Verify your e-mail address",))
        stage.reads(
            "her history",
            self._history(),
            ("WELCOME SENT", "VERIFY_EMAIL SENT", "BOOKING_CREATED WITHHELD UNVERIFIED"),
        )

    def shows_who_she_is(self) -> None:
        """What was withheld goes out once its reason is gone."""
        stage = self.stage
        stage.page.tells("She comes in, and the confirmation that was withheld goes out:")
        stage.aloud().customers.activate(self.rita)
        stage.aloud().deliver()
        stage.reads("sent", self._sent()[1:], ("Booking confirmed: Tango",))
        for line in filter(None, self.mailer.sent[-1].body.splitlines()):
            # A terminal may lack the longer dash.
            stage.page.says(line.replace("–", "-"))

    def is_not_told(self) -> None:
        """Staff see whom to call."""
        stage = self.stage
        nobody = stage.named("piero", stage.desk.customers.register(name="Piero"))
        session = stage.desk.bookings.of(self.rita)[0].session_id
        piero = stage.named("pieros", stage.desk.bookings.book(nobody, session))
        stage.page.tells("Who cannot be told is named, so that somebody calls:")
        done = stage.aloud().bookings.cancel(piero)
        stage.reads("not told", tuple(each.why for each in done.not_told), (Reason.NO_ADDRESS,))

    def _sent(self) -> tuple[str, ...]:
        return tuple(mail.subject for mail in self.mailer.sent)

    def _history(self) -> tuple[str, ...]:
        told = reversed(self.stage.desk.notifications.history(self.rita))
        return tuple(_line(each) for each in told)


def _line(delivery: Delivery) -> str:
    words = [delivery.kind.name, delivery.status.name]
    return " ".join([*words, delivery.reason.name] if delivery.reason else words)
