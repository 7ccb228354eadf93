"""Forms on cards: by hand, at registration, with a booking; required ones (004-08 to 004-11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import field, frozen

from bookingcore import (
    Customer,
    Desk,
    EventKind,
    Form,
    FormAssigned,
    FormAssignment,
    FormRequired,
    FormStatus,
    FormSubmitted,
    FormTiming,
    InvalidInput,
    NotAllowed,
    Override,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.links import STARTS
from tests.desk.records import everything
from tests.desk.studio import Studio

FRIDAY = "2026-07-03T18:00"
HEALTHY = {"Allergie?": "polline", "Farmaci?": "nessuno"}
LATER = Override(reason="lo porta domani", codes={"form_required"})


@frozen
class Papers:
    """Forms at the studio's desk."""

    studio: Studio
    health: Form = field(init=False)

    @health.default
    def _health(self) -> Form:
        return self.form("Salute")

    @property
    def desk(self) -> Desk:
        return self.studio.desk

    @property
    def anna(self) -> Customer:
        return self.studio.anna

    @property
    def online(self) -> Desk:
        return self.desk.by(self.anna)

    def form(self, name: str, assigned: FormTiming = FormTiming.BY_HAND) -> Form:
        services = (self.studio.yoga,) if assigned is FormTiming.AT_BOOKING else ()
        return self.desk.catalog.add_form(
            name, questions=list(HEALTHY), assigned=assigned, services=services
        )

    def waiver(self, assigned: FormTiming = FormTiming.BY_HAND) -> Form:
        """What yoga requires."""
        return self.desk.catalog.add_form(
            "Liberatoria",
            questions=list(HEALTHY),
            assigned=assigned,
            services=(self.studio.yoga,),
            required=True,
        )

    def submitted(self, form: Form) -> FormAssignment:
        """Anna fills it in by herself."""
        return self.online.customers.submit_form(
            self.desk.customers.assign_form(self.anna, form), HEALTHY
        )

    def on_card(self, customer: Customer | None = None) -> list[tuple[str, bool, str]]:
        """The forms on a card: which, whether a rule brought it, and how it stands."""
        forms = self.desk.customers.forms(customer or self.anna)
        return [(each.form_id, each.automatic, each.status.name) for each in forms]


@pytest.fixture
def forms(studio: Studio) -> Papers:
    return Papers(studio)


# By hand.


@pytest.mark.rule("004-08", "004-09", "004-10")
def test_staff_find_a_form_and_assign_it(forms: Papers) -> None:
    [found] = [each for each in forms.desk.catalog.forms() if each.name == "Salute"]

    assigned = forms.desk.customers.assign_form(forms.anna, found)

    assert assigned.status is FormStatus.ASSIGNED
    assert (assigned.assigned_by, assigned.automatic) == ("staff:desk", False)
    assert forms.online.customers.forms(forms.anna) == (assigned,)
    assert forms.desk.customers.documents(forms.anna) == ()
    assert forms.desk.history(assigned)[0].facts == {"form": found.id, "automatic": False}
    assert forms.desk.verify() == ()


@pytest.mark.rule("004-09")
def test_forms_are_listed_as_they_came(forms: Papers, clock: FrozenClock) -> None:
    other = forms.form("Privacy")
    forms.desk.customers.assign_form(forms.anna, other)
    clock.advance(minutes=1)
    forms.desk.customers.assign_form(forms.anna, forms.health)

    assert [each[0] for each in forms.on_card()] == [other.id, forms.health.id]


def test_a_form_that_waits_is_not_assigned_twice_but_one_that_was_submitted_is(
    forms: Papers,
) -> None:
    forms.desk.customers.assign_form(forms.anna, forms.health)
    with pytest.raises(FormAssigned):
        forms.desk.customers.assign_form(forms.anna, forms.health)
    assert len(forms.on_card()) == 1

    [waiting] = forms.desk.customers.forms(forms.anna)
    forms.desk.customers.submit_form(waiting, HEALTHY)
    forms.desk.customers.assign_form(forms.anna, forms.health)

    assert sorted(status for _, _, status in forms.on_card()) == ["ASSIGNED", "SUBMITTED"]


def test_the_same_wish_with_its_key_assigns_once(forms: Papers) -> None:
    first = forms.desk.customers.assign_form(forms.anna, forms.health, key="k")

    assert forms.desk.customers.assign_form(forms.anna, forms.health, key="k") == first
    assert len(forms.on_card()) == 1


# Filling in, and taking back.


