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
    Override,
    Plan,
    Resource,
    ResourceKind,
    Sale,
    Service,
    ServicePolicy,
    Session,
)

ENTITIES = (Branch, Service, Resource, Plan, Customer, Session, Booking, Sale, Balance)
OWN = ("configure", "history", "verify")
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


PLAUSIBLE: Mapping[str, Callable[[Stock], Any]] = {
    "amount": lambda _: "1.00",
    "application_date": lambda _: "2026-07-01",
    "attendance": lambda _: Attendance.PRESENT,
    "balance": lambda stock: stock.balance,
    "between": lambda _: ("2026-07-01", "2026-07-31"),
    "booking": lambda stock: stock.booking,
    "branch": lambda stock: stock.branch,
    "capacity": lambda _: 5,
    "cause": lambda _: Cause.CENTER,
    "comment": lambda _: "un omaggio",
    "customer": lambda stock: stock.customer,
    "day": lambda _: "2026-07-05",
    "duration": lambda _: 45,
    "ends_at": lambda _: "2026-09-01T11:00",
    "entity": lambda stock: stock.booking,
    "fold": lambda _: 0,
    "give_back": lambda _: True,
    "grace_days": lambda _: 3,
    "grant_on": lambda _: GrantOn.PAYMENT,
    "key": lambda _: "k1",
    "kind": lambda _: ResourceKind.ROOM,
    "language": lambda _: "it",
    "limit": lambda _: 5,
    "lines": lambda stock: (stock.plan,),
    "message": lambda _: "a presto",
    "method": lambda _: Method.CARD,
    "name": lambda _: "Paul",
    "note": lambda _: "in ritardo",
    "on": lambda _: "2026-07-05",
    "override": lambda _: Override(reason="va bene", codes={"session_full"}),
    "places": lambda _: 1,
    "policy": lambda _: ServicePolicy(),
    "price": lambda _: 20,
    "profile": lambda stock: {"surname": "Rossi", "preferred_branch": stock.branch},
    "reason": lambda _: "era malata",
    "resources": lambda stock: (stock.resource,),
    "sale": lambda stock: stock.sale,
    "service": lambda stock: stock.service,
    "services": lambda stock: (stock.service,),
    "session": lambda stock: stock.spare,
    "settings": lambda _: CenterSettings(time_zone="Europe/Rome"),
    "sold_by": lambda _: "maria",
    "starts_at": lambda _: "2026-09-01T10:00",
    "status": lambda _: BookingStatus.BOOKED,
    "customers.find.status": lambda _: CustomerStatus.ACTIVE,
    "text": lambda _: "anna",
    "time_zone": lambda _: "Europe/Madrid",
    "units": lambda _: 2,
    "valid_for": lambda _: 30,
}
"""A value for each parameter of the face, by its name; `noun.verb.parameter` where that differs."""


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
        return self.of(desk)(*bound.args, **bound.kwargs)

    def entities(self, desk: Desk) -> Iterator[tuple[str, type[Any]]]:
        """The parameters that take an entity or its id, each with that entity."""
        hints = get_type_hints(self.of(desk))
        for parameter in self.parameters(desk):
            for entity in ENTITIES:
                if entity in set(_parts(hints[parameter])):
                    yield parameter, entity


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
