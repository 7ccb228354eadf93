"""What a message says: the content, from the rows that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.catalog.center import Branch, CenterSettings
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.content import Content
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.links import Links
from bookingcore.domain.notifications.subjects import SUBJECTS
from bookingcore.domain.notifications.topics import Rows
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.ids import CenterId
from bookingcore.domain.values.moments import add_minutes, resolve
from bookingcore.domain.waitlist.entry import WaitlistEntry

Fields = Mapping[str, Any]

PATTERNS: Mapping[MessageKind, str] = {
    MessageKind.PASSWORD_RESET: "reset",
    MessageKind.MAGIC_LINK: "login",
    MessageKind.VERIFY_EMAIL: "verify",
    MessageKind.BOOKING_CREATED: "manage",
    MessageKind.BOOKING_MOVED: "manage",
    MessageKind.QUEUE_PLACE_OBTAINED: "manage",
    MessageKind.ATTENDANCE_REQUEST: "manage",
    MessageKind.REMINDER: "manage",
    MessageKind.QUEUE_OFFER: "offer",
    MessageKind.PAYMENT_REQUEST: "pay",
    MessageKind.PAYMENT_FAILED: "pay",
    MessageKind.FORM_REMINDER: "form",
    MessageKind.REVIEW: "review",
}
"""Which of the links each kind of message brings."""


MANAGED = frozenset(kind for kind, name in PATTERNS.items() if name == "manage")
"""The kinds with a link that opens their booking to whoever has it."""


def pattern(links: Links, kind: MessageKind) -> str:
    """The pattern of the link that *kind* brings; empty where it brings none."""
    name = PATTERNS.get(kind)
    found: str = "" if name is None else getattr(links, name)
    return found


@frozen(kw_only=True)
class Composer:
    """What is known of a message that is to be composed.

    Attributes:
        words: what staff wrote to the customer along with what it tells.
        link: the link that it brings, or a bare token; empty for none.
    """

    center: CenterId
    settings: CenterSettings
    rows: Rows
    now: DateTime
    words: str = ""
    link: str = ""

    def content(self, delivery: Delivery) -> Content:
        """What *delivery* says."""
        [subject] = [
            row
            for kind in SUBJECTS[delivery.kind]
            if (row := self.rows.get(kind, delivery.about)) is not None
        ]
        fields: dict[str, Any] = {**self._recipient(delivery), **self._fields(subject)}
        before = delivery.facts.get("starts_before")
        if isinstance(before, str):
            fields["starts_before"] = resolve(before, "UTC", field="starts_before")
        fields.setdefault("text", self.words)
        if delivery.resource_id is None:
            # Of one's own booking nobody needs to be told whose it is.
            fields.pop("customer", None)
        return Content(
            kind=delivery.kind,
            channel=delivery.channel or Channel.EMAIL,
            center=self.center,
            now=self.now,
            link=self.link,
            **{"zone": self.settings.time_zone, **fields},
        )

    def _recipient(self, delivery: Delivery) -> Fields:
        usual = self.settings.languages[0]
        if delivery.resource_id is not None:
            resource = self.rows.get(Resource, delivery.resource_id)
            return {"language": usual, "name": "" if resource is None else resource.name}
        owner = delivery.customer_id
        card = None if owner is None else self.rows.get(Customer, owner)
        if card is None:
            return {"language": usual}
        return {
            "language": card.language or usual,
            "name": card.name,
            "login": card.login_email or "" if delivery.kind is MessageKind.WELCOME else "",
        }

    def _fields(self, row: object) -> Fields:
        match row:
            case Booking():
                return self._of_booking(row)
            case WaitlistEntry():
                offer = row.offer
                deadline = None if offer is None else offer.expires_at
                there = self._of_session(self.rows.get(Session, row.session_id))
                return {**there, "places": row.places, "deadline": deadline}
            case Session():
                return self._of_session(row)
            case Balance():
                plan = self.rows.get(Plan, row.plan_id)
                left = {"units": row.remaining, "last_day": row.valid_until}
                return {**left, "item": "" if plan is None else plan.name}
            case FormAssignment():
                form = self.rows.get(Form, row.form_id)
                return {"forms": () if form is None else (form.name,)}
            case AccountToken():
                return {"deadline": row.expires_at}
            case Announcement():
                return {"subject": row.subject, "text": row.text}
            case _:
                return self._of_money(row)

    def _of_booking(self, booking: Booking) -> Fields:
        owner = booking.customer_id
        card = None if owner is None else self.rows.get(Customer, owner)
        terms = self.rows.get(Terms, booking.terms)
        limit = 0 if terms is None else terms.policy.cancellation.limit
        return {
            **self._of_session(self.rows.get(Session, booking.session_id)),
            "starts_at": booking.starts_at,
            "ends_at": booking.ends_at,
            "places": booking.places,
            "awaits": booking.awaiting,
            "deadline": add_minutes(booking.starts_at, -limit) if limit else None,
            "customer": "" if card is None else card.full_name,
            "uid": f"{booking.id}@{self.center}",
            "edition": booking.version,
        }

    def _of_session(self, session: Session | None) -> Fields:
        if session is None:
            return {}
        service = self.rows.get(Service, session.service_id)
        branch = None if session.branch_id is None else self.rows.get(Branch, session.branch_id)
        return {
            "zone": session.zone,
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
            "service": "" if service is None else service.name,
            "branch": "" if branch is None else branch.name,
        }

    def _of_money(self, row: object) -> Fields:
        match row:
            case Sale():
                return {**_sold(row), "amount": row.total, "units": _units(row)}
            case PaymentRequest():
                return {
                    **_sold(self._sale(row)),
                    "amount": row.amount,
                    "text": row.reason,
                    "direct": row.direct,
                }
            case Payment():
                return {**_sold(self._sale(row)), "amount": row.amount}
            case Refund():
                sale = self._sale(row)
                # Of what was paid, nothing is left that did not go back, or is not on its way.
                full = sale is not None and sale.refundable.is_zero
                return {**_sold(sale), "amount": row.amount, "full": full}
            case _:
                return {}

    def _sale(self, row: Payment | PaymentRequest | Refund) -> Sale | None:
        return self.rows.get(Sale, row.sale_id)


def _sold(sale: Sale | None) -> Fields:
    return {"item": "" if sale is None else ", ".join(line.name for line in sale.lines)}


def _units(sale: Sale) -> int | None:
    return sum(line.units for line in sale.lines) or None
