"""One plausible message of each kind, for looking at: in previews and in tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pendulum import UTC, DateTime

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.content import Content
from bookingcore.domain.values.money import Money
from bookingcore.errors import Language

NOW = DateTime(2026, 7, 2, 13, 30, tzinfo=UTC)
"""Half past three in the afternoon in Rome."""

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "service": "Gentle yoga",
        "item": "10 yoga classes",
        "health": "Health questionnaire",
        "consent": "Consent to photographs",
        "note": "Giulia is ill today.\nWe are sorry, and hope to see you next week!",
        "subject": "Closed in August",
        "text": "We are closed from 10 to 23 August.\n\nHave a good summer!\nAll of us",
    },
    "it": {
        "service": "Yoga dolce",
        "item": "10 lezioni di yoga",
        "health": "Questionario sulla salute",
        "consent": "Consenso alle fotografie",
        "note": "Giulia oggi sta male.\nCi dispiace, e speriamo di vederti la settimana prossima!",
        "subject": "Chiusura di agosto",
        "text": "Siamo chiusi dal 10 al 23 agosto.\n\nBuona estate!\nTutti noi",
    },
    "es": {
        "service": "Yoga suave",
        "item": "10 clases de yoga",
        "health": "Cuestionario de salud",
        "consent": "Consentimiento para fotografías",
        "note": "Giulia está enferma hoy.\n¡Lo sentimos, y esperamos verte la semana que viene!",
        "subject": "Cierre de agosto",
        "text": "Cerramos del 10 al 23 de agosto.\n\n¡Feliz verano!\nTodo el equipo",
    },
}

_START = DateTime(2026, 7, 2, 17, tzinfo=UTC)
_TIME = {
    "starts_at": _START,
    "ends_at": DateTime(2026, 7, 2, 18, tzinfo=UTC),
    "branch": "Trastevere, via della Lungara 12",
}
_FREE_UNTIL = {"deadline": DateTime(2026, 7, 2, 15, tzinfo=UTC)}
_MOVED = {
    **_TIME,
    "starts_before": DateTime(2026, 7, 1, 16, 30, tzinfo=UTC),
}
_PRICE = {"amount": Money(minor=12_000, currency="EUR")}
_ONE_PRICE = {"amount": Money(minor=1_250, currency="EUR")}

_SAID: Mapping[MessageKind, Mapping[str, object]] = {
    MessageKind.WELCOME: {},
    MessageKind.PASSWORD_RESET: _FREE_UNTIL,
    MessageKind.MAGIC_LINK: _FREE_UNTIL,
    MessageKind.VERIFY_EMAIL: {},
    MessageKind.QUEUE_OFFER: {**_TIME, **_FREE_UNTIL},
    MessageKind.QUEUE_OFFER_EXPIRED: _TIME,
    MessageKind.QUEUE_PLACE_OBTAINED: {**_TIME, **_FREE_UNTIL},
    MessageKind.BOOKING_CREATED: {**_TIME, **_FREE_UNTIL, "places": 2, "awaits": True},
    MessageKind.BOOKING_MOVED: {**_MOVED, **_FREE_UNTIL},
    MessageKind.BOOKING_CANCELLED: {**_TIME, "text": "note"},
    MessageKind.ATTENDANCE_REQUEST: {**_TIME, **_FREE_UNTIL},
    MessageKind.REMINDER: {**_TIME, **_FREE_UNTIL},
    MessageKind.FORM_REMINDER: {**_TIME, "forms": ("health", "consent")},
    MessageKind.SALE: {**_PRICE, "units": 10, "last_day": date(2026, 12, 31)},
    MessageKind.PAYMENT_REQUEST: {**_PRICE, **_FREE_UNTIL},
    MessageKind.PAYMENT_RECEIPT: _PRICE,
    MessageKind.PAYMENT_FAILED: _PRICE,
    MessageKind.REFUND: {**_ONE_PRICE, **_TIME, "full": True},
    MessageKind.BALANCE_EXPIRING: {"units": 3, "last_day": date(2026, 7, 31)},
    MessageKind.REVIEW: _TIME,
    MessageKind.MANUAL: {"subject": "subject", "text": "text"},
    MessageKind.RESOURCE_BOOKING_MOVED: _MOVED,
    MessageKind.RESOURCE_BOOKING_CANCELLED: _TIME,
}

_OF_ITEMS = frozenset(
    {
        MessageKind.SALE,
        MessageKind.PAYMENT_REQUEST,
        MessageKind.PAYMENT_RECEIPT,
        MessageKind.PAYMENT_FAILED,
        MessageKind.BALANCE_EXPIRING,
    }
)
_TO_PROFESSIONALS = frozenset(
    {MessageKind.RESOURCE_BOOKING_MOVED, MessageKind.RESOURCE_BOOKING_CANCELLED}
)


def sample(kind: MessageKind, language: Language, channel: Channel = Channel.EMAIL) -> Content:
    """A message of that *kind* as it may well be: from a studio in Rome to Anna, or to Giulia."""
    words = _WORDS[language]
    said: dict[str, Any] = {**_SAID[kind]}
    for name in said.keys() & {"subject", "text"}:
        said[name] = words[said[name]]
    if "forms" in said:
        said["forms"] = tuple(words[form] for form in said["forms"])
    if kind in _OF_ITEMS:
        said["item"] = words["item"]
    elif "starts_at" in said:
        said["service"] = words["service"]
    if kind in _TO_PROFESSIONALS:
        said |= {"name": "Giulia", "customer": "Anna Bianchi"}
    elif kind is not MessageKind.MANUAL:
        said["link"] = "https://studio.example/b/7Qm2xVbK9wZt"
    return Content(
        kind=kind,
        channel=channel,
        language=language,
        center="Studio Roma",
        zone="Europe/Rome",
        now=NOW,
        **{"name": "Anna", **said},
    )