@pytest.mark.rule("A57")
def test_a_form_is_filled_in_once_and_the_answers_are_kept(
    forms: Papers, clock: FrozenClock
) -> None:
    assigned = forms.desk.customers.assign_form(forms.anna, forms.health)
    clock.advance(minutes=5)

    answered = forms.online.customers.submit_form(assigned, HEALTHY)

    assert (answered.submitted, answered.answers) == (True, HEALTHY)
    assert answered.submitted_at == clock.now()
    with pytest.raises(FormSubmitted):
        forms.desk.customers.submit_form(assigned, dict.fromkeys(HEALTHY, "altro"))
    assert forms.desk.customers.forms(forms.anna) == (answered,)
    event = forms.desk.history(assigned)[-1]
    assert (event.kind, event.facts) == (EventKind.FORM_SUBMITTED, {"form": forms.health.id})
    assert not event.words


@pytest.mark.rule("A57")
def test_half_a_form_is_not_filled_in_and_may_still_be_removed(forms: Papers) -> None:
    assigned = forms.desk.customers.assign_form(forms.anna, forms.health)

    with pytest.raises(InvalidInput) as wrong:
        forms.online.customers.submit_form(assigned, {"Allergie?": "polline"})
    assert wrong.value.field == "answers"

    assert forms.desk.customers.remove_form(assigned) == assigned
    assert forms.on_card() == []
    assert forms.desk.history(forms.anna)[-1].kind is EventKind.FORM_REMOVED
    with pytest.raises(Unknown):
        forms.desk.customers.submit_form(assigned, HEALTHY)


@pytest.mark.rule("004-11")
def test_what_was_filled_in_is_not_removed(forms: Papers) -> None:
    answered = forms.submitted(forms.health)

    with pytest.raises(FormSubmitted):
        forms.desk.customers.remove_form(answered)
    assert forms.desk.customers.forms(forms.anna) == (answered,)
    assert forms.desk.verify() == ()


# Automatically.


@pytest.mark.rule("004-10")
def test_a_new_card_has_the_forms_of_registration(forms: Papers) -> None:
    privacy = forms.form("Privacy", FormTiming.AT_REGISTRATION)

    ugo = forms.desk.customers.register(name="Ugo")

    assert forms.on_card(ugo) == [(privacy.id, True, "ASSIGNED")]
    assert [each.assigned_by for each in forms.desk.customers.forms(ugo)] == ["system"]
    assert forms.on_card() == []
    kinds = [event.kind for event in forms.desk.history(ugo)]
    assert kinds == [EventKind.CUSTOMER_REGISTERED, EventKind.FORM_ASSIGNED]


def booked(forms: Papers) -> None:
    session = forms.studio.session(FRIDAY, service=forms.studio.yoga)
    forms.online.bookings.book(forms.anna, session)


def appointed(forms: Papers) -> None:
    forms.online.bookings.book_appointment(forms.anna, forms.studio.yoga, starts_at=FRIDAY)


def attached(forms: Papers) -> None:
    kept = forms.desk.bookings.book_appointment(None, forms.studio.yoga, starts_at=FRIDAY)
    forms.desk.bookings.attach_customer(kept, forms.anna)


def accepted(forms: Papers) -> None:
    session = forms.studio.session(FRIDAY, service=forms.studio.yoga, capacity=1)
    first = forms.desk.bookings.book(forms.desk.customers.register(name="Ugo"), session)
    entry = forms.online.waitlist.join(forms.anna, session)
    assert forms.on_card() == []
    forms.desk.bookings.cancel(first)
    forms.online.waitlist.accept(entry)


WAYS = (booked, appointed, attached, accepted)


@pytest.mark.rule("004-10")
@pytest.mark.parametrize("way", WAYS)
def test_the_first_booking_of_a_service_brings_its_forms(
    forms: Papers, way: Callable[[Papers], None]
) -> None:
    health = forms.form("Yoga", FormTiming.AT_BOOKING)
    forms.desk.bookings.book(forms.anna, forms.studio.session(STARTS))
    assert forms.on_card() == []

    way(forms)

    assert forms.on_card() == [(health.id, True, "ASSIGNED")]
    assert forms.desk.verify() == ()


