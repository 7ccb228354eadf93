"""The public methods of a desk, found by looking, and arguments that they can be called with.

A new method, or a new parameter of an old one, is found by itself; what it may be called with
stands in `PLAUSIBLE`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args, get_type_hints

from attrs import field, frozen

from bookingcore import (
    Attendance,
    Balance,
    Booking,
    BookingStatus,
    Branch,
    Cause,
    CenterSettings,
    Customer,
    CustomerStatus,
    Desk,
    GrantOn,
    Method,
    Notify,
    Override,
    Plan,
    Resource,
    ResourceKind,
    Sale,
    Scope,
    Series,
    Service,
    ServicePolicy,
    Session,
    WaitlistEntry,
)

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
}
"""What a command may take, and the word for it."""

OWN = ("configure", "history", "run_due", "next_due", "verify")
"""The commands of the desk itself; `by`, `at` and `atomically` only hand over another desk."""


@frozen
class Stock:
    """One of everything that a center may hold, around one customer."""

    desk: Desk
    called: str = "Anna"
    branch: Branch = field(init=False)
    service: Service = field(init=False)
    resource: Resource = field(init=False)
    plan: Plan = field(init=False)
    customer: Customer = field(init=False)
    session: Session = field(init=False)
    spare: Session = field(init=False)
    sale: Sale = field(init=False)
    balance: Balance = field(init=False)
    booking: Booking = field(init=False)
    appointment: Booking = field(init=False)
    elsewhere: Session = field(init=False)
    full: Session = field(init=False)
    entry: WaitlistEntry = field(init=False)
    offered: WaitlistEntry = field(init=False)
    refusable: WaitlistEntry = field(init=False)
    series: Series = field(init=False)

    @branch.default
    def _branch(self) -> Branch:
        return self.desk.catalog.add_branch("Trastevere")

    @service.default
    def _service(self) -> Service:
        return self.desk.catalog.add_service("Yoga", duration=60, price=15)

    @resource.default
    def _resource(self) -> Resource:
        return self.desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)

    @plan.default
    def _plan(self) -> Plan:
        return self.desk.catalog.add_plan(
            "Dieci", price="90.00", units=10, services=(self.service,), valid_for=60
        )

    @customer.default
    def _customer(self) -> Customer:
        return self.desk.customers.register(name=self.called)

    @session.default
    def _session(self) -> Session:
        return self.desk.schedule.add_session(
            self.service, starts_at="2026-07-02T18:00", capacity=9, resources=(self.resource,)
        )

    @spare.default
    def _spare(self) -> Session:
        return self.desk.schedule.add_session(
            self.service, starts_at="2026-07-03T18:00", capacity=9
        )

    @sale.default
    def _sale(self) -> Sale:
        return self.desk.sales.sell(self.customer, self.plan)

    @balance.default
    def _balance(self) -> Balance:
        [balance] = self.desk.balances.of(self.customer)
        return balance

    @booking.default
    def _booking(self) -> Booking:
        return self.desk.bookings.book(self.customer, self.session)

    @appointment.default
    def _appointment(self) -> Booking:
        return self.desk.bookings.book_appointment(
            self.customer, self.service, starts_at="2026-08-03T10:00"
        )

    @elsewhere.default
    def _elsewhere(self) -> Session:
        return self.desk.schedule.add_session(
            self.service, starts_at="2026-08-10T10:00", capacity=9
        )

    @full.default
    def _full(self) -> Session:
        return self._without_places("2026-08-04T10:00")

    @entry.default
    def _entry(self) -> WaitlistEntry:
        return self.desk.waitlist.join(self.customer, self._without_places("2026-08-05T10:00"))

    @offered.default
    def _offered(self) -> WaitlistEntry:
        return self._with_offer("2026-08-06T10:00")

    @refusable.default
    def _refusable(self) -> WaitlistEntry:
        return self._with_offer("2026-08-07T10:00")

    @series.default
    def _series(self) -> Series:
        return self.desk.schedule.add_series(
            self.service, rule="FREQ=WEEKLY;COUNT=2", starts_at="2026-10-05T10:00"
        )

    def _without_places(self, starts_at: str) -> Session:
        return self.desk.schedule.add_session(self.service, starts_at=starts_at, capacity=0)

    def _with_offer(self, starts_at: str) -> WaitlistEntry:
        session = self._without_places(starts_at)
        entry = self.desk.waitlist.join(self.customer, session)
        self.desk.schedule.change_capacity(session, 1)
        return self.desk.waitlist.get(entry)


PLAUSIBLE: Mapping[str, Callable[[Stock], Any]] = {
    "amount": lambda _: "1.00",
    "application_date": lambda _: "2026-07-01",
    "attendance": lambda _: Attendance.PRESENT,
    "balance": lambda stock: stock.balance,
    "between": lambda _: ("2026-07-01", "2026-07-31"),
    "booking": lambda stock: stock.booking,
    "branch": lambda stock: stock.branch,
    "cancel": lambda _: True,
    "capacity": lambda _: 5,
    "cause": lambda _: Cause.CENTER,
    "comment": lambda _: "un omaggio",
    "customer": lambda stock: stock.customer,
    "day": lambda _: "2026-07-05",
    "duration": lambda _: 45,
    "ends_at": lambda _: "2026-09-01T11:00",
    "entity": lambda stock: stock.booking,
    "entries": lambda stock: (stock.entry,),
    "entry": lambda stock: stock.entry,
    "exceptions": lambda _: ("2026-09-08",),
    "fold": lambda _: 0,
    "from_": lambda _: "2026-10-05T10:00",
    "give_back": lambda _: True,
    "grace_days": lambda _: 3,
    "grant_on": lambda _: GrantOn.PAYMENT,
    "key": lambda _: "k1",
    "kind": lambda _: ResourceKind.ROOM,
    "language": lambda _: "it",
    "limit": lambda _: 5,
    "lines": lambda stock: (stock.plan,),
    "message": lambda _: "a presto",
    "marks": lambda stock: {stock.booking: Attendance.PRESENT},
    "method": lambda _: Method.CARD,
    "name": lambda _: "Paul",
    "note": lambda _: "in ritardo",
    "notify": lambda _: Notify(resources=False),
    "on": lambda _: "2026-07-05",
    "override": lambda _: Override(reason="va bene", codes={"session_full"}),
    "places": lambda _: 1,
    "policy": lambda _: ServicePolicy(),
    "price": lambda _: 20,
    "profile": lambda stock: {"surname": "Rossi", "preferred_branch": stock.branch},
    "reason": lambda _: "era malata",
    "refund": lambda _: False,
    "resources": lambda stock: (stock.resource,),
    "rule": lambda _: "FREQ=WEEKLY;COUNT=3",
    "sale": lambda stock: stock.sale,
    "scope": lambda _: Scope.ALL,
    "series": lambda stock: stock.series,
    "service": lambda stock: stock.service,
    "services": lambda stock: (stock.service,),
    "session": lambda stock: stock.spare,
    "settings": lambda _: CenterSettings(time_zone="Europe/Rome"),
    "sold_by": lambda _: "maria",
    "starts_at": lambda _: "2026-09-01T10:00",
    "status": lambda _: BookingStatus.BOOKED,
    "bookings.mark_session.session": lambda stock: stock.session,
    "customers.find.status": lambda _: CustomerStatus.ACTIVE,
    "text": lambda _: "anna",
    "to": lambda stock: stock.elsewhere,
    "until": lambda _: "2026-12-31T10:00",
    "bookings.reschedule.booking": lambda stock: stock.appointment,
    "bookings.reschedule.starts_at": lambda _: "2026-08-03T11:00",
    "bookings.reschedule.ends_at": lambda _: "2026-08-03T12:00",
    "waitlist.accept.entry": lambda stock: stock.offered,
    "waitlist.decline.entry": lambda stock: stock.refusable,
    "waitlist.join.session": lambda stock: stock.full,
    "waitlist.reorder.session": lambda stock: stock.entry.session_id,
    "time_zone": lambda _: "Europe/Madrid",
    "token": lambda stock: stock.desk.bookings.manage_link(stock.booking),
    "units": lambda _: 2,
    "valid_for": lambda _: 30,
}
"""A value for each parameter of the face, by its name; `noun.verb.parameter` where that differs."""


ONE_OF = {
    "bookings.reschedule": ("to", "starts_at", "ends_at", "resources"),
    "schedule.move_session": ("starts_at", "ends_at", "resources"),
    "schedule.edit_series": ("capacity", "starts_at", "rule", "duration", "resources", "cancel"),
}
"""Parameters that may each be left out, but not all of them."""


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
        return inspect.signature(self.of(desk))

    def parameters(self, desk: Desk) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(self.signature(desk).parameters)

    def plausible(self, parameter: str, stock: Stock) -> Any:
        """Something that the parameter may well be given."""
        known = PLAUSIBLE.get(f"{self.name}.{parameter}") or PLAUSIBLE[parameter]
        return known(stock)

    def called(self, desk: Desk, stock: Stock, **given: Any) -> Any:
        """Call it with *given*, and with plausible arguments where it must have some."""
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
        return self.of(desk)(*bound.args, **bound.kwargs)

    def entities(self, desk: Desk) -> Iterator[tuple[str, str]]:
        """The parameters that take an entity or its id, each with the word for it."""
        hints = get_type_hints(self.of(desk))
        for parameter in self.parameters(desk):
            for entity, word in ENTITIES.items():
                if entity in set(_parts(hints[parameter])):
                    yield parameter, word


_KEYWORDS = inspect.Parameter.VAR_KEYWORD


def verbs(desk: Desk) -> tuple[Verb, ...]:
    """Every command and query of *desk*: those of its nouns, and its own."""
    nouns = {name: noun for name, noun in vars(desk).items() if not name.startswith("_")}
    found = [
        f"{name}.{verb}"
        for name, noun in nouns.items()
        for verb, _ in inspect.getmembers(noun, inspect.ismethod)
        if not verb.startswith("_")
    ]
    return tuple(map(Verb, [*OWN, *found]))


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)
