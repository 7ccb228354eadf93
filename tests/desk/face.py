"""The public methods of a desk, found by looking, and arguments that they can be called with.

A new method, or a new parameter of an old one, is found by itself; what it may be called with
stands in `PLAUSIBLE`. Where that is not enough, `Uncallable` says what to add here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, get_type_hints

import attrs
from attrs import frozen

from bookingcore import (
    Announcement,
    Attendance,
    Balance,
    BoardMessage,
    Booking,
    BookingStatus,
    Branch,
    Category,
    Cause,
    CenterSettings,
    Channel,
    Coupon,
    Customer,
    CustomerFilter,
    CustomerStatus,
    Desk,
    EventKind,
    GiftCard,
    GrantOn,
    Invoice,
    InvoiceKind,
    Membership,
    Method,
    NotificationPolicy,
    Notify,
    Override,
    Payment,
    PaymentRequest,
    Plan,
    Quote,
    Refund,
    Resource,
    ResourceKind,
    Sale,
    Scope,
    Series,
    Service,
    ServicePolicy,
    Session,
    Subscription,
    UnusedUnits,
    WaitlistEntry,
)
from bookingcore.domain.catalog.form import Form, FormTiming
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Task
from bookingcore.domain.customers.preferences import Preferences
from tests.desk.stock import Stock
from tools.permissions_table import face_of, parts

__all__ = ["ENTITIES", "ONE_OF", "PLAUSIBLE", "Stock", "Uncallable", "Verb", "verbs"]

ENTITIES = {
    Branch: "branch",
    Service: "service",
    Resource: "resource",
    Plan: "plan",
    Customer: "customer",
    Session: "session",
    Series: "series",
    Booking: "booking",
    WaitlistEntry: "entry",
    Sale: "sale",
    Balance: "balance",
    Document: "document",
    Task: "task",
    Form: "form",
    FormAssignment: "assignment",
    GiftCard: "gift_card",
    Coupon: "coupon",
    Quote: "quote",
    Invoice: "invoice",
    Payment: "payment",
    Refund: "refund",
    PaymentRequest: "request",
    Membership: "membership",
    BoardMessage: "board_message",
    Announcement: "announcement",
    Subscription: "subscription",
}
"""What a command may take, and the word for it: also the field of `Stock` that holds one."""


PLAUSIBLE: Mapping[str, Callable[[Stock], Any]] = {
    "announcement": lambda stock: stock.announcement,
    "after": lambda stock: stock.booking,
    "amount": lambda _: "1.00",
    "answers": lambda _: {"Allergie?": "nessuna"},
    "application_date": lambda _: "2026-07-01",
    "assigned": lambda _: FormTiming.BY_HAND,
    "attending": lambda _: True,
    "attendance": lambda _: Attendance.PRESENT,
    "balance": lambda stock: stock.balance,
    "between": lambda _: ("2026-07-01", "2026-07-31"),
    "booking": lambda stock: stock.booking,
    "branch": lambda stock: stock.branch,
    "cancel": lambda _: True,
    "capacity": lambda _: 5,
    "handler": lambda _: print,
    "unsubscribe.subscription": lambda stock: stock.subscription,
    "category": lambda _: Category.SERVICE,
    "channels": lambda _: {Channel.EMAIL},
    "card": lambda _: "card-1",
    "cancellation_fee": lambda _: "5.00",
    "cause": lambda _: Cause.CENTER,
    "charge_fee": lambda _: False,
    "cancel_bookings": lambda _: False,
    "code": lambda _: "NATALE-2026",
    "coupon": lambda stock: stock.coupon,
    "comment": lambda _: "un omaggio",
    "content": lambda _: b"%PDF-1.7",
    "contents": lambda _: False,
    "customer": lambda stock: stock.customer,
    "day": lambda _: "2026-07-05",
    "due_on": lambda _: "2026-07-05",
    "direct": lambda _: False,
    "document": lambda stock: stock.document,
    "expires_on": lambda _: "2027-07-01",
    "duration": lambda _: 45,
    "email": lambda _: "nuova@example.org",
    "ends_at": lambda _: "2026-09-01T11:00",
    "entity": lambda stock: stock.booking,
    "entries": lambda stock: (stock.entry,),
    "entry": lambda stock: stock.entry,
    "every": lambda _: "P1M",
    "exceptions": lambda _: ("2026-09-08",),
    "fold": lambda _: 0,
    "form": lambda stock: stock.assignment,
    "from_": lambda _: "2026-10-05T10:00",
    "gift_card": lambda stock: stock.gift_card.code,
    "give_back": lambda _: True,
    "grace_days": lambda _: 3,
    "grant_on": lambda _: GrantOn.PAYMENT,
    "gift_cards.edit.card": lambda stock: stock.gift_card,
    "gift_cards.get.card": lambda stock: stock.gift_card,
    "gift_cards.movements.card": lambda stock: stock.gift_card,
    "gift_cards.void.card": lambda stock: stock.gift_card,
    "health": lambda _: False,
    "holder": lambda stock: stock.customer,
    "into": lambda stock: stock.customer,
    "invoice": lambda stock: stock.invoice,
    "key": lambda _: "k1",
    "kind": lambda _: ResourceKind.ROOM,
    "kinds": lambda _: (EventKind.CUSTOMER_UPDATED,),
    "label": lambda _: "VIP",
    "language": lambda _: "it",
    "limit": lambda _: 5,
    "lines": lambda stock: (stock.plan,),
    "message": lambda _: "a presto",
    "marks": lambda stock: {stock.booking: Attendance.PRESENT},
    "membership": lambda stock: stock.membership,
    "memberships.start.plan": lambda stock: stock.monthly,
    "method": lambda _: Method.CARD,
    "minimum_term": lambda _: 3,
    "name": lambda _: "Paul",
    "next_payment_on": lambda _: "2026-09-05",
    "note": lambda _: "in ritardo",
    "notify": lambda _: Notify(resources=False),
    "old": lambda stock: stock.old,
    "on": lambda _: "2026-07-05",
    "override": lambda _: Override(reason="va bene", codes={"session_full"}),
    "payload": lambda stock: stock.told[0],
    "payment": lambda stock: stock.payment,
    "percent": lambda _: "12.5",
    "places": lambda _: 1,
    "plans": lambda stock: (stock.plan,),
    "policy": lambda _: ServicePolicy(),
    "preferences": lambda _: Preferences(),
    "board_message": lambda stock: stock.board_message,
    "price": lambda _: 20,
    "professional": lambda stock: stock.resource,
    "profile": lambda stock: {"surname": "Rossi", "preferred_branch": stock.branch},
    "purchaser": lambda stock: stock.customer,
    "questions": lambda _: ("Allergie?",),
    "quote": lambda stock: stock.quote,
    "reason": lambda _: "era malata",
    "refund": lambda _: False,
    "request": lambda stock: stock.request,
    "required": lambda _: True,
    "resources": lambda stock: (stock.resource,),
    "rule": lambda _: "FREQ=WEEKLY;COUNT=3",
    "sale": lambda stock: stock.sale,
    "scope": lambda _: Scope.ALL,
    "series": lambda stock: stock.series,
    "service": lambda stock: stock.service,
    "services": lambda stock: (stock.service,),
    "session": lambda stock: stock.spare,
    "settings": lambda _: CenterSettings(time_zone="Europe/Rome"),
    "sales.credit_note.refund": lambda stock: stock.refund,
    "sales.invoices.kind": lambda _: InvoiceKind.INVOICE,
    "sales.refund.sale": lambda stock: stock.paid,
    "sales.refund.to": lambda _: Method.CASH,
    "sales.void.sale": lambda stock: stock.mistaken,
    "signature": lambda stock: stock.told[1],
    "sold_by": lambda _: "maria",
    "starts_at": lambda _: "2026-09-01T10:00",
    "starts_on": lambda _: "2026-07-05",
    "status": lambda _: BookingStatus.BOOKED,
    "surname": lambda _: "Rossi",
    "subject": lambda _: "Avviso",
    "subscription": lambda _: "un telefono",
    "notifications.send.to": lambda _: CustomerFilter(text="anna"),
    "notifications.set_policy.policy": lambda _: NotificationPolicy(),
    "bookings.attach_customer.booking": lambda stock: stock.nobodys,
    "bookings.mark_session.session": lambda stock: stock.session,
    "customers.find.status": lambda _: CustomerStatus.ACTIVE,
    "task": lambda stock: stock.task,
    "text": lambda _: "anna",
    "to": lambda stock: stock.elsewhere,
    "to_customer": lambda _: True,
    "type": lambda _: "application/pdf",
    "until": lambda _: "2026-12-31T10:00",
    "bookings.reschedule.booking": lambda stock: stock.appointment,
    "bookings.reschedule.starts_at": lambda _: "2026-08-03T11:00",
    "bookings.reschedule.ends_at": lambda _: "2026-08-03T12:00",
    "customers.assign_form.form": lambda stock: stock.form,
    "customers.edit_unwanted_service.customer": lambda stock: stock.old,
    "customers.edit_unwanted_service.service": lambda stock: stock.other,
    "customers.remove_unwanted_service.customer": lambda stock: stock.old,
    "customers.remove_unwanted_service.service": lambda stock: stock.other,
    "customers.history.after": lambda stock: (
        stock.desk.customers.history(stock.customer, limit=1).next
    ),
    "customers.redeem_login.token": lambda stock: stock.logging_in,
    "customers.reset_password.token": lambda stock: stock.resetting,
    "customers.verify_email.token": lambda stock: stock.verifying,
    "waitlist.accept.entry": lambda stock: stock.offered,
    "waitlist.decline.entry": lambda stock: stock.refusable,
    "waitlist.join.session": lambda stock: stock.full,
    "waitlist.promote.entry": lambda stock: stock.offered,
    "waitlist.reorder.session": lambda stock: stock.entry.session_id,
    "time_zone": lambda _: "Europe/Madrid",
    "token": lambda stock: stock.token,
    "balances.reinstate.balance": lambda stock: stock.void,
    "units": lambda _: 2,
    "uses_max": lambda _: 5,
    "uses_per_customer": lambda _: 1,
    "unused": lambda _: UnusedUnits.ROLL_OVER,
    "valid_for": lambda _: 30,
    "valid_from": lambda _: "2026-07-01",
    "valid_until": lambda _: "2026-12-31",
    "visible_to_customer": lambda _: True,
    "void_on_end": lambda _: True,
}
"""A value for each parameter of the face, by its name; `noun.verb.parameter` where that differs.

