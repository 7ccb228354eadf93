"""Forms: what they ask, of whom, and when (004-08 to 004-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.values.checks import name, shown, text
from bookingcore.domain.values.ids import FormId, ServiceId
from bookingcore.errors import InvalidInput

QUESTIONS_MAX = 100


class FormTiming(Enum):
    """When a form comes onto a card (004-10)."""

    # Staff assign it.
    BY_HAND = "by_hand"
    # With the card itself.
    AT_REGISTRATION = "at_registration"
    # With the first booking of one of its services.
    AT_BOOKING = "at_booking"


@frozen(kw_only=True)
class Form:
    """A form that customers fill in.

    Attributes:
        questions: what it asks, each a line of text, and each to be answered.
        assigned: when it comes onto a card.
        services: the services that it is for; empty for none in particular.
        required: whether its services are booked only by who has submitted it.
    """

    id: FormId
    name: str
    questions: tuple[str, ...]
    assigned: FormTiming = FormTiming.BY_HAND
    services: tuple[ServiceId, ...] = ()
    required: bool = False
    version: int = field(default=1, eq=False, repr=False)

    def required_by(self, service: ServiceId) -> bool:
        """Whether *service* is booked only by who has submitted it."""
        return self.required and service in self.services

    def comes_with(self, service: ServiceId) -> bool:
        """Whether it comes onto the card with a booking of *service*."""
        return self.assigned is FormTiming.AT_BOOKING and service in self.services


def questions(value: object) -> tuple[str, ...]:
    """*value* as the questions of a form.

    Raises:
        InvalidInput: none, too many, or one of them twice.
    """
    if not isinstance(value, tuple | list) or not 0 < len(value) <= QUESTIONS_MAX:
        raise InvalidInput("questions", shown(value), f"give 1 to {QUESTIONS_MAX} questions")
    asked = tuple(name(each, "questions") for each in value)
    if len(set(asked)) < len(asked):
        raise InvalidInput("questions", shown(value), "ask each question once")
    return asked


def refuse_pointless(
    assigned: FormTiming, services: Sequence[ServiceId], *, required: bool
) -> None:
    """Refuse a form whose services would mean nothing, or that lacks those it is about.

    Raises:
        InvalidInput: the field `services`.
    """
    about_services = required or assigned is FormTiming.AT_BOOKING
    if about_services and not services:
        raise InvalidInput("services", "()", "name the services that it is for")
    if services and not about_services:
        remedy = "leave them out, or make it required, or assigned at booking"
        raise InvalidInput("services", shown(services), remedy)


def answers_to(form: Form, given: object) -> dict[str, str]:
    """*given* as the answers to *form*: a text for each of its questions.

    Raises:
        InvalidInput: a question unanswered, an answer to no question, or one that is no text.
    """
    if not isinstance(given, Mapping):
        raise InvalidInput("answers", shown(given), "give a mapping of question to answer")
    for asked in given:
        if asked not in form.questions:
            raise InvalidInput("answers", shown(asked), f"answer {_listed(form.questions)}")
    missing = [asked for asked in form.questions if asked not in given]
    if missing:
        raise InvalidInput("answers", shown(tuple(given)), f"answer {_listed(missing)} too")
    return {
        asked: text(given[asked], f"answers[{asked}]", required=True) for asked in form.questions
    }


def _listed(questions: Sequence[str]) -> str:
    return ", ".join(repr(each) for each in questions)
