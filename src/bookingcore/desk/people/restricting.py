"""What a customer may do: blacklist, one professional, unwanted services, preferences."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import found, resource_id, service_id
from bookingcore.desk.people.part import Part
from bookingcore.desk.queues import locked_lines
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.customers.account import edited
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.preferences import Preferences
from bookingcore.domain.customers.preferences import preferences as chosen_in
from bookingcore.domain.customers.restrictions import (
    UnwantedService,
    unwanted,
    with_unwanted,
    without_unwanted,
)
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import shown, text, truth
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import ResourceId, ServiceId
from bookingcore.domain.waitlist.standing import standing_anew
from bookingcore.errors import InvalidInput, Unknown
from bookingcore.ports.questions import ById, EntriesOf
from bookingcore.ports.store import Unit


@frozen
class Restricting(Part):
    """Restrictions that staff put on a card, and what its customer wants to be told."""

    def blacklist(self, customer: Customer | str, on: bool = True, reason: str = "") -> Customer:
        """Let the customer book online no more; staff still book for them (004-03, 004-05).

        They may wait in a queue, where only staff offer them places (004-04, A22). Bookings that
        they have stay, and they may cancel them.

        Args:
            customer: who.
            on: whether they are blacklisted from now on.
            reason: why; it is for staff only.

        Raises:
            Unknown: no such customer here.
            CustomerNotActive: the card was erased.
        """
        listed, why = truth(on, "on"), text(reason, "reason")

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            after = evolve(before, blacklisted=listed, blacklist_reason=why)
            kind, facts = EventKind.CUSTOMER_BLACKLISTED, {"on": listed}
            decision = edited(before, after, kind, facts, {"reason": why})
            return self._stood_anew(decision, unit, now)

        return self._edit("blacklist", customer, edit)

    def assign_professional(
        self, customer: Customer | str, professional: Resource | str | None
    ) -> Customer:
        """Let the customer book with one professional only; None for any (000-29, 000-33).

        From now on they see the sessions of that professional alone, whatever the services say
        (000-30, 000-31). Bookings that they have stay.

        Raises:
            InvalidInput: the resource is a room or a device.
            Unknown: no such customer or resource here.
            CustomerNotActive: the card was erased.
        """
        id = None if professional is None else resource_id(professional)

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            if id is not None:
                _refuse_no_professional(unit, id)
            after = evolve(before, professional_id=id)
            facts = {"professional": id}
            decision = edited(before, after, EventKind.PROFESSIONAL_ASSIGNED, facts)
            return self._stood_anew(decision, unit, now)

        return self._edit("assign_professional", customer, edit)

    def add_unwanted_service(
        self, customer: Customer | str, service: Service | str, comment: str = ""
    ) -> Customer:
        """Have *service* scheduled for the customer no more, by anybody (004-27, A23).

        Bookings that they have stay. Adding it again writes the comment over.

        Args:
            customer: for whom.
            service: what is not to be scheduled.
            comment: why; it is for staff only (004-28).

        Raises:
            Unknown: no such customer or service here.
            CustomerNotActive: the card was erased.
        """
        kind = EventKind.UNWANTED_SERVICE_ADDED
        return self._entered("add_unwanted_service", kind, customer, service, comment)

    def edit_unwanted_service(
        self, customer: Customer | str, service: Service | str, comment: str
    ) -> Customer:
        """Write another comment on an unwanted service (004-28).

        Raises:
            Unknown: no such customer here, or the service is none of their unwanted ones.
            CustomerNotActive: the card was erased.
        """
        kind = EventKind.UNWANTED_SERVICE_EDITED
        return self._entered("edit_unwanted_service", kind, customer, service, comment)

    def remove_unwanted_service(self, customer: Customer | str, service: Service | str) -> Customer:
        """Lift the block of an unwanted service (004-29).

        Raises:
            Unknown: no such customer here, or the service is none of their unwanted ones.
            CustomerNotActive: the card was erased.
        """
        id = service_id(service)

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            _refuse_no_entry(before, id)
            after = evolve(before, unwanted_services=without_unwanted(before.unwanted_services, id))
            kind = EventKind.UNWANTED_SERVICE_REMOVED
            return self._stood_anew(edited(before, after, kind, {"service": id}), unit, now)

        return self._edit("remove_unwanted_service", customer, edit)

    def set_preferences(self, customer: Customer | str, preferences: Preferences) -> Customer:
        """Keep what the customer wants to be told of, and how (000-55, 004-30 to 004-34).

        Raises:
            InvalidInput: no preferences.
            Unknown: no such customer here, or not the one who acts.
            CustomerNotActive: the card was erased.
        """
        chosen = chosen_in(preferences)
        return self._edit(
            "set_preferences",
            customer,
            lambda card, *_: edited(
                card, evolve(card, preferences=chosen), EventKind.PREFERENCES_SET
            ),
        )

    def _entered(
        self,
        command: str,
        kind: EventKind,
        customer: Customer | str,
        service: Service | str,
        comment: str,
    ) -> Customer:
        entry = UnwantedService(service_id=service_id(service), comment=text(comment, "comment"))

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            offered = ById(Service, entry.service_id)
            found(unit.load(offered)[offered], "service", offered.id)
            if kind is EventKind.UNWANTED_SERVICE_EDITED:
                _refuse_no_entry(before, entry.service_id)
            entries = with_unwanted(before.unwanted_services, entry)
            after = evolve(before, unwanted_services=entries)
            facts, words = {"service": entry.service_id}, {"comment": entry.comment}
            return self._stood_anew(edited(before, after, kind, facts, words), unit, now)

        return self._edit(command, customer, edit)

    def _stood_anew(
        self, decision: Decision[Customer], unit: Unit, now: DateTime
    ) -> Decision[Customer]:
        """*decision*, with the places of its customer in queues offered by staff only, or not."""
        if not decision.changes:
            return decision
        question = EntriesOf(decision.result.id)
        waiting = {each.session_id for each in unit.load(question)[question] if each.open}
        lines = locked_lines(self._context, unit, waiting)
        passed = standing_anew(lines, decision.result, now)
        return evolve(
            decision,
            changes=[*decision.changes, *passed.changes],
            happened=[*decision.happened, *passed.happened],
        )


def _refuse_no_professional(unit: Unit, id: ResourceId) -> None:
    question = ById(Resource, id)
    resource = found(unit.load(question)[question], "resource", id)
    if resource.kind is not ResourceKind.PROFESSIONAL:
        raise InvalidInput("professional", shown(resource.kind.name), "give a PROFESSIONAL")


def _refuse_no_entry(card: Customer, service: ServiceId) -> None:
    if unwanted(card.unwanted_services, service) is None:
        raise Unknown("unwanted service", service)