To ask for one changes nothing: what has to be made first is a field of `Stock`.
"""


ONE_OF = {
    "catalog.add_coupon": ("percent", "amount"),
    "bookings.reschedule": ("to", "starts_at", "ends_at", "resources"),
    "schedule.move_session": ("starts_at", "ends_at", "resources"),
    "schedule.edit_series": ("capacity", "starts_at", "rule", "duration", "resources", "cancel"),
}
"""Parameters that may each be left out, but not all of them."""

TOGETHER = {
    "catalog.add_form": (("services", "required"),),
    "catalog.add_plan": (("cancellation_fee", "every"), ("minimum_term", "every")),
}
"""Parameters that mean nothing without another one."""


class Uncallable(Exception):
    """A method of the face that nobody here knows how to call; says what to add to this module."""


@frozen
class Verb:
    """A public method of a desk.

    Attributes:
        name: as in the table of permissions: `bookings.book`.
    """

    name: str

    def __str__(self) -> str:
        return self.name

    def of(self, desk: Desk) -> Callable[..., Any]:
        """The method itself, of *desk*."""
        noun, _, verb = self.name.rpartition(".")
        method: Callable[..., Any] = getattr(getattr(desk, noun) if noun else desk, verb)
        return method

    def signature(self, desk: Desk) -> inspect.Signature:
        return _signature(self._function(desk))

    def parameters(self, desk: Desk) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(self.signature(desk).parameters)

    def plausible(self, parameter: str, stock: Stock) -> Any:
        """Something that the parameter may well be given.

        Raises:
            Uncallable: nothing of that name stands in `PLAUSIBLE`.
        """
        own = f"{self.name}.{parameter}"
        known = PLAUSIBLE.get(own) or PLAUSIBLE.get(parameter)
        if known is None:
            raise Uncallable(
                f"{self} takes {parameter!r}: add {parameter!r}, or {own!r}, to PLAUSIBLE"
            )
        return known(stock)

    def around(self, thing: Any, parameter: str, stock: Stock) -> Any:
        """*thing* as the parameter takes it: by itself, or among others."""
        usual = self.plausible(parameter, stock)
        if isinstance(usual, Mapping):
            return dict.fromkeys([thing], *usual.values())
        return (thing,) if isinstance(usual, tuple) else thing

    def called(self, desk: Desk, stock: Stock, **given: Any) -> Any:
        """Call it with *given*, and with plausible arguments where it must have some."""
        bound = self.arguments(desk, stock, **given)
        return self.of(desk)(*bound.args, **bound.kwargs)

    def arguments(self, desk: Desk, stock: Stock, **given: Any) -> inspect.BoundArguments:
        """What it is called with: *given*, and plausible arguments where it must have some."""
        signature = self.signature(desk)
        bound = signature.bind_partial()
        for name, parameter in signature.parameters.items():
            if name in given:
                bound.arguments[name] = given[name]
            elif parameter.default is parameter.empty and parameter.kind is not _KEYWORDS:
                bound.arguments[name] = self.plausible(name, stock)
        for first, *others in [ONE_OF[self.name]] if self.name in ONE_OF else []:
            if not bound.arguments.keys() & {first, *others}:
                bound.arguments[first] = self.plausible(first, stock)
        for means, nothing_without in TOGETHER.get(self.name, ()):
            if means in bound.arguments:
                bound.arguments.setdefault(nothing_without, self.plausible(nothing_without, stock))
        return bound

    def entities(self, desk: Desk) -> Iterator[tuple[str, str]]:
        """The parameters that take an entity or its id, each with the word for it.

        Raises:
            Uncallable: one takes an entity without a word.
        """
        hints = _hints(self._function(desk))
        for parameter in self.parameters(desk):
            for entity in set(filter(_has_an_id, parts(hints[parameter]))):
                if entity not in ENTITIES:
                    raise Uncallable(f"{self} takes a {entity.__name__}: add it to ENTITIES")
                yield parameter, ENTITIES[entity]

    def _function(self, desk: Desk) -> Callable[..., Any]:
        """What all desks share of the method."""
        function: Callable[..., Any] = self.of(desk).__func__  # type: ignore[attr-defined]
        return function


@cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """That of a method once it is bound."""
    own = inspect.signature(function)
    return own.replace(parameters=[*own.parameters.values()][1:])


@cache
def _hints(function: Callable[..., Any]) -> Mapping[str, Any]:
    return get_type_hints(function)


_KEYWORDS = inspect.Parameter.VAR_KEYWORD


def verbs(desk: Desk) -> tuple[Verb, ...]:
    """Every command and query of *desk*: those of its nouns, and its own."""
    return tuple(map(Verb, face_of(desk)))


def _has_an_id(hint: Any) -> bool:
    return attrs.has(hint) and "id" in attrs.fields_dict(hint)
