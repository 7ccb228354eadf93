"""Forms: what they ask, what they are for, and what counts as their answers."""

from __future__ import annotations

import pytest

from bookingcore.domain.catalog.form import (
    QUESTIONS_MAX,
    Form,
    FormTiming,
    answers_to,
    questions,
    refuse_pointless,
)
from bookingcore.domain.values.ids import FormId, ServiceId
from bookingcore.errors import InvalidInput

YOGA, PILATES = ServiceId("yoga"), ServiceId("pilates")


def form(
    assigned: FormTiming = FormTiming.BY_HAND, *services: ServiceId, required: bool = False
) -> Form:
    return Form(
        id=FormId("health"),
        name="Health",
        questions=("Allergies?", "Medicines?"),
        assigned=assigned,
        services=services,
        required=required,
    )


def test_a_form_asks_each_question_once_in_order() -> None:
    assert questions([" Medicines? ", "Allergies?"]) == ("Medicines?", "Allergies?")
    assert len(questions([f"{n}?" for n in range(QUESTIONS_MAX)])) == QUESTIONS_MAX


@pytest.mark.parametrize(
    "given",
    [
        (),
        "Allergies?",
        None,
        ("",),
        (3,),
        ("Allergies?", " Allergies?"),
        ("two\nlines",),
        [f"{n}?" for n in range(QUESTIONS_MAX + 1)],
    ],
)
def test_what_asks_nothing_or_twice_is_no_form(given: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        questions(given)

    assert refused.value.field == "questions"


@pytest.mark.rule("004-10")
def test_a_form_comes_with_a_booking_of_its_own_services_alone() -> None:
    assert form(FormTiming.AT_BOOKING, YOGA).comes_with(YOGA)
    assert not form(FormTiming.AT_BOOKING, YOGA).comes_with(PILATES)
    assert not form(FormTiming.BY_HAND, YOGA, required=True).comes_with(YOGA)


@pytest.mark.rule("004-10")
def test_a_form_is_required_by_its_own_services_if_at_all() -> None:
    assert form(FormTiming.BY_HAND, YOGA, required=True).required_by(YOGA)
    assert not form(FormTiming.BY_HAND, YOGA, required=True).required_by(PILATES)
    assert not form(FormTiming.AT_BOOKING, YOGA).required_by(YOGA)


@pytest.mark.parametrize(
    ("assigned", "services", "required"),
    [
        (FormTiming.BY_HAND, (), True),
        (FormTiming.AT_REGISTRATION, (), True),
        (FormTiming.AT_BOOKING, (), False),
        (FormTiming.BY_HAND, (YOGA,), False),
        (FormTiming.AT_REGISTRATION, (YOGA,), False),
    ],
)
def test_services_are_named_where_they_mean_something_and_nowhere_else(
    assigned: FormTiming, services: tuple[ServiceId, ...], required: bool
) -> None:
    with pytest.raises(InvalidInput) as refused:
        refuse_pointless(assigned, services, required=required)

    assert refused.value.field == "services"


@pytest.mark.parametrize(
    ("assigned", "services", "required"),
    [
        (FormTiming.BY_HAND, (), False),
        (FormTiming.AT_REGISTRATION, (), False),
        (FormTiming.AT_REGISTRATION, (YOGA,), True),
        (FormTiming.BY_HAND, (YOGA,), True),
        (FormTiming.AT_BOOKING, (YOGA,), False),
        (FormTiming.AT_BOOKING, (YOGA,), True),
    ],
)
def test_every_other_form_makes_sense(
    assigned: FormTiming, services: tuple[ServiceId, ...], required: bool
) -> None:
    refuse_pointless(assigned, services, required=required)


@pytest.mark.rule("A57")
def test_a_form_is_filled_in_whole_in_the_order_of_its_questions() -> None:
    given = {"Medicines?": " no ", "Allergies?": "pollen"}

    answers = answers_to(form(), given)

    assert list(answers.items()) == [("Allergies?", "pollen"), ("Medicines?", "no")]


@pytest.mark.rule("A57")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "answers"),
        ({"Allergies?": "no"}, "answers"),
        ({"Allergies?": "no", "Medicines?": "no", "Age?": "40"}, "answers"),
        ({"Allergies?": "no", "Medicines?": " "}, "answers[Medicines?]"),
        ({"Allergies?": "no", "Medicines?": None}, "answers[Medicines?]"),
        ({"Allergies?": "no", "Medicines?": "x" * 10_001}, "answers[Medicines?]"),
        ([("Allergies?", "no")], "answers"),
        (None, "answers"),
    ],
)
def test_a_form_is_not_filled_in_by_half(given: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        answers_to(form(), given)

    assert refused.value.field == field
