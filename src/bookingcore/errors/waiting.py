"""What a rule about waiting lists may answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class AlreadyWaiting(Refused):
    """The customer waits for places in this very session."""

    session_id: str
    entry_id: str
    code: ClassVar[str] = "already_waiting"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "there is a place in this waiting list already ({entry_id})",
        "it": "c'è già un posto in questa lista d'attesa ({entry_id})",
        "es": "ya hay un puesto en esta lista de espera ({entry_id})",
    }


@define(slots=False)
class PlacesFree(Refused):
    """Places are free: nobody need wait for one (A16)."""

    session_id: str
    places_left: int | None
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "places_free"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "places are free in this session; book one",
        "it": "ci sono posti liberi in questa seduta; prenotane uno",
        "es": "hay plazas libres en esta sesión; reserva una",
    }


@define(slots=False)
class WaitlistFull(Refused):
    """As many wait as the service allows (A16)."""

    session_id: str
    limit: int
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "waitlist_full"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the waiting list is full ({limit}); choose another session",
        "it": "la lista d'attesa è piena ({limit}); scegli un'altra seduta",
        "es": "la lista de espera está llena ({limit}); elige otra sesión",
    }


@define(slots=False)
class QueueAhead(Refused):
    """Free places belong to those who wait."""

    session_id: str
    waiting: int
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "queue_ahead"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "others are waiting for this session ({waiting}); join the waiting list",
        "it": "altri sono in coda per questa seduta ({waiting}); mettiti in coda",
        "es": "otros esperan por esta sesión ({waiting}); apúntate a la lista de espera",
    }


@define(slots=False)
class NoOffer(Refused):
    """The entry has no offer to answer."""

    entry_id: str
    status: str
    code: ClassVar[str] = "no_offer"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "no place is on offer here ({status}); wait for an offer",
        "it": "qui non c'è un posto offerto ({status}); attendi un'offerta",
        "es": "aquí no hay plaza ofrecida ({status}); espera una oferta",
    }


@define(slots=False)
class OfferExpired(Refused):
    """The time to answer is over; the opportunity is lost (001-12, A17)."""

    entry_id: str
    expired_at: datetime
    code: ClassVar[str] = "offer_expired"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the offer ran out at {expired_at:%Y-%m-%d %H:%M} UTC; join the waiting list again",
        "it": "l'offerta è scaduta il {expired_at:%d/%m/%Y %H:%M} UTC; rimettiti in coda",
        "es": "la oferta caducó el {expired_at:%d/%m/%Y %H:%M} UTC; apúntate de nuevo a la lista",
    }


@define(slots=False)
class EntryEnded(Refused):
    """The wait has come to its end before."""

    entry_id: str
    status: str
    code: ClassVar[str] = "entry_ended"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this wait is over ({status}); join the waiting list again",
        "it": "questa attesa è finita ({status}); rimettiti in coda",
        "es": "esta espera terminó ({status}); apúntate de nuevo a la lista",
    }


@define(slots=False)
class OfferTooLate(Refused):
    """The start is too near for anybody to answer an offer (A19)."""

    session_id: str
    starts_at: datetime
    code: ClassVar[str] = "offer_too_late"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the session starts too soon for an offer; book for the customer instead",
        "it": "la seduta inizia troppo presto per un'offerta; prenota tu per il cliente",
        "es": "la sesión empieza demasiado pronto para una oferta; reserva tú por el cliente",
    }
