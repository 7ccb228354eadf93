"""`desk.catalog`: what the business offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Amount,
    amount_told,
    found,
    service_id,
)
from bookingcore.desk.cataloging.coupons import Coupons
from bookingcore.desk.offering import (
    covered_by,
    lasting,
    priced,
    refuse_unknown,
    renewing,
    service_ids,
    valid,
)
from bookingcore.desk.running import Command, Key, carry_out, keyed, read
from bookingcore.domain.catalog.center import Branch, Center
from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.catalog.fees import refuse_foreign_fees
from bookingcore.domain.catalog.form import Form, FormTiming, refuse_pointless
from bookingcore.domain.catalog.form import questions as asked_in
from bookingcore.domain.catalog.plan import Plan, UnusedUnits
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.addresses import email as address
from bookingcore.domain.values.changes import Add, Change, Decision
from bookingcore.domain.values.checks import DAYS_MAX, UNITS_MAX, member, shown, truth, whole
from bookingcore.domain.values.checks import name as named
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import BranchId, FormId, PlanId, ResourceId, ServiceId
from bookingcore.domain.values.moments import zone
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import All, ById
from bookingcore.ports.store import Reader, Unit

Offered = TypeVar("Offered", Branch, Service, Resource, Plan, Form)


@frozen
class Catalog(Coupons):
    """Branches, services, resources, plans, forms and coupons of the center."""

    def add_branch(
        self, name: str, *, time_zone: str | None = None, key: str | None = None
    ) -> Branch:
        """Open a branch.

        Args:
            name: 1 to 200 characters.
            time_zone: IANA name; None for the center's.
            key: idempotency key.

        Raises:
            InvalidInput: no name, or an unknown zone.
        """
        id = BranchId(self._context.new_id())
        called = named(name, "name")
        place = None if time_zone is None else zone(time_zone, "time_zone").name

        def decide(unit: Unit, now: DateTime) -> Decision[Branch]:
            center = self._context.configured(self._own_center(unit))
            branch = Branch.opened(id, called=called, time_zone=place or center.settings.time_zone)
            return _added(branch, EventKind.BRANCH_ADDED, {"time_zone": branch.time_zone})

        return self._add("add_branch", decide, keyed(key, called, place), Branch)

    def add_service(
        self,
        name: str,
        *,
        duration: int | timedelta,
        price: Amount | None = None,
        policy: ServicePolicy | None = None,
        key: str | None = None,
    ) -> Service:
        """Offer a service.

        Args:
            name: 1 to 200 characters.
            duration: minutes of a session, 1 to one year, or a timedelta of whole minutes.
            price: what a single booking costs, in the center's currency; None when it is not
                sold on its own.
            policy: what is promised with its bookings; None for the center's policy of today.
            key: idempotency key.

        Raises:
            InvalidInput: no name, a duration or price that cannot be meant.
            CurrencyMismatch: a price or a fee of the policy in another currency than the center's.
        """
        id = ServiceId(self._context.new_id())
        called, minutes = named(name, "name"), lasting(duration)
        told = None if price is None else amount_told(price, "price")
        if policy is not None and not isinstance(policy, ServicePolicy):
            raise InvalidInput("policy", shown(policy), "give a ServicePolicy")

        def decide(unit: Unit, now: DateTime) -> Decision[Service]:
            center = self._context.configured(self._own_center(unit)).settings
            if policy is not None:
                refuse_foreign_fees(policy, center.currency)
            terms = Terms.of(policy or center.policy)
            service = Service(
                id=id,
                name=called,
                duration=minutes,
                price=None if price is None else priced(price, center.currency),
                terms=terms.id,
            )
            decision = _added(service, EventKind.SERVICE_ADDED, {"terms": terms.id})
            return Decision(
                result=service,
                changes=[*_new_terms(unit, terms), *decision.changes],
                happened=decision.happened,
            )

        return self._add("add_service", decide, keyed(key, called, minutes, told, policy), Service)

    def add_resource(
        self,
        name: str,
        *,
        kind: ResourceKind,
        services: tuple[Service | str, ...] = (),
        email: str | None = None,
        key: str | None = None,
    ) -> Resource:
        """Add a professional, a room or a device.

        Args:
            name: 1 to 200 characters.
            kind: what it is.
            services: what it serves; empty for every service.
            email: where a professional is told of bookings that are moved or cancelled (003-18,
                003-22); None for nowhere.
            key: idempotency key.

        Raises:
            InvalidInput: no name, another kind, or what cannot be an address.
            Unknown: no such service here.
        """
        served = service_ids(services)
        resource = Resource(
            id=ResourceId(self._context.new_id()),
            name=named(name, "name"),
            kind=member(kind, "kind", ResourceKind),
            services=served,
            email=address(email, "email"),
        )

        def decide(unit: Unit, now: DateTime) -> Decision[Resource]:
            self._context.configured(self._own_center(unit))
            refuse_unknown(unit, served)
            return _added(resource, EventKind.RESOURCE_ADDED, {"kind": resource.kind.name})

        return self._add(
            "add_resource",
            decide,
            keyed(key, resource.name, resource.kind.name, served, resource.email),
            Resource,
        )

    def add_plan(
        self,
        name: str,
        *,
        price: Amount,
        units: int,
        services: tuple[Service | str, ...],
        valid_for: int | timedelta | None,
        grace_days: int = 0,
        every: Cycle | timedelta | str | None = None,
        cancellation_fee: Amount | None = None,
        minimum_term: int | None = None,
        unused: UnusedUnits = UnusedUnits.EXPIRE,
        void_on_end: bool = False,
        key: str | None = None,
    ) -> Plan:
        """Offer a plan: a price, and the units that it grants.

        From now on its services ask for balance (A12); bookings made before stay as they are.

        Args:
            name: 1 to 200 characters.
            price: in the center's currency, 0 or more.
            units: how many units it grants, 0 to 1,000,000.
            services: the services that its units pay for.
            valid_for: days of validity from the application date on, that day included; None for
                ever.
            grace_days: days after the last one on which its units still pay.
            every: how often memberships of it renew: `Cycle(months=1)`, a duration of whole months
                or days, or text such as "P1M"; None for a plan that does not renew.
            cancellation_fee: what ending a membership costs, in the center's currency (004-22).
            minimum_term: periods once which are over it costs nothing any more, 1 to 1,000; None
                for no such term.
            unused: whether a period's units expire with it, or last as `valid_for` says.
            void_on_end: whether what is left is void when a membership ends (A56).
            key: idempotency key.

        Raises:
            InvalidInput: a value out of bounds, no service though it grants units, or services
                though it grants none; a fee or a term of what does not renew.
            CurrencyMismatch: a price or fee in another currency than the center's.
            Unknown: a service that this center does not have.
        """
        id, called = PlanId(self._context.new_id()), named(name, "name")
        granted = whole(units, "units", 0, UNITS_MAX)
        covered = covered_by(services, granted)
        days = None if valid_for is None else valid(valid_for)
        grace = whole(grace_days, "grace_days", 0, DAYS_MAX)
        terms = renewing(every, cancellation_fee, minimum_term, unused, void_on_end)

        def decide(unit: Unit, now: DateTime) -> Decision[Plan]:
            center = self._context.configured(self._own_center(unit))
            refuse_unknown(unit, covered)
            plan = Plan(
                id=id,
                name=called,
                price=priced(price, center.settings.currency),
                units=granted,
                services=covered,
                valid_for=days,
                grace_days=grace,
                **terms.of_plan(center.settings.currency),
            )
            return _added(plan, EventKind.PLAN_ADDED, _plan_facts(plan))

        arguments = (called, amount_told(price, "price"), granted, covered, days, grace)
        return self._add("add_plan", decide, keyed(key, *arguments, *terms.told), Plan)

    def add_form(
        self,
        name: str,
        *,
        questions: Sequence[str],
        assigned: FormTiming = FormTiming.BY_HAND,
        services: tuple[Service | str, ...] = (),
        required: bool = False,
        key: str | None = None,
    ) -> Form:
        """Have a form that customers fill in (004-08 to 004-10).

        Args:
            name: 1 to 200 characters.
            questions: what it asks, 1 to 100 lines, each to be answered.
            assigned: when it comes onto a card: by hand, at registration, or with the first
                booking of one of its services.
            services: what it is for.
            required: whether its services are booked only by who has submitted it.
            key: idempotency key.

        Raises:
            InvalidInput: no name, no question or one twice; services that would mean nothing, or
                none although it is about them.
            Unknown: no such service here.
        """
        when = member(assigned, "assigned", FormTiming)
        served = service_ids(services)
        form = Form(
            id=FormId(self._context.new_id()),
            name=named(name, "name"),
            questions=asked_in(questions),
            assigned=when,
            services=served,
            required=truth(required, "required"),
        )
        refuse_pointless(when, served, required=form.required)

        def decide(unit: Unit, now: DateTime) -> Decision[Form]:
            self._context.configured(self._own_center(unit))
            refuse_unknown(unit, served)
            return _added(form, EventKind.FORM_ADDED, _form_facts(form))

        arguments = (form.name, form.questions, when.name, served, form.required)
        return self._add("add_form", decide, keyed(key, *arguments), Form)

    def branches(self) -> tuple[Branch, ...]:
        """All branches, in order of id: as they were added, to the millisecond."""
        return self._all("branches", Branch)

    def services(self) -> tuple[Service, ...]:
        """All services, in order of id: as they were added, to the millisecond."""
        return self._all("services", Service)

    def resources(self) -> tuple[Resource, ...]:
        """All resources, in order of id: as they were added, to the millisecond."""
        return self._all("resources", Resource)

    def plans(self) -> tuple[Plan, ...]:
        """All plans, in order of id: as they were added, to the millisecond."""
        return self._all("plans", Plan)

    def forms(self) -> tuple[Form, ...]:
        """All forms, in order of id: as they were added, to the millisecond."""
        return self._all("forms", Form)

    def policy(self, service: Service | str) -> ServicePolicy:
        """What is promised with new sessions of *service*.

        Raises:
            Unknown: no such service here.
        """
        question = ById(Service, service_id(service))

        def ask(reader: Reader) -> ServicePolicy:
            terms = ById(
                Terms, found(reader.load(question)[question], "service", question.id).terms
            )
            return reader.load(terms)[terms][0].policy

        return read(self._context, "catalog.policy", ask)

    def _own_center(self, unit: Unit) -> tuple[Center, ...]:
        return unit.load(self._context.own_center)[self._context.own_center]

    def _add(
        self,
        command: str,
        decide: Callable[[Unit, DateTime], Decision[Offered]],
        key: Key | None,
        row: type[Offered],
    ) -> Offered:
        whole_name = f"catalog.{command}"
        return carry_out(
            self._context,
            Command(name=whole_name, stream=None, decide=decide, key=key),
            partial(self._get, row),
        )

    def _get(self, row: type[Offered], id: str) -> Offered:
        question = ById(row, id)
        with self._context.store.snapshot(self._context.center) as reader:
            return found(reader.load(question)[question], row.__name__.lower(), id)

    def _all(self, query: str, row: type[Offered]) -> tuple[Offered, ...]:
        question = All(row)
        return read(
            self._context, f"catalog.{query}", lambda reader: reader.load(question)[question]
        )


def _added(row: Offered, kind: EventKind, facts: Mapping[str, Fact]) -> Decision[Offered]:
    happened = Happened(kind=kind, subject=row.id, facts=facts)
    changes: list[Change] = [Add(row)]
    return Decision(result=row, changes=changes, happened=[happened])


def _new_terms(unit: Unit, terms: Terms) -> list[Change]:
    """The terms as a row to add, unless an equal policy was promised before."""
    question = ById(Terms, terms.id)
    return [] if unit.load(question)[question] else [Add(terms)]


def _form_facts(form: Form) -> Mapping[str, Fact]:
    return {
        "assigned": form.assigned.name,
        "required": form.required,
        "services": " ".join(form.services),
    }


def _plan_facts(plan: Plan) -> Mapping[str, Fact]:
    return {
        "price": plan.price.minor,
        "currency": plan.price.currency,
        "units": plan.units,
        "valid_for": plan.valid_for,
    }
