"""A desk that sends messages, and what its tests look at: who was told what, and who was not."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from bookingcore import (
    Booking,
    Customer,
    Desk,
    Service,
    ServicePolicy,
    Session,
)
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.ports.messages import Message
from bookingcore.testing import (
    FrozenClock,
    RecordingMailer,
    RecordingPush,
    RecordingRenderer,
    RecordingSms,
)

ADDRESS = "anna@example.org"
PHONE = '{"endpoint": "https://push.example/anna"}'


@frozen
class Post:
    """A desk with everything to send with, and a studio in which to book.

    Attributes:
        desk: by `Staff("desk")`.
    """

    desk: Desk
    clock: FrozenClock
    mailer: RecordingMailer
    push: RecordingPush
    sms: RecordingSms
    renderer: RecordingRenderer
    yoga: Service = field(init=False)

    @yoga.default
    def _yoga(self) -> Service:
        return self.desk.catalog.add_service("Yoga", duration=60)

    def anna(self, *, verified: bool = True, device: bool = True, **profile: Any) -> Customer:
        """Anna, who has come in and has the app, unless told otherwise; her welcome is sent."""
        fields = {"name": "Anna", "surname": "Rossi", "login_email": ADDRESS, **profile}
        anna = self.desk.customers.register(**fields)
        if verified:
            anna = self.desk.customers.activate(anna)
        if device:
            anna = self.desk.customers.add_device(anna, PHONE)
        self.desk.deliver()
        self.forget()
        return anna

    def service(self, **policy: Any) -> Service:
        """A service with a policy of its own, booked without balance."""
        return self.desk.catalog.add_service("Pilates", duration=60, policy=ServicePolicy(**policy))

    def session(self, starts_at: str = "2026-07-10T18:00", **fields: Any) -> Session:
        """A session of yoga, or of another service."""
        wanted = {"capacity": 10, **fields}
        return self.desk.schedule.add_session(
            wanted.pop("service", self.yoga), starts_at=starts_at, **wanted
        )

    def booked(self, customer: Customer, session: Session | None = None) -> Booking:
        """A booking that the customer makes online."""
        return self.desk.by(customer).bookings.book(customer, session or self.session())

    def forget(self) -> None:
        """Look only at what is sent from now on."""
        for outlet in (self.mailer, self.push, self.sms):
            outlet.sent.clear()
        self.renderer.contents.clear()

    def delivered(self) -> list[str]:
        """What goes out now: "email queue_offer", sorted by channel."""
        self.desk.deliver()
        return self.sent()

    def sent(self) -> list[str]:
        """What went out: "email queue_offer", by channel."""
        outlets = (self.mailer, self.push, self.sms)
        return [f"{each.channel} {each.kind}" for outlet in outlets for each in outlet.sent]

    def mails(self) -> list[Message]:
        """The letters that went out."""
        return list(self.mailer.sent)

    def told(self, customer: Customer) -> list[str]:
        """The customer's history without the welcome, oldest first, in few words."""
        history = reversed(self.desk.notifications.history(customer))
        return [said(each) for each in history if each.kind.name != "WELCOME"]


def said(delivery: Delivery) -> str:
    """A message in few words: "EMAIL BOOKING_CREATED WITHHELD UNVERIFIED"."""
    channel = "NOWHERE" if delivery.channel is None else delivery.channel.name
    words = [channel, delivery.kind.name, delivery.status.name]
    return " ".join([*words, delivery.reason.name] if delivery.reason else words)