@pytest.mark.rule("004-10")
@pytest.mark.parametrize("answered", [False, True])
def test_later_bookings_bring_no_form_that_came_before(forms: Papers, answered: bool) -> None:
    health = forms.form("Yoga", FormTiming.AT_BOOKING)
    booked(forms)
    if answered:
        [waiting] = forms.desk.customers.forms(forms.anna)
        forms.online.customers.submit_form(waiting, HEALTHY)

    session = forms.studio.session("2026-07-05T18:00", service=forms.studio.yoga)
    forms.desk.bookings.book(forms.anna, session)

    assert [each[0] for each in forms.on_card()] == [health.id]


def test_a_booking_moved_to_a_service_brings_its_forms(forms: Papers) -> None:
    health = forms.form("Yoga", FormTiming.AT_BOOKING)
    booking = forms.desk.bookings.book(forms.anna, forms.studio.session(STARTS))

    to = forms.studio.session(FRIDAY, service=forms.studio.yoga)
    forms.desk.bookings.reschedule(booking, to=to)

    assert forms.on_card() == [(health.id, True, "ASSIGNED")]


# Required.


@pytest.mark.rule("004-08")
@pytest.mark.parametrize("way", WAYS)
def test_what_is_required_is_submitted_before_the_service_is_booked(
    forms: Papers, way: Callable[[Papers], None]
) -> None:
    waiver = forms.waiver()

    with pytest.raises(FormRequired) as refused:
        way(forms)
    assert refused.value.forms == waiver.id
    assert [each.code for each in refused.value.violations] == ["form_required"]
    assert forms.desk.bookings.of(forms.anna) == ()
    assert forms.desk.verify() == ()


@pytest.mark.rule("004-08")
def test_customers_take_what_is_required_fill_it_in_and_book(forms: Papers) -> None:
    waiver = forms.waiver()
    session = forms.studio.session(FRIDAY, service=forms.studio.yoga)

    taken = forms.online.customers.assign_form(forms.anna, waiver)
    assert not forms.online.bookings.check(forms.anna, session).allowed
    forms.online.customers.submit_form(taken, HEALTHY)

    assert taken.assigned_by == f"customer:{forms.anna.id}"
    assert forms.online.bookings.check(forms.anna, session).allowed
    assert forms.online.bookings.book(forms.anna, session).live


@pytest.mark.rule("004-08", "A67")
def test_staff_book_without_it_only_on_record(forms: Papers) -> None:
    waiver = forms.waiver(FormTiming.AT_BOOKING)
    session = forms.studio.session(FRIDAY, service=forms.studio.yoga)
    other = forms.studio.session("2026-07-04T18:00", service=forms.studio.yoga)
    with pytest.raises(FormRequired):
        forms.desk.bookings.book(forms.anna, session)
    assert forms.on_card() == []

    booking = forms.desk.bookings.book(forms.anna, session, override=LATER)

    assert forms.desk.history(booking)[0].facts["overridden"] == "form_required"
    assert forms.on_card() == [(waiver.id, True, "ASSIGNED")]
    with pytest.raises(FormRequired):
        forms.online.bookings.reschedule(booking, to=other)
    assert forms.desk.bookings.reschedule(booking, to=other, override=LATER).live


@pytest.mark.rule("004-08")
def test_waiting_for_a_place_asks_for_no_form(forms: Papers) -> None:
    forms.waiver()
    session = forms.studio.session(FRIDAY, service=forms.studio.yoga, capacity=0)

    assert forms.online.waitlist.join(forms.anna, session).waits


# Whose they are.


def test_customers_neither_take_other_forms_nor_remove_any(forms: Papers) -> None:
    before = everything(forms.desk)
    with pytest.raises(Unknown):
        forms.online.customers.assign_form(forms.anna, forms.health)
    assert everything(forms.desk) == before

    assigned = forms.desk.customers.assign_form(forms.anna, forms.health)
    with pytest.raises(NotAllowed):
        forms.online.customers.remove_form(assigned)


def test_somebody_else_s_form_is_unknown(forms: Papers) -> None:
    ugo = forms.desk.customers.register(name="Ugo")
    assigned = forms.desk.customers.assign_form(ugo, forms.health)
    strangers = forms.online, forms.desk.at("torino")

    for desk in strangers:
        with pytest.raises(Unknown):
            desk.customers.submit_form(assigned, HEALTHY)
        with pytest.raises(Unknown):
            desk.customers.forms(ugo)
    with pytest.raises(Unknown):
        forms.desk.at("torino").customers.assign_form(ugo, forms.health)
    with pytest.raises(Unknown):
        forms.desk.customers.assign_form(forms.anna, "no such form")
    assert forms.desk.customers.forms(ugo) == (assigned,)
