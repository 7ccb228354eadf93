"""Forms on a customer's card (004-09 to 004-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import assignment_id, form_id, found
from bookingcore.desk.people.part import Part
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.catalog.form import Form, answers_to
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.forms import FormAssignment, form_assigned, form_event
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Add, Decision, Put, Remove
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId, FormAssignmentId, FormId
from bookingcore.errors import FormAssigned, FormSubmitted, Unknown
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

Decide = Callable[[Unit, DateTime], Decision[FormAssignment]]


@frozen
class Forms(Part):
    """Assigning forms by hand, having them filled in, taking them back."""

    def assign_form(
        self, customer: Customer | str, form: Form | str, *, key: str | None = None
    ) -> FormAssignment:
        """Put a form on the card, to be filled in (004-09, 004-10).

        Customers may take for themselves what a service requires. What was submitted before may
        be asked again.

        Args:
            customer: whose card.
            form: which form of the catalog.
            key: idempotency key.

        Raises:
            FormAssigned: it is there already, and not filled in yet.
            Unknown: no such customer or form here, or not the customer who acts; for a customer
                also a form that no service requires.
            CustomerNotActive: the card was erased.
        """
        id, wanted = FormAssignmentId(self._context.new_id()), form_id(form)

        def decide(card: Customer, unit: Unit, now: DateTime) -> Decision[FormAssignment]:
            self._offered(wanted, unit)
            question = Owned(FormAssignment, card.id)
            there = unit.load(question)[question]
            if any(each.form_id == wanted and not each.submitted for each in there):
                raise FormAssigned(wanted)
            assigned = FormAssignment(
                id=id,
                customer_id=card.id,
                form_id=wanted,
                assigned_at=now,
                assigned_by=str(self._context.actor),
            )
            happened = [form_assigned(assigned)]
            return Decision(result=assigned, changes=[Add(assigned)], happened=happened)

        return self._beside("assign_form", customer, decide, self._known_form, key, wanted)

    def submit_form(self, form: FormAssignment | str, answers: Mapping[str, str]) -> FormAssignment:
        """Fill in a form that is on the card (004-11): once, whole.

        Args:
            form: the form on the card, as `forms` lists it.
            answers: a text for each of its questions, 1 to 10,000 characters.

        Raises:
            FormSubmitted: it was filled in before.
            InvalidInput: a question is not answered, or an answer is to none.
            Unknown: no such form on a card here, or not on that of the customer who acts.
        """
        id = assignment_id(form)

        def decide(unit: Unit, now: DateTime) -> Decision[FormAssignment]:
            before = self._waiting(id, unit)
            asked = ById(Form, before.form_id)
            [catalogued] = unit.load(asked)[asked]
            after = before.answered(answers_to(catalogued, answers), now)
            happened = form_event(EventKind.FORM_SUBMITTED, after)
            return Decision(result=after, changes=[Put(after)], happened=[happened])

        return self._on_form("submit_form", id, decide)

    def remove_form(self, form: FormAssignment | str) -> FormAssignment:
        """Take a form off the card, as long as it was not filled in (004-11, A57).

        Raises:
            FormSubmitted: it was.
            Unknown: no such form on a card here.
        """
        id = assignment_id(form)

        def decide(unit: Unit, now: DateTime) -> Decision[FormAssignment]:
            known = self._waiting(id, unit)
            happened = form_event(EventKind.FORM_REMOVED, known)
            return Decision(result=known, changes=[Remove(known)], happened=[happened])

        return self._on_form("remove_form", id, decide)

    def forms(self, customer: Customer | str) -> tuple[FormAssignment, ...]:
        """The forms on the card, filled in or not, in the order in which they came (004-09).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(id: CustomerId, reader: Reader) -> tuple[FormAssignment, ...]:
            card_of(id, reader)
            forms = reader.load(Owned(FormAssignment, id))[Owned(FormAssignment, id)]
            return tuple(sorted(forms, key=lambda each: (each.assigned_at, each.id)))

        return read_of(self._context, "customers.forms", customer, ask)

    def _offered(self, id: FormId, reader: Reader) -> Form:
        question = ById(Form, id)
        form = found(reader.load(question)[question], "form", id)
        if isinstance(self._context.actor, Oneself) and not form.required:
            raise Unknown("form", id)
        return form

    def _on_form(self, command: str, id: FormAssignmentId, decide: Decide) -> FormAssignment:
        order = Command(
            name=f"customers.{command}",
            stream=Ref(Customer, OwnerOf(FormAssignment, id)),
            decide=decide,
        )
        return carry_out(self._context, order)

    def _known_form(self, id: str) -> FormAssignment:
        own = partial(self._assignment, FormAssignmentId(id))
        return read(self._context, "customers.forms", own)

    def _waiting(self, id: FormAssignmentId, reader: Reader) -> FormAssignment:
        known = self._assignment(id, reader)
        if known.submitted:
            raise FormSubmitted(known.form_id)
        return known

    def _assignment(self, id: FormAssignmentId, reader: Reader) -> FormAssignment:
        question = ById(FormAssignment, id)
        known = found(reader.load(question)[question], "form", id)
        refuse_foreign(self._context.actor, known.customer_id, "form", id)
        return known
